// Strategic merge patch: apimachinery's util/strategicpatch with its directives, over the merge keys of the schema.
import { fieldOf, type FieldSchema, type TypeSchema } from '../schema/schema.ts';
import { goText, isInt64 } from '../field/go-text.ts';
import { deepEqual } from '../meta/deep-equal.ts';
import { type Fields, getOwn, isFields, setOwn } from '../meta/json.ts';

/** The patch cannot be applied; `message` is upstream's. `isBadFormat` tells a malformed patch (400) from one that contradicts itself (500). */
export class StrategicPatchError extends Error {
  readonly isBadFormat: boolean;

  constructor(message: string, isBadFormat: boolean) {
    super(message);
    this.isBadFormat = isBadFormat;
  }
}

const directive = '$patch';
const retainKeys = '$retainKeys';
const deleteFromPrimitive = '$deleteFromPrimitiveList/';
const setOrder = '$setElementOrder/';

function badFormat(message: string): StrategicPatchError {
  return new StrategicPatchError(message, true);
}

function contradiction(message: string): StrategicPatchError {
  return new StrategicPatchError(message, false);
}

/** `%s` of a directive's value, which should be a string. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : `%!s(${goType(value)}=${goText(value)})`;
}

function goType(value: unknown): string {
  if (value === null) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  if (isFields(value)) return 'map[string]interface {}';
  return typeof value === 'number' ? (isInt64(value) ? 'int64' : 'float64') : typeof value === 'boolean' ? 'bool' : typeof value;
}

/** `original` with `patch` merged into it, both of `type`; without one, lists are replaced as a whole. Neither is changed; unchanged parts are shared. */
export function strategicMergePatch(original: unknown, patch: Fields, type: TypeSchema | undefined): Fields {
  return mergeMap(isFields(original) ? original : {}, patch, type);
}

function mergeMap(original: Fields, patch: Fields, type: TypeSchema | undefined): Fields {
  const mode = getOwn(patch, directive);
  if (mode === 'replace') {
    const { [directive]: _directive, ...rest } = patch;
    return rest;
  }
  if (mode === 'delete') return {};
  if (mode !== undefined) throw contradiction(`unknown patch type: ${asText(mode)} in map: ${goText(patch)}`);
  const merged: Fields = { ...original };
  applyRetainKeys(merged, patch);
  const ordered = applyOrders(merged, patch, type);
  for (const key of Object.keys(patch)) {
    if (key === retainKeys || key.startsWith(setOrder) || ordered.has(key)) continue;
    mergeKey(merged, key, getOwn(patch, key), type);
  }
  return merged;
}

function mergeKey(merged: Fields, key: string, value: unknown, type: TypeSchema | undefined): void {
  if (key.startsWith(deleteFromPrimitive)) {
    const name = key.slice(deleteFromPrimitive.length);
    const list = getOwn(merged, name);
    // What is no list on both sides deletes nothing.
    if (Array.isArray(list) && Array.isArray(value)) setOwn(merged, name, deleteItems(list as unknown[], value as unknown[], type === undefined ? undefined : fieldOf(type, name)));
    return;
  }
  if (value === null) {
    delete merged[key];
    return;
  }
  const original = getOwn(merged, key);
  const field = type === undefined ? undefined : fieldOf(type, key);
  if (original === undefined) {
    const added = asNew(value);
    if (added !== undefined) setOwn(merged, key, added);
  } else if (isFields(value) && isFields(original)) setOwn(merged, key, mergeMapField(original, value, field, type));
  else if (Array.isArray(value) && Array.isArray(original)) setOwn(merged, key, mergeList(original as unknown[], value as unknown[], field));
  else setOwn(merged, key, value);
}

/** `list` without the values of `deleted`; objects are merged instead, by their key. */
function deleteItems(list: readonly unknown[], deleted: readonly unknown[], field: FieldSchema | undefined): readonly unknown[] {
  if (list.length === 0 && deleted.length === 0) return list;
  if (elementKind(list, deleted) !== 'map') return list.filter((item) => !deleted.some((value) => deepEqual(value, item)));
  const key = field?.merge?.patchMergeKey;
  if (key === undefined || field === undefined) throw contradiction('cannot merge lists without merge key for struct');
  return mergeItems(list as readonly Fields[], deleted as readonly Fields[], key, field);
}

function mergeMapField(original: Fields, patch: Fields, field: FieldSchema | undefined, parent: TypeSchema | undefined): unknown {
  if (field?.merge?.patchStrategies.includes('replace') === true) return patch;
  return mergeMap(original, patch, field?.type ?? parent?.element);
}

