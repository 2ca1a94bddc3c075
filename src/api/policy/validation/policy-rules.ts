// The rows of the policy group in the validation registry, with the rules for PodDisruptionBudgets.
import { validateCounts } from '../../core/validation/status.ts';
import { selectorValue, validateNotMoreThan100Percent, validatePositiveIntOrPercent } from '../../core/validation/workload.ts';
import { type FieldError, invalid, named, notSupported } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from '../../generated/policy-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { validateConditions } from '../../meta/validation/conditions.ts';
import { validateLabelSelector } from '../../meta/validation/label-selector.ts';

const specPath = FieldPath.of('spec');
const evictionPolicies = ['AlwaysAllow', 'IfHealthyBudget'];

/** Names are only checked as path segments, which every kind's are. */
function validateSpec(spec: PodDisruptionBudgetSpec): FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    errors.push(invalid(specPath, { MinAvailable: minAvailable, Selector: selector === undefined ? null : selectorValue(selector), MaxUnavailable: maxUnavailable, UnhealthyPodEvictionPolicy: policy ?? null }, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    const value = spec[field];
    if (value !== undefined) errors.push(...validatePositiveIntOrPercent(value, specPath.child(field)), ...validateNotMoreThan100Percent(value, specPath.child(field)));
  }
  errors.push(...validateLabelSelector(selector, {}, specPath.child('selector')));
  if (policy !== undefined && !evictionPolicies.includes(policy)) errors.push(notSupported(specPath.child('unhealthyPodEvictionPolicy'), named(policy), evictionPolicies));
  return errors;
}

function validateStatus({ status }: PodDisruptionBudget): FieldError[] {
  return [...validateConditions(status.conditions ?? [], FieldPath.of('status', 'conditions')), ...validateCounts(status, ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'], [])];
}

export const policyRules = [
  kindRules<PodDisruptionBudget>('policy/v1.PodDisruptionBudget', { validateCreate: ({ spec }) => validateSpec(spec), validateUpdate: ({ spec }) => validateSpec(spec), validateStatusUpdate: validateStatus }),
];
