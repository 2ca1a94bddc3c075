// Shell patterns: `*`, `?`, `[…]` with classes, as fnmatch has them. Matching takes time at most proportional to pattern × text.

type Element = { readonly kind: 'star'; /** bash's `*(x)`: of what it may be made. */ readonly of?: Element } | { readonly kind: 'any' } | { readonly kind: 'char'; readonly char: string } | { readonly kind: 'set'; readonly isNegated: boolean; readonly ranges: readonly (readonly [string, string])[] };

export type Pattern = readonly Element[];

const classes: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  alpha: [['a', 'z'], ['A', 'Z']], digit: [['0', '9']], alnum: [['a', 'z'], ['A', 'Z'], ['0', '9']], upper: [['A', 'Z']], lower: [['a', 'z']],
  space: [['\t', '\r'], [' ', ' ']], blank: [[' ', ' '], ['\t', '\t']], punct: [['!', '/'], [':', '@'], ['[', '`'], ['{', '~']],
  xdigit: [['0', '9'], ['a', 'f'], ['A', 'F']], cntrl: [['\0', '\x1f'], ['\x7f', '\x7f']], print: [[' ', '~']], graph: [['!', '~']],
};

/** Quotes `text` so that it matches only itself. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}

/** Undoes `escapePattern`. */
export function unescapePattern(pattern: string): string {
  return pattern.replace(/\\([^])/g, '$1');
}

function readSet(text: string, from: number): { element: Element; end: number } | undefined {
  let i = from + 1;
  const isNegated = text[i] === '!' || text[i] === '^';
  if (isNegated) i++;
  const ranges: (readonly [string, string])[] = [];
  const first = i;
  for (;; i++) {
    const c = text[i];
    if (c === undefined) return undefined;
    if (c === ']' && i > first) break;
    if (c === '[' && text[i + 1] === ':') {
      const end = text.indexOf(':]', i + 2);
      const found = end < 0 ? undefined : classes[text.slice(i + 2, end)];
      if (found) {
        ranges.push(...found);
        i = end + 1;
        continue;
      }
    }
    const low = c === '\\' ? (text[++i] ?? '') : c;
    if (text[i + 1] === '-' && text[i + 2] !== undefined && text[i + 2] !== ']') {
      i += 2;
      const high = text[i] === '\\' ? (text[++i] ?? '') : (text[i] ?? '');
      ranges.push([low, high]);
    } else ranges.push([low, low]);
  }
  return { element: { kind: 'set', isNegated, ranges }, end: i };
}

/** `isExtended`: with bash's `*(…)` and `+(…)` of single characters; the other extended patterns are `alternativesOf`'s. */
export function compilePattern(text: string, isExtended = false): Pattern {
  const elements: Element[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    const repeated = isExtended && (c === '*' || c === '+') && text[i + 1] === '(' ? repeatedAt(text, i) : undefined;
    if (repeated) {
      if (c === '+') elements.push(repeated.of);
      elements.push({ kind: 'star', of: repeated.of });
      i = repeated.end;
      continue;
    }
    if (c === '*') {
      if (elements.at(-1)?.kind !== 'star') elements.push({ kind: 'star' });
    } else if (c === '?') elements.push({ kind: 'any' });
    else if (c === '\\' && i + 1 < text.length) elements.push({ kind: 'char', char: text[++i] ?? '' });
    else if (c === '[') {
      const set = readSet(text, i);
      if (set) {
        elements.push(set.element);
        i = set.end;
      } else elements.push({ kind: 'char', char: c });
    } else elements.push({ kind: 'char', char: c });
  }
  return elements;
}

/** The characters that `*(a|[bc])` repeats; undefined when an alternative is not a single one. */
function repeatedAt(text: string, from: number): { of: Element; end: number } | undefined {
  const end = text.indexOf(')', from);
  if (end < 0) return undefined;
  const ranges: (readonly [string, string])[] = [];
  for (const part of text.slice(from + 2, end).split('|')) {
    const [only, ...more] = compilePattern(part);
    if (more.length > 0 || only === undefined || only.kind === 'star') return undefined;
    if (only.kind === 'any') return { of: only, end };
    if (only.kind === 'set' && only.isNegated) return { of: only, end };
    if (only.kind === 'char') ranges.push([only.char, only.char]);
    else if (only.kind === 'set') ranges.push(...only.ranges);
  }
  return { of: { kind: 'set', isNegated: false, ranges }, end };
}

const maxAlternatives = 64;

/** bash's `@(a|b)` and `?(a|b)` written out as patterns without them. */
export function alternativesOf(pattern: string): readonly string[] {
  let patterns = [pattern];
  for (;;) {
    const next = patterns.flatMap((one) => {
      const found = /(?<!\\)([@?])\(([^()]*)\)/.exec(one);
      if (!found) return [one];
      const parts = (found[2] ?? '').split('|');
      return [...(found[1] === '?' ? [''] : []), ...parts].map((part) => one.slice(0, found.index) + part + one.slice(found.index + found[0].length));
    });
    if (next.length === patterns.length && next.every((one, i) => one === patterns[i])) return patterns;
    if (next.length > maxAlternatives) return patterns;
    patterns = next;
  }
}

