// A unified diff of two texts, line by line: go-difflib, which apimachinery's util/diff prints refused updates with.

const contextLines = 3;
/** From this many lines on, lines that occur often do not anchor a match. */
const popularityFromLines = 200;

type Tag = 'equal' | 'replace' | 'delete' | 'insert';
interface OpCode {
  readonly tag: Tag;
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}
interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/** Hunks with three lines of context and without a header; '' when nothing differs. */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split('\n');
  const b = after.split('\n');
  let text = '';
  for (const group of groupedOpCodes(opCodes(a, b))) {
    const first = group[0];
    const last = group.at(-1);
    if (first === undefined || last === undefined) continue;
    text += `@@ -${rangeText(first.aStart, last.aEnd)} +${rangeText(first.bStart, last.bEnd)} @@\n`;
    for (const code of group) text += hunkLines(code, a, b);
  }
  return text;
}

function hunkLines({ tag, aStart, aEnd, bStart, bEnd }: OpCode, a: readonly string[], b: readonly string[]): string {
  const lines = (list: readonly string[], prefix: string): string => list.map((line) => `${prefix}${line}\n`).join('');
  if (tag === 'equal') return lines(a.slice(aStart, aEnd), ' ');
  return lines(a.slice(aStart, aEnd), '-') + lines(b.slice(bStart, bEnd), '+');
}

function rangeText(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

function opCodes(a: readonly string[], b: readonly string[]): OpCode[] {
  const codes: OpCode[] = [];
  let [i, j] = [0, 0];
  for (const match of [...matchingBlocks(a, b), { a: a.length, b: b.length, size: 0 }]) {
    const tag = i < match.a ? (j < match.b ? 'replace' : 'delete') : j < match.b ? 'insert' : undefined;
    if (tag !== undefined) codes.push({ tag, aStart: i, aEnd: match.a, bStart: j, bEnd: match.b });
    [i, j] = [match.a + match.size, match.b + match.size];
    if (match.size > 0) codes.push({ tag: 'equal', aStart: match.a, aEnd: i, bStart: match.b, bEnd: j });
  }
  return codes;
}

/** In order; neighbours are merged. */
function matchingBlocks(a: readonly string[], b: readonly string[]): Match[] {
  const positions = linePositions(b);
  const found: Match[] = [];
  const search = (aLow: number, aHigh: number, bLow: number, bHigh: number): void => {
    const match = longestMatch(a, b, positions, [aLow, aHigh, bLow, bHigh]);
    if (match.size === 0) return;
    if (aLow < match.a && bLow < match.b) search(aLow, match.a, bLow, match.b);
    found.push(match);
    if (match.a + match.size < aHigh && match.b + match.size < bHigh) search(match.a + match.size, aHigh, match.b + match.size, bHigh);
  };
  search(0, a.length, 0, b.length);
  const merged: Match[] = [];
  for (const match of found) {
    const last = merged.at(-1);
    if (last !== undefined && last.a + last.size === match.a && last.b + last.size === match.b) merged[merged.length - 1] = { ...last, size: last.size + match.size };
    else merged.push(match);
  }
  return merged;
}

function linePositions(b: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  b.forEach((line, j) => {
    const known = positions.get(line);
    if (known === undefined) positions.set(line, [j]);
    else known.push(j);
  });
  if (b.length < popularityFromLines) return positions;
  const most = Math.floor(b.length / 100) + 1;
  for (const [line, list] of positions) if (list.length > most) positions.delete(line);
  return positions;
}

function longestMatch(a: readonly string[], b: readonly string[], positions: ReadonlyMap<string, readonly number[]>, [aLow, aHigh, bLow, bHigh]: readonly [number, number, number, number]): Match {
  let best = { a: aLow, b: bLow, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = aLow; i < aHigh; i++) {
    const next = new Map<number, number>();
    for (const j of positions.get(a[i] ?? '') ?? []) {
      if (j < bLow) continue;
      if (j >= bHigh) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  let { a: aStart, b: bStart, size } = best;
  while (aStart > aLow && bStart > bLow && a[aStart - 1] === b[bStart - 1]) [aStart, bStart, size] = [aStart - 1, bStart - 1, size + 1];
  while (aStart + size < aHigh && bStart + size < bHigh && a[aStart + size] === b[bStart + size]) size++;
  return { a: aStart, b: bStart, size };
}

function groupedOpCodes(codes: OpCode[]): OpCode[][] {
  const trimmed = codes.map((code, i) => {
    if (code.tag !== 'equal') return code;
    let trimmedCode = code;
    if (i === 0) trimmedCode = lastLines(trimmedCode, contextLines);
    if (i === codes.length - 1) trimmedCode = firstLines(trimmedCode, contextLines);
    return trimmedCode;
  });
  const groups: OpCode[][] = [];
  let group: OpCode[] = [];
  for (const code of trimmed) {
    if (code.tag === 'equal' && code.aEnd - code.aStart > 2 * contextLines) {
      groups.push([...group, firstLines(code, contextLines)]);
      group = [lastLines(code, contextLines)];
    } else {
      group.push(code);
    }
  }
  if (group.length > 1 || group[0]?.tag !== 'equal') groups.push(group);
  return groups.filter((g) => g.length > 0);
}

function lastLines(code: OpCode, count: number): OpCode {
  return { ...code, aStart: Math.max(code.aStart, code.aEnd - count), bStart: Math.max(code.bStart, code.bEnd - count) };
}
function firstLines(code: OpCode, count: number): OpCode {
  return { ...code, aEnd: Math.min(code.aEnd, code.aStart + count), bEnd: Math.min(code.bEnd, code.bStart + count) };
}
