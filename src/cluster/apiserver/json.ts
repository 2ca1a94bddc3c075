// Reading inside objects whose type is not known.
import { getOwn, isFields } from '../../api/meta/json.ts';

/** Reads along `path` through objects; undefined where there is none. */
export function dig(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (!isFields(at)) return undefined;
    at = getOwn(at, key);
  }
  return at;
}

/** The scalar along `path` as text; '' when there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = dig(value, ...path);
  return found === undefined || found === null ? '' : String(found as string | number | boolean);
}
