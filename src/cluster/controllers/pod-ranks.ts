// Which Pods go first when there are too many: controller_utils' ActivePodsWithRanks.
import type { Pod } from '../../api/generated/core-v1.ts';
import { isPodReady, podCondition } from '../component-helpers/pods.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

function phaseRank(pod: Pod): number {
  return pod.status.phase === 'Pending' ? 0 : pod.status.phase === 'Unknown' ? 1 : 2;
}

function costOf(pod: Pod): number {
  const text = pod.metadata.annotations?.[deletionCost];
  return text === undefined ? 0 : Number(text);
}

function restarts(pod: Pod): number {
  const sidecars = (pod.status.initContainerStatuses ?? []).filter((s) => pod.spec.initContainers?.some((c) => c.name === s.name && c.restartPolicy === 'Always'));
  return Math.max(0, ...(pod.status.containerStatuses ?? []).map((s) => s.restartCount)) * 1e6 + Math.max(0, ...sidecars.map((s) => s.restartCount));
}

/** Ages are compared on a logarithmic scale, so that Pods of about one age are equals and the choice is by uid. */
function logAge(time: string | undefined, nowMs: number): number {
  return time === undefined ? -1 : Math.floor(Math.log2(Math.max(1, (nowMs - Date.parse(time)) * 1e6)));
}

/** `rankOf`: how many related Pods share the Pod's node; more go first. */
export function sortForDeletion(pods: readonly Pod[], rankOf: (pod: Pod) => number, nowMs: number): Pod[] {
  const readySince = (pod: Pod): string | undefined => podCondition(pod.status, 'Ready')?.lastTransitionTime;
  return [...pods].sort((a, b) =>
    Number(a.spec.nodeName !== undefined) - Number(b.spec.nodeName !== undefined)
    || phaseRank(a) - phaseRank(b)
    || Number(isPodReady(a)) - Number(isPodReady(b))
    || costOf(a) - costOf(b)
    || rankOf(b) - rankOf(a)
    || (isPodReady(a) && isPodReady(b) ? logAge(readySince(a), nowMs) - logAge(readySince(b), nowMs) : 0)
    || restarts(b) - restarts(a)
    || logAge(a.metadata.creationTimestamp, nowMs) - logAge(b.metadata.creationTimestamp, nowMs)
    || (a.metadata.uid < b.metadata.uid ? -1 : 1));
}
