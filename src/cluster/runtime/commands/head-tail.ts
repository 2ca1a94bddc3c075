// head and tail, with -f.
import type { Bytes } from '../bytes.ts';
import { Errno } from '../process/errno.ts';
import type { OpenFile } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { complain, die, forEachInput, getOptions, openInput, pathOf, readWhole } from './command.ts';
import { parseDuration } from './duration.ts';

/** A count with busybox's suffixes: `10`, `1k`, `2m`, `512b`. */
export function countOf(text: string): number | undefined {
  const found = /^([+-]?\d+)([bkKmM]?)$/.exec(text);
  if (!found) return undefined;
  return Number(found[1]) * (({ b: 512, k: 1024, K: 1024, m: 1024 ** 2, M: 1024 ** 2 } as Readonly<Record<string, number>>)[found[2] ?? ''] ?? 1);
}

/** `head -5` and `tail -5` mean `-n 5`. */
function modernize(process: Process): void {
  process.argv = process.argv.flatMap((arg, i) => (i === 1 && /^-\d+$/.test(arg) ? ['-n', arg.slice(1)] : [arg]));
}

export async function head(process: Process): Promise<number> {
  modernize(process);
  const options = await getOptions(process, 'n:c:qv', { lines: 'n', bytes: 'c' });
  const bytesText = options.value('c');
  const text = bytesText ?? options.value('n') ?? '10';
  const count = countOf(text);
  if (count === undefined) return die(process, `invalid number '${text}'`);
  const hasHeader = (options.args.length > 1 && !options.has('q')) || options.has('v');
  let isFirst = true;
  return forEachInput(process, options.args, async (file, path) => {
    if (hasHeader) await process.write(1, `${isFirst ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
    isFirst = false;
    if (count < 0) {
      const whole = await readWhole(process, file);
      if (bytesText !== undefined) await process.write(1, whole.slice(0, count));
      else await process.write(1, whole.slice(0, whole.length - lastLines(whole, -count).length));
      return;
    }
    await headOf(process, file, count, bytesText !== undefined);
  });
}

async function headOf(process: Process, file: OpenFile, count: number, isBytes: boolean): Promise<void> {
  let left = count;
  while (left > 0) {
    const bytes = await file.read(process, isBytes ? Math.min(left, 65536) : 65536);
    if (bytes === '') return;
    if (isBytes) {
      left -= bytes.length;
      await process.write(1, bytes);
      continue;
    }
    let end = 0;
    while (left > 0 && end < bytes.length) {
      const newline = bytes.indexOf('\n', end);
      end = newline < 0 ? bytes.length : newline + 1;
      if (newline >= 0) left--;
    }
    if (end < bytes.length) file.unread(bytes.slice(end));
    await process.write(1, bytes.slice(0, end));
  }
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Reads to the end and keeps what holds the last `count` lines or bytes; and how much there was. */
async function readEnd(process: Process, file: OpenFile, count: number, areBytes: boolean): Promise<{ end: string; length: number }> {
  const pieces: { readonly text: string; readonly units: number }[] = [];
  let units = 0;
  let length = 0;
  for (let text = await file.read(process, 65536); text !== ''; text = await file.read(process, 65536)) {
    await process.tick();
    const piece = { text, units: areBytes ? text.length : newlinesIn(text) };
    process.allocate(text.length);
    pieces.push(piece);
    units += piece.units;
    length += text.length;
    for (let first = pieces[0]; first && first !== piece && units - first.units > count; first = pieces[0]) {
      units -= first.units;
      process.allocate(-first.text.length);
      pieces.shift();
    }
  }
  return { end: pieces.map((piece) => piece.text).join(''), length };
}

export async function tail(process: Process): Promise<number> {
  process.argv = process.argv.flatMap((arg, i) => (i === 1 && /^[-+]\d+$/.test(arg) ? ['-n', arg.startsWith('+') ? arg : arg.slice(1)] : [arg]));
  const options = await getOptions(process, 'n:c:fFqs:v', { lines: 'n', bytes: 'c', follow: 'f' });
  const bytesText = options.value('c');
  const text = bytesText ?? options.value('n') ?? '10';
  const count = countOf(text);
  if (count === undefined) return die(process, `invalid number '${text}'`);
  const isFollowing = options.has('f') || options.has('F');
  const paths = options.args.length > 0 ? options.args : ['-'];
  const hasHeader = (paths.length > 1 && !options.has('q')) || options.has('v');
  let status = 0;
  const offsets = new Map<string, number>();
  let last = '';
  const header = async (path: string): Promise<void> => {
    if (hasHeader && last !== path) await process.write(1, `${last === '' ? '' : '\n'}==> ${path} <==\n`);
    last = path;
  };
  for (const path of paths) {
    try {
      const file = openInput(process, path);
      if (text.startsWith('+')) {
        const whole = await readWhole(process, file);
        await header(path);
        await process.write(1, whole.slice(bytesText !== undefined ? Math.max(0, count - 1) : startOfLine(whole, count)));
        offsets.set(path, whole.length);
        process.allocate(-whole.length);
        continue;
      }
      const { end, length } = await readEnd(process, file, Math.abs(count), bytesText !== undefined);
      await header(path);
      await process.write(1, bytesText !== undefined ? (count === 0 ? '' : end.slice(-Math.abs(count))) : lastLines(end, Math.abs(count)));
      offsets.set(path, length);
      process.allocate(-end.length);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, error.code === 'EISDIR' ? `error reading '${path}': ${error.message}` : `can't open '${path}': ${error.message}`);
      if (options.has('F')) offsets.set(path, 0);
    }
  }
  if (!isFollowing) return status;
  if (offsets.size === 0) return complain(process, 'no files');
  return follow(process, offsets, header, parseDuration(options.value('s') ?? '1') ?? 1000);
}

async function follow(process: Process, offsets: Map<string, number>, header: (path: string) => Promise<void>, intervalMs: number): Promise<number> {
  if (offsets.size === 1 && offsets.has('-')) {
    for (;;) {
      const bytes = await process.read(0);
      if (bytes === '') return 0;
      await process.write(1, bytes);
    }
  }
  for (;;) {
    await process.sleep(intervalMs);
    for (const [path, offset] of offsets) {
      try {
        const data = process.fs.readFile(pathOf(process, path), process.credentials, process);
        const from = data.length < offset ? 0 : offset;
        if (data.length > from) {
          await header(path);
          await process.write(1, data.slice(from));
        }
        offsets.set(path, data.length);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
      }
    }
  }
}

function lastLines(text: Bytes, count: number): Bytes {
  if (count === 0) return '';
  let at = text.endsWith('\n') ? text.length - 1 : text.length;
  for (let left = count; left > 0; left--) {
    at = text.lastIndexOf('\n', at - 1);
    if (at <= 0) return at === 0 && left === 1 ? text.slice(1) : text;
  }
  return text.slice(at + 1);
}

/** Where the line of that number (from 1) begins; the end of the text when it has fewer. */
function startOfLine(text: Bytes, number: number): number {
  let at = 0;
  for (let line = 1; line < number; line++) {
    at = text.indexOf('\n', at) + 1;
    if (at === 0) return text.length;
  }
  return at;
}
