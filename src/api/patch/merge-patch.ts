// JSON merge patch, RFC 7386.
import { sortedKeys } from '../field/go-text.ts';
import { type Fields, isFields, setOwn, getOwn } from '../meta/json.ts';

/** `target` with `patch` merged into it; neither is changed, unchanged parts are shared. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return Array.isArray(patch) ? patch.map(withoutNulls) : patch;
  const merged: Fields = isFields(target) ? { ...target } : {};
  for (const key of Object.keys(patch)) {
    const value = getOwn(patch, key);
    if (value === null) delete merged[key];
    else setOwn(merged, key, mergePatch(getOwn(merged, key), value));
  }
  // Upstream's library works on Go maps: what it touched is written with its keys in order.
  return sortedKeys(merged);
}

/** A list's items with their keys in order: nulls are taken from objects at every depth, and stay as items. */
function withoutNulls(item: unknown): unknown {
  return isFields(item) || Array.isArray(item) ? mergePatch(undefined, item) : item;
}
