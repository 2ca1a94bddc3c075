// A Pod with what the scheduler reckons from it once: kube-scheduler's framework.PodInfo.
import type { Container, ContainerPort, Pod, PodAffinityTerm } from '../../api/generated/core-v1.ts';
import type { LabelSelector } from '../../api/generated/meta-v1.ts';
import { deepEqual } from '../../api/meta/deep-equal.ts';
import { type Amounts, podRequests } from '../component-helpers/pod-requests.ts';
import { RecentMap } from '../../base/recent-map.ts';
import { isRestartableInit } from '../component-helpers/pods.ts';

/** What a Pod or a node has of each resource: cpu in thousandths, memory and storage in bytes, others as counts. */
export interface Resource {
  milliCpu: number;
  memory: number;
  ephemeralStorage: number;
  /** Extended resources and huge pages; absent when there are none. */
  scalar?: Record<string, number>;
}

/** A required or preferred (anti-)affinity term with its namespaces made explicit. */
export interface AffinityTerm {
  readonly namespaces: ReadonlySet<string>;
  readonly namespaceSelector: LabelSelector | undefined;
  readonly selector: LabelSelector | undefined;
  readonly topologyKey: string;
}
export interface WeightedAffinityTerm extends AffinityTerm {
  readonly weight: number;
}

export interface PodInfo {
  readonly pod: Pod;
  readonly requests: Resource;
  /** With 100m and 200Mi for each container that lacks the request; only for scoring. */
  readonly nonZeroRequests: Resource;
  /** The same for the Pod that is being placed: upstream leaves Pod-level requests out of it. */
  readonly scoredRequests: Resource;
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly WeightedAffinityTerm[];
  readonly preferredAntiAffinity: readonly WeightedAffinityTerm[];
  readonly hostPorts: readonly ContainerPort[];
  /** The same for Pods of equal namespace and labels: a term that matches one matches all. */
  readonly identity: number;
}

const nonZeroDefaults: Readonly<Amounts> = { cpu: 100, memory: 200 * 1024 * 1024 };
const none: readonly never[] = Object.freeze([]);
const known = new WeakMap<Pod, PodInfo>();

export function toResource(amounts: Amounts): Resource {
  const resource: Resource = { milliCpu: 0, memory: 0, ephemeralStorage: 0 };
  for (const name in amounts) {
    const amount = amounts[name] ?? 0;
    if (name === 'cpu') resource.milliCpu = amount;
    else if (name === 'memory') resource.memory = amount;
    else if (name === 'ephemeral-storage') resource.ephemeralStorage = amount;
    else if (name !== 'pods' && isScalarName(name)) (resource.scalar ??= {})[name] = amount;
  }
  return resource;
}

/** Extended resources, huge pages and attachable volumes. */
function isScalarName(name: string): boolean {
  return name.startsWith('hugepages-') || name.startsWith('attachable-volumes-') || (name.includes('/') && !name.startsWith('requests.'));
}

export function podInfo(pod: Pod): PodInfo {
  let info = known.get(pod);
  if (info === undefined) {
    const before = newest.get(pod.spec.containers);
    info = before !== undefined && isSameForScheduling(before.pod, pod) ? { ...before, pod } : reckon(pod);
    known.set(pod, info);
    newest.set(pod.spec.containers, info);
  }
  return info;
}

/** By what versions of one Pod share. Most writes of a Pod change nothing that is reckoned here. */
const newest = new WeakMap<readonly Container[], PodInfo>();

function isSameForScheduling({ metadata: a, spec: from, status: old }: Pod, { metadata: b, spec: to, status }: Pod): boolean {
  return from.initContainers === to.initContainers && from.affinity === to.affinity && from.resources === to.resources && from.overhead === to.overhead
    && a.namespace === b.namespace && (a.labels === b.labels || deepEqual(a.labels, b.labels))
    && (!tellsResources(old) && !tellsResources(status) || (old.containerStatuses === status.containerStatuses && old.initContainerStatuses === status.initContainerStatuses && old.conditions === status.conditions));
}

/** Whether a status says what its containers were given, which then counts. */
function tellsResources({ containerStatuses = [], initContainerStatuses = [] }: Pod['status']): boolean {
  return [containerStatuses, initContainerStatuses].some((list) => list.some((s) => s.allocatedResources !== undefined || s.resources?.requests !== undefined));
}

function reckon(pod: Pod): PodInfo {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const nonZeroRequests = toResource(podRequests(pod, { defaults: nonZeroDefaults }));
  const terms = (list: readonly PodAffinityTerm[] | undefined): readonly AffinityTerm[] => list?.map((t) => affinityTerm(pod, t)) ?? none;
  return {
    pod,
    requests: toResource(podRequests(pod)),
    nonZeroRequests,
    scoredRequests: pod.spec.resources === undefined ? nonZeroRequests : toResource(podRequests(pod, { defaults: nonZeroDefaults, skipPodLevel: true })),
    requiredAffinity: terms(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    requiredAntiAffinity: terms(podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    preferredAffinity: podAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.map((t) => ({ ...affinityTerm(pod, t.podAffinityTerm), weight: t.weight })) ?? none,
    preferredAntiAffinity: podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.map((t) => ({ ...affinityTerm(pod, t.podAffinityTerm), weight: t.weight })) ?? none,
    hostPorts: hostPortsOf(pod),
    identity: identityOf(pod),
  };
}

const identities = new RecentMap<string, number>(4_000);
let lastIdentity = 0;

function identityOf({ metadata: { namespace, labels } }: Pod): number {
  const key = JSON.stringify([namespace, labels]);
  let identity = identities.get(key);
  if (identity === undefined) identities.set(key, (identity = ++lastIdentity));
  return identity;
}

function hostPortsOf(pod: Pod): readonly ContainerPort[] {
  let ports: ContainerPort[] | undefined;
  const take = (list: readonly ContainerPort[] | undefined): void => {
    for (const port of list ?? []) if (port.hostPort !== undefined && port.hostPort > 0) (ports ??= []).push(port);
  };
  for (const container of pod.spec.containers) take(container.ports);
  for (const container of pod.spec.initContainers ?? []) if (isRestartableInit(container)) take(container.ports);
  return ports ?? none;
}

/** Without namespaces and namespaceSelector a term means the Pod's own namespace. */
function affinityTerm(pod: Pod, term: PodAffinityTerm): AffinityTerm {
  const names = term.namespaces ?? [];
  const isOwn = names.length === 0 && term.namespaceSelector === undefined;
  const namespaces = isOwn ? [pod.metadata.namespace ?? ''] : names;
  const { namespaceSelector, labelSelector: selector, topologyKey } = term;
  const key = JSON.stringify([namespaces, namespaceSelector, selector, topologyKey]);
  let known = knownTerms.get(key);
  if (known === undefined) knownTerms.set(key, (known = { namespaces: new Set(namespaces), namespaceSelector, selector, topologyKey }));
  return known;
}

/** Equal terms are one object, so that what they match is asked once. */
const knownTerms = new RecentMap<string, AffinityTerm>(1_000);
