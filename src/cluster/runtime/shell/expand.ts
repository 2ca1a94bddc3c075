// Word expansion: tilde, parameters, commands, arithmetic, field splitting, pathnames and quote removal, in POSIX's order.
import type { Bytes } from '../bytes.ts';
import { ArithmeticError, evaluateArithmetic } from './arithmetic.ts';
import type { ParameterOperation, Word, WordPart } from './ast.ts';
import { expandBraces } from './braces.ts';
import { expandPathnames } from './glob.ts';
import type { Shell } from './shell.ts';
import { compilePattern, escapePattern, hasPattern, matchPrefix, matchSuffix, matchesPattern } from './pattern.ts';
import { ShellError } from './shell-error.ts';

interface Field {
  text: string;
  /** The same with quoted characters escaped. */
  pattern: string;
  /** Whether something in it is not quoted. */
  isOpen: boolean;
}

/** Collects expanded text into fields. With `ifs` undefined nothing is split. */
class FieldBuilder {
  readonly fields: Field[] = [];
  readonly #ifs: string | undefined;
  #current: Field | undefined;
  #endedByBlank = false;

  constructor(ifs: string | undefined) {
    this.#ifs = ifs;
  }

  get isSplitting(): boolean {
    return this.#ifs !== undefined;
  }

  quoted(text: string): void {
    this.#current ??= { text: '', pattern: '', isOpen: false };
    this.#current.text += text;
    this.#current.pattern += escapePattern(text);
    this.#endedByBlank = false;
  }

  literal(text: string): void {
    this.#current ??= { text: '', pattern: '', isOpen: false };
    this.#current.text += text;
    this.#current.pattern += text;
    this.#current.isOpen ||= text !== '';
    this.#endedByBlank = false;
  }

  /** The result of an unquoted expansion. */
  expanded(text: string): void {
    if (this.#ifs === undefined) {
      if (text !== '') this.literal(escapeBackslashes(text));
      return;
    }
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const c = text[i] ?? '';
      if (!this.#ifs.includes(c)) continue;
      if (i > start) this.#plain(text.slice(start, i));
      start = i + 1;
      this.#delimiter(c);
    }
    if (start < text.length) this.#plain(text.slice(start));
  }

