// Rules for DaemonSets: apps validation's ValidateDaemonSet.
import type { PodValidationOptions } from '../../core/validation/pod-options.ts';
import { templateUpdateOptions } from '../../core/validation/pod-options-update.ts';
import { metaUpdate, namespacedMeta } from '../../core/validation/metadata.ts';
import { validatePodTemplateSpec } from '../../core/validation/template.ts';
import { intOrPercentValue, isUsableSelector, mismatch, selectorValue, validateAlwaysRunning, validateImmutableSelector, validateNotMoreThan100Percent, validatePositiveIntOrPercent } from '../../core/validation/workload.ts';
import { isEmptySelector, matchesLabelSelector } from '../../meta/label-selector.ts';
import { type FieldError, invalid, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy } from '../../generated/apps-v1.ts';
import { validateLabelSelector } from '../../meta/validation/label-selector.ts';
import { validateNonnegativeField } from '../../meta/validation/object-meta.ts';

const specPath = FieldPath.of('spec');

export function validateDaemonSet(set: DaemonSet): FieldError[] {
  return [...namespacedMeta(set), ...validateDaemonSetSpec(set.spec)];
}

function validateDaemonSetSpec({ selector, template, minReadySeconds = 0, updateStrategy, revisionHistoryLimit }: DaemonSetSpec, options?: PodValidationOptions): FieldError[] {
  const selectorPath = specPath.child('selector');
  const templatePath = specPath.child('template');
  const errors = validateLabelSelector(selector, {}, selectorPath);
  if (isUsableSelector(selector, selectorPath) && !matchesLabelSelector(selector, template.metadata?.labels)) errors.push(mismatch(template, templatePath));
  if (selector !== undefined && isEmptySelector(selector)) errors.push(invalid(selectorPath, selectorValue(selector), 'empty selector is invalid for daemonset'));
  errors.push(...validatePodTemplateSpec(template, templatePath, options), ...validateAlwaysRunning(template, 'DaemonSet', templatePath));
  errors.push(...validateNonnegativeField(minReadySeconds, specPath.child('minReadySeconds')), ...validateUpdateStrategy(updateStrategy, specPath.child('updateStrategy')));
  if (revisionHistoryLimit !== undefined) errors.push(...validateNonnegativeField(revisionHistoryLimit, specPath.child('revisionHistoryLimit')));
  return errors;
}

function validateUpdateStrategy({ type, rollingUpdate }: DaemonSetUpdateStrategy, path: FieldPath): FieldError[] {
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') {
    const internal = { Type: type ?? '', RollingUpdate: rollingUpdate === undefined ? null : { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 } };
    return [notSupported(path, internal, ['RollingUpdate', 'OnDelete'])];
  }
  const at = path.child('rollingUpdate');
  if (rollingUpdate === undefined) return [required(at, '')];
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate;
  const [unavailablePath, surgePath] = [at.child('maxUnavailable'), at.child('maxSurge')];
  const errors = [...validatePositiveIntOrPercent(maxUnavailable, unavailablePath), ...validatePositiveIntOrPercent(maxSurge, surgePath), ...validateNotMoreThan100Percent(maxUnavailable, unavailablePath), ...validateNotMoreThan100Percent(maxSurge, surgePath)];
  const hasUnavailable = intOrPercentValue(maxUnavailable) !== 0;
  const hasSurge = intOrPercentValue(maxSurge) !== 0;
  if (hasUnavailable && hasSurge) errors.push(invalid(surgePath, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (!hasUnavailable && !hasSurge) errors.push(required(unavailablePath, 'cannot be 0 when maxSurge is 0'));
  return errors;
}

export function validateDaemonSetUpdate(set: DaemonSet, old: DaemonSet): FieldError[] {
  return [...metaUpdate(set, old), ...validateImmutableSelector(set.spec.selector, old.spec.selector, specPath.child('selector')), ...validateDaemonSetSpec(set.spec, templateUpdateOptions(old.spec.template))];
}
