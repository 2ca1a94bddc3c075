// Strategic merge patch: apimachinery's util/strategicpatch with its directives, over the merge keys of the schema.
import { fieldOf, type FieldSchema, type TypeSchema } from '../../../api/schema/schema.ts';
import { deepEqual } from '../../store/deep-equal.ts';
import { type Fields, getOwn, isFields, setOwn } from '../json.ts';

/** The patch cannot be applied; `message` is upstream's. */
export class StrategicPatchError extends Error {}

const directive = '$patch';
const retainKeys = '$retainKeys';
const deleteFromPrimitive = '$deleteFromPrimitiveList/';
const setOrder = '$setElementOrder/';

/** `original` with `patch` merged into it, both of `type`. Neither is changed. */
export function strategicMergePatch(original: unknown, patch: Fields, type: TypeSchema): Fields {
  return mergeMap(isFields(original) ? original : {}, patch, type);
}

function mergeMap(original: Fields, patch: Fields, type: TypeSchema): Fields {
  const mode = getOwn(patch, directive);
  if (mode !== undefined) {
    if (mode === 'replace') {
      const { [directive]: _directive, ...rest } = patch;
      return rest;
    }
    if (mode === 'delete') return {};
    if (mode !== 'merge') throw new StrategicPatchError(`unknown patch type: ${JSON.stringify(mode)}`);
  }
  const merged: Fields = { ...original };
  applyRetainKeys(merged, patch);
  for (const key of Object.keys(patch)) {
    if (key === directive || key === retainKeys || key.startsWith(setOrder)) continue;
    const value = getOwn(patch, key);
    if (key.startsWith(deleteFromPrimitive)) {
      deletePrimitives(merged, key.slice(deleteFromPrimitive.length), value);
      continue;
    }
    if (value === null) delete merged[key];
    else setOwn(merged, key, mergeField(getOwn(merged, key), value, type, key, patch));
  }
  for (const key of Object.keys(patch)) {
    if (key.startsWith(setOrder)) applyOrder(merged, key.slice(setOrder.length), getOwn(patch, key), patch, type);
  }
  return merged;
}

function mergeField(original: unknown, value: unknown, type: TypeSchema, key: string, patch: Fields): unknown {
  const field = fieldOf(type, key);
  const fieldType = field?.type ?? type.element;
  if (isFields(value)) {
    const isReplaced = field?.merge?.patchStrategies.includes('replace') === true;
    if (isReplaced) return withoutDirectives(value);
    return fieldType === undefined ? mergeMap(isFields(original) ? original : {}, value, type) : mergeMap(isFields(original) ? original : {}, value, fieldType);
  }
  if (Array.isArray(value)) return mergeList(original, value as unknown[], field, getOwn(patch, `${setOrder}${key}`) !== undefined);
  return value;
}

function mergeList(original: unknown, patch: readonly unknown[], field: FieldSchema | undefined, _isOrdered: boolean): unknown {
  const isMerged = field?.merge?.patchStrategies.includes('merge') === true;
  const before = Array.isArray(original) ? (original as unknown[]) : [];
  if (!isMerged) return withoutListDirectives(patch);
  const mergeKey = field.merge?.patchMergeKey;
  if (mergeKey === undefined || patch.some((item) => !isFields(item)) || before.some((item) => !isFields(item))) {
    if (mergeKey === undefined) return [...new Set([...before, ...patch])];
    if (patch.some((item) => !isFields(item))) throw new StrategicPatchError(`delete or merge of a list of ${field.name} needs objects`);
  }
  return mergeKeyed(before as Fields[], patch as readonly Fields[], mergeKey ?? '', field);
}

