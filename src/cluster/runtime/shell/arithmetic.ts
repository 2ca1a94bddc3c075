// `$((…))`: integer expressions over shell variables, with C's operators and 64-bit wrap-around, as in ash.

/** An expression that cannot be evaluated; `message` is ash's text. */
export class ArithmeticError extends Error {}

export interface ArithmeticVariables {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

const tokenPattern = /\s*(?:(0[xX][0-9a-fA-F]+|\d+#[0-9a-zA-Z@_]+|\d+)|([A-Za-z_][A-Za-z0-9_]*)(\[[^\]]*\])?|(\*\*|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*/%&|^]=|[-+*/%<>=!~&|^?:(),]))/y;

const precedence: Readonly<Record<string, number>> = {
  ',': 1, '||': 4, '&&': 5, '|': 6, '^': 7, '&': 8, '==': 9, '!=': 9, '<': 10, '<=': 10, '>': 10, '>=': 10, '<<': 11, '>>': 11, '+': 12, '-': 12, '*': 13, '/': 13, '%': 13, '**': 14,
};
const assignments = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=']);

interface Token {
  readonly kind: 'number' | 'name' | 'operator';
  readonly text: string;
}

function fail(): never {
  throw new ArithmeticError('arithmetic syntax error');
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  const end = text.trimEnd().length;
  while (tokenPattern.lastIndex < end) {
    const found = tokenPattern.exec(text);
    if (!found) fail();
    if (found[1] !== undefined) tokens.push({ kind: 'number', text: found[1] });
    else if (found[2] !== undefined) tokens.push({ kind: 'name', text: found[2] + (found[3] ?? '') });
    else tokens.push({ kind: 'operator', text: found[4] ?? '' });
  }
  return tokens;
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function numberOf(text: string): bigint {
  if (/^0[xX]/.test(text)) return wrap(BigInt(text));
  const based = /^(\d+)#(.+)$/.exec(text);
  if (based) {
    const base = Number(based[1]);
    let value = 0n;
    for (const c of based[2] ?? '') {
      const digit = '0123456789abcdefghijklmnopqrstuvwxyz'.indexOf(c.toLowerCase());
      if (digit < 0 || digit >= base) fail();
      value = value * BigInt(base) + BigInt(digit);
    }
    return wrap(value);
  }
  if (/^0\d/.test(text)) {
    if (/[89]/.test(text)) fail();
    return wrap(BigInt(`0o${text.slice(1)}`));
  }
  return wrap(BigInt(text));
}

function power(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) throw new ArithmeticError('exponent less than 0');
  let value = 1n;
  let factor = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) value = wrap(value * factor);
    factor = wrap(factor * factor);
  }
  return value;
}

function truth(value: boolean): bigint {
  return value ? 1n : 0n;
}

function binary(op: string, a: bigint, b: bigint): bigint {
  switch (op) {
    case '+': return wrap(a + b);
    case '-': return wrap(a - b);
    case '*': return wrap(a * b);
    case '/':
    case '%':
      if (b === 0n) throw new ArithmeticError('divide by zero');
      return op === '/' ? wrap(a / b) : a % b;
    case '**': return power(a, b);
    case '<<': return wrap(a << BigInt.asUintN(6, b));
    case '>>': return a >> BigInt.asUintN(6, b);
    case '&': return a & b;
    case '|': return a | b;
    case '^': return a ^ b;
    case '==': return truth(a === b);
    case '!=': return truth(a !== b);
    case '<': return truth(a < b);
    case '<=': return truth(a <= b);
    case '>': return truth(a > b);
    case '>=': return truth(a >= b);
    case '&&': return truth(a !== 0n && b !== 0n);
    case '||': return truth(a !== 0n || b !== 0n);
    default: return b;
  }
}

class Evaluator {
  readonly #tokens: readonly Token[];
  readonly #variables: ArithmeticVariables;
  readonly #depth: number;
  #at = 0;
  /** Above 0 while a branch is parsed that must not take effect. */
  #skipping = 0;

  constructor(tokens: readonly Token[], variables: ArithmeticVariables, depth: number) {
    this.#tokens = tokens;
    this.#variables = variables;
    this.#depth = depth;
  }

