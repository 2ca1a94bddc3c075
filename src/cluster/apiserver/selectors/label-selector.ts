// Label selectors as text: apimachinery's labels.Parse with its messages.

export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** A selector that cannot be read; `message` is upstream's. */
export class SelectorError extends Error {}

export function parseLabelSelector(text: string): readonly Requirement[] {
  return new Parser(text).parse();
}

export function matchesLabels(requirements: readonly Requirement[], labels: Readonly<Record<string, string>> | undefined): boolean {
  return requirements.every((r) => matches(r, labels));
}

function matches({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>> | undefined): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in': case '=': case '==': return value !== undefined && values.includes(value);
    case 'notin': case '!=': return value === undefined || !values.includes(value);
    case 'exists': return value !== undefined;
    case '!': return value === undefined;
    default: {
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
      return operator === 'gt' ? BigInt(value) > BigInt(values[0] ?? 0) : BigInt(value) < BigInt(values[0] ?? 0);
    }
  }
}

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
    let operator: Operator | undefined;
    let first = this.#next(true);
    if (first.token === '!') {
      operator = '!';
      first = this.#next(true);
    }
    if (first.token !== 'identifier') throw new SelectorError(`unable to parse requirement: found '${first.literal}', expected: identifier`);
    const key = first.literal;
    checkKey(key);
    const look = this.#look(true);
    if (look.token === 'end' || look.token === ',') return { key, operator: operator ?? 'exists', values: [] };
    if (operator !== undefined) return { key, operator, values: [] };
    operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#values() : this.#exactValue();
    checkValues(key, operator, values);
    return { key, operator, values: [...new Set(values)].sort() };
  }

  #operator(): Operator {
    const { token, literal } = this.#next(false);
    switch (token) {
      case 'in': case '=': case '==': case 'notin': case '!=': return token;
      case '>': return 'gt';
      case '<': return 'lt';
      default: throw new SelectorError(`unable to parse requirement: found '${literal}', expected: in, notin, =, ==, !=, gt, lt`);
    }
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

const namePattern = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const valuePattern = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const subdomainPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const nameMessage = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const prefixMessage = "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const valueMessage = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function keyErrors(key: string): string[] {
  const parts = key.split('/');
  if (parts.length > 2) return ["a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
  const errors: string[] = [];
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix !== undefined) {
    if (prefix === '') errors.push('prefix part must be non-empty');
    else if (prefix.length > 253) errors.push('prefix part must be no more than 253 bytes');
    else if (!subdomainPattern.test(prefix)) errors.push(prefixMessage);
  }
  if (name === '') errors.push('name part must be non-empty');
  else if (name.length > 63) errors.push('name part must be no more than 63 bytes');
  if (!namePattern.test(name)) errors.push(nameMessage);
  return errors;
}

function checkKey(key: string): void {
  const errors = keyErrors(key);
  if (errors.length > 0) throw new SelectorError(`unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(key)}: ${errors.join('; ')}`);
}

function checkValues(key: string, operator: Operator, values: readonly string[]): void {
  const value = values[0] ?? '';
  if ((operator === 'gt' || operator === 'lt') && !/^[+-]?\d+$/.test(value)) {
    throw new SelectorError(`unable to parse requirement: values[0][${key}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`);
  }
  for (const [i, text] of [...values].entries()) {
    const errors: string[] = [];
    if (text.length > 63) errors.push('must be no more than 63 bytes');
    if (!valuePattern.test(text)) errors.push(valueMessage);
    if (errors.length > 0) throw new SelectorError(`unable to parse requirement: values[${i}][${key}]: Invalid value: ${JSON.stringify(text)}: ${errors.join('; ')}`);
  }
}