function mergeKeyed(original: readonly Fields[], patch: readonly Fields[], mergeKey: string, field: FieldSchema): Fields[] {
  const element = field.type.element;
  if (patch.some((item) => getOwn(item, directive) === 'replace' && Object.keys(item).length === 1)) {
    return patch.filter((item) => getOwn(item, directive) === undefined).map((item) => withoutDirectives(item) as Fields);
  }
  let merged = [...original];
  for (const item of patch) {
    const mode = getOwn(item, directive);
    const key = getOwn(item, mergeKey);
    if (key === undefined) {
      if (mode === 'replace') continue;
      throw new StrategicPatchError(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
    }
    if (mode === 'delete') {
      merged = merged.filter((m) => !deepEqual(getOwn(m, mergeKey), key));
      continue;
    }
    const at = merged.findIndex((m) => deepEqual(getOwn(m, mergeKey), key));
    if (mode === 'replace') {
      const { [directive]: _directive, ...rest } = item;
      if (at >= 0) merged[at] = rest;
      else merged.push(rest);
      continue;
    }
    const base = merged[at];
    if (base === undefined) merged.push(element === undefined ? item : mergeMap({}, item, element));
    else merged[at] = element === undefined ? { ...base, ...item } : mergeMap(base, item, element);
  }
  return merged;
}

/** A map as Go's %v prints it. */
function goMap(value: unknown): string {
  if (isFields(value)) return `map[${Object.keys(value).sort().map((k) => `${k}:${goMap(value[k])}`).join(' ')}]`;
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  return value === null ? '<nil>' : String(value);
}

function applyRetainKeys(merged: Fields, patch: Fields): void {
  const keep = getOwn(patch, retainKeys);
  if (keep === undefined) return;
  if (!Array.isArray(keep)) throw new StrategicPatchError('invalid patch format of retainKeys');
  for (const key of Object.keys(patch)) {
    if (key === retainKeys || key.startsWith('$')) continue;
    if (getOwn(patch, key) !== null && !keep.includes(key)) throw new StrategicPatchError('The key list in $retainKeys should be a super set of the keys present in the patch');
  }
  for (const key of Object.keys(merged)) if (!keep.includes(key)) delete merged[key];
}

function deletePrimitives(merged: Fields, key: string, values: unknown): void {
  const list = getOwn(merged, key);
  if (!Array.isArray(values) || !Array.isArray(list)) return;
  setOwn(merged, key, list.filter((item) => !values.some((v) => deepEqual(v, item))));
}

/** Puts the items that the patch names into its order; the others keep their place relative to their neighbours. */
function applyOrder(merged: Fields, key: string, order: unknown, patch: Fields, type: TypeSchema): void {
  const list = getOwn(merged, key);
  if (!Array.isArray(order) || !Array.isArray(list)) return;
  const mergeKey = fieldOf(type, key)?.merge?.patchMergeKey;
  const idOf = (item: unknown): unknown => (mergeKey !== undefined && isFields(item) ? getOwn(item, mergeKey) : item);
  const rank = (item: unknown): number => order.findIndex((o) => deepEqual(idOf(o), idOf(item)));
  const inPatch = new Set((Array.isArray(getOwn(patch, key)) ? (getOwn(patch, key) as unknown[]) : []).map((i) => JSON.stringify(idOf(i))));
  void inPatch;
  const named = list.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b));
  const others = list.filter((item) => rank(item) < 0);
  setOwn(merged, key, mergeOrders(named, others, list as unknown[]));
}

function mergeOrders(named: readonly unknown[], others: readonly unknown[], original: readonly unknown[]): unknown[] {
  const result: unknown[] = [];
  let n = 0;
  let o = 0;
  while (n < named.length && o < others.length) {
    if (original.indexOf(named[n]) < original.indexOf(others[o])) result.push(named[n++]);
    else result.push(others[o++]);
  }
  return [...result, ...named.slice(n), ...others.slice(o)];
}

function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return withoutListDirectives(value);
  if (!isFields(value)) return value;
  const fields: Fields = {};
  for (const key of Object.keys(value)) {
    const child = getOwn(value, key);
    if (key.startsWith('$') || child === null) continue;
    setOwn(fields, key, withoutDirectives(child));
  }
  return fields;
}

function withoutListDirectives(list: readonly unknown[]): unknown[] {
  return list.filter((item) => !isFields(item) || getOwn(item, directive) !== 'delete').map(withoutDirectives);
}
