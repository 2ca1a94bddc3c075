// POSIX regular expressions (basic and extended) over JavaScript's, with a linear matcher for patterns that would take exponential time.
import { type VmProgram, compileVm, searchVm } from './regex-vm.ts';

export interface RegexOptions {
  readonly isExtended: boolean;
  readonly ignoreCase: boolean;
}

/** A compiled expression. */
export interface Regex {
  readonly pattern: RegExp;
  /** For patterns on which backtracking may explode; used for texts from `vmFromLength` on. */
  readonly vm: VmProgram | undefined;
  readonly vmFromLength: number;
  /** Longer texts do not match: there is no safe way to try. */
  readonly maxLength: number;
}

/** Start and end of the match and of each group. */
export type RegexMatch = readonly (readonly [number, number] | undefined)[];

/** An expression that cannot be compiled; `message` is glibc's regerror text. */
export class RegexError extends Error {}

const classes: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', space: ' \\t\\n\\r\\f\\v', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9a-fA-F', cntrl: '\\x00-\\x1f\\x7f', print: ' -~', graph: '!-~', word: 'a-zA-Z0-9_',
};

function bracket(source: string, from: number): { text: string; end: number } {
  let i = from + 1;
  let text = '[';
  if (source[i] === '^') {
    text += '^';
    i++;
  }
  const first = i;
  for (;; i++) {
    const c = source[i];
    if (c === undefined) throw new RegexError('Unmatched [, [^, [:, [., or [=');
    if (c === ']' && i > first) break;
    if (c === '[' && (source[i + 1] === ':' || source[i + 1] === '.' || source[i + 1] === '=')) {
      const kind = source[i + 1] ?? ':';
      const end = source.indexOf(`${kind}]`, i + 2);
      if (end > 0) {
        const name = source.slice(i + 2, end);
        const known = kind === ':' ? classes[name] : name.replace(/[\\\]^-]/g, '\\$&');
        if (known === undefined) throw new RegexError('Invalid character class name');
        text += known;
        i = end + 1;
        continue;
      }
    }
    text += c === '\\' || c === '[' || c === ']' || (c === '^' && i > first) ? `\\${c}` : c;
  }
  return { text: `${text}]` === '[]' ? '(?!)' : `${text}]`, end: i };
}

/** Translates to JavaScript's syntax. */
function translate(source: string, isExtended: boolean): string {
  let out = '';
  let depth = 0;
  let canRepeat = false;
  const starts: boolean[] = [];
  for (let i = 0; i < source.length; i++) {
    const c = source[i] ?? '';
    const isEscaped = c === '\\';
    const token = isEscaped ? (source[++i] ?? '') : c;
    if (isEscaped && token === '') throw new RegexError('Trailing backslash');
    const isSpecial = isEscaped !== isExtended;
    if (!isEscaped && token === '[') {
      const set = bracket(source, i);
      out += set.text;
      i = set.end;
      canRepeat = true;
    } else if (isSpecial && token === '(') {
      out += '(';
      depth++;
      starts.push(true);
      canRepeat = false;
    } else if (isSpecial && token === ')' && (depth > 0 || !isExtended)) {
      if (depth === 0) throw new RegexError('Unmatched ) or \\)');
      out += ')';
      depth--;
      canRepeat = true;
    } else if (isSpecial && token === '|') {
      out += '|';
      canRepeat = false;
    } else if (isSpecial && token === '{' && canRepeat) {
      const found = /^(\d*)(,?)(\d*)/.exec(source.slice(i + 1));
      const close = isExtended ? '}' : '\\}';
      const length = found?.[0].length ?? 0;
      if (!found || (found[1] === '' && found[3] === '') || !source.startsWith(close, i + 1 + length)) {
        if (!isExtended) throw new RegexError('Invalid content of \\{\\}');
        out += '\\{';
        continue;
      }
      if (Number(found[1]) > 32767 || Number(found[3]) > 32767) throw new RegexError('Regular expression too big');
      out += `{${found[1] === '' ? '0' : (found[1] ?? '0')}${found[2] ?? ''}${found[3] ?? ''}}`;
      i += length + close.length;
    } else if (isSpecial && (token === '+' || token === '?')) {
      if (!canRepeat) out += isExtended ? '' : `\\${token}`;
      else out += token;
    } else if (!isEscaped && token === '*') {
      if (canRepeat) {
        if (!/[*+?}]$/.test(out) || /\\[*+?}]$/.test(out)) out += '*';
      } else {
        out += '\\*';
        canRepeat = true;
      }
    } else if (!isEscaped && token === '^' && (isExtended || out === '' || /(?:^|[^\\])(?:\(|\|)$/.test(out))) out += '^';
    else if (!isEscaped && token === '$' && (isExtended || i === source.length - 1 || source.startsWith('\\)', i + 1) || source.startsWith('\\|', i + 1))) out += '$';
    else if (isEscaped && /[1-9]/.test(token)) {
      out += `(?:\\${token})`;
      canRepeat = true;
    } else if (isEscaped && /[wWsSbB]/.test(token)) {
      out += `\\${token}`;
      canRepeat = true;
    } else if (isEscaped && (token === '<' || token === '>')) out += token === '<' ? '\\b(?=\\w)' : '\\b(?<=\\w)';
    else if (isEscaped && (token === '`' || token === "'")) out += token === '`' ? '^' : '$';
    else if (isEscaped && token === 'n') {
      out += '\\n';
      canRepeat = true;
    } else if (!isEscaped && token === '.') {
      out += '[^\\0]';
      canRepeat = true;
    } else {
      out += /[\^$\\.*+?()[\]{}|/]/.test(token) ? `\\${token}` : token;
      canRepeat = true;
    }
  }
  if (depth > 0) throw new RegexError('Unmatched ( or \\(');
  return out;
}

