// The rules for changing the resources of a running Pod: core validation's ValidatePodResize.
import { type FieldError, forbidden, invalid, named } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Container, Pod, PodSpec, ResourceRequirements } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { semanticEqual } from '../../meta/semantic-equal.ts';
import { podQOSClass } from '../../strategy/pod.ts';
import { isRestartableInitContainer } from './container-visitor.ts';
import { validateObjectMetaUpdate } from './object-meta.ts';
import { metadataPath, specPath, validatePodMetadataAndSpec } from './pod.ts';
import { mirrorPodAnnotation } from './pod-annotations.ts';
import { podUpdateOptions } from './pod-options-update.ts';

type ResourceList = Readonly<Record<string, string | undefined>>;

/** Only cpu and memory, of containers and of the Pod as a whole. */
export function validatePodResize(newPod: New<Pod>, oldPod: New<Pod>): FieldError[] {
  const nowhere = FieldPath.of('');
  if (oldPod.metadata?.annotations?.[mirrorPodAnnotation] !== undefined) return [forbidden(nowhere, 'static pods cannot be resized')];
  const newSpec = newPod.spec ?? {};
  const oldSpec = oldPod.spec ?? {};
  if (oldSpec.os?.name === 'windows') return [forbidden(nowhere, 'windows pods cannot be resized')];
  const errors = validateObjectMetaUpdate(newPod.metadata ?? {}, oldPod.metadata ?? {}, metadataPath);
  errors.push(...validatePodMetadataAndSpec(newPod, podUpdateOptions(oldPod)));
  if ((oldPod.status?.qosClass ?? podQOSClass(oldPod as Pod)) !== podQOSClass(newPod as Pod)) errors.push(invalid(specPath, named(newPod.status?.qosClass), 'Pod QOS Class may not change as a result of resizing'));
  if (!isPodResizeRequestSupported(oldPod)) errors.push(forbidden(specPath, 'Pod running on node without support for resize'));
  const munged: New<PodSpec> = { ...newSpec };
  if (hasPodLevelResources(oldSpec) || hasPodLevelResources(newSpec)) errors.push(...validatePodLevelResourcesResize(munged, oldSpec));
  const orderErrors = validateContainerOrdering(newSpec, oldSpec);
  if (orderErrors.length > 0) return [...errors, ...orderErrors];
  errors.push(...validateNothingRemoved(newSpec, oldSpec));
  munged.containers = newSpec.containers?.map((container, i) => withoutResize(container, oldSpec.containers?.[i] ?? {}));
  munged.containers?.forEach((container, i) => {
    if (!semanticEqual('core/v1.Container', container, oldSpec.containers?.[i])) errors.push(forbidden(specPath, 'only cpu and memory resources are mutable'));
  });
  errors.push(...validateInitContainers(newSpec.initContainers ?? [], oldSpec.initContainers ?? []));
  munged.initContainers = newSpec.initContainers?.map((container, i) => withoutResize(container, oldSpec.initContainers?.[i] ?? {}));
  if (errors.length === 0 && !semanticEqual('core/v1.PodSpec', munged, oldSpec)) errors.push(forbidden(specPath, 'only cpu and memory resources are mutable'));
  return errors;
}

function hasPodLevelResources({ resources }: New<PodSpec>): boolean {
  return Object.keys(resources?.requests ?? {}).length + Object.keys(resources?.limits ?? {}).length > 0;
}

/** A kubelet that can resize reports the resources of what runs. */
function isPodResizeRequestSupported({ status }: New<Pod>): boolean {
  const running = status?.containerStatuses?.find((s) => s.state?.running !== undefined);
  return running === undefined || running.resources !== undefined;
}

function validateContainerOrdering(newSpec: New<PodSpec>, oldSpec: New<PodSpec>): FieldError[] {
  return (['containers', 'initContainers'] as const).flatMap((list) => {
    const path = specPath.child(list);
    const after = newSpec[list] ?? [];
    const before = oldSpec[list] ?? [];
    if (after.length !== before.length) return [forbidden(path, `${list} may not be added or removed on resize`)];
    return before.flatMap(({ name = '' }, i) => ((after[i]?.name ?? '') === name ? [] : [forbidden(path.index(i).child('name'), `${list} may not be renamed or reordered on resize`)]));
  });
}

