// What containers ask for together: k8s.io/component-helpers/resource, and the defaults of pod-level resources made from it.
import type { Container, Pod, ResourceRequirements } from '../generated/core-v1.ts';
import { addQuantities, compareQuantities, type Quantity, quantity, quantityText } from '../resource/quantity.ts';

type ResourceList = Readonly<Record<string, string>>;
type Amounts = Map<string, Quantity>;
/** As much of a Pod as its containers' resources need. */
interface PodOfContainers {
  readonly spec: { readonly containers: readonly RequestingContainer[]; readonly initContainers?: readonly RequestingContainer[] };
}
export type RequestingContainer = Pick<Container, 'resources' | 'restartPolicy'>;

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}
/** Resources that may be given for a whole Pod. */
function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePages(name);
}
function isRestartable(container: RequestingContainer): boolean {
  return container.restartPolicy === 'Always';
}

function add(to: Amounts, list: ResourceList | undefined): void {
  for (const [name, amount] of Object.entries(list ?? {})) {
    const before = to.get(name);
    to.set(name, before === undefined ? quantity(amount) : addQuantities(before, quantity(amount)));
  }
}
function max(to: Amounts, other: Amounts): void {
  for (const [name, amount] of other) {
    const before = to.get(name);
    if (before === undefined || compareQuantities(amount, before) > 0) to.set(name, amount);
  }
}
function sum(a: Amounts, list: ResourceList | undefined): Amounts {
  const total: Amounts = new Map(a);
  add(total, list);
  return total;
}

/** The larger of what runs together: containers and sidecars, or each init container with the sidecars before it. */
function aggregate(pod: PodOfContainers, listOf: (resources: ResourceRequirements) => ResourceList | undefined): Amounts {
  const total: Amounts = new Map();
  for (const container of pod.spec.containers) add(total, listOf(container.resources));
  const sidecars: Amounts = new Map();
  const initPeak: Amounts = new Map();
  for (const container of pod.spec.initContainers ?? []) {
    const list = listOf(container.resources);
    if (isRestartable(container)) {
      add(total, list);
      add(sidecars, list);
      max(initPeak, sidecars);
    } else max(initPeak, sum(sidecars, list));
  }
  max(total, initPeak);
  return total;
}

/** `AggregateContainerRequests`: by resource, without overhead and pod-level values. */
export function aggregateRequests(pod: PodOfContainers): Amounts {
  return aggregate(pod, (resources) => resources.requests);
}
/** `AggregateContainerLimits`. */
export function aggregateLimits(pod: Pod): Amounts {
  return aggregate(pod, (resources) => resources.limits);
}

function isEmpty(list: ResourceList | undefined): boolean {
  return list === undefined || Object.keys(list).length === 0;
}

/** Completes pod-level requests and limits where the Pod gives some of them. */
export function defaultPodResources(pod: Pod): void {
  const { resources } = pod.spec;
  if (resources === undefined || (isEmpty(resources.limits) && isEmpty(resources.requests))) return;
  const limits: Record<string, string> = { ...resources.limits };
  for (const [name, amount] of aggregateLimits(pod)) {
    if (isHugePages(name) && resources.requests?.[name] === undefined) limits[name] ??= quantityText(amount);
  }
  if (!isEmpty(limits)) resources.limits = limits;
  defaultRequests(pod, resources);
}

function defaultRequests(pod: Pod, resources: ResourceRequirements): void {
  if (isEmpty(resources.limits)) return;
  const requests: Record<string, string> = { ...resources.requests };
  for (const [name, amount] of aggregateRequests(pod)) if (name === 'cpu' || name === 'memory') requests[name] ??= quantityText(amount);
  for (const [name, amount] of Object.entries(resources.limits ?? {})) if (isPodLevelResource(name)) requests[name] ??= amount;
  if (!isEmpty(requests)) resources.requests = requests;
}
