// What each line of a document looks like on its own: indentation, dashes, key and value. Works on any text, however broken, where a syntax tree does not.
import type { LineTable } from './line-table.ts';

export interface OutlineLine {
  readonly kind: 'blank' | 'comment' | 'marker' | 'block' | 'continuation';
  /** Column of the first character that is no space. */
  readonly indent: number;
  /** Columns of the `-` that begin the line. */
  readonly dashes: readonly number[];
  /** Column of what follows the dashes: a key, a scalar, a flow collection. */
  readonly column: number;
  readonly key: string | undefined;
  /** Column after the key, at its colon; and of the first character of the value. */
  readonly colon: number;
  readonly valueColumn: number;
  /** Without comment and trailing spaces. */
  readonly value: string;
  /** A continuation's first line, and what it continues. */
  readonly opener: number;
  readonly continues: 'scalar' | 'quoted' | 'flow' | undefined;
}

/** Reads all lines of a document. */
export function outlineOf(lines: LineTable): OutlineLine[] {
  const outline: OutlineLine[] = [];
  let open: Continuation | undefined;
  for (let i = 0; i < lines.lineCount; i++) {
    const text = lines.lineText(i);
    if (open !== undefined) {
      const state = continueWith(open, text);
      if (state !== 'ended') {
        outline.push({ ...plain(text), kind: 'continuation', opener: open.line, continues: open.kind });
        if (state === 'closed') open = undefined;
        continue;
      }
      open = undefined;
    }
    const line = readLine(text);
    outline.push(line);
    if (line.kind === 'block') open = continuationOf(line, i);
  }
  return outline;
}

function plain(text: string): OutlineLine {
  const indent = indentOf(text);
  return { kind: 'blank', indent, dashes: [], column: indent, key: undefined, colon: -1, valueColumn: indent, value: text.trim(), opener: -1, continues: undefined };
}

function indentOf(text: string): number {
  let i = 0;
  while (text.charCodeAt(i) === 32) i++;
  return i;
}

function isSpaceAt(text: string, at: number): boolean {
  return at >= text.length || text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9;
}

function readLine(text: string): OutlineLine {
  const base = plain(text);
  const { indent } = base;
  if (indent >= text.length || text.trim() === '') return base;
  if (text.charCodeAt(indent) === 35) return { ...base, kind: 'comment' };
  if (indent === 0 && /^(?:---|\.\.\.)(?=\s|$)/.test(text)) return { ...base, kind: 'marker' };
  let column = indent;
  const dashes: number[] = [];
  while (text.charCodeAt(column) === 45 && isSpaceAt(text, column + 1)) {
    dashes.push(column);
    column++;
    while (column < text.length && isSpaceAt(text, column)) column++;
  }
  const colon = keyEnd(text, column);
  if (colon < 0) return { ...base, kind: 'block', dashes, column, value: withoutComment(text, column), valueColumn: column };
  let valueColumn = colon + 1;
  while (valueColumn < text.length && isSpaceAt(text, valueColumn)) valueColumn++;
  return { ...base, kind: 'block', dashes, column, key: unquote(text.slice(column, colon).trim()), colon, valueColumn, value: withoutComment(text, valueColumn) };
}

/** Where the colon stands that makes a block key of what begins at `column`; -1 where none does. */
function keyEnd(text: string, column: number): number {
  const first = text.charAt(column);
  if (first === '"' || first === "'") {
    const end = quoteEnd(text, column);
    if (end < 0) return -1;
    let i = end;
    while (isSpaceAt(text, i) && i < text.length) i++;
    return text.charAt(i) === ':' && isSpaceAt(text, i + 1) ? i : -1;
  }
  if (first === '[' || first === '{' || first === '#' || first === '') return -1;
  for (let i = column; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 58 && isSpaceAt(text, i + 1)) return i;
    if (c === 35 && i > column && isSpaceAt(text, i - 1)) return -1;
  }
  return -1;
}

/** After the closing quote of the quoted text at `start`; -1 where it is not closed in this text. */
export function quoteEnd(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charAt(i);
    if (quote === '"' && c === '\\') i++;
    else if (c === quote) {
      if (quote === "'" && text.charAt(i + 1) === "'") i++;
      else return i + 1;
    }
  }
  return -1;
}

export function unquote(text: string): string {
  const first = text.charAt(0);
  return (first === '"' || first === "'") && text.length > 1 && text.endsWith(first) ? text.slice(1, -1) : text;
}

