// Owner references that name one owner twice: k8s.io/apiserver's dedupOwnerReferences.
import type { ObjectMeta } from '../generated/meta-v1.ts';
import { isEqual } from './equality.ts';

/** Leaves one of equal references; the warning that upstream gives when there were more. Changes `metadata` in place. */
export function dedupOwnerReferences(metadata: ObjectMeta): string | undefined {
  const references = metadata.ownerReferences ?? [];
  const kept = references.filter((reference, i) => references.findIndex((other) => isEqual(other, reference)) === i);
  if (kept.length === references.length) return undefined;
  metadata.ownerReferences = kept;
  const repeated = references.filter((reference) => !kept.includes(reference)).map(({ uid }) => uid);
  return `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${repeated.join(', ')}`;
}
