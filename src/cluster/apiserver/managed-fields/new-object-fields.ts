// The FieldsV1 of a new object in one pass: what comparing it with an object with nothing written would find. Most writes are creations of like objects.
import { fieldOf, fieldsOf, type TypeSchema } from '../../../api/schema/schema.ts';
import { deepFreeze } from '../../../api/meta/deep-freeze.ts';
import { deepEqual } from '../../../api/meta/deep-equal.ts';
import { type Fields, isFields, setOwn } from '../../../api/meta/json.ts';
import { indexItems, isAlwaysTime, isEmptyValue, itemPlace, type Kind, kindOf, type Place, repeatedItems } from './place.ts';

const interned = new Map<string, Fields>();
const maxInterned = 2_000;

/** Which names at the top (`parent` is '') and one level below are the client's. */
export type Owned = (parent: string, name: string) => boolean;

/** The FieldsV1 of objects with one spec, by those of all else in them. */
export interface OwnedFields {
  get(key: string): Fields | undefined;
  set(key: string, fields: Fields): void;
}

/** Frozen and shared between objects of one shape. `known` belongs to the object's spec. */
export function fieldsOfNewObject(place: Place, empty: unknown, value: unknown, isOwned: Owned, known?: OwnedFields): Fields {
  if (known === undefined) return sharedFields(place, empty, value, isOwned);
  const others = JSON.stringify(newFields(place, empty, value, '', (parent, name) => (parent !== '' || name !== 'spec') && isOwned(parent, name)));
  let fields = known.get(others);
  if (fields === undefined) known.set(others, (fields = sharedFields(place, empty, value, isOwned)));
  return fields;
}

function sharedFields(place: Place, empty: unknown, value: unknown, isOwned: Owned): Fields {
  const fields = newFields(place, empty, value, '', isOwned) ?? {};
  const text = JSON.stringify(fields);
  let shared = interned.get(text);
  if (shared === undefined) {
    shared = deepFreeze(fields);
    if (interned.size < maxInterned) interned.set(text, shared);
  }
  return shared;
}

/** A struct's field, prepared for the walk. */
interface FieldPlan {
  readonly name: string;
  readonly element: string;
  readonly place: Place;
  /** Empty lists and maps are not written. */
  readonly isDroppedEmpty: boolean;
  readonly isAlwaysTime: boolean;
  /** No struct, list or map, whatever stands there. */
  readonly isScalar: boolean;
}

const compound: ReadonlySet<string> = new Set(['struct', 'list', 'map']);

const plans = new Map<TypeSchema, readonly FieldPlan[]>();

/** In the order of FieldsV1. */
function plansOf(type: TypeSchema): readonly FieldPlan[] {
  let known = plans.get(type);
  if (known === undefined) {
    known = fieldsOf(type).map((field): FieldPlan => ({
      name: field.name, element: `f:${field.name}`, place: { type: field.type, merge: field.merge },
      isDroppedEmpty: field.isOmitEmpty && (field.type.shape === 'list' || field.type.shape === 'map'), isAlwaysTime: isAlwaysTime(field),
      isScalar: field.type.isDeduced !== true && !compound.has(field.type.shape),
    })).sort((a, b) => (a.element < b.element ? -1 : 1));
    plans.set(type, known);
  }
  return known;
}

const leaf: Fields = Object.freeze({});

/** Undefined when nothing is written here. */
function newFields(place: Place, empty: unknown, value: unknown, parent: string, isOwned: Owned | undefined): Fields | undefined {
  const kind = kindOf(place, empty, value);
  if (kind === 'leaf' || (isEmptyValue(value) && isEmptyValue(empty))) {
    if (empty === undefined) return leaf;
    return (isEmptyValue(empty) && isEmptyValue(value)) || deepEqual(empty, value) ? undefined : leaf;
  }
  const fields: Fields = {};
  if (empty === undefined) fields['.'] = leaf;
  if (kind === 'struct' && place.type !== undefined && isFields(value)) {
    if (place.type.element === undefined) addStruct(fields, place.type, empty, value, parent, isOwned);
    else addOpenStruct(fields, place, empty, value, parent, isOwned);
  }
  else if (kind === 'map' && isFields(value)) addMap(fields, place, value);
  else addItems(fields, place, kind, value);
  for (const _ in fields) return fields;
  return undefined;
}

function addStruct(fields: Fields, type: TypeSchema, empty: unknown, value: Fields, parent: string, isOwned: Owned | undefined): void {
  for (const { name, element, place, isDroppedEmpty, isAlwaysTime: isTime, isScalar } of plansOf(type)) {
    let member = value[name];
    if (member === undefined || (member === null && type.fields === undefined)) {
      if (!isTime) continue;
      member = null;
    }
    if ((isDroppedEmpty && isEmptyValue(member)) || (isOwned !== undefined && !isOwned(parent, name))) continue;
    const given = isFields(empty) ? empty[name] : undefined;
    const before = given === undefined && isTime && isFields(empty) ? null : given;
    const below = isScalar && before === undefined ? leaf : newFields(place, before, member, name, parent === '' ? isOwned : undefined);
    if (below !== undefined) fields[element] = below;
  }
}

/** Of a struct that keeps fields that it does not name. */
function addOpenStruct(fields: Fields, { type }: Place, empty: unknown, value: Fields, parent: string, isOwned: Owned | undefined): void {
  for (const name of Object.keys(value).sort()) {
    const field = type && fieldOf(type, name);
    if (isOwned !== undefined && !isOwned(parent, name)) continue;
    const below = newFields(field === undefined ? { type: type?.element, merge: undefined } : { type: field.type, merge: field.merge }, isFields(empty) ? empty[name] : undefined, value[name], name, parent === '' ? isOwned : undefined);
    if (below !== undefined) setOwn(fields, `f:${name}`, below);
  }
}

function addMap(fields: Fields, { type }: Place, value: Fields): void {
  const element: Place = { type: type?.isDeduced === true ? type : type?.element, merge: undefined };
  for (const key of Object.keys(value).sort()) {
    const below = newFields(element, undefined, value[key], '', undefined);
    if (below !== undefined) setOwn(fields, `f:${key}`, below);
  }
}

function addItems(fields: Fields, place: Place, kind: Kind, value: unknown): void {
  const named = indexItems(place, kind, value);
  const repeated = repeatedItems(place, kind, value, named);
  const items = [...named];
  if (items.length > 1) items.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  for (const [element, item] of items) {
    const below = repeated.has(element) ? leaf : newFields(itemPlace(place), undefined, item, '', undefined);
    if (below !== undefined) fields[element] = below;
  }
}
