// Changes the resources of running containers in place: kubelet's allocation manager and the resize part of kuberuntime.
import { SmallMap } from '../../base/small-map.ts';
import type { Container, Pod, PodCondition, ResourceRequirements } from '../../api/generated/core-v1.ts';
import { isRestartableInit } from '../component-helpers/pods.ts';
import { quantityMilliValue, quantityValue } from '../component-helpers/quantities.ts';
import type { Rejection } from './admission.ts';
import type { ContainerView, PodRuntime } from './pod-runtime.ts';
import type { RuntimeService } from './runtime-service.ts';

type RecordPodEvent = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

function sortedKeys(list: Readonly<Record<string, string>> | undefined): Record<string, string> | undefined {
  return list === undefined ? undefined : Object.fromEntries(Object.keys(list).sort().map((key) => [key, list[key] ?? '']));
}

function canonical({ limits, requests }: ResourceRequirements): { limits?: Record<string, string>; requests?: Record<string, string> } {
  const sortedLimits = sortedKeys(limits);
  const sortedRequests = sortedKeys(requests);
  return { ...(sortedLimits && { limits: sortedLimits }), ...(sortedRequests && { requests: sortedRequests }) };
}

function isSame(a: ResourceRequirements, b: ResourceRequirements): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

function resizable(pod: Pod): Container[] {
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter(isRestartableInit)];
}

/** What a resize Event says. */
function describe(pod: Pod, error?: string): string {
  const told = (list: readonly Container[]): object[] => list.map((c) => ({ name: c.name, resources: canonical(c.resources) }));
  const initContainers = told(pod.spec.initContainers ?? []);
  const containers = told(pod.spec.containers);
  return JSON.stringify({ ...(initContainers.length > 0 && { initContainers }), containers, generation: pod.metadata.generation ?? 0, ...(error !== undefined && { error }) });
}

/** Whether a changed resource may only change with a restart. */
function needsRestart(container: Container, from: ResourceRequirements): boolean {
  return (container.resizePolicy ?? []).some(({ resourceName, restartPolicy }) => restartPolicy === 'RestartContainer'
    && (container.resources.limits?.[resourceName] !== from.limits?.[resourceName] || container.resources.requests?.[resourceName] !== from.requests?.[resourceName]));
}

/** Why the memory of the Pod cannot be made that small: a cgroup's limit does not go below what is in use. */
function shrinkError(pod: Pod, podRuntime: PodRuntime, runtime: RuntimeService): string | undefined {
  const limits = pod.spec.containers.map((c) => quantityValue(c.resources.limits?.['memory']));
  const whole = quantityValue(pod.spec.resources?.limits?.['memory']);
  const limit = whole > 0 ? whole : limits.every((bytes) => bytes > 0) ? limits.reduce((sum, bytes) => sum + bytes, 0) : Infinity;
  const used = podRuntime.running().reduce((sum, view) => sum + (runtime.containerStats(view.id)?.memoryBytes ?? 0), 0);
  return used <= limit ? undefined : `cannot decrease memory limits: attempting to set pod memory limit (${limit}) below current usage (${used})`;
}

/** Invariant: `allocated` is what the node has granted, which the containers have or are being given. */
export class PodResize {
  readonly #allocated = new SmallMap<string, ResourceRequirements>();
  /** What each instance was given. */
  readonly #actuated = new SmallMap<string, ResourceRequirements>();
  /** Of the Pod as a whole; undefined until it was first looked at. */
  #allocatedPod: ResourceRequirements | undefined;
  #pending: { readonly message: string; readonly generation: number; readonly since: string } | undefined;
  #isInProgress = false;
  #since = '';
  /** Why it could not be done, as it was told. */
  #error: string | undefined;

  /** It does not fit now and is tried again at each look. */
  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  /** Granted and not yet done. */
  get isInProgress(): boolean {
    return this.#isInProgress;
  }

