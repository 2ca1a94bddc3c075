// Turns a change of a Pod or a node into what the scheduling queue can act on: kube-scheduler's framework/events.go.
import type { Node, Pod } from '../../api/generated/core-v1.ts';
import { podRequests } from '../component-helpers/pod-requests.ts';
import { podInfo } from './pod-info.ts';
import type { ActionType, ClusterEvent } from './framework.ts';

function differs(a: unknown, b: unknown): boolean {
  return a !== b && JSON.stringify(a ?? null) !== JSON.stringify(b ?? null);
}

/** What changed of a node that can matter to scheduling; none when nothing did. */
export function nodeChange(old: Node, node: Node): ClusterEvent | undefined {
  const actions: ActionType[] = [];
  if ((old.spec.unschedulable ?? false) !== (node.spec.unschedulable ?? false) && node.spec.unschedulable !== true) actions.push('UpdateNodeTaint');
  if (differs(old.status.allocatable, node.status.allocatable)) actions.push('UpdateNodeAllocatable');
  if (differs(old.metadata.labels, node.metadata.labels)) actions.push('UpdateNodeLabel');
  if (differs(old.spec.taints, node.spec.taints)) actions.push('UpdateNodeTaint');
  if (differs(conditionStatuses(old), conditionStatuses(node))) actions.push('UpdateNodeCondition');
  if (differs(old.metadata.annotations, node.metadata.annotations)) actions.push('UpdateNodeAnnotation');
  return actions.length === 0 ? undefined : { resource: 'Node', actions, old, object: node };
}

function conditionStatuses(node: Node): Record<string, string> {
  return Object.fromEntries((node.status.conditions ?? []).map((c) => [c.type, c.status]));
}

/** What changed of a Pod; `resource` says whether it is on a node. */
export function podChange(old: Pod, pod: Pod, resource: 'AssignedPod' | 'UnscheduledPod'): ClusterEvent | undefined {
  const actions: ActionType[] = [];
  if (differs(old.metadata.labels, pod.metadata.labels)) actions.push('UpdatePodLabel');
  if (isScaledDown(old, pod)) actions.push('UpdatePodScaleDown');
  if ((old.spec.schedulingGates ?? []).length > 0 && (pod.spec.schedulingGates ?? []).length === 0) actions.push('UpdatePodSchedulingGatesEliminated');
  if (differs(old.spec.tolerations, pod.spec.tolerations)) actions.push('UpdatePodToleration');
  return actions.length === 0 ? undefined : { resource, actions, old, object: pod };
}

function isScaledDown(old: Pod, pod: Pod): boolean {
  if (podInfo(old).requests === podInfo(pod).requests) return false;
  const before = podRequests(old);
  const after = podRequests(pod);
  return Object.keys(before).some((name) => (after[name] ?? 0) < (before[name] ?? 0));
}