function withoutComment(text: string, from: number): string {
  for (let i = from; i < text.length; i++) {
    const c = text.charAt(i);
    if ((c === '"' || c === "'") && (i === from || /[\s[{,:]/.test(text.charAt(i - 1)))) {
      const end = quoteEnd(text, i);
      if (end < 0) break;
      i = end - 1;
    } else if (c === '#' && (i === from || isSpaceAt(text, i - 1))) return text.slice(from, i).trimEnd();
  }
  return text.slice(from).trimEnd();
}

/** Lines on which a quote is opened that nothing closes before the lines that cannot belong to it. */
export function unclosedQuotes(outline: readonly OutlineLine[]): number[] {
  const unclosed: number[] = [];
  outline.forEach((line, i) => {
    const quote = line.value.charAt(0);
    if (line.kind !== 'block' || (quote !== '"' && quote !== "'") || quoteEnd(line.value, 0) >= 0) return;
    let last = i;
    while (outline[last + 1]?.opener === i) last++;
    if (last === i || quoteEnd(quote + (outline[last] as OutlineLine).value, 0) < 0) unclosed.push(i);
  });
  return unclosed;
}

/** Lines on which a flow collection begins that nothing closes before the lines that cannot belong to it. */
export function unclosedBrackets(outline: readonly OutlineLine[]): number[] {
  return outline.flatMap((line, i) => {
    const open = line.kind === 'block' && /^[{[]/.test(line.value) ? continuationOf(line, i) : undefined;
    if (open === undefined) return [];
    for (let at = i + 1; outline[at]?.opener === i; at++) if (feedFlow(open, (outline[at] as OutlineLine).value)) return [];
    return [i];
  });
}

interface Continuation {
  readonly kind: 'scalar' | 'quoted' | 'flow';
  readonly line: number;
  /** Lines that are indented no deeper than this do not belong to it. */
  readonly parentColumn: number;
  quote: string;
  depth: number;
}

function continuationOf(line: OutlineLine, index: number): Continuation | undefined {
  const parentColumn = line.key !== undefined ? line.column : (line.dashes.at(-1) ?? -1);
  const body = line.value.replace(/^(?:[&!]\S*\s+)+/, '');
  const base = { line: index, parentColumn, quote: '', depth: 0 };
  if (/^[|>][-+0-9]*$/.test(body)) return { ...base, kind: 'scalar' };
  if ((body.startsWith('"') || body.startsWith("'")) && quoteEnd(body, 0) < 0) return { ...base, kind: 'quoted', quote: body.charAt(0) };
  if (body.startsWith('{') || body.startsWith('[')) {
    const open: Continuation = { ...base, kind: 'flow' };
    return feedFlow(open, body) ? undefined : open;
  }
  return undefined;
}

/** Whether a line still belongs to what was opened above it. What is never closed ends at the next line that cannot be inside it. */
function continueWith(open: Continuation, text: string): 'inside' | 'closed' | 'ended' {
  const indent = indentOf(text);
  if (text.trim() === '') return 'inside';
  if (indent <= open.parentColumn && !(open.kind === 'flow' && /^\s*[\]}]/.test(text))) return 'ended';
  if (open.parentColumn < 0 && /^(?:---|\.\.\.)(?=\s|$)/.test(text)) return 'ended';
  if (open.kind === 'scalar') return 'inside';
  if (open.kind === 'quoted') return quoteEnd(open.quote + text, 0) < 0 ? 'inside' : 'closed';
  return feedFlow(open, text) ? 'closed' : 'inside';
}

/** Counts brackets; true when all are closed. */
function feedFlow(open: Continuation, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (open.quote !== '') {
      const end = quoteEnd(open.quote + text.slice(i), 0);
      if (end < 0) return false;
      i += end - 1;
      open.quote = '';
    }
    const c = text.charAt(i);
    if (c === '{' || c === '[') open.depth++;
    else if (c === '}' || c === ']') open.depth--;
    else if (c === '#' && isSpaceAt(text, i - 1)) break;
    else if ((c === '"' || c === "'") && (i === 0 || /[\s[{,:]/.test(text.charAt(i - 1)))) {
      const end = quoteEnd(text, i);
      if (end < 0) {
        open.quote = c;
        return false;
      }
      i = end - 1;
    }
    if (open.depth <= 0) return true;
  }
  return open.depth <= 0;
}