/** True for a repeated group that itself holds a repetition or a choice: what makes backtracking exponential. */
function isDangerous(pattern: string): boolean {
  const opens: number[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === '\\') i++;
    else if (c === '[') {
      i++;
      while (i < pattern.length && pattern[i] !== ']') i += pattern[i] === '\\' ? 2 : 1;
    } else if (c === '(') opens.push(i);
    else if (c === ')') {
      const open = opens.pop() ?? 0;
      const isRepeated = /^[*+]|^\{\d*,\d*\}|^\{[1-9]\d+\}/.test(pattern.slice(i + 1));
      if (isRepeated && /(?:^|[^\\])[*+|{?]/.test(pattern.slice(open + 1, i))) return true;
    }
  }
  return false;
}

/** About how many steps of the backtracking matcher may be taken at once. */
const maxBacktracking = 5e7;
/** For what only backtracking can do (back references) when it may explode. */
const maxExponentialLength = 50;

/** The longest text on which backtracking takes bounded time: with n repetitions it may take length^(n+1) / (n+1)! steps; an anchor saves one power. */
function safeLength(repetitions: number, isAnchored: boolean): number {
  const power = repetitions + (isAnchored ? 0 : 1);
  let factorial = 1;
  for (let i = 2; i <= power; i++) factorial *= i;
  return power <= 1 ? Infinity : Math.floor((maxBacktracking * factorial) ** (1 / power));
}

/** What may repeat at the very end cannot fail any more, so that nothing is tried again for it. */
const trailingRepetitions = /(?:(?:\[(?:\\.|[^\]\\])*\]|\\.|[^\\()[\]|])[*+?])+$/;

export function compileRegex(source: string, options: RegexOptions): Regex {
  const translated = translate(source, options.isExtended);
  const repetitions = translated.replace(trailingRepetitions, '').match(/[^\\][*+}?]/g)?.length ?? 0;
  const isExponential = isDangerous(translated);
  const safe = safeLength(repetitions, translated.startsWith('^') && !translated.includes('|'));
  try {
    const pattern = new RegExp(translated, options.ignoreCase ? 'dgi' : 'dg');
    const vm = isExponential || safe < Infinity ? compileVm(translated, options.ignoreCase) : undefined;
    return { pattern, vm, vmFromLength: isExponential ? 0 : safe, maxLength: vm ? Infinity : isExponential ? maxExponentialLength : safe };
  } catch {
    throw new RegexError('Invalid preceding regular expression');
  }
}

function matchOf(slots: readonly number[] | undefined): RegexMatch | undefined {
  if (!slots) return undefined;
  const match: (readonly [number, number] | undefined)[] = [];
  for (let i = 0; i < slots.length; i += 2) {
    const start = slots[i];
    const end = slots[i + 1];
    match.push(start === undefined || end === undefined ? undefined : [start, end]);
  }
  return match;
}

/** The longest text that is searched at once with the linear matcher. */
const maxAtOnce = 20_000;

/** As `findMatch`, at once: for short texts. Longer ones on which backtracking is not safe do not match. */
export function matchShort(regex: Regex, text: string, from: number): RegexMatch | undefined {
  if (text.length > regex.maxLength) return undefined;
  if (regex.vm && text.length >= regex.vmFromLength) {
    if (text.length > maxAtOnce) return undefined;
    const search = searchVm(regex.vm, text, from);
    let next = search.next();
    while (next.done !== true) next = search.next();
    return matchOf(next.value);
  }
  return backtrack(regex, text, from);
}

function backtrack({ pattern }: Regex, text: string, from: number): RegexMatch | undefined {
  pattern.lastIndex = from;
  return pattern.exec(text)?.indices as RegexMatch | undefined;
}

/** First match at or after `from`. Long texts are searched in strides; what `pause` answers between them is awaited. */
export function findMatch(regex: Regex, text: string, from: number, pause: () => Promise<void> | undefined): RegexMatch | undefined | Promise<RegexMatch | undefined> {
  if (text.length > regex.maxLength) return undefined;
  if (regex.vm && text.length >= regex.vmFromLength) {
    const search = searchVm(regex.vm, text, from);
    const first = search.next();
    return first.done === true ? matchOf(first.value) : finishSearch(search, pause);
  }
  return backtrack(regex, text, from);
}

async function finishSearch(search: ReturnType<typeof searchVm>, pause: () => Promise<void> | undefined): Promise<RegexMatch | undefined> {
  for (;;) {
    await pause();
    const next = search.next();
    if (next.done === true) return matchOf(next.value);
  }
}
