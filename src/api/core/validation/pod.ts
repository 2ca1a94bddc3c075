// The rules for creating a Pod: core validation's ValidatePodCreate and validatePodMetadataAndSpec.
import { type FieldError, forbidden } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Pod, PodSpec } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { nameIsDNSSubdomain } from '../../meta/validation/names.ts';
import { validateObjectMeta } from './object-meta.ts';
import { validateContainerOnlyForPod } from './container-image.ts';
import { validatePodSpecificAnnotations } from './pod-annotations.ts';
import { podCreateOptions, type PodValidationOptions } from './pod-options.ts';
import { validatePodSpec } from './pod-spec.ts';
import { validateAppArmorAnnotationsAndFieldsMatchOnCreate, validateSeccompAnnotationsAndFields } from './security-profiles.ts';

export const metadataPath = FieldPath.of('metadata');
export const specPath = FieldPath.of('spec');

/** What the API server refuses about a new Pod, after defaulting and admission. */
export function validatePodCreate(pod: New<Pod>): FieldError[] {
  const { metadata = {}, spec = {} } = pod;
  const errors = validatePodMetadataAndSpec(pod, podCreateOptions);
  if ((spec.ephemeralContainers ?? []).length > 0) errors.push(forbidden(specPath.child('ephemeralContainers'), 'cannot be set on create'));
  if ((spec.nodeName ?? '') !== '' && (spec.schedulingGates ?? []).length > 0) errors.push(forbidden(specPath.child('nodeName'), 'cannot be set until all schedulingGates have been cleared'));
  errors.push(...validateSeccompAnnotationsAndFields(metadata, spec, specPath));
  errors.push(...validateAppArmorAnnotationsAndFieldsMatchOnCreate(metadata, spec, specPath));
  return errors;
}

export function validatePodMetadata({ metadata = {} }: New<Pod>): FieldError[] {
  return validateObjectMeta(metadata, { isNamespaced: true, validateName: nameIsDNSSubdomain }, metadataPath);
}

/** What holds for every version of a Pod. */
export function validatePodMetadataAndSpec(pod: New<Pod>, options: PodValidationOptions): FieldError[] {
  const { metadata = {}, spec = {} } = pod;
  const errors = validatePodMetadata(pod);
  errors.push(...validatePodSpecificAnnotations(metadata.annotations, spec, metadataPath.child('annotations'), options));
  errors.push(...validatePodSpec(spec, metadata, specPath, options));
  if ((spec.serviceAccountName ?? '') === '') errors.push(...validateNoTokens(spec));
  for (const list of ['containers', 'initContainers'] as const) {
    spec[list]?.forEach(({ image = '' }, i) => {
      errors.push(...validateContainerOnlyForPod(image, specPath.child(list).index(i)));
    });
  }
  return errors;
}

/** Without a service account there is nobody to issue a token for. */
function validateNoTokens({ volumes }: New<PodSpec>): FieldError[] {
  const errors: FieldError[] = [];
  volumes?.forEach(({ projected }, i) => {
    projected?.sources?.forEach(({ serviceAccountToken }, j) => {
      if (serviceAccountToken !== undefined) errors.push(forbidden(specPath.child('volumes').index(i).child('projected', 'sources').index(j).child('serviceAccountToken'), 'must not be specified when serviceAccountName is not set'));
    });
  });
  return errors;
}
