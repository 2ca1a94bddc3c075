// The kinds that the API serves by itself, one row each: apimachinery's Scheme and the resource lists of kube-apiserver's discovery.
import type { CustomResource } from './apiextensions/custom-resource.ts';
import { packageOf } from './schema/schema.ts';

/** A path below an object, e.g. `pods/log`. `kind` and `groupVersion` say what it carries when that isn't the object itself. */
export interface Subresource {
  readonly name: string;
  readonly kind: string;
  /** Of `kind`, when it differs from the row's, as discovery says it. */
  readonly groupVersion?: { readonly group: string; readonly version: string };
  readonly verbs: readonly string[];
}

/** One served kind. */
export interface KindRow {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly isNamespaced: boolean;
  /** Key of `typeSchema`, e.g. `core/v1.Pod`. */
  readonly goType: string;
  readonly subresources: readonly Subresource[];
  readonly verbs: readonly string[];
  /** False for kinds that are answered and forgotten, such as Binding or SubjectAccessReview. */
  readonly isStored: boolean;
  /** Of a kind that a CustomResourceDefinition makes. */
  readonly custom?: CustomResource;
}

interface RowOptions {
  readonly short?: readonly string[];
  readonly isInAll?: boolean;
  readonly categories?: readonly string[];
  readonly isCluster?: boolean;
  readonly sub?: readonly Subresource[];
  readonly verbs?: readonly string[];
  readonly plural?: string;
}

