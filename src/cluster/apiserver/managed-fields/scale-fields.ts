// Who owns the replicas of a workload, as its Scale tells it and back: apimachinery's ScaleHandler.
import type { ManagedFieldsEntry } from '../../../api/generated/meta-v1.ts';
import { fromFieldsV1, toFieldsV1 } from './field-set.ts';

const replicas = ['f:spec', 'f:replicas'];
const ofReplicas = { 'f:spec': { 'f:replicas': {} } };

function ownsReplicas({ fieldsV1 }: ManagedFieldsEntry): boolean {
  return fromFieldsV1(fieldsV1)?.has(replicas) === true;
}

/** The entries of a Scale: those of the workload that own its replicas, and nothing else. */
export function scaleFields(parent: readonly ManagedFieldsEntry[] | undefined): ManagedFieldsEntry[] {
  return (parent ?? []).filter(ownsReplicas).map((entry) => ({ ...entry, apiVersion: 'autoscaling/v1', fieldsV1: ofReplicas }) as ManagedFieldsEntry);
}

/** The workload's entries once its Scale has those of `scale`: who is no longer there loses the replicas, who is new has them only. */
export function parentFields(parent: readonly ManagedFieldsEntry[] | undefined, scale: readonly ManagedFieldsEntry[] | undefined, apiVersion: string): ManagedFieldsEntry[] {
  const isSame = (a: ManagedFieldsEntry, b: ManagedFieldsEntry): boolean => a.manager === b.manager && a.operation === b.operation && (a.subresource ?? '') === (b.subresource ?? '');
  const owners = (scale ?? []).filter(ownsReplicas);
  const kept = (parent ?? []).flatMap((entry) => (!ownsReplicas(entry) || owners.some((owner) => isSame(owner, entry)) ? [entry] : withoutReplicas(entry)));
  const added = owners.filter((owner) => !(parent ?? []).some((entry) => ownsReplicas(entry) && isSame(entry, owner)));
  // Upstream gives its new entries no time, which sorts them first.
  const fresh = added.map(({ manager, operation }) => ({ manager, operation, apiVersion, fieldsType: 'FieldsV1', fieldsV1: ofReplicas, subresource: 'scale' }) as ManagedFieldsEntry);
  return [...fresh, ...kept].sort((a, b) => order(a) - order(b));
}

function order({ operation, time }: ManagedFieldsEntry): number {
  return (operation === 'Apply' ? 0 : 2) + (time === undefined ? 0 : 1);
}

function withoutReplicas(entry: ManagedFieldsEntry): ManagedFieldsEntry[] {
  const set = fromFieldsV1(entry.fieldsV1);
  if (set === undefined) return [entry];
  const gone = fromFieldsV1(ofReplicas);
  const rest = gone === undefined ? set : set.difference(gone);
  return rest.isEmpty ? [] : [{ ...entry, fieldsV1: toFieldsV1(rest) } as ManagedFieldsEntry];
}
