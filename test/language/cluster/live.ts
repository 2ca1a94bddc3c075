// Objects of a running cluster, for tests of what the editor makes of them.
import type { ClusterChanges, LiveContainer, LiveObject } from '../../../src/language/cluster/live-object.ts';

export function live(kind: string, name: string, facts: Partial<LiveObject> = {}): LiveObject {
  const groups: Readonly<Record<string, string>> = { Deployment: 'apps/v1', ReplicaSet: 'apps/v1', StatefulSet: 'apps/v1', Job: 'batch/v1', CronJob: 'batch/v1', PriorityClass: 'scheduling.k8s.io/v1', StorageClass: 'storage.k8s.io/v1', RuntimeClass: 'node.k8s.io/v1', CustomResourceDefinition: 'apiextensions.k8s.io/v1' };
  const isCluster = ['Node', 'Namespace', 'PriorityClass', 'StorageClass', 'RuntimeClass', 'PersistentVolume', 'CustomResourceDefinition'].includes(kind);
  return { apiVersion: groups[kind] ?? 'v1', kind, namespace: isCluster ? '' : 'default', name, uid: `${kind}-${name}`, labels: {}, cells: {}, ...facts };
}

export function liveContainer(name: string, facts: Partial<LiveContainer> = {}): LiveContainer {
  const unknown = { is: 'unknown', reason: '', message: '' } as const;
  return { name, image: 'i:1', ports: [], isReady: false, isStarted: false, restarts: 0, state: unknown, lastState: unknown, ...facts };
}

/** A Pod whose containers are given. */
export function livePod(name: string, containers: readonly LiveContainer[], facts: Partial<LiveObject> = {}): LiveObject {
  return live('Pod', name, { pod: { phase: 'Running', reason: '', message: '', nodeName: 'worker-1', containers }, ...facts });
}

export function warning(about: LiveObject, reason: string, message: string, facts: { last?: string; fieldPath?: string } = {}): LiveObject {
  return live('Event', `${about.name}.${reason}`, { event: { reason, message, involvedUid: about.uid, fieldPath: '', last: '2026-01-01T00:00:00Z', count: 1, ...facts } });
}

/** A message that tells of all of a running cluster. */
export function told(...put: readonly LiveObject[]): ClusterChanges {
  return { isReset: true, isRunning: true, isComplete: true, put, deleted: [] };
}