const storedVerbs: readonly string[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const changeVerbs: readonly string[] = ['get', 'patch', 'update'];
const proxyVerbs: readonly string[] = ['create', 'delete', 'get', 'patch', 'update'];
const streamVerbs: readonly string[] = ['create', 'get'];

function status(kind: string): Subresource {
  return { name: 'status', kind, verbs: changeVerbs };
}
const scale: Subresource = { name: 'scale', kind: 'Scale', groupVersion: { group: 'autoscaling', version: 'v1' }, verbs: changeVerbs };
function statusAndScale(kind: string): readonly Subresource[] {
  return [scale, status(kind)];
}
const podSubresources: readonly Subresource[] = [
  { name: 'attach', kind: 'PodAttachOptions', verbs: streamVerbs },
  { name: 'binding', kind: 'Binding', verbs: ['create'] },
  { name: 'ephemeralcontainers', kind: 'Pod', verbs: changeVerbs },
  { name: 'eviction', kind: 'Eviction', groupVersion: { group: 'policy', version: 'v1' }, verbs: ['create'] },
  { name: 'exec', kind: 'PodExecOptions', verbs: streamVerbs },
  { name: 'log', kind: 'Pod', verbs: ['get'] },
  { name: 'portforward', kind: 'PodPortForwardOptions', verbs: streamVerbs },
  { name: 'proxy', kind: 'PodProxyOptions', verbs: proxyVerbs },
  { name: 'resize', kind: 'Pod', verbs: changeVerbs },
  status('Pod'),
];

function pluralOf(singular: string): string {
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

function row(group: string, version: string, kind: string, options: RowOptions = {}): KindRow {
  const singular = kind.toLowerCase();
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const verbs = options.verbs ?? storedVerbs;
  return {
    group, version, apiVersion, kind, listKind: `${kind}List`, plural: options.plural ?? pluralOf(singular), singular,
    shortNames: options.short ?? [], categories: options.isInAll === true ? ['all'] : (options.categories ?? []), isNamespaced: options.isCluster !== true,
    goType: `${packageOf(apiVersion)}.${kind}`, subresources: options.sub ?? [], verbs, isStored: verbs.includes('list') && kind !== 'ComponentStatus',
  };
}

const core = (kind: string, options?: RowOptions): KindRow => row('', 'v1', kind, options);
const createOnly: readonly string[] = ['create'];
const rbac = 'rbac.authorization.k8s.io';
const storage = 'storage.k8s.io';
const networking = 'networking.k8s.io';

/** Every served kind, groups and resources in the order of discovery. */
export const kindRows: readonly KindRow[] = [
  core('Binding', { verbs: createOnly }),
  core('ComponentStatus', { short: ['cs'], isCluster: true, verbs: ['get', 'list'] }),
  core('ConfigMap', { short: ['cm'] }),
  core('Endpoints', { short: ['ep'], plural: 'endpoints' }),
  core('Event', { short: ['ev'] }),
  core('LimitRange', { short: ['limits'] }),
  core('Namespace', { short: ['ns'], isCluster: true, verbs: storedVerbs.filter((v) => v !== 'deletecollection'), sub: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }, status('Namespace')] }),
  core('Node', { short: ['no'], isCluster: true, sub: [{ name: 'proxy', kind: 'NodeProxyOptions', verbs: proxyVerbs }, status('Node')] }),
  core('PersistentVolumeClaim', { short: ['pvc'], sub: [status('PersistentVolumeClaim')] }),
  core('PersistentVolume', { short: ['pv'], isCluster: true, sub: [status('PersistentVolume')] }),
  core('Pod', { short: ['po'], isInAll: true, sub: podSubresources }),
  core('PodTemplate'),
  core('ReplicationController', { short: ['rc'], isInAll: true, sub: statusAndScale('ReplicationController') }),
  core('ResourceQuota', { short: ['quota'], sub: [status('ResourceQuota')] }),
  core('Secret'),
  core('ServiceAccount', { short: ['sa'], sub: [{ name: 'token', kind: 'TokenRequest', groupVersion: { group: 'authentication.k8s.io', version: 'v1' }, verbs: createOnly }] }),
  core('Service', { short: ['svc'], isInAll: true, sub: [{ name: 'proxy', kind: 'ServiceProxyOptions', verbs: proxyVerbs }, status('Service')] }),
  row('apps', 'v1', 'ControllerRevision'),
  row('apps', 'v1', 'DaemonSet', { short: ['ds'], isInAll: true, sub: [status('DaemonSet')] }),
  row('apps', 'v1', 'Deployment', { short: ['deploy'], isInAll: true, sub: statusAndScale('Deployment') }),
  row('apps', 'v1', 'ReplicaSet', { short: ['rs'], isInAll: true, sub: statusAndScale('ReplicaSet') }),
  row('apps', 'v1', 'StatefulSet', { short: ['sts'], isInAll: true, sub: statusAndScale('StatefulSet') }),
  row('events.k8s.io', 'v1', 'Event', { short: ['ev'] }),
  row('authentication.k8s.io', 'v1', 'SelfSubjectReview', { isCluster: true, verbs: createOnly }),
  row('authentication.k8s.io', 'v1', 'TokenReview', { isCluster: true, verbs: createOnly }),
  row('authorization.k8s.io', 'v1', 'LocalSubjectAccessReview', { verbs: createOnly }),
  row('authorization.k8s.io', 'v1', 'SelfSubjectAccessReview', { isCluster: true, verbs: createOnly }),
  row('authorization.k8s.io', 'v1', 'SelfSubjectRulesReview', { isCluster: true, verbs: createOnly }),
  row('authorization.k8s.io', 'v1', 'SubjectAccessReview', { isCluster: true, verbs: createOnly }),
  row('autoscaling', 'v2', 'HorizontalPodAutoscaler', { short: ['hpa'], isInAll: true, sub: [status('HorizontalPodAutoscaler')] }),
  row('autoscaling', 'v1', 'HorizontalPodAutoscaler', { short: ['hpa'], isInAll: true, sub: [status('HorizontalPodAutoscaler')] }),
  row('batch', 'v1', 'CronJob', { short: ['cj'], isInAll: true, sub: [status('CronJob')] }),
  row('batch', 'v1', 'Job', { isInAll: true, sub: [status('Job')] }),
  row(networking, 'v1', 'IngressClass', { isCluster: true }),
  row(networking, 'v1', 'Ingress', { short: ['ing'], sub: [status('Ingress')] }),
  row(networking, 'v1', 'NetworkPolicy', { short: ['netpol'] }),
  row('policy', 'v1', 'PodDisruptionBudget', { short: ['pdb'], sub: [status('PodDisruptionBudget')] }),
  row(rbac, 'v1', 'ClusterRoleBinding', { isCluster: true }),
  row(rbac, 'v1', 'ClusterRole', { isCluster: true }),
  row(rbac, 'v1', 'RoleBinding'),
  row(rbac, 'v1', 'Role'),
  row(storage, 'v1', 'CSIDriver', { isCluster: true }),
  row(storage, 'v1', 'CSINode', { isCluster: true }),
  row(storage, 'v1', 'StorageClass', { short: ['sc'], isCluster: true }),
  row(storage, 'v1', 'VolumeAttachment', { isCluster: true, sub: [status('VolumeAttachment')] }),
  row('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', { short: ['crd', 'crds'], categories: ['api-extensions'], isCluster: true, sub: [status('CustomResourceDefinition')] }),
  row('scheduling.k8s.io', 'v1', 'PriorityClass', { short: ['pc'], isCluster: true }),
  row('coordination.k8s.io', 'v1', 'Lease'),
  row('node.k8s.io', 'v1', 'RuntimeClass', { isCluster: true }),
  row('discovery.k8s.io', 'v1', 'EndpointSlice'),
];

const byKind = new Map(kindRows.map((r) => [`${r.apiVersion}/${r.kind}`, r]));
const byResource = new Map(kindRows.map((r) => [`${r.group}/${r.version}/${r.plural}`, r]));

export function rowByKind(apiVersion: string, kind: string): KindRow | undefined {
  return byKind.get(`${apiVersion}/${kind}`);
}
export function rowByResource(group: string, version: string, plural: string): KindRow | undefined {
  return byResource.get(`${group}/${version}/${plural}`);
}
