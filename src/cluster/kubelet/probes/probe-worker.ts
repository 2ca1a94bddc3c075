// Probes one container of a Pod again and again: kubelet's prober worker with its thresholds, delays and hold after a failure.
import type { Clock } from '../../../base/clock.ts';
import { type Disposable, toDisposable } from '../../../base/disposable.ts';
import type { Container, Probe } from '../../../api/generated/core-v1.ts';
import type { ProbeResult } from '../pod-actions.ts';
import type { ContainerView } from '../pod-runtime.ts';
import type { RuntimeService } from '../runtime-service.ts';
import { failureText, type ProbeOutcome, runProbe } from './prober.ts';

export type ProbeType = 'liveness' | 'readiness' | 'startup';

export interface ShownContainer {
  /** In whole seconds, as a status has it: a delay is over up to a second early. */
  readonly startedAtMs: number;
  /** Whether its startup probe has succeeded (or there is none). */
  readonly isStarted: boolean;
}

export interface ProbeWorkerOptions {
  readonly type: ProbeType;
  readonly probe: Probe;
  readonly container: Container;
  readonly runtime: RuntimeService;
  readonly clock: Clock;
  /** The newest instance of the container. */
  readonly view: () => ContainerView | undefined;
  /** What the Pod's status says of this instance; undefined when it does not run there. Probes go by the status, which lags behind. */
  readonly shown: (containerId: string) => ShownContainer | undefined;
  readonly podIp: () => string;
  /** The Pod is being ended: its commands are cancelled. */
  readonly isEnding: () => boolean;
  /** What counts until the first result of an instance is known. */
  readonly onBegin: (containerId: string) => void;
  readonly onResult: (containerId: string, result: ProbeResult) => void;
  readonly onTrouble: (type: 'Unhealthy' | 'ProbeWarning', message: string) => void;
}

const maxTries = 3;

function titleOf(type: ProbeType): string {
  return type.charAt(0).toUpperCase() + type.slice(1);
}

/** Invariant: one probe of a worker is under way at a time; results of an instance that is gone are dropped. */
export class ProbeWorker implements Disposable {
  readonly #options: ProbeWorkerOptions;
  #timer: Disposable = toDisposable(() => undefined);
  #isDisposed = false;
  #containerId = '';
  #isOnHold = false;
  #lastOutcome: 'success' | 'failure' | 'unknown' | undefined;
  #run = 0;
  #isProbing = false;
  #isTriggered = false;
  /** It fails as if the container did not answer well. */
  isFailing = false;

  constructor(options: ProbeWorkerOptions) {
    this.#options = options;
    this.#arm();
  }

  /** Probes at once instead of at the next tick, or once more after the probe that is under way: as each look at a Pod that is not ready has it. */
  trigger(): void {
    if (this.#isDisposed) return;
    if (this.#isProbing) {
      this.#isTriggered = true;
      return;
    }
    this.#timer.dispose();
    this.#arm();
    // The status that this comes from is set a moment later.
    queueMicrotask(() => { void this.#probe(); });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer.dispose();
  }

  #arm(): void {
    const periodMs = (this.#options.probe.periodSeconds ?? 10) * 1000;
    this.#timer = this.#options.clock.setTimeout(() => {
      if (this.#isDisposed) return;
      this.#arm();
      void this.#probe();
    }, periodMs);
  }

  async #probe(): Promise<void> {
    const { type, probe, clock } = this.#options;
    const view = this.#options.view();
    const shown = view && this.#options.shown(view.id);
    if (this.#isDisposed || this.#isProbing || view === undefined) return;
    if (shown === undefined) {
      // An instance that is told to have ended does badly, which is looked at like every change of a result.
      if (this.#containerId !== '') this.#options.onResult(this.#containerId, 'failure');
      return;
    }
    if (view.id !== this.#containerId) {
      this.#containerId = view.id;
      this.#isOnHold = false;
      this.#lastOutcome = undefined;
      this.#run = 0;
      queueMicrotask(() => { if (!this.#isDisposed) this.#options.onBegin(view.id); });
    }
    if (this.#isOnHold) return;
    if (clock.now() - shown.startedAtMs < (probe.initialDelaySeconds ?? 0) * 1000) return;
    if (shown.isStarted === (type === 'startup')) return;
    this.#isProbing = true;
    try {
      const outcome = await this.#tryProbe(view);
      if (!this.#isDisposed && this.#options.view()?.id === view.id) this.#take(view, outcome);
    } finally {
      this.#isProbing = false;
    }
    if (!this.#isTriggered) return;
    this.#isTriggered = false;
    this.trigger();
  }

  async #tryProbe(view: ContainerView): Promise<ProbeOutcome> {
    const { probe, container, runtime, clock } = this.#options;
    if (probe.exec !== undefined && this.#options.isEnding()) return { result: 'unknown', output: 'rpc error: code = Canceled desc = context canceled' };
    if (this.isFailing) return { result: 'failure', output: failureText(probe, container, this.#options.podIp()) };
    let outcome: ProbeOutcome = { result: 'unknown', output: '' };
    for (let i = 0; i < maxTries; i++) {
      outcome = await runProbe(probe, { containerId: view.id, podIp: this.#options.podIp(), container }, runtime, clock);
      if (outcome.result !== 'unknown') break;
    }
    return outcome;
  }

  #take(view: ContainerView, { result, output }: ProbeOutcome): void {
    const { type, probe, onResult, onTrouble } = this.#options;
    if (result === 'warning') onTrouble('ProbeWarning', `${titleOf(type)} probe warning: ${output}`);
    if (result === 'failure') onTrouble('Unhealthy', `${titleOf(type)} probe failed: ${output}`);
    if (result === 'unknown') onTrouble('Unhealthy', `${titleOf(type)} probe errored and resulted in unknown state: ${output}`);
    // A probe that cannot be made fails, as prober.probe returns Failure with its error.
    if (result === 'unknown') return;
    const outcome = result === 'warning' ? 'success' : result;
    this.#run = outcome === this.#lastOutcome ? this.#run + 1 : 1;
    this.#lastOutcome = outcome;
    const threshold = outcome === 'success' ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
    if (this.#run < threshold) return;
    onResult(view.id, outcome);
    if (outcome === 'failure' && type !== 'readiness') {
      // The container is going to be restarted: nothing to probe until then.
      this.#isOnHold = true;
      this.#run = 0;
    }
  }
}
