// Built-ins about variables, input and names: export, local, read, getopts, cd, type, printf, echo, test.
import { joinPath, mayAccess, normalizePath } from '../fs/file-system.ts';
import { Errno } from '../process/errno.ts';
import { findExecutable } from '../process/execute.ts';
import { Interrupted } from '../process/process.ts';
import { formatPrintf, unescape } from '../text/printf.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import type { Builtin, Shell } from './shell.ts';
import { ShellError } from './shell-error.ts';
import { runTest } from './test-expression.ts';

const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\"'\"'")}'`;
}

/** Output of `echo` with busybox's options. */
export function echoText(args: readonly string[]): string {
  let at = 0;
  let hasNewline = true;
  let hasEscapes = false;
  for (; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (!/^-[neE]+$/.test(arg)) break;
    if (arg.includes('n')) hasNewline = false;
    if (arg.includes('e')) hasEscapes = true;
    if (arg.includes('E')) hasEscapes = false;
  }
  const text = args.slice(at).join(' ');
  if (!hasEscapes) return hasNewline ? `${text}\n` : text;
  const { text: unescaped, stops } = unescape(text, true);
  return hasNewline && !stops ? `${unescaped}\n` : unescaped;
}

/** Writes for a built-in: a failing write is a message and status 1. */
async function print(shell: Shell, name: string, text: string): Promise<number> {
  try {
    await shell.process.write(1, text);
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await shell.error(`write error: ${error.message}`.replace(/^/, name === 'echo' ? '' : ''));
    return 1;
  }
}

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

async function readLine(shell: Shell, fd: number, limit: number, delimiter: string, isRaw: boolean, timeoutMs: number | undefined): Promise<{ text: string; escaped: Set<number>; isEnd: boolean }> {
  const file = shell.process.file(fd);
  let text = '';
  const escaped = new Set<number>();
  let isEscape = false;
  let isTimedOut = false;
  const timer = timeoutMs === undefined ? undefined : shell.process.context.clock.setTimeout(() => {
    isTimedOut = true;
    shell.process.interrupt();
  }, timeoutMs);
  try {
    for (;;) {
      const bytes = await file.read(shell.process, 4096);
      if (bytes === '') return { text, escaped, isEnd: true };
      for (let i = 0; i < bytes.length; i++) {
        const c = bytes[i] ?? '';
        if (isEscape) {
          isEscape = false;
          if (c === '\n') continue;
          escaped.add(text.length);
          text += c;
        } else if (c === '\\' && !isRaw) {
          isEscape = true;
          continue;
        } else if (c === delimiter) {
          file.unread(bytes.slice(i + 1));
          return { text, escaped, isEnd: false };
        } else text += c;
        if (text.length >= limit) {
          file.unread(bytes.slice(i + 1));
          return { text, escaped, isEnd: false };
        }
      }
    }
  } catch (error) {
    if (error instanceof Interrupted && isTimedOut) return { text, escaped, isEnd: true };
    throw error;
  } finally {
    timer?.dispose();
  }
}

async function read(shell: Shell, argv: readonly string[]): Promise<number> {
  let isRaw = false;
  let prompt = '';
  let limit = Infinity;
  let delimiter = '\n';
  let fd = 0;
  let timeoutMs: number | undefined;
  let arrayName: string | undefined;
  let at = 1;
  for (; at < argv.length; at++) {
    const arg = argv[at] ?? '';
    if (arg === '--') {
      at++;
      break;
    }
    if (!/^-./.test(arg)) break;
    for (let i = 1; i < arg.length; i++) {
      const letter = arg[i] ?? '';
      if (letter === 'r') isRaw = true;
      else if (letter === 's') continue;
      else if ('pntdua'.includes(letter)) {
        const value = i + 1 < arg.length ? arg.slice(i + 1) : (argv[++at] ?? '');
        if (letter === 'p') prompt = value;
        else if (letter === 'n') limit = Number(value);
        else if (letter === 't') timeoutMs = Number(value) * 1000;
        else if (letter === 'd') delimiter = value === '' ? '\0' : value.charAt(0);
        else if (letter === 'a') arrayName = value;
        else fd = Number(value);
        break;
      } else throw new ShellError(`read: line ${String(shell.line)}: illegal option -${letter}`);
    }
  }
  const names = argv.slice(at);
  for (const name of names) if (!namePattern.test(name)) throw new ShellError(`read: line ${String(shell.line)}: ${name}: bad variable name`);
  if (prompt !== '' && shell.process.files.get(fd)?.isTty) await shell.process.write(2, prompt);
  shell.process.isInterruptible = true;
  let line: Awaited<ReturnType<typeof readLine>>;
  try {
    line = await readLine(shell, fd, limit, delimiter, isRaw, timeoutMs);
  } catch (error) {
    if (error instanceof Interrupted) return 128 + error.signal;
    if (error instanceof Errno) return 1;
    throw error;
  } finally {
    shell.process.isInterruptible = false;
  }
  assignFields(shell, line, names.length > 0 ? names : ['REPLY'], names.length === 0, arrayName);
  return line.isEnd ? 1 : 0;
}

