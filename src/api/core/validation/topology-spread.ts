// Rules for topology spread constraints: core validation's validateTopologySpreadConstraints.
import { duplicate, type FieldError, invalid, named, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { TopologySpreadConstraint } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateLabelSelector } from '../../meta/validation/label-selector.ts';
import { validateMatchLabelKeysAndMismatchLabelKeys, validateMatchLabelKeysInTopologySpread } from './affinity-pod.ts';
import type { PodValidationOptions } from './pod-options.ts';

export function validateTopologySpreadConstraints(constraints: readonly New<TopologySpreadConstraint>[], path: FieldPath, options: PodValidationOptions): FieldError[] {
  return constraints.flatMap((constraint, i) => validateConstraint(constraint, constraints.slice(i + 1), path.index(i), options));
}

function validateConstraint(constraint: New<TopologySpreadConstraint>, later: readonly New<TopologySpreadConstraint>[], path: FieldPath, options: PodValidationOptions): FieldError[] {
  const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains, nodeAffinityPolicy, nodeTaintsPolicy, matchLabelKeys, labelSelector } = constraint;
  const errors = validatePositive(maxSkew, path.child('maxSkew'));
  if (topologyKey === '') errors.push(required(path.child('topologyKey'), 'can not be empty'));
  if (whenUnsatisfiable !== 'DoNotSchedule' && whenUnsatisfiable !== 'ScheduleAnyway') errors.push(notSupported(path.child('whenUnsatisfiable'), named(whenUnsatisfiable), ['DoNotSchedule', 'ScheduleAnyway']));
  if (later.some((other) => (other.topologyKey ?? '') === topologyKey && (other.whenUnsatisfiable ?? '') === whenUnsatisfiable)) {
    errors.push(duplicate(path.child('{topologyKey, whenUnsatisfiable}'), `{${topologyKey}, ${whenUnsatisfiable}}`));
  }
  if (minDomains !== undefined) {
    errors.push(...validatePositive(minDomains, path.child('minDomains')));
    if (whenUnsatisfiable !== 'DoNotSchedule') errors.push(invalid(path.child('minDomains'), minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`));
  }
  errors.push(...validateNodeInclusionPolicy(nodeAffinityPolicy, path.child('nodeAffinityPolicy')));
  errors.push(...validateNodeInclusionPolicy(nodeTaintsPolicy, path.child('nodeTaintsPolicy')));
  if (options.oldPodViolatesMatchLabelKeysValidation) errors.push(...validateMatchLabelKeysInTopologySpread(path.child('matchLabelKeys'), matchLabelKeys, labelSelector));
  else errors.push(...validateMatchLabelKeysAndMismatchLabelKeys(path, matchLabelKeys, undefined, labelSelector));
  if (!options.allowInvalidTopologySpreadConstraintLabelSelector) errors.push(...validateLabelSelector(labelSelector, {}, path.child('labelSelector')));
  return errors;
}

function validatePositive(value: number, path: FieldPath): FieldError[] {
  return value > 0 ? [] : [invalid(path, value, 'must be greater than zero')];
}

function validateNodeInclusionPolicy(policy: string | undefined, path: FieldPath): FieldError[] {
  return policy === undefined || policy === 'Honor' || policy === 'Ignore' ? [] : [notSupported(path, named(policy), ['Honor', 'Ignore'])];
}
