// The grammar of awk's expressions.
import { type Token, AwkLexer, builtinNames, keywords } from './awk-lexer.ts';
import { type AwkExpression, AwkError } from './awk-syntax.ts';

/** Reads expressions, token by token. */
export class AwkExpressionParser {
  readonly #lexer: AwkLexer;
  protected token: Token;
  protected depth = 0;
  /** In `print a > b` the `>` is no comparison; in `for (x in a)` … */
  protected noGreater = false;
  protected noIn = false;

  constructor(source: string) {
    this.#lexer = new AwkLexer(source);
    this.token = this.#lexer.next();
  }

  protected is(text: string): boolean {
    return (this.token.kind === 'operator' || this.token.kind === 'name') && this.token.text === text;
  }

  protected next(): Token {
    const token = this.token;
    this.token = this.#lexer.next();
    return token;
  }

  protected expect(text: string): void {
    if (!this.is(text)) throw new AwkError(`cmd. line:1: Unexpected ${this.token.kind === 'end' ? 'end of program' : this.token.kind === 'newline' ? 'newline' : `token '${this.token.text}'`}`);
    this.next();
  }

  protected skipNewlines(): void {
    while (this.token.kind === 'newline') this.next();
  }

  protected list(close: string): AwkExpression[] {
    const items: AwkExpression[] = [];
    this.skipNewlines();
    while (!this.is(close)) {
      items.push(this.expression());
      this.skipNewlines();
      if (this.is(',')) {
        this.next();
        this.skipNewlines();
      }
    }
    this.next();
    return items;
  }

  protected expression(): AwkExpression {
    if (++this.depth > 200) throw new AwkError('cmd. line:1: nesting too deep');
    try {
      return this.#assignment();
    } finally {
      this.depth--;
    }
  }

  #assignment(): AwkExpression {
    const left = this.#ternary();
    if (this.token.kind === 'operator' && /^(?:=|\+=|-=|\*=|\/=|%=|\^=|\*\*=)$/.test(this.token.text) && (left.t === 'variable' || left.t === 'field' || left.t === 'element')) {
      const op = this.next().text.slice(0, -1);
      this.skipNewlines();
      return { t: 'assign', op: op === '**' ? '^' : op, target: left, value: this.#assignment() };
    }
    return left;
  }

  #ternary(): AwkExpression {
    const condition = this.#or();
    if (!this.is('?')) return condition;
    this.next();
    this.skipNewlines();
    const yes = this.#assignment();
    this.skipNewlines();
    this.expect(':');
    this.skipNewlines();
    return { t: 'ternary', condition, yes, no: this.#assignment() };
  }

  #or(): AwkExpression {
    let left = this.#and();
    while (this.is('||')) {
      this.next();
      this.skipNewlines();
      left = { t: 'logical', op: '||', left, right: this.#and() };
    }
    return left;
  }

  #and(): AwkExpression {
    let left = this.#in();
    while (this.is('&&')) {
      this.next();
      this.skipNewlines();
      left = { t: 'logical', op: '&&', left, right: this.#in() };
    }
    return left;
  }

