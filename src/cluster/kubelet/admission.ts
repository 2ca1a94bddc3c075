// Whether a Pod that was given to this node may run on it: the kubelet's admission by resources, node affinity, ports and taints.
import type { Node, Pod } from '../../api/generated/core-v1.ts';
import { type Amounts, podRequests } from '../component-helpers/pod-requests.ts';
import { resourceAmount } from '../component-helpers/quantities.ts';
import { matchesRequiredNodeAffinity } from '../component-helpers/node-selector.ts';
import { findUntolerated } from '../component-helpers/taints.ts';

export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/** What a Pod takes of the node, as admission reckons it. */
export function admittedRequests(pod: Pod): Amounts {
  return podRequests(pod, { useStatus: false });
}

/** Why the Pod cannot run here beside others with these requests; undefined when it can. Resources that the node does not name are not looked at. */
export function admissionFailure(pod: Pod, node: Node, others: readonly Amounts[]): Rejection | undefined {
  const allocatable = node.status.allocatable ?? {};
  if (others.length + 1 > resourceAmount('pods', allocatable['pods'])) {
    return { reason: 'OutOfpods', message: `Node didn't have enough resource: pods, requested: 1, used: ${others.length}, capacity: ${resourceAmount('pods', allocatable['pods'])}` };
  }
  const requests = admittedRequests(pod);
  const used: Record<string, number> = {};
  for (const other of others) for (const name in other) used[name] = (used[name] ?? 0) + (other[name] ?? 0);
  for (const [name, amount] of Object.entries(requests)) {
    if (allocatable[name] === undefined || amount === 0) continue;
    const capacity = resourceAmount(name, allocatable[name]);
    if (amount > capacity - (used[name] ?? 0)) return { reason: `OutOf${name}`, message: `Node didn't have enough resource: ${name}, requested: ${amount}, used: ${used[name] ?? 0}, capacity: ${capacity}` };
  }
  if (!matchesRequiredNodeAffinity(pod, node)) return { reason: 'NodeAffinity', message: 'Predicate NodeAffinity failed: node(s) didn\'t match Pod\'s node affinity/selector' };
  const taint = findUntolerated(node.spec.taints, pod.spec.tolerations, ['NoExecute']);
  if (taint !== undefined) return { reason: 'TaintToleration', message: 'Predicate TaintToleration failed: node(s) had untolerated taint(s)' };
  return undefined;
}
