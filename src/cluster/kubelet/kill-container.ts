// Ends a container: Event, preStop hook, stop signal, grace period, SIGKILL. kuberuntime's killContainer with termination ordering.
import { sleep } from '../../base/clock.ts';
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import { isRestartableInit } from '../component-helpers/pods.ts';
import { type KubeletContext, recordPodEvent } from './kubelet-context.ts';
import { runHook } from './lifecycle-hooks.ts';
import { containerFieldPath, type ContainerView, type PodRuntime } from './pod-runtime.ts';

/** Containers always get this long to end by themselves. */
const minGraceSeconds = 2;

export interface KillOptions {
  readonly message?: string;
  readonly graceSeconds: number;
  /** Resolves when it is this container's turn to end. */
  readonly turn?: Promise<void>;
  /** Aborted when the grace period was shortened: the hook and the turn are not waited for any longer. */
  readonly hurry?: AbortSignal;
}

export async function killContainer(context: KubeletContext, pod: Pod, podRuntime: PodRuntime, view: ContainerView, container: Container, options: KillOptions): Promise<void> {
  const { clock, runtime } = context;
  const fieldPath = containerFieldPath(pod, container.name);
  recordPodEvent(context, pod, 'Normal', 'Killing', options.message ?? `Stopping container ${container.name}`, fieldPath);
  let graceSeconds = options.graceSeconds;
  const startMs = clock.now();
  const elapsed = (): number => Math.floor((clock.now() - startMs) / 1000);
  const preStop = container.lifecycle?.preStop;
  const isHookRun = preStop !== undefined && (preStop.exec ?? preStop.httpGet ?? preStop.sleep) !== undefined;
  if (isHookRun && graceSeconds > 0) {
    const stop = new AbortController();
    const limit = sleep(clock, graceSeconds * 1000, stop.signal).then((): string | undefined => undefined);
    let isTold = false;
    const tell = (failure: string | undefined): void => {
      if (failure === undefined || isTold) return;
      isTold = true;
      recordPodEvent(context, pod, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', fieldPath);
    };
    const hook = runHook(preStop, { pod, containerId: view.id, podIp: podRuntime.sandbox?.ip ?? '', container }, runtime, clock, stop.signal);
    tell(await Promise.race([hook, limit, hurried(options.hurry)]));
    stop.abort();
    // A hook that is still running when its container is killed fails then.
    void hook.then(tell);
    graceSeconds -= elapsed();
  }
  if (options.turn !== undefined && graceSeconds > 0) {
    const stop = new AbortController();
    await Promise.race([options.turn, sleep(clock, graceSeconds * 1000, stop.signal), hurried(options.hurry)]);
    stop.abort();
    graceSeconds = options.graceSeconds - elapsed();
  }
  await runtime.stopContainer(view.id, Math.max(graceSeconds, minGraceSeconds));
}

function hurried(signal: AbortSignal | undefined): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve(undefined);
    else signal?.addEventListener('abort', () => { resolve(undefined); }, { once: true });
  });
}

/** Ends all running containers: regular ones together, then sidecars from the last to the first, each after the one before. */
export async function killPodContainers(context: KubeletContext, pod: Pod, podRuntime: PodRuntime, options: Omit<KillOptions, 'turn'>): Promise<void> {
  const running = new Map(podRuntime.running().map((view) => [view.name, view]));
  const kill = (container: Container, turn?: Promise<void>): Promise<void> => {
    const view = running.get(container.name);
    if (view === undefined) return Promise.resolve();
    return killContainer(context, pod, podRuntime, view, container, { ...options, ...(turn && { turn }) });
  };
  const all: Promise<void>[] = [];
  const inits = pod.spec.initContainers ?? [];
  const others = [...pod.spec.containers, ...((pod.spec.ephemeralContainers ?? []) as unknown as Container[]), ...inits.filter((c) => !isRestartableInit(c))];
  for (const container of others) all.push(kill(container));
  let before = Promise.all(all).then(() => undefined);
  for (const sidecar of inits.filter((c) => isRestartableInit(c)).reverse()) {
    if (!running.has(sidecar.name)) continue;
    const own = kill(sidecar, before);
    const earlier = before;
    before = Promise.all([earlier, own]).then(() => undefined);
  }
  await before;
}
