// Filters by columns and characters: cut, paste, tr, fold, expand.
import type { Process } from '../process/process.ts';
import { expandSet } from '../text/tr-sets.ts';
import { die, forEachInput, getOptions, numberOf, openInput, searchSteps, usage, LineReader } from './command.ts';
import { mapLines } from './input.ts';

/** Ranges of `1,3-5,7-`. */
/** A text is what is wrong with it. */
function parseRanges(text: string): readonly (readonly [number, number])[] | string {
  const ranges: [number, number][] = [];
  for (const part of text.split(',')) {
    const found = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!found || part === '' || part === '-') return `invalid range '${text}'`;
    const from = Number(found[1] === '' ? 1 : found[1]);
    const to = found[2] === '' ? from : found[3] === '' ? Infinity : Number(found[3]);
    if (to < from) return `${to}<${from - 1}`;
    ranges.push([from, to]);
  }
  return ranges;
}

export async function cut(process: Process): Promise<number> {
  const options = await getOptions(process, 'b:c:f:d:sno:', { bytes: 'b', characters: 'c', fields: 'f', delimiter: 'd', 'only-delimited': 's', 'output-delimiter': 'o' });
  if (Number(options.has('f')) + Number(options.has('c')) + Number(options.has('b')) > 1) return usage(process);
  const list = options.value('f') ?? options.value('c') ?? options.value('b');
  if (list === undefined) return die(process, 'expected a list of bytes, characters, or fields');
  const ranges = parseRanges(list);
  if (typeof ranges === 'string') return die(process, ranges);
  const isFields = options.has('f');
  const delimiter = (options.value('d') ?? '\t').slice(0, 1);
  const joiner = options.value('o') ?? delimiter;
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
      } else out += `${chosenFields(line.split(delimiter), ranges, joiner)}\n`;
      if (out.length > 4096) {
        await process.write(1, out);
        out = '';
      }
    }
    await process.write(1, out);
  });
}

/** As busybox: a range of which the line has no field leaves an empty one. */
function chosenFields(fields: readonly string[], ranges: readonly (readonly [number, number])[], joiner: string): string {
  let done = 0;
  const pieces: string[] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    pieces.push(fields.slice(Math.max(from - 1, done), to).join(joiner));
    done = Math.max(done, to);
  }
  return pieces.join(joiner);
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

export async function tr(process: Process): Promise<number> {
  const options = await getOptions(process, '+cCds', { complement: 'c', delete: 'd', 'squeeze-repeats': 's' }, { min: 1, max: 2 });
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

export async function paste(process: Process): Promise<number> {
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
    let out = '';
    // busybox leaves out inputs that have ended, with their delimiters.
    const rest = lines.filter((line) => line !== undefined);
    rest.forEach((line, i) => { out += line + (i < rest.length - 1 ? delimiter(i) : ''); });
    await process.write(1, `${out}\n`);
  }
}

/** Column behind `c`, as fold counts. */
function columnAfter(column: number, c: string, isBytes: boolean): number {
  if (isBytes) return column + 1;
  if (c === '\t') return column + 8 - (column % 8);
  return c === '\b' ? Math.max(0, column - 1) : c === '\r' ? 0 : column + 1;
}

export async function fold(process: Process): Promise<number> {
  process.argv = process.argv.map((arg) => (/^-\d+$/.test(arg) ? `-w${arg.slice(1)}` : arg));
  const options = await getOptions(process, 'w:bs', { width: 'w', spaces: 's' });
  const width = await numberOf(process, options.value('w') ?? '80');
  const isBytes = options.has('b');
  const foldLine = async (line: string, end: string): Promise<void> => {
    let out = '';
    let part = '';
    let column = 0;
    for (const c of line) {
      if (columnAfter(column, c, isBytes) > width && part !== '') {
        const space = options.has('s') ? part.lastIndexOf(' ') + 1 : 0;
        const at = space > 0 ? space : part.length;
        out += `${part.slice(0, at)}\n`;
        part = part.slice(at);
        column = [...part].reduce((sum, one) => columnAfter(sum, one, isBytes), 0);
        if (out.length >= 8192) {
          await process.write(1, out);
          await process.tick(searchSteps);
          out = '';
        }
      }
      part += c;
      column = columnAfter(column, c, isBytes);
    }
    await process.write(1, `${out}${part}${end}`);
  };
  return forEachInput(process, options.args, async (file) => {
    const reader = new LineReader(process, file);
    for (let line = await reader.next(); line !== undefined; line = await reader.next()) await foldLine(line, reader.hadNewline ? '\n' : '');
  });
}

export async function expand(process: Process): Promise<number> {
  const options = await getOptions(process, 't:i', { tabs: 't', initial: 'i' });
  const size = await numberOf(process, options.value('t') ?? '8');
  return mapLines(process, (line) => {
    let out = '';
    for (const c of line) out += c === '\t' && !(options.has('i') && /[^ \t]/.test(out)) ? ' '.repeat(size - (out.length % size)) : c;
    return out;
  }, options.args);
}

/** Blanks that reach a tab stop become a tab: leading ones, or all with -a. */
export async function unexpand(process: Process): Promise<number> {
  const options = await getOptions(process, 'aft:', { all: 'a', 'first-only': 'f', tabs: 't' });
  const size = await numberOf(process, options.value('t') ?? '8');
  const isAll = (options.has('a') || options.has('t')) && !options.has('f');
  return mapLines(process, (line) => {
    let out = '';
    let column = 0;
    let blanks = 0;
    for (let i = 0; i < line.length; i++) {
      const c = line[i] ?? '';
      if (c === ' ') {
        blanks++;
        column++;
        if (column % size === 0 && (blanks > 1 || line[i + 1] === ' ')) {
          out += '\t';
          blanks = 0;
        }
        continue;
      }
      if (c === '\t') {
        column += size - (column % size);
        blanks = 0;
        out += c;
        continue;
      }
      if (!isAll) return out + ' '.repeat(blanks) + line.slice(i);
      out += ' '.repeat(blanks) + c;
      blanks = 0;
      column++;
    }
    return out + ' '.repeat(blanks);
  }, options.args);
}
