// The phase of a Pod from its containers: kubelet's getPhase. Pure.
import type { ContainerStatus, Pod, PodPhase } from '../../api/generated/core-v1.ts';
import { isRestartableInit } from '../component-helpers/pods.ts';
import { restartingAll } from './container-status.ts';
import { willRestart } from './restart-policy.ts';

interface Counts {
  pendingInit: number;
  failedInit: number;
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
  unknown: number;
}

function countInit(pod: Pod, statuses: readonly ContainerStatus[], counts: Counts): void {
  for (const container of pod.spec.initContainers ?? []) {
    const status = statuses.find((s) => s.name === container.name);
    if (isRestartableInit(container)) {
      if (status?.state.running !== undefined) {
        if (status.started !== true) counts.pendingInit++;
        counts.running++;
      } else if (status?.state.terminated === undefined && status?.lastState.terminated === undefined) {
        counts.pendingInit++;
      }
      continue;
    }
    if (status?.state.waiting?.reason === restartingAll) continue;
    if (status?.state.waiting !== undefined && status.lastState.terminated?.reason === restartingAll) {
      counts.pendingInit++;
      continue;
    }
    const ended = status?.state.terminated ?? (status?.state.waiting !== undefined ? status.lastState.terminated : undefined);
    if (ended === undefined) counts.pendingInit++;
    else if (ended.exitCode !== 0) {
      if (willRestart(pod, container, ended.exitCode)) counts.pendingInit++;
      else counts.failedInit++;
    }
  }
}

function countRegular(pod: Pod, statuses: readonly ContainerStatus[], counts: Counts): boolean {
  let anyRestarts = false;
  for (const container of pod.spec.containers) {
    const status = statuses.find((s) => s.name === container.name);
    if (status === undefined) counts.unknown++;
    else if (status.state.running !== undefined) counts.running++;
    else if (status.state.terminated !== undefined) {
      counts.stopped++;
      if (status.state.terminated.exitCode === 0) counts.succeeded++;
      if (willRestart(pod, container, status.state.terminated.exitCode)) anyRestarts = true;
    } else if (status.lastState.terminated !== undefined) {
      counts.stopped++;
      if (status.lastState.terminated.reason === restartingAll) anyRestarts = true;
      if (willRestart(pod, container, status.lastState.terminated.exitCode)) anyRestarts = true;
    } else counts.waiting++;
  }
  return anyRestarts;
}

/** `isTerminal`: the Pod was ended, nothing of it will be started again. */
export function podPhase(pod: Pod, initStatuses: readonly ContainerStatus[], statuses: readonly ContainerStatus[], isTerminal: boolean): PodPhase {
  const counts: Counts = { pendingInit: 0, failedInit: 0, running: 0, waiting: 0, stopped: 0, succeeded: 0, unknown: 0 };
  countInit(pod, initStatuses, counts);
  const anyRestarts = countRegular(pod, statuses, counts);
  const hasStarted = statuses.some((s) => s.state.running !== undefined || s.state.terminated !== undefined || (s.lastState.terminated !== undefined && s.lastState.terminated.reason !== restartingAll));
  if (counts.failedInit > 0) return 'Failed';
  if ((counts.pendingInit > 0 && !hasStarted && !isTerminal) || counts.waiting > 0) return 'Pending';
  const mainRunning = statuses.some((s) => s.state.running !== undefined);
  if (counts.unknown > 0) return 'Pending';
  if (mainRunning) return 'Running';
  if (counts.stopped === 0) return counts.running > 0 ? 'Running' : 'Pending';
  if (counts.running > 0) return 'Running';
  if (isTerminal || !anyRestarts) return counts.stopped === counts.succeeded ? 'Succeeded' : 'Failed';
  return 'Running';
}
