// Rules for Deployments: apps validation's ValidateDeployment.
import type { PodValidationOptions } from '../../core/validation/pod-options.ts';
import { templateUpdateOptions } from '../../core/validation/pod-options-update.ts';
import { metaUpdate, namespacedMeta } from '../../core/validation/metadata.ts';
import { intOrPercentValue, isUsableSelector, selectorValue, validateImmutableSelector, validateNotMoreThan100Percent, validatePositiveIntOrPercent, validateRequiredSelector } from '../../core/validation/workload.ts';
import { type FieldError, forbidden, invalid, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment } from '../../generated/apps-v1.ts';
import { validateNonnegativeField } from '../../meta/validation/object-meta.ts';
import { validateReplicaSetTemplate } from './replica-set.ts';

const specPath = FieldPath.of('spec');

export function validateDeployment(deployment: Deployment): FieldError[] {
  return [...namespacedMeta(deployment), ...validateDeploymentSpec(deployment.spec)];
}

function validateDeploymentSpec(spec: DeploymentSpec, options?: PodValidationOptions): FieldError[] {
  const { replicas = 0, minReadySeconds = 0, revisionHistoryLimit, progressDeadlineSeconds } = spec;
  const selectorPath = specPath.child('selector');
  const errors = [...validateNonnegativeField(replicas, specPath.child('replicas')), ...validateRequiredSelector(spec.selector, 'empty selector is invalid for deployment', selectorPath)];
  if (!isUsableSelector(spec.selector, selectorPath)) errors.push(invalid(selectorPath, selectorValue(spec.selector), 'invalid label selector'));
  else errors.push(...validateReplicaSetTemplate(spec.template, spec.selector, specPath.child('template'), options));
  errors.push(...validateStrategy(spec.strategy, specPath.child('strategy')), ...validateNonnegativeField(minReadySeconds, specPath.child('minReadySeconds')));
  if (revisionHistoryLimit !== undefined) errors.push(...validateNonnegativeField(revisionHistoryLimit, specPath.child('revisionHistoryLimit')));
  if (progressDeadlineSeconds !== undefined) {
    const path = specPath.child('progressDeadlineSeconds');
    errors.push(...validateNonnegativeField(progressDeadlineSeconds, path));
    if (progressDeadlineSeconds <= minReadySeconds) errors.push(invalid(path, progressDeadlineSeconds, 'must be greater than minReadySeconds'));
  }
  return errors;
}

function validateStrategy(strategy: DeploymentStrategy, path: FieldPath): FieldError[] {
  const { type, rollingUpdate } = strategy;
  const at = path.child('rollingUpdate');
  if (type === 'Recreate') return rollingUpdate === undefined ? [] : [forbidden(at, "may not be specified when strategy `type` is 'Recreate'")];
  if (type === 'RollingUpdate') return rollingUpdate === undefined ? [required(at, 'this should be defaulted and never be nil')] : validateRollingUpdate(rollingUpdate, at);
  const internal = { Type: type ?? '', RollingUpdate: rollingUpdate === undefined ? null : { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 } };
  return [notSupported(path, internal, ['Recreate', 'RollingUpdate'])];
}

function validateRollingUpdate({ maxUnavailable = 0, maxSurge = 0 }: RollingUpdateDeployment, path: FieldPath): FieldError[] {
  const errors = [...validatePositiveIntOrPercent(maxUnavailable, path.child('maxUnavailable')), ...validatePositiveIntOrPercent(maxSurge, path.child('maxSurge'))];
  if (intOrPercentValue(maxUnavailable) === 0 && intOrPercentValue(maxSurge) === 0) errors.push(invalid(path.child('maxUnavailable'), maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  return [...errors, ...validateNotMoreThan100Percent(maxUnavailable, path.child('maxUnavailable'))];
}

export function validateDeploymentUpdate(deployment: Deployment, old: Deployment): FieldError[] {
  return [...metaUpdate(deployment, old), ...validateDeploymentSpec(deployment.spec, templateUpdateOptions(old.spec.template)), ...validateImmutableSelector(deployment.spec.selector, old.spec.selector, specPath.child('selector'))];
}
