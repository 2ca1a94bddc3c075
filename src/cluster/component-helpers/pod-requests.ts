// What a Pod asks of its node: k8s.io/component-helpers/resource PodRequests and PodLimits (sidecars, init containers, overhead, Pod-level resources).
import type { Container, ContainerStatus, Pod, ResourceList } from '../../api/generated/core-v1.ts';
import { isRestartableInit, podCondition } from './pods.ts';
import { resourceAmount } from './quantities.ts';

/** Amounts by resource name: cpu in thousandths, the rest in whole units. */
export type Amounts = Record<string, number>;

/** What stands in for a request that a container lacks, by resource. */
export interface RequestOptions {
  readonly defaults?: Readonly<Amounts>;
  /** Also count what running containers were given (in-place resize). Default true. */
  readonly useStatus?: boolean;
  /** Leave `spec.resources` of the Pod out. */
  readonly skipPodLevel?: boolean;
}

export function amountsOf(list: ResourceList | undefined): Amounts {
  const amounts: Amounts = {};
  for (const name in list) amounts[name] = resourceAmount(name, list[name]);
  return amounts;
}

function add(into: Amounts, from: Amounts): void {
  for (const name in from) into[name] = (into[name] ?? 0) + (from[name] ?? 0);
}
function raise(into: Amounts, from: Amounts): void {
  for (const name in from) into[name] = Math.max(into[name] ?? 0, from[name] ?? 0);
}

function statusOf(statuses: readonly ContainerStatus[] | undefined, name: string): ContainerStatus | undefined {
  return statuses?.find((s) => s.name === name);
}

function containerRequests(container: Container, status: ContainerStatus | undefined, isInfeasible: boolean, defaults: Readonly<Amounts> | undefined): Amounts {
  let requests = amountsOf(container.resources.requests);
  if (status?.allocatedResources !== undefined || status?.resources?.requests !== undefined) {
    const given = amountsOf(status.resources?.requests);
    raise(given, amountsOf(status.allocatedResources));
    if (isInfeasible) requests = given;
    else raise(requests, given);
  }
  for (const name in defaults) if (requests[name] === undefined) requests[name] = defaults[name] ?? 0;
  return requests;
}

/** The effective request of the Pod: the larger of its running containers together and its init containers one by one, plus overhead. */
export function podRequests(pod: Pod, options: RequestOptions = {}): Amounts {
  const { spec } = pod;
  const useStatus = options.useStatus ?? true;
  const isInfeasible = podCondition(pod.status, 'PodResizePending')?.reason === 'Infeasible';
  const status = (list: readonly ContainerStatus[] | undefined, name: string): ContainerStatus | undefined => (useStatus ? statusOf(list, name) : undefined);
  const total: Amounts = {};
  for (const container of spec.containers) add(total, containerRequests(container, status(pod.status.containerStatuses, container.name), isInfeasible, options.defaults));
  const sidecars: Amounts = {};
  const peak: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const requests = containerRequests(container, isRestartableInit(container) ? status(pod.status.initContainerStatuses, container.name) : undefined, isInfeasible, options.defaults);
    if (isRestartableInit(container)) {
      add(total, requests);
      add(sidecars, requests);
      raise(peak, sidecars);
    } else {
      add(requests, sidecars);
      raise(peak, requests);
    }
  }
  raise(total, peak);
  return withPodLevel(pod, 'requests', total, options.skipPodLevel);
}

function withPodLevel(pod: Pod, which: 'requests' | 'limits', total: Amounts, skipPodLevel = false): Amounts {
  for (const [name, text] of Object.entries((skipPodLevel ? undefined : pod.spec.resources?.[which]) ?? {})) {
    if (name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')) total[name] = resourceAmount(name, text);
  }
  if (pod.spec.overhead !== undefined) {
    const overhead = amountsOf(pod.spec.overhead);
    if (which === 'requests') add(total, overhead);
    else for (const name in overhead) if (total[name] !== undefined && total[name] !== 0) total[name] += overhead[name] ?? 0;
  }
  return total;
}
