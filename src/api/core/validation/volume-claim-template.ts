// Rules for claims that a volume or a workload makes from a template: core validation's ValidatePersistentVolumeClaimTemplate and ValidateTemplateObjectMeta.
import { type FieldError, forbidden } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PersistentVolumeClaimTemplate } from '../../generated/core-v1.ts';
import type { ObjectMeta } from '../../generated/meta-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateAnnotations } from '../../meta/validation/annotations.ts';
import { validateLabels } from '../../meta/validation/labels.ts';
import { validatePersistentVolumeClaimSpec } from './volume-claim-spec.ts';

export function validatePersistentVolumeClaimTemplate({ metadata = {}, spec = {} }: New<PersistentVolumeClaimTemplate>, path: FieldPath): FieldError[] {
  return [...validateTemplateObjectMeta(metadata, path.child('metadata')), ...validatePersistentVolumeClaimSpec(spec, path.child('spec'))];
}

/** What may not be set, as upstream spells the paths: the Go names with their first letter lowered. */
const refusedFields: readonly (readonly [field: keyof ObjectMeta, path: string])[] = [
  ['name', 'name'], ['generateName', 'generateName'], ['namespace', 'namespace'], ['selfLink', 'selfLink'], ['uid', 'uID'], ['resourceVersion', 'resourceVersion'],
  ['generation', 'generation'], ['creationTimestamp', 'creationTimestamp'], ['deletionTimestamp', 'deletionTimestamp'], ['deletionGracePeriodSeconds', 'deletionGracePeriodSeconds'],
  ['ownerReferences', 'ownerReferences'], ['finalizers', 'finalizers'], ['managedFields', 'managedFields'],
];

/** Only labels and annotations. */
function validateTemplateObjectMeta(meta: New<ObjectMeta>, path: FieldPath): FieldError[] {
  const errors = [...validateAnnotations(meta.annotations, path.child('annotations')), ...validateLabels(meta.labels, path.child('labels'))];
  for (const [field, name] of refusedFields) {
    const value: unknown = meta[field];
    if (value !== undefined && value !== '' && (value !== 0 || field === 'deletionGracePeriodSeconds')) errors.push(forbidden(path.child(name), 'cannot be set'));
  }
  return errors;
}
