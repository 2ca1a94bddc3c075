// Paths such as `.spec.replicas`: the part of JSONPath that definitions use for scale, selectable fields and the like.
import { isFields, getOwn } from '../meta/json.ts';

/** `.spec.replicas` → `['spec', 'replicas']`. */
export function pathNames(path: string): readonly string[] {
  return path.replace(/^\./, '').split('.').filter((name) => name !== '');
}

/** What stands at a path; undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const name of pathNames(path)) {
    if (!isFields(at)) return undefined;
    at = getOwn(at, name);
  }
  return at;
}
