// The shell's grammar: turns a script into command lines, one at a time, as ash reads it, with ash's error texts.
import type { Command, CommandLine, CompoundBody, Pipeline, Word } from './ast.ts';
import { redirectionOperators, reserved } from './condition-parser.ts';
import type { Token } from './lexer.ts';
import { SimpleCommandParser } from './simple-command-parser.ts';

const name = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads a script; call `next` until it answers undefined. Throws ShellSyntaxError. */
export class Parser extends SimpleCommandParser {
  protected override child(source: string): Parser {
    const child = new Parser(source, this.isBash);
    child.depth = this.depth;
    return child;
  }

  protected override parseText(source: string): CommandLine[] {
    this.enter();
    const child = this.child(source);
    const lines = child.all();
    this.depth--;
    return lines;
  }

  all(): CommandLine[] {
    const lines: CommandLine[] = [];
    for (let more = this.nextLine(); more; more = this.nextLine()) lines.push(...more);
    return lines;
  }

  /** The commands up to the next newline; undefined at the end of the script. */
  nextLine(): CommandLine[] | undefined {
    while (this.peek().type === 'newline') this.next();
    if (this.peek().type === 'end') return undefined;
    const lines = this.#list((token) => token.type === 'newline' || token.type === 'end', true);
    const token = this.next();
    if (token.type !== 'newline' && token.type !== 'end') this.unexpected(token);
    return lines;
  }

  /** True when nothing is left but blank lines. */
  get isAtEnd(): boolean {
    while (this.peek().type === 'newline') this.next();
    return this.peek().type === 'end';
  }

  protected override commandsUntilParenthesis(): CommandLine[] {
    this.enter();
    const lines = this.#list((token) => token.type === 'operator' && token.text === ')', false);
    const token = this.peek();
    if (token.text !== ')') this.unexpected(token, ')');
    this.next();
    this.depth--;
    return lines;
  }

  /** Commands until `isEnd` holds (not consumed). */
  #list(isEnd: (token: Token) => boolean, isLine: boolean): CommandLine[] {
    const lines: CommandLine[] = [];
    for (;;) {
      if (!isLine) while (this.peek().type === 'newline') this.next();
      const token = this.peek();
      if (isEnd(token) || token.type === 'end') return lines;
      lines.push(this.#andOr());
      const after = this.peek();
      if (after.text === ';' || after.text === '&') this.next();
      else if (after.type !== 'newline' || isLine) return lines;
    }
  }

