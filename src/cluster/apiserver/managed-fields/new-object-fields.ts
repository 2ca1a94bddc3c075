// The FieldsV1 of a new object in one pass: what comparing it with an object with nothing written would find. Most writes are creations of like objects.
import { deepFreeze } from '../../store/deep-freeze.ts';
import { deepEqual } from '../../store/deep-equal.ts';
import { type Fields, setOwn } from '../json.ts';
import { elementsOf, fieldPlace, isEmptyValue, itemPlace, kindOf, memberOf, membersOf, type Place } from './typed-value.ts';

const interned = new Map<string, Fields>();
const maxInterned = 2_000;

/** Frozen and shared between objects of one shape. `isOwned` tells which paths of up to two names are the client's. */
export function fieldsOfNewObject(place: Place, empty: unknown, value: unknown, isOwned: (parent: string, name: string) => boolean): Fields {
  const fields = newFields(place, empty, value, '', isOwned) ?? {};
  const text = JSON.stringify(fields);
  let shared = interned.get(text);
  if (shared === undefined) {
    shared = deepFreeze(fields);
    if (interned.size < maxInterned) interned.set(text, shared);
  }
  return shared;
}

/** Undefined when nothing is written here. */
function newFields(place: Place, empty: unknown, value: unknown, parent: string, isOwned: ((parent: string, name: string) => boolean) | undefined): Fields | undefined {
  const kind = kindOf(place);
  if (kind === 'leaf' || (isEmptyValue(value) && isEmptyValue(empty))) {
    return empty !== undefined && (deepEqual(empty, value) || (isEmptyValue(empty) && isEmptyValue(value))) ? undefined : {};
  }
  const found: [string, Fields][] = empty === undefined ? [['.', {}]] : [];
  if (kind === 'struct' || kind === 'map') {
    for (const name of membersOf(place, value)) {
      const child = fieldPlace(place, name.key);
      if (child === undefined || name.value === undefined || (isOwned !== undefined && !isOwned(parent, name.key))) continue;
      const before = memberOf(place, empty, name.key);
      const below = newFields(child, before, name.value, name.key, parent === '' ? isOwned : undefined);
      if (below !== undefined) found.push([`f:${name.key}`, below]);
    }
  } else {
    for (const [element, item] of elementsOf(place, kind, value)) {
      const below = newFields(itemPlace(place), undefined, item, '', undefined);
      if (below !== undefined) found.push([element, below]);
    }
  }
  if (found.length === 0) return undefined;
  found.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const fields: Fields = {};
  for (const [name, below] of found) setOwn(fields, name, below);
  return fields;
}
