// Defaults of volumes and their sources: pkg/apis/core/v1/defaults.go and the declared defaults of core/v1.
import type {
  AzureDiskVolumeSource, HostPathVolumeSource, ISCSIVolumeSource, PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec, RBDVolumeSource, ScaleIOVolumeSource, ServiceAccountTokenProjection, Volume,
} from '../generated/core-v1.ts';
import { typeSchema, unionOf } from '../schema/schema.ts';
import { defaultPullPolicy } from './image-name.ts';
import { defaulter } from './register.ts';

const volumeSources = unionOf(typeSchema('core/v1.VolumeSource')) ?? [];
const modes = ['core/v1.SecretVolumeSource', 'core/v1.ConfigMapVolumeSource', 'core/v1.DownwardAPIVolumeSource', 'core/v1.ProjectedVolumeSource'];

function fillVolume(volume: Volume): void {
  if (volumeSources.every((source) => volume[source as keyof Volume] === undefined)) volume.emptyDir = {};
  if (volume.image !== undefined) volume.image.pullPolicy ??= defaultPullPolicy(volume.image.reference ?? '');
}
function fillISCSI(source: ISCSIVolumeSource): void {
  source.iscsiInterface ??= 'default';
}
function fillRBD(source: RBDVolumeSource): void {
  source.pool ??= 'rbd';
  source.user ??= 'admin';
  source.keyring ??= '/etc/ceph/keyring';
}
function fillScaleIO(source: ScaleIOVolumeSource): void {
  source.storageMode ??= 'ThinProvisioned';
  source.fsType ??= 'xfs';
}

export const volumeDefaults = [
  defaulter<Volume>('core/v1.Volume', fillVolume),
  ...modes.map((goType) => defaulter<{ defaultMode?: number }>(goType, (source) => { source.defaultMode ??= 0o644; })),
  defaulter<ServiceAccountTokenProjection>('core/v1.ServiceAccountTokenProjection', (projection) => { projection.expirationSeconds ??= 3600; }),
  defaulter<HostPathVolumeSource>('core/v1.HostPathVolumeSource', (source) => { source.type ??= ''; }),
  defaulter<ISCSIVolumeSource>('core/v1.ISCSIVolumeSource', fillISCSI),
  defaulter<ISCSIVolumeSource>('core/v1.ISCSIPersistentVolumeSource', fillISCSI),
  defaulter<RBDVolumeSource>('core/v1.RBDVolumeSource', fillRBD),
  defaulter<RBDVolumeSource>('core/v1.RBDPersistentVolumeSource', fillRBD),
  defaulter<ScaleIOVolumeSource>('core/v1.ScaleIOVolumeSource', fillScaleIO),
  defaulter<ScaleIOVolumeSource>('core/v1.ScaleIOPersistentVolumeSource', fillScaleIO),
  defaulter<AzureDiskVolumeSource>('core/v1.AzureDiskVolumeSource', (source) => {
    source.cachingMode ??= 'ReadWrite';
    source.fsType ??= 'ext4';
    source.readOnly ??= false;
    source.kind ??= 'Shared';
  }),
  defaulter<PersistentVolume>('core/v1.PersistentVolume', ({ spec, status }) => {
    status.phase ??= 'Pending';
    spec.persistentVolumeReclaimPolicy ??= 'Retain';
    spec.volumeMode ??= 'Filesystem';
  }),
  defaulter<PersistentVolumeClaim>('core/v1.PersistentVolumeClaim', ({ status }) => { status.phase ??= 'Pending'; }),
  defaulter<PersistentVolumeClaimSpec>('core/v1.PersistentVolumeClaimSpec', (spec) => { spec.volumeMode ??= 'Filesystem'; }),
];
