// Rules for ReplicationControllers and PodTemplates: core validation's ValidateReplicationController and ValidatePodTemplate.
import type { PodValidationOptions } from './pod-options.ts';
import { templateUpdateOptions } from './pod-options-update.ts';
import { type FieldError, forbidden, invalid, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { PodTemplate, ReplicationController, ReplicationControllerSpec } from '../../generated/core-v1.ts';
import { validateNonnegativeField } from '../../meta/validation/object-meta.ts';
import { metaUpdate, namespacedMeta } from './metadata.ts';
import { validatePodTemplateSpec } from './template.ts';
import { sortedMap } from './workload.ts';

const specPath = FieldPath.of('spec');

export function validateReplicationController(controller: ReplicationController): FieldError[] {
  return [...namespacedMeta(controller), ...validateSpec(controller.spec)];
}

function validateSpec({ minReadySeconds = 0, replicas = 0, selector = {}, template }: ReplicationControllerSpec, options?: PodValidationOptions): FieldError[] {
  const errors = validateNonnegativeField(minReadySeconds, specPath.child('minReadySeconds'));
  const isSelecting = Object.keys(selector).length > 0;
  if (!isSelecting) errors.push(required(specPath.child('selector'), ''));
  errors.push(...validateNonnegativeField(replicas, specPath.child('replicas')));
  const path = specPath.child('template');
  if (template === undefined) return [...errors, required(path, '')];
  const labels = template.metadata?.labels ?? {};
  if (isSelecting && Object.entries(selector).some(([key, value]) => labels[key] !== value)) errors.push(invalid(path.child('metadata', 'labels'), sortedMap(template.metadata?.labels), '`selector` does not match template `labels`'));
  errors.push(...validatePodTemplateSpec(template, path, options));
  const { restartPolicy, activeDeadlineSeconds } = template.spec;
  if (restartPolicy !== 'Always') errors.push(notSupported(path.child('spec', 'restartPolicy'), named(restartPolicy), ['Always']));
  if (activeDeadlineSeconds !== undefined) errors.push(forbidden(path.child('spec', 'activeDeadlineSeconds'), 'activeDeadlineSeconds in ReplicationController is not Supported'));
  return errors;
}

export function validateReplicationControllerUpdate(controller: ReplicationController, old: ReplicationController): FieldError[] {
  return [...metaUpdate(controller, old), ...validateSpec(controller.spec, templateUpdateOptions(old.spec.template ?? {}))];
}

export function validatePodTemplate(object: PodTemplate): FieldError[] {
  return [...namespacedMeta(object), ...validatePodTemplateSpec(object.template, FieldPath.of('template'))];
}

export function validatePodTemplateUpdate(object: PodTemplate, old: PodTemplate): FieldError[] {
  return [...metaUpdate(object, old), ...validatePodTemplateSpec(object.template, FieldPath.of('template'), templateUpdateOptions(old.template))];
}