  /** The Pod with what it has been granted in place of what it asks for. */
  granted(pod: Pod): Pod {
    const replace = (c: Container): Container => {
      const resources = this.#allocated.get(c.name);
      return resources === undefined || resources === c.resources ? c : { ...c, resources };
    };
    const { initContainers, resources } = pod.spec;
    const isPodGranted = resources === undefined || this.#allocatedPod === undefined || isSame(resources, this.#allocatedPod);
    if (isPodGranted && pod.spec.containers.every((c) => replace(c) === c) && initContainers?.every((c) => replace(c) === c) !== false) return pod;
    return { ...pod, spec: { ...pod.spec, ...(!isPodGranted && { resources: this.#allocatedPod }), containers: pod.spec.containers.map(replace), ...(initContainers && { initContainers: initContainers.map(replace) }) } };
  }

  /** What the instance has. */
  actual(view: ContainerView, container: Container): ResourceRequirements {
    return this.#actuated.get(view.id) ?? container.resources;
  }

  /** Remembers what a new instance was made with. */
  noteStarted(containerId: string, container: Container): void {
    this.#actuated.set(containerId, container.resources);
  }

  /** Grants what the Pod asks for when it fits. True when something was granted that must still be done. */
  decide(pod: Pod, now: string, admit: (pod: Pod) => Rejection | undefined, record: RecordPodEvent): boolean {
    const { resources = {} } = pod.spec;
    const isPodChanged = this.#allocatedPod !== undefined && !isSame(this.#allocatedPod, resources);
    this.#allocatedPod ??= resources;
    const changed = resizable(pod).filter((c) => {
      const known = this.#allocated.get(c.name);
      if (known === undefined) this.#allocated.set(c.name, c.resources);
      return known !== undefined && known !== c.resources && !isSame(known, c.resources);
    });
    if (changed.length === 0 && !isPodChanged) {
      this.#pending = undefined;
      return false;
    }
    const rejection = admit(pod);
    if (rejection !== undefined) {
      const generation = pod.metadata.generation ?? 0;
      if (this.#pending?.generation !== generation) record('Warning', 'ResizeDeferred', `Pod resize ${rejection.reason}: ${describe(pod, rejection.message)}`);
      this.#pending = { message: rejection.message, generation, since: this.#pending?.since ?? now };
      return false;
    }
    for (const container of changed) this.#allocated.set(container.name, container.resources);
    this.#allocatedPod = resources;
    this.#pending = undefined;
    this.#isInProgress = true;
    this.#since = now;
    this.#error = undefined;
    record('Normal', 'ResizeStarted', `Pod resize started: ${describe(pod)}`);
    return true;
  }

  /** Gives running containers what was granted; those that must be restarted for it. */
  async actuate(pod: Pod, podRuntime: PodRuntime, runtime: RuntimeService, record: RecordPodEvent): Promise<ContainerView[]> {
    if (!this.#isInProgress) return [];
    const restart: ContainerView[] = [];
    const granted = this.granted(pod);
    const error = shrinkError(granted, podRuntime, runtime);
    if (error !== undefined) {
      if (this.#error === undefined) record('Warning', 'ResizeError', `Pod resize error: ${describe(granted, error)}`);
      this.#error = error;
      return [];
    }
    for (const container of resizable(granted)) {
      const view = podRuntime.latest(container.name);
      if (view?.report.state !== 'running') continue;
      const from = this.actual(view, container);
      const own = container.resources.limits;
      const whole = granted.spec.resources?.limits;
      if (isSame(from, container.resources) && (whole === undefined || (own?.['memory'] !== undefined && own['cpu'] !== undefined))) continue;
      if (needsRestart(container, from)) {
        restart.push(view);
        continue;
      }
      const memory = quantityValue(own?.['memory'] ?? whole?.['memory']);
      const cpu = quantityMilliValue(own?.['cpu'] ?? whole?.['cpu']);
      const cpuRequestMillis = quantityMilliValue(container.resources.requests?.['cpu']);
      await runtime.updateContainerResources(view.id, { ...(memory > 0 && { memoryLimitBytes: memory }), ...(cpu > 0 && { cpuLimitMillis: cpu }), cpuRequestMillis });
      this.#actuated.set(view.id, container.resources);
    }
    if (restart.length > 0) return restart;
    this.#isInProgress = false;
    record('Normal', 'ResizeCompleted', `Pod resize completed: ${describe(granted)}`);
    return [];
  }

  conditions(generation: number): PodCondition[] {
    const conditions: PodCondition[] = [];
    if (this.#pending !== undefined) conditions.push({ type: 'PodResizePending', status: 'True', observedGeneration: generation, lastProbeTime: this.#pending.since, reason: 'Deferred', message: this.#pending.message });
    if (this.#isInProgress) conditions.push({ type: 'PodResizeInProgress', status: 'True', observedGeneration: generation, lastProbeTime: this.#since });
    return conditions;
  }
}
