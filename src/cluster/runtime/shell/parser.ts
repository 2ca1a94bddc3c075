// The shell's grammar: turns a script into command lines, one at a time, as ash reads it, with ash's error texts.
import type { Assignment, Command, CommandLine, CompoundBody, Condition, Pipeline, Redirection, Word, WordPart } from './ast.ts';
import { Lexer, type Token } from './lexer.ts';

const reserved = new Set(['if', 'then', 'else', 'elif', 'fi', 'for', 'do', 'done', 'while', 'until', 'case', 'esac', '{', '}', '!', 'in', 'function']);
const redirectionOperators = new Set(['<', '>', '>>', '>|', '<>', '<&', '>&', '<<', '<<-', '<<<', '&>', '&>>']);
const name = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The word's text when it is plain and unquoted. */
function literal(word: Word): string | undefined {
  if (word.length !== 1) return undefined;
  const part = word[0];
  return part?.t === 'text' && !part.isQuoted ? part.text : undefined;
}

function unquoted(word: Word): string {
  return word.map((part) => (part.t === 'text' ? part.text : part.t === 'quotes' ? unquoted(part.parts) : '')).join('');
}

/** Reads a script; call `next` until it answers undefined. Throws ShellSyntaxError. */
export class Parser extends Lexer {
  /** Aliases by name, looked up at the start of commands. */
  aliases: ReadonlyMap<string, string> | undefined;

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
    if (token.type !== 'newline' && token.type !== 'end') this.#unexpected(token);
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
    if (token.text !== ')') this.#unexpected(token, ')');
    this.next();
    this.depth--;
    return lines;
  }

  #unexpected(token: Token, expecting?: string): never {
    const what = token.type === 'end' ? 'end of file' : token.type === 'newline' ? 'newline'
      : token.type === 'operator' ? (redirectionOperators.has(token.text) ? 'redirection' : `"${token.text}"`) : reserved.has(token.text) ? `"${token.text}"` : 'word';
    const quoted = what === 'word' && token.text !== '' ? `word` : what;
    this.fail(`unexpected ${quoted}${expecting === undefined ? '' : ` (expecting "${expecting}")`}`);
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
    if (token.type !== 'word' || !terminators.includes(token.text)) this.#unexpected(token, terminators.at(-1));
    if (lines.length === 0) this.#unexpected(token);
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
        return { t: 'compound', line, body, redirections: this.#redirections() };
      }
      if (!redirectionOperators.has(token.text)) this.#unexpected(token);
      return this.#simple();
    }
    if (token.type !== 'word') this.#unexpected(token);
    const body = this.#compound(token);
    if (body) return { t: 'compound', line, body, redirections: this.#redirections() };
    if (reserved.has(token.text) && token.text !== 'in' && token.text !== 'function') this.#unexpected(token);
    if (token.text === 'function') {
      this.next();
      const called = this.next();
      if (this.peek().text === '(') {
        this.next();
        if (this.peek().text === ')') this.next();
      }
      return this.#function(called.text, line);
    }
    return this.#simple();
  }

  #arithmeticCommand(): CompoundBody | undefined {
    const before = this.at;
    this.at++;
    const expression = this.arithmeticText();
    if (expression !== undefined) return { t: 'arithmeticCommand', expression };
    this.at = before;
    return undefined;
  }

  #function(called: string, line: number): Command {
    if (!this.isBash && !name.test(called)) this.fail('bad function name');
    while (this.peek().type === 'newline') this.next();
    return { t: 'function', line, name: called, body: this.#command() };
  }

  #expect(text: string): void {
    const token = this.peek();
    if (token.text !== text || token.type === 'end') this.#unexpected(token, text);
    this.next();
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
      case 'for': return this.#for();
      case 'case': return this.#case();
      case '[[': {
        if (!this.isBash) return undefined;
        this.next();
        const expression = this.#conditionOr();
        if (this.peek().text !== ']]') this.#unexpected(this.peek(), ']]');
        this.next();
        return { t: 'condition', expression };
      }
      default: return undefined;
    }
  }

  #doGroup(): CommandLine[] {
    this.#expect('do');
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
    this.next();
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
      if (end.type !== 'newline' && end.text !== ';') this.#unexpected(end);
    }
    if (this.peek().text === ';') this.next();
    while (this.peek().type === 'newline') this.next();
    const body = this.#doGroup();
    return { t: 'for', name: variable.text, ...(words && { words }), body };
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
    if (subject.type !== 'word') this.#unexpected(subject);
    while (this.peek().type === 'newline') this.next();
    this.#expect('in');
    const items: { patterns: Word[]; body: CommandLine[]; fallsThrough: boolean }[] = [];
    for (;;) {
      while (this.peek().type === 'newline') this.next();
      if (this.peek().text === 'esac') break;
      if (this.peek().text === '(') this.next();
      const patterns: Word[] = [];
      for (;;) {
        const pattern = this.next();
        if (pattern.type !== 'word') this.#unexpected(pattern, pattern.type === 'end' ? 'esac' : undefined);
        patterns.push(pattern.word);
        if (this.peek().text !== '|') break;
        this.next();
      }
      this.#expect(')');
      const body = this.#list((token) => token.text === ';;' || token.text === ';&' || token.text === ';;&' || token.text === 'esac', false);
      const end = this.peek();
      if (end.type === 'end') this.#unexpected(end, ';;');
      if (end.text === 'esac') {
        items.push({ patterns, body, fallsThrough: false });
        break;
      }
      this.next();
      items.push({ patterns, body, fallsThrough: end.text === ';&' });
    }
    this.next();
    return { t: 'case', word: subject.word, items };
  }

  #redirections(): Redirection[] {
    const redirections: Redirection[] = [];
    for (;;) {
      const redirection = this.#redirection();
      if (redirection === undefined) return redirections;
      redirections.push(redirection);
    }
  }

  #redirection(): Redirection | undefined {
    let token = this.peek();
    let fd: number | undefined;
    if (token.type === 'word' && /^\d$/.test(token.text) && /[<>]/.test(this.source[this.at] ?? '')) {
      fd = Number(token.text);
      this.next();
      token = this.peek();
    }
    if (token.type !== 'operator' || !redirectionOperators.has(token.text)) return undefined;
    this.next();
    const target = this.next();
    if (target.type !== 'word') this.#unexpected(target);
    if (token.text === '<<' || token.text === '<<-') {
      const isQuoted = /['"\\]/.test(target.text);
      const word = this.addHereDocument(unquoted(target.word), isQuoted, token.text === '<<-');
      return { fd: fd ?? 0, op: '<<', word };
    }
    if (token.text === '<<<') return { fd: fd ?? 0, op: '<<', word: [{ t: 'quotes', parts: target.word }, { t: 'text', text: '\n', isQuoted: true }] };
    if (token.text.startsWith('&>')) return { fd: 1, op: token.text.slice(1), word: target.word, isBoth: true };
    return { fd: fd ?? (token.text.startsWith('<') ? 0 : 1), op: token.text, word: target.word };
  }

  #assignment(token: Token): Assignment | undefined {
    const first = token.word[0];
    if (first?.t !== 'text' || first.isQuoted) return undefined;
    const found = /^([A-Za-z_][A-Za-z0-9_]*)(\[[^\]]*\])?(\+?)=/.exec(first.text);
    if (!found || (!this.isBash && found[2] !== undefined)) return undefined;
    const rest = first.text.slice(found[0].length);
    const value: WordPart[] = [...(rest === '' ? [] : [{ t: 'text' as const, text: rest, isQuoted: false }]), ...token.word.slice(1)];
    const index = found[2] === undefined ? undefined : this.subWord(found[2].slice(1, -1), 'arithmetic');
    const base = { name: found[1] ?? '', isAppend: found[3] === '+', value, ...(index && { index }) };
    if (this.isBash && value.length === 0 && this.source[this.at] === '(') {
      this.at++;
      const elements: Word[] = [];
      for (;;) {
        const element = this.next();
        if (element.type === 'newline') continue;
        if (element.text === ')' && element.type === 'operator') break;
        if (element.type !== 'word') this.#unexpected(element);
        elements.push(element.word);
      }
      return { ...base, elements };
    }
    return base;
  }

  #expandAlias(token: Token): boolean {
    const text = literal(token.word);
    const replacement = text === undefined ? undefined : this.aliases?.get(text);
    if (replacement === undefined) return false;
    this.rewind();
    this.source = `${this.source.slice(0, token.start)}${replacement}${this.source.slice(token.start + token.text.length)}`;
    return true;
  }

  #simple(): Command {
    const { line } = this;
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    let expanded = 0;
    // ash's `[[` is a command in which && and || join conditions.
    let isTest = false;
    for (;;) {
      const redirection = this.#redirection();
      if (redirection) {
        redirections.push(redirection);
        continue;
      }
      const token = this.peek();
      if (token.type === 'operator' && token.text === '(' && words.length === 1 && assignments.length === 0 && redirections.length === 0) {
        const called = literal(words[0] ?? []);
        if (called !== undefined && this.#startsFunction()) return this.#function(called, line);
      }
      if (token.type === 'operator' && token.text === '(') this.#unexpected(token);
      if (isTest && (token.text === '&&' || token.text === '||')) {
        this.next();
        words.push([{ t: 'text', text: token.text === '&&' ? '-a' : '-o', isQuoted: true }]);
        continue;
      }
      if (token.type !== 'word') break;
      if (words.length === 0 && token.text === '[[') isTest = !this.isBash;
      else if (token.text === ']]') isTest = false;
      if (words.length === 0) {
        if (expanded < 10 && this.aliases?.size && this.#expandAlias(token)) {
          expanded = 10;
          continue;
        }
        this.next();
        const assignment = this.#assignment(token);
        if (assignment) {
          assignments.push(assignment);
          continue;
        }
        words.push(token.word);
        continue;
      }
      this.next();
      // bash: `declare a=(x)`, `local a=(x)`.
      if (this.isBash && token.text.endsWith('=') && this.source[this.at] === '(') {
        const assignment = this.#assignment(token);
        if (assignment) {
          assignments.push(assignment);
          continue;
        }
      }
      words.push(token.word);
    }
    return { t: 'simple', line, assignments, words, redirections };
  }

  #startsFunction(): boolean {
    this.next();
    if (this.peek().text !== ')') this.#unexpected(this.peek(), ')');
    this.next();
    return true;
  }

  #conditionOr(): Condition {
    let left = this.#conditionAnd();
    while (this.peek().text === '||') {
      this.next();
      left = { t: 'or', left, right: this.#conditionAnd() };
    }
    return left;
  }

  #conditionAnd(): Condition {
    let left = this.#conditionTerm();
    while (this.peek().text === '&&') {
      this.next();
      left = { t: 'and', left, right: this.#conditionTerm() };
    }
    return left;
  }

  #conditionTerm(): Condition {
    while (this.peek().type === 'newline') this.next();
    const token = this.next();
    if (token.type === 'end') this.#unexpected(token, ']]');
    if (token.text === '!') return { t: 'not', of: this.#conditionTerm() };
    if (token.text === '(') {
      const inner = this.#conditionOr();
      this.#expect(')');
      return inner;
    }
    const after = this.peek();
    if (/^-[a-zA-Z]$/.test(token.text) && after.type === 'word' && after.text !== ']]') {
      const operand = this.next();
      return { t: 'unary', op: token.text, word: operand.word };
    }
    if (after.text === '=~') {
      this.next();
      while (this.source[this.at] === ' ') this.at++;
      return { t: 'binary', op: '=~', left: token.word, right: this.readWord(' \t\n') };
    }
    if (/^(?:==?|!=|<|>|-[a-z]{2})$/.test(after.text)) {
      this.next();
      return { t: 'binary', op: after.text, left: token.word, right: this.next().word };
    }
    return { t: 'unary', op: '-n', word: token.word };
  }
}
