// YAML as the server answers it and `kubectl -o yaml` prints it: what sigs.k8s.io/yaml (go-yaml v2) writes, with its key order, quoting and line folding.
import { goNumber } from '../field/go-text.ts';
import { resolvesToString } from './go-yaml-resolve.ts';

const bestWidth = 80;

/** A value decoded from JSON as YAML, with a line end. */
export function toYaml(value: unknown): string {
  const lines: string[] = [];
  if (isEmptyCollection(value) || !isCollection(value)) return `${scalarText(value, 0, 0)}\n`;
  writeNode(value, 0, lines);
  return `${lines.join('\n')}\n`;
}

function isCollection(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === 'object' && value !== null;
}

function isEmptyCollection(value: unknown): boolean {
  return isCollection(value) && (Array.isArray(value) ? value.length === 0 : definedKeys(value).length === 0);
}

function definedKeys(value: Record<string, unknown>): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}

function writeNode(value: Record<string, unknown> | unknown[], indent: number, lines: string[]): void {
  const pad = ' '.repeat(indent);
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      if (!isCollection(item) || isEmptyCollection(item)) {
        lines.push(`${pad}- ${scalarText(item, indent + 2, indent + 2)}`);
        continue;
      }
      const inner: string[] = [];
      writeNode(item, indent + 2, inner);
      const [first = '', ...rest] = inner;
      lines.push(`${pad}- ${first.slice(indent + 2)}`, ...rest);
    }
    return;
  }
  for (const key of definedKeys(value).sort(compareKeys)) {
    const item = value[key];
    if (!isSimpleKey(key)) {
      writeExplicitKey(key, item, indent, lines);
      continue;
    }
    const name = stringText(key, 0, 0, false);
    if (!isCollection(item) || isEmptyCollection(item)) {
      lines.push(`${pad}${name}: ${scalarText(item, indent + 2, indent + name.length + 2)}`);
      continue;
    }
    lines.push(`${pad}${name}:`);
    writeNode(item, Array.isArray(item) ? indent : indent + 2, lines);
  }
}

const longestSimpleKey = 128;
const encoder = new TextEncoder();

/** libyaml's: others are written as `? key` with `: value` below. */
function isSimpleKey(key: string): boolean {
  return !key.includes('\n') && (key.length * 3 <= longestSimpleKey || encoder.encode(key).length <= longestSimpleKey);
}

function writeExplicitKey(key: string, item: unknown, indent: number, lines: string[]): void {
  const pad = ' '.repeat(indent);
  lines.push(`${pad}? ${stringText(key, indent + 2, indent + 2, true)}`);
  if (!isCollection(item) || isEmptyCollection(item)) {
    lines.push(`${pad}: ${scalarText(item, indent + 2, indent + 2)}`);
    return;
  }
  const inner: string[] = [];
  writeNode(item, indent + 2, inner);
  const [first = '', ...rest] = inner;
  lines.push(`${pad}: ${first.slice(indent + 2)}`, ...rest);
}

/** `indent` is where continuation lines begin, `column` where the text begins. */
function scalarText(value: unknown, indent: number, column: number): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  if (typeof value === 'number') return goNumber(value);
  if (typeof value === 'boolean') return String(value);
  return stringText(String(value as string), indent, column, true);
}

function stringText(text: string, indent: number, column: number, mayFold: boolean): string {
  if (text === '') return '""';
  const style = analyze(text);
  if (text.includes('\n')) return style.allowsBlock ? literal(text, indent) : doubleQuoted(text, indent, column, mayFold);
  if (!resolvesToString(text)) return doubleQuoted(text, indent, column, mayFold);
  if (style.allowsPlain) return mayFold ? foldPlain(text, indent, column) : text;
  return style.allowsSingle ? singleQuoted(text, indent, column, mayFold) : doubleQuoted(text, indent, column, mayFold);
}

interface Styles {
  readonly allowsPlain: boolean;
  readonly allowsSingle: boolean;
  readonly allowsBlock: boolean;
}

