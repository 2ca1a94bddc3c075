// The way of a Pod from its manifest to a running container, as a text whose fields and Events are marked for links. Knows nothing of VS Code.
import type { Event, Pod } from '../../api/generated/core-v1.ts';
import type { FieldChange, PodWay } from '../../client/pod-way.ts';
import { eventMark, fieldMark } from '../documents/link-marks.ts';

const maxValueLength = 100;
const indent = '     ';

/** `way` is undefined when the server does not remember the request. */
export function podWayText({ way, pod, events }: { way: PodWay | undefined; pod: Pod; events: readonly Event[] }): string {
  const { namespace = 'default', name } = pod.metadata;
  const sections = [
    ...(way === undefined ? ['The API server no longer remembers the request that made this Pod.'] : requestSteps(way)),
    schedulingStep(pod, events),
    kubeletStep(pod, events),
    statusStep(pod),
  ];
  return `The way of Pod ${namespace}/${name}, from its manifest to its containers\nFields of the stored Pod, each behind an arrow, and Events can be followed with Ctrl+Click.\n\n${sections.join('\n')}`;
}

function requestSteps({ request, user, defaults, admission, admitted, system, stored }: PodWay): string[] {
  return [
    step(1, 'Request', [`${request.method} ${request.path}`, `by ${request.userAgent || 'a client'}, ${request.contentType}, at ${request.receivedAt}`]),
    step(2, 'Authentication and authorization', [`${user.name}, in ${user.groups.length === 0 ? 'no group' : `the groups ${user.groups.join(', ')}`}`, 'may create pods in this namespace']),
    step(3, 'Defaults: what the API fills in', changeLines(defaults)),
    step(4, 'Admission: what plugins add', [
      ...admission.flatMap(({ plugin, changes }) => [`${plugin}:`, ...changeLines(changes).map((line) => `  ${line}`)]),
      ...(admitted.length === 0 ? [] : [`looked and changed nothing: ${admitted.join(', ')}`]),
    ]),
    step(5, 'Validation and storage', ['valid: every rule of the API holds', ...changeLines(system), `stored under uid ${stored.uid}, first resourceVersion ${stored.resourceVersion}`]),
  ];
}

function schedulingStep(pod: Pod, events: readonly Event[]): string {
  const node = pod.spec.nodeName;
  return step(6, 'Scheduler', [
    ...eventLines(events.filter((event) => sourceOf(event).includes('scheduler'))),
    ...(node ? [`${fieldMark}spec.nodeName: ${node}`] : ['no node yet']),
  ]);
}

function kubeletStep(pod: Pod, events: readonly Event[]): string {
  const others = events.filter((event) => !sourceOf(event).includes('scheduler'));
  const containers = (pod.status.containerStatuses ?? []).map(({ state }, at) => `${fieldMark}status.containerStatuses[${at}].state: ${compact(state)}`);
  return step(7, `Kubelet${pod.spec.nodeName ? ` on ${pod.spec.nodeName}` : ''}`, [...eventLines(others), ...containers]);
}

function statusStep({ status }: Pod): string {
  const conditions = (status.conditions ?? []).map(({ type, status: value, reason, lastTransitionTime }, at) => `${fieldMark}status.conditions[${at}]: ${type} ${value}${reason ? ` (${reason})` : ''} since ${lastTransitionTime ?? ''}`);
  return step(8, 'Status: what is reported back', [`${fieldMark}status.phase: ${status.phase ?? ''}`, ...(status.podIP ? [`${fieldMark}status.podIP: ${status.podIP}`] : []), ...conditions]);
}

function step(number: number, title: string, lines: readonly string[]): string {
  return `${String(number).padStart(2)}. ${title}\n${(lines.length === 0 ? ['nothing'] : lines).map((line) => `${indent}${line}\n`).join('')}`;
}

function changeLines(changes: readonly FieldChange[]): string[] {
  return changes.map(({ path, value }) => `${fieldMark}${path}: ${compact(value)}`);
}

/** Oldest first, as they happened. */
function eventLines(events: readonly Event[]): string[] {
  const timeOf = (event: Event): string => event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '';
  return events
    .toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion)))
    .map((event) => `${eventMark}${event.reason ?? ''}${(event.count ?? 1) > 1 ? `, ${event.count ?? 1} times` : ''}: ${event.message ?? ''}  (${timeOf(event)})`);
}

function sourceOf({ source, reportingComponent }: Event): string {
  return source?.component ?? reportingComponent ?? '';
}

function compact(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}…` : text;
}
