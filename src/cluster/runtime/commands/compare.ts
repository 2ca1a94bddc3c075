// cmp, diff and comm.
import type { Process } from '../process/process.ts';
import { getOptions, openInput, readWhole, LineReader } from './command.ts';

export async function cmp(process: Process): Promise<number> {
  const options = await getOptions(process, 'sl');
  const [a = '-', b = '-'] = options.args;
  const left = await readWhole(process, openInput(process, a));
  const right = await readWhole(process, openInput(process, b));
  if (left === right) return 0;
  let at = 0;
  while (at < Math.min(left.length, right.length) && left[at] === right[at]) at++;
  if (options.has('s')) return 1;
  if (at === Math.min(left.length, right.length)) await process.write(2, `cmp: EOF on ${left.length < right.length ? a : b}\n`);
  else await process.write(1, `${a} ${b} differ: char ${String(at + 1)}, line ${String(left.slice(0, at).split('\n').length)}\n`);
  return 1;
}

/** Longest common subsequence by Myers' method, as pairs of equal lines. */
async function commonLines(process: Process, a: readonly string[], b: readonly string[]): Promise<[number, number][]> {
  const max = a.length + b.length;
  const trace: Map<number, number>[] = [];
  let v = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= max; d++) {
    await process.tick(1 + d);
    trace.push(new Map(v));
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1)) ? (v.get(k + 1) ?? 0) : (v.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      v.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(trace, a.length, b.length);
    }
    v = new Map(v);
  }
  return [];
}

function backtrack(trace: readonly Map<number, number>[], n: number, m: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = n;
  let y = m;
  for (let d = trace.length - 1; d >= 0; d--) {
    const v = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const before = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1)) ? k + 1 : k - 1;
    const startX = d === 0 ? 0 : (v.get(before) ?? 0);
    const startY = startX - before;
    while (x > Math.max(0, d === 0 ? 0 : startX) && y > Math.max(0, d === 0 ? 0 : startY) && (d === 0 || (x > startX && y > startY))) pairs.push([--x, --y]);
    if (d > 0) {
      x = startX;
      y = startY;
    }
  }
  return pairs.reverse();
}

export async function diff(process: Process): Promise<number> {
  const options = await getOptions(process, 'abBdiNqrTtwuU:s', { unified: 'u', brief: 'q' });
  const [a = '-', b = '-'] = options.args;
  const left = (await readWhole(process, openInput(process, a))).split(/(?<=\n)/).filter((line) => line !== '');
  const right = (await readWhole(process, openInput(process, b))).split(/(?<=\n)/).filter((line) => line !== '');
  if (left.join('') === right.join('')) return 0;
  if (options.has('q')) {
    await process.write(1, `Files ${a} and ${b} differ\n`);
    return 1;
  }
  const pairs = await commonLines(process, left, right);
  const context = Number(options.value('U') ?? 3);
  const edits: { mark: ' ' | '-' | '+'; text: string; i: number; j: number }[] = [];
  let i = 0;
  let j = 0;
  for (const [x, y] of [...pairs, [left.length, right.length] as [number, number]]) {
    for (; i < x; i++) edits.push({ mark: '-', text: left[i] ?? '', i, j });
    for (; j < y; j++) edits.push({ mark: '+', text: right[j] ?? '', i, j });
    if (x < left.length || y < right.length) edits.push({ mark: ' ', text: left[x] ?? '', i: i++, j: j++ });
  }
  let out = `--- ${a}\n+++ ${b}\n`;
  for (let at = 0; at < edits.length;) {
    const next = edits.findIndex((edit, k) => k >= at && edit.mark !== ' ');
    if (next < 0) break;
    let end = next;
    for (let k = next; k < edits.length && k <= end + context * 2; k++) if (edits[k]?.mark !== ' ') end = k;
    const hunk = edits.slice(Math.max(at, next - context), end + context + 1);
    const removed = hunk.filter((edit) => edit.mark !== '+').length;
    const added = hunk.filter((edit) => edit.mark !== '-').length;
    const range = (from: number, count: number): string => `${String(count === 0 ? from : from + 1)}${count === 1 ? '' : `,${String(count)}`}`;
    out += `@@ -${range(hunk[0]?.i ?? 0, removed)} +${range(hunk[0]?.j ?? 0, added)} @@\n`;
    for (const edit of hunk) out += `${edit.mark}${edit.text.endsWith('\n') ? edit.text : `${edit.text}\n\\ No newline at end of file\n`}`;
    at = end + context + 1;
  }
  await process.write(1, out);
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
