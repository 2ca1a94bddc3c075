// Parts that the statuses of many Pods have in common: conditions of one moment, addresses of one node. They are sent, read, compared and kept once.
import { RecentMap } from '../../base/recent-map.ts';
import type { PodStatus } from '../../api/generated/core-v1.ts';
import { deepFreeze } from '../../api/meta/deep-freeze.ts';

const sharedNames = ['conditions', 'hostIPs', 'resources', 'allocatedResources'] as const;
const parts = new RecentMap<string, object>(200);

/** The same status, with such parts frozen and taken from others written lately. */
export function withSharedParts(status: PodStatus): PodStatus {
  const shared: Record<string, unknown> = { ...status };
  for (const name of sharedNames) if (status[name] !== undefined) shared[name] = sharedPart(status[name]);
  return shared as unknown as PodStatus;
}

function sharedPart(part: object): object {
  const text = JSON.stringify(part);
  let known = parts.get(text);
  if (known === undefined) parts.set(text, (known = deepFreeze(JSON.parse(text) as object)));
  return known;
}
