// Reads the shell's words: quotes, `$` and its braces, backquotes, arithmetic, as parts of a syntax tree.
import type { CommandLine, ParameterOperation, Word, WordPart } from './ast.ts';

/** A script that the shell refuses; `message` is what ash says after `syntax error: `. */
export class ShellSyntaxError extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const nameStart = /[A-Za-z_]/;
const namePattern = /[A-Za-z_][A-Za-z0-9_]*/y;
const maxDepth = 200;

/** `isBash` turns on what only bash has: `<<<`, arrays, process substitution. */
export abstract class WordReader {
  protected source: string;
  protected readonly isBash: boolean;
  protected at = 0;
  protected line: number;
  protected depth = 0;

  constructor(source: string, isBash: boolean, firstLine = 1) {
    this.source = source;
    this.line = firstLine;
    this.isBash = isBash;
  }

  /** Parses commands up to `)` and returns with the position behind it. */
  protected abstract commandsUntilParenthesis(): CommandLine[];
  protected abstract parseText(source: string): CommandLine[];

  protected fail(message: string): never {
    throw new ShellSyntaxError(message, this.line);
  }

  protected enter(): void {
    if (++this.depth > maxDepth) this.fail('nesting too deep');
  }

  /** Parses `text` as the inside of a here-document or arithmetic expression. */
  protected subWord(text: string, mode: 'document' | 'arithmetic'): WordPart[] {
    const inner = this.child(text);
    inner.line = this.line;
    return inner.readQuoted(mode);
  }

  protected abstract child(source: string): WordReader;

  /** A word up to an unquoted blank or operator character. */
  protected readWord(stops = ' \t\n;&|<>()'): WordPart[] {
    const parts: WordPart[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push({ t: 'text', text, isQuoted: false });
      text = '';
    };
    const isFirst = (): boolean => parts.length === 0 && text === '';
    while (this.at < this.source.length) {
      const c = this.source[this.at] ?? '';
      if ((c === '<' || c === '>') && this.source[this.at + 1] === '(') {
        flush();
        this.at += 2;
        parts.push({ t: 'process', body: this.commandsUntilParenthesis(), isInput: c === '<' });
        continue;
      }
      if (c === '(' && this.isBash && /[@?*+]/.test(this.source[this.at - 1] ?? '') && text !== '') {
        const group = /\([^()\s;&<>'"$`\\]*\)/y;
        group.lastIndex = this.at;
        const found = group.exec(this.source)?.[0];
        if (found !== undefined && found !== '()') {
          text += found;
          this.at += found.length;
          continue;
        }
      }
      if (stops.includes(c)) break;
      const special = this.#readSpecial(c, false);
      if (special !== undefined) {
        flush();
        parts.push(...special);
      } else if (c === '~' && (isFirst() || /(?:^|[=:])$/.test(text)) && (isFirst() || /^[A-Za-z_]\w*=/.test(text))) {
        const user = /^[\w.-]*/.exec(this.source.slice(this.at + 1, this.at + 40))?.[0] ?? '';
        const after = this.source[this.at + 1 + user.length];
        if (after === undefined || '/: \t\n;&|<>()}'.includes(after)) {
          const isAssigned = !isFirst();
          flush();
          parts.push({ t: 'tilde', user, isAssigned });
          this.at += 1 + user.length;
        } else {
          text += c;
          this.at++;
        }
      } else {
        text += c;
        this.at++;
      }
    }
    flush();
    return parts;
  }

  /** Quotes, escapes and expansions that start at the current position; undefined when `c` is plain. */
  #readSpecial(c: string, isInQuotes: boolean): WordPart[] | undefined {
    if (c === '\\') return this.#readEscape(isInQuotes);
    if (c === '`') return [this.#readBackquote(isInQuotes)];
    if (c === '$' && this.source[this.at + 1] === '"' && !isInQuotes && this.isBash) {
      // A text to be translated; there are no translations.
      this.at++;
      return this.#readSpecial('"', false);
    }
    if (c === '$') {
      const part = this.#readDollar(isInQuotes);
      return part && [part];
    }
    if (isInQuotes) return undefined;
    if (c === "'") {
      const end = this.source.indexOf("'", this.at + 1);
      if (end < 0) this.fail('unterminated quoted string');
      const text = this.source.slice(this.at + 1, end);
      this.#countLines(text);
      this.at = end + 1;
      return [{ t: 'text', text, isQuoted: true }];
    }
    if (c === '"') {
      this.at++;
      const parts = this.readQuoted('quotes');
      return [{ t: 'quotes', parts }];
    }
    return undefined;
  }

  #countLines(text: string): void {
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === 10) this.line++;
  }

