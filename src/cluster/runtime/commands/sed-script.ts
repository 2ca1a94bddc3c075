// sed's language: addresses and commands, read from a script.
import { type Regex, compileRegex } from '../text/regex.ts';

/** Which lines a command is for. */
export type Address = { readonly t: 'line'; readonly n: number } | { readonly t: 'last' } | { readonly t: 'regex'; readonly regex: Regex | undefined } | { readonly t: 'step'; readonly first: number; readonly step: number } | { readonly t: 'plus'; readonly n: number };

/** One command with what it needs. */
export interface Command {
  readonly name: string;
  readonly from?: Address;
  readonly to?: Address;
  readonly isNegated: boolean;
  readonly text?: string;
  readonly regex?: Regex | undefined;
  readonly replacement?: readonly (string | number)[];
  readonly flags?: { readonly isGlobal: boolean; readonly nth: number; readonly prints: boolean; readonly file?: string };
  readonly map?: ReadonlyMap<string, string>;
  /** For `{`: the index behind the matching `}`. */
  end?: number;
  /** While a range is open: the line at which it ends (Infinity when not known). */
  rangeEnd?: number | undefined;
}

/** A script that sed refuses; `message` as busybox says it. */
export class ScriptError extends Error {}

/** Reads a script once. Throws ScriptError and RegexError. */
export class ScriptParser {
  readonly commands: Command[] = [];
  readonly #source: string;
  readonly #isExtended: boolean;
  #at = 0;

  constructor(source: string, isExtended: boolean) {
    this.#source = source;
    this.#isExtended = isExtended;
  }

