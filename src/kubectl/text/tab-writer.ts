// Columns from tab-separated text: Go's text/tabwriter as kubectl uses it (spaces as padding, left aligned).

export interface TabWriterOptions {
  readonly minWidth: number;
  readonly padding: number;
  /** Columns keep the widest width seen in earlier flushes, as `kubectl get --watch` needs. */
  readonly rememberWidths?: boolean;
}

/** Collects text; `flush` aligns what was written since the last flush and returns it. A column lasts while consecutive lines have a cell in it. */
export class TabWriter {
  readonly #options: TabWriterOptions;
  readonly #widest: number[] = [];
  #text = '';

  constructor(options: TabWriterOptions) {
    this.#options = options;
  }

  write(text: string): void {
    this.#text += text;
  }

  flush(): string {
    const lines = this.#text.split('\n').map((line) => line.split('\t'));
    this.#text = '';
    const output: string[] = [];
    this.#format(lines, 0, lines.length, [], output);
    return output.join('\n');
  }

  #format(lines: readonly string[][], from: number, to: number, widths: readonly number[], output: string[]): void {
    const column = widths.length;
    let unwritten = from;
    for (let at = from; at < to; at++) {
      if (!hasColumn(lines[at], column)) continue;
      writeLines(lines, unwritten, at, widths, output);
      unwritten = at;
      let width = this.#options.minWidth;
      for (; at < to && hasColumn(lines[at], column); at++) {
        width = Math.max(width, widthOf(lines[at]?.[column] ?? '') + this.#options.padding);
      }
      if (this.#options.rememberWidths) {
        width = Math.max(width, this.#widest[column] ?? 0);
        this.#widest[column] = width;
      }
      this.#format(lines, unwritten, at, [...widths, width], output);
      unwritten = at;
    }
    writeLines(lines, unwritten, to, widths, output);
  }
}

/** Aligns one text at once. */
export function alignTabs(text: string, options: TabWriterOptions): string {
  const writer = new TabWriter(options);
  writer.write(text);
  return writer.flush();
}

/** A cell belongs to a column only when a tab ends it; the last cell of a line does not. */
function hasColumn(line: readonly string[] | undefined, column: number): boolean {
  return line !== undefined && column < line.length - 1;
}

function writeLines(lines: readonly string[][], from: number, to: number, widths: readonly number[], output: string[]): void {
  for (const cells of lines.slice(from, to)) {
    let line = '';
    for (const [column, cell] of cells.entries()) {
      line += cell;
      const width = widths[column];
      if (width !== undefined) line += ' '.repeat(Math.max(0, width - widthOf(cell)));
    }
    output.push(line);
  }
}

function widthOf(cell: string): number {
  let width = 0;
  for (const _ of cell) width++;
  return width;
}
