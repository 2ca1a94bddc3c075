// Rules for what a Job makes of failed and succeeded Pods: batch validation's validatePodFailurePolicy and validateSuccessPolicy.
import { isNilList } from '../../decode/decode.ts';
import { duplicate, type FieldError, invalid, named, notSupported, omittedValue, required, tooLong, tooMany } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { JobSpec, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyOnPodConditionsPattern, PodFailurePolicyRule, SuccessPolicyRule } from '../../generated/batch-v1.ts';
import { isQualifiedName } from '../../meta/validation/names.ts';
import { validateNonnegativeField } from '../../meta/validation/object-meta.ts';

const maxRules = 20;
const maxPatterns = 20;
const maxExitCodes = 255;
const maxIndexesLength = 64 * 1024;
const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const statuses = ['False', 'True', 'Unknown'];

function quotedList(values: readonly string[]): string {
  return `valid values: [${values.map((value) => JSON.stringify(value)).join(' ')}]`;
}
function validateChoice(value: string, supported: readonly string[], path: FieldPath): FieldError[] {
  if (value === '') return [required(path, quotedList(supported))];
  return supported.includes(value) ? [] : [notSupported(path, named(value), supported)];
}

export function validatePodFailurePolicy(spec: JobSpec, path: FieldPath): FieldError[] {
  const rules = spec.podFailurePolicy?.rules ?? [];
  const rulesPath = path.child('rules');
  const errors = rules.length > maxRules ? [tooMany(rulesPath, rules.length, maxRules)] : [];
  const names = new Set([...spec.template.spec.containers, ...(spec.template.spec.initContainers ?? [])].map((container) => container.name));
  return [...errors, ...rules.flatMap((rule, i) => validateRule(spec, rule, rulesPath.index(i), names))];
}

function validateRule(spec: JobSpec, rule: PodFailurePolicyRule, path: FieldPath, names: ReadonlySet<string>): FieldError[] {
  const actionPath = path.child('action');
  const errors = rule.action === 'FailIndex' ? [] : validateChoice(rule.action, actions, actionPath);
  if (rule.action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) errors.push(invalid(actionPath, named(rule.action), 'requires the backoffLimitPerIndex to be set'));
  const patterns = rule.onPodConditions ?? [];
  if (rule.onExitCodes !== undefined) errors.push(...validateExitCodes(rule.onExitCodes, path.child('onExitCodes'), names));
  if (patterns.length > 0) errors.push(...validatePatterns(patterns, path.child('onPodConditions')));
  if (rule.onExitCodes !== undefined && patterns.length > 0) errors.push(invalid(path, omittedValue, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  if (rule.onExitCodes === undefined && patterns.length === 0) errors.push(invalid(path, omittedValue, 'specifying one of OnExitCodes and OnPodConditions is required'));
  return errors;
}

function validateExitCodes({ operator, containerName, values }: PodFailurePolicyOnExitCodesRequirement, path: FieldPath, names: ReadonlySet<string>): FieldError[] {
  const errors = validateChoice(operator, operators, path.child('operator'));
  if (containerName !== undefined && !names.has(containerName)) errors.push(invalid(path.child('containerName'), containerName, 'must be one of the container or initContainer names in the pod template'));
  const valuesPath = path.child('values');
  if (values.length === 0) errors.push(invalid(valuesPath, isNilList(values) ? null : values, 'at least one value is required'));
  else if (values.length > maxExitCodes) errors.push(tooMany(valuesPath, values.length, maxExitCodes));
  const seen = new Set<number>();
  values.forEach((value, i) => {
    if (operator === 'In' && value === 0) errors.push(invalid(valuesPath.index(i), value, 'must not be 0 for the In operator'));
    if (seen.has(value)) errors.push(duplicate(valuesPath.index(i), value));
    seen.add(value);
  });
  if (values.some((value, i) => i > 0 && (values[i - 1] ?? 0) > value)) errors.push(invalid(valuesPath, values, 'must be ordered'));
  return errors;
}

function validatePatterns(patterns: readonly PodFailurePolicyOnPodConditionsPattern[], path: FieldPath): FieldError[] {
  const errors = patterns.length > maxPatterns ? [tooMany(path, patterns.length, maxPatterns)] : [];
  return [...errors, ...patterns.flatMap(({ type, status }, i) => [
    ...isQualifiedName(type).map((text) => invalid(path.index(i).child('type'), named(type), text)),
    ...validateChoice(status, statuses, path.index(i).child('status')),
  ])];
}

export function validateSuccessPolicy(spec: JobSpec, path: FieldPath): FieldError[] {
  const rulesPath = path.child('rules');
  const rules = spec.successPolicy?.rules ?? [];
  const errors = rules.length === 0 ? [required(rulesPath, 'at least one rules must be specified when the successPolicy is specified')] : [];
  if (rules.length > maxRules) errors.push(tooMany(rulesPath, rules.length, maxRules));
  return [...errors, ...rules.flatMap((rule, i) => validateSuccessRule(rule, spec.completions ?? 0, rulesPath.index(i)))];
}

function validateSuccessRule({ succeededCount, succeededIndexes }: SuccessPolicyRule, completions: number, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (succeededCount === undefined && succeededIndexes === undefined) errors.push(required(path, 'at least one of succeededCount or succeededIndexes must be specified'));
  const counted = succeededIndexes === undefined ? 0 : countIndexes(succeededIndexes, completions);
  if (succeededIndexes !== undefined && succeededIndexes.length > maxIndexesLength) errors.push(tooLong(path.child('succeededIndexes'), maxIndexesLength));
  if (typeof counted === 'string') errors.push(invalid(path.child('succeededIndexes'), succeededIndexes, `error parsing succeededIndexes: ${counted}`));
  if (succeededCount === undefined) return errors;
  const at = path.child('succeededCount');
  const total = typeof counted === 'string' ? 0 : counted;
  errors.push(...validateNonnegativeField(succeededCount, at));
  if (succeededCount > completions) errors.push(invalid(at, succeededCount, `must be less than or equal to ${completions} (the number of specified completions)`));
  if (succeededIndexes !== undefined && succeededCount > total) errors.push(invalid(at, succeededCount, `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`));
  return errors;
}

/** How many indexes a text such as `1,3-5` names, or what is wrong with it: upstream's validateIndexesFormat. */
function countIndexes(text: string, completions: number): number | string {
  if (text === '') return 0;
  let last = -1;
  let total = 0;
  for (const interval of text.split(',')) {
    const limits = interval.split('-');
    if (limits.length > 2) return `the fragment ${JSON.stringify(interval)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    for (const limit of limits) {
      if (!/^[+-]?\d+$/.test(limit)) return `cannot convert string to integer for index: ${JSON.stringify(limit)}`;
      const index = Number(limit);
      if (index >= completions) return `too large index: ${JSON.stringify(limit)}`;
      if (last !== -1 && last >= index) return `non-increasing order, previous: ${last}, current: ${index}`;
      last = index;
    }
    total += limits.length === 1 ? 1 : Number(limits[1]) - Number(limits[0]) + 1;
  }
  return total;
}
