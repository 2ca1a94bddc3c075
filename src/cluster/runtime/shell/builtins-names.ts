// Built-ins about names: command, type, alias.
import { findExecutable } from '../process/execute.ts';
import type { Shell } from './shell.ts';
import { quote } from './words.ts';
import { runProgram } from './external-commands.ts';

const reserved = new Set(['if', 'then', 'else', 'elif', 'fi', 'for', 'do', 'done', 'while', 'until', 'case', 'esac', '{', '}', '!', 'in', 'function', '[[']);

/** What a name is, as `type` says it. */
async function describeName(shell: Shell, name: string, isShort: boolean): Promise<boolean> {
  const say = async (short: string, long: string): Promise<boolean> => {
    await shell.process.write(1, `${isShort ? short : long}\n`);
    return true;
  };
  if (reserved.has(name)) return say(name, `${name} is a shell keyword`);
  const alias = shell.aliases.get(name);
  if (alias !== undefined) return say(`alias ${name}=${quote(alias)}`, `${name} is an alias for ${alias}`);
  if (shell.functions.has(name)) return say(name, `${name} is a function`);
  const builtin = shell.builtins.get(name);
  if (builtin) return say(name, `${name} is a ${builtin.isSpecial ? 'special ' : ''}shell builtin`);
  const found = findExecutable(shell.process, name, shell.variables.get('PATH') ?? '');
  if ('path' in found) return say(found.path, `${name} is ${found.path}`);
  if (!isShort) await shell.process.write(shell.isBash ? 2 : 1, `${shell.isBash ? `${shell.name}: line ${String(shell.line)}: type: ` : ''}${name}: not found\n`);
  return false;
}

export async function command(shell: Shell, argv: readonly string[]): Promise<number> {
  let at = 1;
  let mode = '';
  for (; /^-[pvV]+$/.test(argv[at] ?? ''); at++) mode += argv[at]?.slice(1) ?? '';
  if (argv[at] === '--') at++;
  const words = argv.slice(at);
  const name = words[0];
  if (name === undefined) return 0;
  if (/[vV]/.test(mode)) {
    let status = 0;
    for (const word of shell.isBash ? words : words.slice(0, 1)) if (!(await describeName(shell, word, mode.includes('v')))) status = shell.isBash ? 1 : 127;
    return status;
  }
  const builtin = shell.builtins.get(name);
  if (builtin) return builtin.run(shell, words);
  return runProgram(shell, words);
}

function kindOf(shell: Shell, name: string): string | undefined {
  if (shell.aliases.has(name)) return 'alias';
  if (reserved.has(name)) return 'keyword';
  if (shell.functions.has(name)) return 'function';
  if (shell.builtins.has(name)) return 'builtin';
  return 'path' in findExecutable(shell.process, name, shell.variables.get('PATH') ?? '') ? 'file' : undefined;
}

export async function type(shell: Shell, argv: readonly string[]): Promise<number> {
  let status = 0;
  if (shell.isBash && argv[1] === '-t') {
    for (const name of argv.slice(2)) {
      const kind = kindOf(shell, name);
      if (kind === undefined) status = 1;
      else await shell.process.write(1, `${kind}\n`);
    }
    return status;
  }
  const isPath = argv[1] === '-p' || argv[1] === '-P' || argv[1] === '-t';
  for (const name of argv.slice(isPath ? 2 : 1)) if (!(await describeName(shell, name, isPath))) status = shell.isBash ? 1 : 127;
  return status;
}

export async function alias(shell: Shell, argv: readonly string[]): Promise<number> {
  if (argv.length === 1) for (const [name, text] of shell.aliases) await shell.process.write(1, `${shell.isBash ? 'alias ' : ''}${name}=${quote(text)}\n`);
  let status = 0;
  for (const arg of argv.slice(1)) {
    const equals = arg.indexOf('=', 1);
    if (equals > 0) shell.aliases.set(arg.slice(0, equals), arg.slice(equals + 1));
    else if (shell.aliases.has(arg)) await shell.process.write(1, `${shell.isBash ? 'alias ' : ''}${arg}=${quote(shell.aliases.get(arg) ?? '')}\n`);
    else {
      await shell.error(shell.isBash ? `alias: ${arg}: not found` : `alias: line ${String(shell.line)}: ${arg} not found`);
      status = 1;
    }
  }
  return status;
}
