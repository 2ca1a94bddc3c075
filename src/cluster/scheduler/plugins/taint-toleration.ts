// Filters nodes with taints that the Pod does not tolerate and prefers those with fewer PreferNoSchedule ones: kube-scheduler's TaintToleration.
import type { Node, Pod, Toleration } from '../../../api/generated/core-v1.ts';
import { findUntolerated, isTolerated } from '../../component-helpers/taints.ts';
import { defaultNormalizeScore, type Plugin } from '../framework.ts';
import { unresolvable } from '../status.ts';

const rejected = unresolvable('node(s) had untolerated taint(s)');

/** Tolerations that can bear on PreferNoSchedule. */
function preferTolerations(pod: Pod): readonly Toleration[] {
  return (pod.spec.tolerations ?? []).filter((t) => t.effect === undefined || (t.effect as string) === '' || t.effect === 'PreferNoSchedule');
}

function repels(node: Node, pod: Pod): boolean {
  return findUntolerated(node.spec.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']) !== undefined;
}

export const taintToleration: Plugin = {
  name: 'TaintToleration',
  weight: 3,
  events: [
    { resource: 'Node', actions: ['Add', 'UpdateNodeTaint'], hint: (pod, { old, object }) => !repels(object as Node, pod) && (old === undefined || repels(old as Node, pod)) },
    { resource: 'UnscheduledPod', actions: ['UpdatePodToleration'], hint: (pod, { object }) => object?.metadata.uid === pod.metadata.uid },
  ],
  filter(_state, { pod }, { node }) {
    const { taints } = node.spec;
    if (taints === undefined || taints.length === 0) return undefined;
    return findUntolerated(taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']) === undefined ? undefined : rejected;
  },
  score(_state, { pod }, { node }) {
    const { taints } = node.spec;
    if (taints === undefined || taints.length === 0) return 0;
    const tolerations = preferTolerations(pod);
    return taints.reduce((n, taint) => (taint.effect === 'PreferNoSchedule' && !isTolerated(taint, tolerations) ? n + 1 : n), 0);
  },
  normalizeScore(_state, scores) {
    defaultNormalizeScore(scores, true);
  },
};
