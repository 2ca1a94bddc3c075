// What the Cluster view keeps of an object: a few fields and the cells of its row, so that 10,000 Pods stay small.
import type { CustomResourceDefinition } from '../../api/generated/apiextensions-v1.ts';
import type { Container, ContainerState, ContainerStatus, Pod } from '../../api/generated/core-v1.ts';
import { parseTime } from '../../base/clock.ts';
import * as resources from '../../client/resources.ts';
import type { ResourceRef } from '../../client/transport.ts';
import type { LiveObject } from '../../language/cluster/live-object.ts';
import { toLiveObject } from '../live/to-live-object.ts';
import type { TableRow } from '../session/table-informer.ts';

export interface WatchedKind {
  readonly kind: string;
  readonly ref: ResourceRef;
}

/** Defines the kinds of the group Custom Resources. */
export const definitionKind: WatchedKind = { kind: 'CustomResourceDefinition', ref: resources.customResourceDefinitions };

/** The kinds of the view, but for custom ones, in the order in which it lists them. */
export const watchedKinds: readonly WatchedKind[] = [
  { kind: 'Namespace', ref: resources.namespaces },
  { kind: 'Node', ref: resources.nodes },
  { kind: 'Deployment', ref: resources.deployments },
  { kind: 'StatefulSet', ref: resources.statefulSets },
  { kind: 'DaemonSet', ref: resources.daemonSets },
  { kind: 'CronJob', ref: resources.cronJobs },
  { kind: 'Job', ref: resources.jobs },
  { kind: 'ReplicationController', ref: resources.replicationControllers },
  { kind: 'ReplicaSet', ref: resources.replicaSets },
  { kind: 'Pod', ref: resources.pods },
];

type ContainerRole = 'init' | 'sidecar' | 'container' | 'ephemeral';

export interface ContainerEntry {
  readonly name: string;
  readonly image: string;
  readonly role: ContainerRole;
  readonly state: 'waiting' | 'running' | 'terminated' | 'unknown';
  /** The kubelet's reason, e.g. `CrashLoopBackOff`. */
  readonly reason: string;
  readonly message: string;
  readonly exitCode?: number;
  readonly isReady: boolean;
  readonly restarts: number;
}

interface PodDetails {
  readonly containers: readonly ContainerEntry[];
  /** Why it is not scheduled, or what the kubelet says about the Pod. */
  readonly message: string;
}

export interface DefinedKind {
  readonly kind: string;
  /** The version that is watched: the stored one, where it is served. Undefined until the server serves any. */
  readonly ref?: ResourceRef;
}

export interface Entry {
  /** Unique in the view: `pods/default/hello-pod`. */
  readonly id: string;
  readonly kind: string;
  readonly ref: ResourceRef;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  readonly ownerUid?: string;
  readonly createdMs: number;
  readonly isDeleting: boolean;
  /** By column name of `kubectl get -o wide`. */
  readonly cells: Readonly<Record<string, string>>;
  readonly pod?: PodDetails;
  /** Of a CustomResourceDefinition: the kind that it defines. */
  readonly defines?: DefinedKind;
  /** Of an object of a custom kind: the entry of its definition. */
  readonly definitionId?: string;
  /** What the editor is told of it. */
  readonly live: LiveObject;
}

export function entryId(ref: ResourceRef, namespace: string | undefined, name: string): string {
  const resource = ref.group === '' ? ref.resource : `${ref.resource}.${ref.group}`;
  return namespace === undefined ? `${resource}/${name}` : `${resource}/${namespace}/${name}`;
}

/** Keeps of a row what the view shows. */
export function toEntry({ kind, ref }: WatchedKind, { object, cells }: TableRow): Entry {
  const { namespace, name, uid, ownerReferences, creationTimestamp, deletionTimestamp } = object.metadata;
  const owner = ownerReferences?.find((reference) => reference.controller === true);
  return {
    id: entryId(ref, namespace, name),
    kind,
    ref,
    ...(namespace !== undefined && { namespace }),
    name,
    uid,
    ...(owner && { ownerUid: owner.uid }),
    createdMs: parseTime(String(creationTimestamp)),
    isDeleting: deletionTimestamp !== undefined,
    cells,
    ...(kind === 'Pod' && { pod: podDetails(object as Pod) }),
    ...(kind === definitionKind.kind && { defines: definedKind(object as CustomResourceDefinition) }),
    live: toLiveObject({ kind, ref }, { object, cells }),
  };
}

function definedKind({ spec, status }: CustomResourceDefinition): DefinedKind {
  const isEstablished = status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True') === true;
  const version = spec.versions.find(({ storage, served }) => storage && served) ?? spec.versions.find(({ served }) => served);
  return { kind: spec.names.kind, ...(isEstablished && version !== undefined && { ref: { group: spec.group, version: version.name, resource: spec.names.plural } }) };
}

function podDetails({ spec, status }: Pod): PodDetails {
  const entries = (role: ContainerRole, containers: readonly Container[] | undefined, statuses: readonly ContainerStatus[] | undefined): ContainerEntry[] =>
    (containers ?? []).map((container) => containerEntry(role, container, statuses?.find((candidate) => candidate.name === container.name)));
  const unscheduled = status?.conditions?.find((condition) => condition.type === 'PodScheduled' && condition.status === 'False');
  return {
    containers: [
      ...entries('init', spec?.initContainers, status?.initContainerStatuses),
      ...entries('container', spec?.containers, status?.containerStatuses),
      ...entries('ephemeral', spec?.ephemeralContainers as Container[] | undefined, status?.ephemeralContainerStatuses),
    ],
    message: status?.message ?? unscheduled?.message ?? '',
  };
}

function containerEntry(role: ContainerRole, { name, image, restartPolicy }: Container, status: ContainerStatus | undefined): ContainerEntry {
  const [state, details] = currentState(status?.state);
  return {
    name,
    image: image ?? '',
    role: role === 'init' && restartPolicy === 'Always' ? 'sidecar' : role,
    state,
    reason: details.reason ?? '',
    message: details.message ?? '',
    ...(details.exitCode !== undefined && { exitCode: details.exitCode }),
    isReady: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
  };
}

function currentState(state: ContainerState | undefined): [ContainerEntry['state'], { reason?: string; message?: string; exitCode?: number }] {
  if (state?.running) return ['running', {}];
  if (state?.terminated) return ['terminated', state.terminated];
  if (state?.waiting) return ['waiting', state.waiting];
  return ['unknown', {}];
}
