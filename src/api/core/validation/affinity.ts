// Rules for node affinity: core validation's validateAffinity and ValidateNodeSelector.
import { type FieldError, forbidden, invalid, named, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Affinity, NodeAffinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateLabelName } from '../../meta/validation/labels.ts';
import { isValidLabelValue, nameIsDNSSubdomain } from '../../meta/validation/names.ts';
import { validatePodAffinity } from './affinity-pod.ts';
import type { PodValidationOptions } from './pod-options.ts';

export function validateAffinity({ nodeAffinity, podAffinity, podAntiAffinity }: New<Affinity>, options: PodValidationOptions, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (nodeAffinity !== undefined) errors.push(...validateNodeAffinity(nodeAffinity, options, path.child('nodeAffinity')));
  if (podAffinity !== undefined) errors.push(...validatePodAffinity(podAffinity, options, path.child('podAffinity')));
  if (podAntiAffinity !== undefined) errors.push(...validatePodAffinity(podAntiAffinity, options, path.child('podAntiAffinity')));
  return errors;
}

function validateNodeAffinity({ requiredDuringSchedulingIgnoredDuringExecution: needed, preferredDuringSchedulingIgnoredDuringExecution: preferred }: New<NodeAffinity>, options: PodValidationOptions, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (needed !== undefined) errors.push(...validateNodeSelector(needed, options.allowInvalidLabelValueInRequiredNodeAffinity, path.child('requiredDuringSchedulingIgnoredDuringExecution')));
  preferred?.forEach(({ weight = 0, preference = {} }, i) => {
    const itemPath = path.child('preferredDuringSchedulingIgnoredDuringExecution').index(i);
    if (weight <= 0 || weight > 100) errors.push(invalid(itemPath.child('weight'), weight, 'must be in the range 1-100'));
    errors.push(...validateNodeSelectorTerm(preference, true, itemPath.child('preference')));
  });
  return errors;
}

/** `allowInvalidValues`: label values that no node can have are let through. */
export function validateNodeSelector({ nodeSelectorTerms = [] }: New<NodeSelector>, allowInvalidValues: boolean, path: FieldPath): FieldError[] {
  const termsPath = path.child('nodeSelectorTerms');
  if (nodeSelectorTerms.length === 0) return [required(termsPath, 'must have at least one node selector term')];
  return nodeSelectorTerms.flatMap((term, i) => validateNodeSelectorTerm(term, allowInvalidValues, termsPath.index(i)));
}

function validateNodeSelectorTerm({ matchExpressions, matchFields }: New<NodeSelectorTerm>, allowInvalidValues: boolean, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  matchExpressions?.forEach((requirement, i) => errors.push(...validateNodeSelectorRequirement(requirement, allowInvalidValues, path.child('matchExpressions').index(i))));
  matchFields?.forEach((requirement, i) => errors.push(...validateNodeFieldSelectorRequirement(requirement, path.child('matchFields').index(i))));
  return errors;
}

function validateNodeSelectorRequirement({ operator, key = '', values = [] }: New<NodeSelectorRequirement>, allowInvalidValues: boolean, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const valuesPath = path.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(valuesPath, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) errors.push(forbidden(valuesPath, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) errors.push(required(valuesPath, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      break;
    default:
      errors.push(invalid(path.child('operator'), named(operator), 'not a valid selector operator'));
  }
  errors.push(...validateLabelName(key, path.child('key')));
  if (allowInvalidValues) return errors;
  values.forEach((value, i) => {
    for (const text of isValidLabelValue(value)) errors.push(invalid(valuesPath.index(i), value, text));
  });
  return errors;
}

/** metadata.name is the only field. */
function validateNodeFieldSelectorRequirement({ operator, key = '', values = [] }: New<NodeSelectorRequirement>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length !== 1) errors.push(required(path.child('values'), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  } else {
    errors.push(invalid(path.child('operator'), named(operator), 'not a valid selector operator'));
  }
  if (key !== 'metadata.name') return [...errors, invalid(path.child('key'), key, 'not a valid field selector key')];
  values.forEach((value, i) => {
    for (const text of nameIsDNSSubdomain(value, false)) errors.push(invalid(path.child('values').index(i), value, text));
  });
  return errors;
}