  #readEscape(isInQuotes: boolean): WordPart[] | undefined {
    const next = this.source[this.at + 1];
    if (next === '\n') {
      this.at += 2;
      this.line++;
      return [];
    }
    if (next === undefined) {
      this.at++;
      return [{ t: 'text', text: '\\', isQuoted: true }];
    }
    if (isInQuotes && !'$`"\\'.includes(next)) return undefined;
    this.at += 2;
    return [{ t: 'text', text: next, isQuoted: true }];
  }

  /** Text with expansions but without splitting: between double quotes, in a here-document, in arithmetic, or in `${x:-…}` within quotes. */
  protected readQuoted(mode: 'quotes' | 'document' | 'arithmetic' | 'brace'): WordPart[] {
    const parts: WordPart[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push({ t: 'text', text, isQuoted: true });
      text = '';
    };
    for (;;) {
      const c = this.source[this.at];
      if (c === undefined) {
        if (mode === 'quotes') this.fail('unterminated quoted string');
        break;
      }
      if (c === '"' && mode === 'quotes') {
        this.at++;
        break;
      }
      if (c === '}' && mode === 'brace') break;
      if (mode === 'brace' && c === '\\' && this.source[this.at + 1] === '}') {
        text += '}';
        this.at += 2;
        continue;
      }
      if (mode === 'document' && c === '\\' && this.source[this.at + 1] === '"') {
        text += '\\"';
        this.at += 2;
        continue;
      }
      if (c === '"' && mode === 'brace') {
        flush();
        this.at++;
        parts.push({ t: 'quotes', parts: this.readQuoted('quotes') });
        continue;
      }
      if (c === '"' && mode === 'arithmetic') {
        this.at++;
        continue;
      }
      const special = this.#readSpecial(c, true);
      if (special !== undefined) {
        flush();
        parts.push(...special);
        continue;
      }
      if (c === '\n') this.line++;
      text += c;
      this.at++;
    }
    flush();
    return parts;
  }

  #readBackquote(isInQuotes: boolean): WordPart {
    let text = '';
    this.at++;
    for (;;) {
      const c = this.source[this.at];
      if (c === undefined) this.fail('EOF in backquote substitution');
      if (c === '`') break;
      const next = this.source[this.at + 1] ?? '';
      if (c === '\\' && (next === '`' || next === '\\' || next === '$' || (isInQuotes && next === '"'))) {
        text += next;
        this.at += 2;
        continue;
      }
      if (c === '\n') this.line++;
      text += c;
      this.at++;
    }
    this.at++;
    return { t: 'command', body: this.parseText(text) };
  }

  #readDollar(isInQuotes: boolean): WordPart | undefined {
    const next = this.source[this.at + 1] ?? '';
    if (next === '(') {
      const end = this.source[this.at + 2] === '(' ? this.#arithmeticEnd(this.at + 3) : -1;
      if (end >= 0) {
        const expression = this.subWord(this.source.slice(this.at + 3, end), 'arithmetic');
        this.at = end + 2;
        return { t: 'arithmetic', expression };
      }
      this.at += 2;
      return { t: 'command', body: this.commandsUntilParenthesis() };
    }
    if (next === '{') return this.#readBraces(isInQuotes);
    if (next === "'" && !isInQuotes) return this.#readAnsiQuoted();
    namePattern.lastIndex = this.at + 1;
    const name = nameStart.test(next) ? namePattern.exec(this.source)?.[0] : /[0-9@*#?$!-]/.test(next) ? next : undefined;
    if (name === undefined) return undefined;
    this.at += 1 + name.length;
    return { t: 'parameter', name };
  }

  /** Where `))` closes an expression that starts at `from`; -1 when it does not, and is a command after all. */
  #arithmeticEnd(from: number): number {
    let depth = 0;
    for (let i = from; i < this.source.length; i++) {
      const c = this.source[i];
      if (c === '(') depth++;
      else if (c === ')') {
        if (depth === 0) return this.source[i + 1] === ')' ? i : -1;
        depth--;
      } else if (c === "'" || c === '"') {
        const end = this.source.indexOf(c, i + 1);
        if (end < 0) return -1;
        i = end;
      }
    }
    return -1;
  }

  protected arithmeticText(): Word | undefined {
    const end = this.#arithmeticEnd(this.at);
    if (end < 0) return undefined;
    const expression = this.subWord(this.source.slice(this.at, end), 'arithmetic');
    this.at = end + 2;
    return expression;
  }

  #readAnsiQuoted(): WordPart {
    let text = '';
    let i = this.at + 2;
    const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', e: '\x1b', f: '\f', v: '\v', '\\': '\\', "'": "'", '"': '"', '?': '?' };
    for (;; i++) {
      const c = this.source[i];
      if (c === undefined) this.fail('unterminated quoted string');
      if (c === "'") break;
      if (c !== '\\') {
        text += c;
        continue;
      }
      const rest = this.source.slice(i + 1, i + 5);
      const code = /^(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/.exec(rest);
      const plain = simple[rest[0] ?? ''];
      if (code) {
        text += String.fromCharCode((code[1] ? parseInt(code[1], 16) : parseInt(code[2] ?? '0', 8)) & 255);
        i += code[0].length;
      } else if (plain !== undefined) {
        text += plain;
        i++;
      } else text += '\\';
    }
    this.at = i + 1;
    return { t: 'text', text, isQuoted: true };
  }

  #readBraces(isInQuotes: boolean): WordPart {
    this.enter();
    this.at += 2;
    const rest = (pattern: RegExp): string => {
      const sticky = new RegExp(pattern, 'y');
      sticky.lastIndex = this.at;
      const found = sticky.exec(this.source)?.[0] ?? '';
      this.at += found.length;
      return found;
    };
    const isLength = /^#(?:[A-Za-z_0-9@*]|[#?$!-]\})/.test(this.source.slice(this.at, this.at + 3));
    if (isLength) this.at++;
    const isIndirect = !isLength && this.isBash && /^!(?:\w|[#@*]\})/.test(this.source.slice(this.at, this.at + 3));
    if (isIndirect) this.at++;
    const name = rest(/[A-Za-z_][A-Za-z0-9_]*|\d+|[@*#?$!-]/);
    const index = this.isBash && this.source[this.at] === '[' ? this.#readIndex() : undefined;
    // Refused only when it is expanded.
    const bad = (): WordPart => {
      for (let open = 0; this.source[this.at] !== '}' || open > 0; this.at++) {
        if (this.at >= this.source.length) this.fail("missing '}'");
        if (this.source[this.at] === '{') open++;
        else if (this.source[this.at] === '}') open--;
      }
      this.at++;
      this.depth--;
      return { t: 'parameter', name, operation: { op: 'bad' } };
    };
    const finish = (operation?: ParameterOperation): WordPart => {
      if (isIndirect && operation && operation.op !== '!' && operation.op !== 'names') operation = { ...operation, isIndirect: true };
      if (this.source[this.at] !== '}') return bad();
      this.at++;
      this.depth--;
      return { t: 'parameter', name, ...(index && { index }), ...(operation && { operation }) };
    };
    if (name === '') return bad();
    if (isLength) return finish({ op: 'length' });
    if (isIndirect && (index || /^[@*]?\}/.test(this.source.slice(this.at, this.at + 2)))) {
      const isPrefix = this.source[this.at] !== '}';
      if (isPrefix) this.at++;
      return finish({ op: isPrefix ? 'names' : '!' });
    }
    if (this.source[this.at] === '}') return finish();
    const op = rest(/:[-=?+]|[-=?+]|##?|%%?|\/\/?|:|\^\^?|,,?|~~?|@[A-Za-z]/);
    if (op === '' || (/^[\^,~@]/.test(op) && !this.isBash)) return bad();
    const argument = (stops: string): Word => (isInQuotes && !'#%/'.includes(op[0] ?? '') ? this.readQuoted('brace') : this.readWord(stops));
    if (op.startsWith('/')) {
      const pattern = this.readWord('/}');
      if (this.source[this.at] !== '/') return finish({ op, word: pattern });
      this.at++;
      return finish({ op, word: pattern, second: this.readWord('}') });
    }
    if (op === ':') {
      const offset = this.subWord(rest(/(?:\$\{[^}]*\}|\$\(\([^)]*\)\)|[^:}])*/), 'arithmetic');
      if (this.source[this.at] !== ':') return finish({ op, word: offset });
      this.at++;
      return finish({ op, word: offset, second: this.subWord(rest(/(?:\$\{[^}]*\}|\$\(\([^)]*\)\)|[^}])*/), 'arithmetic') });
    }
    return finish({ op, word: argument('}') });
  }

  #readIndex(): Word {
    const end = this.source.indexOf(']', this.at);
    if (end < 0) this.fail('bad substitution');
    const word = this.subWord(this.source.slice(this.at + 1, end), 'arithmetic');
    this.at = end + 1;
    return word;
  }
}
