// Rules for volumes of clouds and of storage products, most of them gone from kubelets: core validation's functions of the same names.
import { type FieldError, invalid, named, notSupported, required } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { AzureDiskVolumeSource, AzureFileVolumeSource, CephFSVolumeSource, CinderVolumeSource, FlexVolumeSource, FlockerVolumeSource, GlusterfsVolumeSource, QuobyteVolumeSource, RBDVolumeSource, ScaleIOVolumeSource, StorageOSVolumeSource } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { inclusiveRangeError, isDNS1123Label } from '../../meta/validation/names.ts';

/** The one field that a source needs. */
export function validateNamedField(value = '', path: FieldPath): FieldError[] {
  return value === '' ? [required(path, '')] : [];
}

/** A disk of Google's or Amazon's cloud. */
export function validatePartitionedDisk(name: string | undefined, nameField: string, partition = 0, path: FieldPath): FieldError[] {
  const errors = validateNamedField(name, path.child(nameField));
  if (partition < 0 || partition > 255) errors.push(invalid(path.child('partition'), partition, inclusiveRangeError(1, 255)));
  return errors;
}

export function validateGlusterfs({ endpoints, path: volume }: New<GlusterfsVolumeSource>, path: FieldPath): FieldError[] {
  return [...validateNamedField(endpoints, path.child('endpoints')), ...validateNamedField(volume, path.child('path'))];
}

export function validateFlocker({ datasetName = '', datasetUUID = '' }: New<FlockerVolumeSource>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (datasetName === '' && datasetUUID === '') errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  if (datasetName !== '' && datasetUUID !== '') errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  if (datasetName.includes('/')) errors.push(invalid(path.child('datasetName'), datasetName, "must not contain '/'"));
  return errors;
}

export function validateRBD({ monitors = [], image }: New<RBDVolumeSource>, path: FieldPath): FieldError[] {
  const errors = validateNamedField(image, path.child('image'));
  return monitors.length === 0 ? [required(path.child('monitors'), ''), ...errors] : errors;
}

export function validateCephFS({ monitors = [] }: New<CephFSVolumeSource>, path: FieldPath): FieldError[] {
  return monitors.length === 0 ? [required(path.child('monitors'), '')] : [];
}

export function validateCinder({ volumeID, secretRef }: New<CinderVolumeSource>, path: FieldPath): FieldError[] {
  return [...validateNamedField(volumeID, path.child('volumeID')), ...(secretRef === undefined ? [] : validateNamedField(secretRef.name, path.child('secretRef', 'name')))];
}

export function validateQuobyte({ registry = '', tenant = '', volume }: New<QuobyteVolumeSource>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const pairs = 'must be a host:port pair or multiple pairs separated by commas';
  if (registry === '') errors.push(required(path.child('registry'), pairs));
  else if (byteLength(tenant) >= 65) errors.push(required(path.child('tenant'), 'must be a UUID and may not exceed a length of 64 characters'));
  else for (const pair of registry.split(',')) if (!isHostPort(pair)) errors.push(invalid(path.child('registry'), registry, pairs));
  errors.push(...validateNamedField(volume, path.child('volume')));
  return errors;
}

/** Whether Go's `net.SplitHostPort` takes it: `host:port`, `[host]:port`; either part may be empty. */
function isHostPort(text: string): boolean {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return false;
  if (!text.startsWith('[')) return !text.slice(0, colon).includes(':') && !/[[\]]/.test(text);
  const end = text.indexOf(']');
  return end >= 0 && end + 1 === colon && !text.slice(1).includes('[') && !text.slice(end + 1).includes(']');
}

/** Options are for the driver; the names of Kubernetes' own are kept. */
export function validateFlexVolume({ driver, options }: New<FlexVolumeSource>, path: FieldPath): FieldError[] {
  const errors = validateNamedField(driver, path.child('driver'));
  for (const key in options) {
    const namespace = `.${(key.split('/', 1)[0] ?? '').toLowerCase()}`;
    if (namespace.endsWith('.kubernetes.io') || namespace.endsWith('.k8s.io')) errors.push(invalid(path.child('options').key(key), key, 'kubernetes.io and k8s.io namespaces are reserved'));
  }
  return errors;
}

export function validateAzureFile({ secretName, shareName }: New<AzureFileVolumeSource>, path: FieldPath): FieldError[] {
  return [...validateNamedField(secretName, path.child('secretName')), ...validateNamedField(shareName, path.child('shareName'))];
}

export function validateAzureDisk({ diskName, diskURI = '', cachingMode, kind }: New<AzureDiskVolumeSource>, path: FieldPath): FieldError[] {
  const errors = [...validateNamedField(diskName, path.child('diskName')), ...validateNamedField(diskURI, path.child('diskURI'))];
  const cachingModes: readonly string[] = ['None', 'ReadOnly', 'ReadWrite'];
  const kinds: readonly string[] = ['Dedicated', 'Managed', 'Shared'];
  if (cachingMode !== undefined && !cachingModes.includes(cachingMode)) errors.push(notSupported(path.child('cachingMode'), named(cachingMode), cachingModes));
  if (kind === undefined) return errors;
  if (!kinds.includes(kind)) errors.push(notSupported(path.child('kind'), named(kind), kinds));
  if (kind === 'Managed' && !diskURI.startsWith('/subscriptions/')) {
    errors.push(notSupported(path.child('diskURI'), diskURI, ['/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}']));
  }
  if (kind !== 'Managed' && !diskURI.startsWith('https://')) {
    errors.push(notSupported(path.child('diskURI'), diskURI, ['https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd']));
  }
  return errors;
}

export function validateScaleIO({ gateway, system, volumeName }: New<ScaleIOVolumeSource>, path: FieldPath): FieldError[] {
  return [...validateNamedField(gateway, path.child('gateway')), ...validateNamedField(system, path.child('system')), ...validateNamedField(volumeName, path.child('volumeName'))];
}

export function validateStorageOS({ volumeName = '', volumeNamespace = '', secretRef }: New<StorageOSVolumeSource>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (volumeName === '') errors.push(required(path.child('volumeName'), ''));
  else for (const text of isDNS1123Label(volumeName)) errors.push(invalid(path.child('volumeName'), volumeName, text));
  if (volumeNamespace !== '') for (const text of isDNS1123Label(volumeNamespace)) errors.push(invalid(path.child('volumeNamespace'), volumeNamespace, text));
  if (secretRef !== undefined) errors.push(...validateNamedField(secretRef.name, path.child('secretRef', 'name')));
  return errors;
}
