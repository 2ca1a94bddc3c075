// cmp, diff and comm.
import type { Process } from '../process/process.ts';
import { getOptions, openInput, readWhole, LineReader, searchSteps } from './command.ts';
import { splitLines, strides } from './strides.ts';

export async function cmp(process: Process): Promise<number> {
  const options = await getOptions(process, 'sl');
  const [a = '-', b = '-'] = options.args;
  const left = await readWhole(process, openInput(process, a));
  const right = await readWhole(process, openInput(process, b));
  if (left === right) return 0;
  const shorter = Math.min(left.length, right.length);
  let at = 0;
  let line = 1;
  for await (const piece of strides(process, left)) {
    if (at >= shorter) break;
    const end = Math.min(shorter, at + piece.length);
    if (piece === right.slice(at, end)) {
      line += piece.split('\n').length - 1;
      at = end;
      continue;
    }
    for (; at < end && left[at] === right[at]; at++) if (left[at] === '\n') line++;
    break;
  }
  if (options.has('s')) return 1;
  if (at === shorter) await process.write(2, `cmp: EOF on ${left.length < right.length ? a : b}\n`);
  else await process.write(1, `${a} ${b} differ: char ${String(at + 1)}, line ${String(line)}\n`);
  return 1;
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

export async function diff(process: Process): Promise<number> {
  const options = await getOptions(process, 'abBdiNqrTtwuU:s', { unified: 'u', brief: 'q' });
  const [a = '-', b = '-'] = options.args;
  const before = await readWhole(process, openInput(process, a));
  const after = await readWhole(process, openInput(process, b));
  if (before === after) return 0;
  if (options.has('q')) {
    await process.write(1, `Files ${a} and ${b} differ\n`);
    return 1;
  }
  const left = await linesWithEnds(process, before);
  const right = await linesWithEnds(process, after);
  const pairs = await commonLines(process, left, right);
  const context = Number(options.value('U') ?? 3);
  const edits: { mark: ' ' | '-' | '+'; text: string; i: number; j: number }[] = [];
  let i = 0;
  let j = 0;
  for (const [x, y] of [...pairs, [left.length, right.length] as [number, number]]) {
    for (; i < x; i++) edits.push({ mark: '-', text: left[i] ?? '', i, j });
    for (; j < y; j++) edits.push({ mark: '+', text: right[j] ?? '', i, j });
    if (x < left.length || y < right.length) edits.push({ mark: ' ', text: left[x] ?? '', i: i++, j: j++ });
    if ((x & 1023) === 0) await process.tick(searchSteps);
  }
  let out = `--- ${a}\n+++ ${b}\n`;
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
    for (const edit of hunk) out += `${edit.mark}${edit.text.endsWith('\n') ? edit.text : `${edit.text}\n\\ No newline at end of file\n`}`;
    at = end + context + 1;
    await process.write(1, out);
    out = '';
  }
  return 1;
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
