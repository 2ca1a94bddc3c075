// What a Pod and each of its containers went through, as stretches of time, from the Pod's versions and its Events. Knows nothing of VS Code.
import { isFields } from '../../api/meta/json.ts';
import type { Container, ContainerStatus, Event, Pod } from '../../api/generated/core-v1.ts';
import type { ObjectHistory } from '../../client/object-history.ts';
import { containerStateText } from '../history/container-state-text.ts';
import { fieldOfEvent } from './field-of-event.ts';

export type StretchKind = 'waiting' | 'backing off' | 'running' | 'ready' | 'completed' | 'failed' | 'terminating';

/** Something that lasted. Times are the cluster's, in milliseconds. */
export interface Stretch {
  readonly kind: StretchKind;
  readonly words: string;
  /** Of the Pod, as the API spells paths: where its cause is written. */
  readonly field: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Lane {
  readonly name: string;
  readonly stretches: readonly Stretch[];
}

export interface EventMark {
  readonly atMs: number;
  readonly isWarning: boolean;
  readonly reason: string;
  readonly message: string;
  readonly field: string | undefined;
}

export interface PodTimeline {
  readonly fromMs: number;
  readonly toMs: number;
  /** The Pod is gone. */
  readonly isOver: boolean;
  /** The Pod's own first, then its containers in the order in which they start. */
  readonly lanes: readonly Lane[];
  readonly marks: readonly EventMark[];
}

/** `eventHistories`: of each Event about the Pod. Undefined when no version of the Pod has a time. */
export function podTimeline(history: ObjectHistory, eventHistories: readonly ObjectHistory[], nowMs: number): PodTimeline | undefined {
  const points = pointsOf(history, nowMs);
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const toMs = last.pod === undefined ? last.atMs : Math.max(nowMs, last.atMs);
  const uid = first.pod?.metadata.uid;
  const marks = eventHistories.flatMap((events) => marksOf(events, uid, last.pod ?? first.pod)).sort((a, b) => a.atMs - b.atMs);
  const lane = (name: string, look: (pod: Pod) => Look | undefined): Lane => ({ name, stretches: stretchesOf(points, toMs, look) });
  const spec = points.findLast(({ pod }) => pod !== undefined)?.pod?.spec;
  const containers = (list: 'initContainers' | 'containers' | 'ephemeralContainers', statuses: 'initContainerStatuses' | 'containerStatuses' | 'ephemeralContainerStatuses'): Lane[] =>
    ((spec?.[list] ?? []) as readonly Container[]).map(({ name }, at) => lane(name, (pod) => containerLook(pod.status[statuses]?.find((status) => status.name === name), `spec.${list}[${at}]`)));
  return {
    fromMs: first.atMs,
    toMs,
    isOver: last.pod === undefined,
    lanes: [lane('Pod', podLook), ...containers('initContainers', 'initContainerStatuses'), ...containers('containers', 'containerStatuses'), ...containers('ephemeralContainers', 'ephemeralContainerStatuses')],
    marks,
  };
}

/** What the Pod was from a moment on; undefined: gone. */
interface Point {
  readonly atMs: number;
  readonly pod: Pod | undefined;
}

/** Of the latest Pod of the name. What was so before the server's memory begins counts from the Pod's own time of creation. */
function pointsOf({ versions }: ObjectHistory, nowMs: number): Point[] {
  const uid = versions.findLast(({ object }) => object !== undefined)?.object?.metadata.uid;
  const from = versions.findIndex(({ object }) => object?.metadata.uid === uid);
  return versions.slice(from).map(({ atMs, object }) => {
    const pod = object as Pod | undefined;
    return { atMs: atMs ?? Math.min(nowMs, Date.parse(pod?.metadata.creationTimestamp ?? '') || nowMs), pod };
  });
}

type Look = Pick<Stretch, 'kind' | 'words' | 'field'>;

function stretchesOf(points: readonly Point[], endMs: number, look: (pod: Pod) => Look | undefined): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [at, { atMs, pod }] of points.entries()) {
    const seen = pod && look(pod);
    if (seen === undefined) continue;
    const toMs = points[at + 1]?.atMs ?? endMs;
    const before = stretches.at(-1);
    if (before?.kind === seen.kind && before.words === seen.words && before.toMs === atMs) stretches[stretches.length - 1] = { ...before, toMs };
    else stretches.push({ ...seen, fromMs: atMs, toMs });
  }
  return stretches;
}

function podLook({ metadata, spec, status }: Pod): Look {
  const { phase = 'Pending' } = status;
  const said = status.reason === undefined ? phase : `${phase} (${status.reason})`;
  if (phase === 'Succeeded') return { kind: 'completed', words: said, field: 'status.phase' };
  if (phase === 'Failed') return { kind: 'failed', words: said, field: 'status.phase' };
  if (metadata.deletionTimestamp !== undefined) return { kind: 'terminating', words: `Terminating, with ${metadata.deletionGracePeriodSeconds ?? 0} s of grace`, field: 'spec.terminationGracePeriodSeconds' };
  if (!spec.nodeName) return { kind: 'waiting', words: 'Pending: on no node yet', field: 'spec.nodeName' };
  const isReady = status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true;
  if (phase === 'Running') return isReady ? { kind: 'ready', words: 'Running and ready', field: 'status.conditions' } : { kind: 'running', words: 'Running, not ready', field: 'status.conditions' };
  return { kind: 'waiting', words: `${said} on ${spec.nodeName}`, field: 'status.phase' };
}

function containerLook(status: ContainerStatus | undefined, field: string): Look | undefined {
  if (status === undefined) return undefined;
  const { state, ready, restartCount } = status;
  const words = `${(isFields(state) && containerStateText(state)) || 'Waiting'}${restartCount > 0 ? `, ${restartCount} ${restartCount === 1 ? 'restart' : 'restarts'}` : ''}`;
  if (state.terminated !== undefined) {
    const isOom = state.terminated.reason === 'OOMKilled';
    return { kind: state.terminated.exitCode === 0 ? 'completed' : 'failed', words, field: isOom ? `${field}.resources.limits.memory` : field };
  }
  if (state.running !== undefined) return ready ? { kind: 'ready', words: `${words}, ready`, field } : { kind: 'running', words: `${words}, not ready`, field };
  const reason = state.waiting?.reason ?? '';
  const isImage = reason.includes('Image');
  return { kind: reason.endsWith('BackOff') || reason.startsWith('Err') || reason.endsWith('Error') ? 'backing off' : 'waiting', words, field: isImage ? `${field}.image` : field };
}

/** An Event that is counted up happened again at each of its versions. */
function marksOf({ versions }: ObjectHistory, uid: string | undefined, pod: Pod | undefined): EventMark[] {
  return versions.flatMap(({ atMs, object }) => {
    const event = object as Event | undefined;
    if (event?.involvedObject.uid !== uid) return [];
    const time = atMs ?? Date.parse(event?.firstTimestamp ?? event?.eventTime ?? '');
    if (event === undefined || Number.isNaN(time)) return [];
    return [{ atMs: time, isWarning: event.type === 'Warning', reason: event.reason ?? '', message: event.message ?? '', field: pod && fieldOfEvent(event, pod) }];
  });
}
