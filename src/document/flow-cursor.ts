// The cursor inside `{…}` and `[…]`.
import type { Cursor } from './cursor.ts';
import { quoteEnd, unquote } from './line-outline.ts';
import type { LineTable } from './line-table.ts';

interface Frame {
  readonly open: '{' | '[';
  readonly keys: string[];
  key: string | undefined;
  index: number;
}

interface Token {
  start: number;
  end: number;
}

/** Reads from the first bracket to the cursor and on to where the cursor's mapping closes. */
export function flowCursor(lines: LineTable, from: number, offset: number, base: readonly (string | number)[], none: Cursor): Cursor {
  const { text } = lines;
  const frames: Frame[] = [];
  let token: Token | undefined;
  let i = from;
  for (; i < offset; i++) {
    const c = text.charAt(i);
    const top = frames.at(-1);
    if (c === '"' || c === "'") {
      if (token !== undefined) continue;
      const end = quoteEnd(text, i);
      token = { start: i, end: end < 0 ? lineEnd(text, i) : end };
      i = Math.max(token.end - 1, i);
    } else if (c === '{' || c === '[') {
      frames.push({ open: c, keys: [], key: undefined, index: 0 });
      token = undefined;
    } else if (c === '}' || c === ']') {
      frames.pop();
      token = undefined;
      if (frames.length === 0) return none;
    } else if (c === ',' && top !== undefined) {
      if (top.key !== undefined) top.keys.push(top.key);
      top.key = undefined;
      top.index++;
      token = undefined;
    } else if (c === ':' && top?.open === '{' && top.key === undefined && token !== undefined && isColon(text, i)) {
      top.key = unquote(text.slice(token.start, token.end));
      token = undefined;
    } else if (c === '#' && /\s/.test(text.charAt(i - 1))) {
      i = lineEnd(text, i);
      if (i >= offset) return none;
    } else if (!/\s/.test(c)) token = token === undefined ? { start: i, end: i + 1 } : { start: token.start, end: i + 1 };
  }
  const top = frames.at(-1);
  if (top === undefined) return none;
  const path: (string | number)[] = [...base];
  for (const frame of frames.slice(0, -1)) path.push(...segmentOf(frame));
  const start = token?.start ?? offset;
  const word = /^[^\s,:{}[\]#"']*/.exec(text.slice(offset))?.[0] ?? '';
  const end = token !== undefined && token.end > offset ? Math.min(token.end, lineEnd(text, offset)) : offset + word.length;
  const common = { ...none, style: 'flow' as const, prefix: text.slice(start, offset).replace(/^["']/, ''), replace: { start, end }, column: 0 };
  if (text.slice(start, offset).includes('\n')) return none;
  if (top.open === '{' && top.key === undefined) {
    const rest = /^\s*:/.test(text.slice(end));
    return { ...common, kind: 'key', path, siblings: [...top.keys, ...keysAfter(text, end)], hasColon: rest };
  }
  path.push(...segmentOf(top));
  return { ...common, kind: 'value', path, isFresh: token === undefined, before: text.charAt(offset - 1) === ':' ? ' ' : '' };
}

function segmentOf(frame: Frame): (string | number)[] {
  return frame.open === '[' ? [frame.index] : frame.key === undefined ? [] : [frame.key];
}

function isColon(text: string, at: number): boolean {
  const next = text.charAt(at + 1);
  return next === '' || /[\s,{}[\]"']/.test(next) || /["']/.test(text.charAt(at - 1));
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : text.charAt(end - 1) === '\r' && end > at ? end - 1 : end;
}

/** Keys between the cursor and the end of its mapping; gives up at what looks like block lines. */
function keysAfter(text: string, from: number): string[] {
  const keys: string[] = [];
  let depth = 0;
  let start = -1;
  for (let i = from; i < Math.min(text.length, from + 20_000); i++) {
    const c = text.charAt(i);
    if ((c === '"' || c === "'") && start < 0) {
      const end = quoteEnd(text, i);
      if (end < 0) break;
      if (depth === 0) start = i;
      i = end - 1;
    } else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') {
      if (--depth < 0) break;
    } else if (depth === 0 && c === ',') start = i + 1;
    else if (depth === 0 && c === ':' && start >= 0 && isColon(text, i)) {
      keys.push(unquote(text.slice(start, i).trim()));
      start = -1;
    }
  }
  return keys;
}
