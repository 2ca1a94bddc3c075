// Two objects of one kind and name in a file: apply would write the first and then overwrite it with the second.
import type { ObjectIdentity } from '../manifest.ts';
import { rowOf } from '../manifest.ts';

export const duplicateObjectId = 'duplicate-object';

/** What makes an object the same as another; undefined for what has no name. */
export function objectKey(identity: ObjectIdentity | undefined): string | undefined {
  if (identity === undefined || identity.name === '') return undefined;
  const { apiVersion, kind, namespace, name } = identity;
  const scope = rowOf(identity)?.isNamespaced === false ? '' : namespace === '' ? 'default' : namespace;
  return [apiVersion, kind, scope, name].join(' ');
}

/** By index, the objects that an earlier document of the file has already; with the index of the first. */
export function duplicateObjects(keys: readonly (string | undefined)[]): ReadonlyMap<number, number> {
  const first = new Map<string, number>();
  const duplicates = new Map<number, number>();
  keys.forEach((key, index) => {
    if (key === undefined) return;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    else duplicates.set(index, earlier);
  });
  return duplicates;
}
