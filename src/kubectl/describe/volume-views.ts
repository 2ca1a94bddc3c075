// What kubectl describe shows of each volume type: a title line and rows of titles and values.
import type { ProjectedVolumeSource } from '../../api/generated/core-v1.ts';
import { amountOf } from '../text/amount.ts';
import { goText } from '../../api/field/go-text.ts';

type Value = string | number | boolean | undefined;
type Row = readonly [title: string, value: Value];
export type Source = Readonly<Record<string, unknown>>;

/** What a volume type shows: its title line and its fields. Types are tried in kubectl's order. */
export interface VolumeView {
  readonly type: string;
  rows(source: Source): readonly Row[];
}

function row(source: Source, title: string, field: string, fallback: Value = ''): Row {
  return [title, (source[field] as Value) ?? fallback];
}
function flag(source: Source, title = 'ReadOnly', field = 'readOnly'): Row {
  return [title, source[field] === true];
}
function list(value: unknown): string {
  return goText(value ?? []);
}
/** How Go prints a pointer to a reference: `&LocalObjectReference{Name:x,}`. */
function reference(value: unknown, isPersistent: boolean): string {
  if (value === undefined) return 'nil';
  const { name = '', namespace = '' } = value as { name?: string; namespace?: string };
  return isPersistent ? `&SecretReference{Name:${name},Namespace:${namespace},}` : `&LocalObjectReference{Name:${name},}`;
}

function simple(type: string, ...fields: readonly (readonly [title: string, field: string] | 'readOnly')[]): VolumeView {
  return { type, rows: (s) => fields.map((field) => (field === 'readOnly' ? flag(s) : row(s, field[0], field[1]))) };
}

/** By field name of a volume (or, `isPersistent`, of a PersistentVolume), in kubectl's order. */
export function volumeViews(isPersistent: boolean): Readonly<Record<string, VolumeView>> {
  return { ...clusterViews(isPersistent), ...vendorViews(isPersistent) };
}

function clusterViews(isPersistent: boolean): Readonly<Record<string, VolumeView>> {
  return {
    hostPath: { type: 'HostPath (bare host directory volume)', rows: (s) => [row(s, 'Path', 'path'), row(s, 'HostPathType', 'type', '<none>')] },
    emptyDir: {
      type: "EmptyDir (a temporary directory that shares a pod's lifetime)",
      rows: (s) => [row(s, 'Medium', 'medium'), ['SizeLimit', amountOf(s.sizeLimit as string | undefined) > 0 ? String(s.sizeLimit) : '<unset>']],
    },
    gcePersistentDisk: { type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)', rows: (s) => [row(s, 'PDName', 'pdName'), row(s, 'FSType', 'fsType'), row(s, 'Partition', 'partition', 0), flag(s)] },
    awsElasticBlockStore: { type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)', rows: (s) => [row(s, 'VolumeID', 'volumeID'), row(s, 'FSType', 'fsType'), row(s, 'Partition', 'partition', 0), flag(s)] },
    gitRepo: simple('GitRepo (a volume that is pulled from git when the pod is created)', ['Repository', 'repository'], ['Revision', 'revision']),
    secret: { type: 'Secret (a volume populated by a Secret)', rows: (s) => [row(s, 'SecretName', 'secretName'), flag(s, 'Optional', 'optional')] },
    configMap: { type: 'ConfigMap (a volume populated by a ConfigMap)', rows: (s) => [row(s, 'Name', 'name'), flag(s, 'Optional', 'optional')] },
    nfs: simple('NFS (an NFS mount that lasts the lifetime of a pod)', ['Server', 'server'], ['Path', 'path'], 'readOnly'),
    iscsi: {
      type: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
      rows: (s) => [
        row(s, 'TargetPortal', 'targetPortal'), row(s, 'IQN', 'iqn'), row(s, 'Lun', 'lun', 0), row(s, 'ISCSIInterface', 'iscsiInterface'), row(s, 'FSType', 'fsType'), flag(s),
        ['Portals', list(s.portals)], flag(s, 'DiscoveryCHAPAuth', 'chapAuthDiscovery'), flag(s, 'SessionCHAPAuth', 'chapAuthSession'),
        ['SecretRef', reference(s.secretRef, isPersistent)], row(s, 'InitiatorName', 'initiatorName', '<none>'),
      ],
    },
    glusterfs: isPersistent
      ? { type: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)", rows: (s) => [row(s, 'EndpointsName', 'endpoints'), row(s, 'EndpointsNamespace', 'endpointsNamespace', '<unset>'), row(s, 'Path', 'path'), flag(s)] }
      : simple("Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)", ['EndpointsName', 'endpoints'], ['Path', 'path'], 'readOnly'),
    persistentVolumeClaim: simple('PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', ['ClaimName', 'claimName'], 'readOnly'),
    ephemeral: { type: 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)', rows: () => [] },
  };
}

