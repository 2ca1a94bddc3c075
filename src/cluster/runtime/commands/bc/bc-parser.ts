// The language of bc: expressions and statements.
import { CalculationError } from './decimal.ts';

export type BcExpression =
  | { readonly t: 'number'; readonly text: string }
  | { readonly t: 'variable'; readonly name: string; readonly index?: BcExpression }
  | { readonly t: 'assign'; readonly op: string; readonly target: BcExpression; readonly value: BcExpression }
  | { readonly t: 'step'; readonly op: string; readonly target: BcExpression; readonly isPrefix: boolean }
  | { readonly t: 'binary'; readonly op: string; readonly left: BcExpression; readonly right: BcExpression }
  | { readonly t: 'unary'; readonly op: string; readonly of: BcExpression }
  | { readonly t: 'call'; readonly name: string; readonly args: readonly BcExpression[] };

export type BcStatement =
  | { readonly t: 'expression'; readonly of: BcExpression; readonly isPrinted: boolean }
  | { readonly t: 'print'; readonly items: readonly (string | BcExpression)[] }
  | { readonly t: 'block'; readonly body: readonly BcStatement[] }
  | { readonly t: 'if'; readonly condition: BcExpression; readonly yes: BcStatement; readonly no?: BcStatement }
  | { readonly t: 'loop'; readonly start?: BcExpression; readonly condition?: BcExpression; readonly step?: BcExpression; readonly body: BcStatement }
  | { readonly t: 'jump'; readonly kind: 'break' | 'continue' | 'quit' }
  | { readonly t: 'return'; readonly value?: BcExpression }
  | { readonly t: 'define'; readonly name: string; readonly parameters: readonly string[]; readonly locals: readonly string[]; readonly body: readonly BcStatement[] };

