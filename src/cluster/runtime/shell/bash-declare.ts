// bash's declare, typeset and local: attributes of variables, and what they print.
import { evaluateWordText } from './expand.ts';
import { setArithmetic } from './parameters.ts';
import type { Shell } from './shell.ts';
import type { Variable } from './variables.ts';

function doubleQuoted(text: string): string {
  return `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}

/** A variable as `declare -p` writes it; undefined when it has neither value nor attribute. */
function declarationOf(shell: Shell, name: string): string | undefined {
  const variable = shell.variables.findReference(name);
  if (variable === undefined) return undefined;
  const { array, isAssociative, refersTo } = variable;
  const letters = `${array ? (isAssociative ? 'A' : 'a') : ''}${variable.attribute ?? ''}${refersTo === undefined ? '' : 'n'}${variable.isReadOnly ? 'r' : ''}${variable.isExported ? 'x' : ''}`;
  const head = `declare -${letters === '' ? '-' : letters} ${name}`;
  if (array) {
    const keys = [...array.keys()];
    if (!isAssociative) keys.sort((a, b) => Number(a) - Number(b));
    const parts = keys.map((key) => `[${key}]=${doubleQuoted(array.get(key) ?? '')}`);
    return `${head}=(${parts.join(' ')}${isAssociative && parts.length > 0 ? ' ' : ''})`;
  }
  const value = refersTo ?? variable.value;
  return value === undefined ? head : `${head}=${doubleQuoted(value)}`;
}

async function printed(shell: Shell, names: readonly string[], letters: string): Promise<number> {
  if (/[fF]/.test(letters)) {
    const wanted = names.length > 0 ? names : [...shell.functions.keys()].sort();
    for (const name of wanted) if (shell.functions.has(name)) await shell.process.write(1, names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    return wanted.every((name) => shell.functions.has(name)) ? 0 : 1;
  }
  let status = 0;
  for (const name of names.length > 0 ? names : shell.variables.names().sort()) {
    const text = declarationOf(shell, name);
    if (text !== undefined) await shell.process.write(1, `${text}\n`);
    else {
      await shell.error(`declare: ${name}: not found`);
      status = 1;
    }
  }
  return status;
}

function mark(shell: Shell, variable: Variable, letters: string, isRemoving: boolean): void {
  for (const letter of letters) {
    if (letter === 'x') variable.isExported = !isRemoving;
    else if (letter === 'r' && !isRemoving) variable.isReadOnly = true;
    else if (letter === 'i' || letter === 'l' || letter === 'u') {
      delete variable.attribute;
      delete variable.coerce;
      if (isRemoving) continue;
      variable.attribute = letter;
      variable.coerce = letter === 'i' ? (text) => evaluateWordText(shell, text) : letter === 'l' ? (text) => text.toLowerCase() : (text) => text.toUpperCase();
    }
  }
}

/** `isLocal`: it is `local`, which needs a function. */
export function declaring(isLocal: boolean) {
  return async (shell: Shell, argv: readonly string[]): Promise<number> => {
    let letters = '';
    let removed = '';
    let at = 1;
    for (; /^[-+][A-Za-z]+$/.test(argv[at] ?? ''); at++) {
      if (argv[at]?.startsWith('+')) removed += argv[at]?.slice(1) ?? '';
      else letters += argv[at]?.slice(1) ?? '';
    }
    if (argv[at] === '--') at++;
    const args = argv.slice(at);
    if (isLocal && !shell.variables.isInFunction) {
      await shell.error('local: can only be used in a function');
      return 1;
    }
    if (/[pfF]/.test(letters) || (args.length === 0 && letters !== '' && !isLocal)) return printed(shell, args, letters);
    let status = 0;
    for (const arg of args) {
      const found = /^([A-Za-z_]\w*)(?:\[([^]*?)\])?(?:(\+?)=([^]*))?$/.exec(arg);
      const name = found?.[1];
      if (found === null || name === undefined) {
        await shell.error(`${argv[0] ?? 'declare'}: \`${arg}': not a valid identifier`);
        status = 1;
        continue;
      }
      if (shell.variables.isInFunction && !letters.includes('g')) {
        const isNew = shell.variables.makeLocal(name) === 'made';
        if (isNew) shell.variables.unset(name);
      }
      if (letters.includes('n')) {
        shell.variables.setReference(name, found[4] ?? '');
        continue;
      }
      const variable = shell.variables.declare(name);
      if (/[aA]/.test(letters)) {
        variable.array ??= new Map(variable.value === undefined ? [] : [['0', variable.value]]);
        if (letters.includes('A')) variable.isAssociative = true;
      }
      mark(shell, variable, removed, true);
      mark(shell, variable, letters.replace('r', ''), false);
      if (found[4] !== undefined) {
        const old = found[3] === '+' ? (shell.variables.get(name) ?? '') : '';
        if (found[2] === undefined) shell.variables.set(name, variable.attribute === 'i' && old !== '' ? `${old}+(${found[4]})` : old + found[4]);
        else setArithmetic(shell, `${name}[${found[2]}]`, found[4]);
      }
      if (letters.includes('r')) variable.isReadOnly = true;
    }
    return status;
  };
}
