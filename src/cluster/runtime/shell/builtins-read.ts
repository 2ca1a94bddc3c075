// Built-ins that read: read, getopts and bash's mapfile.
import { searchSteps } from '../commands/command.ts';
import { Errno } from '../process/errno.ts';
import { Interrupted } from '../process/process.ts';
import { ShellError } from './shell-error.ts';
import type { Shell } from './shell.ts';
import { namePattern } from './words.ts';

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
      shell.process.limitString(text.length + bytes.length);
      await shell.process.tick(1 + (bytes.length >> 8));
      const until = delimiter === '' ? -1 : bytes.indexOf(delimiter);
      const plain = until < 0 ? bytes : bytes.slice(0, until);
      // Most lines: nothing in them is special.
      if (!isEscape && text.length + plain.length < limit && (isRaw || !plain.includes('\\'))) {
        text += plain;
        if (until < 0) continue;
        file.unread(bytes.slice(until + 1));
        return { text, escaped, isEnd: false };
      }
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

export async function read(shell: Shell, argv: readonly string[]): Promise<number> {
  let isRaw = false;
  let isExact = false;
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
      else if (letter === 's' || (letter === 'e' && shell.isBash)) continue;
      else if ((shell.isBash ? 'pntduaNi' : 'pntdu').includes(letter)) {
        const value = i + 1 < arg.length ? arg.slice(i + 1) : (argv[++at] ?? '');
        if (letter === 'N') isExact = true;
        if (letter === 'p') prompt = value;
        else if (letter === 'n' || letter === 'N') limit = Number(value);
        else if (letter === 'i') continue;
        else if (letter === 't') timeoutMs = Number(value) * 1000;
        else if (letter === 'd') delimiter = value === '' ? '\0' : value.charAt(0);
        else if (letter === 'a') arrayName = value;
        else fd = Number(value);
        break;
      } else throw new ShellError(`read: line ${String(shell.line)}: illegal option -${letter}`);
    }
  }
  const names = argv.slice(at);
  for (const name of names) {
    if (namePattern.test(name)) continue;
    await shell.error(`read: '${name}': bad variable name`);
    return 1;
  }
  if (prompt !== '' && shell.process.files.get(fd)?.isTty) await shell.process.write(2, prompt);
  shell.process.isInterruptible = true;
  let line: Awaited<ReturnType<typeof readLine>>;
  try {
    line = await readLine(shell, fd, limit, isExact ? '' : delimiter, isRaw, timeoutMs);
  } catch (error) {
    if (error instanceof Interrupted) return 128 + error.signal;
    if (error instanceof Errno) return 1;
    throw error;
  } finally {
    shell.process.isInterruptible = false;
  }
  await assignFields(shell, line, names.length > 0 ? names : ['REPLY'], names.length === 0, arrayName);
  return line.isEnd ? 1 : 0;
}

/** Splits a line read into variables: the last one takes the rest. */
async function assignFields(shell: Shell, line: { text: string; escaped: Set<number> }, names: readonly string[], isWhole: boolean, arrayName?: string): Promise<void> {
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
  const field = async (): Promise<string> => {
    const start = at;
    for (; at < text.length && !isSeparator(at); at++) if ((at & 16383) === 16383) await shell.process.tick(searchSteps);
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
    for (let n = 0; at < text.length; n++) array.set(String(n), await field());
    return;
  }
  for (const [index, name] of names.entries()) {
    if (index < names.length - 1) {
      shell.variables.set(name, await field());
      continue;
    }
    let end = text.length;
    while (end > at && isBlank(end - 1)) end--;
    const rest = text.slice(at, end);
    const save = at;
    await field();
    // A single field followed by one separator loses the separator.
    shell.variables.set(name, at >= text.length ? text.slice(save, end).replace(/[^]$/, (c) => (isSeparator(end - 1) && !' \t\n'.includes(c) ? '' : c)) : rest);
  }
}

export async function getopts(shell: Shell, argv: readonly string[]): Promise<number> {
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
  if (shell.isBash) shell.variables.unset('OPTARG');
  else shell.variables.set('OPTARG', '');
  const complain = async (inBash: string, inAsh: string): Promise<void> => {
    shell.variables.unset('OPTARG');
    await shell.process.write(2, `${shell.isBash ? `${shell.name}: ${inBash}` : inAsh}\n`);
  };
  let value = letter;
  if (known < 0) {
    value = '?';
    if (isSilent) shell.variables.set('OPTARG', letter);
    else await complain(`illegal option -- ${letter}`, `Illegal option -${letter}`);
  } else if (options[known + 1] === ':') {
    if (nextLetter !== 0) {
      shell.variables.set('OPTARG', (arg ?? '').slice(letterAt + 1));
      nextArgument = index + 1;
    } else if (args[index] === undefined) {
      value = isSilent ? ':' : '?';
      if (isSilent) shell.variables.set('OPTARG', letter);
      else await complain(`option requires an argument -- ${letter}`, `No arg for -${letter} option`);
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

export async function readArray(shell: Shell, argv: readonly string[]): Promise<number> {
  let isTrimmed = false;
  let delimiter = '\n';
  let most = Infinity;
  let skipped = 0;
  let origin: number | undefined;
  let fd = 0;
  let name = 'MAPFILE';
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    if (arg === '-t') isTrimmed = true;
    else if (/^-[dnsOu]/.test(arg)) {
      const value = arg.length > 2 ? arg.slice(2) : (argv[++i] ?? '');
      if (arg[1] === 'd') delimiter = value === '' ? '\0' : value.charAt(0);
      else if (arg[1] === 'n') most = Number(value) || Infinity;
      else if (arg[1] === 's') skipped = Number(value);
      else if (arg[1] === 'O') origin = Number(value);
      else fd = Number(value);
    } else name = arg;
  }
  const lines = (await shell.process.readAll(fd)).split(delimiter);
  const hasRest = lines.at(-1) !== '';
  if (!hasRest) lines.pop();
  const array = shell.variables.array(name);
  if (origin === undefined) array.clear();
  lines.slice(skipped, skipped + most).forEach((line, i) => {
    const isUnended = hasRest && skipped + i === lines.length - 1;
    array.set(String((origin ?? 0) + i), isTrimmed || isUnended ? line : line + delimiter);
  });
  return 0;
}