function mergeList(original: readonly unknown[], patch: readonly unknown[], field: FieldSchema | undefined): readonly unknown[] {
  if (field?.merge?.patchStrategies.includes('merge') !== true) return patch;
  if (original.length === 0 && patch.length === 0) return original;
  const isMaps = elementKind(original, patch) === 'map';
  if (!isMaps) {
    const merged = [...original, ...patch].filter((item, i, all) => all.findIndex((o) => deepEqual(o, item)) === i);
    return normalizeOrder(merged, patch, original, undefined);
  }
  const key = field.merge.patchMergeKey;
  if (key === undefined) throw badFormat(`cannot merge lists without merge key for ${field.name}`);
  return mergeItems(original as readonly Fields[], patch as readonly Fields[], key, field);
}

function mergeItems(original: readonly Fields[], patch: readonly Fields[], key: string, field: FieldSchema): readonly unknown[] {
  const { kept, added } = splitDirectives(original, patch, key);
  const merged = [...kept];
  for (const item of added) {
    const value = getOwn(item, key);
    if (value === undefined) throw noMergeKey(item, key);
    const at = merged.findIndex((m) => deepEqual(getOwn(m, key), value));
    const base = merged[at];
    if (base === undefined) merged.push(item);
    else merged[at] = mergeMap(base, item, field.type.element);
  }
  return normalizeOrder(merged, added, kept, key);
}

function noMergeKey(item: Fields, key: string): StrategicPatchError {
  return contradiction(`map: ${goText(item)} does not contain declared merge key: ${key}`);
}

/** The kind of the elements of both lists, which must be the same. */
function elementKind(original: readonly unknown[], patch: readonly unknown[]): string {
  const kinds = [...original, ...patch].map(goKind);
  const [first = 'map'] = kinds;
  if (first === 'list') throw badFormat('lists of lists are not supported');
  if (kinds.some((kind) => kind !== first)) throw contradiction(`list element types are not identical: ${goText([original, patch])}`);
  return first;
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return isFields(value) ? 'map' : typeof value === 'number' && !isInt64(value) ? 'float' : value === null ? 'null' : typeof value;
}

/** Items with `$patch: delete` or `replace` act on the list and are no items themselves. */
function splitDirectives(original: readonly Fields[], patch: readonly Fields[], key: string): { readonly kept: readonly Fields[]; readonly added: readonly Fields[] } {
  let kept = original;
  let isReplaced = false;
  const added: Fields[] = [];
  for (const item of patch) {
    const mode = getOwn(item, directive);
    if (mode === undefined) added.push(item);
    else if (mode === 'replace') isReplaced = true;
    else if (mode === 'delete') {
      const value = getOwn(item, key);
      if (value === undefined) throw noMergeKey(item, key);
      kept = kept.filter((m) => !deepEqual(getOwn(m, key), value));
    } else if (mode === 'merge') throw contradiction('merging lists cannot yet be specified in the patch');
    else throw contradiction(`unknown patch type: ${asText(mode)} in map: ${goText(item)}`);
  }
  return isReplaced ? { kept: [], added } : { kept, added };
}

/** Items that the patch names come in its order; the others stay before the first of them that they preceded. */
function normalizeOrder(merged: readonly unknown[], patchOrder: readonly unknown[], serverOrder: readonly unknown[], key: string | undefined): unknown[] {
  const idOf = (item: unknown): unknown => (key !== undefined && isFields(item) ? getOwn(item, key) : item);
  const indexIn = (list: readonly unknown[], item: unknown): number => list.findIndex((other) => deepEqual(idOf(other), idOf(item)));
  const byIndex = (list: readonly unknown[]) => (a: unknown, b: unknown): number => indexIn(list, a) - indexIn(list, b);
  const named = merged.filter((item) => indexIn(patchOrder, item) >= 0).sort(byIndex(patchOrder));
  const others = merged.filter((item) => indexIn(patchOrder, item) < 0).sort(byIndex(serverOrder));
  const result: unknown[] = [];
  let n = 0;
  let o = 0;
  while (n < named.length && o < others.length) {
    const at = indexIn(serverOrder, others[o]);
    const other = indexIn(serverOrder, named[n]);
    if (at >= 0 && other >= 0 && at < other) result.push(others[o++]);
    else result.push(named[n++]);
  }
  return [...result, ...named.slice(n), ...others.slice(o)];
}

