// Built-ins about variables and the shell's state: export, local, declare, unset, cd, umask; and the table of these and their kin.
import { mayAccess } from '../fs/inode.ts';
import { joinPath, normalizePath } from '../fs/paths.ts';
import { Errno } from '../process/errno.ts';
import { parseMode } from '../commands/mode.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { alias, command, type } from './builtins-names.ts';
import { echoText, print, printf, test } from './builtins-output.ts';
import { getopts, read } from './builtins-read.ts';
import { elementKey } from './parameters.ts';
import { ShellError } from './shell-error.ts';
import { testFile } from './test-expression.ts';
import type { Builtin, Shell } from './shell.ts';
import { namePattern, quote } from './words.ts';

function marking(kind: 'isExported' | 'isReadOnly'): Builtin['run'] {
  const word = kind === 'isExported' ? 'export' : 'readonly';
  return async (shell, argv) => {
    let args = argv.slice(1);
    if (shell.isBash && args[0] === '-f') return args.slice(1).every((name) => shell.functions.has(name)) ? 0 : 1;
    const isRemoving = args[0] === '-n';
    if (isRemoving || args[0] === '--') args = args.slice(1);
    if (args.length === 0 || args[0] === '-p') {
      for (const name of shell.variables.names().sort()) {
        const variable = shell.variables.find(name);
        const value = variable?.value === undefined ? '' : `=${shell.isBash ? `"${variable.value.replace(/[\\"$`]/g, '\\$&')}"` : quote(variable.value)}`;
        if (variable?.[kind]) await shell.process.write(1, `${shell.isBash ? `declare -${kind === 'isExported' ? 'x' : 'r'}` : word} ${name}${value}\n`);
      }
      return 0;
    }
    for (const arg of args) {
      const equals = arg.indexOf('=');
      const name = equals < 0 ? arg : arg.slice(0, equals);
      if (!namePattern.test(name)) throw new ShellError(`${word}: line ${String(shell.line)}: ${name}: bad variable name`);
      if (equals >= 0) shell.variables.set(name, arg.slice(equals + 1));
      shell.variables.declare(name)[kind] = !isRemoving;
    }
    return 0;
  };
}

function local(shell: Shell, argv: readonly string[]): number {
  for (const arg of argv.slice(1)) {
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg : arg.slice(0, equals);
    if (!namePattern.test(name)) throw new ShellError(`local: line ${String(shell.line)}: ${name}: bad variable name`);
    if (!shell.variables.makeLocal(name)) throw new ShellError(`local: line ${String(shell.line)}: not in a function`);
    if (equals >= 0) shell.variables.set(name, arg.slice(equals + 1));
    else shell.variables.unset(name);
  }
  return 0;
}

function unset(shell: Shell, argv: readonly string[]): number {
  let isFunction = false;
  for (const arg of argv.slice(1)) {
    if (arg === '-f') isFunction = true;
    else if (arg === '-v') isFunction = false;
    else if (isFunction) shell.functions.delete(arg);
    else {
      const element = /^(\w+)\[(.*)\]$/.exec(arg);
      if (element && shell.isBash) {
        const name = element[1] ?? '';
        shell.variables.find(name)?.array?.delete(elementKey(shell, name, element[2] ?? ''));
        continue;
      }
      if (!namePattern.test(arg)) throw new ShellError(`unset: line ${String(shell.line)}: ${arg}: bad variable name`);
      if (shell.variables.find(arg) === undefined && shell.functions.has(arg)) shell.functions.delete(arg);
      shell.variables.unset(arg);
    }
  }
  return 0;
}

async function cd(shell: Shell, argv: readonly string[]): Promise<number> {
  const args = argv.slice(1).filter((arg) => arg !== '-P' && arg !== '-L' && arg !== '--');
  const unknown = argv.find((arg, i) => i > 0 && /^-[^LP-]/.test(arg));
  if (unknown !== undefined && args[0] === unknown) throw new ShellError(`cd: line ${String(shell.line)}: illegal option ${unknown.slice(0, 2)}`);
  let target = args[0] ?? shell.variables.get('HOME') ?? '/';
  const isBack = target === '-';
  if (isBack) target = shell.variables.get('OLDPWD') ?? shell.process.cwd;
  const { process } = shell;
  const shown = target;
  let path = argv.includes('-P') ? joinPath(process.cwd, target) : normalizePath(joinPath(process.cwd, target));
  let isFound = false;
  if (!/^\.{0,2}(?:\/|$)/.test(target)) {
    for (const directory of (shell.variables.get('CDPATH') ?? '').split(':').filter((one) => one !== '')) {
      const candidate = `${directory === '/' && !shell.isBash ? '/' : directory.replace(/\/$/, '')}/${target}`;
      if (!testFile(process, '-d', candidate)) continue;
      isFound = true;
      path = joinPath(process.cwd, candidate);
      break;
    }
  }
  try {
    const found = process.fs.stat(path, process.credentials, { process });
    if (found.node.type !== 'directory') throw new Errno('ENOTDIR');
    if (!mayAccess(found.node, process.credentials, 1)) throw new Errno('EACCES');
    shell.variables.set('OLDPWD', process.cwd);
    process.cwd = argv.includes('-P') ? found.path : path;
    shell.variables.set('PWD', process.cwd);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await shell.error(shell.isBash ? `cd: ${shown}: ${error.message}` : `cd: line ${String(shell.line)}: can't cd to ${shown}: ${error.message}`);
    return shell.isBash ? 1 : 2;
  }
  if (isBack || isFound) await process.write(1, `${process.cwd}\n`);
  return 0;
}

function pwd(shell: Shell, argv: readonly string[]): Promise<number> {
  const { process } = shell;
  let path = process.cwd;
  for (const arg of argv.slice(1)) {
    if (!/^-./.test(arg)) break;
    if (!/^-[LP]+$/.test(arg)) throw new ShellError(`pwd: line ${String(shell.line)}: illegal option ${arg.slice(0, 2)}`);
    path = arg.endsWith('P') ? process.fs.resolve(process.cwd, process.credentials, { followLast: true, process }).path : process.cwd;
  }
  return print(shell, 'pwd', `${path}\n`);
}

/** What a container's limits are: letters and descriptions as ash lists them. */
const limits: readonly (readonly [letter: string, description: string, value: string])[] = [
  ['c', 'core file size (blocks)', '0'], ['d', 'data seg size (kb)', 'unlimited'], ['e', 'scheduling priority', '0'], ['f', 'file size (blocks)', 'unlimited'], ['i', 'pending signals', '96365'], ['l', 'max locked memory (kb)', '8192'], ['m', 'max memory size (kb)', 'unlimited'],
  ['n', 'open files', '1048576'], ['q', 'POSIX message queues (bytes)', '819200'], ['r', 'real-time priority', '0'], ['s', 'stack size (kb)', '8192'], ['t', 'cpu time (seconds)', 'unlimited'], ['u', 'max user processes', 'unlimited'], ['v', 'virtual memory (kb)', 'unlimited'], ['x', 'file locks', 'unlimited'],
];

async function ulimit(shell: Shell, argv: readonly string[]): Promise<number> {
  const letters = argv.slice(1).filter((arg) => arg.startsWith('-')).join('').replace(/[-HS]/g, '');
  const value = argv.slice(1).find((arg) => !arg.startsWith('-'));
  const chosen = letters.includes('a') ? limits : letters === '' ? limits.filter(([letter]) => letter === 'f') : limits.filter(([letter]) => letters.includes(letter));
  if (chosen.length === 0) throw new ShellError(`ulimit: line ${String(shell.line)}: illegal option -${letters.charAt(0)}`);
  if (value !== undefined) {
    if (!/^(?:\d+|unlimited)$/.test(value)) throw new ShellError(`ulimit: line ${String(shell.line)}: Illegal number: ${value}`);
    return 0;
  }
  const hasNames = chosen.length > 1;
  return print(shell, 'ulimit', chosen.map(([letter, description, limit]) => `${hasNames ? `${description.padEnd(31)} (-${letter}) ` : ''}${limit}\n`).join(''));
}

function umask(shell: Shell, argv: readonly string[]): Promise<number> | number {
  const isSymbolic = argv[1] === '-S';
  const text = argv[isSymbolic ? 2 : 1];
  if (text === undefined && !isSymbolic) return print(shell, 'umask', `${shell.process.umask.toString(8).padStart(4, '0')}\n`);
  if (text === undefined) {
    const mode = 0o777 & ~shell.process.umask;
    const part = (bits: number): string => `${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`;
    return print(shell, 'umask', `u=${part(mode >> 6)},g=${part((mode >> 3) & 7)},o=${part(mode & 7)}\n`);
  }
  const allowed = parseMode(text.replace(/^(?=[-+=])/, 'a'), 0o777 & ~shell.process.umask, false, 0);
  if (allowed === undefined || /^[0-7]{5,}$/.test(text)) throw new ShellError(`umask: line ${String(shell.line)}: illegal mode: ${text}`);
  shell.process.umask = /^[0-7]+$/.test(text) ? parseInt(text, 8) & 0o777 : 0o777 & ~allowed;
  return 0;
}

export const variableBuiltins: Readonly<Record<string, Builtin>> = {
  echo: { run: (shell, argv) => print(shell, 'echo', echoText(argv.slice(1))) },
  printf: { run: printf },
  test: { run: test },
  '[': { run: test },
  '[[': { run: test },
  export: { isSpecial: true, run: marking('isExported') },
  readonly: { isSpecial: true, run: marking('isReadOnly') },
  unset: { isSpecial: true, run: unset },
  local: { isSpecial: true, run: local },
  read: { run: read },
  getopts: { run: getopts },
  cd: { run: cd },
  chdir: { run: cd },
  pwd: { run: pwd },
  command: { run: command },
  type: { run: type },
  umask: { run: umask },
  alias: { run: alias },
  unalias: { run: (shell, argv) => { for (const name of argv.slice(1)) { if (name === '-a') shell.aliases.clear(); else shell.aliases.delete(name); } return 0; } },
  hash: { run: () => 0 },
  history: { run: () => 0 },
  ulimit: { run: ulimit },
  let: {
    run: async (shell, argv) => {
      if (argv.length === 1 && shell.isBash) {
        await shell.error('let: expression expected');
        return 1;
      }
      if (argv.length === 1) throw new ShellError(`let: line ${String(shell.line)}: expression expected`);
      let value = 0n;
      for (const arg of argv.slice(1)) value = evaluateArithmetic(arg, { get: (name) => shell.variables.get(name), set: (name, text) => { shell.variables.set(name, text); } });
      return value === 0n ? 1 : 0;
    },
  },
};
