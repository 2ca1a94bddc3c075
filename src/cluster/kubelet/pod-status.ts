// The whole status of a Pod from what the runtime shows: kubelet's generateAPIPodStatus. Pure but for reading the runtime.
import type { Container, ContainerStatus, Pod, PodCondition, PodStatus, ResourceList, ResourceRequirements } from '../../api/generated/core-v1.ts';
import { addQuantities, compareQuantities, quantity, quantityText } from '../../api/resource/quantity.ts';
import { isRestartableInit } from '../component-helpers/pods.ts';
import { containerStatuses, type ContainerStatusContext } from './container-status.ts';
import { kubeletConditions, podConditions } from './pod-conditions.ts';
import { podPhase } from './pod-phase.ts';

/** Why the kubelet ends a Pod by itself (deadline, eviction). */
export interface PodEnd {
  readonly reason: string;
  readonly message: string;
  /** When the node ran short of something, for which the Pod was ended. */
  readonly since?: string;
}

export interface PodStatusContext extends ContainerStatusContext {
  readonly hostIp: string;
  readonly podIps: readonly string[];
  readonly hasSandbox: boolean;
  /** Undefined for Pods whose containers never ask for a restart of all. */
  readonly isRestartingAll: boolean | undefined;
  /** Of a resize that waits or is under way. */
  readonly resizeConditions: readonly PodCondition[];
  readonly ended: PodEnd | undefined;
}

/** `isTerminal`: all containers have been stopped and none will be started again. */
export function podStatus(pod: Pod, old: PodStatus, context: PodStatusContext, isTerminal: boolean): PodStatus {
  const inits = pod.spec.initContainers ?? [];
  const init = containerStatuses(pod, 'init', inits, context, { hasInitContainers: inits.length > 0, old: old.initContainerStatuses });
  const regular = containerStatuses(pod, 'regular', pod.spec.containers, context, { hasInitContainers: inits.length > 0, old: old.containerStatuses });
  const ephemerals = (pod.spec.ephemeralContainers ?? []) as unknown as Container[];
  const ephemeral = containerStatuses(pod, 'ephemeral', ephemerals, context, { hasInitContainers: inits.length > 0, old: old.ephemeralContainerStatuses });
  const wasTerminal = old.phase === 'Failed' || old.phase === 'Succeeded';
  const phase = context.ended !== undefined ? 'Failed' : wasTerminal ? (old.phase ?? 'Failed') : podPhase(pod, init, regular, isTerminal);
  const generation = pod.metadata.generation ?? 0;
  const others = (pod.status.conditions ?? []).filter((c) => !kubeletConditions.has(c.type));
  const conditions: PodCondition[] = podConditions(pod, init, regular, phase, context.hasSandbox).map((c) => ({ ...c, observedGeneration: generation }));
  if (context.isRestartingAll !== undefined) conditions.push({ type: 'AllContainersRestarting', status: context.isRestartingAll ? 'True' : 'False', ...(context.isRestartingAll && { reason: 'RestartAllContainersStarted', message: 'container exited with restart policy rule' }) });
  const reason = context.ended?.reason ?? (old.phase === phase ? old.reason : undefined);
  const message = context.ended?.message ?? (old.phase === phase ? old.message : undefined);
  const ips = pod.spec.hostNetwork === true ? [context.hostIp] : context.podIps;
  const total = totalResources(pod);
  // Cgroups hold no request of memory: it stays as it was first told.
  const firstMemory = old.resources?.requests?.['memory'];
  const shown = firstMemory === undefined || total.requests?.['memory'] === undefined ? total : { ...total, requests: { ...total.requests, memory: firstMemory } };
  return {
    observedGeneration: generation,
    phase,
    conditions: [...disruption(context.ended, generation), ...others.filter((c) => c.type !== 'DisruptionTarget' || context.ended?.since === undefined), ...context.resizeConditions, ...conditions],
    ...(message !== undefined && { message }),
    ...(reason !== undefined && { reason }),
    hostIP: context.hostIp,
    hostIPs: [{ ip: context.hostIp }],
    ...(ips[0] !== undefined && { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) }),
    ...(old.startTime !== undefined && { startTime: old.startTime }),
    ...(init.length > 0 && { initContainerStatuses: init }),
    containerStatuses: byName(regular),
    qosClass: pod.status.qosClass ?? old.qosClass ?? 'BestEffort',
    ...(ephemeral.length > 0 && { ephemeralContainerStatuses: byName(ephemeral) }),
    ...(total.requests !== undefined && { allocatedResources: total.requests }),
    resources: shown,
  };
}

