// Values with their schema: what may stand at a place, and how the items of lists are named there, as structured-merge-diff's typed package does.
import { atomicStructs } from '../../../api/generated/schema.ts';
import { type Fields, getOwn, isFields } from '../../../api/meta/json.ts';
import { fieldOf, type FieldSchema, type MergeFacts, type TypeSchema } from '../../../api/schema/schema.ts';
import type { PathElement } from './field-set.ts';

/** A place in a schema: what may stand there and how it merges. */
export interface Place {
  readonly type: TypeSchema | undefined;
  readonly merge: MergeFacts | undefined;
}

export type Kind = 'leaf' | 'set' | 'keyed' | 'struct' | 'map';

const atomic: ReadonlySet<string> = new Set(atomicStructs);
const keyDefaults: Readonly<Record<string, string>> = { protocol: 'TCP' };

export function rootPlace(type: TypeSchema): Place {
  return { type, merge: undefined };
}

/** `values` are what stands there: fields that no schema describes are what their values are. */
export function kindOf({ type, merge }: Place, ...values: readonly unknown[]): Kind {
  if (type?.isDeduced === true) return merge?.listType !== 'atomic' && values.some(isFields) && values.every((value) => value === undefined || value === null || isFields(value)) ? 'map' : 'leaf';
  switch (type?.shape) {
    case 'list':
      if (merge?.listType === 'set') return 'set';
      return merge?.listType === 'map' ? 'keyed' : 'leaf';
    case 'struct': return (merge?.listType ?? (atomic.has(type.goType) ? 'atomic' : 'granular')) === 'atomic' ? 'leaf' : 'struct';
    case 'map': return merge?.listType === 'atomic' ? 'leaf' : 'map';
    default: return 'leaf';
  }
}

export function fieldPlace({ type }: Place, name: string): Place | undefined {
  if (type === undefined) return undefined;
  if (type.isDeduced === true) return { type, merge: undefined };
  if (type.shape === 'map') return { type: type.element, merge: undefined };
  const field: FieldSchema | undefined = fieldOf(type, name);
  if (field === undefined && type.element !== undefined) return { type: type.element, merge: undefined };
  return field === undefined ? undefined : { type: field.type, merge: field.merge };
}

export function itemPlace({ type }: Place): Place {
  return { type: type?.element, merge: undefined };
}

const sortedKeys = new WeakMap<MergeFacts, readonly string[]>();

function keysOf(merge: MergeFacts | undefined): readonly string[] {
  if (merge === undefined) return [];
  let keys = sortedKeys.get(merge);
  if (keys === undefined) sortedKeys.set(merge, (keys = [...merge.keys].sort()));
  return keys;
}

/** How an item of a list is named; undefined when it lacks its keys. */
export function itemElement({ merge, type }: Place, kind: Kind, item: unknown): PathElement | undefined {
  if (kind === 'set') return `v:${JSON.stringify(item)}`;
  if (!isFields(item)) return undefined;
  let text = '';
  for (const key of keysOf(merge)) {
    const value = getOwn(item, key) ?? (merge?.keyDefaults === undefined ? (keyDefaults[key] ?? keyZero(type?.element, key)) : merge.keyDefaults[key]);
    if (value !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${JSON.stringify(value)}`;
  }
  return text === '' ? undefined : `k:{${text}}`;
}

/** A required key that is not written has its zero value. */
function keyZero(element: TypeSchema | undefined, key: string): string | number | undefined {
  const field = element === undefined ? undefined : fieldOf(element, key);
  if (field === undefined || !field.isRequired) return undefined;
  return field.type.shape === 'integer' ? 0 : '';
}

export function isEmptyValue(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const key in value) if ((value as Fields)[key] !== undefined && Object.hasOwn(value, key)) return false;
  return true;
}

/** Times that are no pointers are written as null when they are not set; omitempty leaves out no struct. */
export function isAlwaysTime({ name, type, isPointer }: FieldSchema): boolean {
  return !isPointer && (type.shape === 'time' || type.shape === 'microTime') && name !== 'creationTimestamp';
}

/** The items of a list by their path elements; of items with one name the first counts. */
export function indexItems(place: Place, kind: Kind, list: unknown): Map<PathElement, unknown> {
  const items = new Map<PathElement, unknown>();
  if (!Array.isArray(list)) return items;
  for (const item of list as unknown[]) {
    const element = itemElement(place, kind, item);
    if (element !== undefined && !items.has(element)) items.set(element, item);
  }
  return items;
}

const noneRepeated: ReadonlyMap<PathElement, readonly unknown[]> = new Map();

/** The items that share a name, by it: they are one thing, owned as a whole. */
export function repeatedItems(place: Place, kind: Kind, list: unknown, named: ReadonlyMap<PathElement, unknown>): ReadonlyMap<PathElement, readonly unknown[]> {
  if (!Array.isArray(list) || list.length === named.size) return noneRepeated;
  const all = Map.groupBy(list as unknown[], (item) => itemElement(place, kind, item));
  const repeated = new Map<PathElement, readonly unknown[]>();
  for (const [element, items] of all) if (element !== undefined && items.length > 1) repeated.set(element, items);
  return repeated;
}
