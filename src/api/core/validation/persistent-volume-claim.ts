// Rules for PersistentVolumeClaims: core validation's ValidatePersistentVolumeClaim and its update.
import { type FieldError, forbidden } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../generated/core-v1.ts';
import { semanticEqual } from '../../meta/semantic-equal.ts';
import { compareQuantities, quantity } from '../../resource/quantity.ts';
import { validateImmutableField } from './immutable.ts';
import { internalDiff } from './internal-form.ts';
import { metaUpdate, namespacedMeta } from './metadata.ts';
import { validatePersistentVolumeClaimSpec } from './volume-claim-spec.ts';

const specPath = FieldPath.of('spec');

export function validatePersistentVolumeClaim(claim: PersistentVolumeClaim): FieldError[] {
  return [...namespacedMeta(claim), ...validatePersistentVolumeClaimSpec(claim.spec, specPath)];
}

export function validatePersistentVolumeClaimUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const errors = [...metaUpdate(claim, old), ...namespacedMeta(claim), ...validatePersistentVolumeClaimSpec(claim.spec, specPath)];
  const munged = withChangeable(claim, old);
  if (!semanticEqual('core/v1.PersistentVolumeClaimSpec', munged, old.spec)) {
    errors.push(forbidden(specPath, `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${internalDiff('core.PersistentVolumeClaimSpec', old.spec, munged)}`));
  }
  // What is not written counts as zero.
  const sizeOf = (list: Readonly<Record<string, string>> | undefined): ReturnType<typeof quantity> => quantity(list?.['storage'] ?? '0');
  const asked = sizeOf(claim.spec.resources.requests);
  if (compareQuantities(asked, sizeOf(old.spec.resources.requests)) < 0 && compareQuantities(asked, sizeOf(old.status.capacity)) <= 0) errors.push(forbidden(specPath.child('resources', 'requests', 'storage'), 'field can not be less than status.capacity'));
  return [...errors, ...validateImmutableField(claim.spec.volumeMode, old.spec.volumeMode, FieldPath.of('volumeMode'))];
}

/** The new spec with what may change set back: the volume once, the size and the attributes class of a bound claim. */
function withChangeable({ spec, status }: PersistentVolumeClaim, { spec: old }: PersistentVolumeClaim): PersistentVolumeClaimSpec {
  const munged: PersistentVolumeClaimSpec = { ...spec };
  const restore = (field: 'volumeName' | 'volumeAttributesClassName'): void => {
    if (old[field] === undefined) delete munged[field];
    else munged[field] = old[field];
  };
  if ((old.volumeName ?? '') === '') restore('volumeName');
  if (status.phase !== 'Bound') return munged;
  restore('volumeAttributesClassName');
  const storage = old.resources.requests?.['storage'];
  if (storage !== undefined && spec.resources.requests !== undefined) munged.resources = { ...spec.resources, requests: { ...spec.resources.requests, storage } };
  return munged;
}
