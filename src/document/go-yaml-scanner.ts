// Tokens of YAML as libyaml and its Go version (sigs.k8s.io/yaml's goyaml.v2) tell them apart, with their errors. It reads for mistakes only: tokens carry no text.

export interface Mark {
  /** UTF-16 index in the text. */
  readonly index: number;
  /** From 0. */
  readonly line: number;
  /** In characters, from 0. */
  readonly column: number;
}

export type TokenType =
  | 'stream-end' | 'directive' | 'document-start' | 'document-end' | 'block-sequence-start' | 'block-mapping-start' | 'block-end'
  | '[' | ']' | '{' | '}' | ',' | 'block-entry' | 'key' | 'value' | 'alias' | 'anchor' | 'tag' | 'scalar';

export interface Token {
  readonly type: TokenType;
  readonly mark: Mark;
  /** Of an anchor or alias. */
  readonly name?: string;
}

/** What Go's reader says first. */
export class GoYamlError extends Error {
  /** Where the reader was; scanner and parser count their lines in two ways. */
  readonly mark: Mark;
  /** Where it began to read what it could not finish. */
  readonly context: Mark;
  readonly isScanner: boolean;

  constructor(problem: string, mark: Mark, context: Mark, isScanner: boolean) {
    super(problem);
    this.mark = mark;
    this.context = context;
    this.isScanner = isScanner;
  }
}

/** Where a key may have begun that is known as such only at its colon. */
interface SimpleKey {
  isPossible: boolean;
  /** It stands where only a key can. */
  readonly isRequired: boolean;
  readonly tokenNumber: number;
  readonly mark: Mark;
}

