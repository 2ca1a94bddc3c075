// kubectl's server-side apply keeps the annotation of its client-side apply current: apimachinery's lastAppliedUpdater.
import { goJson, sortedKeys } from '../../../api/field/go-text.ts';
import { isFields } from '../../../api/meta/json.ts';
import type { KubeObject } from '../../../api/meta/object.ts';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** `object`, to which `config` was applied, with the annotation that says so when it has one already. */
export function withLastApplied(manager: string, object: KubeObject, config: KubeObject): KubeObject {
  if (manager !== 'kubectl' || object.metadata.annotations?.[annotation] === undefined) return object;
  const { managedFields: _managed, annotations: given, ...metadata } = config.metadata;
  const { [annotation]: _old, ...annotations } = given ?? {};
  const applied = { ...config, metadata: { ...metadata, ...(given && { annotations }) } };
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [annotation]: `${goJson(sorted(applied))}\n` } } };
}

/** As Go prints maps. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return isFields(value) ? Object.fromEntries(Object.entries(sortedKeys(value)).map(([key, member]) => [key, sorted(member)])) : value;
}
