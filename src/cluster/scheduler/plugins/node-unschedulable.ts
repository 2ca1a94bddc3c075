// Filters cordoned nodes: kube-scheduler's NodeUnschedulable.
import type { Node, Pod, Taint } from '../../../api/generated/core-v1.ts';
import { isTolerated } from '../../component-helpers/taints.ts';
import type { Plugin } from '../framework.ts';
import { unresolvable } from '../status.ts';

const cordon: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const rejected = unresolvable('node(s) were unschedulable');

export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  events: [
    { resource: 'Node', actions: ['Add', 'UpdateNodeTaint'], hint: (_pod, { object }) => (object as Node).spec.unschedulable !== true },
    { resource: 'UnscheduledPod', actions: ['UpdatePodToleration'], hint: (pod, { object }) => object?.metadata.uid === pod.metadata.uid && isTolerated(cordon, (object as Pod).spec.tolerations) },
  ],
  filter(_state, { pod }, { node }) {
    return node.spec.unschedulable === true && !isTolerated(cordon, pod.spec.tolerations) ? rejected : undefined;
  },
};
