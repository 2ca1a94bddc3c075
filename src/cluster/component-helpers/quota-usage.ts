// What objects use of a quota, and which quotas see them: pkg/quota's evaluators.
import type { PersistentVolumeClaim, Pod, ResourceQuota, ScopedResourceSelectorRequirement, Service } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { resourceText } from '../../api/meta/status-error.ts';
import { type Quantity, quantityOf } from '../../api/resource/quantity.ts';
import type { KindRow } from '../../api/scheme.ts';
import { podQOSClass } from '../../api/strategy/pod.ts';
import { podAmounts, amountsOf } from './resource-amounts.ts';

/** Kinds that may be counted by their plain plural, too. */
const plainCounts: ReadonlySet<string> = new Set(['pods', 'services', 'replicationcontrollers', 'resourcequotas', 'secrets', 'configmaps', 'persistentvolumeclaims']);
const unprefixed: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

function countName(row: KindRow): string {
  return `count/${resourceText({ group: row.group, resource: row.plural })}`;
}

/** Whether a quota's resource is about objects of this kind. */
export function isQuotaResource(row: KindRow, name: string): boolean {
  if (name === countName(row) || (row.group === '' && name === row.plural && plainCounts.has(name))) return true;
  if (row.group !== '') return false;
  switch (row.kind) {
    case 'Pod': return unprefixed.has(name) || name.startsWith('hugepages-') || ((name.startsWith('requests.') || name.startsWith('limits.')) && name !== 'requests.storage');
    case 'PersistentVolumeClaim': return name === 'requests.storage' || name.includes('.storageclass.storage.k8s.io/');
    case 'Service': return name === 'services.nodeports' || name === 'services.loadbalancers';
    default: return false;
  }
}

export function quotaUsage(row: KindRow, object: KubeObject): Map<string, Quantity> {
  const one = quantityOf(1);
  const usage = new Map<string, Quantity>([[countName(row), one]]);
  if (row.group !== '') return usage;
  if (row.kind === 'Pod') return podUsage(object as Pod, usage);
  if (plainCounts.has(row.plural)) usage.set(row.plural, one);
  if (row.kind === 'PersistentVolumeClaim') addClaim(object as PersistentVolumeClaim, usage);
  if (row.kind === 'Service') addService(object as Service, usage);
  return usage;
}

/** A finished Pod counts as an object only. */
function podUsage(pod: Pod, usage: Map<string, Quantity>): Map<string, Quantity> {
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return usage;
  usage.set('pods', quantityOf(1));
  for (const [name, value] of podAmounts(pod, 'requests')) {
    if (unprefixed.has(name) || name.startsWith('hugepages-')) usage.set(name, value);
    usage.set(`requests.${name}`, value);
  }
  for (const [name, value] of podAmounts(pod, 'limits')) usage.set(`limits.${name}`, value);
  return usage;
}

function addClaim({ metadata, spec }: PersistentVolumeClaim, usage: Map<string, Quantity>): void {
  const storageClass = metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName;
  const storage = amountsOf(spec.resources?.requests).get('storage');
  if (storage !== undefined) usage.set('requests.storage', storage);
  if (storageClass === undefined || storageClass === '') return;
  usage.set(`${storageClass}.storageclass.storage.k8s.io/persistentvolumeclaims`, quantityOf(1));
  if (storage !== undefined) usage.set(`${storageClass}.storageclass.storage.k8s.io/requests.storage`, storage);
}

function addService({ spec }: Service, usage: Map<string, Quantity>): void {
  const ports = spec.ports?.length ?? 0;
  if (spec.type === 'NodePort') usage.set('services.nodeports', quantityOf(ports));
  if (spec.type !== 'LoadBalancer') return;
  usage.set('services.loadbalancers', quantityOf(1));
  usage.set('services.nodeports', quantityOf(spec.allocateLoadBalancerNodePorts === false ? (spec.ports ?? []).filter((p) => p.nodePort).length : ports));
}

/** Whether all scopes of the quota hold for the object. */
export function isInScope({ spec }: ResourceQuota, row: KindRow, object: KubeObject | undefined): boolean {
  const requirements: ScopedResourceSelectorRequirement[] = [...(spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' as const })), ...(spec?.scopeSelector?.matchExpressions ?? [])];
  if (requirements.length === 0) return true;
  if (row.kind !== 'Pod' || row.group !== '' || object === undefined) return false;
  return requirements.every((r) => isPodInScope(r, object as Pod));
}

function isPodInScope({ scopeName, operator, values = [] }: ScopedResourceSelectorRequirement, pod: Pod): boolean {
  const { spec } = pod;
  switch (scopeName) {
    case 'Terminating': return spec.activeDeadlineSeconds !== undefined;
    case 'NotTerminating': return spec.activeDeadlineSeconds === undefined;
    case 'BestEffort': return podQOSClass(pod) === 'BestEffort';
    case 'NotBestEffort': return podQOSClass(pod) !== 'BestEffort';
    case 'CrossNamespacePodAffinity': return hasCrossNamespaceAffinity(pod);
    case 'PriorityClass': {
      const name = spec.priorityClassName ?? '';
      if (operator === 'Exists') return name !== '';
      if (operator === 'DoesNotExist') return name === '';
      return operator === 'In' ? values.includes(name) : !values.includes(name);
    }
    default: return false;
  }
}

function hasCrossNamespaceAffinity({ spec }: Pod): boolean {
  const terms = [spec.affinity?.podAffinity, spec.affinity?.podAntiAffinity].flatMap((a) => [...(a?.requiredDuringSchedulingIgnoredDuringExecution ?? []), ...(a?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((p) => p.podAffinityTerm)]);
  return terms.some((t) => (t.namespaces?.length ?? 0) > 0 || t.namespaceSelector !== undefined);
}
