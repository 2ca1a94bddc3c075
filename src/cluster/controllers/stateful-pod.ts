// Who a Pod of a StatefulSet is: its name, ordinal, labels and claims. stateful_set_utils. Pure.
import type { StatefulSet } from '../../api/generated/apps-v1.ts';
import type { PersistentVolumeClaim, Pod, PodTemplateSpec } from '../../api/generated/core-v1.ts';
import type { New } from '../../api/meta/object.ts';
import { isPodReady } from '../component-helpers/pods.ts';
import { revisionHashLabel } from './controller-revisions.ts';
import { type Owner, podFromTemplate } from './pod-control.ts';

const nameLabel = 'statefulset.kubernetes.io/pod-name';
const indexLabel = 'apps.kubernetes.io/pod-index';

/** -1 when the name has none. */
export function ordinalOf(pod: Pod): number {
  return Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? -1);
}

/** The name of the StatefulSet that the Pod's name tells of. */
export function parentOf(pod: Pod): string {
  return /^(.*)-\d+$/.exec(pod.metadata.name)?.[1] ?? '';
}

export function startOf(set: StatefulSet): number {
  return set.spec.ordinals?.start ?? 0;
}

export function isInRange(set: StatefulSet, pod: Pod): boolean {
  const at = ordinalOf(pod) - startOf(set);
  return at >= 0 && at < (set.spec.replicas ?? 1);
}

export function isRunningAndReady(pod: Pod): boolean {
  return pod.status.phase === 'Running' && isPodReady(pod);
}

export function isHealthy(pod: Pod): boolean {
  return isRunningAndReady(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** The claims that a Pod of that name has, as they are made. */
export function claimsOf(set: StatefulSet, podName: string): New<PersistentVolumeClaim>[] {
  return (set.spec.volumeClaimTemplates ?? []).map(({ metadata, spec }) => ({
    apiVersion: 'v1', kind: 'PersistentVolumeClaim',
    metadata: {
      name: `${metadata.name}-${podName}`, namespace: set.metadata.namespace ?? '', labels: { ...metadata.labels, ...set.spec.selector?.matchLabels },
      ...(metadata.annotations && { annotations: { ...metadata.annotations } }), ...(metadata.finalizers && { finalizers: [...metadata.finalizers] }),
    },
    spec: structuredClone(spec),
  }));
}

export function newPod(set: StatefulSet & Owner, template: PodTemplateSpec, ordinal: number, revision: string): New<Pod> {
  const pod = podFromTemplate(template, set);
  const name = `${set.metadata.name}-${ordinal}`;
  const labels = { ...pod.metadata?.labels, [indexLabel]: String(ordinal), [revisionHashLabel]: revision, [nameLabel]: name };
  const claims = (set.spec.volumeClaimTemplates ?? []).map((t) => ({ name: t.metadata.name, persistentVolumeClaim: { claimName: `${t.metadata.name}-${name}` } }));
  const others = (pod.spec?.volumes ?? []).filter((v) => !claims.some((c) => c.name === v.name));
  return { ...pod, metadata: { ...pod.metadata, name, labels }, spec: { ...pod.spec, hostname: name, subdomain: set.spec.serviceName, ...(claims.length + others.length > 0 && { volumes: [...claims, ...others] }) } };
}

/** The same Pod when it has the labels of its name. */
export function withIdentity(pod: Pod): Pod {
  const { name, labels } = pod.metadata;
  const index = String(ordinalOf(pod));
  if (labels?.[nameLabel] === name && labels[indexLabel] === index) return pod;
  return { ...pod, metadata: { ...pod.metadata, labels: { ...labels, [nameLabel]: name, [indexLabel]: index } } };
}
