// Everyday filters: head, tail, wc, sort, uniq, cut, tr, grep, seq and their like.
import type { Bytes } from '../bytes.ts';
import { Errno } from '../process/errno.ts';
import type { OpenFile } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { compareLines, parseSortKey } from '../text/sort-keys.ts';
import { expandSet } from '../text/tr-sets.ts';
import { type CommandTable, LineReader, complain, die, forEachInput, getOptions, openInput, pathOf, readWhole } from './command.ts';
import { grep } from './grep.ts';
import { parseDuration } from './processes.ts';

/** A count with busybox's suffixes: `10`, `1k`, `2m`, `512b`. */
function countOf(text: string): number | undefined {
  const found = /^([+-]?\d+)([bkKmM]?)$/.exec(text);
  if (!found) return undefined;
  return Number(found[1]) * (({ b: 512, k: 1024, K: 1024, m: 1024 ** 2, M: 1024 ** 2 } as Readonly<Record<string, number>>)[found[2] ?? ''] ?? 1);
}

/** `head -5` and `tail -5` mean `-n 5`. */
function modernize(process: Process): void {
  process.argv = process.argv.flatMap((arg, i) => (i === 1 && /^-\d+$/.test(arg) ? ['-n', arg.slice(1)] : [arg]));
}

async function head(process: Process): Promise<number> {
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
      else await process.write(1, whole.split(/(?<=\n)/).slice(0, count).join(''));
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

async function tail(process: Process): Promise<number> {
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
      const whole = await readWhole(process, openInput(process, path));
      await header(path);
      if (text.startsWith('+')) await process.write(1, bytesText !== undefined ? whole.slice(Math.max(0, count - 1)) : whole.split(/(?<=\n)/).slice(Math.max(0, count - 1)).join(''));
      else await process.write(1, bytesText !== undefined ? (count === 0 ? '' : whole.slice(-Math.abs(count))) : lastLines(whole, Math.abs(count)));
      offsets.set(path, whole.length);
      process.allocate(-whole.length);
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

async function wc(process: Process): Promise<number> {
  const options = await getOptions(process, 'lwcmL', { lines: 'l', words: 'w', bytes: 'c', chars: 'm' });
  const letters = ['l', 'w', 'm', 'c', 'L'].filter((letter) => options.has(letter));
  const shown = letters.length > 0 ? letters : ['l', 'w', 'c'];
  const total: Record<string, number> = { l: 0, w: 0, c: 0, m: 0, L: 0 };
  const isPadded = shown.length > 1 || options.args.length > 1;
  const line = (counts: Readonly<Record<string, number>>, name: string): string => `${shown.map((letter) => (isPadded ? String(counts[letter]).padStart(9) : String(counts[letter]))).join(' ').replace(/^( {9}|)/, '$1')}${name === '' ? '' : ` ${name}`}\n`;
  const status = await forEachInput(process, options.args, async (file, path) => {
    const counts: Record<string, number> = { l: 0, w: 0, c: 0, m: 0, L: 0 };
    let isInWord = false;
    let width = 0;
    for (;;) {
      const bytes = await file.read(process, 65536);
      if (bytes === '') break;
      await process.tick(1 + (bytes.length >> 10));
      counts.c = (counts.c ?? 0) + bytes.length;
      counts.m = counts.c;
      for (let i = 0; i < bytes.length; i++) {
        const code = bytes.charCodeAt(i);
        if (code === 10) {
          counts.l = (counts.l ?? 0) + 1;
          counts.L = Math.max(counts.L ?? 0, width);
          width = 0;
        } else width++;
        const isSpace = code === 32 || (code >= 9 && code <= 13);
        if (!isSpace && !isInWord) counts.w = (counts.w ?? 0) + 1;
        isInWord = !isSpace;
      }
    }
    counts.L = Math.max(counts.L ?? 0, width);
    for (const letter of Object.keys(total)) total[letter] = letter === 'L' ? Math.max(total.L ?? 0, counts.L) : (total[letter] ?? 0) + (counts[letter] ?? 0);
    await process.write(1, line(counts, path === '-' && options.args.length === 0 ? '' : path));
  });
  if (options.args.length > 1) await process.write(1, line(total, 'total'));
  return status;
}

async function sort(process: Process): Promise<number> {
  const options = await getOptions(process, 'nrugMcszbdfiVhk:t:o:S:T:m', { numeric: 'n', 'numeric-sort': 'n', reverse: 'r', unique: 'u', key: 'k', 'field-separator': 't', 'human-numeric-sort': 'h', 'version-sort': 'V', output: 'o', stable: 's' });
  const parts: Bytes[] = [];
  const status = await forEachInput(process, options.args, async (file) => {
    const whole = await readWhole(process, file);
    parts.push(whole === '' || whole.endsWith('\n') || options.has('z') ? whole : `${whole}\n`);
  });
  const end = options.has('z') ? '\0' : '\n';
  const lines = parts.join('').split(end);
  if (lines.at(-1) === '') lines.pop();
  const flags = [...'nrgMbdfiVh'].filter((letter) => options.has(letter)).join('');
  const keys = options.values('k').map((text) => parseSortKey(text, flags));
  const compare = compareLines(keys, flags, options.value('t')?.replace('\\t', '\t'), options.has('s') || options.has('u'));
  if (options.has('c')) {
    const at = lines.findIndex((line, i) => i > 0 && compare(lines[i - 1] ?? '', line) > (options.has('u') ? -1 : 0));
    if (at > 0) return complain(process, `-:${String(at + 1)}: disorder: ${lines[at] ?? ''}`);
    return 0;
  }
  // Large inputs are sorted in pieces, so that others get their turn.
  const sorted = await mergeSort(process, lines, compare);
  const unique = options.has('u') ? sorted.filter((line, i) => i === 0 || compare(sorted[i - 1] ?? '', line) !== 0) : sorted;
  const text = unique.map((line) => line + end).join('');
  const output = options.value('o');
  if (output === undefined) await process.write(1, text);
  else process.fs.writeFile(pathOf(process, output), text, process.credentials, 0o666 & ~process.umask);
  return status;
}

async function mergeSort(process: Process, lines: string[], compare: (a: string, b: string) => number): Promise<string[]> {
  if (lines.length <= 2000) {
    await process.tick(1 + (lines.length >> 3));
    return lines.sort(compare);
  }
  const middle = lines.length >> 1;
  const left = await mergeSort(process, lines.slice(0, middle), compare);
  const right = await mergeSort(process, lines.slice(middle), compare);
  const merged: string[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const a = left[i] ?? '';
    const b = right[j] ?? '';
    if (compare(a, b) <= 0) {
      merged.push(a);
      i++;
    } else {
      merged.push(b);
      j++;
    }
    if ((merged.length & 1023) === 0) await process.tick(128);
  }
  for (; i < left.length; i++) merged.push(left[i] ?? '');
  for (; j < right.length; j++) merged.push(right[j] ?? '');
  return merged;
}

async function uniq(process: Process): Promise<number> {
  const options = await getOptions(process, 'cduif:s:w:', { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i' });
  const [input = '-', output] = options.args;
  const reader = new LineReader(process, openInput(process, input));
  const skipFields = Number(options.value('f') ?? 0);
  const skip = Number(options.value('s') ?? 0);
  const width = Number(options.value('w') ?? Infinity);
  const keyOf = (line: string): string => {
    let key = line;
    for (let i = 0; i < skipFields; i++) key = key.replace(/^\s*\S+/, '');
    key = key.slice(skip, skip + width);
    return options.has('i') ? key.toLowerCase() : key;
  };
  let text = '';
  const emit = async (line: string, count: number): Promise<void> => {
    if ((options.has('d') && count < 2) || (options.has('u') && count > 1)) return;
    const out = options.has('c') ? `${String(count).padStart(7)} ${line}\n` : `${line}\n`;
    if (output === undefined) await process.write(1, out);
    else text += out;
  };
  let current: string | undefined;
  let count = 0;
  for (let line = await reader.next(); line !== undefined; line = await reader.next()) {
    if (current !== undefined && keyOf(current) === keyOf(line)) count++;
    else {
      if (current !== undefined) await emit(current, count);
      current = line;
      count = 1;
    }
  }
  if (current !== undefined) await emit(current, count);
  if (output !== undefined) process.fs.writeFile(pathOf(process, output), text, process.credentials);
  return 0;
}

/** Ranges of `1,3-5,7-`. */
function parseRanges(text: string): readonly (readonly [number, number])[] | undefined {
  const ranges: [number, number][] = [];
  for (const part of text.split(',')) {
    const found = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!found || part === '' || part === '-') return undefined;
    const from = Number(found[1] === '' ? 1 : found[1]);
    ranges.push([from, found[2] === '' ? from : found[3] === '' ? Infinity : Number(found[3])]);
  }
  return ranges;
}

async function cut(process: Process): Promise<number> {
  const options = await getOptions(process, 'b:c:f:d:sno:', { bytes: 'b', characters: 'c', fields: 'f', delimiter: 'd', 'only-delimited': 's', 'output-delimiter': 'o' });
  const list = options.value('f') ?? options.value('c') ?? options.value('b');
  if (list === undefined) return die(process, 'expected a list of bytes, characters, or fields');
  const ranges = parseRanges(list);
  if (ranges === undefined) return die(process, `invalid range '${list}'`);
  const isFields = options.has('f');
  const delimiter = options.value('d') ?? '\t';
  const joiner = options.value('o') ?? delimiter;
  const wanted = (n: number): boolean => ranges.some(([from, to]) => n >= from && n <= to);
  return forEachInput(process, options.args, async (file) => {
    const reader = new LineReader(process, file);
    let out = '';
    for (let line = await reader.next(); line !== undefined; line = await reader.next()) {
      if (!isFields) {
        let kept = '';
        for (const [from, to] of mergeRanges(ranges)) kept += line.slice(from - 1, to);
        out += `${kept}\n`;
      } else if (!line.includes(delimiter)) {
        if (!options.has('s')) out += `${line}\n`;
      } else out += `${line.split(delimiter).filter((_field, i) => wanted(i + 1)).join(joiner)}\n`;
      if (out.length > 4096) {
        await process.write(1, out);
        out = '';
      }
    }
    await process.write(1, out);
  });
}

function mergeRanges(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

async function tr(process: Process): Promise<number> {
  const options = await getOptions(process, '+cCds', { complement: 'c', delete: 'd', 'squeeze-repeats': 's' });
  const [first, second] = options.args;
  if (first === undefined) return die(process, 'missing operand');
  let set1 = expandSet(first);
  if (options.has('c') || options.has('C')) {
    const members = new Set(set1);
    set1 = Array.from({ length: 256 }, (_, i) => i).filter((code) => !members.has(code));
  }
  const set2 = second === undefined ? [] : expandSet(second);
  const isDeleting = options.has('d');
  const map = new Map<number, number>();
  if (!isDeleting && second !== undefined) set1.forEach((code, i) => { if (!map.has(code) || !options.has('c')) map.set(code, set2[Math.min(i, set2.length - 1)] ?? code); });
  const deleted = new Set(isDeleting ? set1 : []);
  const squeezed = new Set(options.has('s') ? (second === undefined ? set1 : set2) : []);
  let last = -1;
  for (;;) {
    const bytes = await process.read(0);
    if (bytes === '') return 0;
    let out = '';
    for (let i = 0; i < bytes.length; i++) {
      const code = bytes.charCodeAt(i);
      if (deleted.has(code)) continue;
      const mapped = map.get(code) ?? code;
      if (mapped === last && squeezed.has(mapped)) continue;
      last = mapped;
      out += String.fromCharCode(mapped);
    }
    await process.write(1, out);
  }
}

async function seq(process: Process): Promise<number> {
  const flags = { separator: '\n', isWide: false };
  const numbers: string[] = [];
  const args = process.argv.slice(1);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '-w') flags.isWide = true;
    else if (arg === '-s') flags.separator = args[++i] ?? '';
    else if (/^-s./.test(arg)) flags.separator = arg.slice(2);
    else numbers.push(arg);
  }
  const bad = numbers.find((text) => Number.isNaN(Number(text)) || text === '');
  if (bad !== undefined) return die(process, `invalid number '${bad}'`);
  if (numbers.length === 0) return die(process, 'missing operand');
  const values = numbers.map(Number);
  const first = values.length > 1 ? (values[0] ?? 1) : 1;
  const step = values.length > 2 ? (values[1] ?? 1) : 1;
  const last = values.at(-1) ?? 0;
  if (step === 0) return die(process, 'invalid increment 0');
  const digits = Math.max(...numbers.map((text) => (/\.(\d*)/.exec(text)?.[1] ?? '').length));
  const width = flags.isWide ? Math.max(first.toFixed(digits).length, last.toFixed(digits).length) : 0;
  let out = '';
  const count = Math.floor((last - first) / step + 1e-10);
  for (let i = 0; i <= count; i++) {
    const text = (first + i * step).toFixed(digits);
    out += (i === 0 ? '' : flags.separator) + (text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0'));
    if (out.length > 8192) {
      await process.write(1, out);
      out = '';
    }
  }
  if (count >= 0) await process.write(1, `${out}\n`);
  return 0;
}

async function mapLines(process: Process, change: (line: string) => string, paths: readonly string[] = process.argv.slice(1)): Promise<number> {
  return forEachInput(process, paths.filter((path) => path === '-' || !path.startsWith('-')), async (file) => {
    const reader = new LineReader(process, file);
    for (let line = await reader.next(); line !== undefined; line = await reader.next()) await process.write(1, `${change(line)}\n`);
  });
}

async function tac(process: Process): Promise<number> {
  return forEachInput(process, process.argv.slice(1), async (file) => {
    const lines = (await readWhole(process, file)).split(/(?<=\n)/);
    await process.write(1, lines.reverse().join(''));
  });
}

async function nl(process: Process): Promise<number> {
  const options = await getOptions(process, 'b:w:s:v:i:n:');
  let n = Number(options.value('v') ?? 1);
  const width = Number(options.value('w') ?? 6);
  return mapLines(process, (line) => {
    if (line === '' && options.value('b') !== 'a') return ' '.repeat(width + 1);
    const text = `${String(n).padStart(width)}${options.value('s') ?? '\t'}${line}`;
    n += Number(options.value('i') ?? 1);
    return text;
  }, options.args);
}

async function paste(process: Process): Promise<number> {
  const options = await getOptions(process, 'd:s', { delimiters: 'd', serial: 's' });
  const delimiters = [...(options.value('d') ?? '\t').replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\0', '')];
  const delimiter = (i: number): string => delimiters[i % Math.max(1, delimiters.length)] ?? '';
  const paths = options.args.length > 0 ? options.args : ['-'];
  const input = new LineReader(process, process.file(0));
  const readers = paths.map((path) => (path === '-' ? input : new LineReader(process, openInput(process, path))));
  if (options.has('s')) {
    for (const reader of readers) {
      let out = '';
      let i = 0;
      for (let line = await reader.next(); line !== undefined; line = await reader.next()) {
        out += (i > 0 ? delimiter(i - 1) : '') + line;
        i++;
      }
      await process.write(1, `${out}\n`);
    }
    return 0;
  }
  for (;;) {
    const lines: (string | undefined)[] = [];
    for (const reader of readers) lines.push(await reader.next());
    if (lines.every((line) => line === undefined)) return 0;
    await process.write(1, `${lines.map((line, i) => (i > 0 ? delimiter(i - 1) : '') + (line ?? '')).join('')}\n`);
  }
}

async function fold(process: Process): Promise<number> {
  const options = await getOptions(process, 'w:bs', { width: 'w', spaces: 's' });
  const width = Number(options.value('w') ?? 80);
  return mapLines(process, (line) => {
    const parts: string[] = [];
    let rest = line;
    while (rest.length > width) {
      const space = options.has('s') ? rest.lastIndexOf(' ', width - 1) + 1 : 0;
      const at = space > 0 ? space : width;
      parts.push(rest.slice(0, at));
      rest = rest.slice(at);
    }
    parts.push(rest);
    return parts.join('\n');
  }, options.args);
}

async function expand(process: Process): Promise<number> {
  const options = await getOptions(process, 't:i');
  const size = Number(options.value('t') ?? 8);
  return mapLines(process, (line) => {
    let out = '';
    for (const c of line) out += c === '\t' ? ' '.repeat(size - (out.length % size)) : c;
    return out;
  }, options.args);
}

export const textCommands: CommandTable = {
  head, tail, wc, sort, uniq, cut, tr, seq, tac, nl, paste, fold, expand, grep, egrep: grep, fgrep: grep,
  rev: (process) => mapLines(process, (line) => [...line].reverse().join('')),
  unexpand: (process) => mapLines(process, (line) => line.replace(/^ +/, (blanks) => '\t'.repeat(blanks.length >> 3) + ' '.repeat(blanks.length & 7))),
  dos2unix: (process) => mapLines(process, (line) => line.replace(/\r$/, '')),
  unix2dos: (process) => mapLines(process, (line) => `${line.replace(/\r$/, '')}\r`),
};
