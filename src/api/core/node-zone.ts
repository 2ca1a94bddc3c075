// The failure domain of a node: what the scheduler's order of nodes and the pace of evictions go by.
import type { Node } from '../generated/core-v1.ts';

/** Equal for nodes of one region and zone, whichever generation of labels says so; '' where neither is said. */
export function zoneKey({ metadata: { labels = {} } }: Node): string {
  const region = labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  const zone = labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  return region === '' && zone === '' ? '' : `${region}:\0:${zone}`;
}
