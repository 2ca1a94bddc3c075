// All probes of one Pod and their results: kubelet's probe manager for a Pod.
import type { Clock } from '../../../base/clock.ts';
import type { Disposable } from '../../../base/disposable.ts';
import { SmallMap } from '../../../base/small-map.ts';
import type { Container, Pod, Probe } from '../../../api/generated/core-v1.ts';
import { isRestartableInit } from '../../component-helpers/pods.ts';
import type { ProbeResult, ProbeResults } from '../pod-actions.ts';
import type { ContainerView, PodRuntime } from '../pod-runtime.ts';
import type { RuntimeService } from '../runtime-service.ts';
import { type ProbeType, ProbeWorker, type ShownContainer } from './probe-worker.ts';

export interface PodProbesOptions {
  readonly pod: Pod;
  readonly podRuntime: PodRuntime;
  readonly runtime: RuntimeService;
  readonly clock: Clock;
  readonly shown: (containerId: string) => ShownContainer | undefined;
  readonly isEnding: () => boolean;
  readonly onChange: (type: ProbeType) => void;
  readonly record: (container: string, type: 'Warning', reason: string, message: string) => void;
}

interface Worker {
  readonly type: ProbeType;
  readonly name: string;
  readonly worker: ProbeWorker;
}

export class PodProbes implements ProbeResults, Disposable {
  readonly #workers: Worker[] = [];
  readonly #results = new SmallMap<string, ProbeResult>();

  constructor(options: PodProbesOptions) {
    const { pod } = options;
    const probed = [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter((c) => isRestartableInit(c))];
    for (const container of probed) {
      this.#add(options, container, 'startup', container.startupProbe);
      this.#add(options, container, 'readiness', container.readinessProbe);
      this.#add(options, container, 'liveness', container.livenessProbe);
    }
  }

  liveness(containerId: string): ProbeResult | undefined {
    return this.#results.get(`liveness|${containerId}`);
  }

  startup(containerId: string): ProbeResult | undefined {
    return this.#results.get(`startup|${containerId}`);
  }

  isStarted(name: string, view: ContainerView | undefined): boolean {
    if (view?.report.state !== 'running') return false;
    return !this.#has(name, 'startup') || this.startup(view.id) === 'success';
  }

  /** Asked when a status is made; what is not ready is probed once more then. */
  isReady(name: string, view: ContainerView | undefined): boolean {
    if (!this.isStarted(name, view) || view === undefined) return false;
    const worker = this.#workers.find((w) => w.name === name && w.type === 'readiness');
    if (worker === undefined) return true;
    const isReady = this.#results.get(`readiness|${view.id}`) === 'success';
    if (!isReady) worker.worker.trigger();
    return isReady;
  }

  /** False: there is no such probe. */
  fail(name: string, type: ProbeType, isFailing: boolean): boolean {
    const probe = this.#workers.find((one) => one.name === name && one.type === type);
    if (probe !== undefined) probe.worker.isFailing = isFailing;
    return probe !== undefined;
  }

  /** A Pod that ends is no longer restarted for its health; readiness goes on being probed. */
  stopLivenessAndStartup(): void {
    for (const { type, worker } of this.#workers) if (type !== 'readiness') worker.dispose();
  }

  dispose(): void {
    for (const { worker } of this.#workers) worker.dispose();
    this.#workers.length = 0;
  }

  #has(name: string, type: ProbeType): boolean {
    return this.#workers.some((w) => w.name === name && w.type === type);
  }

  #add({ podRuntime, runtime, clock, shown, isEnding, onChange, record }: PodProbesOptions, container: Container, type: ProbeType, probe: Probe | undefined): void {
    if (probe === undefined) return;
    const { name } = container;
    const view = (): ContainerView | undefined => podRuntime.latest(name);
    const worker = new ProbeWorker({
      type, probe, container, runtime, clock, view, shown, isEnding,
      podIp: () => podRuntime.sandbox?.ip ?? '',
      onBegin: (containerId) => {
        if (type === 'readiness') this.#results.set(`${type}|${containerId}`, 'failure');
        if (type !== 'liveness') onChange(type);
      },
      onResult: (containerId, result) => {
        const key = `${type}|${containerId}`;
        if (this.#results.get(key) === result) return;
        this.#results.set(key, result);
        onChange(type);
      },
      onTrouble: (reason, message) => { record(name, 'Warning', reason, message); },
    });
    this.#workers.push({ type, name, worker });
  }
}
