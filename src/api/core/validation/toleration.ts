// Rules for tolerations: core validation's ValidateTolerations.
import { type FieldError, invalid, named, notSupported } from '../../field/error.ts';
import { goQuote } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Toleration } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateLabelName } from '../../meta/validation/labels.ts';
import { isDecimalInteger, isValidLabelValue } from '../../meta/validation/names.ts';
import type { PodValidationOptions } from './pod-options.ts';

export function validateTolerations(tolerations: readonly New<Toleration>[], path: FieldPath, options: PodValidationOptions): FieldError[] {
  return tolerations.flatMap((toleration, i) => validateToleration(toleration, path.index(i), options));
}

function validateToleration({ key = '', operator, value = '', effect, tolerationSeconds }: New<Toleration>, path: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (key !== '') errors.push(...validateLabelName(key, path.child('key')));
  else if (operator !== 'Exists') errors.push(invalid(path.child('operator'), named(operator), 'operator must be Exists when `key` is empty, which means "match all values and all keys"'));
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') errors.push(invalid(path.child('effect'), named(effect), "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  errors.push(...validateOperator(operator, value, path, options));
  if (effect !== undefined && (effect as string) !== '') errors.push(...validateTaintEffect(effect, path.child('effect')));
  return errors;
}

function validateOperator(operator: string | undefined, value: string, path: FieldPath, options: PodValidationOptions): FieldError[] {
  switch (operator) {
    case undefined:
    case '':
    case 'Equal': {
      const texts = isValidLabelValue(value);
      return texts.length === 0 ? [] : [invalid(path.child('operator'), value, texts.join(';'))];
    }
    case 'Exists':
      return value === '' ? [] : [invalid(path.child('operator'), value, "value must be empty when `operator` is 'Exists'")];
    case 'Lt':
    case 'Gt':
      if (!options.allowTaintTolerationComparisonOperators) return [notSupported(path.child('operator'), named(operator), ['Equal', 'Exists', 'Lt', 'Gt'])];
      return validateComparedValue(value, path.child('value'));
    default:
      return [notSupported(path.child('operator'), named(operator), ['Equal', 'Exists'])];
  }
}

function validateComparedValue(value: string, path: FieldPath): FieldError[] {
  const errors = isDecimalInteger(value).map((text) => invalid(path, value, text));
  const isNumber = /^[-+]?[0-9]+$/.test(value);
  const isInRange = isNumber && BigInt.asIntN(64, BigInt(value.replace('+', ''))) === BigInt(value.replace('+', ''));
  if (!isInRange) errors.push(invalid(path, value, `strconv.ParseInt: parsing ${goQuote(value)}: ${isNumber ? 'value out of range' : 'invalid syntax'}`));
  return errors;
}

export function validateTaintEffect(effect: string, path: FieldPath): FieldError[] {
  const supported = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
  return supported.includes(effect) ? [] : [notSupported(path, named(effect), supported)];
}
