// Volumes, services and other network objects as table rows: their printers of pkg/printers/internalversion.
import type { Endpoints, PersistentVolume, PersistentVolumeClaim, Service } from '../../../api/generated/core-v1.ts';
import type { EndpointSlice } from '../../../api/generated/discovery-v1.ts';
import type { Ingress, IngressClass, NetworkPolicy } from '../../../api/generated/networking-v1.ts';
import type { CSIDriver, CSINode, StorageClass, VolumeAttachment } from '../../../api/generated/storage-v1.ts';
import { ageColumn, column, nameColumn, type Printer, printer } from './column.ts';
import { ageSince } from '../../../api/meta/human-duration.ts';
import { accessModesText, labelsText } from './text.ts';
import { formatLabelSelector } from '../../../api/meta/label-selector.ts';

const wide = { wide: true };
const betaClass = 'volume.beta.kubernetes.io/storage-class';

const volume = printer<PersistentVolume>(
  () => [
    nameColumn(), column('Capacity', 'core/v1.PersistentVolumeSpec#capacity'), column('Access Modes', 'core/v1.PersistentVolumeSpec#accessModes'), column('Reclaim Policy', 'core/v1.PersistentVolumeSpec#persistentVolumeReclaimPolicy'),
    column('Status', 'core/v1.PersistentVolumeStatus#phase'), column('Claim', 'core/v1.PersistentVolumeSpec#claimRef'), column('StorageClass', 'StorageClass of the pv'), column('VolumeAttributesClass', 'VolumeAttributesClass of the pv'),
    column('Reason', 'core/v1.PersistentVolumeStatus#reason'), ageColumn(), column('VolumeMode', 'core/v1.PersistentVolumeSpec#volumeMode', wide),
  ],
  ({ metadata, spec, status }, nowMs) => [
    metadata.name, spec.capacity?.['storage'] ?? '0', accessModesText(spec.accessModes), spec.persistentVolumeReclaimPolicy ?? '', metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
    spec.claimRef === undefined ? '' : `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}`, metadata.annotations?.[betaClass] ?? spec.storageClassName ?? '', spec.volumeAttributesClassName ?? '<unset>',
    status?.reason ?? '', ageSince(metadata.creationTimestamp, nowMs), spec.volumeMode ?? '<unset>',
  ],
);

const claim = printer<PersistentVolumeClaim>(
  () => [
    nameColumn(), column('Status', 'core/v1.PersistentVolumeClaimStatus#phase'), column('Volume', 'core/v1.PersistentVolumeClaimSpec#volumeName'), column('Capacity', 'core/v1.PersistentVolumeClaimStatus#capacity'),
    column('Access Modes', 'core/v1.PersistentVolumeClaimStatus#accessModes'), column('StorageClass', 'StorageClass of the pvc'), column('VolumeAttributesClass', 'VolumeAttributesClass of the pvc'), ageColumn(),
    column('VolumeMode', 'core/v1.PersistentVolumeClaimSpec#volumeMode', wide),
  ],
  ({ metadata, spec, status }, nowMs) => {
    const isBound = (spec.volumeName ?? '') !== '';
    return [
      metadata.name, metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating', spec.volumeName ?? '', isBound ? (status?.capacity?.['storage'] ?? '0') : '', isBound ? accessModesText(status?.accessModes) : '',
      metadata.annotations?.[betaClass] ?? spec.storageClassName ?? '', spec.volumeAttributesClassName ?? '<unset>', ageSince(metadata.creationTimestamp, nowMs), spec.volumeMode ?? '<unset>',
    ];
  },
);

const storageClass = printer<StorageClass>(
  () => [
    nameColumn(), column('Provisioner', 'storage/v1.StorageClass#provisioner'), column('ReclaimPolicy', 'storage/v1.StorageClass#reclaimPolicy'), column('VolumeBindingMode', 'storage/v1.StorageClass#volumeBindingMode'),
    column('AllowVolumeExpansion', 'storage/v1.StorageClass#allowVolumeExpansion'), ageColumn(),
  ],
  (object, nowMs) => {
    const { metadata } = object;
    const isDefault = metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' || metadata.annotations?.['storageclass.beta.kubernetes.io/is-default-class'] === 'true';
    return [isDefault ? `${metadata.name} (default)` : metadata.name, object.provisioner, object.reclaimPolicy ?? 'Delete', object.volumeBindingMode ?? '<unset>', object.allowVolumeExpansion === true, ageSince(metadata.creationTimestamp, nowMs)];
  },
);

