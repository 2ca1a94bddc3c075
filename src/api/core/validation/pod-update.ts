// The rules for replacing a Pod: core validation's ValidatePodUpdate.
import { type FieldError, forbidden, invalid, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Container, Pod, PodSchedulingGate, PodSpec, Toleration } from '../../generated/core-v1.ts';
import { deepEqual } from '../../meta/deep-equal.ts';
import type { New } from '../../meta/object.ts';
import { semanticEqual } from '../../meta/semantic-equal.ts';
import { inclusiveRangeError } from '../../meta/validation/names.ts';
import { isPadded } from './container-image.ts';
import { internalDiff } from './internal-form.ts';
import { validateObjectMetaUpdate } from './object-meta.ts';
import { metadataPath, specPath, validatePodMetadata, validatePodMetadataAndSpec } from './pod.ts';
import { validatePodSpecificAnnotationUpdates } from './pod-annotations.ts';
import { validateGatedPodUpdate } from './pod-gated-update.ts';
import type { PodValidationOptions } from './pod-options.ts';
import { podUpdateOptions } from './pod-options-update.ts';
import { validateTolerations } from './toleration.ts';

/** What may change, in upstream's words. */
const updatableFields = [
  '`spec.containers[*].image`', '`spec.initContainers[*].image`', '`spec.activeDeadlineSeconds`', '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

export function validatePodUpdate(newPod: New<Pod>, oldPod: New<Pod>): FieldError[] {
  const errors = validateObjectMetaUpdate(newPod.metadata ?? {}, oldPod.metadata ?? {}, metadataPath);
  // The spec was judged when it was written; of the metadata only annotations have a say in it.
  if (newPod.spec === oldPod.spec && deepEqual(newPod.metadata?.annotations, oldPod.metadata?.annotations)) return [...errors, ...validatePodMetadata(newPod)];
  const options = podUpdateOptions(oldPod);
  errors.push(...validatePodMetadataAndSpec(newPod, options));
  errors.push(...validatePodSpecificAnnotationUpdates(newPod, oldPod, metadataPath.child('annotations'), options));
  const newSpec = newPod.spec ?? {};
  const oldSpec = oldPod.spec ?? {};
  for (const list of ['containers', 'initContainers'] as const) {
    const containers = newSpec[list] ?? [];
    if (containers.length !== (oldSpec[list] ?? []).length) return [...errors, forbidden(specPath.child(list), 'pod updates may not add or remove containers')];
    errors.push(...validateImages(containers, specPath.child(list)));
  }
  const deadline = validateActiveDeadlineUpdate(newSpec.activeDeadlineSeconds, oldSpec.activeDeadlineSeconds, specPath.child('activeDeadlineSeconds'));
  errors.push(...deadline.errors);
  if (deadline.isFatal) return errors;
  errors.push(...validateOnlyAddedTolerations(newSpec.tolerations ?? [], oldSpec.tolerations ?? [], specPath.child('tolerations'), options));
  errors.push(...validateOnlyDeletedSchedulingGates(newSpec.schedulingGates ?? [], oldSpec.schedulingGates ?? [], specPath.child('schedulingGates')));
  if (semanticEqual('core/v1.PodSpec', newSpec, oldSpec)) return errors;
  const munged = withoutAllowedChanges(newSpec, oldSpec);
  if ((oldSpec.schedulingGates ?? []).length > 0) errors.push(...validateGatedPodUpdate(munged, oldSpec, specPath));
  if (semanticEqual('core/v1.PodSpec', munged, oldSpec)) return errors;
  errors.push(forbidden(specPath, `pod updates may not change fields other than ${updatableFields}\n${internalDiff('core.PodSpec', oldSpec, munged)}`));
  return errors;
}

function validateImages(containers: readonly New<Container>[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  containers.forEach(({ image = '' }, i) => {
    if (image === '') errors.push(required(path.index(i).child('image'), ''));
    if (isPadded(image)) errors.push(invalid(path.index(i).child('image'), image, 'must not have leading or trailing whitespace'));
  });
  return errors;
}

/** It may be set and become shorter. After a fatal finding nothing more is checked. */
function validateActiveDeadlineUpdate(newSeconds: number | undefined, oldSeconds: number | undefined, path: FieldPath): { errors: FieldError[]; isFatal: boolean } {
  if (newSeconds === undefined) {
    return { errors: oldSeconds === undefined ? [] : [invalid(path, null, 'must not update from a positive integer to nil value')], isFatal: false };
  }
  if (newSeconds < 0 || newSeconds > 2147483647) return { errors: [invalid(path, newSeconds, inclusiveRangeError(0, 2147483647))], isFatal: true };
  if (oldSeconds !== undefined && oldSeconds < newSeconds) return { errors: [invalid(path, newSeconds, 'must be less than or equal to previous value')], isFatal: true };
  return { errors: [], isFatal: false };
}

function validateOnlyAddedTolerations(newTolerations: readonly New<Toleration>[], oldTolerations: readonly New<Toleration>[], path: FieldPath, options: PodValidationOptions): FieldError[] {
  const isKept = (old: New<Toleration>): boolean => newTolerations.some((t) => semanticEqual('core/v1.Toleration', { ...old, tolerationSeconds: t.tolerationSeconds }, t));
  if (!oldTolerations.every(isKept)) return [forbidden(path, 'existing toleration can not be modified except its tolerationSeconds')];
  return validateTolerations(newTolerations, path, options);
}

function validateOnlyDeletedSchedulingGates(newGates: readonly New<PodSchedulingGate>[], oldGates: readonly New<PodSchedulingGate>[], path: FieldPath): FieldError[] {
  // A gate that is there twice is reported once, where it comes last.
  const added = new Map(newGates.map(({ name = '' }, i) => [name, i]));
  for (const { name = '' } of oldGates) added.delete(name);
  return [...added].map(([name, i]) => forbidden(path.index(i).child('name'), `only deletion is allowed, but found new scheduling gate '${name}'`));
}

/** The new spec with the old one's values where changes are allowed; owned by the caller, one level deep. */
function withoutAllowedChanges(newSpec: New<PodSpec>, oldSpec: New<PodSpec>): New<PodSpec> {
  const withOldImages = (list: 'containers' | 'initContainers'): New<Container>[] | undefined => {
    const containers = (newSpec[list] ?? []).map((container, i) => ({ ...container, image: oldSpec[list]?.[i]?.image }));
    return containers.length === 0 ? undefined : containers;
  };
  const munged: New<PodSpec> = {
    ...newSpec,
    containers: withOldImages('containers'),
    initContainers: withOldImages('initContainers'),
    activeDeadlineSeconds: oldSpec.activeDeadlineSeconds,
    schedulingGates: oldSpec.schedulingGates,
    tolerations: oldSpec.tolerations,
  };
  const grace = oldSpec.terminationGracePeriodSeconds;
  if (grace !== undefined && grace < 0 && newSpec.terminationGracePeriodSeconds === 1) munged.terminationGracePeriodSeconds = grace;
  return munged;
}
