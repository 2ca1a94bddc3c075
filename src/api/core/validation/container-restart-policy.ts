// Rules for the restart policy and rules of one container, and for what a resize restarts: core validation's validateContainerRestartPolicy and validateResizePolicy.
import { duplicate, type FieldError, invalid, named, notSupported, required, tooMany } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Container, ContainerRestartRule } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import type { AnyContainer } from './container-visitor.ts';

const policies: readonly string[] = ['Always', 'Never', 'OnFailure'];
const actions: readonly string[] = ['Restart', 'RestartAllContainers'];
const operators: readonly string[] = ['In', 'NotIn'];

/** `path` is the container's. */
export function validateContainerRestartPolicy({ restartPolicy, restartPolicyRules: rules = [] }: New<Container>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (restartPolicy === undefined) {
    if (rules.length === 0) return errors;
    errors.push(required(path.child('restartPolicy'), 'must specify restartPolicy when restart rules are used'));
  } else if (!policies.includes(restartPolicy)) {
    errors.push(notSupported(path.child('restartPolicy'), named(restartPolicy), policies));
  }
  if (rules.length > 20) errors.push(tooMany(path.child('restartPolicyRules'), rules.length, 20));
  rules.forEach((rule, i) => errors.push(...validateRestartRule(rule, path.child('restartPolicyRules').index(i))));
  return errors;
}

/** Rules without a policy are all that is wrong then. */
export function validateInitContainerRestartPolicy(container: New<Container>, path: FieldPath): FieldError[] {
  if (container.restartPolicy !== undefined) return validateContainerRestartPolicy(container, path);
  const hasRules = (container.restartPolicyRules ?? []).length > 0;
  return hasRules ? [required(path.child('restartPolicy'), 'must specify restartPolicy when restart rules are used')] : [];
}

function validateRestartRule({ action, exitCodes }: New<ContainerRestartRule>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (action === undefined || !actions.includes(action)) errors.push(notSupported(path.child('action'), named(action), actions));
  if (exitCodes === undefined) return [...errors, required(path.child('exitCodes'), 'must be specified')];
  const { operator, values = [] } = exitCodes;
  if (operator === undefined || !operators.includes(operator)) errors.push(notSupported(path.child('exitCodes', 'operator'), named(operator), operators));
  if (values.length > 255) errors.push(tooMany(path.child('exitCodes', 'values'), values.length, 255));
  return errors;
}

/** All but duplicates stand at the list, as upstream reports them. */
export function validateResizePolicy({ resizePolicy = [] }: AnyContainer, path: FieldPath, podRestartPolicy: string | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  resizePolicy.forEach(({ resourceName = '', restartPolicy }, i) => {
    if (seen.has(resourceName)) errors.push(duplicate(path.index(i), named(resourceName)));
    seen.add(resourceName);
    if (resourceName === '') errors.push(required(path, ''));
    else if (resourceName !== 'cpu' && resourceName !== 'memory') errors.push(notSupported(path, named(resourceName), ['cpu', 'memory']));
    if (restartPolicy === undefined || (restartPolicy as string) === '') errors.push(required(path, ''));
    else if (restartPolicy !== 'NotRequired' && restartPolicy !== 'RestartContainer') errors.push(notSupported(path, named(restartPolicy), ['NotRequired', 'RestartContainer']));
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') errors.push(invalid(path, named(restartPolicy), "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
  });
  return errors;
}