function matchesOne(element: Element | undefined, c: string): boolean {
  if (element === undefined) return false;
  if (element.kind === 'char') return element.char === c;
  if (element.kind !== 'set') return element.kind === 'any';
  return element.ranges.some(([low, high]) => c >= low && c <= high) !== element.isNegated;
}

/** Texts from this length on are searched for the parts between stars by the platform. */
const longText = 1024;

/** As `matchesPattern`, for patterns of nothing but letters and stars; undefined for others. */
function matchesParts(pattern: Pattern, text: string): boolean | undefined {
  const parts: string[] = [''];
  for (const element of pattern) {
    if (element.kind === 'star' && element.of === undefined) parts.push('');
    else if (element.kind === 'char') parts[parts.length - 1] += element.char;
    else return undefined;
  }
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** True when the whole of `text` matches. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  if (text.length >= longText) {
    const known = matchesParts(pattern, text);
    if (known !== undefined) return known;
  }
  if (pattern.some((element) => element.kind === 'star' && element.of !== undefined)) {
    const run = new PatternRun(pattern);
    for (const c of text) if (!run.step(c)) return false;
    return run.isMatch;
  }
  let p = 0;
  let t = 0;
  let starAt = -1;
  let starText = 0;
  while (t < text.length) {
    if (pattern[p]?.kind === 'star') {
      starAt = p++;
      starText = t;
    } else if (matchesOne(pattern[p], text[t] ?? '')) {
      p++;
      t++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++starText;
    } else return false;
  }
  while (pattern[p]?.kind === 'star') p++;
  return p === pattern.length;
}

/** Every way to match a pattern at once, character by character, so that the work is text × pattern however the stars stand. */
class PatternRun {
  readonly #pattern: Pattern;
  /** `#states[p]`: what was read so far matches the pattern up to p. */
  #states: Uint8Array;
  #spare: Uint8Array;

  constructor(pattern: Pattern) {
    this.#pattern = pattern;
    this.#states = new Uint8Array(pattern.length + 1);
    this.#spare = new Uint8Array(pattern.length + 1);
    this.#states[0] = 1;
    this.#skipStars(this.#states);
  }

  get isMatch(): boolean {
    return this.#states[this.#pattern.length] === 1;
  }

  /** Reads one character; false when nothing can match any more. */
  step(c: string): boolean {
    const next = this.#spare;
    next.fill(0);
    let isAlive = false;
    for (let p = 0; p < this.#pattern.length; p++) {
      if (this.#states[p] !== 1) continue;
      const element = this.#pattern[p];
      if (element?.kind === 'star') {
        if (element.of !== undefined && !matchesOne(element.of, c)) continue;
        next[p] = 1;
      }
      else if (matchesOne(element, c)) next[p + 1] = 1;
      else continue;
      isAlive = true;
    }
    this.#skipStars(next);
    this.#spare = this.#states;
    this.#states = next;
    return isAlive;
  }

  #skipStars(states: Uint8Array): void {
    for (let p = 0; p < this.#pattern.length; p++) if (states[p] === 1 && this.#pattern[p]?.kind === 'star') states[p + 1] = 1;
  }
}

/** Characters that are compared between two chances for others to run. */
const stride = 2048;

/** Where a match may be looked for: from the front, or from the back of what `text` holds. */
export interface PatternSearch {
  readonly pattern: Pattern;
  readonly text: string;
  readonly isLongest: boolean;
  /** Called now and then; what it answers is awaited. */
  readonly pause: () => Promise<void> | undefined;
}

/** Length of the shortest or longest prefix from `from` on that matches; -1 when none does. */
export async function matchPrefix({ pattern, text, isLongest, pause }: PatternSearch, from = 0): Promise<number> {
  return longestOrShortest(new PatternRun(pattern), text.length - from, (i) => text[from + i] ?? '', isLongest, pause);
}

/** Length of the shortest or longest suffix that matches; -1 when none does. */
export async function matchSuffix({ pattern, text, isLongest, pause }: PatternSearch): Promise<number> {
  return longestOrShortest(new PatternRun([...pattern].reverse()), text.length, (i) => text[text.length - 1 - i] ?? '', isLongest, pause);
}

async function longestOrShortest(run: PatternRun, count: number, charAt: (i: number) => string, isLongest: boolean, pause: () => Promise<void> | undefined): Promise<number> {
  let found = run.isMatch ? 0 : -1;
  if (found === 0 && !isLongest) return 0;
  for (let i = 0; i < count; i++) {
    if (i % stride === stride - 1) await pause();
    if (!run.step(charAt(i))) break;
    if (!run.isMatch) continue;
    found = i + 1;
    if (!isLongest) break;
  }
  return found;
}

export function hasPattern(text: string): boolean {
  if (text.length >= longText && !/[*?[]/.test(text)) return false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '*' || c === '?' || (c === '[' && text.includes(']', i + 2))) return true;
  }
  return false;
}
