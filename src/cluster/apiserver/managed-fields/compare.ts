// What changes from one value to another, field by field: structured-merge-diff's Compare.
import { deepEqual } from '../../../api/meta/deep-equal.ts';
import { type Fields, getOwn, isFields } from '../../../api/meta/json.ts';
import { fieldOf, fieldsOf, type TypeSchema } from '../../../api/schema/schema.ts';
import { FieldSet, type PathElement, sharedSet } from './field-set.ts';
import { fieldPlace, indexItems, isAlwaysTime, isEmptyValue, itemPlace, type Kind, kindOf, type Place, repeatedItems } from './place.ts';

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

const alwaysTimes = new Map<string, readonly string[]>();

function alwaysTimesOf({ type }: Place): readonly string[] {
  if (type?.shape !== 'struct') return [];
  let names = alwaysTimes.get(type.goType);
  if (names === undefined) alwaysTimes.set(type.goType, (names = fieldsOf(type).filter(isAlwaysTime).map((f) => f.name)));
  return names;
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
