// Rules for PersistentVolumes: core validation's ValidatePersistentVolume and validatePersistentVolumeSpec.
import { type FieldError, forbidden, invalid, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { CSIPersistentVolumeSource, GlusterfsPersistentVolumeSource, LocalVolumeSource, PersistentVolume, PersistentVolumeSpec, SecretReference } from '../../generated/core-v1.ts';
import { isDNS1123Subdomain, nameIsDNSLabel, nameIsDNSSubdomain } from '../../meta/validation/names.ts';
import { quantity, quantityInt64, quantitySign, quantityText } from '../../resource/quantity.ts';
import { validateNodeSelector } from './affinity.ts';
import { fieldImmutableMessage } from '../../meta/validation/object-meta.ts';
import { validateImmutableField } from './immutable.ts';
import { internalDiff, internalForm } from './internal-form.ts';
import { semanticEqual } from '../../meta/semantic-equal.ts';
import { sortedMap } from './workload.ts';
import { clusterMeta } from './metadata.ts';
import { validateFC, validateISCSI } from './volume-block-sources.ts';
import { validateAccessModes, volumeModes } from './volume-claim-spec.ts';
import { validateAzureDisk, validateAzureFile, validateCephFS, validateCinder, validateFlexVolume, validateFlocker, validateGlusterfs, validateNamedField, validatePartitionedDisk, validateQuobyte, validateRBD, validateScaleIO, validateStorageOS } from './volume-cloud-sources.ts';
import { validatePathNoBacksteps } from './volume-paths.ts';
import { validateCSIDriverName, validateHostPath, validateNFS } from './volume-sources.ts';

const specPath = FieldPath.of('spec');
const reclaimPolicies = ['Delete', 'Recycle', 'Retain'];

export function validatePersistentVolume(volume: PersistentVolume): FieldError[] {
  return [...clusterMeta(volume), ...validateSpec(volume.spec)];
}

function validateSpec(spec: PersistentVolumeSpec): FieldError[] {
  const modes = spec.accessModes ?? [];
  const errors = modes.length === 0 ? [required(specPath.child('accessModes'), '')] : validateAccessModes(modes, specPath.child('accessModes'));
  errors.push(...validateCapacity(spec.capacity, specPath.child('capacity')));
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy !== undefined && !reclaimPolicies.includes(policy)) errors.push(notSupported(specPath.child('persistentVolumeReclaimPolicy'), named(policy), reclaimPolicies));
  if (spec.nodeAffinity !== undefined) {
    const path = specPath.child('nodeAffinity', 'required');
    errors.push(...(spec.nodeAffinity.required === undefined ? [required(path, 'must specify required node constraints')] : validateNodeSelector(spec.nodeAffinity.required, false, path)));
  }
  errors.push(...validateSource(spec));
  const isRoot = spec.hostPath !== undefined && /^\/+(?:\.?\/*)*$/.test(spec.hostPath.path);
  if (isRoot && policy === 'Recycle') errors.push(forbidden(specPath.child('persistentVolumeReclaimPolicy'), "may not be 'recycle' for a hostPath mount of '/'"));
  return [...errors, ...validateClasses(spec)];
}

/** Storage, more than none, and nothing else. */
function validateCapacity(capacity: Readonly<Record<string, string>> | undefined, path: FieldPath): FieldError[] {
  const names = Object.keys(capacity ?? {}).sort();
  const errors = names.length === 0 ? [required(path, '')] : [];
  if (!names.includes('storage') || names.length > 1) errors.push(notSupported(path, sortedMap(capacity), ['storage']));
  return [...errors, ...names.flatMap((name) => {
    const amount = quantity(capacity?.[name] ?? '0');
    const found: FieldError[] = [];
    const value = quantityInt64(amount);
    if (value < 0n) found.push(invalid(path.key(name), value, 'must be a valid resource quantity'));
    if (quantitySign(amount) <= 0) found.push(invalid(path.key(name), quantityText(amount), 'must be greater than zero'));
    return found;
  })];
}

function validateClasses({ storageClassName = '', volumeMode, volumeAttributesClassName, csi }: PersistentVolumeSpec): FieldError[] {
  const errors: FieldError[] = [];
  const className = (name: string, field: string): FieldError[] => nameIsDNSSubdomain(name, false).map((text) => invalid(specPath.child(field), name, text));
  if (storageClassName !== '') errors.push(...className(storageClassName, 'storageClassName'));
  if (volumeMode !== undefined && !volumeModes.includes(volumeMode)) errors.push(notSupported(specPath.child('volumeMode'), named(volumeMode), volumeModes));
  if (volumeAttributesClassName === undefined) return errors;
  if (volumeAttributesClassName === '') errors.push(required(specPath.child('volumeAttributesClassName'), 'an empty string is disallowed'));
  else errors.push(...className(volumeAttributesClassName, 'volumeAttributesClassName'));
  if (csi === undefined) errors.push(required(specPath.child('csi'), 'has to be specified when using volumeAttributesClassName'));
  return errors;
}

type Source = Exclude<keyof PersistentVolumeSpec, 'accessModes' | 'capacity' | 'claimRef' | 'mountOptions' | 'nodeAffinity' | 'persistentVolumeReclaimPolicy' | 'storageClassName' | 'volumeAttributesClassName' | 'volumeMode'>;
type SourceRule = readonly [field: Source, validate: (spec: PersistentVolumeSpec, path: FieldPath) => FieldError[]];

function rule<K extends Source>(field: K, validate: (source: NonNullable<PersistentVolumeSpec[K]>, path: FieldPath) => FieldError[]): SourceRule {
  return [field, (spec, path) => {
    const source = spec[field];
    return source === undefined ? [] : validate(source, path);
  }];
}

/** In upstream's order; the first of several is checked, the others are too many, but for `flexVolume`, which is checked in any case. */
const sourceRules: readonly SourceRule[] = [
  rule('hostPath', validateHostPath),
  rule('gcePersistentDisk', (s, p) => validatePartitionedDisk(s.pdName, 'pdName', s.partition, p)),
  rule('awsElasticBlockStore', (s, p) => validatePartitionedDisk(s.volumeID, 'volumeID', s.partition, p)),
  rule('glusterfs', validateGlusterfsPersistent),
  rule('flocker', validateFlocker),
  rule('nfs', validateNFS),
  rule('rbd', validateRBD),
  rule('quobyte', validateQuobyte),
  rule('cephfs', validateCephFS),
  rule('iscsi', validateISCSI),
  rule('cinder', validateCinder),
  rule('fc', validateFC),
  rule('flexVolume', validateFlexVolume),
  rule('azureFile', (s, p) => [...validateAzureFile(s, p), ...(s.secretNamespace === '' ? [required(p.child('secretNamespace'), '')] : [])]),
  rule('vsphereVolume', (s, p) => validateNamedField(s.volumePath, p.child('volumePath'))),
  rule('photonPersistentDisk', (s, p) => validateNamedField(s.pdID, p.child('pdID'))),
  rule('portworxVolume', (s, p) => validateNamedField(s.volumeID, p.child('volumeID'))),
  rule('azureDisk', validateAzureDisk),
  rule('scaleIO', validateScaleIO),
  rule('local', validateLocal),
  rule('storageos', validateStorageOS),
  rule('csi', validateCSIPersistent),
];

function validateSource(spec: PersistentVolumeSpec): FieldError[] {
  const errors: FieldError[] = [];
  let hasType = false;
  for (const [field, validate] of sourceRules) {
    if (spec[field] === undefined) continue;
    if (hasType && field !== 'flexVolume') errors.push(forbidden(specPath.child(field), 'may not specify more than 1 volume type'));
    else {
      errors.push(...validate(spec, specPath.child(field)));
      if (field === 'local' && spec.nodeAffinity?.required === undefined) errors.push(required(specPath.child('nodeAffinity'), 'Local volume requires node affinity'));
    }
    hasType = true;
  }
  if (!hasType) errors.push(required(specPath, 'must specify a volume type'));
  return errors;
}

function validateGlusterfsPersistent(source: GlusterfsPersistentVolumeSource, path: FieldPath): FieldError[] {
  const errors = validateGlusterfs(source, path);
  const namespace = source.endpointsNamespace;
  if (namespace === undefined) return errors;
  if (namespace === '') return [...errors, invalid(path.child('endpointsNamespace'), namespace, 'if the endpointnamespace is set, it must be a valid namespace name')];
  return [...errors, ...nameIsDNSLabel(namespace, false).map((text) => invalid(path.child('endpointsNamespace'), namespace, text))];
}

function validateLocal({ path: target }: LocalVolumeSource, path: FieldPath): FieldError[] {
  return target === '' ? [required(path.child('path'), '')] : validatePathNoBacksteps(target, path.child('path'));
}

const csiSecrets = ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'] as const;

function validateCSIPersistent(source: CSIPersistentVolumeSource, path: FieldPath): FieldError[] {
  const errors = validateCSIDriverName(source.driver, path.child('driver'));
  if (source.volumeHandle === '') errors.push(required(path.child('volumeHandle'), ''));
  return [...errors, ...csiSecrets.flatMap((field) => validateSecretReference(source[field], path.child(field)))];
}

function validateSecretReference(reference: SecretReference | undefined, path: FieldPath): FieldError[] {
  if (reference === undefined) return [];
  const { name = '', namespace = '' } = reference;
  const errors = name === '' ? [required(path.child('name'), '')] : isDNS1123Subdomain(name).map((text) => invalid(path.child('name'), name, text));
  return [...errors, ...(namespace === '' ? [required(path.child('namespace'), '')] : nameIsDNSLabel(namespace, false).map((text) => invalid(path.child('namespace'), namespace, text)))];
}

const sourceNames: ReadonlySet<string> = new Set(sourceRules.map(([field]) => field));

export function validatePersistentVolumeUpdate(volume: PersistentVolume, old: PersistentVolume): FieldError[] {
  // Upstream judges the volume, and once more as part of its update.
  const own = validatePersistentVolume(volume);
  const errors = [...own, ...own];
  const sourceOf = ({ spec }: PersistentVolume): unknown => Object.fromEntries(sourceRules.map(([field]) => [field, spec[field]]));
  if (!semanticEqual('core/v1.PersistentVolumeSpec', sourceOf(volume), sourceOf(old))) errors.push(forbidden(specPath.child('persistentvolumesource'), `spec.persistentvolumesource is immutable after creation\n${internalDiff('core.PersistentVolumeSpec', sourceOf(old), sourceOf(volume), sourceNames)}`));
  errors.push(...validateImmutableField(volume.spec.volumeMode, old.spec.volumeMode, FieldPath.of('volumeMode')));
  if (old.spec.nodeAffinity !== undefined && !semanticEqual('core/v1.VolumeNodeAffinity', volume.spec.nodeAffinity, old.spec.nodeAffinity)) {
    errors.push(invalid(FieldPath.of('nodeAffinity'), volume.spec.nodeAffinity === undefined ? null : internalForm('core.VolumeNodeAffinity', volume.spec.nodeAffinity), `${fieldImmutableMessage}, except for updating from beta label to GA`));
  }
  return errors;
}

