// Rules for volumes on storage networks: core validation's validateISCSIVolumeSource and validateFCVolumeSource.
import { type FieldError, invalid, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { FCVolumeSource, ISCSIVolumeSource } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isInRange } from '../../meta/validation/names.ts';

/** By the first three letters of the name. */
const initiatorNames: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.[0-9]{4}-[0-9]{2}\.([0-9A-Za-z\-.]+)(:[^,;*&$|\t\n\f\r ]+)$/,
  eui: /^eui.[0-9A-Za-z]{16}$/,
  naa: /^naa.[0-9A-Za-z]{32}$/,
};

function validateISCSIName(name: string, path: FieldPath): FieldError[] {
  const regex = initiatorNames[name.slice(0, 3)];
  if (regex === undefined) return [invalid(path, name, 'must be valid format starting with iqn, eui, or naa')];
  return regex.test(name) ? [] : [invalid(path, name, 'must be valid format')];
}

export function validateISCSI(source: New<ISCSIVolumeSource>, path: FieldPath): FieldError[] {
  const { targetPortal = '', iqn = '', lun = 0, chapAuthDiscovery, chapAuthSession, secretRef, initiatorName } = source;
  const errors: FieldError[] = [];
  if (targetPortal === '') errors.push(required(path.child('targetPortal'), ''));
  if (iqn === '') errors.push(required(path.child('iqn'), ''));
  else errors.push(...validateISCSIName(iqn, path.child('iqn')));
  for (const text of isInRange(lun, 0, 255)) errors.push(invalid(path.child('lun'), lun, text));
  if ((chapAuthDiscovery === true || chapAuthSession === true) && secretRef === undefined) errors.push(required(path.child('secretRef'), ''));
  if (initiatorName !== undefined) errors.push(...validateISCSIName(initiatorName, path.child('initiatorname')));
  return errors;
}

export function validateFC({ targetWWNs = [], wwids = [], lun }: New<FCVolumeSource>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (targetWWNs.length === 0) return wwids.length === 0 ? [required(path.child('targetWWNs'), 'must specify either targetWWNs or wwids, but not both')] : [];
  if (wwids.length > 0) errors.push(invalid(path.child('targetWWNs'), targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'));
  if (lun === undefined) errors.push(required(path.child('lun'), 'lun is required if targetWWNs is specified'));
  else for (const text of isInRange(lun, 0, 255)) errors.push(invalid(path.child('lun'), lun, text));
  return errors;
}
