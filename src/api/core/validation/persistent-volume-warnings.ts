// Advice about PersistentVolumes and claims: pkg/api/persistentvolume and pkg/api/persistentvolumeclaim, their warnings.
import { FieldPath } from '../../field/path.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../generated/core-v1.ts';
import type { ObjectMeta } from '../../generated/meta-v1.ts';
import { nodeSelectorTermWarnings } from './node-labels.ts';
import { claimSpecWarnings } from './volume-warnings.ts';

const specPath = FieldPath.of('spec');
const oldAnnotations: readonly (readonly [name: string, advice: string])[] = [
  ['volume.beta.kubernetes.io/storage-class', 'deprecated since v1.8; use "storageClassName" attribute instead'],
  ['volume.beta.kubernetes.io/mount-options', 'deprecated since v1.31; use "mountOptions" attribute instead'],
];
const goneSources: readonly (readonly [field: 'cephfs' | 'photonPersistentDisk' | 'scaleIO' | 'storageos' | 'glusterfs' | 'rbd', path: string, advice: string])[] = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

function annotationWarnings({ annotations = {} }: ObjectMeta, known: typeof oldAnnotations): string[] {
  return known.filter(([name]) => Object.hasOwn(annotations, name)).map(([name, advice]) => `metadata.annotations[${name}]: ${advice}`);
}

export function persistentVolumeWarnings({ metadata, spec }: PersistentVolume): string[] {
  const warnings = annotationWarnings(metadata, oldAnnotations);
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') warnings.push('spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.');
  (spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).forEach((term, i) => warnings.push(...nodeSelectorTermWarnings(term, false, specPath.child('nodeAffinity', 'required', 'nodeSelectorTerms').index(i))));
  for (const [field, path, advice] of goneSources) if (spec[field] !== undefined) warnings.push(`${specPath.child(path).toString()}: ${advice}`);
  return warnings;
}

export function persistentVolumeClaimWarnings({ metadata, spec }: PersistentVolumeClaim): string[] {
  return [...annotationWarnings(metadata, oldAnnotations.slice(0, 1)), ...claimSpecWarnings(spec, specPath)];
}
