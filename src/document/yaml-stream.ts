// The text of one open YAML file as a list of documents, edited in place: a change costs the documents it touches, not the file.
import { LineTable } from './line-table.ts';
import type { Position, Range, Span, TextChange } from './position.ts';
import { splitStream } from './split-stream.ts';

/** One document's lines. Invariant: immutable; an edit makes new ones, so results may be cached by identity. */
export class DocumentText {
  readonly text: string;
  /** Line breaks in the text: how many lines it takes in the file. */
  readonly breaks: number;
  #lines: LineTable | undefined;

  constructor(text: string) {
    this.text = text;
    this.breaks = countBreaks(text);
  }

  get lines(): LineTable {
    return (this.#lines ??= new LineTable(this.text));
  }
}

/** Which document a position of the file is in, and where in that document. */
export interface DocumentPosition {
  readonly index: number;
  readonly position: Position;
  readonly offset: number;
}

export class YamlStream {
  #documents: DocumentText[];

  constructor(text: string) {
    this.#documents = splitStream(text).map((piece) => new DocumentText(piece));
  }

  get documents(): readonly DocumentText[] {
    return this.#documents;
  }

  get lineCount(): number {
    return this.#documents.reduce((sum, d) => sum + d.breaks, 1);
  }

  get length(): number {
    return this.#documents.reduce((sum, d) => sum + d.text.length, 0);
  }

  text(): string {
    return this.#documents.map((d) => d.text).join('');
  }

  /** The file's line on which a document starts. */
  firstLine(index: number): number {
    let line = 0;
    for (let i = 0; i < index; i++) line += this.#documents[i]?.breaks ?? 0;
    return line;
  }

  /** A line on a boundary belongs to the document that it starts; what lies beyond the end, to the last document. */
  at(position: Position): DocumentPosition {
    let line = Math.max(position.line, 0);
    let index = 0;
    const last = this.#documents.length - 1;
    for (; index < last; index++) {
      const breaks = this.#documents[index]?.breaks ?? 0;
      if (line < breaks) break;
      line -= breaks;
    }
    const inDocument = { line, character: position.character };
    const document = this.#documents[index];
    const offset = document?.lines.offsetAt(inDocument) ?? 0;
    return { index, position: document?.lines.positionAt(offset) ?? inDocument, offset };
  }

  /** A span of one document as a range of the file. */
  rangeOf(index: number, span: Span): Range {
    const range = this.#documents[index]?.lines.rangeOf(span);
    if (range === undefined) return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const first = this.firstLine(index);
    return shiftRange(range, first);
  }

  /** Applies edits in order, as `textDocument/didChange` sends them. */
  apply(changes: readonly TextChange[]): void {
    for (const { range, text } of changes) {
      if (range === undefined) this.#documents = reuse(splitStream(text), this.#documents);
      else this.#splice(range, text);
    }
  }

  #splice(range: Range, text: string): void {
    const from = this.at(range.start);
    const to = this.at(range.end);
    let first = from.index;
    let last = Math.max(to.index, first);
    const prefixText = (this.#documents[first]?.text ?? '').slice(0, from.offset);
    const suffixText = (this.#documents[last]?.text ?? '').slice(to.index < first ? from.offset : Math.max(to.offset, to.index === first ? from.offset : 0));
    let changed = prefixText + text + suffixText;
    // The line that separates two documents may have been changed: take in the neighbour that it separated.
    if (first > 0 && from.position.line === 0) changed = (this.#documents[--first]?.text ?? '') + changed;
    let pieces = splitStream(changed);
    while (last + 1 < this.#documents.length && !endsDocument(pieces.at(-1) ?? '', this.#documents[last + 1]?.text ?? '')) {
      changed += this.#documents[++last]?.text ?? '';
      pieces = splitStream(changed);
    }
    this.#documents.splice(first, last - first + 1, ...reuse(pieces, this.#documents.slice(first, last + 1)));
  }
}

/** Whether the boundary between two neighbouring pieces is one that splitting their joined text would find. */
function endsDocument(piece: string, next: string): boolean {
  if (!/[\n\r]$/.test(piece)) return false;
  const head = firstLines(next);
  const pieces = splitStream(piece + head);
  return pieces[0] === piece;
}

function firstLines(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end + 1);
}

/** Keeps the objects of unchanged documents at both ends, and with them what is cached for them. */
function reuse(pieces: readonly string[], old: readonly DocumentText[]): DocumentText[] {
  const made: DocumentText[] = new Array<DocumentText>(pieces.length);
  let head = 0;
  while (head < pieces.length && head < old.length && old[head]?.text === pieces[head]) {
    made[head] = old[head] as DocumentText;
    head++;
  }
  let tail = 0;
  while (tail < pieces.length - head && tail < old.length - head && old[old.length - 1 - tail]?.text === pieces[pieces.length - 1 - tail]) {
    made[pieces.length - 1 - tail] = old[old.length - 1 - tail] as DocumentText;
    tail++;
  }
  for (let i = head; i < pieces.length - tail; i++) made[i] = new DocumentText(pieces[i] ?? '');
  return made;
}

export function shiftRange(range: Range, lines: number): Range {
  return {
    start: { line: range.start.line + lines, character: range.start.character },
    end: { line: range.end.line + lines, character: range.end.character },
  };
}

function countBreaks(text: string): number {
  let breaks = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) breaks++;
  }
  return breaks;
}