function vendorViews(isPersistent: boolean): Readonly<Record<string, VolumeView>> {
  return {
    rbd: {
      type: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
      rows: (s) => [
        ['CephMonitors', list(s.monitors)], row(s, 'RBDImage', 'image'), row(s, 'FSType', 'fsType'), row(s, 'RBDPool', 'pool'),
        row(s, 'RadosUser', 'user'), row(s, 'Keyring', 'keyring'), ['SecretRef', reference(s.secretRef, isPersistent)], flag(s),
      ],
    },
    quobyte: simple("Quobyte (a Quobyte mount on the host that shares a pod's lifetime)", ['Registry', 'registry'], ['Volume', 'volume'], 'readOnly'),
    downwardAPI: { type: 'DownwardAPI (a volume populated by information about the pod)', rows: () => [] },
    azureDisk: {
      type: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
      rows: (s) => [row(s, 'DiskName', 'diskName'), row(s, 'DiskURI', 'diskURI'), row(s, 'Kind: ', 'kind'), row(s, 'FSType', 'fsType'), row(s, 'CachingMode', 'cachingMode'), flag(s)],
    },
    vsphereVolume: simple('vSphereVolume (a Persistent Disk resource in vSphere)', ['VolumePath', 'volumePath'], ['FSType', 'fsType'], ['StoragePolicyName', 'storagePolicyName']),
    cinder: {
      type: 'Cinder (a Persistent Disk resource in OpenStack)',
      rows: (s) => [row(s, 'VolumeID', 'volumeID'), row(s, 'FSType', 'fsType'), flag(s), ['SecretRef', reference(s.secretRef, isPersistent)]],
    },
    photonPersistentDisk: simple('PhotonPersistentDisk (a Persistent Disk resource in photon platform)', ['PdID', 'pdID'], ['FSType', 'fsType']),
    portworxVolume: simple('PortworxVolume (a Portworx Volume resource)', ['VolumeID', 'volumeID']),
    scaleIO: {
      type: 'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
      rows: (s) => [
        row(s, 'Gateway', 'gateway'), row(s, 'System', 'system'), row(s, 'Protection Domain', 'protectionDomain'), row(s, 'Storage Pool', 'storagePool'),
        row(s, 'Storage Mode', 'storageMode'), row(s, 'VolumeName', 'volumeName'), ...(isPersistent ? secretRows(s) : []), row(s, 'FSType', 'fsType'), flag(s),
      ],
    },
    local: simple('LocalVolume (a persistent volume backed by local storage on a node)', ['Path', 'path']),
    cephfs: {
      type: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
      rows: (s) => [['Monitors', list(s.monitors)], row(s, 'Path', 'path'), row(s, 'User', 'user'), row(s, 'SecretFile', 'secretFile'), ['SecretRef', reference(s.secretRef, isPersistent)], flag(s)],
    },
    storageos: simple('StorageOS (a StorageOS Persistent Disk resource)', ['VolumeName', 'volumeName'], ['VolumeNamespace', 'volumeNamespace'], ['FSType', 'fsType'], 'readOnly'),
    fc: { type: 'FC (a Fibre Channel disk)', rows: (s) => [['TargetWWNs', ((s.targetWWNs as string[] | undefined) ?? []).join(', ')], row(s, 'LUN', 'lun', '<none>'), row(s, 'FSType', 'fsType'), flag(s)] },
    azureFile: {
      type: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
      rows: (s) => [row(s, 'SecretName', 'secretName'), ...(isPersistent ? [row(s, 'SecretNamespace', 'secretNamespace')] : []), row(s, 'ShareName', 'shareName'), flag(s)],
    },
    flexVolume: {
      type: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
      rows: (s) => [row(s, 'Driver', 'driver'), row(s, 'FSType', 'fsType'), ['SecretRef', reference(s.secretRef, isPersistent)], flag(s), ['Options', goText(s.options ?? {})]],
    },
    flocker: simple('Flocker (a Flocker volume mounted by the Flocker agent)', ['DatasetName', 'datasetName'], ['DatasetUUID', 'datasetUUID']),
    projected: { type: 'Projected (a volume that contains injected data from multiple sources)', rows: (s) => projectedRows(s as unknown as ProjectedVolumeSource) },
    csi: { type: 'CSI (a Container Storage Interface (CSI) volume source)', rows: (s) => [row(s, 'Driver', 'driver'), row(s, 'FSType', 'fsType'), ...(isPersistent ? [row(s, 'VolumeHandle', 'volumeHandle')] : []), flag(s)] },
    image: simple('Image (a container image or OCI artifact)', ['Reference', 'reference'], ['PullPolicy', 'pullPolicy']),
  };
}

function secretRows(source: Source): readonly Row[] {
  const secret = (source.secretRef ?? {}) as Source;
  return [row(secret, 'SecretName', 'name'), row(secret, 'SecretNamespace', 'namespace')];
}

function projectedRows({ sources }: ProjectedVolumeSource): readonly Row[] {
  return (sources ?? []).flatMap(({ secret, downwardAPI, configMap, serviceAccountToken }): Row[] => {
    if (secret) return [['SecretName', secret.name ?? ''], ['Optional', secret.optional ?? false]];
    if (downwardAPI) return [['DownwardAPI', true]];
    if (configMap) return [['ConfigMapName', configMap.name ?? ''], ['Optional', configMap.optional ?? false]];
    return serviceAccountToken ? [['TokenExpirationSeconds', serviceAccountToken.expirationSeconds]] : [];
  });
}
