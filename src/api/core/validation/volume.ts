// Rules for a Pod's volumes: core validation's ValidateVolumes and validateVolumeSource.
import { type FieldError, duplicate, forbidden, invalid, required } from '../../field/error.ts';
import { byteLength, goQuote } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Volume } from '../../generated/core-v1.ts';
import type { ObjectMeta } from '../../generated/meta-v1.ts';
import type { New } from '../../meta/object.ts';
import { isDNS1123Label, nameIsDNSSubdomain } from '../../meta/validation/names.ts';
import { quantity, quantitySign } from '../../resource/quantity.ts';
import type { PodValidationOptions } from './pod-options.ts';
import { validateAzureDisk, validateAzureFile, validateCephFS, validateCinder, validateFlexVolume, validateFlocker, validateGlusterfs, validateNamedField, validatePartitionedDisk, validateQuobyte, validateRBD, validateScaleIO, validateStorageOS } from './volume-cloud-sources.ts';
import { validateFC, validateISCSI } from './volume-block-sources.ts';
import { validateProjected } from './volume-projected.ts';
import { validateConfigMapVolume, validateCSI, validateDownwardAPIVolume, validateEphemeral, validateGitRepo, validateHostPath, validateImageVolume, validateNFS, validatePersistentVolumeClaimVolume, validateSecretVolume } from './volume-sources.ts';

/** The valid volumes of a Pod: only these can be mounted. */
export type VolumesByName = ReadonlyMap<string, New<Volume>>;

/** `meta` is undefined in a template, where names of ephemeral claims are not known yet. */
export function validateVolumes(volumes: readonly New<Volume>[] | undefined, meta: New<ObjectMeta> | undefined, path: FieldPath, options: PodValidationOptions): { volumes: VolumesByName; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const valid = new Map<string, New<Volume>>();
  if (volumes === undefined) return { volumes: valid, errors };
  const podName = meta?.name ?? '';
  const createdClaims = new Set(podName === '' ? [] : volumes.filter((v) => v.ephemeral !== undefined).map((v) => `${podName}-${v.name ?? ''}`));
  volumes.forEach((volume, i) => {
    const itemPath = path.index(i);
    const { name = '' } = volume;
    const found = validateVolumeSource(volume, itemPath, podName, options);
    if (name === '') found.push(required(itemPath.child('name'), ''));
    else for (const text of isDNS1123Label(name)) found.push(invalid(itemPath.child('name'), name, text));
    if (valid.has(name)) found.push(duplicate(itemPath.child('name'), name));
    if (found.length === 0) valid.set(name, volume);
    errors.push(...found);
    const claimName = volume.persistentVolumeClaim?.claimName;
    if (claimName !== undefined && createdClaims.has(claimName)) errors.push(invalid(itemPath.child('persistentVolumeClaim', 'claimName'), claimName, 'must not reference a PVC that gets created for an ephemeral volume'));
  });
  return { volumes: valid, errors };
}

interface SourceRule {
  readonly field: keyof Volume;
  /** Where upstream reports, if not at the field: `errors` for findings inside, `extra` for one type too many. */
  readonly paths?: { readonly errors?: string; readonly extra?: string };
  readonly validate: (volume: New<Volume>, path: FieldPath, options: PodValidationOptions) => FieldError[];
}

function rule<K extends Exclude<keyof Volume, 'name'>>(field: K, validate: (source: NonNullable<New<Volume>[K]>, path: FieldPath, options: PodValidationOptions) => FieldError[], paths?: SourceRule['paths']): SourceRule {
  return {
    field,
    ...(paths && { paths }),
    validate: (volume, path, options) => {
      const source = volume[field];
      return source === undefined ? [] : validate(source, path, options);
    },
  };
}

/** In upstream's order; the first of several is checked, the others are too many. */
const sourceRules: readonly SourceRule[] = [
  rule('hostPath', validateHostPath),
  rule('gitRepo', validateGitRepo),
  rule('gcePersistentDisk', (s, p) => validatePartitionedDisk(s.pdName, 'pdName', s.partition, p), { errors: 'persistentDisk' }),
  rule('awsElasticBlockStore', (s, p) => validatePartitionedDisk(s.volumeID, 'volumeID', s.partition, p)),
  rule('secret', validateSecretVolume),
  rule('nfs', validateNFS),
  rule('iscsi', validateISCSI),
  rule('glusterfs', validateGlusterfs),
  rule('flocker', validateFlocker),
  rule('persistentVolumeClaim', validatePersistentVolumeClaimVolume),
  rule('rbd', validateRBD),
  rule('cinder', validateCinder),
  rule('cephfs', validateCephFS, { extra: 'cephFS' }),
  rule('quobyte', validateQuobyte),
  rule('downwardAPI', validateDownwardAPIVolume, { extra: 'downwarAPI' }),
  rule('fc', validateFC),
  rule('flexVolume', validateFlexVolume),
  rule('configMap', validateConfigMapVolume),
  rule('azureFile', validateAzureFile),
  rule('vsphereVolume', (s, p) => validateNamedField(s.volumePath, p.child('volumePath'))),
  rule('photonPersistentDisk', (s, p) => validateNamedField(s.pdID, p.child('pdID'))),
  rule('portworxVolume', (s, p) => validateNamedField(s.volumeID, p.child('volumeID'))),
  rule('azureDisk', validateAzureDisk),
  rule('storageos', validateStorageOS),
  rule('projected', validateProjected),
  rule('scaleIO', validateScaleIO),
  rule('csi', validateCSI),
  rule('ephemeral', validateEphemeral),
  rule('image', validateImageVolume),
];

function validateVolumeSource(volume: New<Volume>, path: FieldPath, podName: string, options: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  let hasType = volume.emptyDir !== undefined;
  const sizeLimit = volume.emptyDir?.sizeLimit;
  if (sizeLimit !== undefined && quantitySign(quantity(sizeLimit)) < 0) errors.push(forbidden(path.child('emptyDir', 'sizeLimit'), 'SizeLimit field must be a valid resource quantity'));
  for (const { field, paths, validate } of sourceRules) {
    if (volume[field] === undefined) continue;
    if (hasType) errors.push(forbidden(path.child(paths?.extra ?? field), 'may not specify more than 1 volume type'));
    else {
      errors.push(...validate(volume, path.child(paths?.errors ?? field), options));
      if (field === 'ephemeral') errors.push(...validateEphemeralClaimName(volume, path, podName));
    }
    hasType = true;
    if (field === 'iscsi') errors.push(...validateISCSIName(volume, path));
  }
  if (!hasType) errors.push(required(path, 'must specify a volume type'));
  return errors;
}

function validateISCSIName({ name = '', iscsi }: New<Volume>, path: FieldPath): FieldError[] {
  if (iscsi?.initiatorName === undefined || byteLength(`${name}:${iscsi.targetPortal ?? ''}`) <= 64) return [];
  return [invalid(path.child('name'), name, 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.')];
}

function validateEphemeralClaimName({ name = '' }: New<Volume>, path: FieldPath, podName: string): FieldError[] {
  if (podName === '' || name === '') return [];
  const claimName = `${podName}-${name}`;
  return nameIsDNSSubdomain(claimName, false).map((text) => invalid(path.child('name'), name, `PVC name ${goQuote(claimName)}: ${text}`));
}
