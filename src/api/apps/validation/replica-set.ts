// Rules for ReplicaSets: apps validation's ValidateReplicaSet.
import type { PodValidationOptions } from '../../core/validation/pod-options.ts';
import { templateUpdateOptions } from '../../core/validation/pod-options-update.ts';
import { metaUpdate, namespacedMeta } from '../../core/validation/metadata.ts';
import { validatePodTemplateSpec } from '../../core/validation/template.ts';
import { isEmptySelector, matchesLabelSelector } from '../../meta/label-selector.ts';
import { isUsableSelector, mismatch, selectorValue, validateAlwaysRunning, validateImmutableSelector, validateRequiredSelector } from '../../core/validation/workload.ts';
import { type FieldError, invalid } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { ReplicaSet, ReplicaSetSpec } from '../../generated/apps-v1.ts';
import type { PodTemplateSpec } from '../../generated/core-v1.ts';
import type { LabelSelector } from '../../generated/meta-v1.ts';
import { validateNonnegativeField } from '../../meta/validation/object-meta.ts';

const specPath = FieldPath.of('spec');

export function validateReplicaSet(set: ReplicaSet): FieldError[] {
  return [...namespacedMeta(set), ...validateReplicaSetSpec(set.spec)];
}

function validateReplicaSetSpec(spec: ReplicaSetSpec, options?: PodValidationOptions): FieldError[] {
  const selectorPath = specPath.child('selector');
  const errors = [
    ...validateNonnegativeField(spec.replicas ?? 0, specPath.child('replicas')),
    ...validateNonnegativeField(spec.minReadySeconds ?? 0, specPath.child('minReadySeconds')),
    // Upstream says deployment here.
    ...validateRequiredSelector(spec.selector, 'empty selector is invalid for deployment', selectorPath),
  ];
  if (!isUsableSelector(spec.selector, selectorPath)) errors.push(invalid(selectorPath, selectorValue(spec.selector), 'invalid label selector'));
  else errors.push(...validateReplicaSetTemplate(spec.template, spec.selector, specPath.child('template'), options));
  return errors;
}

/** `ValidatePodTemplateSpecForReplicaSet`, also for Deployments. */
export function validateReplicaSetTemplate(template: PodTemplateSpec, selector: LabelSelector | undefined, path: FieldPath, options?: PodValidationOptions): FieldError[] {
  const isSelecting = selector === undefined || !isEmptySelector(selector);
  const errors = isSelecting && !matchesLabelSelector(selector, template.metadata?.labels) ? [mismatch(template, path)] : [];
  return [...errors, ...validatePodTemplateSpec(template, path, options), ...validateAlwaysRunning(template, 'ReplicaSet', path)];
}

export function validateReplicaSetUpdate(set: ReplicaSet, old: ReplicaSet): FieldError[] {
  return [...metaUpdate(set, old), ...validateReplicaSetSpec(set.spec, templateUpdateOptions(old.spec.template)), ...validateImmutableSelector(set.spec.selector, old.spec.selector, specPath.child('selector'))];
}
