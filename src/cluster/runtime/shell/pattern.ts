// Shell patterns: `*`, `?`, `[…]` with classes, as fnmatch has them. Matching takes time at most proportional to pattern × text.

type Element = { readonly kind: 'star' } | { readonly kind: 'any' } | { readonly kind: 'char'; readonly char: string } | { readonly kind: 'set'; readonly isNegated: boolean; readonly ranges: readonly (readonly [string, string])[] };

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

export function compilePattern(text: string): Pattern {
  const elements: Element[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
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

function matchesOne(element: Element | undefined, c: string): boolean {
  if (element === undefined) return false;
  if (element.kind === 'char') return element.char === c;
  if (element.kind !== 'set') return element.kind === 'any';
  return element.ranges.some(([low, high]) => c >= low && c <= high) !== element.isNegated;
}

/** True when the whole of `text` matches. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
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

/** Length of the shortest or longest prefix that matches; -1 when none does. */
export function matchPrefix(pattern: Pattern, text: string, isLongest: boolean): number {
  if (!pattern.some((element) => element.kind === 'star')) {
    return pattern.length <= text.length && matchesPattern(pattern, text.slice(0, pattern.length)) ? pattern.length : -1;
  }
  for (let i = 0; i <= text.length; i++) {
    const length = isLongest ? text.length - i : i;
    if (matchesPattern(pattern, text.slice(0, length))) return length;
  }
  return -1;
}

/** Length of the shortest or longest suffix that matches; -1 when none does. */
export function matchSuffix(pattern: Pattern, text: string, isLongest: boolean): number {
  for (let i = 0; i <= text.length; i++) {
    const length = isLongest ? text.length - i : i;
    if (matchesPattern(pattern, text.slice(text.length - length))) return length;
  }
  return -1;
}

export function hasPattern(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '*' || c === '?' || (c === '[' && text.includes(']', i + 2))) return true;
  }
  return false;
}
