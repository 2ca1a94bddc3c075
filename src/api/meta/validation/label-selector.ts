// Rules for label selectors: k8s.io/apimachinery's ValidateLabelSelector.
import { type FieldError, forbidden, invalid, NamedString, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../../generated/meta-v1.ts';
import type { New } from '../object.ts';
import { validateLabelName, validateLabels } from './labels.ts';
import { isValidLabelValue } from './names.ts';

/** What older objects may still hold. */
interface LabelSelectorValidationOptions {
  readonly allowInvalidLabelValueInSelector?: boolean;
  readonly allowUnknownOperatorInRequirement?: boolean;
}

export function validateLabelSelector(selector: New<LabelSelector> | undefined, options: LabelSelectorValidationOptions, path: FieldPath): FieldError[] {
  if (selector === undefined) return [];
  const errors = validateLabels(selector.matchLabels, path.child('matchLabels'));
  selector.matchExpressions?.forEach((requirement, i) => {
    errors.push(...validateLabelSelectorRequirement(requirement, options, path.child('matchExpressions').index(i)));
  });
  return errors;
}

export function validateLabelSelectorRequirement(requirement: New<LabelSelectorRequirement>, options: LabelSelectorValidationOptions, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) errors.push(forbidden(path.child('values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    default:
      if (options.allowUnknownOperatorInRequirement !== true) errors.push(invalid(path.child('operator'), new NamedString(requirement.operator ?? ''), 'not a valid selector operator'));
  }
  errors.push(...validateLabelName(requirement.key ?? '', path.child('key')));
  if (options.allowInvalidLabelValueInSelector === true) return errors;
  values.forEach((value, i) => {
    for (const text of isValidLabelValue(value)) errors.push(invalid(path.child('values').index(i), value, text));
  });
  return errors;
}
