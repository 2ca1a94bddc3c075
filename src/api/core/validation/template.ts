// Rules for Pod templates inside workloads: core validation's ValidatePodTemplateSpec.
import { type FieldError, forbidden } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PodTemplateSpec } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateAnnotations } from '../../meta/validation/annotations.ts';
import { validateLabels } from '../../meta/validation/labels.ts';
import { validatePodSpecificAnnotations } from './pod-annotations.ts';
import { type PodValidationOptions, templateCreateOptions } from './pod-options.ts';
import { validatePodSpec } from './pod-spec.ts';
import { validateAppArmorAnnotationsAndFieldsMatchOnCreate, validateSeccompAnnotationsAndFields } from './security-profiles.ts';

/** `path` is the template's. On update pass `templateOptions(newTemplate, oldTemplate)`. */
export function validatePodTemplateSpec({ metadata = {}, spec = {} }: New<PodTemplateSpec>, path: FieldPath, options: PodValidationOptions = templateCreateOptions): FieldError[] {
  const errors = validateLabels(metadata.labels, path.child('labels'));
  const annotationsPath = path.child('annotations');
  const specPath = path.child('spec');
  errors.push(...validateAnnotations(metadata.annotations, annotationsPath));
  errors.push(...validatePodSpecificAnnotations(metadata.annotations, spec, annotationsPath, options));
  errors.push(...validatePodSpec(spec, undefined, specPath, options));
  errors.push(...validateSeccompAnnotationsAndFields(metadata, spec, specPath));
  errors.push(...validateAppArmorAnnotationsAndFieldsMatchOnCreate(metadata, spec, specPath));
  if ((spec.ephemeralContainers ?? []).length > 0) errors.push(forbidden(specPath.child('ephemeralContainers'), 'ephemeral containers not allowed in pod template'));
  return errors;
}
