// cmp, diff and comm.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { baseName, isDirectory } from './paths.ts';
import { complain, die, getOptions, numberOf, openInput, pathOf, readWhole, searchSteps, LineReader } from './command.ts';
import { splitLines } from './strides.ts';

export async function cmp(process: Process): Promise<number> {
  const options = await getOptions(process, 'sln:', {}, { min: 1, max: 4 });
  const [a = '-', b = '-', skipLeft = '0', skipRight = '0'] = options.args;
  const limit = Number(options.value('n') ?? Infinity);
  const texts: string[] = [];
  for (const [path, skip] of [[a, skipLeft], [b, skipRight]] as const) {
    const text = await readInput(process, path, 2);
    texts.push(text.slice(await numberOf(process, skip)).slice(0, limit));
  }
  const [left = '', right = ''] = texts;
  if (left === right) return 0;
  if (options.has('s')) return 1;
  const length = Math.min(left.length, right.length);
  let line = 1;
  for (let at = 0; at < length; at++) {
    if ((at & 65535) === 65535) await process.tick(searchSteps);
    if (left[at] === right[at]) {
      if (left[at] === '\n') line++;
      continue;
    }
    if (!options.has('l')) {
      await process.write(1, `${a} ${b} differ: char ${String(at + 1)}, line ${String(line)}\n`);
      return 1;
    }
    await process.write(1, `${String(at + 1)} ${left.charCodeAt(at).toString(8).padStart(3)} ${right.charCodeAt(at).toString(8).padStart(3)}\n`);
  }
  if (left.length !== right.length) await complain(process, `EOF on ${left.length < right.length ? a : b}`);
  return 1;
}

/** A whole input; one that cannot be read ends the process with `code`. */
async function readInput(process: Process, path: string, code: number): Promise<string> {
  try {
    return await readWhole(process, openInput(process, path));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return die(process, `${path}: ${error.message}`, code);
  }
}

/** Files that differ in more lines than this are shown as if they differed in all but their ends: looking on takes time and memory with the square. */
const maxEdits = 2000;

/** Longest common subsequence by Myers' method, as pairs of equal lines. */
async function commonLines(process: Process, a: readonly string[], b: readonly string[]): Promise<[number, number][]> {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const middle = await commonInside(process, a.slice(start, a.length - end), b.slice(start, b.length - end));
  const pairs = Array.from({ length: start }, (_, i): [number, number] => [i, i]);
  for (const [x, y] of middle) pairs.push([x + start, y + start]);
  for (let i = end; i > 0; i--) pairs.push([a.length - i, b.length - i]);
  return pairs;
}

