// Values of parameters: variables, elements of arrays, positional and special ones.
import { evaluateArithmetic } from './arithmetic.ts';
import type { Shell } from './shell.ts';

/** Value of `$name`, special parameters included; undefined when unset. */
export function parameter(shell: Shell, name: string, index: string | undefined): string | undefined {
  if (index !== undefined) {
    const variable = shell.variables.find(name);
    const key = elementKey(shell, name, index);
    if (variable?.array === undefined) return key === '0' ? variable?.value : undefined;
    return variable.array.get(Number(key) < 0 ? String(Math.max(...[...variable.array.keys()].map(Number)) + 1 + Number(key)) : key);
  }
  switch (name) {
    case '?': return String(shell.status);
    case '$': return String(shell.rootPid);
    case '!': return shell.lastBackgroundPid === undefined ? '' : String(shell.lastBackgroundPid);
    case '#': return String(shell.positional.length);
    case '@':
    case '*': return shell.positional.length === 0 ? undefined : shell.positional.join(' ');
    case '0': return shell.name;
    case '-': return optionLetters(shell);
    default: return /^\d+$/.test(name) ? shell.positional[Number(name) - 1] : shell.variables.get(name);
  }
}

/** The letters of `$-`; bash sorts them, but for the capitals and where the script came from. */
function optionLetters(shell: Shell): string {
  const { options } = shell;
  const letters = `${options.errexit ? 'e' : ''}${options.noglob ? 'f' : ''}${shell.isInteractive ? 'i' : ''}${options.monitor ? 'm' : ''}${shell.isReadingInput ? 's' : ''}${shell.isCommandText ? 'c' : ''}${options.xtrace ? 'x' : ''}${options.verbose ? 'v' : ''}${options.noclobber ? 'C' : ''}${options.allexport ? 'a' : ''}${options.nounset ? 'u' : ''}`;
  if (!shell.isBash) return [...letters].reverse().join('');
  const small = [...`${letters}h`.replace(/[cCs]/g, '')].sort().join('');
  return `${small}B${options.noclobber ? 'C' : ''}${shell.isInteractive ? 'H' : ''}${shell.isCommandText ? 'c' : ''}${shell.isReadingInput ? 's' : ''}`;
}

/** The key under which an array keeps `name[key]`. */
export function elementKey(shell: Shell, name: string, key: string): string {
  if (shell.variables.find(name)?.isAssociative) return key;
  return String(evaluateArithmetic(key, { get: (n) => shell.variables.get(n), set: (n, v) => { shell.variables.set(n, v); } }));
}

/** Value of a name, or of `name[index]`, in an arithmetic expression. */
export function arithmeticValue(shell: Shell, name: string): string | undefined {
  const indexed = /^(\w+)\[(.*)\]$/.exec(name);
  return indexed ? parameter(shell, indexed[1] ?? '', indexed[2]) : shell.variables.get(name);
}

/** Sets a name, or `name[index]`, from an arithmetic expression. */
export function setArithmetic(shell: Shell, name: string, value: string): void {
  const indexed = /^(\w+)\[(.*)\]$/.exec(name);
  if (indexed) shell.variables.setElement(indexed[1] ?? '', elementKey(shell, indexed[1] ?? '', indexed[2] ?? ''), value);
  else shell.variables.set(name, value);
}
