// Where a YAML mistake was made and what it is, where the parser stumbled over it only later: found on the lines themselves.
import type { SyntaxFinding } from './finding.ts';
import { flowMistake } from './flow-mistakes.ts';
import { outlineOf, type OutlineLine, unclosedBrackets, unclosedQuotes } from './line-outline.ts';
import { LineTable } from './line-table.ts';
import type { Span } from './position.ts';
import { slipsIn, withoutSlips } from './slips.ts';

interface Lines {
  readonly source: string;
  readonly table: LineTable;
  readonly outline: readonly OutlineLine[];
}

const mostQuotes = 10;
const mostLines = 20_000;

/** The parser's findings in better words and at better places; one for each mistake instead of all that follows from it. */
export function explainMistakes(source: string, found: readonly SyntaxFinding[]): SyntaxFinding[] {
  const markers = conflictMarkers(source);
  if (found.length === 0 && markers.length === 0) return [];
  const table = new LineTable(source);
  if (table.lineCount > mostLines) return [...markers, ...found];
  const lines: Lines = { source, table, outline: outlineOf(table) };
  const findings = [...found];
  pointAtQuotes(lines, findings);
  if (!pointIntoFlow(lines, findings)) pointAtBrackets(lines, findings);
  const slips = slipsIn(table, lines.outline, findings);
  const rest = withoutSlips(table, slips, findings, echoes);
  return [...markers, ...slips, ...oddSpaces(lines), ...indentedStart(lines, findings), ...withoutEchoes(lines, pointAtIndents(lines, rest))];
}

/** A quote that is never closed is found by `yaml` where the text ends, or at the next quote; the mistake is where it was opened. */
function pointAtQuotes({ table, outline }: Lines, findings: SyntaxFinding[]): void {
  for (const at of unclosedQuotes(outline).slice(0, mostQuotes)) {
    const { valueColumn, value } = outline[at] as OutlineLine;
    const start = (table.starts[at] ?? 0) + valueColumn;
    const message = `Missing closing ${value.charAt(0)}quote`;
    const known = findings.findIndex((finding) => finding.message === message && finding.start >= start);
    if (known >= 0) findings.splice(known, 1);
    findings.unshift({ code: 'missing-char', message, severity: 'error', start, end: start + value.length });
  }
}

const aboutFlow: ReadonlySet<string> = new Set(['block-in-flow', 'missing-char', 'bad-indent', 'unexpected-token']);

const reportedEarly: ReadonlySet<string> = new Set(['missing-char', 'multiline-implicit-key', 'bad-indent', 'key-over-1024-chars']);

