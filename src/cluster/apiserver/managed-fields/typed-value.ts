// Values with their schema: comparing, merging and pruning as structured-merge-diff's typed package does.
import { atomicStructs } from '../../../api/generated/schema.ts';
import { fieldOf, fieldsOf, type FieldSchema, type MergeFacts, type TypeSchema } from '../../../api/schema/schema.ts';
import { goQuote, goText } from '../../../api/field/go-text.ts';
import { deepEqual } from '../../../api/meta/deep-equal.ts';
import { type Fields, getOwn, isFields, setOwn } from '../../../api/meta/json.ts';
import { FieldSet, keysText, pathText, type PathElement, sharedSet } from './field-set.ts';

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

function fieldPlace({ type }: Place, name: string): Place | undefined {
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
function itemElement({ merge, type }: Place, kind: Kind, item: unknown): PathElement | undefined {
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

/** What Go's encoder leaves out counts as absent. */
function memberOf(place: Place, value: unknown, name: string): unknown {
  if (!isFields(value)) return undefined;
  const child = getOwn(value, name);
  if (place.type?.shape !== 'struct' || !isEmptyValue(child)) return child;
  const field = fieldOf(place.type, name);
  const kind = field?.type.shape;
  if (child === undefined) return field !== undefined && isAlwaysTime(field) ? null : undefined;
  return field?.isOmitEmpty === true && !isAlwaysTime(field) && (child === null || kind === 'list' || kind === 'map') ? undefined : child;
}

/** Times that are no pointers are written as null when they are not set; omitempty leaves out no struct. */
export function isAlwaysTime({ name, type, isPointer }: FieldSchema): boolean {
  return !isPointer && (type.shape === 'time' || type.shape === 'microTime') && name !== 'creationTimestamp';
}

const alwaysTimes = new Map<string, readonly string[]>();

function alwaysTimesOf({ type }: Place): readonly string[] {
  if (type?.shape !== 'struct') return [];
  let names = alwaysTimes.get(type.goType);
  if (names === undefined) alwaysTimes.set(type.goType, (names = fieldsOf(type).filter(isAlwaysTime).map((f) => f.name)));
  return names;
}

/** The items of a list by their path elements. */
export function elementsOf(place: Place, kind: Kind, list: unknown): ReadonlyMap<PathElement, unknown> {
  return indexItems(place, kind, list);
}

export interface Comparison {
  /** Added or modified. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

interface Walk extends Comparison {
  readonly isWritten: boolean;
}

/** What changes from `left` to `right`. `isWritten`: what `right` says explicitly is there, be it null or empty; otherwise both are as Go's encoder writes them. */
export function compare(place: Place, left: unknown, right: unknown, isWritten = false): Comparison {
  const comparison: Walk = { changed: new FieldSet(), removed: new FieldSet(), isWritten };
  compareInto(comparison, place, left, right, []);
  return comparison;
}

function compareInto(to: Walk, place: Place, left: unknown, right: unknown, path: PathElement[]): void {
  if ((left === undefined && right === undefined) || left === right) return;
  const kind = kindOf(place, left, right);
  const isLeaf = kind === 'leaf' || (isEmptyValue(left) && isEmptyValue(right));
  if (isLeaf) {
    if (left === undefined) to.changed.insert(path);
    else if (right === undefined) to.removed.insert(path);
    else if (!deepEqual(left, right) && !(isEmptyValue(left) && isEmptyValue(right))) to.changed.insert(path);
    return;
  }
  if (kind === 'struct' || kind === 'map') compareFields(to, place, left, right, path);
  else compareItems(to, place, kind, left, right, path);
  if (path.length === 0) return;
  if (left === undefined) to.changed.insert(path);
  else if (right === undefined) to.removed.insert(path);
}

function compareFields(to: Walk, place: Place, left: unknown, right: unknown, path: PathElement[]): void {
  const before = isFields(left) ? left : nothing;
  const after = isFields(right) ? right : nothing;
  for (const name of Object.keys(before)) compareField(to, place, left, right, name, path);
  for (const name of Object.keys(after)) if (!Object.hasOwn(before, name)) compareField(to, place, left, right, name, path);
  for (const name of alwaysTimesOf(place)) if (!Object.hasOwn(before, name) && !Object.hasOwn(after, name)) compareField(to, place, left, right, name, path);
}

const nothing: Fields = {};

function compareField(to: Walk, place: Place, left: unknown, right: unknown, name: string, path: PathElement[]): void {
  const child = fieldPlace(place, name);
  if (child === undefined) return;
  const before = memberOf(place, left, name);
  const said = to.isWritten && isFields(right) && right !== left ? getOwn(right, name) : undefined;
  const after = said === undefined || said === (isFields(left) ? getOwn(left, name) : undefined) ? memberOf(place, right, name) : said;
  if (before === after || (before === undefined && after === undefined)) return;
  const element = `f:${name}`;
  if (path.length < 2) {
    if (path.length === 1 && !to.isWritten && isShared(before) && isShared(after)) {
      addSharedDifference(to, path[0] ?? '', element, child, before, after);
      return;
    }
    // Most of an update is as it was; equality is seen faster than it is walked field by field.
    if (typeof before === 'object' && typeof after === 'object' && deepEqual(before, after)) return;
  }
  path.push(element);
  compareInto(to, child, before, after, path);
  path.pop();
}

/** Whether many objects may have the value, or none. */
function isShared(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.isFrozen(value));
}

interface SharedDifference extends Comparison {
  readonly element: PathElement;
  readonly type: TypeSchema | undefined;
}

/** How values that are shared differ: by what is there now (`absent` when it is gone), then by what was there before. */
const sharedDifferences = new WeakMap<object, WeakMap<object, SharedDifference>>();
const absent = {};

/** Adds how `before` and `after` differ at `element` of the root's member `above`. */
function addSharedDifference(to: Walk, above: PathElement, element: PathElement, place: Place, before: unknown, after: unknown): void {
  const left = (before ?? absent) as object;
  const right = (after ?? absent) as object;
  let differences = sharedDifferences.get(right);
  if (differences === undefined) sharedDifferences.set(right, (differences = new WeakMap()));
  let difference = differences.get(left);
  if (difference === undefined || difference.type !== place.type || difference.element !== element) {
    const walk: Walk = { changed: new FieldSet(), removed: new FieldSet(), isWritten: false };
    if (!deepEqual(before, after)) compareInto(walk, place, before, after, [element]);
    difference = { element, type: place.type, changed: sharedSet(walk.changed), removed: sharedSet(walk.removed) };
    differences.set(left, difference);
  }
  addSet(to.changed, above, element, difference.changed);
  addSet(to.removed, above, element, difference.removed);
}

/** Adds what `set` has at `element`. */
function addSet(to: FieldSet, above: PathElement, element: PathElement, set: FieldSet): void {
  const child = set.children.get(element);
  if (set.members.has(element)) to.child(above).add(element);
  if (child !== undefined) to.child(above).setChild(element, child);
}

function compareItems(to: Walk, place: Place, kind: Kind, left: unknown, right: unknown, path: PathElement[]): void {
  const before = indexItems(place, kind, left);
  const after = indexItems(place, kind, right);
  const at = itemPlace(place);
  const [repeatedBefore, repeatedAfter] = [repeatedItems(place, kind, left, before), repeatedItems(place, kind, right, after)];
  const compareItem = (element: PathElement): void => {
    path.push(element);
    if (repeatedBefore.has(element) || repeatedAfter.has(element)) {
      const was = repeatedBefore.get(element) ?? (before.has(element) ? [before.get(element)] : undefined);
      const is = repeatedAfter.get(element) ?? (after.has(element) ? [after.get(element)] : undefined);
      if (is === undefined) to.removed.insert(path);
      else if (!deepEqual(was, is)) to.changed.insert(path);
    } else compareInto(to, at, before.get(element), after.get(element), path);
    path.pop();
  };
  for (const element of before.keys()) compareItem(element);
  for (const element of after.keys()) if (!before.has(element)) compareItem(element);
}

/** Items by name; of items with one name the first counts. */
function indexItems(place: Place, kind: Kind, list: unknown): Map<PathElement, unknown> {
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

/** Every path that a value sets. */
export function toFieldSet(place: Place, value: unknown): FieldSet {
  const set = new FieldSet();
  collectFields(set, place, value, []);
  return set;
}

function collectFields(set: FieldSet, place: Place, value: unknown, path: PathElement[]): void {
  const kind = kindOf(place, value);
  if (kind === 'leaf') {
    set.insert(path);
    return;
  }
  if ((kind === 'struct' || kind === 'map') && isFields(value)) {
    for (const [name, child] of Object.entries(value)) {
      const at = fieldPlace(place, name);
      if (at === undefined || child === undefined) continue;
      path.push(`f:${name}`);
      if (child !== null) collectFields(set, at, child, path);
      // What a struct does not name lies in it as in a map.
      const isExtra = kind === 'map' || at.type === place.type?.element;
      if (child === null || isExtra || (isFields(child) && Object.keys(child).length === 0)) set.insert(path);
      path.pop();
    }
  } else if (Array.isArray(value)) {
    const items = indexItems(place, kind, value);
    const repeated = repeatedItems(place, kind, value, items);
    for (const [element, item] of items) {
      path.push(element);
      if (!repeated.has(element)) collectFields(set, itemPlace(place), item, path);
      set.insert(path);
      path.pop();
    }
  }
}

/** `live` with what `config` says; parts that do not change are shared. */
export function mergeValues(place: Place, live: unknown, config: unknown): unknown {
  if (config === undefined) return live;
  const kind = kindOf(place, live, config);
  if (kind === 'leaf' || live === undefined || live === null || config === null) return config;
  if ((kind === 'struct' || kind === 'map') && isFields(live) && isFields(config)) {
    const merged: Fields = { ...live };
    for (const [name, value] of Object.entries(config)) {
      const at = fieldPlace(place, name);
      setOwn(merged, name, at === undefined ? value : mergeValues(at, getOwn(live, name), value));
    }
    return merged;
  }
  return Array.isArray(live) && Array.isArray(config) ? mergeItems(place, kind, live as unknown[], config as unknown[]) : config;
}

/** The order of the config wins among shared items; items of the live list stay where they stood between them. */
function mergeItems(place: Place, kind: Kind, live: readonly unknown[], config: readonly unknown[]): unknown[] {
  const name = (item: unknown): PathElement => itemElement(place, kind, item) ?? `v:${JSON.stringify(item)}`;
  const left = live.map(name);
  const right = config.map(name);
  const before = indexItems(place, kind, live);
  const after = indexItems(place, kind, config);
  const shared = right.filter((e) => before.has(e));
  let next = shared.shift();
  const done = new Set<PathElement>();
  const merged: unknown[] = [];
  const take = (element: PathElement): void => {
    done.add(element);
    merged.push(mergeValues(itemPlace(place), before.get(element), after.get(element)));
  };
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const mine = left[l];
    const theirs = right[r];
    if (mine !== undefined && theirs !== undefined) {
      if (mine === theirs) {
        take(mine);
        l++;
        r++;
        next = shared.shift();
        continue;
      }
      if (after.has(mine) && next !== undefined && next !== mine) {
        l++;
        continue;
      }
    }
    if (mine !== undefined) {
      if (!after.has(mine)) {
        merged.push(live[l]);
        l++;
        continue;
      }
      if (done.has(mine)) l++;
    }
    if (theirs !== undefined) {
      take(theirs);
      r++;
      if (next === theirs) next = shared.shift();
    }
  }
  return merged;
}

/** `value` without the paths of `set` and what is below them. */
export function removeFields(place: Place, value: unknown, set: FieldSet): unknown {
  const kind = kindOf(place, value);
  if (set.isEmpty || kind === 'leaf') return value;
  if ((kind === 'struct' || kind === 'map') && isFields(value)) {
    const kept: Fields = {};
    for (const [name, child] of Object.entries(value)) {
      const element = `f:${name}`;
      if (set.members.has(element)) continue;
      const below = set.children.get(element);
      const at = fieldPlace(place, name);
      setOwn(kept, name, below === undefined || at === undefined ? child : removeFields(at, child, below));
    }
    return kept;
  }
  if (!Array.isArray(value)) return value;
  const items: unknown[] = [];
  for (const item of value as unknown[]) {
    const element = itemElement(place, kind, item);
    if (element !== undefined && set.members.has(element)) continue;
    const below = element === undefined ? undefined : set.children.get(element);
    items.push(below === undefined ? item : removeFields(itemPlace(place), item, below));
  }
  return items;
}

/** What is wrong with an applied value's structure, in upstream's words. */
export function typedErrors(place: Place, value: unknown, path: readonly PathElement[] = []): string[] {
  if (value === null || value === undefined) return [];
  const fail = (what: string): string[] => [`${pathText(path)}: ${what}`];
  switch (place.type?.shape) {
    case 'struct': case 'map': return isFields(value) ? fieldErrors(place, value, path) : fail(`expected map, got &{${goText(value)}}`);
    case 'list': return Array.isArray(value) ? itemErrors(place, value as unknown[], path) : fail(`expected list, got &{${goText(value)}}`);
    case 'string': case 'bytes': return typeof value === 'string' ? [] : fail(`expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
    case 'time': case 'microTime': case 'duration': case 'quantity': return typeof value === 'object' ? fail(`expected any scalar, got &{${goText(value)}}`) : [];
    case 'bool': return typeof value === 'boolean' ? [] : fail(`expected boolean, got &{${goText(value)}}`);
    case 'integer': case 'number': return typeof value === 'number' ? [] : fail(`expected numeric (int or float), got ${goType(value)}`);
    default: return [];
  }
}

/** A value as Go source, `%#v`. */
function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isFields(value)) return `map[string]interface {}{${Object.keys(value).sort().map((key) => `${goQuote(key)}:${goSyntax(value[key])}`).join(', ')}}`;
  return goText(value);
}

function goType(value: unknown): string {
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

function fieldErrors(place: Place, value: Fields, path: readonly PathElement[]): string[] {
  const errors: string[] = [];
  for (const name of Object.keys(value)) {
    const element = `f:${name}`;
    const child = fieldPlace(place, name);
    // Upstream goes no further in a map once it meets a name that it does not know.
    if (child === undefined) return [...errors, `${pathText([...path, element])}: field not declared in schema`];
    errors.push(...typedErrors(child, getOwn(value, name), [...path, element]));
  }
  return errors;
}

function itemErrors(place: Place, list: readonly unknown[], path: readonly PathElement[]): string[] {
  const kind = kindOf(place);
  if (kind === 'leaf') return list.flatMap((item, i) => typedErrors(itemPlace(place), item, [...path, `i:${i}`]));
  const seen = new Set<PathElement>();
  let isNameless = false;
  return list.flatMap((item, i) => {
    // Upstream reads no further in a list once an item has no name.
    if (isNameless) return [];
    const element = itemElement(place, kind, item);
    isNameless = element === undefined;
    if (element === undefined) return [`${pathText(path)}: element ${i}: ${keylessText(place, item)}`];
    const repeated = seen.has(element) ? [`${pathText(path)}: duplicate entries for key ${element.startsWith('k:') ? keysText(element.slice(2)) : `[=${element.slice(2)}]`}`] : [];
    seen.add(element);
    return [...repeated, ...typedErrors(itemPlace(place), item, [...path, element])];
  });
}

function keylessText({ merge }: Place, item: unknown): string {
  if (!isFields(item)) return 'associative list with keys may not have non-map elements';
  return `associative list with keys has an element that omits all key fields [${(merge?.keys ?? []).map((key) => JSON.stringify(key)).join(' ')}] (and doesn't have default values for any key fields)`;
}
