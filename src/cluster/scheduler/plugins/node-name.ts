// Filters every node but the one that the Pod names: kube-scheduler's NodeName.
import type { Plugin } from '../framework.ts';
import { unresolvable } from '../status.ts';

const rejected = unresolvable("node(s) didn't match the requested node name");

export const nodeName: Plugin = {
  name: 'NodeName',
  events: [{ resource: 'Node', actions: ['Add'] }],
  filter(_state, { pod }, { node }) {
    const wanted = pod.spec.nodeName ?? '';
    return wanted !== '' && wanted !== node.metadata.name ? rejected : undefined;
  },
};
