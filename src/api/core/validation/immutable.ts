// Values that may not change: core validation's ValidateImmutableField.
import { type FieldError, invalid } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import { isEqual } from '../../meta/equality.ts';
import { fieldImmutableMessage } from '../../meta/validation/object-meta.ts';

export function validateImmutableField(value: unknown, old: unknown, path: FieldPath): FieldError[] {
  return isEqual(value, old) ? [] : [invalid(path, value ?? null, fieldImmutableMessage)];
}
