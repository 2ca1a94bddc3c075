// What an object has been, from the changes that watches start from. Differs from Kubernetes: it has no such path; a list of the past has no times.
import type { ObjectHistory, ObjectVersion } from '../../client/object-history.ts';
import type { Store } from '../store/store.ts';

/** `path`: the resource and the key, as the store has them: `pods/default/web`. Undefined when no such object is remembered. */
export function objectHistory(store: Store, path: string): ObjectHistory | undefined {
  const slash = path.indexOf('/');
  const resource = path.slice(0, slash);
  const key = path.slice(slash + 1);
  const changes = store.changesOf(resource, key);
  const first = changes.length === 0 ? store.get(resource, key) : changes[0]?.previous;
  const versions: ObjectVersion[] = first === undefined ? [] : [{ object: first }];
  for (const { atMs, object } of changes) versions.push({ atMs, ...(object !== undefined && { object }) });
  return versions.length === 0 ? undefined : { kind: 'ObjectHistory', apiVersion: 'podlab/v1', versions };
}