async function commonInside(process: Process, a: readonly string[], b: readonly string[]): Promise<[number, number][]> {
  /** By round, how far each diagonal reached before it; the diagonal k is at k + d. */
  const trace: Int32Array[] = [];
  let before = new Int32Array(1);
  for (let d = 0; d <= Math.min(maxEdits, a.length + b.length); d++) {
    await process.tick(1 + d);
    process.allocate(8 * d);
    const reached = new Int32Array(2 * d + 1);
    for (let k = -d; k <= d; k += 2) {
      let x = d === 0 ? 0 : isDown(before, k, d) ? reachedBy(before, k + 1, d - 1) : reachedBy(before, k - 1, d - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reached[k + d] = x;
      if (x < a.length || x - k < b.length) continue;
      trace.push(reached);
      return backtrack(trace, a.length, b.length);
    }
    trace.push(reached);
    before = reached;
  }
  return [];
}

function reachedBy(reached: Int32Array, k: number, d: number): number {
  return Math.abs(k) > d ? -1 : (reached[k + d] ?? -1);
}

/** Whether the diagonal `k` of round `d` is best reached by taking a line of the second file. */
function isDown(before: Int32Array, k: number, d: number): boolean {
  return k === -d || (k !== d && reachedBy(before, k - 1, d - 1) < reachedBy(before, k + 1, d - 1));
}

function backtrack(trace: readonly Int32Array[], n: number, m: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = n;
  let y = m;
  for (let d = trace.length - 1; d > 0; d--) {
    const before = trace[d - 1] ?? new Int32Array(1);
    const k = x - y;
    const from = isDown(before, k, d) ? k + 1 : k - 1;
    const startX = reachedBy(before, from, d - 1);
    const first = from === k + 1 ? startX : startX + 1;
    while (x > first) pairs.push([--x, --y]);
    x = startX;
    y = startX - from;
  }
  while (x > 0) pairs.push([--x, --y]);
  return pairs.reverse();
}

/** Lines with their newlines, so that a last one without differs from one with. */
async function linesWithEnds(process: Process, text: string): Promise<string[]> {
  const lines = await splitLines(process, text);
  return lines.map((line, i) => (i < lines.length - 1 || text.endsWith('\n') ? `${line}\n` : line));
}

interface DiffOptions {
  readonly has: (letter: string) => boolean;
  readonly context: number;
  readonly labels: readonly string[];
}

/** What lines are compared by: blanks and case may not count. */
function comparable(line: string, options: DiffOptions): string {
  let text = line;
  if (options.has('w')) text = text.replace(/\s+/g, '');
  else if (options.has('b')) text = text.replace(/\s+$/, '\n').replace(/[ \t]+/g, ' ');
  return options.has('i') ? text.toLowerCase() : text;
}

/** Hunks of the unified form; '' when no line differs in a way that counts. */
async function unifiedDiff(process: Process, a: string, b: string, texts: readonly [string, string], options: DiffOptions): Promise<string> {
  const left = await linesWithEnds(process, texts[0]);
  const right = await linesWithEnds(process, texts[1]);
  const pairs = await commonLines(process, left.map((line) => comparable(line, options)), right.map((line) => comparable(line, options)));
  const { context } = options;
  const edits: { mark: ' ' | '-' | '+'; text: string; i: number; j: number }[] = [];
  let i = 0;
  let j = 0;
  for (const [x, y] of [...pairs, [left.length, right.length] as [number, number]]) {
    for (; i < x; i++) edits.push({ mark: '-', text: left[i] ?? '', i, j });
    for (; j < y; j++) edits.push({ mark: '+', text: right[j] ?? '', i, j });
    if (x < left.length || y < right.length) edits.push({ mark: ' ', text: left[x] ?? '', i: i++, j: j++ });
    if ((x & 1023) === 0) await process.tick(searchSteps);
  }
  if (edits.every((edit) => edit.mark === ' ' || (options.has('B') && edit.text.trim() === ''))) return '';
  let out = `--- ${options.labels[0] ?? a}\n+++ ${options.labels[1] ?? b}\n`;
  for (let at = 0; at < edits.length;) {
    let next = at;
    while (next < edits.length && edits[next]?.mark === ' ') next++;
    if (next === edits.length) break;
    let end = next;
    for (let k = next; k < edits.length && k <= end + context * 2; k++) if (edits[k]?.mark !== ' ') end = k;
    const hunk = edits.slice(Math.max(at, next - context), end + context + 1);
    const removed = hunk.filter((edit) => edit.mark !== '+').length;
    const added = hunk.filter((edit) => edit.mark !== '-').length;
    const range = (from: number, count: number): string => `${String(count === 0 ? from : from + 1)}${count === 1 ? '' : `,${String(count)}`}`;
    out += `@@ -${range(hunk[0]?.i ?? 0, removed)} +${range(hunk[0]?.j ?? 0, added)} @@\n`;
    for (const edit of hunk) out += `${edit.mark}${options.has('T') ? '\t' : ''}${edit.text.endsWith('\n') ? edit.text : `${edit.text}\n\\ No newline at end of file\n`}`;
    at = end + context + 1;
    const pause = process.tick();
    if (pause) await pause;
  }
  return out;
}

async function diffFiles(process: Process, a: string, b: string, options: DiffOptions): Promise<number> {
  const textOf = (path: string): Promise<string> => (options.has('N') && path !== '-' && !process.fs.exists(pathOf(process, path), process.credentials, process) ? Promise.resolve('') : readInput(process, path, 2));
  const texts = [await textOf(a), await textOf(b)] as const;
  const out = texts[0] === texts[1] ? '' : await unifiedDiff(process, a, b, texts, options);
  if (out === '') {
    if (options.has('s')) await process.write(1, `Files ${a} and ${b} are identical\n`);
    return 0;
  }
  await process.write(1, options.has('q') ? `Files ${a} and ${b} differ\n` : out);
  return 1;
}

function diffNames(process: Process, path: string, isRecursive: boolean, prefix = ''): string[] {
  return process.fs.list(pathOf(process, `${path}/${prefix}`), process.credentials, process).flatMap((name) => {
    const below = isRecursive && isDirectory(process, `${path}/${prefix}${name}`) ? diffNames(process, path, isRecursive, `${prefix}${name}/`) : undefined;
    return below ?? [`${prefix}${name}`];
  });
}

/** Files below two directories, by their paths; those of one side only are named. */
async function diffDirectories(process: Process, a: string, b: string, options: DiffOptions): Promise<number> {
  const left = diffNames(process, a, options.has('r'));
  const right = diffNames(process, b, options.has('r'));
  let status = 0;
  for (const name of [...new Set([...left, ...right])].sort()) {
    await process.tick();
    const [from, to] = [`${a}/${name}`, `${b}/${name}`];
    if (!right.includes(name) && !options.has('N')) {
      await process.write(1, `Only in ${a}: ${name}\n`);
      status = 1;
    } else if (!left.includes(name) && !options.has('N')) {
      await process.write(1, `Only in ${b}: ${name}\n`);
      status = 1;
    } else if (isDirectory(process, from) && isDirectory(process, to)) await process.write(1, `Common subdirectories: ${from} and ${to}\n`);
    else status |= await diffFiles(process, from, to, options);
  }
  return status;
}

export async function diff(process: Process): Promise<number> {
  const given = await getOptions(process, 'abBdiNqrTtwuU:sL:S:', { unified: 'u', brief: 'q', recursive: 'r', 'ignore-case': 'i', 'new-file': 'N', label: 'L', 'ignore-all-space': 'w', 'ignore-space-change': 'b', 'ignore-blank-lines': 'B', 'report-identical-files': 's' }, { min: 2, max: 2 });
  const options: DiffOptions = { has: (letter) => given.has(letter), context: Number(given.value('U') ?? 3), labels: given.values('L') };
  let [a = '-', b = '-'] = given.args;
  for (const path of [a, b]) if (path !== '-' && !options.has('N') && !process.fs.exists(pathOf(process, path), process.credentials, process)) return die(process, `can't stat '${path}': No such file or directory`, 2);
  const [isLeft, isRight] = [isDirectory(process, a), isDirectory(process, b)];
  if (isLeft && isRight) return diffDirectories(process, a, b, options);
  if (isLeft) a = `${a}/${baseName(b)}`;
  else if (isRight) b = `${b}/${baseName(a)}`;
  return diffFiles(process, a, b, options);
}

export async function comm(process: Process): Promise<number> {
  const options = await getOptions(process, '123');
  const [a = '-', b = '-'] = options.args;
  const left = new LineReader(process, openInput(process, a));
  const right = new LineReader(process, openInput(process, b));
  let x = await left.next();
  let y = await right.next();
  const show = async (column: '1' | '2' | '3', line: string): Promise<void> => {
    if (options.has(column)) return;
    await process.write(1, `${column !== '1' && !options.has('1') ? '\t' : ''}${column === '3' && !options.has('2') ? '\t' : ''}${line}\n`);
  };
  while (x !== undefined || y !== undefined) {
    if (y === undefined || (x !== undefined && x < y)) {
      await show('1', x ?? '');
      x = await left.next();
    } else if (x === undefined || y < x) {
      await show('2', y);
      y = await right.next();
    } else {
      await show('3', x);
      x = await left.next();
      y = await right.next();
    }
  }
  return 0;
}
