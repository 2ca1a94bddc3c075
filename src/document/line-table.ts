// Offsets and positions of one text; line breaks are `\n`, `\r\n` and a lone `\r`, as in VS Code.
import type { Position, Range, Span } from './position.ts';

/** Where each line starts. Offsets and positions outside the text are moved to its nearest end. */
export class LineTable {
  readonly text: string;
  readonly starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.starts = lineStarts(text);
  }

  /** Lines including the last, which may be empty. */
  get lineCount(): number {
    return this.starts.length;
  }

  offsetAt({ line, character }: Position): number {
    if (line < 0) return 0;
    const start = this.starts[line];
    if (start === undefined) return this.text.length;
    return Math.min(start + Math.max(character, 0), this.lineEnd(line));
  }

  positionAt(offset: number): Position {
    const bounded = Math.min(Math.max(offset, 0), this.text.length);
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= bounded) low = middle;
      else high = middle - 1;
    }
    // An offset inside a line break stands at the end of its line: a position beyond it would name no character.
    return { line: low, character: Math.min(bounded, this.lineEnd(low)) - (this.starts[low] ?? 0) };
  }

  /** Widened where it would split a character of two units. */
  rangeOf({ start, end }: Span): Range {
    return { start: this.positionAt(this.#isInCharacter(start) ? start - 1 : start), end: this.positionAt(this.#isInCharacter(end) ? end + 1 : end) };
  }

  #isInCharacter(offset: number): boolean {
    const after = this.text.charCodeAt(offset);
    if (!(after >= 0xdc00 && after <= 0xdfff)) return false;
    const before = this.text.charCodeAt(offset - 1);
    return before >= 0xd800 && before <= 0xdbff;
  }

  /** The offset after the last character of a line, before its break. */
  lineEnd(line: number): number {
    let end = this.starts[line + 1] ?? this.text.length;
    const start = this.starts[line] ?? 0;
    if (line + 1 < this.starts.length) {
      if (end > start && this.text.charCodeAt(end - 1) === 10) end--;
      if (end > start && this.text.charCodeAt(end - 1) === 13) end--;
    }
    return end;
  }

  lineText(line: number): string {
    return this.text.slice(this.starts[line] ?? this.text.length, this.lineEnd(line));
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
