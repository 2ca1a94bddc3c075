// Built-ins about variables and the shell's state: export, local, declare, unset, cd, umask; and the table of these and their kin.
import { joinPath, mayAccess, normalizePath } from '../fs/file-system.ts';
import { Errno } from '../process/errno.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { alias, command, type } from './builtins-names.ts';
import { echoText, print, printf, test } from './builtins-output.ts';
import { getopts, read, readArray } from './builtins-read.ts';
import { ShellError } from './shell-error.ts';
import type { Builtin, Shell } from './shell.ts';
import { namePattern, quote } from './words.ts';

function marking(kind: 'isExported' | 'isReadOnly'): Builtin['run'] {
  const word = kind === 'isExported' ? 'export' : 'readonly';
  return async (shell, argv) => {
    let args = argv.slice(1);
    const isRemoving = args[0] === '-n';
    if (isRemoving || args[0] === '--') args = args.slice(1);
    if (args.length === 0 || args[0] === '-p') {
      for (const name of shell.variables.names().sort()) {
        const variable = shell.variables.find(name);
        if (variable?.[kind]) await shell.process.write(1, `${word} ${name}${variable.value === undefined ? '' : `=${quote(variable.value)}`}\n`);
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
    if (arg.startsWith('-')) continue;
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg : arg.slice(0, equals);
    if (!namePattern.test(name)) throw new ShellError(`local: line ${String(shell.line)}: ${name}: bad variable name`);
    if (!shell.variables.makeLocal(name)) throw new ShellError(`local: line ${String(shell.line)}: not in a function`);
    if (equals >= 0) shell.variables.set(name, arg.slice(equals + 1));
    else if (shell.isBash) shell.variables.unset(name);
  }
  return 0;
}

/** bash's `declare`. */
function declare(shell: Shell, argv: readonly string[]): number {
  let letters = '';
  for (const arg of argv.slice(1)) {
    if (/^[-+]\w+$/.test(arg)) {
      letters += arg.slice(1);
      continue;
    }
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg : arg.slice(0, equals);
    if (shell.variables.isInFunction && !letters.includes('g')) shell.variables.makeLocal(name);
    const variable = shell.variables.declare(name);
    if (letters.includes('A') || letters.includes('a')) {
      variable.array ??= new Map();
      variable.isAssociative = letters.includes('A');
    }
    if (equals >= 0) shell.variables.set(name, arg.slice(equals + 1));
    if (letters.includes('x')) variable.isExported = true;
    if (letters.includes('r')) variable.isReadOnly = true;
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
        shell.variables.find(element[1] ?? '')?.array?.delete(element[2] ?? '');
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
  let target = args[0] ?? shell.variables.get('HOME') ?? '/';
  const isBack = target === '-';
  if (isBack) target = shell.variables.get('OLDPWD') ?? shell.process.cwd;
  const { process } = shell;
  const shown = target;
  const path = argv.includes('-P') ? joinPath(process.cwd, target) : normalizePath(joinPath(process.cwd, target));
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
  if (isBack) await process.write(1, `${process.cwd}\n`);
  return 0;
}

function umask(shell: Shell, argv: readonly string[]): Promise<number> | number {
  const text = argv[1];
  if (text === undefined) return print(shell, 'umask', `${shell.process.umask.toString(8).padStart(4, '0')}\n`);
  if (text === '-S') {
    const mode = 0o777 & ~shell.process.umask;
    const part = (bits: number): string => `${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`;
    return print(shell, 'umask', `u=${part(mode >> 6)},g=${part((mode >> 3) & 7)},o=${part(mode & 7)}\n`);
  }
  if (!/^[0-7]{1,4}$/.test(text)) throw new ShellError(`umask: line ${String(shell.line)}: illegal mode: ${text}`);
  shell.process.umask = parseInt(text, 8);
  return 0;
}

export const variableBuiltins: Readonly<Record<string, Builtin>> = {
  echo: { run: (shell, argv) => print(shell, 'echo', echoText(argv.slice(1))) },
  printf: { run: printf },
  test: { run: test },
  '[': { run: test },
  export: { isSpecial: true, run: marking('isExported') },
  readonly: { isSpecial: true, run: marking('isReadOnly') },
  unset: { isSpecial: true, run: unset },
  local: { run: local },
  read: { run: read },
  getopts: { run: getopts },
  cd: { run: cd },
  chdir: { run: cd },
  pwd: { run: (shell) => print(shell, 'pwd', `${shell.process.cwd}\n`) },
  command: { run: command },
  type: { run: type },
  umask: { run: umask },
  alias: { run: alias },
  unalias: { run: (shell, argv) => { for (const name of argv.slice(1)) { if (name === '-a') shell.aliases.clear(); else shell.aliases.delete(name); } return 0; } },
  hash: { run: () => 0 },
  history: { run: () => 0 },
  ulimit: { run: (shell, argv) => print(shell, 'ulimit', argv.length <= 2 ? (argv[1] === '-n' ? '1048576\n' : 'unlimited\n') : '') },
  let: {
    run: (shell, argv) => {
      let value = 0;
      for (const arg of argv.slice(1)) value = evaluateArithmetic(arg, { get: (name) => shell.variables.get(name), set: (name, text) => { shell.variables.set(name, text); } });
      return value === 0 ? 1 : 0;
    },
  },
};

/** What only bash has. */
export const bashBuiltins: Readonly<Record<string, Builtin>> = {
  declare: { run: declare },
  typeset: { run: declare },
  shopt: { run: () => 0 },
  builtin: { run: (shell, argv) => shell.builtins.get(argv[1] ?? '')?.run(shell, argv.slice(1)) ?? 1 },
  enable: { run: () => 0 },
  mapfile: { run: readArray },
  readarray: { run: readArray },
};