/** Brackets and quotes of flow collections that run over lines; false where they are in order. */
function pointIntoFlow({ source, table, outline }: Lines, findings: SyntaxFinding[]): boolean {
  if (!findings.some(({ severity }) => severity === 'error')) return false;
  for (const [i, line] of outline.entries()) {
    if (line.kind !== 'block' || !/^[{[]/.test(line.value) || outline[i + 1] === undefined) continue;
    const start = (table.starts[i] ?? 0) + line.valueColumn;
    const after = findings.filter((finding) => finding.severity === 'error' && finding.start >= start);
    const mistake = after.length === 0 ? undefined : flowMistake(source, start);
    if (mistake === undefined) continue;
    // A parser stops at the mistake or after it, but for what it finds unclosed.
    const stop = after.filter(({ code }) => !reportedEarly.has(code)).sort((a, b) => a.start - b.start)[0];
    const first = stop !== undefined && table.positionAt(stop.start).line < table.positionAt(mistake.start).line - 1 ? stop : mistake;
    findings.splice(0, findings.length, ...findings.filter((finding) => finding.start < start || finding.severity !== 'error'), first);
    return true;
  }
  return false;
}

/** A bracket that is never closed, likewise. */
function pointAtBrackets({ table, outline }: Lines, findings: SyntaxFinding[]): void {
  if (!findings.some(({ code, message }) => aboutFlow.has(code) && /flow/i.test(message))) return;
  const at = unclosedBrackets(outline)[0];
  if (at === undefined) return;
  const { valueColumn, value } = outline[at] as OutlineLine;
  const start = (table.starts[at] ?? 0) + valueColumn;
  const isLater = (finding: SyntaxFinding): boolean => finding.start > start && aboutFlow.has(finding.code);
  const others = findings.filter((finding) => !isLater(finding));
  findings.splice(0, findings.length, { code: 'missing-char', message: `This "${value.charAt(0)}" is not closed: a "${value.startsWith('{') ? '}' : ']'}" is missing`, severity: 'error', start, end: start + value.length }, ...others);
}

/** Lines that git left in the file. Not one of them may stand at the first column inside a scalar. */
function conflictMarkers(source: string): SyntaxFinding[] {
  if (!source.includes('<<<<<<<') && !source.includes('>>>>>>>')) return [];
  return [...source.matchAll(/^(?:<{7}|>{7})(?: [^\n\r]*)?(?=\r?$)/gm)].slice(0, 50).map(({ index, 0: line }) => ({ code: 'conflict-marker', message: 'An unresolved merge conflict: take one of both sides and remove its markers', severity: 'error', start: index, end: index + Math.min(line.length, 200) }));
}

const oddSpace = /^([ \t]*(?:- +)*)([\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]+)|(?<=^[ ]*(?:- +)*[A-Za-z][\w./-]*)(:[\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]+|\uff1a)/u;

/** Spaces and colons that only look like YAML's. */
function oddSpaces({ table, outline }: Lines): SyntaxFinding[] {
  const findings: SyntaxFinding[] = [];
  for (const [i, { kind, value }] of outline.entries()) {
    if (kind !== 'block' || findings.length >= mostQuotes || (i === 0 && value.startsWith('\ufeff'))) continue;
    const match = oddSpace.exec(table.lineText(i));
    if (match === null) continue;
    const start = (table.starts[i] ?? 0) + match.index + (match[1]?.length ?? 0);
    const length = (match[2] ?? match[3] ?? '').length;
    const message = match[3] === '\uff1a' ? 'A wide colon (U+FF1A) is part of the text: use a plain ":"' : `A space that is not plain (U+${(match[2] ?? match[3]?.slice(1) ?? '').charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}) is part of the text: use a plain one`;
    findings.push({ code: 'odd-space', message, severity: 'error', start, end: start + length });
  }
  return findings;
}

/** A document whose first line is indented and whose later ones are not: the marker above it cuts an object in two. */
function indentedStart({ table, outline }: Lines, findings: readonly SyntaxFinding[]): SyntaxFinding[] {
  const first = outline.findIndex(({ kind }) => kind === 'block');
  const line = outline[first];
  if (line === undefined || line.indent === 0 || !findings.some(({ code, severity }) => code === 'unexpected-token' && severity === 'error')) return [];
  const later = outline.findIndex(({ kind, indent }, i) => i > first && kind === 'block' && indent < line.indent);
  if (later < 0) return [];
  return [{ code: 'bad-indent', message: `The document begins here with ${spaces(line.indent)} of indentation, and line ${later - first + 1} of it has fewer: is the line above this one a mistake?`, severity: 'error', ...lineSpan(table, first) }];
}

/** The line itself; where a field above it is commented out, that line. */
function lastBlock(table: LineTable, outline: readonly OutlineLine[], at: number): number {
  for (let i = at - 1; i >= 0 && outline[i]?.kind !== 'block'; i--) if (/^ *#\s?[A-Za-z][\w./-]*:\s*$/.test(table.lineText(i))) return i;
  return at;
}

function lineSpan(table: LineTable, line: number): Span {
  const text = table.lineText(line);
  const start = (table.starts[line] ?? 0) + (text.length - text.trimStart().length);
  return { start, end: start + Math.min(text.trim().length, 400) };
}

/** The fields of one mapping, or the items of one list, begin at different columns. The parser stops at the later ones; the mistake may be the first. */
function pointAtIndents(lines: Lines, findings: readonly SyntaxFinding[]): SyntaxFinding[] {
  const { table, outline } = lines;
  const usual = usualStep(outline);
  const kept: SyntaxFinding[] = [];
  const known = new Set<number>();
  for (const finding of findings) {
    if (finding.code !== 'bad-indent' || !sameColumn.has(finding.message)) {
      kept.push(finding);
      continue;
    }
    const { line } = table.positionAt(finding.start);
    // `yaml` counts blank lines and comments to what stands below them.
    const at = outline.findIndex(({ kind }, i) => i >= line && kind === 'block');
    if (at < 0) {
      kept.push(finding);
      continue;
    }
    const { parent, first, isFirstOdd } = oddOf(outline, at, usual);
    if (known.has(parent)) continue;
    known.add(parent);
    if (first === at) {
      kept.push({ ...finding, message: 'Indented as if it belonged to the line above, which has a value already: is a line missing between them?', ...lineSpan(table, lastBlock(table, outline, at)) });
      continue;
    }
    const say = (here: number, there: number): SyntaxFinding => ({ ...finding, message: `Indented by ${spaces(columnOf(outline, here))}, but line ${there + 1}, which it belongs with, by ${columnOf(outline, there)}`, ...lineSpan(table, here) });
    if (!isFirstOdd || at - first > 1) kept.push(say(at, first));
    if (isFirstOdd) kept.push(say(first, at));
  }
  return kept;
}

interface Block {
  /** The line that the block belongs to; -1 for the document. */
  readonly parent: number;
  readonly first: number;
  readonly isFirstOdd: boolean;
}

/** With what a line does not align, and whether that is rather the mistake. */
function oddOf(outline: readonly OutlineLine[], at: number, usual: number): Block {
  const column = columnOf(outline, at);
  const step = (line: number, parent: number): number => columnOf(outline, line) - (parent < 0 ? 0 : fieldColumn(outline, parent));
  let [parent, first] = blockOf(outline, at);
  // What a line cannot be inside, as a list or fields further in, is beside it.
  const isBeside = parent >= 0 && first !== at && (isItem(outline, first) !== isItem(outline, at) || (step(first, parent) !== usual && step(at, parent) !== usual && step(at, blockOf(outline, parent)[0]) === usual));
  if (isBeside) [parent, first] = [blockOf(outline, parent)[0], parent];
  const isUsual = (line: number): boolean => step(line, parent) === usual || (isItem(outline, line) && step(line, parent) === 0);
  const isFirstOdd = first !== at && (isUsual(at) ? !isUsual(first) : !isUsual(first) && siblings(outline, at, column) > siblings(outline, first, columnOf(outline, first)));
  return { parent, first, isFirstOdd };
}

function isItem(outline: readonly OutlineLine[], at: number): boolean {
  return (outline[at]?.dashes.length ?? 0) > 0;
}

/** Of an item its dash, of a field its key. */
function columnOf(outline: readonly OutlineLine[], at: number): number {
  return outline[at]?.indent ?? 0;
}

/** Of the field that a line holds, also behind a dash. */
function fieldColumn(outline: readonly OutlineLine[], at: number): number {
  return outline[at]?.column ?? 0;
}

const sameColumn: ReadonlySet<string> = new Set(['All mapping items must start at the same column', 'All sequence items must start at the same column']);

function spaces(count: number): string {
  return `${count} space${count === 1 ? '' : 's'}`;
}

/** The line that the block around a line belongs to, and the block's first line. */
function blockOf(outline: readonly OutlineLine[], at: number): readonly [parent: number, first: number] {
  const column = columnOf(outline, at);
  let first = at;
  for (let i = at - 1; i >= 0; i--) {
    const line = outline[i] as OutlineLine;
    if (line.kind !== 'block') continue;
    if (line.column < column) return [i, first];
    first = i;
  }
  return [-1, first];
}

/** Lines at a column from one on, until something less indented. */
function siblings(outline: readonly OutlineLine[], from: number, column: number): number {
  let count = 0;
  for (let i = from; i < outline.length; i++) {
    const line = outline[i] as OutlineLine;
    if (line.kind !== 'block') continue;
    if (line.indent < column) break;
    if (line.indent === column) count++;
  }
  return count;
}

/** By how much fields are indented under their field, mostly. */
function usualStep(outline: readonly OutlineLine[]): number {
  const counts = new Map<number, number>();
  let above: OutlineLine | undefined;
  for (const line of outline) {
    if (line.kind !== 'block') continue;
    const step = line.indent - (above?.column ?? 0);
    if (above?.key !== undefined && above.value === '' && step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
    above = line;
  }
  return [...counts].sort((a, b) => b[1] - a[1] || Math.abs(a[0] - 2) - Math.abs(b[0] - 2))[0]?.[0] ?? 2;
}

/** Codes of what a parser says once it has lost its way. */
const echoes: ReadonlySet<string> = new Set(['unexpected-token', 'block-as-implicit-key', 'multiline-implicit-key', 'missing-char', 'bad-indent']);

/** Of findings on one line the first; and no unexpected tokens after the line on which the first of them is. */
function withoutEchoes({ table }: Lines, findings: readonly SyntaxFinding[]): SyntaxFinding[] {
  const told = new Set<number>();
  let lost = -1;
  // Where a text ran into the line below, how the next lines are indented says nothing.
  const ranOn = findings.filter(({ code, severity }) => code === 'multiline-implicit-key' && severity === 'error').map(({ start }) => table.positionAt(start).line);
  const firstRunOn = Math.min(...ranOn, Infinity);
  return findings.filter(({ code, start, severity }) => {
    if (!echoes.has(code) || severity !== 'error') return true;
    const { line } = table.positionAt(start);
    if (told.has(line) || (code === 'unexpected-token' && lost >= 0 && line > lost)) return false;
    if (line > firstRunOn && (code === 'block-as-implicit-key' || code === 'bad-indent')) return false;
    told.add(line);
    if (code === 'unexpected-token') lost = line;
    return true;
  }).map((finding) => ({ ...finding, message: words[finding.code]?.(finding.message) ?? finding.message }));
}

const words: Readonly<Record<string, (message: string) => string>> = {
  'multiline-implicit-key': () => 'This text runs into the field below it: is a ":" missing, or is it indented wrongly?',
  'block-as-implicit-key': (message) => (message.startsWith('Nested') ? 'A second ": " on one line: put the value in quotes, or on a line of its own' : 'Fields or items begin where a value was: is a ":" missing above, or is this indented wrongly?'),
  'missing-char': (message) => (message.startsWith('Implicit map key') ? 'A ":" is missing after this key' : message),
};
