// Which taints a node has by its conditions and cordon. Pure.
import type { Node, NodeCondition, Taint } from '../../api/generated/core-v1.ts';

const noScheduleByCondition: readonly { readonly type: string; readonly status: string; readonly key: string }[] = [
  { type: 'Ready', status: 'False', key: 'node.kubernetes.io/not-ready' },
  { type: 'Ready', status: 'Unknown', key: 'node.kubernetes.io/unreachable' },
  { type: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure' },
  { type: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure' },
  { type: 'NetworkUnavailable', status: 'True', key: 'node.kubernetes.io/network-unavailable' },
  { type: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure' },
];
const unschedulable = 'node.kubernetes.io/unschedulable';
const ownKeys: ReadonlySet<string> = new Set([...noScheduleByCondition.map((c) => c.key), unschedulable]);
const evictionKeys = { notReady: 'node.kubernetes.io/not-ready', unreachable: 'node.kubernetes.io/unreachable' } as const;

export function nodeCondition(node: Node, type: string): NodeCondition | undefined {
  return node.status.conditions?.find((c) => c.type === type);
}

function isSame(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

/** `current` with its taints that are `isOwn` made those that are wanted: what is there stays in place, new ones come at the end. Undefined when nothing changes. */
function exchanged(current: readonly Taint[], wanted: readonly Taint[], isOwn: (taint: Taint) => boolean): Taint[] | undefined {
  const kept = current.filter((t) => !isOwn(t) || wanted.some((w) => isSame(w, t)));
  const added = wanted.filter((w) => !kept.some((k) => isSame(k, w)));
  return kept.length === current.length && added.length === 0 ? undefined : [...kept, ...added];
}

/** The node's taints once those of effect NoSchedule are as its conditions, in their order, and its cordon say. */
export function withNoScheduleTaints(node: Node, now: string): Taint[] | undefined {
  const keys = (node.status.conditions ?? []).flatMap(({ type, status }) => noScheduleByCondition.filter((c) => c.type === type && c.status === status).map((c) => c.key));
  if (node.spec.unschedulable === true) keys.push(unschedulable);
  const wanted = keys.map((key): Taint => ({ key, effect: 'NoSchedule', timeAdded: now }));
  return exchanged(node.spec.taints ?? [], wanted, (t) => t.effect === 'NoSchedule' && ownKeys.has(t.key));
}

/** The taint by which a node that is not ready loses its Pods, and whether it has it, or the other one. */
export function evictionTaint(node: Node): { readonly key: string; readonly has: boolean; readonly hasOther: boolean } | undefined {
  const status = nodeCondition(node, 'Ready')?.status;
  if (status !== 'False' && status !== 'Unknown') return undefined;
  const [key, other] = status === 'False' ? [evictionKeys.notReady, evictionKeys.unreachable] : [evictionKeys.unreachable, evictionKeys.notReady];
  const hasKey = (wanted: string): boolean => node.spec.taints?.some((t) => t.effect === 'NoExecute' && t.key === wanted) === true;
  return { key, has: hasKey(key), hasOther: hasKey(other) };
}

/** The node's taints with `key` as its only eviction taint, or with none. Undefined when nothing changes. */
export function withEvictionTaint(node: Node, key: string | undefined, now: string): Taint[] | undefined {
  const wanted: Taint[] = key === undefined ? [] : [{ key, effect: 'NoExecute', timeAdded: now }];
  return exchanged(node.spec.taints ?? [], wanted, (t) => t.effect === 'NoExecute' && (t.key === evictionKeys.notReady || t.key === evictionKeys.unreachable));
}
