// What the scheduler and its plugins read: the nodes with their Pods, and the other objects that bear on a placement.
import type { Namespace, PersistentVolume, PersistentVolumeClaim, ReplicationController, Service } from '../../api/generated/core-v1.ts';
import type { ReplicaSet, StatefulSet } from '../../api/generated/apps-v1.ts';
import type { PodDisruptionBudget } from '../../api/generated/policy-v1.ts';
import type { CSINode, StorageClass } from '../../api/generated/storage-v1.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';

/** Other objects by key (`namespace/name`, or `name`). */
export interface Listers {
  namespace(name: string): Namespace | undefined;
  services(namespace: string): readonly Service[];
  replicationController(key: string): ReplicationController | undefined;
  replicaSet(key: string): ReplicaSet | undefined;
  statefulSet(key: string): StatefulSet | undefined;
  podDisruptionBudgets(): readonly PodDisruptionBudget[];
  claim(key: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  volumes(): readonly PersistentVolume[];
  storageClass(name: string): StorageClass | undefined;
  csiNode(name: string): CSINode | undefined;
}

/** Sizes of one image: where it is and how large it was said to be first. */
export interface ImageState {
  readonly sizeBytes: number;
  readonly nodeNames: ReadonlySet<string>;
}

/** Read-only for plugins; they answer for this state of the world and keep nothing. */
export interface Snapshot {
  /** In the order in which nodes are looked at: round robin over zones. */
  readonly nodes: readonly NodeInfo[];
  readonly byName: ReadonlyMap<string, NodeInfo>;
  readonly withAffinity: readonly NodeInfo[];
  /** Whether some Pod on a node keeps others out. */
  readonly hasRequiredAntiAffinity: boolean;
  /** How many Pods on nodes use the claim `namespace/name`. */
  claimUsers(key: string): number;
  image(name: string): ImageState | undefined;
  /** Pods nominated to a node by preemption, not yet bound. */
  nominated(nodeName: string): readonly PodInfo[];
  readonly listers: Listers;
}