  whole(): bigint {
    if (this.#tokens.length === 0) return 0n;
    const value = this.#expression(0);
    if (this.#at < this.#tokens.length) fail();
    return value;
  }

  #operator(): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.kind === 'operator' ? token.text : undefined;
  }

  #expression(minimum: number): bigint {
    let left = this.#assignmentOrUnary();
    for (;;) {
      const op = this.#operator();
      if (op === undefined) return left;
      if (op === '?' && minimum <= 3) {
        left = this.#ternary(left);
        continue;
      }
      const level = precedence[op];
      if (level === undefined || level < minimum || (level === 1 && minimum > 1)) return left;
      this.#at++;
      const isShort = (op === '&&' && left === 0n) || (op === '||' && left !== 0n);
      if (isShort) this.#skipping++;
      const right = this.#expression(op === '**' ? level : level + 1);
      if (isShort) this.#skipping--;
      if (this.#skipping > 0 && (op === '/' || op === '%') && right === 0n) left = 0n;
      else left = isShort ? truth(op === '||') : binary(op, left, right);
    }
  }

  #ternary(condition: bigint): bigint {
    this.#at++;
    if (condition === 0n) this.#skipping++;
    // A conditional in the middle needs parentheses.
    const yes = this.#expression(4);
    if (this.#operator() === '?') throw new ArithmeticError('malformed ?: operator');
    if (condition === 0n) this.#skipping--;
    if (this.#operator() !== ':') fail();
    this.#at++;
    if (condition !== 0n) this.#skipping++;
    const no = this.#expression(2);
    if (condition !== 0n) this.#skipping--;
    return condition === 0n ? no : yes;
  }

  #assignmentOrUnary(): bigint {
    const token = this.#tokens[this.#at];
    const after = this.#tokens[this.#at + 1];
    if (token?.kind === 'name' && after?.kind === 'operator') {
      if (assignments.has(after.text)) {
        this.#at += 2;
        const right = this.#expression(2);
        const value = after.text === '=' ? right : binary(after.text.slice(0, -1), this.#value(token.text), right);
        this.#set(token.text, value);
        return value;
      }
      if (after.text === '++' || after.text === '--') {
        this.#at += 2;
        const value = this.#value(token.text);
        this.#set(token.text, after.text === '++' ? wrap(value + 1n) : wrap(value - 1n));
        return value;
      }
    }
    return this.#unary();
  }

  #unary(): bigint {
    const token = this.#tokens[this.#at++];
    if (token === undefined) fail();
    if (token.kind === 'number') return numberOf(token.text);
    if (token.kind === 'name') return this.#value(token.text);
    switch (token.text) {
      case '(': {
        const value = this.#expression(0);
        if (this.#operator() !== ')') fail();
        this.#at++;
        return value;
      }
      case '-': return wrap(-this.#unary());
      case '+': return this.#unary();
      case '!': return truth(this.#unary() === 0n);
      case '~': return ~this.#unary();
      case '++':
      case '--': {
        const target = this.#tokens[this.#at];
        if (target?.kind !== 'name') return token.text === '--' ? this.#unary() : this.#unary();
        this.#at++;
        const value = wrap(this.#value(target.text) + (token.text === '++' ? 1n : -1n));
        this.#set(target.text, value);
        return value;
      }
      default: return fail();
    }
  }

  #set(name: string, value: bigint): void {
    if (this.#skipping === 0) this.#variables.set(name, String(value));
  }

  #value(name: string): bigint {
    const text = this.#variables.get(name)?.trim() ?? '';
    if (text === '') return 0n;
    if (/^-?(?:0|[1-9]\d{0,14})$/.test(text)) return BigInt(text);
    if (this.#depth > 60) throw new ArithmeticError('expression recursion loop detected');
    return new Evaluator(tokenize(text), this.#variables, this.#depth + 1).whole();
  }
}

export function evaluateArithmetic(text: string, variables: ArithmeticVariables): bigint {
  return new Evaluator(tokenize(text), variables, 0).whole();
}