function validateNothingRemoved(newSpec: New<PodSpec>, oldSpec: New<PodSpec>): FieldError[] {
  return (['initContainers', 'containers'] as const).flatMap((list) => (oldSpec[list] ?? []).flatMap((old, i) => {
    const path = specPath.child(list).index(i).child('resources');
    const { requests, limits } = newSpec[list]?.[i]?.resources ?? {};
    const errors: FieldError[] = [];
    if (isRemoved(requests, old.resources?.requests)) errors.push(forbidden(path.child('requests'), 'resource requests cannot be removed'));
    if (isRemoved(limits, old.resources?.limits)) errors.push(forbidden(path.child('limits'), 'resource limits cannot be removed'));
    return errors;
  }));
}

function isRemoved(after: ResourceList = {}, before: ResourceList = {}): boolean {
  return Object.keys(before).some((name) => after[name] === undefined);
}

function validateInitContainers(after: readonly New<Container>[], before: readonly New<Container>[]): FieldError[] {
  const errors: FieldError[] = [];
  after.forEach((container, i) => {
    const path = specPath.child('initContainers').index(i);
    const old = before[i] ?? {};
    if (!semanticEqual('core/v1.Container', withoutResize(container, old), old)) errors.push(forbidden(path, 'only cpu and memory resources for init or sidecar containers are mutable'));
    if (isRestartableInitContainer(container) || semanticEqual('core/v1.Container', container, old)) return;
    for (const { restartPolicy } of container.resizePolicy ?? []) {
      if (restartPolicy === 'RestartContainer') errors.push(forbidden(path, 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized'));
    }
  });
  return errors;
}

/** The container with the cpu and memory of the old one. Claims are lost on the way, as upstream has it: who has some cannot be resized. */
function withoutResize(container: New<Container>, old: New<Container>): New<Container> {
  return { ...container, resources: { limits: withOldCPUAndMemory(container.resources?.limits, old.resources?.limits), requests: withOldCPUAndMemory(container.resources?.requests, old.resources?.requests) } };
}

function withOldCPUAndMemory(list: ResourceList = {}, old: ResourceList = {}): Record<string, string | undefined> {
  const { cpu: _cpu, memory: _memory, ...others } = list;
  return { ...others, ...(old['cpu'] !== undefined && { cpu: old['cpu'] }), ...(old['memory'] !== undefined && { memory: old['memory'] }) };
}

/** Takes the allowed changes back in `munged`. */
function validatePodLevelResourcesResize(munged: New<PodSpec>, { resources: old }: New<PodSpec>): FieldError[] {
  const path = specPath.child('resources');
  const { resources } = munged;
  if (old !== undefined && resources === undefined) return [forbidden(path, 'pod-level resources cannot be removed')];
  const errors: FieldError[] = [];
  if (old !== undefined && isRemoved(resources?.requests, old.requests)) errors.push(forbidden(path.child('requests'), 'pod-level resource requests cannot be removed'));
  if (old !== undefined && isRemoved(resources?.limits, old.limits)) errors.push(forbidden(path.child('limits'), 'pod-level resource limits cannot be removed'));
  munged.resources = withoutPodLevelResize(resources ?? {}, old);
  if (!semanticEqual('core/v1.ResourceRequirements', munged.resources, old)) errors.push(forbidden(specPath, 'only cpu and memory resources are mutable at pod-level'));
  return errors;
}

function withoutPodLevelResize(resources: New<ResourceRequirements>, old: New<ResourceRequirements> | undefined): New<ResourceRequirements> | undefined {
  const requests = withOldCPUAndMemory(resources.requests, old?.requests);
  const limits = withOldCPUAndMemory(resources.limits, old?.limits);
  const isEmpty = Object.keys(requests).length + Object.keys(limits).length + (resources.claims ?? []).length === 0;
  return old === undefined && isEmpty ? undefined : { ...resources, requests, limits };
}