/** Splits a line read into variables: the last one takes the rest. */
function assignFields(shell: Shell, line: { text: string; escaped: Set<number> }, names: readonly string[], isWhole: boolean, arrayName?: string): void {
  const { text, escaped } = line;
  const ifs = shell.variables.get('IFS') ?? ' \t\n';
  const isSeparator = (i: number): boolean => ifs.includes(text[i] ?? '\0') && !escaped.has(i) && i < text.length;
  const isBlank = (i: number): boolean => isSeparator(i) && ' \t\n'.includes(text[i] ?? '');
  if (isWhole && arrayName === undefined) {
    shell.variables.set(names[0] ?? 'REPLY', text);
    return;
  }
  let at = 0;
  const skipBlanks = (): void => { while (isBlank(at)) at++; };
  const field = (): string => {
    const start = at;
    while (at < text.length && !isSeparator(at)) at++;
    const value = text.slice(start, at);
    skipBlanks();
    if (isSeparator(at)) at++;
    skipBlanks();
    return value;
  };
  skipBlanks();
  if (arrayName !== undefined) {
    const array = shell.variables.array(arrayName);
    array.clear();
    for (let n = 0; at < text.length; n++) array.set(String(n), field());
    return;
  }
  names.forEach((name, index) => {
    if (index < names.length - 1) {
      shell.variables.set(name, field());
      return;
    }
    let end = text.length;
    while (end > at && isBlank(end - 1)) end--;
    const rest = text.slice(at, end);
    const save = at;
    field();
    // A single field followed by one separator loses the separator.
    shell.variables.set(name, at >= text.length ? text.slice(save, end).replace(/[^]$/, (c) => (isSeparator(end - 1) && !' \t\n'.includes(c) ? '' : c)) : rest);
  });
}

