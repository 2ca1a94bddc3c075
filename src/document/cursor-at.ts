// What is being written at the cursor: which field of which mapping, or which value; also in half-typed and broken documents.
import type { Cursor } from './cursor.ts';
import { flowCursor } from './flow-cursor.ts';
import { outlineOf, type OutlineLine, unquote } from './line-outline.ts';
import type { LineTable } from './line-table.ts';
import type { Position } from './position.ts';

/** Reads the cursor's surroundings line by line. */
export function cursorAt(lines: LineTable, position: Position): Cursor {
  return cursorIn(lines, outlineOf(lines), position);
}

export function cursorIn(lines: LineTable, outline: readonly OutlineLine[], position: Position): Cursor {
  const at = Math.min(Math.max(position.line, 0), lines.lineCount - 1);
  const offset = lines.offsetAt({ line: at, character: position.character });
  const character = offset - (lines.starts[at] ?? 0);
  const line = outline[at];
  const none: Cursor = { kind: 'none', path: [], prefix: '', replace: { start: offset, end: offset }, siblings: [], column: 0, style: 'block', hasColon: false, isFresh: false, before: '', isMidLine: false };
  if (line === undefined || line.kind === 'marker') return none;
  if (line.kind === 'comment') return character > line.indent ? none : blankCursor(lines, outline, at, character, none);
  if (line.kind === 'continuation') return continuationCursor(lines, outline, at, offset, none);
  if (line.kind === 'blank') return blankCursor(lines, outline, at, character, none);
  if (isInComment(lines.lineText(at), character)) return none;
  return blockCursor(lines, outline, at, character, none);
}

