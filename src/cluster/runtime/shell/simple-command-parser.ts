// The grammar of simple commands: assignments, words, redirections, aliases.
import type { Assignment, Command, Redirection, Word, WordPart } from './ast.ts';
import { ConditionParser, redirectionOperators } from './condition-parser.ts';
import type { Token } from './lexer.ts';

/** The word's text when it is plain and unquoted. */
function literal(word: Word): string | undefined {
  if (word.length !== 1) return undefined;
  const part = word[0];
  return part?.t === 'text' && !part.isQuoted ? part.text : undefined;
}

function unquoted(word: Word): string {
  return word.map((part) => (part.t === 'text' ? part.text : part.t === 'quotes' ? unquoted(part.parts) : '')).join('');
}

/** Reads simple commands and the redirections of others. */
export abstract class SimpleCommandParser extends ConditionParser {
  /** Aliases by name, looked up at the start of commands. */
  aliases: ReadonlyMap<string, string> | undefined;

  /** Reads the body of a function whose `name()` has been read. */
  protected abstract functionBody(called: string, line: number): Command;

  protected redirections(): Redirection[] {
    const redirections: Redirection[] = [];
    for (;;) {
      const redirection = this.redirection();
      if (redirection === undefined) return redirections;
      redirections.push(redirection);
    }
  }

  protected redirection(): Redirection | undefined {
    let token = this.peek();
    let fd: number | undefined;
    if (token.type === 'word' && /^\d$/.test(token.text) && /[<>]/.test(this.source[this.at] ?? '')) {
      fd = Number(token.text);
      this.next();
      token = this.peek();
    }
    let variable: string | undefined;
    if (this.isBash && token.type === 'word' && /^\{[A-Za-z_]\w*\}$/.test(token.text) && /[<>]/.test(this.source[this.at] ?? '')) {
      variable = token.text.slice(1, -1);
      this.next();
      token = this.peek();
    }
    if (token.type !== 'operator' || !redirectionOperators.has(token.text)) return undefined;
    this.next();
    const target = this.next();
    if (target.type !== 'word') this.unexpected(target);
    if (token.text === '<<' || token.text === '<<-') {
      const isQuoted = /['"\\]/.test(target.text);
      const word = this.addHereDocument(unquoted(target.word), isQuoted, token.text === '<<-');
      return { fd: fd ?? 0, op: '<<', word };
    }
    if (token.text === '<<<') return { fd: fd ?? 0, op: '<<', word: [{ t: 'quotes', parts: target.word }, { t: 'text', text: '\n', isQuoted: true }] };
    if (token.text.startsWith('&>')) return { fd: 1, op: token.text.slice(1), word: target.word, isBoth: true };
    return { fd: fd ?? (token.text.startsWith('<') ? 0 : 1), op: token.text, word: target.word, ...(variable !== undefined && { variable }) };
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
        if (element.type !== 'word') this.unexpected(element);
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

  protected simple(): Command {
    const { line } = this;
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    let expanded = 0;
    // ash's `[[` is a command in which && and || join conditions.
    let isTest = false;
    for (;;) {
      const redirection = this.redirection();
      if (redirection) {
        redirections.push(redirection);
        continue;
      }
      const token = this.peek();
      if (token.type === 'operator' && token.text === '(' && words.length === 1 && assignments.length === 0 && redirections.length === 0) {
        const called = literal(words[0] ?? []);
        if (called !== undefined && this.#startsFunction()) return this.functionBody(called, line);
      }
      if (token.type === 'operator' && token.text === '(') this.unexpected(token);
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
    if (this.peek().text !== ')') this.unexpected(this.peek(), ')');
    this.next();
    return true;
  }
}
