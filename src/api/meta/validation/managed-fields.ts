// Rules for metadata.managedFields and field manager names: k8s.io/apimachinery's ValidateManagedFields and ValidateFieldManager.
import { type FieldError, invalid, NamedString, tooLong } from '../../field/error.ts';
import { byteLength, escapedRune, isPrintable } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { ManagedFieldsEntry } from '../../generated/meta-v1.ts';
import type { New } from '../object.ts';

export function validateManagedFields(entries: readonly New<ManagedFieldsEntry>[] | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  entries?.forEach((entry, i) => {
    const entryPath = path.index(i);
    const { operation, fieldsType = '', manager = '', subresource = '' } = entry;
    if (operation !== 'Apply' && operation !== 'Update') errors.push(invalid(entryPath.child('operation'), new NamedString(operation ?? ''), 'must be `Apply` or `Update`'));
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') errors.push(invalid(entryPath.child('fieldsType'), fieldsType, 'must be `FieldsV1`'));
    errors.push(...validateFieldManager(manager, entryPath.child('manager')));
    if (byteLength(subresource) > 256) errors.push(tooLong(entryPath.child('subresource'), 256));
  });
  return errors;
}

/** At most 128 bytes, all printable; empty means not set. */
function validateFieldManager(manager: string, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (byteLength(manager) > 128) errors.push(tooLong(path, 128));
  let position = 0;
  for (const rune of manager) {
    if (!isPrintable(rune)) errors.push(invalid(path, manager, `invalid character ${escapedRune(rune)} (at position ${position})`));
    position += byteLength(rune);
  }
  return errors;
}
