// Filters nodes outside the zone or region of a bound volume: kube-scheduler's VolumeZone.
import type { Plugin } from '../framework.ts';
import { podClaims } from '../pod-claims.ts';
import type { PodInfo } from '../pod-info.ts';
import type { Snapshot } from '../snapshot.ts';
import { skip, unresolvable } from '../status.ts';

const name = 'VolumeZone';
const rejected = unresolvable('node(s) had no available volume zone');
const current: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
};
const topologyLabels = ['failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

interface Topology {
  readonly key: string;
  /** A volume may be in several zones: `a__b`. */
  readonly values: readonly string[];
}
interface State {
  readonly topologies: readonly Topology[];
  clone(): State;
}

function topologiesOf({ pod }: PodInfo, { listers }: Snapshot): Topology[] {
  const topologies: Topology[] = [];
  for (const { key } of podClaims(pod)) {
    const volume = listers.volume(listers.claim(key)?.spec.volumeName ?? '');
    for (const label of topologyLabels) {
      const value = volume?.metadata.labels?.[label];
      if (value !== undefined) topologies.push({ key: label, values: value.split('__') });
    }
  }
  return topologies;
}

export const volumeZone: Plugin = {
  name,
  events: [
    { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'] },
    { resource: 'PersistentVolumeClaim', actions: ['Add', 'Update'] },
    { resource: 'PersistentVolume', actions: ['Add', 'Update'] },
    { resource: 'StorageClass', actions: ['Add'] },
  ],
  preFilter(cycle, pod, snapshot) {
    const topologies = topologiesOf(pod, snapshot);
    if (topologies.length === 0) return { status: skip };
    const state: State = { topologies, clone: () => state };
    cycle.write(name, state);
    return undefined;
  },
  filter(cycle, _pod, { node }) {
    const labels = node.metadata.labels ?? {};
    // A node without any topology label is in no zone and is let be.
    if (!topologyLabels.some((label) => labels[label] !== undefined)) return undefined;
    for (const { key, values } of cycle.read<State>(name)?.topologies ?? []) {
      const own = labels[key] ?? labels[current[key] ?? ''];
      if (own === undefined || !values.includes(own)) return rejected;
    }
    return undefined;
  },
};
