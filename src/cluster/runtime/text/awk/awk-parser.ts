// The grammar of awk: rules, functions and statements.
import { AwkExpressionParser } from './awk-expression-parser.ts';
import { type AwkExpression, type AwkFunction, type AwkProgram, type AwkRule, type AwkStatement, AwkError } from './awk-syntax.ts';

class AwkParser extends AwkExpressionParser {
  program(): AwkProgram {
    const rules: AwkRule[] = [];
    const functions = new Map<string, AwkFunction>();
    for (;;) {
      this.#skipEnds();
      if (this.token.kind === 'end') return { rules, functions };
      if (this.is('function') || this.is('func')) {
        this.next();
        const name = this.next().text;
        this.expect('(');
        const parameters: string[] = [];
        while (!this.is(')')) {
          parameters.push(this.next().text);
          if (this.is(',')) this.next();
          this.skipNewlines();
        }
        this.next();
        this.skipNewlines();
        functions.set(name, { parameters, body: this.#block() });
      } else rules.push(this.#rule());
    }
  }

  #rule(): AwkRule {
    if (this.is('BEGIN') || this.is('END')) {
      const kind = this.next().text === 'BEGIN' ? 'BEGIN' : 'END';
      this.skipNewlines();
      return { kind, body: this.#block() };
    }
    if (this.is('{')) return { kind: 'main', body: this.#block() };
    const pattern = this.expression();
    let end: AwkExpression | undefined;
    if (this.is(',')) {
      this.next();
      this.skipNewlines();
      end = this.expression();
    }
    const body = this.is('{') ? this.#block() : undefined;
    return { kind: 'main', pattern, ...(end && { end }), ...(body && { body }) };
  }

  #skipEnds(): void {
    while (this.token.kind === 'newline' || this.is(';')) this.next();
  }

  #block(): AwkStatement {
    this.expect('{');
    const body: AwkStatement[] = [];
    for (;;) {
      this.#skipEnds();
      if (this.is('}')) break;
      if (this.token.kind === 'end') throw new AwkError('cmd. line:1: Unexpected end of program');
      body.push(this.#statement());
    }
    this.next();
    return { t: 'block', body };
  }

  #endStatement(): void {
    if (this.is(';') || this.token.kind === 'newline') this.next();
    else if (!this.is('}') && this.token.kind !== 'end') this.expect(';');
  }

  #body(): AwkStatement {
    this.skipNewlines();
    if (this.is(';')) {
      this.next();
      return { t: 'block', body: [] };
    }
    return this.#statement();
  }

  #statement(): AwkStatement {
    if (++this.depth > 200) throw new AwkError('cmd. line:1: nesting too deep');
    try {
      return this.#statementInside();
    } finally {
      this.depth--;
    }
  }

  #statementInside(): AwkStatement {
    if (this.is('{')) return this.#block();
    if (this.token.kind === 'name') {
      switch (this.token.text) {
        case 'if': return this.#if();
        case 'while': {
          this.next();
          this.expect('(');
          const condition = this.expression();
          this.expect(')');
          return { t: 'while', condition, body: this.#body(), isDo: false };
        }
        case 'do': {
          this.next();
          const body = this.#body();
          this.#skipEnds();
          this.expect('while');
          this.expect('(');
          const condition = this.expression();
          this.expect(')');
          this.#endStatement();
          return { t: 'while', condition, body, isDo: true };
        }
        case 'for': return this.#for();
        default: break;
      }
    }
    const statement = this.#simple();
    this.#endStatement();
    return statement;
  }

  #if(): AwkStatement {
    this.next();
    this.expect('(');
    const condition = this.expression();
    this.expect(')');
    const yes = this.#body();
    while (this.token.kind === 'newline' || this.is(';')) {
      // `else` may follow; anything else ends the statement, and separators between statements do not matter.
      this.next();
    }
    if (!this.is('else')) return { t: 'if', condition, yes };
    this.next();
    return { t: 'if', condition, yes, no: this.#body() };
  }

  #for(): AwkStatement {
    this.next();
    this.expect('(');
    let start: AwkStatement | undefined;
    if (!this.is(';')) {
      this.noIn = false;
      start = this.#simple();
      if (start.t === 'expression' && start.of.t === 'in' && this.is(')')) {
        const key = start.of.keys[0];
        this.next();
        return { t: 'forIn', name: key?.t === 'variable' ? key.name : '', array: start.of.array, body: this.#body() };
      }
    }
    this.expect(';');
    this.skipNewlines();
    const condition = this.is(';') ? undefined : this.expression();
    this.expect(';');
    this.skipNewlines();
    const step = this.is(')') ? undefined : this.#simple();
    this.expect(')');
    return { t: 'for', ...(start && { start }), ...(condition && { condition }), ...(step && { step }), body: this.#body() };
  }

  #isAtStatementEnd(): boolean {
    return this.token.kind === 'newline' || this.token.kind === 'end' || this.is(';') || this.is('}');
  }

  #simple(): AwkStatement {
    if (this.token.kind === 'name') {
      const word = this.token.text;
      if (word === 'print' || word === 'printf') return this.#print(word === 'printf');
      if (word === 'break' || word === 'continue' || word === 'next' || word === 'nextfile') {
        this.next();
        return { t: 'jump', kind: word };
      }
      if (word === 'exit' || word === 'return') {
        this.next();
        const value = this.#isAtStatementEnd() ? undefined : this.expression();
        return { t: word, ...(value && { value }) };
      }
      if (word === 'delete') {
        this.next();
        const name = this.next().text;
        if (!this.is('[')) return { t: 'delete', name };
        this.next();
        const keys = this.list(']');
        return { t: 'delete', name, keys };
      }
    }
    return { t: 'expression', of: this.expression() };
  }

  #print(isFormatted: boolean): AwkStatement {
    this.next();
    const args: AwkExpression[] = [];
    const outer = this.noGreater;
    this.noGreater = true;
    const isAtEnd = (): boolean => this.token.kind === 'newline' || this.token.kind === 'end' || this.is(';') || this.is('}') || this.is('>') || this.is('>>') || this.is('|');
    while (!isAtEnd()) {
      const first = this.expression();
      if (first.t === 'group' && first.of.t === 'in' && first.of.array === '') args.push(...first.of.keys);
      else args.push(first);
      if (!this.is(',')) break;
      this.next();
      this.skipNewlines();
    }
    this.noGreater = outer;
    if (!this.is('>') && !this.is('>>') && !this.is('|')) return { t: 'print', isFormatted, args };
    const op = this.next().text as '>' | '>>' | '|';
    return { t: 'print', isFormatted, args, redirect: { op, to: this.concatenation() } };
  }
}

/** Throws AwkError. */
export function parseAwk(source: string): AwkProgram {
  return new AwkParser(source).program();
}
