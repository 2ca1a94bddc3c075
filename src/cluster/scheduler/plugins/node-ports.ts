// Filters nodes on which another Pod holds a wanted host port: kube-scheduler's NodePorts.
import type { Pod } from '../../../api/generated/core-v1.ts';
import type { Plugin } from '../framework.ts';
import { podInfo } from '../pod-info.ts';
import { skip, unschedulable } from '../status.ts';

const rejected = unschedulable("node(s) didn't have free ports for the requested pod ports");

export const nodePorts: Plugin = {
  name: 'NodePorts',
  events: [
    { resource: 'AssignedPod', actions: ['Delete'], hint: (pod, { old, object }) => sharesPort(pod, (old ?? object) as Pod) },
    { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'] },
  ],
  preFilter(_state, pod) {
    return pod.hostPorts.length === 0 ? { status: skip } : undefined;
  },
  filter(_state, pod, node) {
    return node.hasPortConflict(pod.hostPorts) ? rejected : undefined;
  },
};

function sharesPort(pod: Pod, gone: Pod): boolean {
  const freed = podInfo(gone).hostPorts;
  return podInfo(pod).hostPorts.some((p) => freed.some((q) => p.hostPort === q.hostPort && (p.protocol ?? 'TCP') === (q.protocol ?? 'TCP')));
}
