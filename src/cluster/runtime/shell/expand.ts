// Word expansion: tilde, parameters, commands, arithmetic, field splitting, pathnames and quote removal, in POSIX's order.
import { ArithmeticError, evaluateArithmetic } from './arithmetic.ts';
import { type CommandLine, type ParameterOperation, type Redirection, type Word, type WordPart, onlyText } from './ast.ts';
import { expandBraces } from './braces.ts';
import { FieldBuilder } from './field-builder.ts';
import { expandPathnames } from './glob.ts';
import type { Shell } from './shell.ts';
import { type Operands, applyOperation, patternSteps } from './parameter-operations.ts';
import { arithmeticValue, parameter, setArithmetic } from './parameters.ts';
import { alternativesOf, compilePattern, hasPattern, matchesPattern } from './pattern.ts';
import { ShellError } from './shell-error.ts';
import { processSubstitution, substitute } from './subshells.ts';

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
        if (typeof field !== 'string' && !isNoglob && field.isOpen && hasPattern(field.pattern)) {
          const paths = expandPathnames(shell.process, field.pattern, shell.shellOptions);
          await shell.process.tick(1 + paths.length);
          if (paths.length > 0) {
            for (const path of paths) result.push(path);
            continue;
          }
          if (shell.shellOptions.has('nullglob')) continue;
        }
        result.push(typeof field === 'string' ? field : field.text);
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
        const read = shell.isBash ? fileOf(part.body) : undefined;
        const output = read ? await contentOf(shell, read) : await substitute(shell, part.body);
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
        builder.quoted(processSubstitution(shell, part.body, part.isInput));
        break;
    }
  }
}

/** The redirection of `$(< file)`. */
function fileOf(body: readonly CommandLine[]): Redirection | undefined {
  const command = body.length === 1 && body[0]?.pipelines.length === 1 && body[0].pipelines[0]?.commands.length === 1 ? body[0].pipelines[0].commands[0] : undefined;
  if (command?.t !== 'simple' || command.words.length > 0 || command.assignments.length > 0 || command.redirections.length !== 1) return undefined;
  return command.redirections[0]?.op === '<' ? command.redirections[0] : undefined;
}

async function contentOf(shell: Shell, redirection: Redirection): Promise<string> {
  const path = await expandString(shell, redirection.word);
  const line: CommandLine = { pipelines: [{ commands: [{ t: 'simple', line: shell.line, assignments: [], words: [[{ t: 'text', text: 'cat', isQuoted: true }], [{ t: 'text', text: '--', isQuoted: true }], [{ t: 'text', text: path, isQuoted: true }]], redirections: [] }], isNegated: false, isTimed: false }], operators: [], isBackground: false, text: '' };
  return substitute(shell, [line]);
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
  return evaluateText(shell, await expandString(shell, expression));
}

function evaluateText(shell: Shell, text: string): bigint {
  try {
    return evaluateArithmetic(text, {
      get: (name) => {
        const value = arithmeticValue(shell, name);
        if (value === undefined && shell.options.nounset) throw unset(shell, name);
        return value;
      },
      set: (name, value) => { setArithmetic(shell, name, value); },
    });
  } catch (error) {
    if (error instanceof ArithmeticError) throw new ShellError(error.message, shell.isBash ? 1 : 2);
    throw error;
  }
}

/** The number that `text` is as an arithmetic expression, as text. */
export function evaluateWordText(shell: Shell, text: string): string {
  return String(evaluateText(shell, text));
}

/** With what a shell ends that met a parameter that is not set. */
function unsetStatus(shell: Shell): number {
  return !shell.isBash ? 2 : shell.isCommandText && shell.rootPid === shell.process.pid ? 127 : 1;
}

function unset(shell: Shell, name: string): ShellError {
  return new ShellError(`${name}: ${shell.isBash ? 'unbound variable' : 'parameter not set'}`, unsetStatus(shell));
}

type ParameterPart = Extract<WordPart, { t: 'parameter' }>;

async function expandParameter(shell: Shell, part: ParameterPart, builder: FieldBuilder, isQuoted: boolean): Promise<void> {
  const { operation } = part;
  if (operation?.op === 'bad') throw new ShellError(shell.isBash ? `\${${part.name}: bad substitution` : 'syntax error: bad substitution', shell.isBash ? 1 : 2);
  if (operation?.isIndirect) {
    const { isIndirect: _, ...rest } = operation;
    await expandParameter(shell, { t: 'parameter', name: parameter(shell, part.name, undefined) ?? '', operation: rest }, builder, isQuoted);
    return;
  }
  if (operation?.op === 'names') {
    await emitList(shell, shell.variables.names().filter((one) => one.startsWith(part.name)).sort(), false, builder, isQuoted);
    return;
  }
  const list = listOf(shell, part);
  if (list !== undefined && (operation === undefined || (operation.op === '!' && part.index))) {
    await emitList(shell, list, isStar(part), builder, isQuoted);
    return;
  }
  const value = list === undefined ? parameter(shell, part.name, part.index && (await expandString(shell, part.index))) : list.length === 0 ? undefined : list.join(' ');
  if (operation === undefined) {
    if (value === undefined && shell.options.nounset && !'@*'.includes(part.name)) throw unset(shell, part.name);
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
  if (value === undefined && shell.options.nounset && list === undefined) throw unset(shell, part.name);
  if (list !== undefined && op !== '!') {
    if (op === ':') {
      const from = operation.word ? Number(await evaluateWord(shell, operation.word)) : 0;
      const count = operation.second ? Number(await evaluateWord(shell, operation.second)) : undefined;
      const all = part.index === undefined ? [shell.name, ...list] : list;
      const start = from < 0 ? all.length + from : from;
      await emitList(shell, all.slice(part.index === undefined && start === 0 ? 0 : start, count === undefined ? undefined : start + count), isStar(part), builder, isQuoted);
      return;
    }
    const operands = await operandsOf(shell, operation);
    const changed: string[] = [];
    for (const item of list) changed.push(await applyOperation(shell, operands, item));
    await emitList(shell, changed, isStar(part), builder, isQuoted);
    return;
  }
  await emit(shell, builder, await applyOperation(shell, await operandsOf(shell, operation), value ?? ''), isQuoted);
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
  throw new ShellError(`${part.name}: ${message === '' && shell.isBash ? (operation.op.startsWith(':') ? 'parameter null or not set' : 'parameter not set') : message === '' ? `parameter ${operation.op.startsWith(':') ? 'not set or null' : 'not set'}` : message}`, unsetStatus(shell));
}

/** Expands what is written behind a parameter's name, once for all values that it is applied to. */
async function operandsOf(shell: Shell, operation: ParameterOperation): Promise<Operands> {
  const { op, word, second } = operation;
  if (op === ':') return { op, from: word ? Number(await evaluateWord(shell, word)) : 0, ...(second && { count: Number(await evaluateWord(shell, second)) }) };
  if (op === '!') return { op };
  return { op, pattern: await expandPattern(shell, word ?? []), ...(second && { replacement: await expandString(shell, second) }) };
}

/** True when `text` matches one of the patterns of a case item. */
export function matchesCase(shell: Shell, pattern: string, text: string): boolean {
  if (!shell.isBash) return matchesPattern(compilePattern(pattern), text);
  const isCaseless = shell.shellOptions.has('nocasematch');
  const subject = isCaseless ? text.toLowerCase() : text;
  return alternativesOf(isCaseless ? pattern.toLowerCase() : pattern).some((one) => matchesPattern(compilePattern(one, true), subject));
}
