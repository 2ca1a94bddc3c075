// Filters nodes on which a CSI driver can attach no more volumes: kube-scheduler's NodeVolumeLimits.
import type { Pod } from '../../../api/generated/core-v1.ts';
import { claimClass } from '../../component-helpers/persistent-volumes.ts';
import type { Plugin } from '../framework.ts';
import { podClaims } from '../pod-claims.ts';
import type { Snapshot } from '../snapshot.ts';
import { skip, unschedulable } from '../status.ts';

const rejected = unschedulable('node(s) exceed max volume count');

/** Driver by volume, for the volumes of a Pod that a CSI driver attaches. */
function csiVolumes(pod: Pod, { listers }: Snapshot): Map<string, string> {
  const volumes = new Map<string, string>();
  for (const { csi } of pod.spec.volumes ?? []) if (csi !== undefined) volumes.set(`inline/${pod.metadata.uid}/${csi.driver}`, csi.driver);
  for (const { key } of podClaims(pod)) {
    const claim = listers.claim(key);
    if (claim === undefined) continue;
    const volume = listers.volume(claim.spec.volumeName ?? '');
    if (volume?.spec.csi !== undefined) volumes.set(`${volume.spec.csi.driver}/${volume.spec.csi.volumeHandle}`, volume.spec.csi.driver);
    else if (volume === undefined) {
      const provisioner = listers.storageClass(claimClass(claim))?.provisioner;
      if (provisioner !== undefined) volumes.set(`${provisioner}/unbound/${key}`, provisioner);
    }
  }
  return volumes;
}

export const nodeVolumeLimits: Plugin = {
  name: 'NodeVolumeLimits',
  events: [
    { resource: 'CSINode', actions: ['Add', 'Update'] },
    { resource: 'AssignedPod', actions: ['Delete'], hint: (_pod, { old }) => ((old as Pod).spec.volumes ?? []).some((v) => (v.csi ?? v.persistentVolumeClaim ?? v.ephemeral) !== undefined) },
    { resource: 'PersistentVolumeClaim', actions: ['Add', 'Update'] },
  ],
  preFilter(_cycle, { pod }) {
    return (pod.spec.volumes ?? []).some((v) => (v.csi ?? v.persistentVolumeClaim ?? v.ephemeral) !== undefined) ? undefined : { status: skip };
  },
  filter(_cycle, { pod }, node, snapshot) {
    const drivers = snapshot.listers.csiNode(node.node.metadata.name)?.spec.drivers ?? [];
    const limits = new Map(drivers.filter((d) => d.allocatable?.count !== undefined).map((d) => [d.name, d.allocatable?.count ?? 0]));
    if (limits.size === 0) return undefined;
    const wanted = csiVolumes(pod, snapshot);
    if (wanted.size === 0) return undefined;
    const attached = new Map<string, string>();
    for (const other of node.pods.values()) for (const [volume, driver] of csiVolumes(other.pod, snapshot)) attached.set(volume, driver);
    const used = new Map<string, number>();
    for (const driver of attached.values()) used.set(driver, (used.get(driver) ?? 0) + 1);
    const added = new Map<string, number>();
    for (const [volume, driver] of wanted) if (!attached.has(volume)) added.set(driver, (added.get(driver) ?? 0) + 1);
    for (const [driver, count] of added) {
      const limit = limits.get(driver);
      if (limit !== undefined && (used.get(driver) ?? 0) + count > limit) return rejected;
    }
    return undefined;
  },
};