function isInComment(text: string, character: number): boolean {
  const hash = /(?:^|\s)#/.exec(text.slice(0, character));
  return hash !== null && (text.slice(0, hash.index).match(/["']/g)?.length ?? 0) % 2 === 0;
}

function continuationCursor(lines: LineTable, outline: readonly OutlineLine[], at: number, offset: number, none: Cursor): Cursor {
  const opener = outline[at]?.opener ?? at;
  const line = outline[at];
  const opened = outline[opener];
  if (line === undefined || opened === undefined) return none;
  // A blank line stands outside what was opened above, once the cursor is indented no deeper than the owner of that.
  const character = offset - (lines.starts[at] ?? 0);
  const owner = opened.key !== undefined ? opened.column : (opened.dashes.at(-1) ?? -1);
  if (line.value === '' && character <= owner) return blankCursor(lines, outline, at, character, none);
  return line.continues === 'flow' ? flowCursor(lines, (lines.starts[opener] ?? 0) + opened.valueColumn, offset, valuePath(outline, opener), none) : none;
}

/** The path of the value that a line holds: of its key, or of its list item. */
function valuePath(outline: readonly OutlineLine[], at: number): (string | number)[] {
  const line = outline[at];
  if (line === undefined) return [];
  const parents = parentPath(outline, at, line.column);
  return line.key === undefined ? parents : [...parents, line.key];
}

function blockCursor(lines: LineTable, outline: readonly OutlineLine[], at: number, character: number, none: Cursor): Cursor {
  const line = outline[at] as OutlineLine;
  const start = lines.starts[at] ?? 0;
  const lastDash = line.dashes.at(-1);
  // Before what the line says, a key may begin only behind a dash that has nothing yet.
  if (character < line.column && (line.value !== '' || line.key !== undefined || lastDash === undefined || character <= lastDash)) return none;
  const isInValue = line.key !== undefined && character > line.colon;
  if ((line.value.startsWith('{') || line.value.startsWith('[')) && character > line.valueColumn) return flowCursor(lines, start + line.valueColumn, start + character, valuePath(outline, at), none);
  if (isInValue) return valueCursor(lines, outline, at, character, none);
  const hasColon = line.key !== undefined;
  const text = lines.lineText(at);
  const tokenEnd = hasColon ? line.colon : line.column + line.value.length;
  const isAfterToken = character > tokenEnd;
  if (isAfterToken && line.value !== '') return none;
  // A dash without a space after it, or further spaces before the cursor: the key begins where the cursor is.
  const column = line.value === '' && !hasColon && lastDash !== undefined ? Math.max(lastDash + 2, Math.min(line.column, character)) : line.column;
  const tokenStart = Math.min(column, Math.max(character, line.column));
  const path = parentPath(outline, at, column);
  const siblings = siblingKeys(outline, at, column, path);
  return {
    ...none, kind: 'key', path, column, hasColon, siblings,
    prefix: unquote(text.slice(Math.min(tokenStart, character), character)),
    replace: { start: start + Math.min(tokenStart, character, text.length), end: start + Math.max(tokenEnd, Math.min(character, text.length)) },
    isFresh: !hasColon && siblings.length === 0,
    before: lastDash !== undefined && character === lastDash + 1 ? ' ' : '',
    isMidLine: /\s/.test(line.value),
  };
}

function valueCursor(lines: LineTable, outline: readonly OutlineLine[], at: number, character: number, none: Cursor): Cursor {
  const line = outline[at] as OutlineLine;
  const start = lines.starts[at] ?? 0;
  if (/^[|>]/.test(line.value)) return none;
  const end = line.valueColumn + line.value.length;
  if (character > end && line.value !== '') return none;
  const from = line.value === '' ? Math.min(character, line.valueColumn) : line.valueColumn;
  if (character < from) return none;
  const path = valuePath(outline, at);
  return {
    ...none, kind: 'value', path, column: line.column, isFresh: line.value === '' && !hasChildren(outline, at),
    prefix: lines.lineText(at).slice(from, character).replace(/^["']/, ''),
    replace: { start: start + from, end: start + (line.value === '' ? character : Math.max(end, character)) },
    before: character === line.colon + 1 ? ' ' : '',
  };
}

/** Whether the lines after a key belong to its value. */
function hasChildren(outline: readonly OutlineLine[], at: number): boolean {
  const line = outline[at] as OutlineLine;
  for (let i = at + 1; i < outline.length; i++) {
    const next = outline[i] as OutlineLine;
    if (next.kind === 'blank' || next.kind === 'comment') continue;
    return next.kind === 'block' && (next.indent > line.column || (next.indent === line.column && next.dashes.length > 0));
  }
  return false;
}

function blankCursor(lines: LineTable, outline: readonly OutlineLine[], at: number, character: number, none: Cursor): Cursor {
  const start = lines.starts[at] ?? 0;
  const place = columnFor(outline, at, character);
  const path = place.path ?? parentPath(outline, at, place.column);
  const siblings = siblingKeys(outline, at, place.column, path);
  const isAligned = place.column === character;
  return {
    ...none, kind: 'key', path, siblings, column: place.column, isFresh: siblings.length === 0,
    replace: { start: isAligned ? start + character : start, end: start + character },
    before: isAligned ? '' : ' '.repeat(place.column),
  };
}

/** Where a key that is begun on a blank line at `character` would have to stand: as a child of the line above, or beside one of its ancestors. */
function columnFor(outline: readonly OutlineLine[], at: number, character: number): { column: number; path?: (string | number)[] } {
  let above = at - 1;
  while (above >= 0 && outline[above]?.kind !== 'block') above--;
  const line = outline[above];
  if (line === undefined) return { column: 0, path: [] };
  const lastDash = line.dashes.at(-1);
  if (line.key !== undefined && line.value.replace(/^[&!]\S*$/, '') === '' && character > line.column) {
    const child = firstChildColumn(outline, at, line.column);
    return { column: child ?? character, path: valuePath(outline, above) };
  }
  if (line.key === undefined && line.value === '' && lastDash !== undefined && character > lastDash) return { column: character, path: parentPath(outline, above, lastDash + 1) };
  // Columns of the mappings that are open after the line above, innermost first.
  let column = line.key === undefined && lastDash !== undefined ? lastDash : line.column;
  for (let i = above; i >= 0 && column > character; i--) {
    const parent = outline[i];
    if (parent?.kind !== 'block') continue;
    if (parent.key !== undefined && parent.column < column) column = parent.column;
  }
  return { column };
}

/** The column of a block that is written below the cursor as the child of a key at `parentColumn`. */
function firstChildColumn(outline: readonly OutlineLine[], at: number, parentColumn: number): number | undefined {
  for (let i = at + 1; i < outline.length; i++) {
    const line = outline[i] as OutlineLine;
    if (line.kind !== 'block') continue;
    return line.indent > parentColumn ? line.indent : undefined;
  }
  return undefined;
}

/** Field names and indexes above what begins at `column` of a line. */
function parentPath(outline: readonly OutlineLine[], at: number, column: number): (string | number)[] {
  const segments: (string | number)[] = [];
  let limit = column;
  let isItem = false;
  const leave = (index: number): void => {
    const { dashes } = outline[index] as OutlineLine;
    for (let d = dashes.length - 1; d >= 0; d--) {
      const dash = dashes[d] as number;
      if (dash >= limit) continue;
      segments.unshift(itemIndex(outline, index, dash));
      limit = dash;
      isItem = true;
    }
  };
  if (outline[at]?.kind === 'block') leave(at);
  for (let i = at - 1; i >= 0 && (limit > 0 || isItem); i--) {
    const line = outline[i] as OutlineLine;
    if (line.kind !== 'block') continue;
    const isParentKey = line.key !== undefined && (line.column < limit || (isItem && line.column === limit));
    if (isParentKey) {
      segments.unshift(line.key ?? '');
      limit = line.column;
      isItem = false;
      leave(i);
    } else if (line.dashes.some((dash) => dash < limit)) leave(i);
  }
  return segments;
}

/** How many items stand before the one that begins with the dash at `dash`. */
function itemIndex(outline: readonly OutlineLine[], at: number, dash: number): number {
  let index = 0;
  if ((outline[at] as OutlineLine).indent < dash) return 0;
  for (let i = at - 1; i >= 0; i--) {
    const line = outline[i] as OutlineLine;
    if (line.kind !== 'block') continue;
    if (line.dashes.includes(dash)) {
      index++;
      if (line.indent < dash) break;
    } else if (line.indent <= dash) break;
  }
  return index;
}

/** The keys of the mapping at `column` that a line belongs to, without the line's own. */
function siblingKeys(outline: readonly OutlineLine[], at: number, column: number, path: readonly (string | number)[]): string[] {
  const keys: string[] = [];
  const own = outline[at] as OutlineLine;
  const beginsItem = own.kind === 'block' && own.dashes.length > 0;
  for (let i = at - 1; i >= 0 && !beginsItem; i--) {
    const line = outline[i] as OutlineLine;
    if (line.kind !== 'block') continue;
    if (line.column === column && line.key !== undefined) keys.unshift(line.key);
    if (line.indent < column) break;
  }
  for (let i = at + 1; i < outline.length; i++) {
    const line = outline[i] as OutlineLine;
    if (line.kind !== 'block') continue;
    if (line.indent < column) break;
    if (line.column === column && line.key !== undefined && line.dashes.length === 0) keys.push(line.key);
  }
  return path.length === 0 && column > 0 ? [] : keys;
}