  #plain(text: string): void {
    this.#current ??= { text: '', pattern: '', isOpen: false };
    this.#current.text += text;
    this.#current.pattern += escapeBackslashes(text);
    this.#current.isOpen = true;
    this.#endedByBlank = false;
  }

  #delimiter(c: string): void {
    const isBlank = c === ' ' || c === '\t' || c === '\n';
    if (this.#current !== undefined) {
      this.fields.push(this.#current);
      this.#current = undefined;
      this.#endedByBlank = isBlank;
    } else if (!isBlank) {
      if (!this.#endedByBlank) this.fields.push({ text: '', pattern: '', isOpen: false });
      this.#endedByBlank = false;
    }
  }

  /** Ends the current field: between the elements of `"$@"`. */
  breakField(): void {
    if (this.#current !== undefined) this.fields.push(this.#current);
    this.#current = undefined;
  }

  finish(): Field[] {
    this.breakField();
    return this.fields;
  }

  /** Everything as one string. */
  joined(): Field {
    const fields = this.finish();
    return fields.length === 1 && fields[0] ? fields[0] : { text: fields.map((f) => f.text).join(' '), pattern: fields.map((f) => f.pattern).join(' '), isOpen: fields.some((f) => f.isOpen) };
  }
}

function escapeBackslashes(text: string): string {
  return text.includes('\\') ? text.replaceAll('\\', '\\\\') : text;
}

/** The text of a word without expansions. */
export function onlyText(word: Word): string | undefined {
  const part = word[0];
  return word.length === 1 && part?.t === 'text' ? part.text : undefined;
}

/** Expands to arguments: split, with pathnames unless `isNoglob`. */
export async function expandWords(shell: Shell, words: readonly Word[], isNoglob = shell.options.noglob): Promise<string[]> {
  const result: string[] = [];
  for (const word of words) {
    const plain = onlyText(word);
    if (plain !== undefined && (plain === '[' || !/[*?[{]/.test(plain))) {
      result.push(plain);
      continue;
    }
    for (const braced of shell.isBash ? expandBraces(word) : [word]) {
      const builder = new FieldBuilder(shell.variables.get('IFS') ?? ' \t\n');
      await expandInto(shell, braced, builder, false);
      for (const field of builder.finish()) {
        if (!isNoglob && field.isOpen && hasPattern(field.pattern)) {
          const paths = expandPathnames(shell.process, field.pattern);
          await shell.process.tick(1 + paths.length);
          if (paths.length > 0) {
            for (const path of paths) result.push(path);
            continue;
          }
        }
        result.push(field.text);
        const pause = shell.process.tick();
        if (pause) await pause;
      }
    }
  }
  return result;
}

/** Expands to one string, without splitting or pathnames. */
export async function expandString(shell: Shell, word: Word): Promise<string> {
  if (word.length === 0) return '';
  const plain = onlyText(word);
  if (plain !== undefined) return plain;
  const builder = new FieldBuilder(undefined);
  await expandInto(shell, word, builder, false);
  return builder.joined().text;
}

/** Expands to a pattern in which quoted characters are escaped. */
export async function expandPattern(shell: Shell, word: Word): Promise<string> {
  const builder = new FieldBuilder(undefined);
  await expandInto(shell, word, builder, false);
  return builder.joined().pattern;
}

/** `splits`: unquoted text is split too, as in the word of an unquoted `${x:-…}`. */
async function expandInto(shell: Shell, word: readonly WordPart[], builder: FieldBuilder, isQuoted: boolean, splits = false): Promise<void> {
  for (const part of word) {
    switch (part.t) {
      case 'text':
        if (part.isQuoted || isQuoted) builder.quoted(part.text);
        else if (splits && builder.isSplitting) builder.expanded(part.text);
        else builder.literal(part.text);
        break;
      case 'quotes':
        if (!part.parts.some((inner) => inner.t === 'parameter' && (inner.name === '@' || inner.index !== undefined))) builder.quoted('');
        await expandInto(shell, part.parts, builder, true);
        break;
      case 'parameter':
        await expandParameter(shell, part, builder, isQuoted);
        break;
      case 'command': {
        const output = await shell.substitute(part.body);
        await emit(shell, builder, output, isQuoted);
        break;
      }
      case 'arithmetic':
        await emit(shell, builder, String(await evaluateWord(shell, part.expression)), isQuoted);
        break;
      case 'tilde':
        builder.quoted(part.isAssigned && builder.isSplitting ? `~${part.user}` : homeOf(shell, part.user));
        break;
      case 'process':
        builder.quoted(shell.processSubstitution(part.body, part.isInput));
        break;
    }
  }
}

function homeOf(shell: Shell, user: string): string {
  if (user === '') return shell.variables.get('HOME') ?? '~';
  if (user === 'root') return '/root';
  return `~${user}`;
}

/** Text that is added to fields between two chances for others to run. */
const emitStride = 16 * 1024;
const emitWords = 1024;

async function emit(shell: Shell, builder: FieldBuilder, text: string, isQuoted: boolean): Promise<void> {
  const add = (part: string): void => {
    if (isQuoted) builder.quoted(part);
    else builder.expanded(part);
  };
  if (text.length <= emitStride) {
    add(text);
    const pause = text.length > 1024 ? shell.process.tick(text.length >> 9) : undefined;
    if (pause) await pause;
    return;
  }
  shell.process.limitString(text.length);
  for (let at = 0; at < text.length; at += emitStride) {
    add(text.slice(at, at + emitStride));
    await shell.process.tick(patternSteps);
  }
}

/** Value of an arithmetic expression whose `$` expansions are still to be made. */
export async function evaluateWord(shell: Shell, expression: Word): Promise<bigint> {
  const text = await expandString(shell, expression);
  try {
    return evaluateArithmetic(text, {
      get: (name) => {
        const value = shell.arithmeticValue(name);
        if (value === undefined && shell.options.nounset) throw new ShellError(`${name}: parameter not set`);
        return value;
      },
      set: (name, value) => { shell.setArithmetic(name, value); },
    });
  } catch (error) {
    if (error instanceof ArithmeticError) throw new ShellError(error.message);
    throw error;
  }
}

type ParameterPart = Extract<WordPart, { t: 'parameter' }>;

async function expandParameter(shell: Shell, part: ParameterPart, builder: FieldBuilder, isQuoted: boolean): Promise<void> {
  const { operation } = part;
  if (operation?.op === 'bad') throw new ShellError(shell.isBash ? `\${${part.name}: bad substitution` : 'syntax error: bad substitution', shell.isBash ? 1 : 2);
  const list = listOf(shell, part);
  if (list !== undefined && (operation === undefined || operation.op === '!')) {
    await emitList(shell, list, isStar(part), builder, isQuoted);
    return;
  }
  const value = list === undefined ? shell.parameter(part.name, part.index && (await expandString(shell, part.index))) : list.length === 0 ? undefined : list.join(' ');
  if (operation === undefined) {
    if (value === undefined && shell.options.nounset && !'@*'.includes(part.name)) throw new ShellError(`${part.name}: parameter not set`);
    await emit(shell, builder, value ?? '', isQuoted);
    return;
  }
  const { op } = operation;
  if (op === 'length') {
    await emit(shell, builder, String(list === undefined ? (value ?? '').length : list.length), isQuoted);
    return;
  }
  if (/^:?[-=?+]$/.test(op)) {
    await expandConditional(shell, part, operation, value, list, builder, isQuoted);
    return;
  }
  if (value === undefined && shell.options.nounset && list === undefined) throw new ShellError(`${part.name}: parameter not set`);
  if (list !== undefined && op !== '!') {
    if (op === ':') {
      const from = operation.word ? Number(await evaluateWord(shell, operation.word)) : 0;
      const count = operation.second ? Number(await evaluateWord(shell, operation.second)) : undefined;
      const all = part.index === undefined ? [shell.name, ...list] : list;
      const start = from < 0 ? all.length + from : from;
      await emitList(shell, all.slice(part.index === undefined && start === 0 ? 0 : start, count === undefined ? undefined : start + count), isStar(part), builder, isQuoted);
      return;
    }
    const changed: string[] = [];
    for (const item of list) changed.push(await transform(shell, operation, item));
    await emitList(shell, changed, isStar(part), builder, isQuoted);
    return;
  }
  await emit(shell, builder, await transform(shell, operation, value ?? ''), isQuoted);
}

function isStar(part: ParameterPart): boolean {
  if (part.name === '*') return true;
  const first = part.index?.[0];
  return first?.t === 'text' && first.text === '*';
}

/** The values of `$@`, `$*`, `${a[@]}`, `${!a[@]}`; undefined for a single parameter. */
function listOf(shell: Shell, part: ParameterPart): readonly string[] | undefined {
  if (part.index === undefined) return part.name === '@' || part.name === '*' ? shell.positional : undefined;
  const first = part.index[0];
  if (first?.t !== 'text' || (first.text !== '@' && first.text !== '*')) return undefined;
  const variable = shell.variables.find(part.name);
  const array = variable?.array ?? (variable?.value === undefined ? undefined : new Map([['0', variable.value]]));
  if (array === undefined) return [];
  const keys = variable?.isAssociative ? [...array.keys()] : [...array.keys()].sort((a, b) => Number(a) - Number(b));
  return part.operation?.op === '!' ? keys : keys.map((key) => array.get(key) ?? '');
}

async function emitList(shell: Shell, list: readonly string[], star: boolean, builder: FieldBuilder, isQuoted: boolean): Promise<void> {
  const ifs = shell.variables.get('IFS') ?? ' \t\n';
  if (isQuoted && (star || !builder.isSplitting)) {
    const separator = star ? ifs.slice(0, 1) : ' ';
    // A join of very many is made in pieces.
    for (let at = 0; at < list.length; at += emitWords) await emit(shell, builder, (at > 0 ? separator : '') + list.slice(at, at + emitWords).join(separator), true);
    if (list.length === 0) builder.quoted('');
    return;
  }
  for (const [i, item] of list.entries()) {
    if (i > 0) {
      if (builder.isSplitting) builder.breakField();
      else await emit(shell, builder, ' ', isQuoted);
    }
    await emit(shell, builder, item, isQuoted);
    const pause = shell.process.tick();
    if (pause) await pause;
  }
}

async function expandConditional(
  shell: Shell, part: ParameterPart, operation: ParameterOperation, value: string | undefined, list: readonly string[] | undefined, builder: FieldBuilder, isQuoted: boolean,
): Promise<void> {
  const kind = operation.op.at(-1);
  const isMissing = value === undefined || (operation.op.startsWith(':') && value === '');
  const word = operation.word ?? [];
  if (kind === '+') {
    if (!isMissing) await expandInto(shell, word, builder, isQuoted, true);
    return;
  }
  if (!isMissing) {
    if (list) await emitList(shell, list, isStar(part), builder, isQuoted);
    else await emit(shell, builder, value, isQuoted);
    return;
  }
  if (kind === '-') {
    await expandInto(shell, word, builder, isQuoted, true);
    return;
  }
  if (kind === '=') {
    const text = await expandString(shell, word);
    if (!/^[A-Za-z_]/.test(part.name)) throw new ShellError(`${part.name}: bad variable name`);
    shell.variables.set(part.name, text);
    await emit(shell, builder, text, isQuoted);
    return;
  }
  const message = await expandString(shell, word);
  throw new ShellError(`${part.name}: ${message === '' ? `parameter ${operation.op.startsWith(':') ? 'not set or null' : 'not set'}` : message}`);
}

/** What a stride of pattern matching counts as, in steps of the scheduler. */
const patternSteps = 32;

async function transform(shell: Shell, operation: ParameterOperation, value: string): Promise<string> {
  const { op } = operation;
  if (op === '!') return shell.parameter(value, undefined) ?? '';
  if (op === ':') {
    const from = operation.word ? Number(await evaluateWord(shell, operation.word)) : 0;
    const count = operation.second ? Number(await evaluateWord(shell, operation.second)) : undefined;
    const start = from < 0 ? value.length + from : from;
    if (start < 0) return '';
    if (count !== undefined && count < 0) return value.slice(start, Math.max(start, value.length + count));
    return value.slice(start, count === undefined ? undefined : start + count);
  }
  if (op.startsWith('^') || op.startsWith(',')) {
    const change = (text: string): string => (op.startsWith('^') ? text.toUpperCase() : text.toLowerCase());
    return op.length === 2 ? change(value) : change(value.slice(0, 1)) + value.slice(1);
  }
  const patternText = await expandPattern(shell, operation.word ?? []);
  const search = { pattern: compilePattern(patternText), text: value, isLongest: op === '##' || op === '%%', pause: () => shell.process.tick(patternSteps) };
  if (op.startsWith('#')) {
    const length = await matchPrefix(search);
    return length < 0 ? value : value.slice(length);
  }
  if (op.startsWith('%')) {
    const length = await matchSuffix(search);
    return length < 0 ? value : value.slice(0, value.length - length);
  }
  return replacePattern(shell, patternText, operation.second ? await expandString(shell, operation.second) : '', value, op === '//');
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

/** True when `text` matches one of the patterns of a case item. */
export function matchesCase(pattern: string, text: string): boolean {
  return matchesPattern(compilePattern(pattern), text);
}