const attachment = printer<VolumeAttachment>(
  () => [
    nameColumn(), column('Attacher', 'storage/v1.VolumeAttachmentSpec#attacher'), column('PV', 'storage/v1.VolumeAttachmentSource#persistentVolumeName'), column('Node', 'storage/v1.VolumeAttachmentSpec#nodeName'),
    column('Attached', 'storage/v1.VolumeAttachmentStatus#attached'), ageColumn(),
  ],
  ({ metadata, spec, status }, nowMs) => [metadata.name, spec.attacher, spec.source.persistentVolumeName ?? '', spec.nodeName, status?.attached === true, ageSince(metadata.creationTimestamp, nowMs)],
);

const csiNode = printer<CSINode>(
  () => [nameColumn(), column('Drivers', 'Drivers indicates the number of CSI drivers registered on the node', { type: 'integer' }), ageColumn()],
  ({ metadata, spec }, nowMs) => [metadata.name, spec.drivers?.length ?? 0, ageSince(metadata.creationTimestamp, nowMs)],
);

const csiDriver = printer<CSIDriver>(
  () => [
    nameColumn(), column('AttachRequired', 'storage/v1.CSIDriverSpec#attachRequired', { type: 'boolean' }), column('PodInfoOnMount', 'storage/v1.CSIDriverSpec#podInfoOnMount', { type: 'boolean' }),
    column('StorageCapacity', 'storage/v1.CSIDriverSpec#storageCapacity', { type: 'boolean' }), column('TokenRequests', 'storage/v1.CSIDriverSpec#tokenRequests'), column('RequiresRepublish', 'storage/v1.CSIDriverSpec#requiresRepublish', { type: 'boolean' }),
    column('Modes', 'storage/v1.CSIDriverSpec#volumeLifecycleModes'), ageColumn(),
  ],
  ({ metadata, spec }, nowMs) => [
    metadata.name, spec.attachRequired ?? true, spec.podInfoOnMount ?? false, spec.storageCapacity ?? false, (spec.tokenRequests ?? []).map((t) => t.audience).join(',') || '<unset>', spec.requiresRepublish ?? false,
    (spec.volumeLifecycleModes ?? []).join(',') || '<none>', ageSince(metadata.creationTimestamp, nowMs),
  ],
);

function externalIp({ spec, status }: Service): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'LoadBalancer': {
      const ingress = (status?.loadBalancer?.ingress ?? []).map((i) => i.ip || (i.hostname ?? '')).filter((t) => t !== '');
      if (ingress.length > 0 || external.length > 0) return [...new Set(ingress)].sort().concat(external).join(',');
      return '<pending>';
    }
    case 'ExternalName': return spec.externalName ?? '';
    default: return external.length > 0 ? external.join(',') : '<none>';
  }
}

const service = printer<Service>(
  () => [
    nameColumn(), column('Type', 'core/v1.ServiceSpec#type'), column('Cluster-IP', 'core/v1.ServiceSpec#clusterIP'), column('External-IP', 'core/v1.ServiceSpec#externalIPs'), column('Port(s)', 'core/v1.ServiceSpec#ports'), ageColumn(),
    column('Selector', 'core/v1.ServiceSpec#selector', wide),
  ],
  (object, nowMs) => {
    const { metadata, spec } = object;
    const ports = (spec.ports ?? []).map((p) => `${p.port}${p.nodePort ? `:${p.nodePort}` : ''}/${p.protocol ?? 'TCP'}`).join(',') || '<none>';
    return [metadata.name, spec.type ?? '', spec.clusterIPs?.[0] || spec.clusterIP || '<none>', externalIp(object), ports, ageSince(metadata.creationTimestamp, nowMs), labelsText(spec.selector)];
  },
);

const shownEndpoints = 3;

