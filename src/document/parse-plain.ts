// A fast parser for plainly written documents, as nearly all manifests are: block collections, one-line scalars and flow collections, literal blocks.
// Invariant: where it answers, it answers what `yaml` would; everything else it leaves to `yaml`. A property test holds the two against each other.
import type { MappingEntry, MappingNode, ScalarNode, SequenceNode, YamlNode } from './node.ts';
import { keyName, resolvePlain } from './scalar.ts';

/** The tree, or undefined for a document that needs the whole of YAML or has a mistake. The source's lines end with `\n` or `\r\n`. */
export function parsePlainDocument(source: string): { readonly root: YamlNode | undefined } | undefined {
  if (odd.test(source)) return undefined;
  const reader = new PlainReader(source);
  try {
    return { root: reader.document() };
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

/** Tabs, control characters, what lies beyond the basic plane, marks of byte order: anything that YAML looks at twice. */
const odd = /[^\n\r\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|\r(?!\n)/;

class NotPlain extends Error {
  static readonly one = new NotPlain('not plain');
}

const mostNodes = 60_000;
const deepest = 60;
const plainKey = /[A-Za-z0-9_./$-][A-Za-z0-9_./$@+-]*(?=:(?: |\r?\n|$))/y;
const notPlainStart = /[-?:,[\]{}#&*!|>'"%@`]/;
const literalHeader = /\|([-+]?)(?= *(?:\r?\n|$)| +#)/y;

class PlainReader {
  readonly #source: string;
  /** The next line with content: its start, indentation, and end without trailing spaces. */
  #lineStart = 0;
  #indent = -1;
  #lineEnd = 0;
  #next = 0;
  #nodes = 0;

  constructor(source: string) {
    this.#source = source;
  }

  document(): YamlNode | undefined {
    this.#advance();
    if (this.#indent === 0 && this.#isMarker('---')) {
      if (this.#lineEnd !== this.#lineStart + 3) throw NotPlain.one;
      this.#advance();
      if (this.#indent < 0) throw NotPlain.one;
    }
    if (this.#indent < 0) return undefined;
    const root = this.#block(this.#indent, 0);
    if (this.#indent >= 0 || root.kind === 'scalar') throw NotPlain.one;
    return root;
  }

  #isMarker(marker: string): boolean {
    return this.#source.startsWith(marker, this.#lineStart);
  }

  /** Goes to the next line that is neither blank nor a comment; indentation -1 at the end. */
  #advance(): void {
    const source = this.#source;
    for (;;) {
      const start = this.#next;
      if (start >= source.length) {
        this.#indent = -1;
        return;
      }
      const newline = source.indexOf('\n', start);
      this.#next = newline < 0 ? source.length : newline + 1;
      let end = newline < 0 ? source.length : newline;
      if (end > start && source.charCodeAt(end - 1) === 13) end--;
      while (end > start && source.charCodeAt(end - 1) === 32) end--;
      let at = start;
      while (at < end && source.charCodeAt(at) === 32) at++;
      if (at === end || source.charCodeAt(at) === 35) continue;
      this.#lineStart = start;
      this.#indent = at - start;
      this.#lineEnd = end;
      if (this.#indent === 0 && this.#isMarker('...')) throw NotPlain.one;
      return;
    }
  }

  #isDashAt(at: number): boolean {
    return this.#source.charCodeAt(at) === 45 && (at + 1 >= this.#lineEnd || this.#source.charCodeAt(at + 1) === 32);
  }

  #block(column: number, depth: number): YamlNode {
    if (depth > deepest) throw NotPlain.one;
    const at = this.#lineStart + this.#indent;
    return this.#isDashAt(at) ? this.#sequence(column, depth) : this.#mapping(column, at, depth);
  }

  #sequence(column: number, depth: number): SequenceNode {
    const start = this.#lineStart + column;
    const items: YamlNode[] = [];
    while (this.#indent === column && this.#isDashAt(this.#lineStart + column)) {
      let at = this.#lineStart + column + 1;
      while (at < this.#lineEnd && this.#source.charCodeAt(at) === 32) at++;
      if (at >= this.#lineEnd || this.#source.charCodeAt(at) === 35 || this.#isDashAt(at)) throw NotPlain.one;
      if (this.#keyEnd(at) >= 0) items.push(this.#mapping(at - this.#lineStart, at, depth + 1));
      else items.push(this.#value(at, column, depth));
    }
    if (this.#indent > column) throw NotPlain.one;
    return { kind: 'sequence', start, end: items.at(-1)?.end ?? start, anchor: undefined, isFlow: false, items };
  }

  /** After the plain key that begins at `at`; -1 where none does. */
  #keyEnd(at: number): number {
    plainKey.lastIndex = at;
    return plainKey.test(this.#source) ? plainKey.lastIndex : -1;
  }

  /** A block mapping whose first key begins at `first` of the current line, the others at `column` of theirs. */
  #mapping(column: number, first: number, depth: number): MappingNode {
    if (depth > deepest) throw NotPlain.one;
    const entries: MappingEntry[] = [];
    const names = new Set<string>();
    let at = first;
    for (;;) {
      const keyEnd = this.#keyEnd(at);
      if (keyEnd < 0 || keyEnd - at > 1000 || this.#isDashAt(at) || (at === this.#lineStart && this.#isMarker('---'))) throw NotPlain.one;
      const key = this.#scalar(this.#source.slice(at, keyEnd), at, keyEnd, 'plain');
      const name = keyName(key.value);
      if (names.has(name)) throw NotPlain.one;
      names.add(name);
      const value = this.#entryValue(keyEnd, column, depth);
      entries.push({ name, key, value, isMerge: false, start: at, end: Math.max(value.end, keyEnd) });
      if (this.#indent !== column || this.#isDashAt(this.#lineStart + column)) break;
      at = this.#lineStart + column;
    }
    if (this.#indent > column || (this.#indent === column && column > 0 && !this.#isDashAt(this.#lineStart + column))) throw NotPlain.one;
    return { kind: 'mapping', start: first, end: entries.at(-1)?.end ?? first, anchor: undefined, isFlow: false, entries };
  }

  #entryValue(keyEnd: number, column: number, depth: number): YamlNode {
    let at = keyEnd + 1;
    while (at < this.#lineEnd && this.#source.charCodeAt(at) === 32) at++;
    if (at < this.#lineEnd && this.#source.charCodeAt(at) !== 35) return this.#value(at, column, depth);
    this.#advance();
    if (this.#indent > column) return this.#block(this.#indent, depth + 1);
    if (this.#indent === column && this.#isDashAt(this.#lineStart + column)) return this.#sequence(column, depth + 1);
    return this.#scalar('', keyEnd + 1, keyEnd + 1, 'plain');
  }

  /** A value that begins on the current line; goes on to the line after it. */
  #value(at: number, parentColumn: number, depth: number): YamlNode {
    const first = this.#source.charAt(at);
    if (first === '|') return this.#literal(at, parentColumn);
    if (first === '{' || first === '[') {
      const node = this.#flow(at, depth);
      this.#expectLineEnd(node.end);
      this.#advance();
      return node;
    }
    const node = first === '"' || first === "'" ? this.#quoted(at) : this.#plain(at);
    this.#expectLineEnd(node.end);
    this.#advance();
    return node;
  }

  #expectLineEnd(at: number): void {
    if (at >= this.#lineEnd) return;
    let i = at;
    while (this.#source.charCodeAt(i) === 32) i++;
    if (i === at || this.#source.charCodeAt(i) !== 35) throw NotPlain.one;
  }

  #scalar(text: string, start: number, end: number, style: ScalarNode['style']): ScalarNode {
    if (++this.#nodes > mostNodes) throw NotPlain.one;
    return { kind: 'scalar', start, end, anchor: undefined, text, value: style === 'plain' ? resolvePlain(text) : text, style };
  }

  /** Up to the end of the line or a comment. */
  #plain(at: number): ScalarNode {
    const source = this.#source;
    const first = source.charAt(at);
    if (notPlainStart.test(first) && !(first === '-' && at + 1 < this.#lineEnd && /[\w.]/.test(source.charAt(at + 1)))) throw NotPlain.one;
    let end = at;
    for (; end < this.#lineEnd; end++) {
      const c = source.charCodeAt(end);
      if (c === 58 && (end + 1 >= this.#lineEnd || source.charCodeAt(end + 1) === 32)) throw NotPlain.one;
      if (c === 35 && source.charCodeAt(end - 1) === 32) break;
    }
    while (end > at && source.charCodeAt(end - 1) === 32) end--;
    return this.#scalar(source.slice(at, end), at, end, 'plain');
  }

  /** A quoted scalar on one line, without escapes. */
  #quoted(at: number): ScalarNode {
    const quote = this.#source.charAt(at);
    const end = this.#source.indexOf(quote, at + 1);
    if (end < 0 || end >= this.#lineEnd || this.#source.charAt(end + 1) === quote) throw NotPlain.one;
    const text = this.#source.slice(at + 1, end);
    if (quote === '"' && text.includes('\\')) throw NotPlain.one;
    return this.#scalar(text, at, end + 1, quote === '"' ? 'double' : 'single');
  }

  #flow(at: number, depth: number): MappingNode | SequenceNode {
    if (depth > deepest) throw NotPlain.one;
    const isMapping = this.#source.charCodeAt(at) === 123;
    const close = isMapping ? 125 : 93;
    const entries: MappingEntry[] = [];
    const items: YamlNode[] = [];
    const names = new Set<string>();
    let i = this.#skipSpaces(at + 1);
    while (this.#source.charCodeAt(i) !== close || entries.length + items.length > 0) {
      const node = this.#flowValue(i, depth);
      i = this.#skipSpaces(node.end);
      if (isMapping) {
        if (node.kind !== 'scalar' || this.#source.charCodeAt(node.end) !== 58 || this.#source.charCodeAt(node.end + 1) !== 32) throw NotPlain.one;
        const name = keyName(node.value);
        const value = this.#flowValue(this.#skipSpaces(node.end + 1), depth);
        if (names.has(name) || node.text === '<<' || node.text === '') throw NotPlain.one;
        names.add(name);
        entries.push({ name, key: node, value, isMerge: false, start: node.start, end: value.end });
        i = this.#skipSpaces(value.end);
      } else items.push(node);
      const c = this.#source.charCodeAt(i);
      if (c === close) break;
      if (c !== 44) throw NotPlain.one;
      i = this.#skipSpaces(i + 1);
      if (this.#source.charCodeAt(i) === close) throw NotPlain.one;
    }
    const base = { start: at, end: i + 1, anchor: undefined, isFlow: true };
    return isMapping ? { kind: 'mapping', ...base, entries } : { kind: 'sequence', ...base, items };
  }

  #skipSpaces(at: number): number {
    let i = at;
    while (i < this.#lineEnd && this.#source.charCodeAt(i) === 32) i++;
    if (i >= this.#lineEnd) throw NotPlain.one;
    return i;
  }

  #flowValue(at: number, depth: number): YamlNode {
    const source = this.#source;
    const first = source.charAt(at);
    if (first === '{' || first === '[') return this.#flow(at, depth + 1);
    if (first === '"' || first === "'") return this.#quoted(at);
    if (notPlainStart.test(first) && !(first === '-' && /\w/.test(source.charAt(at + 1)))) throw NotPlain.one;
    let end = at;
    for (; end < this.#lineEnd; end++) {
      const c = source.charCodeAt(end);
      if (c === 44 || c === 93 || c === 125) break;
      if (c === 58) {
        const after = source.charCodeAt(end + 1);
        if (after === 32) break;
        if (after === 44 || after === 93 || after === 125 || after === 91 || after === 123 || end + 1 >= this.#lineEnd) throw NotPlain.one;
      }
      if (c === 91 || c === 123 || c === 35 || c === 63) throw NotPlain.one;
    }
    const isKey = source.charCodeAt(end) === 58;
    const trimmed = end;
    while (end > at && source.charCodeAt(end - 1) === 32) end--;
    if (end === at || (isKey && end !== trimmed)) throw NotPlain.one;
    return this.#scalar(source.slice(at, end), at, end, 'plain');
  }

  /** `|`, `|-` or `|+` with its lines. */
  #literal(at: number, parentColumn: number): ScalarNode {
    literalHeader.lastIndex = at;
    const header = literalHeader.exec(this.#source);
    if (header === null || this.#source.includes('\r')) throw NotPlain.one;
    const lines: string[] = [];
    let indent = -1;
    let end = at;
    let scan = this.#next;
    while (scan < this.#source.length) {
      const newline = this.#source.indexOf('\n', scan);
      const lineEnd = newline < 0 ? this.#source.length : newline;
      let first = scan;
      while (first < lineEnd && this.#source.charCodeAt(first) === 32) first++;
      const column = first - scan;
      if (first === lineEnd) {
        if (column > Math.max(indent, 0) || newline < 0) throw NotPlain.one;
        lines.push('');
      } else {
        if (indent < 0) {
          if (column <= parentColumn) break;
          indent = column;
        }
        if (column < indent) {
          if (column > parentColumn) throw NotPlain.one;
          break;
        }
        lines.push(this.#source.slice(scan + indent, lineEnd));
        end = lineEnd;
        if (newline < 0) throw NotPlain.one;
      }
      scan = lineEnd + 1;
    }
    if (indent < 0) throw NotPlain.one;
    let kept = lines.length;
    while (kept > 0 && lines[kept - 1] === '') kept--;
    const body = lines.slice(0, kept).join('\n');
    const text = header[1] === '-' ? body : header[1] === '+' ? `${lines.join('\n')}\n` : `${body}\n`;
    this.#next = Math.min(scan, this.#source.length);
    this.#advance();
    while (end > at && this.#source.charCodeAt(end - 1) <= 32) end--;
    return this.#scalar(text, at, end, 'literal');
  }
}
