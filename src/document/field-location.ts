// FieldPath to text and back: where the field of a finding is written, or its nearest written parent.
import { dereference, entryOf, mergedEntry, type MappingEntry, type YamlNode } from './node.ts';
import type { Span } from './position.ts';

export interface FieldLocation {
  /** The field's key, or for a list item the item itself; absent for the whole document. */
  readonly key: Span | undefined;
  readonly value: Span | undefined;
  /** How many segments of the path are written. */
  readonly depth: number;
  readonly isWritten: boolean;
  readonly node: YamlNode | undefined;
}

/** Follows a path as far as it is written. */
export function locateField(root: YamlNode | undefined, segments: readonly (string | number)[]): FieldLocation {
  let node = root;
  let key: Span | undefined;
  let depth = 0;
  for (; depth < segments.length; depth++) {
    const segment = segments[depth] as string | number;
    const target = dereference(node);
    let entry: MappingEntry | undefined;
    if (target?.kind === 'mapping' && (entry = mergedEntry(target, String(segment))) !== undefined) {
      // What an alias or a merge key brought in is not written here: its finding stays where it was brought in.
      if (!(node?.kind === 'alias') && target.entries.includes(entry)) key = entry.key;
      else key ??= entry.key;
      node = node?.kind === 'alias' ? aliasOf(node, entry) : entry.value;
    } else if (target?.kind === 'sequence' && typeof segment === 'number' && segment < target.items.length) {
      const item = target.items[segment];
      if (item !== undefined && node?.kind !== 'alias') key = item;
      node = item;
    } else break;
  }
  return { key, value: node, depth, isWritten: depth === segments.length, node };
}

/** An alias stays the place of everything under it. */
function aliasOf(alias: YamlNode, entry: MappingEntry): YamlNode | undefined {
  const target = dereference(entry.value);
  return target === undefined ? undefined : { kind: 'alias', start: alias.start, end: alias.end, anchor: undefined, target };
}

/** The span to underline for a finding about a field: the scalar value; else the key; else, where it is not written, the parent's key or first line. */
export function findingSpan(text: string, root: YamlNode | undefined, segments: readonly (string | number)[]): Span {
  const { key, node, isWritten } = locateField(root, segments);
  if (isWritten && node?.kind === 'scalar' && (node.style === 'plain' || node.style === 'single' || node.style === 'double') && node.end > node.start) return firstLine(text, node);
  if (isWritten && node?.kind === 'alias') return node;
  if (key !== undefined) return firstLine(text, firstKey(key) ?? key);
  const first = firstKey(root) ?? root;
  return first === undefined ? { start: 0, end: 0 } : firstLine(text, first);
}

/** The key of a field that is written, for findings about its name. */
export function keySpan(text: string, root: YamlNode | undefined, segments: readonly (string | number)[]): Span {
  const { key, isWritten } = locateField(root, segments);
  return isWritten && key !== undefined ? firstLine(text, key) : findingSpan(text, root, segments);
}

/** A mapping in a list has no key of its own: its first one stands for it, and for an object its kind, after which the rest of it is written. */
function firstKey(span: Span | YamlNode | undefined): Span | undefined {
  if (span === undefined || !('kind' in span) || span.kind !== 'mapping') return undefined;
  const kind = entryOf(span, 'apiVersion') === undefined ? undefined : entryOf(span, 'kind');
  return (kind ?? span.entries[0])?.key;
}

function firstLine(text: string, { start, end }: Span): Span {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return { start, end: i };
  }
  return { start, end };
}

/** Reads `spec.containers[0].resources.limits[cpu]`, as causes of a Status spell fields. Anything may stand inside the brackets. */
export function parseFieldPath(text: string): (string | number)[] {
  const segments: (string | number)[] = [];
  let name = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '.') {
      if (name !== '') segments.push(name);
      name = '';
    } else if (c === '[') {
      if (name !== '') segments.push(name);
      name = '';
      const end = text.indexOf(']', i);
      const inside = text.slice(i + 1, end < 0 ? undefined : end);
      segments.push(/^\d+$/.test(inside) ? Number(inside) : inside);
      i = end < 0 ? text.length : end;
    } else name += c;
  }
  if (name !== '') segments.push(name);
  return segments;
}

/** The innermost path at an offset, and whether the offset is on the key or the value of its last segment. */
export function pathAt(root: YamlNode | undefined, offset: number): { readonly segments: readonly (string | number)[]; readonly on: 'key' | 'value'; readonly node: YamlNode | undefined; readonly span: Span } | undefined {
  const segments: (string | number)[] = [];
  let node = root;
  while (node !== undefined) {
    if (node.kind === 'mapping') {
      const entry: MappingEntry | undefined = node.entries.find((e) => e.start <= offset && offset <= e.end);
      if (entry === undefined) break;
      segments.push(entry.name ?? '');
      if (entry.key !== undefined && offset <= entry.key.end) return { segments, on: 'key', node: entry.value, span: entry.key };
      if (entry.value === undefined || offset < entry.value.start) return { segments, on: 'value', node: entry.value, span: { start: offset, end: offset } };
      node = entry.value;
    } else if (node.kind === 'sequence') {
      const index: number = node.items.findIndex((item) => item !== undefined && item.start <= offset && offset <= item.end);
      if (index < 0) break;
      segments.push(index);
      node = node.items[index];
    } else return offset >= node.start && offset <= node.end ? { segments, on: 'value', node, span: node } : undefined;
  }
  return node === undefined ? undefined : { segments, on: 'value', node, span: { start: offset, end: offset } };
}