  #in(): AwkExpression {
    let left = this.#matching();
    while (this.is('in') && !this.noIn) {
      this.next();
      const keys = left.t === 'group' && left.of.t === 'in' && left.of.array === '' ? left.of.keys : [left];
      left = { t: 'in', keys, array: this.next().text };
    }
    return left;
  }

  #matching(): AwkExpression {
    let left = this.#comparison();
    while (this.is('~') || this.is('!~')) {
      const isNegated = this.next().text === '!~';
      left = { t: 'match', isNegated, text: left, pattern: this.#comparison() };
    }
    return left;
  }

  #comparison(): AwkExpression {
    const left = this.concatenation();
    if (this.token.kind === 'operator' && /^(?:<|<=|==|!=|>|>=)$/.test(this.token.text) && !(this.noGreater && this.token.text === '>')) {
      const op = this.next().text;
      return { t: 'binary', op, left, right: this.concatenation() };
    }
    if (this.is('|') && !this.noGreater) return this.#pipeGetline(left);
    return left;
  }

  #pipeGetline(left: AwkExpression): AwkExpression {
    let result = left;
    while (this.is('|')) {
      this.next();
      this.expect('getline');
      const target = this.#getlineTarget();
      result = { t: 'getline', kind: 'command', source: result, ...(target && { target }) };
    }
    return result;
  }

  #startsOperand(): boolean {
    const { kind, text } = this.token;
    if (kind === 'number' || kind === 'string' || kind === 'regex' || kind === 'function') return true;
    if (kind === 'name') return !keywords.has(text) || text === 'getline';
    return kind === 'operator' && (text === '$' || text === '!' || text === '(' || text === '-' || text === '+' || text === '++' || text === '--');
  }

  protected concatenation(): AwkExpression {
    let left = this.#additive();
    while (this.#startsOperand() && !(this.token.kind === 'name' && this.token.text === 'in') && !this.is('+') && !this.is('-') && !(this.is('getline'))) {
      left = { t: 'binary', op: ' ', left, right: this.#additive() };
    }
    return left;
  }

  #additive(): AwkExpression {
    let left = this.#multiplicative();
    while (this.is('+') || this.is('-')) {
      const op = this.next().text;
      left = { t: 'binary', op, left, right: this.#multiplicative() };
    }
    return left;
  }

  #multiplicative(): AwkExpression {
    let left = this.#unary();
    while (this.is('*') || this.is('/') || this.is('%')) {
      const op = this.next().text;
      left = { t: 'binary', op, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): AwkExpression {
    if (this.is('!') || this.is('-') || this.is('+')) {
      const op = this.next().text;
      return { t: 'unary', op, of: this.#unary() };
    }
    return this.#power();
  }

  #power(): AwkExpression {
    const base = this.#postfix();
    if (!this.is('^') && !this.is('**')) return base;
    this.next();
    return { t: 'binary', op: '^', left: base, right: this.#unary() };
  }

  #postfix(): AwkExpression {
    const operand = this.primary();
    if ((this.is('++') || this.is('--')) && (operand.t === 'variable' || operand.t === 'field' || operand.t === 'element')) {
      return { t: 'step', by: this.next().text === '++' ? 1 : -1, isPrefix: false, target: operand };
    }
    return operand;
  }

  #getlineTarget(): AwkExpression | undefined {
    if (this.is('$') || (this.token.kind === 'name' && !keywords.has(this.token.text))) return this.primary();
    return undefined;
  }

  protected primary(): AwkExpression {
    const token = this.next();
    switch (token.kind) {
      case 'number': return { t: 'number', value: Number(token.text) };
      case 'string': return { t: 'string', value: token.text };
      case 'regex': return { t: 'regex', source: token.text };
      case 'function': {
        this.expect('(');
        return { t: 'call', name: token.text, args: this.#argumentsInside() };
      }
      case 'name': return this.#named(token.text);
      case 'operator': return this.#operatorPrimary(token.text);
      default: throw new AwkError(`cmd. line:1: Unexpected ${token.kind === 'end' ? 'end of program' : 'newline'}`);
    }
  }

  #argumentsInside(): AwkExpression[] {
    const outer = this.noGreater;
    this.noGreater = false;
    const args = this.list(')');
    this.noGreater = outer;
    return args;
  }

  #named(name: string): AwkExpression {
    if (name === 'getline') {
      const target = this.#getlineTarget();
      if (!this.is('<')) return { t: 'getline', kind: 'main', ...(target && { target }) };
      this.next();
      return { t: 'getline', kind: 'file', source: this.primary(), ...(target && { target }) };
    }
    if (builtinNames.has(name)) {
      if (!this.is('(')) return { t: 'call', name, args: [] };
      this.next();
      return { t: 'call', name, args: this.#argumentsInside() };
    }
    if (keywords.has(name)) throw new AwkError(`cmd. line:1: Unexpected token '${name}'`);
    if (!this.is('[')) return { t: 'variable', name };
    this.next();
    return { t: 'element', name, keys: this.list(']') };
  }

  #operatorPrimary(text: string): AwkExpression {
    if (text === '$') {
      if (this.is('++') || this.is('--')) return { t: 'field', index: this.#unaryStep() };
      return { t: 'field', index: this.primary() };
    }
    if (text === '++' || text === '--') return { t: 'step', by: text === '++' ? 1 : -1, isPrefix: true, target: this.primary() };
    if (text === '-' || text === '+' || text === '!') return { t: 'unary', op: text, of: this.#unary() };
    if (text === '(') {
      const items = this.#argumentsInside();
      const only = items[0];
      if (items.length === 1 && only) return { t: 'group', of: only };
      // A list in parentheses: the subject of `in`, or the arguments of print.
      return { t: 'group', of: { t: 'in', keys: items, array: '' } };
    }
    throw new AwkError(`cmd. line:1: Unexpected token '${text}'`);
  }

  #unaryStep(): AwkExpression {
    const by = this.next().text === '++' ? 1 : -1;
    return { t: 'step', by, isPrefix: true, target: this.primary() };
  }
}