async function getopts(shell: Shell, argv: readonly string[]): Promise<number> {
  const [, options, name, ...given] = argv;
  if (options === undefined || name === undefined) throw new ShellError(`getopts: line ${String(shell.line)}: usage: getopts optstring var [arg]`);
  const args = given.length > 0 ? given : shell.positional;
  const index = Number(shell.variables.get('OPTIND') ?? '1');
  if (index !== shell.optionIndex.argument) shell.optionIndex = { argument: index, letter: 0 };
  const isSilent = options.startsWith(':');
  const arg = args[index - 1];
  const finish = (): number => {
    shell.variables.set(name, '?');
    return 1;
  };
  if (shell.optionIndex.letter === 0) {
    if (arg === '--') {
      shell.variables.set('OPTIND', String(index + 1));
      shell.optionIndex = { argument: index + 1, letter: 0 };
      return finish();
    }
    if (arg === undefined || !/^-./.test(arg)) return finish();
  }
  const letterAt = shell.optionIndex.letter + 1;
  const letter = (arg ?? '').charAt(letterAt);
  const known = letter === ':' ? -1 : options.indexOf(letter, isSilent ? 1 : 0);
  let nextArgument = index;
  let nextLetter = letterAt;
  if (letterAt + 1 >= (arg ?? '').length) {
    nextArgument++;
    nextLetter = 0;
  }
  shell.variables.unset('OPTARG');
  let value = letter;
  if (known < 0) {
    value = '?';
    if (isSilent) shell.variables.set('OPTARG', letter);
    else await shell.process.write(2, `${shell.isBash ? `${shell.name}: illegal option -- ${letter}` : `Illegal option -${letter}`}\n`);
  } else if (options[known + 1] === ':') {
    if (nextLetter !== 0) {
      shell.variables.set('OPTARG', (arg ?? '').slice(letterAt + 1));
      nextArgument = index + 1;
    } else if (args[index] === undefined) {
      value = isSilent ? ':' : '?';
      if (isSilent) shell.variables.set('OPTARG', letter);
      else await shell.process.write(2, `${shell.isBash ? `${shell.name}: option requires an argument -- ${letter}` : `No arg for -${letter} option`}\n`);
    } else {
      shell.variables.set('OPTARG', args[index]);
      nextArgument = index + 2;
    }
    nextLetter = 0;
  }
  shell.variables.set('OPTIND', String(nextArgument));
  shell.optionIndex = { argument: nextArgument, letter: nextLetter };
  shell.variables.set(name, value);
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

async function command(shell: Shell, argv: readonly string[]): Promise<number> {
  let at = 1;
  let mode = '';
  for (; /^-[pvV]+$/.test(argv[at] ?? ''); at++) mode += argv[at]?.slice(1) ?? '';
  if (argv[at] === '--') at++;
  const words = argv.slice(at);
  const name = words[0];
  if (name === undefined) return 0;
  if (/[vV]/.test(mode)) {
    let status = 0;
    for (const word of words) if (!(await describeName(shell, word, mode.includes('v')))) status = shell.isBash ? 1 : 127;
    return status;
  }
  const builtin = shell.builtins.get(name);
  if (builtin) return builtin.run(shell, words);
  return shell.runProgram(words);
}

async function type(shell: Shell, argv: readonly string[]): Promise<number> {
  let status = 0;
  const isPath = argv[1] === '-p' || argv[1] === '-P' || argv[1] === '-t';
  for (const name of argv.slice(isPath ? 2 : 1)) if (!(await describeName(shell, name, isPath))) status = shell.isBash ? 1 : 127;
  return status;
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

async function alias(shell: Shell, argv: readonly string[]): Promise<number> {
  if (argv.length === 1) for (const [name, text] of shell.aliases) await shell.process.write(1, `${shell.isBash ? 'alias ' : ''}${name}=${quote(text)}\n`);
  let status = 0;
  for (const arg of argv.slice(1)) {
    const equals = arg.indexOf('=', 1);
    if (equals > 0) shell.aliases.set(arg.slice(0, equals), arg.slice(equals + 1));
    else if (shell.aliases.has(arg)) await shell.process.write(1, `${shell.isBash ? 'alias ' : ''}${arg}=${quote(shell.aliases.get(arg) ?? '')}\n`);
    else {
      await shell.error(`alias: line ${String(shell.line)}: ${arg} not found`);
      status = 1;
    }
  }
  return status;
}

async function test(shell: Shell, argv: readonly string[]): Promise<number> {
  const { status, error } = runTest(shell.process, argv);
  if (error !== undefined) await shell.error(error);
  return status;
}

async function printf(shell: Shell, argv: readonly string[]): Promise<number> {
  let args = argv.slice(1);
  let variable: string | undefined;
  if (shell.isBash && args[0] === '-v') {
    variable = args[1];
    args = args.slice(2);
  }
  if (args[0] === '--') args = args.slice(1);
  const format = args[0];
  if (format === undefined) {
    await shell.error('usage: printf FORMAT [ARGUMENT...]');
    return 1;
  }
  const { text, errors } = formatPrintf(format, args.slice(1));
  for (const error of errors) await shell.error(error);
  if (variable !== undefined) shell.variables.set(variable, text);
  else await print(shell, 'printf', text);
  return errors.length > 0 ? 1 : 0;
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

async function readArray(shell: Shell, argv: readonly string[]): Promise<number> {
  const name = argv.slice(1).filter((arg) => !arg.startsWith('-')).at(-1) ?? 'MAPFILE';
  const lines = (await shell.process.readAll(0)).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const array = shell.variables.array(name);
  array.clear();
  lines.forEach((line, i) => { array.set(String(i), argv.includes('-t') ? line : `${line}\n`); });
  return 0;
}
