// What an update of a Pod may touch at all: the PrepareForUpdate of pkg/registry/core/pod's four strategies.
import type { Container, Pod, PodCondition } from '../generated/core-v1.ts';
import type { ObjectMeta } from '../generated/meta-v1.ts';
import { semanticEqual } from '../meta/semantic-equal.ts';
import { dropDisabledPodFields } from './pod-gates.ts';

/** Everything but the status. Changes `newPod` in place, as do all functions here; `oldPod` may be frozen. */
export function preparePodUpdate(newPod: Pod, oldPod: Pod): void {
  newPod.status = oldPod.status;
  if (newPod.spec === oldPod.spec) return;
  dropDisabledPodFields(newPod.spec);
  updatePodGeneration(newPod, oldPod);
}

/** The status; what a client leaves out of it that only the server can know is kept. */
export function preparePodStatusUpdate(newPod: Pod, oldPod: Pod): void {
  newPod.spec = oldPod.spec;
  replace(newPod.metadata, 'deletionTimestamp', oldPod.metadata);
  replace(newPod.metadata, 'ownerReferences', oldPod.metadata);
  const status = newPod.status;
  const oldStatus = oldPod.status;
  if ((status.qosClass ?? '') === '' && oldStatus.qosClass !== undefined) status.qosClass = oldStatus.qosClass;
  if ((status.observedGeneration ?? 0) === 0 && oldStatus.observedGeneration !== undefined) status.observedGeneration = oldStatus.observedGeneration;
  if (status.conditions?.some(isWithoutGeneration) === true) status.conditions = withOldGenerations(status.conditions, oldStatus.conditions ?? []);
}

function isWithoutGeneration({ observedGeneration }: PodCondition): boolean {
  return (observedGeneration ?? 0) === 0;
}

/** By type; where a type occurs more than once, in order. */
function withOldGenerations(conditions: readonly PodCondition[], oldConditions: readonly PodCondition[]): PodCondition[] {
  const remaining = [...oldConditions];
  return conditions.map((condition) => {
    const i = remaining.findIndex((old) => old.type === condition.type);
    const [old] = i < 0 ? [] : remaining.splice(i, 1);
    return isWithoutGeneration(condition) && old?.observedGeneration !== undefined ? { ...condition, observedGeneration: old.observedGeneration } : condition;
  });
}

/** The ephemeral containers. */
export function preparePodEphemeralContainersUpdate(newPod: Pod, oldPod: Pod): void {
  const { ephemeralContainers } = newPod.spec;
  newPod.spec = { ...oldPod.spec };
  if (ephemeralContainers === undefined) delete newPod.spec.ephemeralContainers;
  else newPod.spec.ephemeralContainers = ephemeralContainers;
  newPod.status = oldPod.status;
  resetObjectMetaForStatus(newPod.metadata, oldPod.metadata);
  dropDisabledPodFields(newPod.spec);
  updatePodGeneration(newPod, oldPod);
}

/** Resources and resize policies of containers, and the resources of the Pod. With other containers than before all is left to validation. */
export function preparePodResize(newPod: Pod, oldPod: Pod): void {
  const { spec } = newPod;
  const old = oldPod.spec;
  const isSameLength = spec.containers.length === old.containers.length && (spec.initContainers ?? []).length === (old.initContainers ?? []).length;
  if (isSameLength) {
    const { resources } = spec;
    newPod.spec = { ...old, containers: withResources(spec.containers, old.containers) };
    if (resources === undefined) delete newPod.spec.resources;
    else newPod.spec.resources = resources;
    if (spec.initContainers !== undefined) newPod.spec.initContainers = withResources(spec.initContainers, old.initContainers ?? []);
    newPod.status = oldPod.status;
    resetObjectMetaForStatus(newPod.metadata, oldPod.metadata);
  }
  dropDisabledPodFields(newPod.spec);
  updatePodGeneration(newPod, oldPod);
}

function withResources(containers: Container[], old: readonly Container[]): Container[] {
  if (containers.some((container, i) => container.name !== old[i]?.name)) return containers;
  return containers.map((container, i) => {
    const { resizePolicy: _resizePolicy, ...kept } = old[i] ?? container;
    return { ...kept, resources: container.resources, ...(container.resizePolicy !== undefined && { resizePolicy: container.resizePolicy }) };
  });
}

/** metadata.generation counts changes of the spec. */
function updatePodGeneration(newPod: Pod, oldPod: Pod): void {
  if (!semanticEqual('core/v1.PodSpec', newPod.spec, oldPod.spec)) newPod.metadata.generation = (newPod.metadata.generation ?? 0) + 1;
}

/** apimachinery's ResetObjectMetaForStatus. */
function resetObjectMetaForStatus(meta: ObjectMeta, old: ObjectMeta): void {
  for (const field of ['deletionTimestamp', 'generation', 'selfLink', 'labels', 'annotations', 'finalizers', 'ownerReferences'] as const) replace(meta, field, old);
}

function replace<K extends keyof ObjectMeta>(meta: ObjectMeta, field: K, old: ObjectMeta): void {
  if (old[field] === undefined) Reflect.deleteProperty(meta, field);
  else meta[field] = old[field];
}
