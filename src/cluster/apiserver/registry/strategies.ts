// The kinds' strategies, one row each.
import type { Strategy } from './strategy.ts';
import { namespaceStrategy } from './namespace-strategy.ts';
import { podStrategy } from './pod-strategy.ts';

const generation = { hasGeneration: true };

/** By kind; a kind that is not here follows the plain strategy. */
export const strategies: Readonly<Record<string, Partial<Strategy>>> = {
  Pod: podStrategy,
  Namespace: namespaceStrategy,
  Deployment: generation,
  ReplicaSet: generation,
  DaemonSet: generation,
  StatefulSet: generation,
  ReplicationController: { ...generation, defaultPropagation: 'Orphan' },
  CronJob: generation,
  Job: { ...generation, defaultPropagation: 'Orphan' },
  PodDisruptionBudget: generation,
  Ingress: generation,
  IngressClass: generation,
  NetworkPolicy: generation,
  PriorityClass: generation,
  EndpointSlice: generation,
  Lease: { allowCreateOnUpdate: true },
  Event: { allowCreateOnUpdate: true },
  Service: { allowCreateOnUpdate: true, returnsDeletedObject: true },
  ServiceAccount: { returnsDeletedObject: true },
  PersistentVolumeClaim: { returnsDeletedObject: true },
  PersistentVolume: { returnsDeletedObject: true },
  StorageClass: { returnsDeletedObject: true },
  ResourceQuota: { returnsDeletedObject: true },
};