function endpointsText({ subsets = [] }: Endpoints): string {
  const all: string[] = [];
  for (const { addresses = [], ports = [] } of subsets) {
    if (ports.length === 0) all.push(...addresses.map((a) => a.ip));
    for (const { port } of ports) all.push(...addresses.map((a) => (a.ip.includes(':') ? `[${a.ip}]:${port}` : `${a.ip}:${port}`)));
  }
  if (all.length === 0) return '<none>';
  return all.length > shownEndpoints ? `${all.slice(0, shownEndpoints).join(',')} + ${all.length - shownEndpoints} more...` : all.join(',');
}

const endpoints = printer<Endpoints>(
  () => [nameColumn(), column('Endpoints', 'core/v1.Endpoints#subsets'), ageColumn()],
  (object, nowMs) => [object.metadata.name, endpointsText(object), ageSince(object.metadata.creationTimestamp, nowMs)],
);

function firstFew(items: readonly string[], none: string): string {
  if (items.length === 0) return none;
  return items.length > shownEndpoints ? `${items.slice(0, shownEndpoints).join(',')} + ${items.length - shownEndpoints} more...` : items.join(',');
}

const endpointSlice = printer<EndpointSlice>(
  () => [nameColumn(), column('AddressType', 'discovery/v1.EndpointSlice#addressType'), column('Ports', 'discovery/v1.EndpointSlice#ports'), column('Endpoints', 'discovery/v1.EndpointSlice#endpoints'), ageColumn()],
  ({ metadata, addressType, ports, endpoints: all }, nowMs) => [
    metadata.name, addressType, firstFew((ports ?? []).map((p) => (p.port === undefined ? '*' : String(p.port))), '<unset>'), firstFew((all ?? []).flatMap((e) => e.addresses ?? []), '<unset>'), ageSince(metadata.creationTimestamp, nowMs),
  ],
);

const ingress = printer<Ingress>(
  () => [
    nameColumn(), column('Class', 'The name of the IngressClass resource that should be used for additional configuration'), column('Hosts', 'Hosts that incoming requests are matched against before the ingress rule'),
    column('Address', 'Address is a list containing ingress points for the load-balancer'), column('Ports', 'Ports of TLS configurations that open'), ageColumn(),
  ],
  ({ metadata, spec, status }, nowMs) => [
    metadata.name, spec?.ingressClassName ?? '<none>', firstFew((spec?.rules ?? []).map((r) => r.host ?? '').filter((h) => h !== ''), '*'),
    (status?.loadBalancer?.ingress ?? []).map((i) => i.ip || (i.hostname ?? '')).join(','), (spec?.tls?.length ?? 0) > 0 ? '80, 443' : '80', ageSince(metadata.creationTimestamp, nowMs),
  ],
);

const ingressClass = printer<IngressClass>(
  () => [nameColumn(), column('Controller', 'Controller that is responsible for handling this class'), column('Parameters', 'A reference to a resource with additional parameters'), ageColumn()],
  ({ metadata, spec }, nowMs) => {
    const p = spec?.parameters;
    return [metadata.name, spec?.controller ?? '', p === undefined ? '<none>' : `${p.kind}${p.apiGroup === undefined ? '' : `.${p.apiGroup}`}/${p.name}`, ageSince(metadata.creationTimestamp, nowMs)];
  },
);

const networkPolicy = printer<NetworkPolicy>(
  () => [nameColumn(), column('Pod-Selector', 'networking/v1.NetworkPolicySpec#podSelector'), ageColumn()],
  ({ metadata, spec }, nowMs) => [metadata.name, formatLabelSelector(spec?.podSelector), ageSince(metadata.creationTimestamp, nowMs)],
);

export const storageAndNetworkPrinters: Readonly<Record<string, Printer>> = {
  PersistentVolume: volume, PersistentVolumeClaim: claim, StorageClass: storageClass, VolumeAttachment: attachment, CSINode: csiNode, CSIDriver: csiDriver,
  Service: service, Endpoints: endpoints, EndpointSlice: endpointSlice, Ingress: ingress, IngressClass: ingressClass, NetworkPolicy: networkPolicy,
};
