// Keeps Pods with scheduling gates out of the queue: kube-scheduler's SchedulingGates.
import type { Plugin } from '../framework.ts';
import { unresolvable } from '../status.ts';

export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  events: [{ resource: 'UnscheduledPod', actions: ['UpdatePodSchedulingGatesEliminated'], hint: (pod, { object }) => object?.metadata.uid === pod.metadata.uid }],
  preEnqueue({ spec }) {
    const gates = spec.schedulingGates ?? [];
    return gates.length === 0 ? undefined : unresolvable(`waiting for scheduling gates: [${gates.map((g) => g.name).join(' ')}]`);
  },
};
