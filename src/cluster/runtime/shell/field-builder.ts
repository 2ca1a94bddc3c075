// Splits expanded text into fields by IFS.
import { escapePattern } from './pattern.ts';

function escapeBackslashes(text: string): string {
  return text.includes('\\') ? text.replaceAll('\\', '\\\\') : text;
}

/** One field: an argument to be. */
export interface Field {
  text: string;
  /** The same with quoted characters escaped. */
  pattern: string;
  /** Whether something in it is not quoted. */
  isOpen: boolean;
}

/** What a field that is no pattern and was not quoted is told as: its text alone, since a value may hold millions of them. */
type PlainField = string;

const patternLetters = /[\\*?[]/;

function isBlank(c: string): boolean {
  return c === ' ' || c === '\t' || c === '\n';
}

/** Collects expanded text into fields. With `ifs` undefined nothing is split. */
export class FieldBuilder {
  readonly fields: (Field | PlainField)[] = [];
  readonly #ifs: string | undefined;
  #current: Field | undefined;
  #endedByBlank = false;

  constructor(ifs: string | undefined) {
    this.#ifs = ifs;
  }

  get isSplitting(): boolean {
    return this.#ifs !== undefined;
  }

  quoted(text: string): void {
    this.#current ??= { text: '', pattern: '', isOpen: false };
    this.#current.text += text;
    this.#current.pattern += escapePattern(text);
    this.#endedByBlank = false;
  }

  literal(text: string): void {
    this.#current ??= { text: '', pattern: '', isOpen: false };
    this.#current.text += text;
    this.#current.pattern += text;
    this.#current.isOpen ||= text !== '';
    this.#endedByBlank = false;
  }

  /** The result of an unquoted expansion. */
  expanded(text: string): void {
    if (this.#ifs === undefined) {
      if (text !== '') this.literal(escapeBackslashes(text));
      return;
    }
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const c = text[i] ?? '';
      if (!this.#ifs.includes(c)) continue;
      const part = text.slice(start, i);
      start = i + 1;
      if (part !== '' && this.#current === undefined && !patternLetters.test(part)) {
        this.fields.push(part);
        this.#endedByBlank = isBlank(c);
        continue;
      }
      if (part !== '') this.#plain(part);
      this.#delimiter(c);
    }
    if (start < text.length) this.#plain(text.slice(start));
  }

  #plain(text: string): void {
    this.#current ??= { text: '', pattern: '', isOpen: false };
    this.#current.text += text;
    this.#current.pattern += escapeBackslashes(text);
    this.#current.isOpen = true;
    this.#endedByBlank = false;
  }

  #delimiter(c: string): void {
    if (this.#current !== undefined) {
      this.fields.push(this.#current);
      this.#current = undefined;
      this.#endedByBlank = isBlank(c);
    } else if (!isBlank(c)) {
      if (!this.#endedByBlank) this.fields.push({ text: '', pattern: '', isOpen: false });
      this.#endedByBlank = false;
    }
  }

  /** Ends the current field: between the elements of `"$@"`. */
  breakField(): void {
    if (this.#current !== undefined) this.fields.push(this.#current);
    this.#current = undefined;
  }

  finish(): (Field | PlainField)[] {
    this.breakField();
    return this.fields;
  }

  /** Everything as one string. */
  joined(): Field {
    const fields = this.finish().map((field): Field => (typeof field === 'string' ? { text: field, pattern: field, isOpen: true } : field));
    return fields.length === 1 && fields[0] ? fields[0] : { text: fields.map((f) => f.text).join(' '), pattern: fields.map((f) => f.pattern).join(' '), isOpen: fields.some((f) => f.isOpen) };
  }
}