const tokenPattern = /(?:[ \t]|\\\n|\/\*[^]*?\*\/|#[^\n]*)*(?:("[^"]*")|((?:[0-9A-Z]+\.?[0-9A-Z]*|\.[0-9A-Z]+))|([a-z][a-z0-9_]*)|(\|\||&&|[-+*/%^=!<>]=|\+\+|--|[-+*/%^=!<>()[\]{};,.\n])|(.))?/y;
const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']];
const maxDepth = 200;

/** Reads statements one at a time. Throws CalculationError. */
export class BcParser {
  readonly #tokens: string[] = [];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    tokenPattern.lastIndex = 0;
    while (tokenPattern.lastIndex < source.length) {
      const found = tokenPattern.exec(source);
      if (!found || found[0] === '') break;
      const token = found[1] ?? found[2] ?? found[3] ?? found[4] ?? found[5];
      if (token !== undefined) this.#tokens.push(token);
    }
  }

  /** The next statement; undefined at the end. */
  next(): BcStatement | undefined {
    this.#skipEnds();
    if (this.#at >= this.#tokens.length) return undefined;
    const statement = this.#statement();
    const token = this.#peek();
    if (token !== ';' && token !== '\n' && token !== '' && statement.t !== 'define' && statement.t !== 'block') this.#unexpected();
    return statement;
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #is(text: string): boolean {
    if (this.#peek() !== text) return false;
    this.#at++;
    return true;
  }

  #unexpected(): never {
    throw new CalculationError(`bad expression at '${this.#peek() === '\n' ? '' : this.#peek()}'`);
  }

  #expect(text: string): void {
    if (!this.#is(text)) this.#unexpected();
  }

  #skipEnds(): void {
    while (this.#peek() === '\n' || this.#peek() === ';') this.#at++;
  }

  #skipNewlines(): void {
    while (this.#is('\n'));
  }

  #statement(): BcStatement {
    if (++this.#depth > maxDepth) throw new CalculationError('nesting too deep');
    const statement = this.#statementInside();
    this.#depth--;
    return statement;
  }

  #statementInside(): BcStatement {
    const token = this.#peek();
    if (token.startsWith('"')) {
      this.#at++;
      return { t: 'print', items: [token] };
    }
    switch (token) {
      case '{': return this.#block();
      case 'if': return this.#if();
      case 'while':
      case 'for': return this.#loop(token);
      case 'define': return this.#define();
      case 'print': {
        this.#at++;
        const items: (string | BcExpression)[] = [];
        do items.push(this.#peek().startsWith('"') ? (this.#tokens[this.#at++] ?? '') : this.#expression()); while (this.#is(','));
        return { t: 'print', items };
      }
      case 'break':
      case 'continue':
        this.#at++;
        return { t: 'jump', kind: token };
      case 'quit':
      case 'halt':
        this.#at++;
        return { t: 'jump', kind: 'quit' };
      case 'return': {
        this.#at++;
        const value = this.#peek() === '\n' || this.#peek() === ';' || this.#peek() === '}' ? undefined : this.#expression();
        return { t: 'return', ...(value && { value }) };
      }
      default: {
        const isParenthesized = token === '(';
        const of = this.#expression();
        return { t: 'expression', of, isPrinted: of.t !== 'assign' || isParenthesized };
      }
    }
  }

  #block(): BcStatement {
    this.#expect('{');
    const body: BcStatement[] = [];
    for (this.#skipEnds(); !this.#is('}'); this.#skipEnds()) {
      if (this.#at >= this.#tokens.length) this.#unexpected();
      body.push(this.#statement());
    }
    return { t: 'block', body };
  }

  #if(): BcStatement {
    this.#at++;
    this.#expect('(');
    const condition = this.#expression();
    this.#expect(')');
    this.#skipNewlines();
    const yes = this.#statement();
    const before = this.#at;
    this.#skipEnds();
    if (!this.#is('else')) {
      this.#at = before;
      return { t: 'if', condition, yes };
    }
    this.#skipNewlines();
    return { t: 'if', condition, yes, no: this.#statement() };
  }

  #loop(kind: 'while' | 'for'): BcStatement {
    this.#at++;
    this.#expect('(');
    const part = (end: string): BcExpression | undefined => {
      const of = this.#peek() === end ? undefined : this.#expression();
      this.#expect(end);
      return of;
    };
    const start = kind === 'for' ? part(';') : undefined;
    const condition = part(kind === 'for' ? ';' : ')');
    const step = kind === 'for' ? part(')') : undefined;
    this.#skipNewlines();
    return { t: 'loop', ...(start && { start }), ...(condition && { condition }), ...(step && { step }), body: this.#statement() };
  }

  #names(end: readonly string[]): string[] {
    const names: string[] = [];
    while (!end.includes(this.#peek()) && this.#at < this.#tokens.length) {
      const name = this.#tokens[this.#at++] ?? '';
      if (name !== ',') names.push(this.#is('[') && this.#is(']') ? `${name}[]` : name);
    }
    return names;
  }

  #define(): BcStatement {
    this.#at++;
    const name = this.#tokens[this.#at++] ?? '';
    this.#expect('(');
    const parameters = this.#names([')']);
    this.#expect(')');
    this.#skipNewlines();
    this.#expect('{');
    this.#skipEnds();
    const locals = this.#is('auto') ? this.#names(['\n', ';']) : [];
    const body: BcStatement[] = [];
    for (this.#skipEnds(); !this.#is('}'); this.#skipEnds()) {
      if (this.#at >= this.#tokens.length) this.#unexpected();
      body.push(this.#statement());
    }
    return { t: 'define', name, parameters, locals, body };
  }

  #expression(): BcExpression {
    if (++this.#depth > maxDepth) throw new CalculationError('nesting too deep');
    const left = this.#level(0);
    this.#depth--;
    const op = this.#peek();
    if (!/^[-+*/%^]?=$/.test(op) || left.t !== 'variable') return left;
    this.#at++;
    return { t: 'assign', op: op.slice(0, -1), target: left, value: this.#expression() };
  }

  #level(level: number): BcExpression {
    const operators = levels[level];
    if (!operators) return this.#unary();
    let left = this.#level(level + 1);
    for (let op = this.#peek(); operators.includes(op); op = this.#peek()) {
      this.#at++;
      left = { t: 'binary', op, left, right: this.#level(level + 1) };
    }
    return left;
  }

  #unary(): BcExpression {
    const op = this.#peek();
    if (op === '!' || op === '-') {
      this.#at++;
      if (op === '!') return { t: 'unary', op, of: this.#unary() };
      // A sign binds closer than `^`.
      return this.#raised({ t: 'unary', op, of: this.#primary() });
    }
    return this.#raised(this.#primary());
  }

  #raised(base: BcExpression): BcExpression {
    if (!this.#is('^')) return base;
    return { t: 'binary', op: '^', left: base, right: this.#unary() };
  }

  #primary(): BcExpression {
    const token = this.#peek();
    if (token === '(') {
      this.#at++;
      const inside = this.#expression();
      this.#expect(')');
      return inside;
    }
    if (token === '++' || token === '--') {
      this.#at++;
      return { t: 'step', op: token, target: this.#primary(), isPrefix: true };
    }
    if (token === '-') {
      this.#at++;
      return { t: 'unary', op: '-', of: this.#primary() };
    }
    if (/^[0-9A-Z]|^\.[0-9A-Z]/.test(token)) {
      this.#at++;
      return { t: 'number', text: token };
    }
    if (token === '.') {
      this.#at++;
      return { t: 'variable', name: 'last' };
    }
    if (!/^[a-z]/.test(token)) this.#unexpected();
    this.#at++;
    if (this.#is('(')) {
      const args: BcExpression[] = [];
      while (!this.#is(')')) {
        args.push(this.#expression());
        if (!this.#is(',') && this.#peek() !== ')') this.#unexpected();
      }
      return { t: 'call', name: token, args };
    }
    let index: BcExpression | undefined;
    if (this.#is('[')) {
      index = this.#expression();
      this.#expect(']');
    }
    const variable: BcExpression = { t: 'variable', name: token, ...(index && { index }) };
    const after = this.#peek();
    if (after !== '++' && after !== '--') return variable;
    this.#at++;
    return { t: 'step', op: after, target: variable, isPrefix: false };
  }
}