function byName(statuses: readonly ContainerStatus[]): ContainerStatus[] {
  return statuses.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function disruption(ended: PodEnd | undefined, generation: number): PodCondition[] {
  if (ended?.since === undefined) return [];
  return [{ type: 'DisruptionTarget', status: 'True', observedGeneration: generation, lastTransitionTime: ended.since, reason: 'TerminationByKubelet', message: ended.message }];
}

function addLists(into: Record<string, string>, list: ResourceList | undefined): void {
  for (const [name, text] of Object.entries(list ?? {})) {
    const sum = into[name];
    into[name] = sum === undefined ? text : quantityText(addQuantities(quantity(sum), quantity(text)));
  }
}

function raiseLists(into: Record<string, string>, list: ResourceList | undefined): void {
  for (const [name, text] of Object.entries(list ?? {})) {
    const known = into[name];
    if (known === undefined || compareQuantities(quantity(known), quantity(text)) < 0) into[name] = text;
  }
}

/** What the Pod was given: what its containers need together, or one init container alone. */
function totalResources(pod: Pod): ResourceRequirements {
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  const together = [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter((c) => isRestartableInit(c))];
  for (const container of together) {
    addLists(requests, container.resources.requests);
    addLists(limits, container.resources.limits);
  }
  for (const container of (pod.spec.initContainers ?? []).filter((c) => !isRestartableInit(c))) {
    raiseLists(requests, container.resources.requests);
    raiseLists(limits, container.resources.limits);
  }
  // The Pod's cgroup is bounded only in what every one of its containers is bounded in.
  for (const name of ['cpu', 'memory']) if (![...pod.spec.containers, ...(pod.spec.initContainers ?? [])].every((c) => c.resources.limits?.[name] !== undefined)) Reflect.deleteProperty(limits, name);
  Object.assign(requests, pod.spec.resources?.requests);
  Object.assign(limits, pod.spec.resources?.limits);
  return { ...(Object.keys(limits).length > 0 && { limits }), ...(Object.keys(requests).length > 0 && { requests }) };
}

/** After the end, what is not known to have ended counts as lost: kubelet's TerminatePod. The first init container always counts as tried. `pod` is as the kubelet had it when the end began: regular containers are missed only if it was initialized then. */
export function withLostContainers(pod: Pod, status: PodStatus): PodStatus {
  const lost = (s: ContainerStatus): ContainerStatus =>
    s.state.terminated !== undefined
      ? s
      : { ...s, ready: false, started: false, state: { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', message: 'The container could not be located when the pod was terminated', startedAt: null, finishedAt: null } as unknown as NonNullable<ContainerStatus['state']['terminated']> } };
  const init = status.initContainerStatuses ?? [];
  const isInitialized = (pod.spec.initContainers ?? []).length === 0 || pod.status.conditions?.find((c) => c.type === 'Initialized')?.status === 'True';
  const lastStarted = init.findLastIndex((s) => s.state.terminated !== undefined || s.lastState.terminated !== undefined || s.state.running !== undefined);
  const phase = status.phase === 'Succeeded' || status.phase === 'Failed' ? status.phase : 'Failed';
  return {
    ...status,
    phase,
    ...(init.length > 0 && { initContainerStatuses: init.map((s, i) => (i <= Math.max(0, lastStarted) ? lost(s) : s)) }),
    containerStatuses: isInitialized ? (status.containerStatuses ?? []).map(lost) : (status.containerStatuses ?? []),
  };
}
