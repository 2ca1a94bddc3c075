// Label selectors as text: apimachinery's labels.Parse with its messages.
import { goQuote } from '../field/go-text.ts';
import { isInteger, type Requirement } from './label-selector.ts';
import { isQualifiedName, isValidLabelValue } from './validation/names.ts';

/** A selector that cannot be read; `message` is upstream's. */
export class SelectorError extends Error {}

export function parseLabelSelector(text: string): readonly Requirement[] {
  return new Parser(text).parse();
}

/** The operators as they are written; several mean the same. */
const operators = { in: 'In', '=': 'In', '==': 'In', notin: 'NotIn', '!=': 'NotIn', '>': 'Gt', '<': 'Lt' } as const;

type Token = '(' | ')' | ',' | '!' | '==' | '=' | 'in' | 'notin' | '!=' | '>' | '<' | 'identifier' | 'error' | 'end';
interface Lexeme { readonly token: Token; readonly literal: string }

const symbols: ReadonlySet<string> = new Set(['=', '!', '(', ')', ',', '>', '<']);
const tokens: Readonly<Record<string, Token>> = { ')': ')', ',': ',', '!': '!', '==': '==', '=': '=', '>': '>', '<': '<', in: 'in', notin: 'notin', '!=': '!=', '(': '(' };

class Parser {
  readonly #lexemes: Lexeme[] = [];
  #at = 0;

  constructor(text: string) {
    let at = 0;
    while (at < text.length) {
      const char = text.charAt(at);
      if (/[ \t\r\n]/.test(char)) { at++; continue; }
      let end = at;
      if (symbols.has(char)) {
        let literal = char;
        end = at + 1;
        while (end < text.length && symbols.has(text.charAt(end)) && tokens[literal + text.charAt(end)] !== undefined) literal += text.charAt(end++);
        this.#lexemes.push({ token: tokens[literal] ?? 'error', literal });
      } else {
        while (end < text.length && !symbols.has(text.charAt(end)) && !/[ \t\r\n]/.test(text.charAt(end))) end++;
        const literal = text.slice(at, end);
        this.#lexemes.push({ token: literal === 'in' || literal === 'notin' ? literal : 'identifier', literal });
      }
      at = end;
    }
  }

  parse(): readonly Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const { token, literal } = this.#look(true);
      if (token === 'end') return sorted(requirements);
      if (token !== 'identifier' && token !== '!') throw new SelectorError(`found '${literal}', expected: !, identifier, or 'end of string'`);
      requirements.push(this.#requirement());
      const next = this.#next(true);
      if (next.token === 'end') return sorted(requirements);
      if (next.token !== ',') throw new SelectorError(`found '${next.literal}', expected: ',' or 'end of string'`);
      const after = this.#look(true);
      if (after.token !== 'identifier' && after.token !== '!') throw new SelectorError(`found '${after.literal}', expected: identifier after ','`);
    }
  }

  /** In the context of a key, `in` and `notin` are identifiers. */
  #look(isValue: boolean): Lexeme {
    const lexeme = this.#lexemes[this.#at] ?? { token: 'end', literal: '' };
    return isValue && (lexeme.token === 'in' || lexeme.token === 'notin') ? { token: 'identifier', literal: lexeme.literal } : lexeme;
  }

  #next(isValue: boolean): Lexeme {
    const lexeme = this.#look(isValue);
    this.#at++;
    return lexeme;
  }

  #requirement(): Requirement {
    let first = this.#next(true);
    const isNegated = first.token === '!';
    if (isNegated) first = this.#next(true);
    if (first.token !== 'identifier') throw new SelectorError(`unable to parse requirement: found '${first.literal}', expected: identifier`);
    const key = first.literal;
    checkKey(key);
    const look = this.#look(true);
    if (isNegated) return { key, operator: 'DoesNotExist', values: [] };
    if (look.token === 'end' || look.token === ',') return { key, operator: 'Exists', values: [] };
    const written = this.#operator();
    const values = written === 'in' || written === 'notin' ? this.#values() : this.#exactValue();
    checkValues(key, operators[written], values);
    return { key, operator: operators[written], values: [...new Set(values)].sort() };
  }

  #operator(): keyof typeof operators {
    const { token, literal } = this.#next(false);
    if (Object.hasOwn(operators, token)) return token as keyof typeof operators;
    throw new SelectorError(`unable to parse requirement: found '${literal}', expected: in, notin, =, ==, !=, gt, lt`);
  }

  #values(): readonly string[] {
    const open = this.#next(true);
    if (open.token !== '(') throw new SelectorError(`unable to parse requirement: found '${open.literal}' expected: '('`);
    const { token, literal } = this.#look(true);
    if (token === ')') {
      this.#next(true);
      return [''];
    }
    if (token !== 'identifier' && token !== ',') throw new SelectorError(`unable to parse requirement: found '${literal}', expected: ',', ')' or identifier`);
    const values = this.#identifiers();
    const close = this.#next(true);
    if (close.token !== ')') throw new SelectorError(`unable to parse requirement: found '${close.literal}', expected: ')'`);
    return values;
  }

  #identifiers(): readonly string[] {
    const values: string[] = [];
    for (;;) {
      const { token, literal } = this.#next(true);
      if (token === 'identifier') {
        values.push(literal);
        const after = this.#look(true);
        if (after.token === ',') continue;
        if (after.token === ')') return values;
        throw new SelectorError(`unable to parse requirement: found '${after.literal}', expected: ',' or ')'`);
      }
      if (token !== ',') throw new SelectorError(`unable to parse requirement: found '${literal}', expected: ',', or identifier`);
      if (values.length === 0) values.push('');
      const after = this.#look(true);
      if (after.token === ')') {
        values.push('');
        return values;
      }
      if (after.token === ',') {
        this.#next(true);
        values.push('');
      }
    }
  }

  #exactValue(): readonly string[] {
    const { token, literal } = this.#look(true);
    if (token === 'end' || token === ',') return [''];
    if (token !== 'identifier') throw new SelectorError(`unable to parse requirement: found '${literal}', expected: identifier`);
    this.#next(true);
    return [literal];
  }
}

function sorted(requirements: Requirement[]): readonly Requirement[] {
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function checkKey(key: string): void {
  const errors = isQualifiedName(key);
  if (errors.length > 0) throw new SelectorError(`unable to parse requirement: <nil>: Invalid value: ${goQuote(key)}: ${errors.join('; ')}`);
}

function checkValues(key: string, operator: Requirement['operator'], values: readonly string[]): void {
  const value = values[0] ?? '';
  if ((operator === 'Gt' || operator === 'Lt') && !isInteger(value)) {
    throw new SelectorError(`unable to parse requirement: values[0]: Invalid value: ${goQuote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`);
  }
  for (const [i, text] of values.entries()) {
    const errors = isValidLabelValue(text);
    if (errors.length > 0) throw new SelectorError(`unable to parse requirement: values[${i}][${key}]: Invalid value: ${goQuote(text)}: ${errors.join('; ')}`);
  }
}
