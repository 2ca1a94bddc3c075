// The rows of the scheduling group in the validation registry, with the rules for PriorityClasses.
import { systemPriorities } from '../../admission/pod-defaults.ts';
import { validateImmutableField } from '../../core/validation/immutable.ts';
import { clusterMeta, metaUpdate } from '../../core/validation/metadata.ts';
import { type FieldError, forbidden, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { PriorityClass } from '../../generated/scheduling-v1.ts';
import { kindRules } from '../../kind-rules.ts';

const highestUserPriority = 1_000_000_000;
const policies = ['PreemptLowerPriority', 'Never'];

function validatePriorityClass(priorityClass: PriorityClass): FieldError[] {
  const { metadata: { name }, value, preemptionPolicy: policy } = priorityClass;
  const errors = clusterMeta(priorityClass);
  if (name?.startsWith('system-') === true) {
    const problem = systemProblem(priorityClass);
    if (problem !== undefined) errors.push(forbidden(FieldPath.of('metadata', 'name'), `priority class names with 'system-' prefix are reserved for system use only. error: ${problem}`));
  } else if (value > highestUserPriority) {
    errors.push(forbidden(FieldPath.of('value'), `maximum allowed value of a user defined priority is ${highestUserPriority}`));
  }
  const path = FieldPath.of('preemptionPolicy');
  if ((policy as string | undefined) === '') errors.push(required(path, ''));
  else if (policy !== undefined && !policies.includes(policy)) errors.push(notSupported(path, named(policy), policies));
  return errors;
}

function systemProblem({ metadata: { name }, value, globalDefault = false }: PriorityClass): string | undefined {
  const known = Object.hasOwn(systemPriorities, name) ? systemPriorities[name] : undefined;
  if (known === undefined) return `${name} is not a known system priority class`;
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function validateUpdate(priorityClass: PriorityClass, old: PriorityClass): FieldError[] {
  const errors = metaUpdate(priorityClass, old);
  if (priorityClass.value !== old.value) errors.push(forbidden(FieldPath.of('value'), 'may not be changed in an update.'));
  return [...errors, ...validateImmutableField(priorityClass.preemptionPolicy, old.preemptionPolicy, FieldPath.of('preemptionPolicy'))];
}

export const schedulingRules = [kindRules<PriorityClass>('scheduling/v1.PriorityClass', { validateCreate: validatePriorityClass, validateUpdate })];
