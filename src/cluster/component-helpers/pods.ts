// Small questions about Pods that several components ask: k8s.io/kubernetes/pkg/api/v1/pod and controller_utils.
import type { Container, Pod, PodCondition, PodStatus } from '../../api/generated/core-v1.ts';
import type { OwnerReference } from '../../api/generated/meta-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';

/** What an index of Pods by their nodes goes by; undefined while there is none. */
export function nodeOf(pod: Pod): string | undefined {
  return pod.spec.nodeName === '' ? undefined : pod.spec.nodeName;
}

/** What an index by namespaces goes by. */
export function namespaceOf({ metadata }: KubeObject): string {
  return metadata.namespace ?? '';
}

/** Succeeded or Failed: such a Pod never runs again and holds no resources. */
export function isPodTerminal(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
}

export function podCondition(status: PodStatus, type: string): PodCondition | undefined {
  return status.conditions?.find((c) => c.type === type);
}

export function isPodReady(pod: Pod): boolean {
  return podCondition(pod.status, 'Ready')?.status === 'True';
}

/** Ready for at least `minReadySeconds` at `nowMs`. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  const ready = podCondition(pod.status, 'Ready');
  if (ready?.status !== 'True') return false;
  if (minReadySeconds === 0) return true;
  return ready.lastTransitionTime !== undefined && Date.parse(ready.lastTransitionTime) + minReadySeconds * 1000 <= nowMs;
}

/** Neither ended nor being deleted. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** The owner reference with `controller: true`. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((ref) => ref.controller === true);
}

/** An init container with restartPolicy Always: a sidecar. */
export function isRestartableInit(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

/** `conditions` with `next` put in place of the one of its type. The transition time is kept when the status did not change. */
export function withCondition(conditions: readonly PodCondition[] | undefined, next: PodCondition): PodCondition[] {
  const list = [...(conditions ?? [])];
  const at = list.findIndex((c) => c.type === next.type);
  const old = list[at];
  if (old === undefined) return [...list, next];
  list[at] = old.status === next.status && old.lastTransitionTime !== undefined ? { ...next, lastTransitionTime: old.lastTransitionTime } : next;
  return list;
}
