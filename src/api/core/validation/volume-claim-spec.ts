// Rules for a claim's spec, of a PersistentVolumeClaim or of a template for one: core validation's ValidatePersistentVolumeClaimSpec.
import { type FieldError, forbidden, invalid, named, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PersistentVolumeClaimSpec, TypedObjectReference } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateLabelSelector } from '../../meta/validation/label-selector.ts';
import { isDNS1123Subdomain, nameIsDNSLabel, nameIsDNSSubdomain } from '../../meta/validation/names.ts';
import { quantity, quantitySign, quantityText } from '../../resource/quantity.ts';

/** What an old claim may still hold. */
interface PersistentVolumeClaimSpecValidationOptions {
  readonly allowInvalidLabelValueInSelector?: boolean;
  readonly allowInvalidAPIGroupInDataSourceOrRef?: boolean;
}

const accessModes: readonly string[] = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const volumeModes: readonly string[] = ['Block', 'Filesystem'];

export function validatePersistentVolumeClaimSpec(spec: New<PersistentVolumeClaimSpec>, path: FieldPath, options: PersistentVolumeClaimSpecValidationOptions = {}): FieldError[] {
  const { storageClassName = '', volumeMode, volumeAttributesClassName = '' } = spec;
  const errors = validateAccessModesNotEmpty(spec.accessModes, path);
  errors.push(...validateLabelSelector(spec.selector, options, path.child('selector')));
  errors.push(...validateAccessModes(spec.accessModes ?? [], path.child('accessModes')));
  errors.push(...validateStorageRequest(spec.resources?.requests?.['storage'], path.child('resources').key('storage')));
  for (const text of storageClassName === '' ? [] : nameIsDNSSubdomain(storageClassName, false)) errors.push(invalid(path.child('storageClassName'), storageClassName, text));
  if (volumeMode !== undefined && !volumeModes.includes(volumeMode)) errors.push(notSupported(path.child('volumeMode'), named(volumeMode), volumeModes));
  errors.push(...validateDataSources(spec, path, options.allowInvalidAPIGroupInDataSourceOrRef === true));
  for (const text of volumeAttributesClassName === '' ? [] : nameIsDNSSubdomain(volumeAttributesClassName, false)) errors.push(invalid(path.child('volumeAttributesClassName'), volumeAttributesClassName, text));
  return errors;
}

function validateAccessModesNotEmpty(modes: readonly string[] = [], path: FieldPath): FieldError[] {
  return modes.length === 0 ? [required(path.child('accessModes'), 'at least 1 access mode is required')] : [];
}

/** ReadWriteOncePod stands alone. */
export function validateAccessModes(modes: readonly string[], path: FieldPath): FieldError[] {
  const errors = modes.filter((mode) => !accessModes.includes(mode)).map((mode) => notSupported(path, named(mode), accessModes));
  const known = modes.filter((mode) => accessModes.includes(mode));
  if (known.includes('ReadWriteOncePod') && known.some((mode) => mode !== 'ReadWriteOncePod')) errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  return errors;
}

function validateStorageRequest(storage: string | undefined, path: FieldPath): FieldError[] {
  if (storage === undefined) return [required(path, '')];
  const amount = quantity(storage);
  return quantitySign(amount) > 0 ? [] : [invalid(path, quantityText(amount), 'must be greater than zero')];
}

function validateDataSources({ dataSource, dataSourceRef }: New<PersistentVolumeClaimSpec>, path: FieldPath, allowInvalidAPIGroup: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (dataSource !== undefined) errors.push(...validateDataSource(dataSource, path.child('dataSource'), allowInvalidAPIGroup));
  if (dataSourceRef !== undefined) errors.push(...validateDataSource(dataSourceRef, path.child('dataSourceRef'), allowInvalidAPIGroup));
  if (dataSource === undefined || dataSourceRef === undefined) return errors;
  // Upstream gives the path as the bad value; its fields are private, so it prints as an empty object.
  if ((dataSourceRef.namespace ?? '') !== '') errors.push(invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (dataSource.apiGroup !== dataSourceRef.apiGroup || dataSource.kind !== dataSourceRef.kind || dataSource.name !== dataSourceRef.name) errors.push(invalid(path, {}, 'must match dataSourceRef'));
  return errors;
}

function validateDataSource({ name = '', kind = '', apiGroup = '', namespace = '' }: New<TypedObjectReference>, path: FieldPath, allowInvalidAPIGroup: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (name === '') errors.push(required(path.child('name'), ''));
  if (kind === '') errors.push(required(path.child('kind'), ''));
  if (apiGroup === '' && kind !== 'PersistentVolumeClaim') errors.push(invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  if (apiGroup !== '' && !allowInvalidAPIGroup) for (const text of isDNS1123Subdomain(apiGroup)) errors.push(invalid(path.child('apiGroup'), apiGroup, text));
  if (namespace !== '') for (const text of nameIsDNSLabel(namespace, false)) errors.push(invalid(path.child('namespace'), namespace, text));
  return errors;
}
