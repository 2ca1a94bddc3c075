// What the editor is told of an object of the cluster: a few fields, so that 10,000 Pods stay small and no Secret leaves its object.
import type { ConfigMap, Container, ContainerState, ContainerStatus, Event, Node, Pod, Secret, Service } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { ResourceRef } from '../../client/transport.ts';
import type { LiveContainer, LiveObject, LivePod, LiveState } from '../../language/cluster/live-object.ts';
import type { TableRow } from '../session/table-informer.ts';

export function toLiveObject({ kind, ref }: { readonly kind: string; readonly ref: ResourceRef }, { object, cells }: TableRow): LiveObject {
  const { namespace = '', name, uid, labels = {}, ownerReferences, deletionTimestamp } = object.metadata;
  const owner = ownerReferences?.find((reference) => reference.controller === true);
  return {
    apiVersion: ref.group === '' ? ref.version : `${ref.group}/${ref.version}`, kind, namespace, name, uid, labels, cells,
    ...(owner && { ownerUid: owner.uid }), ...(deletionTimestamp !== undefined && { isDeleting: true }), ...ownFacts(kind, object),
  };
}

function ownFacts(kind: string, object: KubeObject): Partial<LiveObject> {
  switch (kind) {
    case 'Pod':
      return { pod: livePod(object as Pod), ...conditionsOf(object) };
    case 'ConfigMap': case 'Secret': {
      const { data, binaryData } = object as ConfigMap & Secret;
      return { keys: [...Object.keys(data ?? {}), ...Object.keys(binaryData ?? {})] };
    }
    case 'Service':
      return { keys: ((object as Service).spec?.ports ?? []).flatMap(({ name }) => name ?? []), ...conditionsOf(object) };
    case 'Node':
      return { taints: ((object as Node).spec?.taints ?? []).map(({ key, value = '', effect }) => ({ key, value, effect })) };
    case 'Event': {
      const { reason = '', message = '', involvedObject, lastTimestamp, eventTime, series, count = 1 } = object as Event;
      return { event: { reason, message, involvedUid: involvedObject.uid ?? '', fieldPath: involvedObject.fieldPath ?? '', last: String(lastTimestamp ?? series?.lastObservedTime ?? eventTime ?? ''), count } };
    }
    case 'CustomResourceDefinition':
      return { definition: object };
    default:
      return conditionsOf(object);
  }
}

/** Conditions that ask for attention are few; the others are left out. */
function conditionsOf(object: KubeObject): Partial<LiveObject> {
  const { status } = object as { status?: { conditions?: readonly { type: string; status: string; reason?: string; message?: string }[] } };
  const conditions = (status?.conditions ?? []).filter(({ message, reason }) => (message ?? '') !== '' || (reason ?? '') !== '').map(({ type, status: is, reason = '', message = '' }) => ({ type, status: is, reason, message }));
  return conditions.length === 0 ? {} : { conditions };
}

function livePod({ spec, status }: Pod): LivePod {
  const of = (containers: readonly Container[] | undefined, statuses: readonly ContainerStatus[] | undefined): LiveContainer[] =>
    (containers ?? []).map((container) => liveContainer(container, statuses?.find(({ name }) => name === container.name)));
  return {
    phase: status?.phase ?? '', reason: status?.reason ?? '', message: status?.message ?? '', nodeName: spec.nodeName ?? '',
    containers: [...of(spec.initContainers, status?.initContainerStatuses), ...of(spec.containers, status?.containerStatuses)],
  };
}

function liveContainer({ name, image = '', ports }: Container, status: ContainerStatus | undefined): LiveContainer {
  return {
    name, image, ports: (ports ?? []).map((port) => ({ name: port.name ?? '', port: port.containerPort })),
    isReady: status?.ready ?? false, isStarted: status?.started ?? false, restarts: status?.restartCount ?? 0,
    state: liveState(status?.state), lastState: liveState(status?.lastState),
  };
}

function liveState(state: ContainerState | undefined): LiveState {
  if (state?.running) return { is: 'running', reason: '', message: '', since: String(state.running.startedAt ?? '') };
  if (state?.waiting) return { is: 'waiting', reason: state.waiting.reason ?? '', message: state.waiting.message ?? '' };
  if (state?.terminated) {
    const { reason = '', message = '', exitCode, startedAt } = state.terminated;
    return { is: 'terminated', reason, message, exitCode, since: String(startedAt ?? '') };
  }
  return { is: 'unknown', reason: '', message: '' };
}
