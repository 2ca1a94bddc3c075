// Filters nodes without room for the Pod's requests and prefers those with the most room left: kube-scheduler's NodeResourcesFit (LeastAllocated).
import type { Node, Pod } from '../../../api/generated/core-v1.ts';
import { quantityValue } from '../../component-helpers/quantities.ts';
import { amountsOf, podRequests } from '../../component-helpers/pod-requests.ts';
import { maxNodeScore, type Plugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import { podInfo, type PodInfo, type Resource, toResource } from '../pod-info.ts';
import type { Status } from '../status.ts';

export interface Lack {
  readonly reason: string;
  readonly resource: string;
  /** In the unit of `Resource`. */
  readonly wanted: number;
  readonly free: number;
  /** The node could not hold it even when empty. */
  readonly isUnresolvable: boolean;
}

/** What the node lacks for these requests; several resources may lack at once. */
function findLacks(requests: Resource, allocatable: Resource, requested: Resource, podCount: number, allowedPods: number): Lack[] | undefined {
  let lacks: Lack[] | undefined;
  const check = (resource: string, wanted: number, has: number, used: number): void => {
    if (wanted > 0 && wanted > has - used) (lacks ??= []).push({ reason: `Insufficient ${resource}`, resource, wanted, free: has - used, isUnresolvable: wanted > has });
  };
  if (podCount + 1 > allowedPods) (lacks ??= []).push({ reason: 'Too many pods', resource: 'pods', wanted: 1, free: allowedPods - podCount, isUnresolvable: false });
  check('cpu', requests.milliCpu, allocatable.milliCpu, requested.milliCpu);
  check('memory', requests.memory, allocatable.memory, requested.memory);
  check('ephemeral-storage', requests.ephemeralStorage, allocatable.ephemeralStorage, requested.ephemeralStorage);
  for (const name in requests.scalar) {
    check(name, requests.scalar[name] ?? 0, allocatable.scalar?.[name] ?? 0, requested.scalar?.[name] ?? 0);
  }
  return lacks;
}

/** What the node lacks for the Pod as it is filled now; undefined when nothing. */
export function lacksOf(pod: PodInfo, node: NodeInfo): Lack[] | undefined {
  return findLacks(pod.requests, node.allocatable, node.requested, node.pods.size, node.allowedPods);
}

function fits(pod: PodInfo, node: NodeInfo): Status | undefined {
  const lacks = lacksOf(pod, node);
  if (lacks === undefined) return undefined;
  return { code: lacks.some((l) => l.isUnresolvable) ? 'UnschedulableAndUnresolvable' : 'Unschedulable', reasons: lacks.map((l) => l.reason) };
}

/** Whether the node alone, as it is said to be now, could hold the Pod. */
function couldHold(pod: Pod, node: Node): boolean {
  const empty: Resource = { milliCpu: 0, memory: 0, ephemeralStorage: 0 };
  return findLacks(podInfo(pod).requests, toResource(amountsOf(node.status.allocatable)), empty, 0, quantityValue(node.status.allocatable?.['pods'])) === undefined;
}

/** Whether the node offers more than before of something that the Pod asks for, or room for more Pods. */
function hasMore(pod: Pod, old: Node, node: Node): boolean {
  const asked = Object.entries(podRequests(pod)).filter(([, amount]) => amount > 0).map(([name]) => name);
  return ['pods', ...asked].some((name) => quantityValue(node.status.allocatable?.[name]) > quantityValue(old.status.allocatable?.[name]));
}

function leastAllocated(wanted: number, capacity: number): number {
  return capacity === 0 || wanted > capacity ? 0 : Math.floor(((capacity - wanted) * maxNodeScore) / capacity);
}

export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  events: [
    { resource: 'AssignedPod', actions: ['Delete', 'UpdatePodScaleDown'] },
    { resource: 'UnscheduledPod', actions: ['UpdatePodScaleDown'], hint: (pod, { object }) => object?.metadata.uid === pod.metadata.uid },
    { resource: 'Node', actions: ['Add', 'UpdateNodeAllocatable', 'UpdateNodeLabel', 'UpdateNodeTaint'], hint: (pod, { old, object }) => couldHold(pod, object as Node) && (old === undefined || hasMore(pod, old as Node, object as Node)) },
  ],
  filter(_state, pod, node) {
    return fits(pod, node);
  },
  score(_state, pod, { allocatable, nonZeroRequested }) {
    // A resource that the node does not have at all takes no part in the mean.
    let sum = 0;
    let parts = 0;
    if (allocatable.milliCpu > 0) {
      sum += leastAllocated(nonZeroRequested.milliCpu + pod.scoredRequests.milliCpu, allocatable.milliCpu);
      parts++;
    }
    if (allocatable.memory > 0) {
      sum += leastAllocated(nonZeroRequested.memory + pod.scoredRequests.memory, allocatable.memory);
      parts++;
    }
    return parts === 0 ? 0 : Math.floor(sum / parts);
  },
};
