// Rules for metadata, on creation and on update: k8s.io/apimachinery's ValidateObjectMeta and ValidateObjectMetaUpdate.
import { type FieldError, forbidden, invalid, NamedString, required } from '../../field/error.ts';
import { goQuote } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { ObjectMeta } from '../../generated/meta-v1.ts';
import type { New } from '../object.ts';
import { validateAnnotations } from './annotations.ts';
import { validateLabels } from './labels.ts';
import { validateManagedFields } from './managed-fields.ts';
import { isQualifiedName, nameIsDNSLabel, type ValidateName } from './names.ts';
import { validateOwnerReferences } from './owner-references.ts';

export const fieldImmutableMessage = 'field is immutable';

export interface ObjectMetaValidationOptions {
  readonly isNamespaced: boolean;
  readonly validateName: ValidateName;
}

/** On creation, after a name was generated. */
export function validateObjectMeta(meta: New<ObjectMeta>, { isNamespaced, validateName }: ObjectMetaValidationOptions, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { generateName = '', name = '', namespace = '', generation = 0 } = meta;
  if (generateName !== '') for (const text of validateName(generateName, true)) errors.push(invalid(path.child('generateName'), generateName, text));
  if (name === '') errors.push(required(path.child('name'), 'name or generateName is required'));
  else for (const text of validateName(name, false)) errors.push(invalid(path.child('name'), name, text));
  if (isNamespaced) {
    if (namespace === '') errors.push(required(path.child('namespace'), ''));
    else for (const text of nameIsDNSLabel(namespace, false)) errors.push(invalid(path.child('namespace'), namespace, text));
  } else if (namespace !== '') {
    errors.push(forbidden(path.child('namespace'), 'not allowed on this type'));
  }
  errors.push(...validateNonnegativeField(generation, path.child('generation')));
  errors.push(...validateLabels(meta.labels, path.child('labels')));
  errors.push(...validateAnnotations(meta.annotations, path.child('annotations')));
  errors.push(...validateOwnerReferences(meta.ownerReferences, path.child('ownerReferences')));
  errors.push(...validateFinalizers(meta.finalizers, path.child('finalizers')));
  errors.push(...validateManagedFields(meta.managedFields, path.child('managedFields')));
  return errors;
}

export function validateNonnegativeField(value: number, path: FieldPath): FieldError[] {
  return value < 0 ? [invalid(path, value, 'must be greater than or equal to 0')] : [];
}

/** Each is a qualified name; `orphan` and `foregroundDeletion` exclude each other. */
function validateFinalizers(finalizers: readonly string[] | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (finalizers === undefined) return errors;
  for (const finalizer of finalizers) for (const text of isQualifiedName(finalizer)) errors.push(invalid(path, finalizer, text));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) errors.push(invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  return errors;
}

/** On every update, of whatever subresource. */
export function validateObjectMetaUpdate(newMeta: New<ObjectMeta>, oldMeta: New<ObjectMeta>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (oldMeta.deletionTimestamp !== undefined) errors.push(...validateNoNewFinalizers(newMeta.finalizers ?? [], oldMeta.finalizers ?? [], path.child('finalizers')));
  if ((newMeta.resourceVersion ?? '') === '') errors.push(invalid(path.child('resourceVersion'), '', 'must be specified for an update'));
  const generation = newMeta.generation ?? 0;
  if (generation < (oldMeta.generation ?? 0)) errors.push(invalid(path.child('generation'), generation, 'must not be decremented'));
  errors.push(...validateImmutable(newMeta.name ?? '', oldMeta.name ?? '', path.child('name')));
  errors.push(...validateImmutable(newMeta.namespace ?? '', oldMeta.namespace ?? '', path.child('namespace')));
  errors.push(...validateImmutable(newMeta.uid ?? '', oldMeta.uid ?? '', path.child('uid')));
  errors.push(...validateImmutable(newMeta.creationTimestamp, oldMeta.creationTimestamp, path.child('creationTimestamp')));
  errors.push(...validateImmutable(newMeta.deletionTimestamp, oldMeta.deletionTimestamp, path.child('deletionTimestamp')));
  errors.push(...validateImmutable(newMeta.deletionGracePeriodSeconds, oldMeta.deletionGracePeriodSeconds, path.child('deletionGracePeriodSeconds')));
  errors.push(...validateLabels(newMeta.labels, path.child('labels')));
  errors.push(...validateAnnotations(newMeta.annotations, path.child('annotations')));
  errors.push(...validateOwnerReferences(newMeta.ownerReferences, path.child('ownerReferences')));
  errors.push(...validateManagedFields(newMeta.managedFields, path.child('managedFields')));
  return errors;
}

function validateImmutable(newValue: string | number | undefined, oldValue: string | number | undefined, path: FieldPath): FieldError[] {
  if (newValue === oldValue) return [];
  return [invalid(path, path.element === 'uid' && typeof newValue === 'string' ? new NamedString(newValue) : newValue, fieldImmutableMessage)];
}

function validateNoNewFinalizers(newFinalizers: readonly string[], oldFinalizers: readonly string[], path: FieldPath): FieldError[] {
  const extra = [...new Set(newFinalizers)].filter((f) => !oldFinalizers.includes(f)).sort();
  if (extra.length === 0) return [];
  return [forbidden(path, `no new finalizers can be added if the object is being deleted, found new finalizers []string{${extra.map(goQuote).join(', ')}}`)];
}
