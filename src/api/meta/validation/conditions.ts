// Rules for conditions of the type that kinds share: metav1 validation's ValidateConditions.
import { duplicate, type FieldError, invalid, notSupported, required, tooLong } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Condition } from '../../generated/meta-v1.ts';
import { isQualifiedName } from './names.ts';

const maxReasonBytes = 1024;
const maxMessageBytes = 32 * 1024;
const reasonFormat = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const reasonPattern = new RegExp(`^${reasonFormat}$`);
const reasonMessage = `a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '${reasonFormat}')`;

export function validateConditions(conditions: readonly Condition[], path: FieldPath): FieldError[] {
  const types = new Set<string>();
  return conditions.flatMap((condition, i) => {
    const isRepeated = types.has(condition.type);
    types.add(condition.type);
    return [...(isRepeated ? [duplicate(path.index(i).child('type'), condition.type)] : []), ...validateCondition(condition, path.index(i))];
  });
}

function validateCondition({ type, status, observedGeneration = 0, lastTransitionTime, reason, message }: Condition, path: FieldPath): FieldError[] {
  const errors = isQualifiedName(type).map((text) => invalid(path.child('type'), type, text));
  if (!['False', 'True', 'Unknown'].includes(status)) errors.push(notSupported(path.child('status'), status, ['False', 'True', 'Unknown']));
  if (observedGeneration < 0) errors.push(invalid(path.child('observedGeneration'), observedGeneration, 'must be greater than or equal to zero'));
  if (!lastTransitionTime) errors.push(required(path.child('lastTransitionTime'), ''));
  if (reason === '') errors.push(required(path.child('reason'), ''));
  else if (!reasonPattern.test(reason)) errors.push(invalid(path.child('reason'), reason, reasonMessage));
  if (byteLength(reason) > maxReasonBytes) errors.push(tooLong(path.child('reason'), maxReasonBytes));
  if (byteLength(message) > maxMessageBytes) errors.push(tooLong(path.child('message'), maxMessageBytes));
  return errors;
}
