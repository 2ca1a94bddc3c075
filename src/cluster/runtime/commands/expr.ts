// expr.
import type { Process } from '../process/process.ts';
import { compileRegex, matchShort } from '../text/regex.ts';
import { die } from './command.ts';

class ExprParser {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  whole(): string | undefined {
    const value = this.#level(0);
    return this.#at === this.#words.length ? value : undefined;
  }

  #level(level: number): string {
    const groups: readonly (readonly string[])[] = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']];
    const operators = groups[level];
    if (!operators) return this.#primary();
    let left = this.#level(level + 1);
    for (let op = this.#words[this.#at]; op !== undefined && operators.includes(op); op = this.#words[this.#at]) {
      this.#at++;
      left = applyExpr(op, left, this.#level(level + 1));
    }
    return left;
  }

  #primary(): string {
    const word = this.#words[this.#at++];
    if (word === undefined) throw new Error('syntax error');
    if (word === '(') {
      const value = this.#level(0);
      this.#at++;
      return value;
    }
    if (word === 'length') return String(this.#primary().length);
    if (word === 'substr') {
      const [text, from, count] = [this.#primary(), Number(this.#primary()), Number(this.#primary())];
      return text.slice(from - 1, from - 1 + count);
    }
    if (word === 'index') {
      const [text, set] = [this.#primary(), this.#primary()];
      return String([...text].findIndex((c) => set.includes(c)) + 1);
    }
    if (word === 'match') return applyExpr(':', this.#primary(), this.#primary());
    return word;
  }
}

function applyExpr(op: string, left: string, right: string): string {
  const isNumber = (text: string): boolean => /^-?\d+$/.test(text);
  const truth = (value: boolean): string => (value ? '1' : '0');
  if (op === '|') return left !== '' && left !== '0' ? left : right;
  if (op === '&') return left !== '' && left !== '0' && right !== '' && right !== '0' ? left : '0';
  if (op === ':') {
    const match = matchShort(compileRegex(`^${right}`, { isExtended: false, ignoreCase: false }), left, 0);
    const hasGroup = right.includes('\\(');
    if (!match?.[0]) return hasGroup ? '' : '0';
    const group = match[1];
    return hasGroup ? (group ? left.slice(group[0], group[1]) : '') : String(match[0][1]);
  }
  if (/^[<>=!]/.test(op)) {
    const order = isNumber(left) && isNumber(right) ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0;
    return truth(op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '!=' ? order !== 0 : op === '>' ? order > 0 : op === '>=' ? order >= 0 : order === 0);
  }
  if (!isNumber(left) || !isNumber(right)) throw new Error('non-numeric argument');
  const [a, b] = [BigInt(left), BigInt(right)];
  if ((op === '/' || op === '%') && b === 0n) throw new Error('division by zero');
  const value = op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : op === '/' ? a / b : a % b;
  return value.toString();
}

export async function expr(process: Process): Promise<number> {
  const words = process.argv.slice(1);
  if (words.length === 0) return die(process, 'too few arguments', 2);
  try {
    const value = new ExprParser(words).whole();
    if (value === undefined) return await die(process, 'syntax error', 2);
    await process.write(1, `${value}\n`);
    return value === '' || value === '0' ? 1 : 0;
  } catch (error) {
    if (error instanceof Error && /^(?:syntax error|non-numeric argument|division by zero)$/.test(error.message)) return die(process, error.message, 2);
    throw error;
  }
}
