// Reads the words of an awk program.
import { AwkError } from './awk-syntax.ts';

export interface Token {
  readonly kind: 'number' | 'string' | 'regex' | 'name' | 'function' | 'operator' | 'newline' | 'end';
  readonly text: string;
  readonly hasSpaceBefore: boolean;
}

/** Words that are no names. */
export const keywords = new Set(['BEGIN', 'END', 'if', 'else', 'while', 'for', 'do', 'break', 'continue', 'next', 'nextfile', 'exit', 'return', 'delete', 'in', 'function', 'func', 'getline', 'print', 'printf']);

/** Functions of the language. */
export const builtinNames = new Set(['length', 'substr', 'index', 'split', 'sub', 'gsub', 'match', 'sprintf', 'sin', 'cos', 'atan2', 'exp', 'log', 'sqrt', 'int', 'rand', 'srand', 'tolower', 'toupper', 'system', 'close', 'fflush', 'systime', 'strftime', 'mktime', 'and', 'or', 'xor', 'compl', 'lshift', 'rshift', 'gensub']);

const operators = ['**=', '&&', '||', '++', '--', '+=', '-=', '*=', '/=', '%=', '^=', '**', '==', '<=', '>=', '!=', '!~', '>>', '{', '}', '(', ')', '[', ']', ';', ',', '+', '-', '*', '/', '%', '^', '!', '<', '>', '|', '?', ':', '~', '$', '='];

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** Undoes the escapes of a string literal. */
export function unescapeAwk(text: string): string {
  return text.replace(/\\(?:([0-7]{1,3})|([^]))/g, (_whole, octal: string | undefined, c: string | undefined) => (octal !== undefined ? String.fromCharCode(parseInt(octal, 8) & 255) : (escapes[c ?? ''] ?? `\\${c ?? ''}`)));
}

/** Reads one token at a time; knows where a `/` begins a regular expression. */
export class AwkLexer {
  readonly #source: string;
  #at = 0;
  #last: Token | undefined;

  constructor(source: string) {
    this.#source = source;
  }

  next(): Token {
    const token = this.#read();
    this.#last = token;
    return token;
  }

  #read(): Token {
    const start = this.#at;
    for (;;) {
      const skipped = /^(?:[ \t\r]|\\\r?\n|#[^\n]*)+/.exec(this.#source.slice(this.#at, this.#at + 2000));
      if (!skipped) break;
      this.#at += skipped[0].length;
    }
    const hasSpaceBefore = this.#at > start;
    const c = this.#source[this.#at];
    const token = (kind: Token['kind'], text: string, length: number): Token => {
      this.#at += length;
      return { kind, text, hasSpaceBefore };
    };
    if (c === undefined) return token('end', '', 0);
    if (c === '\n') return token('newline', '\n', 1);
    const rest = this.#source.slice(this.#at);
    if (c === '"') {
      const found = /^"((?:[^"\\\n]|\\[^])*)"/.exec(rest);
      if (!found) throw new AwkError('cmd. line:1: Unexpected end of string');
      return token('string', unescapeAwk((found[1] ?? '').replace(/\\\n/g, '')), found[0].length);
    }
    if (c === '/' && this.#mayBeRegex()) {
      const found = /^\/((?:[^/\\\n[]|\\[^\n]|\[\^?\]?(?:\[:\w+:\]|[^\]\\\n]|\\[^\n])*\])*)\//.exec(rest);
      if (found) return token('regex', (found[1] ?? '').replace(/\\\//g, '/'), found[0].length);
    }
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest);
    // busybox reads octal in programs.
    if (number) return token('number', /^0[0-7]+$/.test(number[0]) ? String(parseInt(number[0], 8)) : number[0], number[0].length);
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    if (name !== undefined) return token(this.#source[this.#at + name.length] === '(' && !keywords.has(name) && !builtinNames.has(name) ? 'function' : 'name', name, name.length);
    const operator = operators.find((op) => rest.startsWith(op));
    if (operator === undefined) throw new AwkError(`cmd. line:1: Unexpected token`);
    return token('operator', operator, operator.length);
  }

  #mayBeRegex(): boolean {
    const last = this.#last;
    if (last === undefined) return true;
    if (last.kind === 'number' || last.kind === 'string' || last.kind === 'regex' || last.kind === 'function') return false;
    if (last.kind === 'name') return keywords.has(last.text) && last.text !== 'getline';
    return !(last.kind === 'operator' && (last.text === ')' || last.text === ']' || last.text === '$' || last.text === '++' || last.text === '--'));
  }
}