/** libyaml's analysis of which styles can hold a scalar in block context. */
function analyze(text: string): Styles {
  const characters = [...text];
  const has = { blockIndicator: text.startsWith('---') || text.startsWith('...'), lineBreak: false, special: false, spaceBreak: false, breakSpace: false };
  let precededByWhite = true;
  let previous: 'space' | 'break' | 'other' = 'other';
  for (const [i, c] of characters.entries()) {
    const next = characters[i + 1];
    const followedByWhite = next === undefined || /[\s\u0085\u2028\u2029]/.test(next);
    if (i === 0 ? '#,[]{}&*!|>\'"%@`'.includes(c) || ('-?:'.includes(c) && followedByWhite) : (c === ':' && followedByWhite) || (c === '#' && precededByWhite)) has.blockIndicator = true;
    if (!isPrintable(c)) has.special = true;
    const isBreak = /[\n\r\u0085\u2028\u2029]/.test(c);
    if (isBreak) has.lineBreak = true;
    if (c === ' ' && previous === 'break') has.breakSpace = true;
    if (isBreak && previous === 'space') has.spaceBreak = true;
    previous = c === ' ' ? 'space' : isBreak ? 'break' : 'other';
    precededByWhite = /[\s\0\u0085\u2028\u2029]/.test(c);
  }
  const [first, last] = [characters[0], characters.at(-1)];
  const edgeSpace = first === ' ' || last === ' ';
  const edgeBreak = isBreakCharacter(first) || isBreakCharacter(last);
  return {
    allowsPlain: !edgeSpace && !edgeBreak && !has.spaceBreak && !has.special && !has.lineBreak && !has.blockIndicator && !has.breakSpace,
    allowsSingle: !has.spaceBreak && !has.special && !has.breakSpace,
    allowsBlock: last !== ' ' && !has.spaceBreak && !has.special,
  };
}

function isBreakCharacter(c: string | undefined): boolean {
  return c !== undefined && /[\n\r\u0085\u2028\u2029]/.test(c);
}

function isPrintable(c: string): boolean {
  const code = c.codePointAt(0) ?? 0;
  return code === 0x0a || (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
}

function literal(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = text.endsWith('\n') ? (text.endsWith('\n\n') || text === '\n' ? '+' : '') : '-';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  return `|${hint}${chomp}\n${body.split('\n').map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
}

/** Breaks at a single space once the line is longer than the best width. */
function foldPlain(text: string, indent: number, column: number): string {
  return fold([...text], indent, column, (c) => c);
}

function singleQuoted(text: string, indent: number, column: number, mayFold: boolean): string {
  const write = (c: string): string => (c === "'" ? "''" : c);
  return `'${mayFold ? fold([...text], indent, column + 1, write) : [...text].map(write).join('')}'`;
}

function fold(characters: readonly string[], indent: number, column: number, write: (c: string) => string): string {
  let out = '';
  let at = column;
  let wasSpace = false;
  for (const [i, c] of characters.entries()) {
    const isInner = i > 0 && i < characters.length - 1;
    if (c === ' ' && !wasSpace && at > bestWidth && isInner && characters[i + 1] !== ' ') {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      out += write(c);
      at += write(c).length;
    }
    wasSpace = c === ' ';
  }
  return out;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0', '\u0007': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r', '\u001b': '\\e', '"': '\\"', '\\': '\\\\', '\u0085': '\\N', '\u00a0': '\\_', '\u2028': '\\L', '\u2029': '\\P',
};

function doubleQuoted(text: string, indent: number, column: number, mayFold: boolean): string {
  const characters = [...text];
  let out = '"';
  let at = column + 1;
  let wasSpace = false;
  for (const [i, c] of characters.entries()) {
    if (c === ' ' && !wasSpace && mayFold && at > bestWidth && i > 0 && i < characters.length - 1) {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
      if (characters[i + 1] === ' ') {
        out += '\\';
        at++;
      }
      wasSpace = true;
      continue;
    }
    const written = escaped(c);
    out += written;
    at += written.length;
    wasSpace = c === ' ';
  }
  return `${out}"`;
}

function escaped(c: string): string {
  const named = escapes[c];
  if (named !== undefined) return named;
  if (isPrintable(c)) return c;
  const code = c.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}` : `\\U${code.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** go-yaml's order of map keys: letters before digits where they meet, runs of digits by value. */
function compareKeys(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  let inDigits = false;
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [l, r] = [left[i] ?? '', right[i] ?? ''];
    if (l === r) {
      inDigits = isDigit(l);
      continue;
    }
    const [letterL, letterR] = [/\p{L}/u.test(l), /\p{L}/u.test(r)];
    if (letterL && letterR) return l < r ? -1 : 1;
    if (letterL || letterR) return (inDigits ? letterL : letterR) ? -1 : 1;
    const base = (l === '0' || r === '0') && left.slice(0, i).reduceRight<boolean | undefined>((found, c) => found ?? (isDigit(c) ? (c === '0' ? undefined : true) : false), undefined) ? 1 : 0;
    const [runL, runR] = [digitRun(left, i), digitRun(right, i)];
    const [numberL, numberR] = [Number(`${base}${runL}`), Number(`${base}${runR}`)];
    if (numberL !== numberR) return numberL < numberR ? -1 : 1;
    if (runL.length !== runR.length) return runL.length - runR.length;
    return l < r ? -1 : 1;
  }
  return left.length - right.length;
}

function isDigit(c: string): boolean {
  return /\p{Nd}/u.test(c);
}

function digitRun(characters: readonly string[], from: number): string {
  let to = from;
  while (to < characters.length && isDigit(characters[to] ?? '')) to++;
  return characters.slice(from, to).join('');
}