const maxKeyLength = 1024;
const maxDepth = 10_000;
const tooDeep = `exceeded max depth of ${maxDepth}`;
const maxVersionDigits = 9;
const breaks = '\r\n\u0085\u2028\u2029';
const indicators = '-?:,[]{}#&*!|>\'"%@`';
const escapes = '0abt\tnvfre "\'\\N_LP';
const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export class GoYamlScanner {
  readonly #text: string;
  #index = 0;
  #line = 0;
  #column = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #flowLevel = 0;
  #isKeyAllowed = true;
  /** By level of nesting in brackets. */
  readonly #keys: (SimpleKey | undefined)[] = [undefined];
  readonly #keyAtToken = new Map<number, SimpleKey>();
  readonly #tokens: Token[] = [];
  /** Tokens that were taken. */
  #taken = 0;
  #isEnded = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next token, which stays. Throws GoYamlError. */
  peek(): Token {
    while (this.#needsMore() && !this.#isEnded) this.#fetch();
    const [first] = this.#tokens;
    if (first === undefined) throw new Error('read behind the end');
    return first;
  }

  take(): Token {
    const token = this.peek();
    this.#tokens.shift();
    this.#taken++;
    return token;
  }

  #needsMore(): boolean {
    if (this.#tokens.length === 0) return true;
    const key = this.#keyAtToken.get(this.#taken);
    return key !== undefined && this.#isValid(key);
  }

  #mark(): Mark {
    return { index: this.#index, line: this.#line, column: this.#column };
  }

  #fail(problem: string, context: Mark = this.#mark()): never {
    throw new GoYamlError(problem, this.#mark(), context, true);
  }

  /** The character `offset` further, '' behind the end. */
  #at(offset = 0): string {
    return this.#text.charAt(this.#index + offset);
  }

  #skip(): void {
    this.#index += (this.#text.codePointAt(this.#index) ?? 0) > 0xffff ? 2 : 1;
    this.#column++;
  }

  #skipLine(): void {
    this.#index += this.#text.startsWith('\r\n', this.#index) ? 2 : 1;
    this.#line++;
    this.#column = 0;
  }

  #fetch(): void {
    this.#toNextToken();
    this.#unrollIndent(this.#column);
    const char = this.#at();
    if (char === '') return this.#fetchEnd();
    if (this.#column === 0 && char === '%') return this.#fetchDirective();
    if (this.#isDocumentMarker()) return this.#fetchDocumentMarker();
    switch (char) {
      case '[': case '{': return this.#fetchFlowStart(char);
      case ']': case '}': return this.#fetchFlowEnd(char);
      case ',': return this.#fetchFlowEntry();
      case '*': case '&': return this.#fetchAnchor(char);
      case '!': return this.#fetchTag();
      case "'": case '"': return this.#fetchQuoted(char);
      default:
    }
    const next = this.#at(1);
    const isInFlow = this.#flowLevel > 0;
    if (char === '-' && isBlankOrEnd(next)) return this.#fetchBlockEntry();
    if (char === '?' && (isInFlow || isBlankOrEnd(next))) return this.#fetchKey();
    if (char === ':' && (isInFlow || isBlankOrEnd(next))) return this.#fetchValue();
    if ((char === '|' || char === '>') && !isInFlow) return this.#fetchBlockScalar();
    if (!(isBlankOrEnd(char) || indicators.includes(char)) || (char === '-' && !isBlank(next)) || (!isInFlow && (char === '?' || char === ':') && !isBlankOrEnd(next))) return this.#fetchPlain();
    return this.#fail('found character that cannot start any token');
  }

  #toNextToken(): void {
    if (this.#index === 0 && this.#at() === '\ufeff') this.#index++;
    for (;;) {
      while (this.#at() === ' ' || ((this.#flowLevel > 0 || !this.#isKeyAllowed) && this.#at() === '\t')) this.#skip();
      if (this.#at() === '#') while (!isBreakOrEnd(this.#at())) this.#skip();
      if (!isBreak(this.#at())) return;
      this.#skipLine();
      if (this.#flowLevel === 0) this.#isKeyAllowed = true;
    }
  }

  #push(type: TokenType, mark: Mark): void {
    this.#tokens.push({ type, mark });
  }

  /** Collections in block style that began further right than `column` end here. */
  #unrollIndent(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#push('block-end', this.#mark());
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  /** A collection in block style begins, before the token of that number or behind all. */
  #rollIndent(column: number, type: 'block-sequence-start' | 'block-mapping-start', mark: Mark, tokenNumber?: number): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    if (this.#indents.length > maxDepth) this.#fail(tooDeep);
    if (tokenNumber === undefined) this.#push(type, mark);
    else this.#tokens.splice(tokenNumber - this.#taken, 0, { type, mark });
  }

  /** A key stands on one line and is not long. */
  #isValid(key: SimpleKey): boolean {
    if (!key.isPossible) return false;
    if (key.mark.line >= this.#line && key.mark.index + maxKeyLength >= this.#index) return true;
    if (key.isRequired) this.#fail("could not find expected ':'", key.mark);
    key.isPossible = false;
    return false;
  }

  #saveKey(): void {
    if (!this.#isKeyAllowed) return;
    const key = { isPossible: true, isRequired: this.#flowLevel === 0 && this.#indent === this.#column, tokenNumber: this.#taken + this.#tokens.length, mark: this.#mark() };
    this.#removeKey();
    this.#keys[this.#keys.length - 1] = key;
    this.#keyAtToken.set(key.tokenNumber, key);
  }

  #removeKey(): void {
    const key = this.#keys.at(-1);
    if (key?.isPossible === true && key.isRequired) this.#fail("could not find expected ':'", key.mark);
    if (key !== undefined) this.#keyAtToken.delete(key.tokenNumber);
    this.#keys[this.#keys.length - 1] = undefined;
  }

  #fetchEnd(): void {
    if (this.#column !== 0) {
      this.#column = 0;
      this.#line++;
    }
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#push('stream-end', this.#mark());
    this.#isEnded = true;
  }

  #isDocumentMarker(): boolean {
    return this.#column === 0 && (this.#text.startsWith('---', this.#index) || this.#text.startsWith('...', this.#index)) && isBlankOrEnd(this.#at(3));
  }

  #fetchDocumentMarker(): void {
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#isKeyAllowed = false;
    this.#push(this.#at() === '-' ? 'document-start' : 'document-end', this.#mark());
    for (let i = 0; i < 3; i++) this.#skip();
  }

  #fetchDirective(): void {
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#isKeyAllowed = false;
    const start = this.#mark();
    this.#skip();
    let name = '';
    for (; /[\w-]/.test(this.#at()); this.#skip()) name += this.#at();
    if (name === '') this.#fail('could not find expected directive name', start);
    if (!isBlankOrEnd(this.#at())) this.#fail('found unexpected non-alphabetical character', start);
    if (name === 'YAML') this.#skipVersion(start);
    else if (name === 'TAG') while (!isBreakOrEnd(this.#at()) && this.#at() !== '#') this.#skip();
    else this.#fail('found unknown directive name', start);
    this.#skipToLineEnd(start);
    this.#push('directive', start);
  }

  #skipVersion(start: Mark): void {
    while (isBlank(this.#at())) this.#skip();
    this.#skipNumber(start);
    if (this.#at() !== '.') this.#fail("did not find expected digit or '.' character", start);
    this.#skip();
    this.#skipNumber(start);
  }

  #skipNumber(start: Mark): void {
    const from = this.#index;
    while (/\d/.test(this.#at())) {
      if (this.#index - from === maxVersionDigits) this.#fail('found extremely long version number', start);
      this.#skip();
    }
    if (this.#index === from) this.#fail('did not find expected version number', start);
  }

  /** Blanks and a comment, and nothing else, up to the end of the line. */
  #skipToLineEnd(start: Mark): void {
    while (isBlank(this.#at())) this.#skip();
    if (this.#at() === '#') while (!isBreakOrEnd(this.#at())) this.#skip();
    if (!isBreakOrEnd(this.#at())) this.#fail('did not find expected comment or line break', start);
    if (isBreak(this.#at())) this.#skipLine();
  }

  #fetchFlowStart(type: '[' | '{'): void {
    this.#saveKey();
    this.#keys.push(undefined);
    if (++this.#flowLevel > maxDepth) this.#fail(tooDeep);
    this.#isKeyAllowed = true;
    this.#push(type, this.#mark());
    this.#skip();
  }

  #fetchFlowEnd(type: ']' | '}'): void {
    this.#removeKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel--;
      this.#keys.pop();
    }
    this.#isKeyAllowed = false;
    this.#push(type, this.#mark());
    this.#skip();
  }

  #fetchFlowEntry(): void {
    this.#removeKey();
    this.#isKeyAllowed = true;
    this.#push(',', this.#mark());
    this.#skip();
  }

  #fetchBlockEntry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#isKeyAllowed) this.#fail('block sequence entries are not allowed in this context');
      this.#rollIndent(this.#column, 'block-sequence-start', this.#mark());
    }
    this.#removeKey();
    this.#isKeyAllowed = true;
    this.#push('block-entry', this.#mark());
    this.#skip();
  }

  #fetchKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#isKeyAllowed) this.#fail('mapping keys are not allowed in this context');
      this.#rollIndent(this.#column, 'block-mapping-start', this.#mark());
    }
    this.#removeKey();
    this.#isKeyAllowed = this.#flowLevel === 0;
    this.#push('key', this.#mark());
    this.#skip();
  }

  #fetchValue(): void {
    const key = this.#keys.at(-1);
    if (key !== undefined && this.#isValid(key)) {
      this.#tokens.splice(key.tokenNumber - this.#taken, 0, { type: 'key', mark: key.mark });
      this.#rollIndent(key.mark.column, 'block-mapping-start', key.mark, key.tokenNumber);
      key.isPossible = false;
      this.#isKeyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#isKeyAllowed) this.#fail('mapping values are not allowed in this context');
        this.#rollIndent(this.#column, 'block-mapping-start', this.#mark());
      }
      this.#isKeyAllowed = this.#flowLevel === 0;
    }
    this.#push('value', this.#mark());
    this.#skip();
  }

  #fetchAnchor(char: '*' | '&'): void {
    this.#saveKey();
    this.#isKeyAllowed = false;
    const start = this.#mark();
    this.#skip();
    const from = this.#index;
    while (/[\w-]/.test(this.#at())) this.#skip();
    if (this.#index === from || !(isBlankOrEnd(this.#at()) || '?:,]}%@`'.includes(this.#at()))) this.#fail('did not find expected alphabetic or numeric character', start);
    this.#tokens.push({ type: char === '*' ? 'alias' : 'anchor', mark: start, name: this.#text.slice(from, this.#index) });
  }

  #fetchTag(): void {
    this.#saveKey();
    this.#isKeyAllowed = false;
    const start = this.#mark();
    this.#skip();
    const isVerbatim = this.#at() === '<';
    const hasHandle = /^[\w-]*!/.exec(this.#text.slice(this.#index, this.#index + maxKeyLength))?.[0].length ?? 0;
    for (let i = 0; i < (isVerbatim ? 1 : hasHandle); i++) this.#skip();
    const from = this.#index;
    for (; /[\w\-;/?:@&=+$,.!~*'()[\]%]/.test(this.#at()); this.#skip()) {
      if (this.#at() === '%' && !/^%[0-9A-Fa-f]{2}$/.test(this.#text.slice(this.#index, this.#index + 3))) this.#fail('did not find URI escaped octet', start);
    }
    if ((isVerbatim || hasHandle > 0) && this.#index === from) this.#fail('did not find expected tag URI', start);
    if (isVerbatim) {
      if (this.#at() !== '>') this.#fail("did not find the expected '>'", start);
      this.#skip();
    }
    if (!isBlankOrEnd(this.#at())) this.#fail('did not find expected whitespace or line break', start);
    this.#push('tag', start);
  }

  #fetchQuoted(quote: "'" | '"'): void {
    this.#saveKey();
    this.#isKeyAllowed = false;
    const start = this.#mark();
    this.#skip();
    for (;;) {
      if (this.#isDocumentMarker()) this.#fail('found unexpected document indicator', start);
      if (this.#at() === '') this.#fail('found unexpected end of stream', start);
      this.#skipQuotedWord(quote, start);
      if (this.#at() === quote) break;
      while (isBlank(this.#at()) || isBreak(this.#at())) {
        if (isBreak(this.#at())) this.#skipLine();
        else this.#skip();
      }
    }
    this.#skip();
    this.#push('scalar', start);
  }

  #skipQuotedWord(quote: string, start: Mark): void {
    while (!isBlankOrEnd(this.#at())) {
      if (quote === "'" && this.#at() === "'" && this.#at(1) === "'") {
        this.#skip();
        this.#skip();
      } else if (this.#at() === quote) return;
      else if (quote === '"' && this.#at() === '\\') {
        if (!isBreak(this.#at(1))) this.#skipEscape(start);
        else {
          this.#skip();
          this.#skipLine();
          return;
        }
      } else this.#skip();
    }
  }

  #skipEscape(start: Mark): void {
    const char = this.#at(1);
    const length = codeLengths[char];
    if (length === undefined && (char === '' || !escapes.includes(char))) this.#fail('found unknown escape character', start);
    this.#skip();
    this.#skip();
    if (length === undefined) return;
    const digits = this.#text.slice(this.#index, this.#index + length);
    if (!new RegExp(`^[0-9A-Fa-f]{${length}}$`).test(digits)) this.#fail('did not find expected hexdecimal number', start);
    const code = parseInt(digits, 16);
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) this.#fail('found invalid Unicode character escape code', start);
    for (let i = 0; i < length; i++) this.#skip();
  }

  #fetchPlain(): void {
    this.#saveKey();
    this.#isKeyAllowed = false;
    const start = this.#mark();
    const indent = this.#indent + 1;
    let isOnNewLine = false;
    while (!this.#isDocumentMarker() && this.#at() !== '#') {
      while (!isBlankOrEnd(this.#at()) && !this.#endsPlain()) {
        isOnNewLine = false;
        this.#skip();
      }
      if (!isBlank(this.#at()) && !isBreak(this.#at())) break;
      while (isBlank(this.#at()) || isBreak(this.#at())) {
        if (isBreak(this.#at())) {
          this.#skipLine();
          isOnNewLine = true;
        } else {
          if (isOnNewLine && this.#column < indent && this.#at() === '\t') this.#fail('found a tab character that violates indentation', start);
          this.#skip();
        }
      }
      if (this.#flowLevel === 0 && this.#column < indent) break;
    }
    if (isOnNewLine) this.#isKeyAllowed = true;
    this.#push('scalar', start);
  }

  #endsPlain(): boolean {
    const char = this.#at();
    return (char === ':' && isBlankOrEnd(this.#at(1))) || (this.#flowLevel > 0 && ',?[]{}'.includes(char));
  }

  #fetchBlockScalar(): void {
    this.#removeKey();
    this.#isKeyAllowed = true;
    const start = this.#mark();
    this.#skip();
    const increment = this.#blockHeader(start);
    this.#skipToLineEnd(start);
    let indent = increment === 0 ? 0 : Math.max(this.#indent, 0) + increment;
    indent = this.#skipBlockBreaks(indent, start);
    while (this.#column === indent && this.#at() !== '') {
      while (!isBreakOrEnd(this.#at())) this.#skip();
      if (isBreak(this.#at())) this.#skipLine();
      this.#skipBlockBreaks(indent, start);
    }
    this.#push('scalar', start);
  }

  /** The indentation that a block scalar says to have; 0: it says none. */
  #blockHeader(start: Mark): number {
    const isChomping = (): boolean => this.#at() === '+' || this.#at() === '-';
    const isFirst = isChomping();
    if (isFirst) this.#skip();
    if (!/\d/.test(this.#at())) return 0;
    const increment = Number(this.#at());
    if (increment === 0) this.#fail('found an indentation indicator equal to 0', start);
    this.#skip();
    if (!isFirst && isChomping()) this.#skip();
    return increment;
  }

  /** Skips indentation and empty lines; returns the indentation, which the first line tells when it is 0. */
  #skipBlockBreaks(indent: number, start: Mark): number {
    let widest = 0;
    for (;;) {
      while ((indent === 0 || this.#column < indent) && this.#at() === ' ') this.#skip();
      widest = Math.max(widest, this.#column);
      if ((indent === 0 || this.#column < indent) && this.#at() === '\t') this.#fail('found a tab character where an indentation space is expected', start);
      if (!isBreak(this.#at())) break;
      this.#skipLine();
    }
    return indent === 0 ? Math.max(widest, this.#indent + 1, 1) : indent;
  }
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t';
}

function isBreak(char: string): boolean {
  return char !== '' && breaks.includes(char);
}

function isBreakOrEnd(char: string): boolean {
  return char === '' || breaks.includes(char);
}

function isBlankOrEnd(char: string): boolean {
  return isBlank(char) || isBreakOrEnd(char);
}
