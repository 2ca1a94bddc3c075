// Reads JSON text as Go's encoding/json does: same refusals with the same texts, and nothing forgotten (see json-value.ts).
import { goQuote } from '../field/go-text.ts';
import { JsonMembers, JsonNumber } from './json-value.ts';
import { setOwn } from '../meta/json.ts';
import { parsePlainJson } from './plain-json.ts';

/** `isPlain`: the engine's own values say all that the text says. */
export type ParsedJson = { readonly value: unknown; readonly isPlain?: boolean; readonly error?: undefined } | { readonly error: string; readonly offset: number };

class JsonSyntaxError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

// Differs from Kubernetes: Go reads 10,000 levels; no object of the API is that deep, and every later step would have to be safe for it.
const maxDepth = 200;
const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const numberShape = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const plainRun = /[^"\\\u0000-\u001f]*/y;

/** The value, or Go's text of what is wrong and where (a UTF-16 offset). */
export function parseJson(text: string): ParsedJson {
  const plain = parsePlainJson(text, maxDepth);
  if (plain !== undefined) return { value: plain.value, isPlain: true };
  try {
    return { value: new Reader(text).document() };
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { error: error.message, offset: error.offset };
    throw error;
  }
}

/** How Go prints the character that it did not expect. */
function quoteChar(char: string): string {
  if (char === "'") return `'\\''`;
  if (char === '"') return `'"'`;
  return `'${goQuote(char).slice(1, -1)}'`;
}

class Reader {
  readonly text: string;
  at = 0;
  depth = 0;
  constructor(text: string) {
    this.text = text;
  }

  document(): unknown {
    const value = this.value();
    this.space();
    if (this.at < this.text.length) this.refuse('after top-level value');
    return value;
  }

  /** Refuses the next character; `atEnd` is what Go takes for it where the text ends. */
  refuse(context: string, atEnd?: number): never {
    const char = this.text.codePointAt(this.at) ?? atEnd;
    if (char === undefined) throw new JsonSyntaxError('unexpected end of JSON input', this.at);
    // Go looks at bytes, and prints the first one of a longer character.
    const byte = new TextEncoder().encode(String.fromCodePoint(char))[0] ?? 0;
    throw new JsonSyntaxError(`invalid character ${quoteChar(String.fromCharCode(byte))} ${context}`, this.at);
  }

  /** At the end of a text Go reads one space more: a word, a number or an escape cannot go on with it, a string or a structure can. */
  refuseInToken(context: string): never {
    this.refuse(context, 0x20);
  }

  space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  value(): unknown {
    this.space();
    const char = this.text[this.at];
    switch (char) {
      case '{': return this.nested(() => this.object());
      case '[': return this.nested(() => this.array());
      case '"': return this.string();
      case 't': return this.word('true', true);
      case 'f': return this.word('false', false);
      case 'n': return this.word('null', null);
      default:
        if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) return this.number();
        return this.refuse('looking for beginning of value');
    }
  }

  nested<T>(read: () => T): T {
    if (++this.depth > maxDepth) throw new JsonSyntaxError('exceeded max depth', this.at);
    const value = read();
    this.depth--;
    return value;
  }

  word<T>(word: string, value: T): T {
    for (let i = 0; i < word.length; i++, this.at++) {
      if (this.text[this.at] !== word[i]) this.refuseInToken(`in literal ${word} (expecting ${quoteChar(word[i] ?? '')})`);
    }
    return value;
  }

  number(): unknown {
    numberShape.lastIndex = this.at;
    const text = numberShape.exec(this.text)?.[0] ?? '';
    this.at += text.length;
    const next = this.text[this.at] ?? '';
    if (text === '') {
      this.at++;
      this.refuseInToken('in numeric literal');
    }
    if (next === '.') {
      this.at++;
      this.refuseInToken('after decimal point in numeric literal');
    }
    if ((next === 'e' || next === 'E') && !/[eE]/.test(text)) {
      this.at += /^[+-]/.test(this.text.slice(this.at + 1, this.at + 2)) ? 2 : 1;
      this.refuseInToken('in exponent of numeric literal');
    }
    const value = Number(text);
    return String(value) === text ? value : new JsonNumber(text);
  }

  string(): string {
    let value = '';
    for (this.at++; ; ) {
      plainRun.lastIndex = this.at;
      const run = plainRun.exec(this.text)?.[0] ?? '';
      value += run;
      this.at += run.length;
      const char = this.text[this.at];
      if (char === '"') {
        this.at++;
        return value.isWellFormed() ? value : value.toWellFormed();
      }
      if (char !== '\\') this.refuse('in string literal');
      this.at++;
      value += this.escape();
    }
  }

  escape(): string {
    const char = this.text[this.at] ?? '';
    const known = escapes[char];
    if (known !== undefined) {
      this.at++;
      return known;
    }
    if (char !== 'u') this.refuseInToken('in string escape code');
    this.at++;
    for (let i = 0; i < 4; i++, this.at++) {
      if (!/^[0-9a-fA-F]$/.test(this.text[this.at] ?? '')) this.refuseInToken('in \\u hexadecimal character escape');
    }
    return String.fromCharCode(parseInt(this.text.slice(this.at - 4, this.at), 16));
  }

  array(): unknown[] {
    const items: unknown[] = [];
    this.at++;
    this.space();
    if (this.text[this.at] === ']') {
      this.at++;
      return items;
    }
    for (;;) {
      items.push(this.value());
      this.space();
      const char = this.text[this.at];
      if (char !== ',' && char !== ']') this.refuse('after array element');
      this.at++;
      if (char === ']') return items;
    }
  }

  object(): Record<string, unknown> | JsonMembers {
    const plain: Record<string, unknown> = {};
    let entries: [string, unknown][] | undefined;
    this.at++;
    this.space();
    if (this.text[this.at] === '}') {
      this.at++;
      return plain;
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') this.refuse('looking for beginning of object key string');
      const name = this.string();
      this.space();
      if (this.text[this.at] !== ':') this.refuse('after object key');
      this.at++;
      const value = this.value();
      if (entries === undefined && (Object.hasOwn(plain, name) || isNumberLike(name))) entries = Object.entries(plain);
      if (entries !== undefined) entries.push([name, value]);
      else setOwn(plain, name, value);
      this.space();
      const char = this.text[this.at];
      if (char !== ',' && char !== '}') this.refuse('after object key:value pair');
      this.at++;
      if (char === '}') return entries === undefined ? plain : new JsonMembers(entries);
    }
  }
}

/** Names that a JavaScript object would move to the front. */
function isNumberLike(name: string): boolean {
  const code = name.charCodeAt(0);
  return code >= 0x30 && code <= 0x39 && /^(0|[1-9]\d*)$/.test(name);
}
