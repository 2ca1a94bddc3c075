// Rules for PersistentVolumeClaims: core validation's ValidatePersistentVolumeClaim.
import type { FieldError } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { PersistentVolumeClaim } from '../../generated/core-v1.ts';
import { namespacedMeta } from './metadata.ts';
import { validatePersistentVolumeClaimSpec } from './volume-claim-spec.ts';

export function validatePersistentVolumeClaim(claim: PersistentVolumeClaim): FieldError[] {
  return [...namespacedMeta(claim), ...validatePersistentVolumeClaimSpec(claim.spec, FieldPath.of('spec'))];
}
