// Rules for the annotations that mean something to a Pod: core validation's ValidatePodSpecificAnnotations and its update.
import { type FieldError, forbidden, invalid } from '../../field/error.ts';
import { goQuote } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Pod, PodSpec, Toleration } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { allContainers } from './container-visitor.ts';
import type { PodValidationOptions } from './pod-options.ts';
import { appArmorAnnotationPrefix, seccompContainerAnnotationPrefix, seccompPodAnnotation, validateSeccompAnnotation } from './security-profiles.ts';
import { validateTolerations } from './toleration.ts';

export const mirrorPodAnnotation = 'kubernetes.io/config.mirror';
const tolerationsAnnotation = 'scheduler.alpha.kubernetes.io/tolerations';
const deletionCostAnnotation = 'controller.kubernetes.io/pod-deletion-cost';

type Annotations = Readonly<Record<string, string | undefined>>;

export function validatePodSpecificAnnotations(annotations: Annotations = {}, spec: New<PodSpec>, path: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  const mirror = annotations[mirrorPodAnnotation];
  if (mirror !== undefined && (spec.nodeName ?? '') === '') errors.push(invalid(path.key(mirrorPodAnnotation), mirror, 'must set spec.nodeName if mirror pod annotation is set'));
  errors.push(...validateTolerationsAnnotation(annotations[tolerationsAnnotation] ?? '', path, options));
  const cost = annotations[deletionCostAnnotation];
  if (cost !== undefined && !options.allowInvalidPodDeletionCost && !isDeletionCost(cost)) errors.push(invalid(path.key(deletionCostAnnotation), cost, 'must be a 32bit integer'));
  const podSeccomp = annotations[seccompPodAnnotation];
  if (podSeccomp !== undefined) errors.push(...validateSeccompAnnotation(podSeccomp, path.child(seccompPodAnnotation)));
  for (const key in annotations) {
    if (key.startsWith(seccompContainerAnnotationPrefix)) errors.push(...validateSeccompAnnotation(annotations[key] ?? '', path.child(key)));
  }
  for (const key in annotations) {
    if (key.startsWith(appArmorAnnotationPrefix)) errors.push(...validateAppArmorAnnotation(key, annotations[key] ?? '', spec, path));
  }
  return errors;
}

export function isDeletionCost(text: string): boolean {
  if (!/^(-[0-9]+|0|[1-9][0-9]*)$/.test(text)) return false;
  const cost = Number(text);
  return cost >= -2147483648 && cost <= 2147483647;
}

/**
 * A list of tolerations in JSON.
 * Differs from Kubernetes: the text for JSON that is none is this parser's and not Go's.
 */
function validateTolerationsAnnotation(text: string, path: FieldPath, options: PodValidationOptions): FieldError[] {
  if (text === '') return [];
  let tolerations: unknown;
  try {
    tolerations = JSON.parse(text);
  } catch (error) {
    return [invalid(path, tolerationsAnnotation, error instanceof Error ? error.message : String(error))];
  }
  return Array.isArray(tolerations) ? validateTolerations(tolerations as New<Toleration>[], path.child(tolerationsAnnotation), options) : [];
}

function validateAppArmorAnnotation(key: string, profile: string, spec: New<PodSpec>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const name = key.slice(appArmorAnnotationPrefix.length);
  if (!allContainers(spec).some((c) => (c.name ?? '') === name)) errors.push(invalid(path.key(key), name, 'container not found'));
  const isKnown = profile === '' || profile === 'runtime/default' || profile === 'unconfined' || profile.startsWith('localhost/');
  if (!isKnown) errors.push(invalid(path.key(key), profile, `invalid AppArmor profile name: ${goQuote(profile)}`));
  return errors;
}

/** AppArmor annotations and the mark of a static Pod stay as they are. */
export function validatePodSpecificAnnotationUpdates(newPod: New<Pod>, oldPod: New<Pod>, path: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  const newAnnotations: Annotations = newPod.metadata?.annotations ?? {};
  const oldAnnotations: Annotations = oldPod.metadata?.annotations ?? {};
  for (const key in oldAnnotations) {
    if (newAnnotations[key] === oldAnnotations[key]) continue;
    if (key.startsWith(appArmorAnnotationPrefix)) errors.push(forbidden(path.key(key), 'may not remove or update AppArmor annotations'));
    if (key === mirrorPodAnnotation) errors.push(forbidden(path.key(key), 'may not remove or update mirror pod annotation'));
  }
  for (const key in newAnnotations) {
    if (key in oldAnnotations) continue;
    if (key.startsWith(appArmorAnnotationPrefix)) errors.push(forbidden(path.key(key), 'may not add AppArmor annotations'));
    if (key === mirrorPodAnnotation) errors.push(forbidden(path.key(key), 'may not add mirror pod annotation'));
  }
  errors.push(...validatePodSpecificAnnotations(newAnnotations, newPod.spec ?? {}, path, options));
  return errors;
}
