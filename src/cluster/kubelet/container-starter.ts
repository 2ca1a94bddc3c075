// Starts the containers of one Pod with the back-off of those that ended, and remembers why some could not be started: kuberuntime's part of SyncPod that a Pod worker asks for.
import { SmallMap } from '../../base/small-map.ts';
import type { Container, Pod, PodStatus } from '../../api/generated/core-v1.ts';
import type { StartFailure } from './container-status.ts';
import type { FieldContext } from './field-ref.ts';
import { type KubeletContext, podTitle, recordPodEvent } from './kubelet-context.ts';
import type { LostContainer } from './lost-containers.ts';
import type { PodResize } from './pod-resize.ts';
import { containerFieldPath, type PodRuntime } from './pod-runtime.ts';
import { startContainer, type StartResult } from './start-container.ts';
import type { ImageVolumeFailures } from './volumes/image-volumes.ts';
import type { PodVolumes } from './volumes/pod-volumes.ts';

export interface ContainerStarterOptions {
  readonly context: KubeletContext;
  readonly podRuntime: PodRuntime;
  readonly volumes: PodVolumes;
  readonly resize: PodResize;
  /** What ran when this kubelet first saw the Pod. */
  readonly lost: ReadonlyMap<string, LostContainer> | undefined;
  /** Aborted when the Pod is to end. */
  readonly signal: AbortSignal;
}

/** Invariant: `failure` is of the last attempt to start a container that does not run. */
export class ContainerStarter {
  readonly #options: ContainerStarterOptions;
  readonly #failures = new SmallMap<string, StartFailure>();
  /** Containers that were ended to be started with other resources. */
  #resized: Set<string> | undefined;
  /** Restart counts of containers that were restarted in place together with all others. */
  readonly #restarted = new SmallMap<string, number>();
  #isStarting = false;

  constructor(options: ContainerStarterOptions) {
    this.#options = options;
  }

  /** A container that is made but does not run yet is not shown. */
  get isStarting(): boolean {
    return this.#isStarting;
  }

  get isCrashLooping(): boolean {
    return [...this.#failures.values()].some((failure) => failure.reason === 'CrashLoopBackOff');
  }

  failure(name: string): StartFailure | undefined {
    return this.#failures.get(name);
  }

  restartedInPlace(name: string): number | undefined {
    return this.#restarted.get(name);
  }

  /** The container was ended for its resources: it need not wait. */
  noteResized(name: string): void {
    (this.#resized ??= new Set()).add(name);
  }

  /** All containers are about to be removed, and count as restarted. */
  noteRestartOfAll(pod: Pod): void {
    for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
      const last = this.#options.podRuntime.latest(container.name);
      if (last !== undefined) this.#restarted.set(container.name, last.restartCount + 1);
    }
  }

  /** `wasKilled`: it ran when this step began; only ends before that make it wait. */
  async start(pod: Pod, container: Container, wasKilled: boolean, fields: FieldContext, old: PodStatus, imageVolumes: ImageVolumeFailures): Promise<StartResult> {
    this.#isStarting = true;
    try {
      return await this.#tryStart(pod, container, wasKilled, fields, old, imageVolumes);
    } finally {
      this.#isStarting = false;
    }
  }

  async #tryStart(pod: Pod, container: Container, wasKilled: boolean, fields: FieldContext, old: PodStatus, imageVolumes: ImageVolumeFailures): Promise<StartResult> {
    const { context, podRuntime, volumes, resize, signal } = this.#options;
    const { name } = container;
    const backoff = this.#backoff(pod, container, wasKilled || this.#resized?.delete(name) === true);
    if (backoff !== undefined) {
      this.#failures.set(name, backoff.failure);
      return backoff;
    }
    const last = podRuntime.latest(name);
    const granted = resize.granted(pod);
    const grantedContainer = [...granted.spec.containers, ...(granted.spec.initContainers ?? [])].find((c) => c.name === name);
    const result = await startContainer({
      context, pod: granted, container: grantedContainer ?? container, podRuntime, volumes, fields, imageVolumes,
      restartCount: last === undefined ? (this.#restarted.get(name) ?? this.#knownRestarts(name, old)) : last.restartCount + 1,
      graceSeconds: pod.spec.terminationGracePeriodSeconds ?? 30,
      signal,
    });
    const started = podRuntime.latest(name);
    if (started !== undefined && started.id !== last?.id && grantedContainer !== undefined) resize.noteStarted(started.id, grantedContainer);
    await podRuntime.prune(name);
    if (result === undefined) this.#failures.delete(name);
    else this.#failures.set(name, result.failure);
    return result;
  }

  /** A container that ended lately waits before it is started again. */
  #backoff(pod: Pod, container: Container, wasKilled: boolean): StartResult & object | undefined {
    const { context, podRuntime } = this.#options;
    const last = wasKilled ? podRuntime.instances(container.name)[1] : podRuntime.latest(container.name);
    if (last?.report.state !== 'exited') return undefined;
    const key = `${pod.metadata.uid}/${container.name}/${container.image ?? ''}/${JSON.stringify(container.resources)}`;
    const finishedMs = last.report.finishedAtMs ?? context.clock.now();
    const leftMs = context.crashBackoff.leftSince(key, finishedMs);
    if (leftMs <= 0) {
      context.crashBackoff.next(key, finishedMs);
      return undefined;
    }
    const who = podTitle(pod);
    const delay = goBackoff(context.crashBackoff.get(key));
    recordPodEvent(context, pod, 'Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${who}`, containerFieldPath(pod, container.name));
    return { failure: { reason: 'CrashLoopBackOff', message: `back-off ${delay} restarting failed container=${container.name} pod=${who}` }, retryMs: leftMs };
  }

  #knownRestarts(name: string, old: PodStatus): number {
    const lost = this.#options.lost?.get(name);
    if (lost !== undefined) return lost.restartCount + 1;
    const known = [...(old.containerStatuses ?? []), ...(old.initContainerStatuses ?? [])].find((s) => s.name === name);
    return known === undefined ? 0 : known.restartCount + (known.lastState.terminated !== undefined || known.state.terminated !== undefined ? 1 : 0);
  }
}

/** `10s`, `1m20s`, `5m0s`: Go's Duration of whole seconds. */
function goBackoff(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
