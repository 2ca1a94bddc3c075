// diff.
import type { Process } from '../process/process.ts';
import { die, getOptions, pathOf, searchSteps } from './command.ts';
import { readInput } from './compare.ts';
import { baseName, isDirectory } from './paths.ts';
import { isProcps } from './ps.ts';
import { mapStrides, splitLines } from './strides.ts';

/** Files that differ in more lines than this are shown as if they differed in all but their ends: looking on takes time and memory with the square. */
const maxEdits = 2000;

/** Lines [fromA, toA) of the first file stand where [fromB, toB) of the second do. */
interface Change {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** Where two texts differ, by their longest common subsequence (Myers' method). */
async function changesBetween(process: Process, a: readonly string[], b: readonly string[]): Promise<Change[]> {
  let start = 0;
  for (; start < a.length && start < b.length && a[start] === b[start]; start++) if ((start & 8191) === 8191) await process.tick(searchSteps);
  let end = 0;
  for (; end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]; end++) if ((end & 8191) === 8191) await process.tick(searchSteps);
  const [endA, endB] = [a.length - end, b.length - end];
  const changes: Change[] = [];
  let [fromA, fromB] = [start, start];
  const pairs = await commonInside(process, a.slice(start, endA), b.slice(start, endB));
  for (const [x, y] of [...pairs, [endA - start, endB - start] as const]) {
    const [toA, toB] = [x + start, y + start];
    if (fromA < toA || fromB < toB) changes.push({ fromA, toA, fromB, toB });
    [fromA, fromB] = [toA + 1, toB + 1];
  }
  return changes;
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
async function linesWithEnds(process: Process, text: string): Promise<readonly string[]> {
  const lines = await splitLines(process, text);
  const isEnded = text.endsWith('\n');
  return mapStrides(process, lines, (line, i) => (i < lines.length - 1 || isEnded ? `${line}\n` : line));
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

/** Changes that a unified hunk shows together: their contexts touch. */
function hunksOf(changes: readonly Change[], context: number): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    const before = last?.at(-1);
    if (last && before && change.fromA - before.toA <= context * 2) last.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

/** A text printed as it is made, so that the longest one takes neither much memory nor a long turn. */
class Printer {
  readonly #process: Process;
  #text = '';

  constructor(process: Process) {
    this.#process = process;
  }

  async print(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length > 8192) await this.flush();
  }

  async lines(mark: string, lines: readonly string[], from: number, to: number): Promise<void> {
    for (let i = from; i < to; i++) {
      const line = lines[i] ?? '';
      await this.print(`${mark}${line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`}`);
    }
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    await this.#process.write(1, text);
  }
}

interface Sides {
  readonly left: readonly string[];
  readonly right: readonly string[];
}

async function printUnified(process: Process, names: readonly [string, string], { left, right }: Sides, changes: readonly Change[], options: DiffOptions): Promise<void> {
  const printer = new Printer(process);
  const { context } = options;
  const tab = options.has('T') ? '\t' : '';
  await printer.print(`--- ${options.labels[0] ?? names[0]}\n+++ ${options.labels[1] ?? names[1]}\n`);
  const range = (from: number, to: number): string => `${String(from === to ? from : from + 1)}${to - from === 1 ? '' : `,${String(to - from)}`}`;
  for (const hunk of hunksOf(changes, context)) {
    const [first, last] = [hunk[0], hunk.at(-1)];
    if (!first || !last) continue;
    const before = Math.min(context, first.fromA);
    const after = Math.min(context, left.length - last.toA);
    await printer.print(`@@ -${range(first.fromA - before, last.toA + after)} +${range(first.fromB - before, last.toB + after)} @@\n`);
    let at = first.fromA - before;
    for (const change of hunk) {
      await printer.lines(` ${tab}`, left, at, change.fromA);
      await printer.lines(`-${tab}`, left, change.fromA, change.toA);
      await printer.lines(`+${tab}`, right, change.fromB, change.toB);
      at = change.toA;
    }
    await printer.lines(` ${tab}`, left, at, at + after);
  }
  await printer.flush();
}

/** GNU's default form. */
async function printNormal(process: Process, { left, right }: Sides, changes: readonly Change[]): Promise<void> {
  const printer = new Printer(process);
  const range = (from: number, to: number): string => (to - from <= 1 ? String(to) : `${String(from + 1)},${String(to)}`);
  for (const { fromA, toA, fromB, toB } of changes) {
    const kind = fromA === toA ? 'a' : fromB === toB ? 'd' : 'c';
    await printer.print(`${range(fromA, toA)}${kind}${range(fromB, toB)}\n`);
    await printer.lines('< ', left, fromA, toA);
    if (kind === 'c') await printer.print('---\n');
    await printer.lines('> ', right, fromB, toB);
  }
  await printer.flush();
}

async function diffFiles(process: Process, a: string, b: string, options: DiffOptions): Promise<number> {
  const textOf = (path: string): Promise<string> => (options.has('N') && path !== '-' && !process.fs.exists(pathOf(process, path), process.credentials, process) ? Promise.resolve('') : readInput(process, path, 2));
  const texts = [await textOf(a), await textOf(b)] as const;
  const sides = { left: await linesWithEnds(process, texts[0]), right: await linesWithEnds(process, texts[1]) };
  const compared = (lines: readonly string[]): Promise<readonly string[]> => mapStrides(process, lines, (line) => comparable(line, options));
  const changes = texts[0] === texts[1] ? [] : await changesBetween(process, await compared(sides.left), await compared(sides.right));
  const isBlank = (line: string | undefined): boolean => line?.trim() === '';
  if (changes.length === 0 || (options.has('B') && changes.every((change) => sides.left.slice(change.fromA, change.toA).every(isBlank) && sides.right.slice(change.fromB, change.toB).every(isBlank)))) {
    if (options.has('s')) await process.write(1, `Files ${a} and ${b} are identical\n`);
    return 0;
  }
  if (options.has('q')) await process.write(1, `Files ${a} and ${b} differ\n`);
  else if (isProcps(process) && !options.has('u') && !options.has('U')) await printNormal(process, sides, changes);
  else await printUnified(process, [a, b], sides, changes, options);
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