  #body(terminators: readonly string[]): CommandLine[] {
    const lines = this.#list((token) => token.type === 'word' && terminators.includes(token.text), false);
    const token = this.peek();
    if (token.type !== 'word' || !terminators.includes(token.text)) this.unexpected(token, terminators.at(-1));
    if (lines.length === 0) this.unexpected(token);
    return lines;
  }

  #andOr(): CommandLine {
    const start = this.peek().start;
    const pipelines: Pipeline[] = [this.#pipeline()];
    const operators: ('&&' | '||')[] = [];
    for (;;) {
      const token = this.peek();
      if (token.type !== 'operator' || (token.text !== '&&' && token.text !== '||')) break;
      this.next();
      while (this.peek().type === 'newline') this.next();
      operators.push(token.text);
      pipelines.push(this.#pipeline());
    }
    const end = this.peek();
    const text = this.source.slice(start, end.start).trimEnd();
    return { pipelines, operators, isBackground: end.type === 'operator' && end.text === '&', text };
  }

  #pipeline(): Pipeline {
    let isNegated = false;
    let isTimed = false;
    for (;;) {
      const text = this.peek().type === 'word' ? this.peek().text : '';
      if (text === '!' && (this.isBash || !isNegated)) isNegated = !isNegated;
      else if (text === 'time' && this.isBash) isTimed = true;
      else break;
      this.next();
      if (text === 'time' && (this.peek().type !== 'word')) return { commands: [], isNegated, isTimed };
    }
    const commands: Command[] = [this.#command()];
    while (this.peek().type === 'operator' && (this.peek().text === '|' || this.peek().text === '|&')) {
      const isBoth = this.next().text === '|&';
      const last = commands.at(-1);
      if (isBoth && last && last.t !== 'function') {
        commands[commands.length - 1] = { ...last, redirections: [...last.redirections, { fd: 2, op: '>&', word: [{ t: 'text', text: '1', isQuoted: false }] }] };
      }
      while (this.peek().type === 'newline') this.next();
      commands.push(this.#command());
    }
    return { commands, isNegated, isTimed };
  }

  #command(): Command {
    this.enter();
    const command = this.#commandInside();
    this.depth--;
    return command;
  }

  #commandInside(): Command {
    const token = this.peek();
    const { line } = this;
    if (token.type === 'operator') {
      if (token.text === '(') {
        this.next();
        const arithmetic = this.isBash && this.source[this.at] === '(' ? this.#arithmeticCommand() : undefined;
        const body: CompoundBody = arithmetic ?? { t: 'subshell', body: this.commandsUntilParenthesis() };
        if (body.t === 'subshell' && body.body.length === 0) this.fail('unexpected ")"');
        return { t: 'compound', line, body, redirections: this.redirections() };
      }
      if (!redirectionOperators.has(token.text)) this.unexpected(token);
      return this.simple();
    }
    if (token.type !== 'word') this.unexpected(token);
    const body = this.#compound(token);
    if (body) return { t: 'compound', line, body, redirections: this.redirections() };
    if (reserved.has(token.text) && token.text !== 'in' && token.text !== 'function') this.unexpected(token);
    if (token.text === 'function') {
      this.next();
      const called = this.next();
      if (this.peek().text === '(') {
        this.next();
        if (this.peek().text === ')') this.next();
      }
      return this.functionBody(called.text, line);
    }
    return this.simple();
  }

  #arithmeticCommand(): CompoundBody | undefined {
    const before = this.at;
    this.at++;
    const expression = this.arithmeticText();
    if (expression !== undefined) return { t: 'arithmeticCommand', expression };
    this.at = before;
    return undefined;
  }

  protected override functionBody(called: string, line: number): Command {
    if (!this.isBash && !name.test(called)) this.fail('bad function name');
    while (this.peek().type === 'newline') this.next();
    return { t: 'function', line, name: called, body: this.#command() };
  }

  #compound(token: Token): CompoundBody | undefined {
    switch (token.text) {
      case '{': {
        this.next();
        const body = this.#body(['}']);
        this.next();
        return { t: 'group', body };
      }
      case 'if': return this.#if();
      case 'while':
      case 'until': {
        this.next();
        const condition = this.#body(['do']);
        return { t: 'while', isUntil: token.text === 'until', condition, body: this.#doGroup() };
      }
      case 'select': return this.isBash ? this.#for() : undefined;
      case 'for': return this.#for();
      case 'case': return this.#case();
      case '[[': {
        if (!this.isBash) return undefined;
        this.next();
        const expression = this.conditionOr();
        if (this.peek().text !== ']]') this.unexpected(this.peek(), ']]');
        this.next();
        return { t: 'condition', expression };
      }
      default: return undefined;
    }
  }

  #doGroup(): CommandLine[] {
    this.expect('do');
    const body = this.#body(['done']);
    this.next();
    return body;
  }

  #if(): CompoundBody {
    const clauses: { condition: CommandLine[]; body: CommandLine[] }[] = [];
    for (;;) {
      this.next();
      const condition = this.#body(['then']);
      this.next();
      const body = this.#body(['elif', 'else', 'fi']);
      clauses.push({ condition, body });
      const token = this.peek();
      if (token.text === 'elif') continue;
      this.next();
      if (token.text === 'fi') return { t: 'if', clauses };
      const otherwise = this.#body(['fi']);
      this.next();
      return { t: 'if', clauses, otherwise };
    }
  }

  #for(): CompoundBody {
    const kind = this.next().text === 'select' ? 'select' : 'for';
    if (this.isBash && this.peek().text === '(' && this.source[this.at] === '(') return this.#arithmeticFor();
    const variable = this.next();
    if (variable.type !== 'word' || !name.test(variable.text)) this.fail('bad for loop variable');
    while (this.peek().type === 'newline') this.next();
    let words: Word[] | undefined;
    if (this.peek().text === 'in') {
      this.next();
      words = [];
      while (this.peek().type === 'word') words.push(this.next().word);
      const end = this.peek();
      if (end.type !== 'newline' && end.text !== ';') this.unexpected(end);
    }
    if (this.peek().text === ';') this.next();
    while (this.peek().type === 'newline') this.next();
    const body = this.#doGroup();
    return { t: kind, name: variable.text, ...(words && { words }), body };
  }

  #arithmeticFor(): CompoundBody {
    this.next();
    const start = this.at + 1;
    this.at++;
    if (this.arithmeticText() === undefined) this.fail('bad for loop');
    const pieces = this.source.slice(start, this.at - 2).split(';');
    const part = (i: number): Word => this.subWord(pieces[i] ?? '', 'arithmetic');
    if (this.peek().text === ';') this.next();
    while (this.peek().type === 'newline') this.next();
    return { t: 'arithmeticFor', parts: [part(0), part(1), part(2)], body: this.#doGroup() };
  }

  #case(): CompoundBody {
    this.next();
    const subject = this.next();
    if (subject.type !== 'word') this.unexpected(subject);
    while (this.peek().type === 'newline') this.next();
    this.expect('in');
    const items: { patterns: Word[]; body: CommandLine[]; fallsThrough: boolean }[] = [];
    for (;;) {
      while (this.peek().type === 'newline') this.next();
      if (this.peek().text === 'esac') break;
      if (this.peek().text === '(') this.next();
      const patterns: Word[] = [];
      for (;;) {
        const pattern = this.next();
        if (pattern.type !== 'word') this.unexpected(pattern, pattern.type === 'end' ? 'esac' : undefined);
        patterns.push(pattern.word);
        if (this.peek().text !== '|') break;
        this.next();
      }
      this.expect(')');
      const body = this.#list((token) => token.text === ';;' || token.text === ';&' || token.text === ';;&' || token.text === 'esac', false);
      const end = this.peek();
      if (end.type === 'end') this.unexpected(end, ';;');
      if (end.text === 'esac') {
        items.push({ patterns, body, fallsThrough: false });
        break;
      }
      this.next();
      items.push({ patterns, body, fallsThrough: end.text === ';&', ...(end.text === ';;&' && { goesOn: true }) });
    }
    this.next();
    return { t: 'case', word: subject.word, items };
  }
}