  parse(): Command[] {
    const open: Command[] = [];
    for (;;) {
      this.#skip(/[\s;]*/y);
      if (this.#at >= this.#source.length) break;
      if (this.#source[this.#at] === '#') {
        this.#skip(/[^\n]*/y);
        continue;
      }
      const from = this.#address();
      let to: Address | undefined;
      if (from) {
        this.#skip(/\s*/y);
        if (this.#source[this.#at] === ',') {
          this.#at++;
          this.#skip(/\s*/y);
          to = this.#address() ?? this.#fail('unexpected ","');
        }
      }
      this.#skip(/\s*/y);
      const isNegated = this.#source[this.#at] === '!';
      if (isNegated) this.#skip(/!\s*/y);
      const name = this.#source[this.#at++];
      if (name === undefined) return this.#fail('missing command');
      const base = { name, ...(from && { from }), ...(to && { to }), isNegated };
      if (name === '}') {
        const block = open.pop() ?? this.#fail("unexpected '}'");
        block.end = this.commands.length;
        continue;
      }
      const command: Command = { ...base, ...this.#arguments(name) };
      this.commands.push(command);
      if (name === '{') open.push(command);
    }
    // busybox closes blocks that are left open.
    for (const block of open) block.end = this.commands.length;
    const missing = this.commands.find((command) => /^[btT]$/.test(command.name) && command.text !== '' && !this.commands.some((one) => one.name === ':' && one.text === command.text));
    if (missing) this.#fail(`can't find label for jump to '${missing.text ?? ''}'`);
    return this.commands;
  }

  #fail(message: string): never {
    throw new ScriptError(message);
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#source)?.[0] ?? '';
    this.#at += text.length;
    return text;
  }

  #address(): Address | undefined {
    const c = this.#source[this.#at] ?? '';
    if (c === '$') {
      this.#at++;
      return { t: 'last' };
    }
    if (c === '+') {
      this.#at++;
      return { t: 'plus', n: Number(this.#skip(/\d+/y)) };
    }
    if (/\d/.test(c)) {
      const first = Number(this.#skip(/\d+/y));
      if (this.#source[this.#at] !== '~') return { t: 'line', n: first };
      this.#at++;
      return { t: 'step', first, step: Number(this.#skip(/\d+/y)) };
    }
    if (c !== '/' && c !== '\\') return undefined;
    if (c === '\\') this.#at++;
    const text = this.#delimited(this.#source[this.#at++] ?? '/');
    const flags = this.#skip(/[I]*/y);
    return { t: 'regex', regex: text === '' ? undefined : this.#regex(text, flags.includes('I')) };
  }

  #regex(text: string, ignoreCase: boolean): Regex {
    return compileRegex(text, { isExtended: this.#isExtended, ignoreCase });
  }

  /** Text up to an unescaped `delimiter`, which is taken off. */
  #delimited(delimiter: string, isPattern = true): string {
    let text = '';
    let isInBrackets = false;
    for (;;) {
      const c = this.#source[this.#at++];
      if (c === undefined) return this.#fail("unterminated address regex or 's' command");
      if (c === '\\') {
        const next = this.#source[this.#at++] ?? '';
        if (next === delimiter && !/[\\^$.*[\]{}()+?|&]/.test(delimiter)) text += delimiter;
        else if (next === delimiter) text += delimiter === '|' || delimiter === '+' || delimiter === '?' || delimiter === '{' || delimiter === '(' || delimiter === ')' ? delimiter : `\\${delimiter}`;
        else text += isPattern && next === 't' ? '\t' : `\\${next}`;
        continue;
      }
      if (c === '[' && isPattern && !isInBrackets) isInBrackets = true;
      else if (c === ']' && isInBrackets && !/\[\^?$/.test(text)) isInBrackets = false;
      else if (c === delimiter && !isInBrackets) return text;
      text += c;
    }
  }

  #arguments(name: string): Partial<Command> {
    switch (name) {
      case 's': return this.#substitution();
      case 'y': {
        const delimiter = this.#source[this.#at++] ?? '/';
        const unescape = (text: string): string[] => [...text.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\\\/g, '\\')];
        const from = unescape(this.#delimited(delimiter, false));
        const to = unescape(this.#delimited(delimiter, false));
        if (from.length !== to.length) this.#fail('strings for y command are different lengths');
        return { map: new Map(from.map((c, i) => [c, to[i] ?? ''])) };
      }
      case 'a':
      case 'i':
      case 'c': return { text: this.#text() };
      case ':':
      case 'b':
      case 't':
      case 'T': {
        this.#skip(/[ \t]*/y);
        return { text: this.#skip(/[^\s;}]*/y) };
      }
      case 'r':
      case 'w': {
        this.#skip(/[ \t]*/y);
        return { text: this.#skip(/[^\n]*/y) };
      }
      case 'q':
      case 'Q':
      case 'l':
      case '{':
      case 'd':
      case 'D':
      case 'p':
      case 'P':
      case 'n':
      case 'N':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'x':
      case '=':
      case 'z': return {};
      default: return this.#fail(`unsupported command ${name}`);
    }
  }

  #text(): string {
    this.#skip(/[ \t]*/y);
    if (this.#source[this.#at] === '\\') {
      this.#at++;
      this.#skip(/[ \t]*\n?/y);
    }
    let text = '';
    for (;;) {
      const c = this.#source[this.#at++];
      if (c === undefined || c === '\n') break;
      if (c === '\\') {
        const next = this.#source[this.#at++] ?? '';
        text += next === 't' ? '\t' : next === 'n' ? '\n' : next;
        continue;
      }
      text += c;
    }
    return `${text}\n`;
  }

  #substitution(): Partial<Command> {
    const delimiter = this.#source[this.#at++] ?? '/';
    const pattern = this.#delimited(delimiter);
    const replacement = this.#delimited(delimiter, false);
    const flags = this.#skip(/[gpiIem\d]*/y);
    if (!/^[\s;}#w]?$/.test(this.#source[this.#at] ?? '')) this.#fail('bad option in substitution expression');
    let file: string | undefined;
    if (this.#source[this.#at] === 'w') {
      this.#at++;
      this.#skip(/[ \t]*/y);
      file = this.#skip(/[^\n]*/y);
    }
    return {
      regex: pattern === '' ? undefined : this.#regex(pattern, /[iI]/.test(flags)),
      replacement: parseReplacement(replacement),
      // Of a number and `g` the last one counts.
      flags: { isGlobal: flags.lastIndexOf('g') > flags.search(/\d/), nth: /\d+[^g]*$/.test(flags) ? Number(/\d+/.exec(flags)?.[0]) : 1, prints: flags.includes('p'), ...(file !== undefined && { file }) },
    };
  }
}

/** Literal texts, group numbers, and case changes (`\U`, `\L`, `\u`, `\l`, `\E`) as texts that begin with NUL. */
function parseReplacement(text: string): (string | number)[] {
  const parts: (string | number)[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') parts.push(literal);
    literal = '';
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === '&') {
      flush();
      parts.push(0);
    } else if (c === '\\') {
      const next = text[++i] ?? '';
      if (/\d/.test(next)) {
        flush();
        parts.push(Number(next));
      } else if (/[ULEul]/.test(next)) {
        flush();
        parts.push(`\0${next}`);
      } else literal += next === 'n' ? '\n' : next === 't' ? '\t' : next;
    } else literal += c;
  }
  flush();
  return parts;
}
