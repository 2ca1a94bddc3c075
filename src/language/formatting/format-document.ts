// Formats a document by small edits: indentation of 2, one space after dashes and colons, no trailing spaces, at most one blank line. Values and comments stay as they are.
import type { LineTable } from '../../document/line-table.ts';
import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from '../../document/node.ts';
import type { Span } from '../../document/position.ts';
import type { TextReplacement } from '../code-actions/code-action.ts';
import type { Manifest } from '../manifest.ts';
import { edited, isSameMeaning } from './same-meaning.ts';

/** None for a document with mistakes, or one whose meaning an edit would touch. `within` bounds the lines that may change. */
export function formatDocument({ text, parsed }: Pick<Manifest, 'text' | 'parsed'>, { within, isLast }: { within?: Span; isLast: boolean }): TextReplacement[] {
  if (parsed.root === undefined || parsed.findings.length > 0) return [];
  const layout = new Layout(text.lines, isListIndented(parsed.root, text.lines) ? 2 : 0);
  if (!layout.read(parsed.root)) return [];
  const edits = layout.edits({ isLast }).filter(({ span }) => within === undefined || (span.start >= within.start && span.end <= within.end));
  return edits.length > 0 && isSameMeaning(text.text, edited(text.text, edits), { isOrdered: true }) ? edits : [];
}

/** Whether most lists are indented under their field. */
function isListIndented(root: YamlNode, lines: LineTable): boolean {
  let balance = 0;
  const visit = (node: YamlNode | undefined, column: number): void => {
    if (node?.kind === 'mapping' && !node.isFlow) for (const { key, value } of node.entries) {
      const keyColumn = lines.positionAt(key?.start ?? node.start).character;
      if (value?.kind === 'sequence' && !value.isFlow) balance += lines.positionAt(value.start).character > keyColumn ? 1 : -1;
      visit(value, keyColumn);
    }
    else if (node?.kind === 'sequence') for (const item of node.items) visit(item, column);
  };
  visit(root, 0);
  return balance > 0;
}

/** A comment belongs to nothing that is further away. */
const farthest = 200;

interface LineLayout {
  readonly from: number;
  readonly to: number;
  /** Its spaces at the end, and what looks like a comment in it, belong to a value. */
  readonly isContent: boolean;
}

class Layout {
  readonly #lines: LineTable;
  readonly #listIndent: number;
  readonly #layouts = new Map<number, LineLayout>();
  readonly #gaps: TextReplacement[] = [];
  /** Lines after which blank lines belong to a value (`|+`). */
  readonly #kept = new Set<number>();

  constructor(lines: LineTable, listIndent: number) {
    this.#lines = lines;
    this.#listIndent = listIndent;
  }

  /** False for what is written in a way that it does not know. */
  read(root: YamlNode): boolean {
    return this.#node(root, 0, 0);
  }

  #node(node: YamlNode, column: number, parentColumn: number): boolean {
    if (node.kind === 'mapping' && !node.isFlow) return this.#mapping(node, column);
    if (node.kind === 'sequence' && !node.isFlow) return this.#sequence(node, column);
    this.#place(node.start, column);
    if (node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded')) this.#block(node, parentColumn);
    else this.#shiftRest(node, parentColumn);
    return true;
  }

