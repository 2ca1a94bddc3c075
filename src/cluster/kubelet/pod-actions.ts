// What must be done for the runtime to match a Pod: kuberuntime's computePodActions. Pure.
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import { isRestartableInit } from '../component-helpers/pods.ts';
import { containerHash, type ContainerView, type PodRuntime } from './pod-runtime.ts';
import { restartAction, willRestart } from './restart-policy.ts';

export type ProbeResult = 'success' | 'failure' | 'unknown';

/** The last results of a container instance's probes; undefined while there is none. */
export interface ProbeResults {
  liveness(containerId: string): ProbeResult | undefined;
  startup(containerId: string): ProbeResult | undefined;
}

export interface ContainerToKill {
  readonly view: ContainerView;
  readonly container: Container;
  readonly message: string;
  readonly reason: 'liveness' | 'startup' | 'other';
}

export interface PodActions {
  killPod: boolean;
  createSandbox: boolean;
  /** Some container asked for a restart of all of them. */
  restartAll: boolean;
  ephemeralToStart: Container[];
  initToStart: Container[];
  toStart: Container[];
  toKill: ContainerToKill[];
}

export function computePodActions(pod: Pod, runtime: PodRuntime, probes: ProbeResults): PodActions {
  const actions: PodActions = { killPod: false, createSandbox: false, restartAll: false, ephemeralToStart: [], initToStart: [], toStart: [], toKill: [] };
  if (runtime.sandbox === undefined) return withNewSandbox(pod, runtime, actions);
  if (wantsRestartOfAll(pod, runtime)) {
    actions.restartAll = true;
    return actions;
  }
  for (const container of pod.spec.ephemeralContainers ?? []) {
    if (runtime.latest(container.name) === undefined) actions.ephemeralToStart.push(container as unknown as Container);
  }
  if (!initActions(pod, runtime, probes, actions)) return actions;
  let kept = 0;
  for (const container of pod.spec.containers) if (regularActions(pod, container, runtime, probes, actions)) kept++;
  if (kept === 0 && actions.toStart.length === 0) {
    actions.killPod = true;
    actions.initToStart = [];
  }
  return actions;
}

function withNewSandbox(pod: Pod, runtime: PodRuntime, actions: PodActions): PodActions {
  const mayRun = [...pod.spec.containers].filter((c) => {
    const last = runtime.latest(c.name);
    return last === undefined || last.report.state !== 'exited' || willRestart(pod, c, last.report.exitCode ?? 0);
  });
  if (mayRun.length === 0) {
    actions.killPod = true;
    return actions;
  }
  actions.createSandbox = true;
  const [firstInit] = pod.spec.initContainers ?? [];
  if (firstInit !== undefined) actions.initToStart = [firstInit];
  else actions.toStart = mayRun;
  return actions;
}

/** Whether a container has ended in a way for which all of them are started anew. */
export function wantsRestartOfAll(pod: Pod, runtime: PodRuntime): boolean {
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers].some((container) => {
    const last = runtime.latest(container.name);
    return last?.report.state === 'exited' && restartAction(pod, container, last.report.exitCode ?? 0) === 'RestartAllContainers';
  });
}

/** True when the container runs and may go on. */
function regularActions(pod: Pod, container: Container, runtime: PodRuntime, probes: ProbeResults, actions: PodActions): boolean {
  const last = runtime.latest(container.name);
  if (last?.report.state !== 'running') {
    // A created instance is being started or failed to start.
    if (last === undefined || last.report.state === 'created' || willRestart(pod, container, last.report.exitCode ?? 0)) actions.toStart.push(container);
    return false;
  }
  const reason = killReason(container, last, probes);
  if (reason === undefined) return true;
  const isRestarted = reason.isChanged || willRestart(pod, container, 137);
  if (isRestarted) actions.toStart.push(container);
  actions.toKill.push({ view: last, container, message: isRestarted ? `${reason.message}, will be restarted` : reason.message, reason: reason.kind });
  return false;
}

function killReason(container: Container, view: ContainerView, probes: ProbeResults): { message: string; kind: ContainerToKill['reason']; isChanged: boolean } | undefined {
  if (view.hash !== containerHash(container)) return { message: `Container ${container.name} definition changed`, kind: 'other', isChanged: true };
  if (probes.liveness(view.id) === 'failure') return { message: `Container ${container.name} failed liveness probe`, kind: 'liveness', isChanged: false };
  if (probes.startup(view.id) === 'failure') return { message: `Container ${container.name} failed startup probe`, kind: 'startup', isChanged: false };
  return undefined;
}

/** True when the regular containers may run. Looks from the last init container back, because earlier ones may have been removed. */
function initActions(pod: Pod, runtime: PodRuntime, probes: ProbeResults, actions: PodActions): boolean {
  const inits = pod.spec.initContainers ?? [];
  if (inits.length === 0) return true;
  let isInitialized = pod.spec.containers.some((c) => runtime.latest(c.name)?.report.state === 'running' || runtime.latest(c.name)?.report.state === 'created');
  // Differs from Kubernetes: it looks at running containers only, because exited ones may be of a sandbox before; here a sandbox's instances end with it.
  isInitialized ||= pod.spec.containers.some((c) => runtime.latest(c.name) !== undefined);
  let wasInitialized = isInitialized;
  const toStart: Container[] = [];
  for (let i = inits.length - 1; i >= 0; i--) {
    const container = inits[i];
    if (container === undefined) continue;
    const next = inits[i + 1];
    const isSidecar = isRestartableInit(container);
    const view = runtime.latest(container.name);
    if (view === undefined) {
      if (wasInitialized && isSidecar) toStart.push(container);
      continue;
    }
    if (wasInitialized && !isSidecar) continue;
    const { state, exitCode = 0 } = view.report;
    if (state === 'running' && isSidecar) {
      const step = sidecarStep(container, view, probes, actions);
      if (step === 'restart') toStart.push(container);
      else if (step === 'ready') {
        if (next === undefined) isInitialized = true;
        else if (!wasInitialized) toStart.push(next);
      }
    } else if (state === 'exited' && isSidecar) {
      toStart.push(container);
    } else if (state === 'created') {
      toStart.push(container);
    } else if (state === 'exited') {
      if (exitCode !== 0) {
        if (!willRestart(pod, container, exitCode)) {
          actions.killPod = true;
          return false;
        }
        toStart.push(container);
      } else if (next === undefined) isInitialized = true;
      else toStart.push(next);
    }
    wasInitialized = true;
  }
  const [first] = inits;
  if (!wasInitialized && first !== undefined) toStart.push(first);
  actions.initToStart = toStart.reverse();
  return isInitialized;
}

/** How far a running sidecar is: `ready` lets the next container start. */
function sidecarStep(container: Container, view: ContainerView, probes: ProbeResults, actions: PodActions): 'ready' | 'wait' | 'restart' {
  if (container.startupProbe !== undefined) {
    const startup = probes.startup(view.id);
    if (startup === 'failure') {
      actions.toKill.push({ view, container, message: `Init container ${container.name} failed startup probe`, reason: 'startup' });
      return 'restart';
    }
    if (startup !== 'success') return 'wait';
  }
  if (container.livenessProbe !== undefined && probes.liveness(view.id) === 'failure') {
    actions.toKill.push({ view, container, message: `Init container ${container.name} failed liveness probe`, reason: 'liveness' });
    return 'restart';
  }
  return 'ready';
}
