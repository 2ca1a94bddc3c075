// Which field of a Pod an Event is about.
import type { Event, Pod } from '../../api/generated/core-v1.ts';

const ofContainer: readonly (readonly [RegExp, string])[] = [
  [/^Liveness probe/, '.livenessProbe'],
  [/^Readiness probe/, '.readinessProbe'],
  [/^Startup probe/, '.startupProbe'],
  [/\bimage\b/, '.image'],
];

/** By the container that the Event names (`spec.containers{app}`), and its words. */
export function fieldOfEvent({ involvedObject, reason, message = '' }: Event, pod: Pod): string | undefined {
  if (reason === 'Scheduled' || reason === 'FailedScheduling') return 'spec.nodeName';
  const [, list, name] = /^spec\.(containers|initContainers|ephemeralContainers)\{(.+)\}$/.exec(involvedObject.fieldPath ?? '') ?? [];
  const at = (pod.spec[list as 'containers' | undefined ?? 'containers'] ?? []).findIndex((container) => container.name === name);
  if (list === undefined || at < 0) return undefined;
  return `spec.${list}[${at}]${ofContainer.find(([pattern]) => pattern.test(message))?.[1] ?? ''}`;
}
