// awk's values: numbers, strings, and input that is both.
import { AwkError } from './awk-syntax.ts';

/** A value: a number, a string, or text from input that counts as a number when it looks like one. */
export type Value = number | string | Input | undefined;

export class Input {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type AwkArray = Map<string, Value>;

export const looksNumeric = /^\s*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)\s*$/;

/** As C's strtod: what begins a text as a number, else 0. */
export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  const text = typeof value === 'string' ? value : value.text;
  const found = /^\s*[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(text);
  return found ? Number(found[0]) : 0;
}

/** True when comparisons treat it as a number. */
export function isNumeric(value: Value): boolean {
  return typeof value === 'number' || value === undefined || (value instanceof Input && looksNumeric.test(value.text));
}

/** `a OP b`. Throws AwkError for a division by zero. */
export function arithmetic(op: string, a: number, b: number): number {
  switch (op) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/':
      if (b === 0) throw new AwkError('cmd. line:1: Division by zero');
      return a / b;
    case '%':
      if (b === 0) throw new AwkError('cmd. line:1: Division by zero');
      return a % b;
    default: return a ** b;
  }
}
