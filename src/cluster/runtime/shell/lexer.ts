// The shell's tokens: words, operators, newlines; and here-documents.
import type { Word, WordPart } from './ast.ts';
import { WordReader } from './word-reader.ts';

export interface Token {
  readonly type: 'word' | 'operator' | 'newline' | 'end';
  /** Source text of an operator or word. */
  readonly text: string;
  readonly word: Word;
  readonly start: number;
}

interface PendingHereDocument {
  readonly delimiter: string;
  readonly isQuoted: boolean;
  readonly stripsTabs: boolean;
  readonly into: WordPart[];
}

const operators = ['<<-', '<<<', '&>>', ';;&', '&&', '||', ';;', ';&', '<<', '>>', '<&', '>&', '<>', '>|', '&>', '|&', ';', '&', '|', '<', '>', '(', ')'];

/** Reads tokens; here-documents are read behind the line that names them. */
export abstract class Lexer extends WordReader {
  #peeked: Token | undefined;
  readonly #pending: PendingHereDocument[] = [];

  protected peek(): Token {
    this.#peeked ??= this.#read();
    return this.#peeked;
  }

  protected next(): Token {
    const token = this.peek();
    this.#peeked = undefined;
    return token;
  }

  /** Forgets the token looked at, so that reading goes on at its start. */
  protected rewind(): void {
    if (this.#peeked === undefined) return;
    this.at = this.#peeked.start;
    this.#peeked = undefined;
  }

  protected addHereDocument(delimiter: string, isQuoted: boolean, stripsTabs: boolean): WordPart[] {
    const into: WordPart[] = [];
    this.#pending.push({ delimiter, isQuoted, stripsTabs, into });
    return into;
  }

  #skipBlanks(): void {
    for (;;) {
      const c = this.source[this.at];
      if (c === ' ' || c === '\t') this.at++;
      else if (c === '\\' && this.source[this.at + 1] === '\n') {
        this.at += 2;
        this.line++;
      } else if (c === '#') {
        while (this.at < this.source.length && this.source[this.at] !== '\n') this.at++;
      } else return;
    }
  }

  #read(): Token {
    this.#skipBlanks();
    const start = this.at;
    if (start >= this.source.length) {
      this.#readHereDocuments();
      return { type: 'end', text: 'end of file', word: [], start };
    }
    if (this.source[start] === '\n') {
      this.at++;
      this.line++;
      this.#readHereDocuments();
      return { type: 'newline', text: 'newline', word: [], start };
    }
    const operator = this.#operatorAt(start);
    if (operator !== undefined) {
      this.at += operator.length;
      return { type: 'operator', text: operator, word: [], start };
    }
    const word = this.readWord();
    return { type: 'word', text: this.source.slice(start, this.at), word, start };
  }

  #operatorAt(at: number): string | undefined {
    const c = this.source[at] ?? '';
    if (!';&|<>()'.includes(c)) return undefined;
    if ((c === '<' || c === '>') && this.source[at + 1] === '(') return undefined;
    return operators.find((op) => this.source.startsWith(op, at) && (this.isBash || (op !== '<<<' && op !== '|&' && op !== ';&' && op !== ';;&')));
  }

  #readHereDocuments(): void {
    for (const document of this.#pending.splice(0)) {
      let body = '';
      while (this.at < this.source.length) {
        const newline = this.source.indexOf('\n', this.at);
        const end = newline < 0 ? this.source.length : newline;
        let text = this.source.slice(this.at, end);
        this.at = Math.min(end + 1, this.source.length);
        this.line++;
        if (document.stripsTabs) text = text.replace(/^\t+/, '');
        if (text === document.delimiter) break;
        body += newline < 0 ? text : `${text}\n`;
      }
      if (document.isQuoted) document.into.push({ t: 'text', text: body, isQuoted: true });
      else document.into.push({ t: 'quotes', parts: this.subWord(body, 'document') });
    }
  }
}
