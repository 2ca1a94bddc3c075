// Where brackets and quotes of a flow collection over several lines go wrong: a parser notices at its end, how the lines are indented tells where.
import type { SyntaxFinding } from './finding.ts';
import { quoteEnd } from './line-outline.ts';

interface Open {
  readonly char: '{' | '[';
  readonly offset: number;
  readonly line: number;
  /** Column of the first character of its line. */
  readonly indent: number;
  /** The column of the first line that was written inside; -1 where there is none. */
  inside: number;
  /** Where the first line inside begins that is a field; -1 where there is none. */
  keysAt: number;
  /** Fields in braces stand inside. */
  hasMaps: boolean;
}

const keyLine = /^["']?[A-Za-z][\w./-]*["']?:(?:\s|$)/;
const closerOf = { '{': '}', '[': ']' } as const;

/** The first mistake in the flow collection that begins at `start`; undefined where it is closed as it was opened. */
export function flowMistake(source: string, start: number): SyntaxFinding | undefined {
  return new FlowScan(source, start).mistake();
}

class FlowScan {
  readonly #source: string;
  readonly #stack: Open[] = [];
  #at: number;
  /** The last character that is neither space nor comment. */
  #last = '';
  #suspect: SyntaxFinding | undefined;
  #line = 0;
  #lineStart: number;

  constructor(source: string, start: number) {
    this.#source = source;
    this.#at = start;
    this.#lineStart = source.lastIndexOf('\n', start - 1) + 1;
  }

  mistake(): SyntaxFinding | undefined {
    const shown = this.#shown();
    // What was closed oddly is where it began to go wrong.
    return (shown !== undefined || this.#goesOn()) && this.#suspect !== undefined ? this.#suspect : shown;
  }

  /** Text stands after the collection, where nothing may. */
  #goesOn(): boolean {
    return /^\s*(?:[^\s#]|#\S)/.test(this.#source.slice(this.#at + 1).replace(/^(?:[ \t]+#.*|\s*\n[ \t]*#.*)+/, '')) && this.#stack.length === 0;
  }

  #shown(): SyntaxFinding | undefined {
    let isFirst = false;
    for (; this.#at < this.#source.length; this.#at++) {
      const c = this.#source.charAt(this.#at);
      if (c === '\n') {
        this.#lineStart = this.#at + 1;
        this.#line++;
        isFirst = true;
        continue;
      }
      if (c === ' ' || c === '\t' || c === '\r') continue;
      if (c === '#' && this.#isAfterSpace()) {
        this.#skipTo(this.#lineEnd());
        continue;
      }
      if (isFirst && this.#stack.length > 0) {
        const odd = this.#lineBegins(c);
        if (odd !== undefined) return odd;
      }
      const found = this.#read(c, isFirst);
      isFirst = false;
      this.#last = this.#source.charAt(this.#at);
      if (found !== undefined) return found;
      if (this.#stack.length === 0) return undefined;
    }
    return this.#ended();
  }

  #read(c: string, isFirst: boolean): SyntaxFinding | undefined {
    if (c === '{' || c === '[') {
      const around = this.#stack.at(-1);
      if (around !== undefined && c === '{') around.hasMaps = true;
      this.#stack.push({ char: c, offset: this.#at, line: this.#line, indent: this.#indent(), inside: -1, keysAt: -1, hasMaps: false });
      return undefined;
    }
    if (c === '}' || c === ']') {
      const open = this.#stack.at(-1);
      if (open !== undefined && closerOf[open.char] !== c) return this.#wrong(open);
      if (open !== undefined) this.#closes(open, c, isFirst);
      this.#stack.pop();
      return undefined;
    }
    return (c === '"' || c === "'") && this.#beginsToken() ? this.#quote(c) : undefined;
  }

  /** Collections over several lines are closed on a line that begins with brackets, under the line that opened them. */
  #closes(open: Open, c: string, isFirst: boolean): void {
    if (open.inside < 0 || this.#suspect !== undefined) return;
    const line = this.#source.slice(this.#lineStart, this.#at);
    const column = this.#at - this.#lineStart;
    const isOdd = isFirst ? column < open.indent || column >= open.inside : !/^\s*[}\]]/.test(line) || this.#indent() !== open.indent;
    if (isOdd) this.#suspect = { code: 'wrong-bracket', message: `This "${c}" closes the "${open.char}" ${this.#above(open)}: is it one too many, or is something missing before it?`, severity: 'error', start: this.#at, end: this.#at + 1 };
  }

  /** What stands no deeper than the line that opened the innermost collection is outside of it. */
  #lineBegins(c: string): SyntaxFinding | undefined {
    const top = this.#stack.at(-1);
    if (top === undefined) return undefined;
    const column = this.#at - this.#lineStart;
    if (c === '}' || c === ']') {
      const isOuter = column < top.indent && this.#stack.some(({ char, indent }) => indent === column && closerOf[char] === c);
      return isOuter ? this.#unclosed(top) : undefined;
    }
    if ((c === ')' || c === '>') && /^[)>],?[ \t\r]*$/.test(this.#source.slice(this.#at, this.#lineEnd()))) return this.#wrong(top);
    if (column <= top.indent) return this.#unclosed(top);
    if (top.char === '{' && !',{'.includes(this.#last) && keyLine.test(this.#source.slice(this.#at, this.#lineEnd()))) {
      const what = this.#last === ':' ? 'A "{" is missing before this field, or a value' : 'A "," is missing before this, or a bracket is closed too early';
      return { code: 'unclosed-flow', message: what, severity: 'error', start: this.#at, end: this.#trimmed(this.#at, Math.min(this.#lineEnd(), this.#at + 200)) };
    }
    if (top.inside < 0) top.inside = column;
    if (top.keysAt < 0 && keyLine.test(this.#source.slice(this.#at, this.#lineEnd()))) top.keysAt = this.#at;
    return undefined;
  }

  /** An opening bracket beside it that nobody closes, as no other line of the text has two, is rather the mistake than the line where it shows. */
  #unclosed(top: Open): SyntaxFinding {
    const line = this.#source.slice(top.offset - 1, top.offset + 2);
    const isOdd = /[{[]{2}/.test(line) && (this.#source.match(/[{[]{2}/g)?.length ?? 0) === 1;
    if (top.inside < 0 || isOdd) return this.#notClosed(top);
    const end = Math.min(this.#lineEnd(), this.#at + 200);
    return { code: 'unclosed-flow', message: `A "${closerOf[top.char]}" is missing before this: the "${top.char}" ${this.#above(top)} is not closed`, severity: 'error', start: this.#at, end: this.#trimmed(this.#at, end) };
  }

  #notClosed({ char, offset }: Open): SyntaxFinding {
    const lineEnd = this.#source.indexOf('\n', offset);
    return { code: 'missing-char', message: `This "${char}" is not closed: a "${closerOf[char]}" is missing`, severity: 'error', start: offset, end: this.#trimmed(offset, lineEnd < 0 ? this.#source.length : lineEnd) };
  }

  #wrong(open: Open): SyntaxFinding {
    const c = this.#source.charAt(this.#at);
    if (open.char === '[' && open.keysAt >= 0 && c === '}') return this.#isListOfMaps(open) ? this.#notOpened(open) : { code: 'wrong-bracket', message: 'A "{" is expected here, not a "[": fields stand in it', severity: 'error', start: open.offset, end: open.offset + 1 };
    return { code: 'wrong-bracket', message: `A "${closerOf[open.char]}" is expected here, not a "${c}": it closes the "${open.char}" ${this.#above(open)}`, severity: 'error', start: this.#at, end: this.#at + 1 };
  }

  /** Whether a "[" in which fields end with a "}" is right, and a map in it was not opened: others stand in it, another follows, or the list ends here. */
  #isListOfMaps({ hasMaps }: Open): boolean {
    return hasMaps || /^\}\s*(?:,\s*\{|,?\s*\])/.test(this.#source.slice(this.#at, this.#at + 1000));
  }

  /** The first field of a map in a list whose brace is missing. */
  #notOpened({ keysAt }: Open): SyntaxFinding {
    const end = this.#source.indexOf('\n', keysAt);
    return { code: 'unclosed-flow', message: 'A "{" is missing before this field', severity: 'error', start: keysAt, end: this.#trimmed(keysAt, end < 0 ? this.#source.length : end) };
  }

  #quote(quote: string): SyntaxFinding | undefined {
    const length = quoteEnd(this.#source.slice(this.#at, this.#at + 100_000), 0);
    const inside = this.#source.slice(this.#at, length < 0 ? this.#source.length : this.#at + length);
    if (length < 0 || /\n\s*(?:[}\]]|["']?[\w./-]+["']?\s*:(?:\s|$)|["'])/.test(inside)) {
      const text = this.#source.slice(this.#at, this.#lineEnd()).replace(/[\s,}\]]+$/, '');
      return { code: 'missing-char', message: `Missing closing ${quote}quote`, severity: 'error', start: this.#at, end: this.#at + Math.max(text.length, 1) };
    }
    this.#skipTo(this.#at + length);
    return undefined;
  }

  #ended(): SyntaxFinding | undefined {
    const top = this.#stack.at(-1);
    if (top === undefined) return undefined;
    const end = this.#source.trimEnd().length;
    const start = this.#source.lastIndexOf('\n', end - 1) + 1;
    if (top.inside < 0 || start <= top.offset) return this.#notClosed(top);
    const from = start + (this.#source.slice(start, end).length - this.#source.slice(start, end).trimStart().length);
    return { code: 'unclosed-flow', message: `A "${closerOf[top.char]}" is missing after this: the "${top.char}" ${this.#above(top)} is not closed`, severity: 'error', start: from, end: Math.min(end, from + 200) };
  }

  #skipTo(offset: number): void {
    for (let i = this.#at; i < offset - 1; i++) {
      if (this.#source.charCodeAt(i) !== 10) continue;
      this.#line++;
      this.#lineStart = i + 1;
    }
    this.#at = Math.max(offset - 1, this.#at);
  }

  #above({ line }: Open): string {
    const up = this.#line - line;
    return up === 0 ? 'of this line' : up === 1 ? 'of the line above' : `${up} lines above`;
  }

  #indent(): number {
    const line = this.#source.slice(this.#lineStart, this.#at + 1);
    return line.length - line.trimStart().length;
  }

  #lineEnd(): number {
    const end = this.#source.indexOf('\n', this.#at);
    return end < 0 ? this.#source.length : end;
  }

  #trimmed(start: number, end: number): number {
    return Math.max(start + this.#source.slice(start, end).trimEnd().length, start + 1);
  }

  #isAfterSpace(): boolean {
    return this.#at === 0 || /\s/.test(this.#source.charAt(this.#at - 1));
  }

  #beginsToken(): boolean {
    return /[\s{[,:]$/.test(this.#source.slice(Math.max(0, this.#at - 1), this.#at)) && !/[^\s{[,:\]}]\s*$/.test(this.#source.slice(this.#lineStart, this.#at));
  }
}