/** Merges and orders the lists that have a `$setElementOrder`; returns their names. */
function applyOrders(merged: Fields, patch: Fields, type: TypeSchema | undefined): ReadonlySet<string> {
  const done = new Set<string>();
  for (const directiveKey of Object.keys(patch)) {
    if (!directiveKey.startsWith(setOrder)) continue;
    const name = directiveKey.slice(setOrder.length);
    const order = getOwn(patch, directiveKey);
    const original = getOwn(merged, name);
    const patched = getOwn(patch, name);
    const field = type === undefined ? undefined : fieldOf(type, name);
    if (type?.shape === 'map') throw contradiction('merging an object in json but data type is not struct, instead is: map');
    if (!Array.isArray(order)) throw contradiction(`expected a []interface {}, but received a ${goType(order)}`);
    if (!Array.isArray(original) && !Array.isArray(patched)) continue;
    const key = field?.merge?.patchMergeKey;
    if (Array.isArray(patched)) checkOrder(patched, order as unknown[], key);
    checkKeys(order, key);
    const before = Array.isArray(original) ? (original as unknown[]) : [];
    const list = Array.isArray(patched) ? (Array.isArray(original) ? mergeList(before, patched, field) : (asNew(patched) as unknown[])) : before;
    setOwn(merged, name, normalizeOrder(list, order as unknown[], before, key));
    done.add(name);
  }
  return done;
}

/** Every entry of an order names its item. */
function checkKeys(order: readonly unknown[], key: string | undefined): void {
  if (key === undefined) return;
  for (const [i, entry] of order.entries()) {
    if (!isFields(entry)) throw contradiction(`value for key ${i} is not a map`);
    if (getOwn(entry, key) === undefined) throw noMergeKey(entry, key);
  }
}

/** The patched items must appear in the order list, in that order. */
function checkOrder(patched: readonly unknown[], order: readonly unknown[], key: string | undefined): void {
  const idOf = (item: unknown): unknown => {
    if (key === undefined) return item;
    if (!isFields(item)) throw contradiction(`expected a map[string]interface {}, but received a ${goType(item)}`);
    const id = getOwn(item, key);
    if (id === undefined) throw noMergeKey(item, key);
    return id;
  };
  const items = patched.filter((item) => !isFields(item) || getOwn(item, directive) === undefined);
  let at = 0;
  for (const item of items) {
    while (at < order.length && !deepEqual(idOf(order[at]), idOf(item))) at++;
    if (at === order.length) throw new StrategicPatchError(`The order in patch list:\n${goText(items)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`, false);
    at++;
  }
}

function applyRetainKeys(merged: Fields, patch: Fields): void {
  const keep = getOwn(patch, retainKeys);
  if (keep === undefined) return;
  if (!Array.isArray(keep)) throw badFormat('invalid patch format of retainKeys');
  for (const key of Object.keys(patch)) {
    if (!key.startsWith('$') && getOwn(patch, key) !== null && !keep.includes(key)) throw badFormat('invalid patch format of retainKeys');
  }
  for (const key of Object.keys(merged)) if (!keep.includes(key)) delete merged[key];
}

/** What a field gets that was not there: its own directive, or that of an item, takes the whole away; deeper ones stay as names like others. Undefined: nothing. */
function asNew(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isFields(item) || getOwn(item, directive) === undefined);
  if (!isFields(value)) return value;
  return getOwn(value, directive) === undefined ? withoutNulls(value) : undefined;
}

function withoutNulls(value: Fields): Fields {
  const fields: Fields = {};
  for (const key of Object.keys(value)) {
    const child = getOwn(value, key);
    if (child !== null) setOwn(fields, key, isFields(child) ? withoutNulls(child) : child);
  }
  return fields;
}

/** The patch as it is after it was applied: upstream takes the nulls out of what it adds to `original` as new. */
export function withoutAddedNulls(original: unknown, patch: Fields): Fields {
  const shown: Fields = {};
  for (const [key, value] of Object.entries(patch)) {
    const before = isFields(original) ? getOwn(original, key) : undefined;
    const isMerged = isFields(value) ? isFields(before) : Array.isArray(value) && Array.isArray(before);
    setOwn(shown, key, !isMerged ? withoutAnyNull(value) : isFields(value) ? withoutAddedNulls(before, value) : value);
  }
  return shown;
}

function withoutAnyNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAnyNull);
  if (!isFields(value)) return value;
  const fields: Fields = {};
  for (const [key, child] of Object.entries(value)) if (child !== null) setOwn(fields, key, withoutAnyNull(child));
  return fields;
}
