// Filters nodes for claims that one Pod alone may use, and for disks that cannot be mounted twice: kube-scheduler's VolumeRestrictions.
import type { Pod, Volume } from '../../../api/generated/core-v1.ts';
import type { Plugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import { podClaims } from '../pod-claims.ts';
import type { Snapshot } from '../snapshot.ts';
import { skip, unschedulable } from '../status.ts';

const name = 'VolumeRestrictions';
const inUse = unschedulable('node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod');
const noDisk = unschedulable('node(s) had no available disk');

interface State {
  readonly exclusive: ReadonlySet<string>;
  conflicts: number;
  clone(): State;
}

function newState(exclusive: ReadonlySet<string>, conflicts: number): State {
  const state: State = { exclusive, conflicts, clone: () => newState(exclusive, state.conflicts) };
  return state;
}

function exclusiveClaims(pod: Pod, { listers }: Snapshot): Set<string> {
  return new Set(podClaims(pod).map((c) => c.key).filter((key) => listers.claim(key)?.spec.accessModes?.includes('ReadWriteOncePod') === true));
}

function sharedDisks(pod: Pod): Volume[] {
  return (pod.spec.volumes ?? []).filter((v) => (v.gcePersistentDisk ?? v.awsElasticBlockStore ?? v.rbd ?? v.iscsi) !== undefined);
}

function disksConflict(a: Volume, b: Volume): boolean {
  if (a.gcePersistentDisk !== undefined && b.gcePersistentDisk !== undefined) return a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName && !(a.gcePersistentDisk.readOnly === true && b.gcePersistentDisk.readOnly === true);
  if (a.awsElasticBlockStore !== undefined && b.awsElasticBlockStore !== undefined) return a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID;
  if (a.iscsi !== undefined && b.iscsi !== undefined) return a.iscsi.iqn === b.iscsi.iqn && !(a.iscsi.readOnly === true && b.iscsi.readOnly === true);
  if (a.rbd !== undefined && b.rbd !== undefined) {
    const [one, other] = [a.rbd, b.rbd];
    return one.monitors.some((m) => other.monitors.includes(m)) && (one.pool ?? 'rbd') === (other.pool ?? 'rbd') && one.image === other.image && !(one.readOnly === true && other.readOnly === true);
  }
  return false;
}

function hasDiskConflict(pod: Pod, node: NodeInfo): boolean {
  const own = sharedDisks(pod);
  if (own.length === 0) return false;
  for (const other of node.pods.values()) if (sharedDisks(other.pod).some((b) => own.some((a) => disksConflict(a, b)))) return true;
  return false;
}

export const volumeRestrictions: Plugin = {
  name,
  events: [
    { resource: 'AssignedPod', actions: ['Delete'], hint: (pod, { old }) => sharesVolume(pod, old as Pod) },
    { resource: 'Node', actions: ['Add'] },
    { resource: 'PersistentVolumeClaim', actions: ['Add', 'Update'] },
  ],
  preFilter(cycle, { pod }, snapshot) {
    const exclusive = exclusiveClaims(pod, snapshot);
    if (exclusive.size === 0 && sharedDisks(pod).length === 0) return { status: skip };
    const conflicts = [...exclusive].reduce((n, key) => n + (snapshot.claimUsers(key) > 0 ? 1 : 0), 0);
    cycle.write(name, newState(exclusive, conflicts));
    return undefined;
  },
  addPod(cycle, _pod, added) {
    const state = cycle.read<State>(name);
    if (state !== undefined) for (const { key } of podClaims(added.pod)) if (state.exclusive.has(key)) state.conflicts++;
  },
  removePod(cycle, _pod, removed) {
    const state = cycle.read<State>(name);
    if (state !== undefined) for (const { key } of podClaims(removed.pod)) if (state.exclusive.has(key)) state.conflicts--;
  },
  filter(cycle, { pod }, node) {
    if (hasDiskConflict(pod, node)) return noDisk;
    return (cycle.read<State>(name)?.conflicts ?? 0) > 0 ? inUse : undefined;
  },
};

function sharesVolume(pod: Pod, gone: Pod): boolean {
  if (sharedDisks(pod).length > 0) return true;
  const freed = new Set(podClaims(gone).map((c) => c.key));
  return podClaims(pod).some((c) => freed.has(c.key));
}