  #mapping(node: MappingNode, column: number): boolean {
    for (const { key, value } of node.entries) {
      if (key === undefined || value === undefined || this.#lineOf(key.start) !== this.#lineOf(key.end)) return false;
      this.#place(key.start, column);
      if (value.start === value.end && value.kind !== 'mapping') continue;
      const between = this.#lines.text.slice(key.end, value.start);
      if (value.start <= key.end || !/^ *:/.test(between)) return false;
      const isBlock = (value.kind === 'mapping' || value.kind === 'sequence') && !value.isFlow;
      if (/^ *: *$/.test(between)) this.#gap({ start: key.end, end: value.start }, ': ');
      else if (!isBlock && !between.includes('\n')) this.#gap({ start: key.end, end: key.end + (/^ *: */.exec(between)?.[0].length ?? 0) }, ': ');
      if (!this.#node(value, isBlock && value.kind === 'sequence' ? column + this.#listIndent : column + 2, column)) return false;
    }
    return true;
  }

  #sequence(node: SequenceNode, column: number): boolean {
    for (const item of node.items) {
      if (item === undefined) return false;
      const lineStart = this.#lines.starts[this.#lineOf(item.start)] ?? 0;
      const before = /^(.*?)-( +)((?:[&!]\S* +)*)$/.exec(this.#lines.text.slice(lineStart, item.start));
      const dashes = before?.[1] ?? '';
      if (before === null || !/^[ -]*$/.test(dashes)) return false;
      const dash = lineStart + dashes.length;
      this.#place(dash, column);
      this.#gap({ start: dash + 1, end: dash + 1 + (before[2] ?? '').length }, ' ');
      if (!this.#node(item, column + 2 + (before[3] ?? '').length, column)) return false;
    }
    return true;
  }

  #lineOf(offset: number): number {
    return this.#lines.positionAt(offset).line;
  }

  #gap(span: Span, text: string): void {
    if (this.#lines.text.slice(span.start, span.end) !== text) this.#gaps.push({ span, text });
  }

  /** What begins its line goes to a column. */
  #place(offset: number, to: number): void {
    const { line, character: from } = this.#lines.positionAt(offset);
    if (/^ *$/.test(this.#lines.lineText(line).slice(0, from)) && !this.#layouts.has(line)) this.#layouts.set(line, { from, to, isContent: false });
  }

  /** The lines of a block scalar move together, to two columns under their owner. */
  #block(node: ScalarNode, parentColumn: number): void {
    const first = this.#lineOf(node.start);
    const last = this.#lineOf(node.end);
    const header = /^[|>][-+0-9]*/.exec(this.#lines.text.slice(node.start, node.start + 4))?.[0] ?? '';
    if (header.includes('+')) this.#kept.add(last);
    const texts = Array.from({ length: last - first }, (_, i) => this.#lines.lineText(first + 1 + i));
    const indents = texts.filter((text) => text.trim() !== '').map((text) => text.length - text.trimStart().length);
    if (indents.length === 0) return;
    // With an indentation of its own, its first column cannot be seen: it keeps its distance to its owner.
    const content = Math.min(...indents);
    const owner = this.#ownerShift(node.start, parentColumn);
    const shift = /\d/.test(header) ? owner : parentColumn + 2 - content;
    texts.forEach((text, i) => {
      const from = text.length - text.trimStart().length;
      if (text.trim() === '') this.#layouts.set(first + 1 + i, { from: text.length, to: text.length <= content ? 0 : text.length + shift, isContent: true });
      else this.#layouts.set(first + 1 + i, { from, to: Math.max(0, from + shift), isContent: true });
    });
  }

  /** By how much the line on which something begins moves. */
  #ownerShift(offset: number, parentColumn: number): number {
    const layout = this.#layouts.get(this.#lineOf(offset));
    return layout === undefined ? parentColumn - this.#lines.positionAt(offset).character : layout.to - layout.from;
  }

  /** The other lines of a value that takes several move with its first. */
  #shiftRest(node: YamlNode, parentColumn: number): void {
    const first = this.#lineOf(node.start);
    const last = this.#lineOf(node.end);
    if (first === last) return;
    const shift = this.#ownerShift(node.start, parentColumn);
    for (let line = first + 1; line <= last; line++) {
      const text = this.#lines.lineText(line);
      const from = text.length - text.trimStart().length;
      if (text.trim() !== '') this.#layouts.set(line, { from, to: Math.max(parentColumn + 1, from + shift), isContent: false });
    }
  }

  edits({ isLast }: { isLast: boolean }): TextReplacement[] {
    this.#placeComments();
    const edits = [...this.#gaps];
    let blanks = 0;
    let keepsBlanks = false;
    const { lineCount, starts } = this.#lines;
    for (let line = 0; line < lineCount; line++) {
      const start = starts[line] ?? 0;
      const text = this.#lines.lineText(line);
      const layout = this.#layouts.get(line);
      if (text.trim() === '' && layout === undefined) {
        if (keepsBlanks || (line === lineCount - 1 && text === '')) continue;
        const isEnd = isLast && /^\s*$/.test(this.#lines.text.slice(start));
        if (++blanks > 1 || isEnd) edits.push({ span: { start, end: starts[line + 1] ?? start + text.length }, text: '' });
        else if (text !== '') edits.push({ span: { start, end: start + text.length }, text: '' });
        continue;
      }
      blanks = 0;
      keepsBlanks = this.#kept.has(line);
      if (layout !== undefined && layout.from !== layout.to) edits.push({ span: { start, end: start + layout.from }, text: ' '.repeat(layout.to) });
      const trimmed = text.trimEnd().length;
      if (layout?.isContent !== true && trimmed < text.length) edits.push({ span: { start: start + trimmed, end: start + text.length }, text: '' });
    }
    if (isLast && /\S *$/.test(this.#lines.text)) edits.push({ span: { start: this.#lines.text.trimEnd().length, end: this.#lines.text.length }, text: '\n' });
    return merged(edits);
  }

  /** Comments go with the line below them, or with the one above that they stand under. */
  #placeComments(): void {
    for (let line = this.#lines.lineCount - 1; line >= 0; line--) {
      const text = this.#lines.lineText(line);
      if (this.#layouts.has(line) || !/^ *#/.test(text)) continue;
      const from = text.indexOf('#');
      const below = this.#nearest(line, 1, () => true);
      const like = below?.from === from ? below : this.#nearest(line, -1, (layout) => layout.from === from) ?? below;
      if (like !== undefined) this.#layouts.set(line, { from, to: Math.max(0, like.to + from - like.from), isContent: false });
    }
  }

  #nearest(line: number, step: 1 | -1, fits: (layout: LineLayout) => boolean): LineLayout | undefined {
    for (let at = line + step; at >= 0 && at < this.#lines.lineCount && Math.abs(at - line) < farthest; at += step) {
      const layout = this.#layouts.get(at);
      if (layout !== undefined && !layout.isContent && fits(layout)) return layout;
    }
    return undefined;
  }
}

/** Edits of a span that another has already are dropped: a line's end that is a gap too. */
function merged(edits: readonly TextReplacement[]): TextReplacement[] {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const kept: TextReplacement[] = [];
  for (const edit of sorted) if (edit.span.start >= (kept.at(-1)?.span.end ?? 0)) kept.push(edit);
  return kept;
}
