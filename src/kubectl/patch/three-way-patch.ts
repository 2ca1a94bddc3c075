// The patch that kubectl apply sends: strategicpatch.CreateThreeWayMergePatch, or a JSON merge patch for kinds without merge keys.
import { fieldOf, type FieldSchema, type TypeSchema } from '../../api/schema/schema.ts';
import { compareText } from '../../api/field/go-text.ts';
import { deepEqual } from '../../api/meta/deep-equal.ts';
import { type Fields, isFields } from '../../api/meta/json.ts';

export interface ThreeWay {
  /** What was applied last time. */
  readonly original: Fields | undefined;
  /** What is to be applied now. */
  readonly modified: Fields;
  /** What the server has. */
  readonly current: Fields | undefined;
  /** Undefined: lists are replaced as a whole, as JSON merge patch does. */
  readonly type: TypeSchema | undefined;
}

/** Sets what differs from the server's object and removes what was applied before and no longer is. `{}` when there is nothing to do. */
export function threeWayPatch({ original, modified, current, type }: ThreeWay): Fields {
  const patch: Fields = {};
  for (const [key, value] of Object.entries(modified)) {
    if (value === undefined) continue;
    const field = type && fieldOf(type, key);
    const now = current?.[key];
    const before = original?.[key];
    if (isFields(value) && isFields(now)) patchMap(patch, key, { original: isFields(before) ? before : undefined, modified: value, current: now, type: childType(type, field) }, field);
    else if (Array.isArray(value) && Array.isArray(now)) patchList(patch, key, { before: Array.isArray(before) ? before : [], value, now }, field);
    else if (now === undefined || !deepEqual(now, value)) patch[key] = value;
  }
  for (const key of Object.keys(original ?? {})) if (modified[key] === undefined) patch[key] = null;
  return patch;
}

/** Values of a map have its element type; fields have their own. */
function childType(type: TypeSchema | undefined, field: FieldSchema | undefined): TypeSchema | undefined {
  return field?.type ?? (type?.shape === 'map' ? type.element : undefined);
}

function patchMap(patch: Fields, key: string, sides: ThreeWay, field: FieldSchema | undefined): void {
  const strategies = field?.merge?.patchStrategies ?? [];
  if (strategies.includes('replace')) {
    if (!deepEqual(sides.current, sides.modified)) patch[key] = { ...sides.modified, $patch: 'replace' };
    return;
  }
  const inner = threeWayPatch(sides);
  if (Object.keys(inner).length === 0) return;
  patch[key] = strategies.includes('retainKeys') ? withRetainKeys(inner, sides.modified) : inner;
}

function withRetainKeys(patch: Fields, modified: Fields): Fields {
  return { ...patch, $retainKeys: Object.keys(modified).sort(compareText) };
}

interface Lists {
  readonly before: readonly unknown[];
  readonly value: readonly unknown[];
  readonly now: readonly unknown[];
}

function patchList(patch: Fields, key: string, lists: Lists, field: FieldSchema | undefined): void {
  const { patchStrategies = [], patchMergeKey } = field?.merge ?? {};
  const isMerged = patchStrategies.includes('merge');
  if (isMerged && patchMergeKey !== undefined) patchKeyedList(patch, key, lists, { mergeKey: patchMergeKey, type: field?.type.element, retains: patchStrategies.includes('retainKeys') });
  else if (isMerged) patchSet(patch, key, lists);
  else if (!deepEqual(lists.now, lists.value)) patch[key] = lists.value;
}

function patchKeyedList(patch: Fields, key: string, { before, value, now }: Lists, how: { mergeKey: string; type: TypeSchema | undefined; retains: boolean }): void {
  const { mergeKey, type, retains } = how;
  const keyOf = (item: unknown): unknown => (isFields(item) ? item[mergeKey] : undefined);
  const items: unknown[] = [];
  for (const item of value) {
    const current = now.find((other) => keyOf(other) === keyOf(item));
    if (!isFields(item) || !isFields(current)) {
      items.push(item);
      continue;
    }
    const original = before.find((other) => keyOf(other) === keyOf(item));
    const inner = threeWayPatch({ original: isFields(original) ? original : undefined, modified: item, current, type });
    if (Object.keys(inner).length > 0) items.push({ ...(retains ? withRetainKeys(inner, item) : inner), [mergeKey]: keyOf(item) });
  }
  const keys = value.map(keyOf);
  for (const item of before) if (!keys.includes(keyOf(item))) items.push({ $patch: 'delete', [mergeKey]: keyOf(item) });
  const orderNow = now.map(keyOf).filter((k) => keys.includes(k));
  const orderBefore = keys.filter((k) => orderNow.includes(k));
  if (items.length > 0) patch[key] = items;
  if (items.length > 0 || !deepEqual(orderNow, orderBefore)) patch[`$setElementOrder/${key}`] = keys.map((k) => ({ [mergeKey]: k }));
}

function patchSet(patch: Fields, key: string, { before, value, now }: Lists): void {
  const added = value.filter((item) => !now.includes(item));
  const removed = before.filter((item) => !value.includes(item));
  if (added.length > 0) patch[key] = added;
  if (removed.length > 0) patch[`$deleteFromPrimitiveList/${key}`] = removed;
  if (added.length + removed.length > 0) patch[`$setElementOrder/${key}`] = value;
}
