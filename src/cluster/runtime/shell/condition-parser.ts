// The grammar of bash's `[[ … ]]`.
import type { Condition } from './ast.ts';
import { Lexer, type Token } from './lexer.ts';

/** Words that are part of the grammar where a command may begin. */
export const reserved = new Set(['if', 'then', 'else', 'elif', 'fi', 'for', 'do', 'done', 'while', 'until', 'case', 'esac', '{', '}', '!', 'in', 'function']);
/** Operators that redirect. */
export const redirectionOperators = new Set(['<', '>', '>>', '>|', '<>', '<&', '>&', '<<', '<<-', '<<<', '&>', '&>>']);

/** Reads conditions, and says what it did not expect. */
export abstract class ConditionParser extends Lexer {
  protected unexpected(token: Token, expecting?: string): never {
    const what = token.type === 'end' ? 'end of file' : token.type === 'newline' ? 'newline'
      : token.type === 'operator' ? (redirectionOperators.has(token.text) ? 'redirection' : `"${token.text}"`) : reserved.has(token.text) ? `"${token.text}"` : 'word';
    const quoted = what === 'word' && token.text !== '' ? `word` : what;
    this.fail(`unexpected ${quoted}${expecting === undefined ? '' : ` (expecting "${expecting}")`}`);
  }

  protected expect(text: string): void {
    const token = this.peek();
    if (token.text !== text || token.type === 'end') this.unexpected(token, text);
    this.next();
  }

  protected conditionOr(): Condition {
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
    if (token.type === 'end') this.unexpected(token, ']]');
    if (token.text === '!') return { t: 'not', of: this.#conditionTerm() };
    if (token.text === '(') {
      const inner = this.conditionOr();
      this.expect(')');
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
