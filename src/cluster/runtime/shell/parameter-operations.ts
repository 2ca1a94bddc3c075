// What `${name#pattern}`, `${name/pattern/text}`, `${name:1:2}` and their like make of a value.
import type { Bytes } from '../bytes.ts';
import { unescape } from '../text/printf.ts';
import { parameter } from './parameters.ts';
import { compilePattern, matchPrefix, matchSuffix, matchesPattern } from './pattern.ts';
import type { Shell } from './shell.ts';

/** An operation whose words are expanded. `op` as in ParameterOperation. */
export interface Operands {
  readonly op: string;
  readonly pattern?: string;
  readonly replacement?: string;
  readonly from?: number;
  readonly count?: number;
}

/** What a stride of pattern matching counts as, in steps of the scheduler. */
export const patternSteps = 32;

function substring(value: string, { from = 0, count }: Operands): string {
  const start = from < 0 ? value.length + from : from;
  if (start < 0) return '';
  if (count !== undefined && count < 0) return value.slice(start, Math.max(start, value.length + count));
  return value.slice(start, count === undefined ? undefined : start + count);
}

function changeCase(op: string, pattern: string, value: string): string {
  const compiled = pattern === '' ? undefined : compilePattern(pattern);
  const change = (c: string): string => {
    if (compiled && !matchesPattern(compiled, c)) return c;
    const upper = c.toUpperCase();
    return op.startsWith('^') || (op.startsWith('~') && c !== upper) ? upper : c.toLowerCase();
  };
  return op.length === 2 ? value.replace(/[^]/g, change) : change(value.slice(0, 1)) + value.slice(1);
}

/** bash's `${name@Q}` and its like. */
function transformed(letter: string, value: string): string {
  switch (letter) {
    case 'Q': return `'${value.replaceAll("'", "'\\''")}'`;
    case 'U': return value.toUpperCase();
    case 'L': return value.toLowerCase();
    case 'u': return value.slice(0, 1).toUpperCase() + value.slice(1);
    case 'E': return unescape(value, false).text;
    default: return value;
  }
}

/** The value after the operation. */
export async function applyOperation(shell: Shell, operands: Operands, value: string): Promise<string> {
  const { op, pattern = '' } = operands;
  if (op === '!') return parameter(shell, value, undefined) ?? '';
  if (op === ':') return substring(value, operands);
  if (/^[\^,~]/.test(op)) return changeCase(op, pattern, value);
  if (op.startsWith('@')) return transformed(op.charAt(1), value);
  if (op.startsWith('/')) return replacePattern(shell, pattern, operands.replacement ?? '', value, op === '//');
  const search = { pattern: compilePattern(pattern, shell.isBash), text: value, isLongest: op === '##' || op === '%%', pause: () => shell.process.tick(patternSteps) };
  if (op.startsWith('#')) {
    const length = await matchPrefix(search);
    return length < 0 ? value : value.slice(length);
  }
  const length = await matchSuffix(search);
  return length < 0 ? value : value.slice(0, value.length - length);
}

async function replacePattern(shell: Shell, patternText: string, replacement: string, value: string, isAll: boolean): Promise<Bytes> {
  if (patternText === '') return value;
  const anchor = !shell.isBash ? undefined : patternText.startsWith('#') ? 'start' : patternText.startsWith('%') ? 'end' : undefined;
  const pattern = compilePattern(anchor ? patternText.slice(1) : patternText, shell.isBash);
  const search = { pattern, text: value, isLongest: true, pause: () => shell.process.tick(patternSteps) };
  if (anchor === 'start') {
    const length = await matchPrefix(search);
    return length < 0 ? value : replacement + value.slice(length);
  }
  if (anchor === 'end') {
    const length = await matchSuffix(search);
    return length < 0 ? value : value.slice(0, value.length - length) + replacement;
  }
  const isFixed = pattern.every((element) => element.kind === 'char');
  if (isFixed) {
    const text = pattern.map((element) => (element.kind === 'char' ? element.char : '')).join('');
    return isAll ? value.replaceAll(text, () => replacement) : value.replace(text, () => replacement);
  }
  let result = '';
  for (let i = 0; i < value.length;) {
    const length = await matchPrefix(search, i);
    if (length <= 0) {
      result += value[i++] ?? '';
      await shell.process.tick();
      continue;
    }
    result += replacement;
    i += length;
    if (!isAll) return result + value.slice(i);
  }
  return result;
}
