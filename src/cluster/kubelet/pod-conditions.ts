// The conditions that the kubelet owns: k8s.io/kubernetes/pkg/kubelet/status/generate.go. Pure; times are put in by the status writer.
import type { ContainerStatus, Pod, PodCondition, PodPhase } from '../../api/generated/core-v1.ts';
import { isRestartableInit, podCondition } from '../component-helpers/pods.ts';
import { restartingAll } from './container-status.ts';

type Condition = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>;

/** Those that the kubelet writes; others on the Pod are kept as they are. */
export const kubeletConditions: ReadonlySet<string> = new Set(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled', 'PodResizePending', 'PodResizeInProgress', 'AllContainersRestarting']);

function unready(kind: string, unknown: readonly string[], others: readonly string[]): string {
  const messages: string[] = [];
  if (unknown.length > 0) messages.push(`containers with unknown status: [${unknown.join(' ')}]`);
  if (others.length > 0) messages.push(`containers with ${kind} status: [${others.join(' ')}]`);
  return messages.join(', ');
}

function containersReady(pod: Pod, init: readonly ContainerStatus[], statuses: readonly ContainerStatus[], phase: PodPhase): Condition {
  const type = 'ContainersReady';
  const unknown: string[] = [];
  const notReady: string[] = [];
  const check = (name: string, status: ContainerStatus | undefined): void => {
    if (status === undefined) unknown.push(name);
    else if (!status.ready) notReady.push(name);
  };
  for (const c of pod.spec.initContainers ?? []) if (isRestartableInit(c)) check(c.name, init.find((s) => s.name === c.name));
  for (const c of pod.spec.containers) check(c.name, statuses.find((s) => s.name === c.name));
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  const message = unready('unready', unknown, notReady);
  return message === '' ? { type, status: 'True' } : { type, status: 'False', reason: 'ContainersNotReady', message };
}

function ready(pod: Pod, containers: Condition): Condition {
  if (containers.status !== 'True') return { ...containers, type: 'Ready' };
  const messages: string[] = [];
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const gate = podCondition(pod.status, conditionType);
    if (gate === undefined) messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (gate.status !== 'True') messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`);
  }
  return messages.length === 0 ? { type: 'Ready', status: 'True' } : { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') };
}

function initialized(pod: Pod, init: readonly ContainerStatus[], statuses: readonly ContainerStatus[], phase: PodPhase): Condition {
  const type = 'Initialized';
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const container of pod.spec.initContainers ?? []) {
    const status = init.find((s) => s.name === container.name);
    if (status === undefined) unknown.push(container.name);
    else if (isRestartableInit(container) ? status.started !== true : !status.ready) incomplete.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { type, status: 'True', reason: 'PodCompleted' };
  // Once a regular container has started, initialization lies behind, whatever sidecars do.
  const hasStarted = statuses.some((s) => s.state.running !== undefined || s.state.terminated !== undefined || s.lastState.terminated !== undefined);
  if (hasStarted && (pod.spec.initContainers ?? []).some((c) => isRestartableInit(c))) {
    const stillIncomplete = incomplete.filter((name) => !isRestartableInit((pod.spec.initContainers ?? []).find((c) => c.name === name) ?? { name, resources: {} }));
    if (stillIncomplete.length === 0 && unknown.length === 0) return { type, status: 'True' };
  }
  // All containers are started anew in place: the Pod counts as initialized as before.
  if (statuses.some((s) => s.lastState.terminated?.reason === restartingAll)) return { type, status: 'True' };
  const message = unready('incomplete', unknown, incomplete);
  return message === '' ? { type, status: 'True' } : { type, status: 'False', reason: 'ContainersNotInitialized', message };
}

/** All kubelet conditions in upstream's order. */
export function podConditions(pod: Pod, init: readonly ContainerStatus[], statuses: readonly ContainerStatus[], phase: PodPhase, hasSandbox: boolean): Condition[] {
  const containers = containersReady(pod, init, statuses, phase);
  return [
    { type: 'PodReadyToStartContainers', status: hasSandbox ? 'True' : 'False' },
    initialized(pod, init, statuses, phase),
    ready(pod, containers),
    containers,
    { type: 'PodScheduled', status: 'True' },
  ];
}
