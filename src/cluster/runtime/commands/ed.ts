// ed: busybox's small line editor.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { compileRegex, findMatch } from '../text/regex.ts';
import { LineReader, complain, getOptions, pathOf } from './command.ts';
import { mapStrides, splitLines } from './strides.ts';

interface Buffer {
  lines: string[];
  current: number;
  isDirty: boolean;
  name: string | undefined;
  /** Of the last search. */
  pattern: string;
  readonly marks: Map<string, number>;
}

/** What a command line says: its range of lines, its letter and the rest; a text when it cannot be read. */
type Parsed = { readonly from: number | undefined; readonly to: number | undefined; readonly letter: string; readonly rest: string } | { readonly problem: string };

/** The next line that matches, on to the end of the buffer. */
async function search(process: Process, { lines, current }: Buffer, pattern: string): Promise<number | undefined> {
  const regex = compileRegex(pattern, { isExtended: false, ignoreCase: false });
  for (let at = current + 1; at <= lines.length; at++) {
    if (await findMatch(regex, lines[at - 1] ?? '', 0, () => process.tick())) return at;
    await process.tick();
  }
  return undefined;
}

/** Reads one address at the start of `text`. */
async function address(process: Process, buffer: Buffer, text: string): Promise<{ value: number | undefined; rest: string; problem?: string }> {
  let rest = text.trimStart();
  let value: number | undefined;
  const first = rest[0] ?? '';
  const digits = /^\d+/.exec(rest)?.[0];
  if (digits !== undefined) [value, rest] = [Number(digits), rest.slice(digits.length)];
  else if (first === '.') [value, rest] = [buffer.current, rest.slice(1)];
  else if (first === '$') [value, rest] = [buffer.lines.length, rest.slice(1)];
  else if (first === '\'') {
    value = buffer.marks.get(rest[1] ?? '');
    if (value === undefined) return { value, rest, problem: 'undefined mark' };
    rest = rest.slice(2);
  } else if (first === '/') {
    const end = rest.indexOf(first, 1);
    const pattern = rest.slice(1, end < 0 ? undefined : end);
    if (pattern !== '') buffer.pattern = pattern;
    rest = end < 0 ? '' : rest.slice(end + 1);
    value = await search(process, buffer, buffer.pattern);
    if (value === undefined) return { value, rest, problem: `can't find string "${buffer.pattern}"` };
  }
  for (let offset = /^\s*([+-])(\d*)/.exec(rest); offset; offset = /^\s*([+-])(\d*)/.exec(rest)) {
    value = (value ?? buffer.current) + (offset[1] === '-' ? -1 : 1) * Number(offset[2] === '' ? 1 : offset[2]);
    rest = rest.slice(offset[0].length);
  }
  return { value, rest };
}

async function parse(process: Process, buffer: Buffer, line: string): Promise<Parsed> {
  const first = await address(process, buffer, line);
  if (first.problem !== undefined) return { problem: first.problem };
  let { rest } = first;
  let from = first.value;
  let to = first.value;
  if (/^\s*[,;]/.test(rest)) {
    const second = await address(process, buffer, rest.trimStart().slice(1));
    if (second.problem !== undefined) return { problem: second.problem };
    from ??= 1;
    to = second.value ?? buffer.lines.length;
    ({ rest } = second);
  } else if (line.startsWith('%')) [from, to, rest] = [1, buffer.lines.length, line.slice(1)];
  const text = rest.trimStart();
  return { from, to, letter: text[0] ?? '', rest: text.slice(1) };
}

