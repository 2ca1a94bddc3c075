// What `${name#pattern}`, `${name/pattern/text}`, `${name:1:2}` and their like make of a value.
import type { Bytes } from '../bytes.ts';
import { parameter } from './parameters.ts';
import { compilePattern, matchPrefix, matchSuffix } from './pattern.ts';
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

/** The value after the operation. */
export async function applyOperation(shell: Shell, operands: Operands, value: string): Promise<string> {
  const { op, pattern = '' } = operands;
  if (op === '!') return parameter(shell, value, undefined) ?? '';
  if (op === ':') return substring(value, operands);
  if (op.startsWith('^') || op.startsWith(',')) {
    const change = (text: string): string => (op.startsWith('^') ? text.toUpperCase() : text.toLowerCase());
    return op.length === 2 ? change(value) : change(value.slice(0, 1)) + value.slice(1);
  }
  if (op.startsWith('/')) return replacePattern(shell, pattern, operands.replacement ?? '', value, op === '//');
  const search = { pattern: compilePattern(pattern), text: value, isLongest: op === '##' || op === '%%', pause: () => shell.process.tick(patternSteps) };
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
  const pattern = compilePattern(anchor ? patternText.slice(1) : patternText);
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