async function substitute(process: Process, buffer: Buffer, from: number, to: number, rest: string): Promise<{ isShown: boolean } | { problem: string }> {
  const separator = rest[0] ?? '';
  const parts: string[] = [''];
  for (let i = 1; i < rest.length; i++) {
    const letter = rest[i] ?? '';
    if (letter === '\\' && rest[i + 1] === separator) parts[parts.length - 1] += rest[++i] ?? '';
    else if (letter === '\\') parts[parts.length - 1] += letter + (rest[++i] ?? '');
    else if (letter === separator) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  const [pattern = '', replacement = '', flags = ''] = parts;
  if (pattern !== '') buffer.pattern = pattern;
  const regex = compileRegex(buffer.pattern, { isExtended: false, ignoreCase: false });
  let changed = 0;
  for (let n = from; n <= to; n++) {
    const text = buffer.lines[n - 1] ?? '';
    let result = '';
    let at = 0;
    await process.tick();
    for (let place = (await findMatch(regex, text, 0, () => process.tick()))?.[0]; place; place = (await findMatch(regex, text, at, () => process.tick()))?.[0]) {
      const [start, end] = place;
      result += text.slice(at, start) + replacement;
      process.limitString(result.length);
      const pause = process.tick();
      if (pause) await pause;
      changed++;
      buffer.current = n;
      at = end;
      if (!flags.includes('g') || end === start) break;
    }
    if (at > 0 || result !== '') buffer.lines[n - 1] = result + text.slice(at);
  }
  if (changed === 0) return { problem: `no substitutions found for "${buffer.pattern}"` };
  buffer.isDirty = true;
  return { isShown: flags.includes('p') };
}

export async function ed(process: Process): Promise<number> {
  const options = await getOptions(process, 'p:s', {}, { max: 1 });
  const buffer: Buffer = { lines: [], current: 0, isDirty: false, name: options.args[0], pattern: '', marks: new Map() };
  const reader = new LineReader(process, process.file(0));
  const load = async (name: string, after: number): Promise<void> => {
    try {
      const text = process.fs.readFile(pathOf(process, name), process.credentials, process);
      const lines = await splitLines(process, text);
      process.allocate(text.length);
      buffer.lines = [...buffer.lines.slice(0, after), ...lines, ...buffer.lines.slice(after)];
      buffer.current = after + lines.length;
      await process.write(1, `${String(text.length)}\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await complain(process, `${name}: ${error.message}`);
    }
  };
  /** Lines up to one with a single dot, put in before line `at` (from 0). */
  const input = async (at: number): Promise<void> => {
    let place = at;
    for (let line = await reader.next(); line !== undefined && line !== '.'; line = await reader.next()) {
      buffer.lines.splice(place++, 0, line);
      buffer.current = place;
      buffer.isDirty = true;
    }
  };
  if (buffer.name !== undefined) await load(buffer.name, 0);
  for (;;) {
    if (options.value('p') !== undefined) await process.write(1, options.value('p') ?? '');
    const line = await reader.next();
    if (line === undefined) return 0;
    const command = await parse(process, buffer, line);
    if ('problem' in command) {
      await complain(process, command.problem);
      continue;
    }
    const { letter, rest } = command;
    const from = command.from ?? buffer.current;
    const to = command.to ?? from;
    const isIn = (): boolean => from >= 1 && to <= buffer.lines.length && from <= to;
    switch (letter) {
      case 'a': await input(from); break;
      case 'i': await input(Math.max(0, from - 1)); break;
      case 'c': case 'd':
        if (!isIn()) {
          await complain(process, 'bad line range for delete');
          break;
        }
        buffer.lines.splice(from - 1, to - from + 1);
        buffer.isDirty = true;
        buffer.current = Math.min(from, buffer.lines.length);
        if (letter === 'c') await input(from - 1);
        break;
      case 'e': case 'r':
        if (letter === 'e') {
          buffer.lines.length = 0;
          buffer.name = rest.trim() || buffer.name;
        }
        await load(rest.trim() || (buffer.name ?? ''), letter === 'e' ? 0 : (command.from ?? buffer.lines.length));
        break;
      case 'f':
        if (rest.trim() !== '') buffer.name = rest.trim();
        else await process.write(1, buffer.name === undefined ? 'No file name\n' : `"${buffer.name}"\n`);
        break;
      case 'k': buffer.marks.set(rest.trim()[0] ?? '', to); break;
      case 'p': case 'l':
        if (!isIn()) {
          await complain(process, 'bad line range for print');
          break;
        }
        for (let n = from; n <= to; n++) await process.write(1, `${buffer.lines[n - 1] ?? ''}\n`);
        buffer.current = to;
        break;
      case 'q':
        if (buffer.isDirty && reader.hadNewline && process.file(0).isTty) {
          await process.write(1, 'Really quit? ');
          if (!/^[yY]/.test((await reader.next()) ?? 'y')) break;
        }
        return 0;
      case 'Q': return 0;
      case 's': {
        const done = isIn() ? await substitute(process, buffer, from, to, rest) : { problem: 'bad line range for substitute' };
        if ('problem' in done) await complain(process, done.problem);
        else if (done.isShown) await process.write(1, `${buffer.lines[buffer.current - 1] ?? ''}\n`);
        break;
      }
      case 'w': {
        const name = rest.trim() || buffer.name;
        if (name === undefined) {
          await complain(process, 'no file name specified');
          break;
        }
        const [first, last] = command.from === undefined ? [1, buffer.lines.length] : [from, to];
        const text = (await mapStrides(process, buffer.lines.slice(first - 1, last), (one) => `${one}\n`)).join('');
        process.fs.writeFile(pathOf(process, name), text, process.credentials, 0o666 & ~process.umask);
        buffer.isDirty = false;
        await process.write(1, `${String(text.length)}\n`);
        break;
      }
      case '=': await process.write(1, `${String(command.to ?? buffer.current)}\n`); break;
      case '':
        if (command.to === undefined) {
          if (buffer.current >= buffer.lines.length) {
            await complain(process, 'bad line range for print');
            break;
          }
          buffer.current++;
        } else buffer.current = Math.min(to, buffer.lines.length);
        await process.write(1, `${buffer.lines[buffer.current - 1] ?? ''}\n`);
        break;
      default: await complain(process, 'unimplemented command');
    }
  }
}
