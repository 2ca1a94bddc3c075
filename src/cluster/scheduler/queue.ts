// Pods that wait for a node: kube-scheduler's scheduling queue with its active, back-off and unschedulable parts and queueing hints.
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { ClusterEvent, EventOfInterest, Plugin } from './framework.ts';
import { Heap } from './heap.ts';

export interface QueuedPod {
  pod: Pod;
  /** When it entered this part of the queue. */
  timestampMs: number;
  attempts: number;
  /** Attempts that ended in a rejection or an error since the last change; decides the back-off. */
  failures: number;
  /** The plugins that rejected it last time; empty after an error. */
  rejectedBy: ReadonlySet<string>;
  isGated: boolean;
}

const firstBackoffMs = 1000;
const maxBackoffMs = 10_000;
const backoffWindowMs = 1000;
const maxUnschedulableMs = 300_000;
const flushUnschedulableMs = 30_000;
const forgottenAtOnce = 256;

function backoffMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(maxBackoffMs, firstBackoffMs * 2 ** Math.min(failures - 1, 16));
}

function priorityOf(pod: Pod): number {
  return pod.spec.priority ?? 0;
}

/** PrioritySort: higher priority first, then who waits longer. */
function comesBefore(a: QueuedPod, b: QueuedPod): boolean {
  const difference = priorityOf(a.pod) - priorityOf(b.pod);
  return difference === 0 ? a.timestampMs < b.timestampMs : difference > 0;
}

const keyOf = ({ pod }: QueuedPod): string => pod.metadata.uid;

export interface SchedulingQueueOptions {
  readonly clock: Clock;
  readonly plugins: readonly Plugin[];
  /** Called (not synchronously with respect to the cause) when a Pod may be popped. */
  readonly onReady: () => void;
}

/** Invariant: a Pod is in one part of the queue, or in flight (popped, not yet `done` or added back). */
export class SchedulingQueue implements Disposable {
  readonly #clock: Clock;
  readonly #plugins: readonly Plugin[];
  readonly #onReady: () => void;
  readonly #active = new Heap<QueuedPod>(keyOf, comesBefore);
  readonly #backoff: Heap<QueuedPod>;
  readonly #unschedulable = new Map<string, QueuedPod>();
  /** Popped Pods with how many events there had been: what happened while one was being tried must not be missed. */
  readonly #inFlight = new Map<string, number>();
  /** The events while Pods were in flight, for all of them; with the Pod that alone it is for. */
  #events: { readonly event: ClusterEvent; readonly onlyUid?: string }[] = [];
  /** How many events came before these. */
  #pastEvents = 0;
  /** Pods for which victims are being deleted: no event moves them until that is done. */
  readonly #preempting = new Set<string>();
  readonly #owned = new DisposableStore();
  readonly #interests = new Map<string, readonly EventOfInterest[]>();
  #flushTimer: Disposable | undefined;
  #order = 0;

  constructor({ clock, plugins, onReady }: SchedulingQueueOptions) {
    this.#clock = clock;
    this.#plugins = plugins;
    this.#onReady = onReady;
    this.#backoff = new Heap<QueuedPod>(keyOf, (a, b) => {
      const difference = this.#backoffWindow(a) - this.#backoffWindow(b);
      return difference === 0 ? comesBefore(a, b) : difference < 0;
    });
    for (const { name, events } of plugins) if (events !== undefined) this.#interests.set(name, events);
  }

  /** How many Pods wait, in all parts. */
  get size(): number {
    return this.#active.size + this.#backoff.size + this.#unschedulable.size;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  add(pod: Pod): void {
    const queued: QueuedPod = { pod, timestampMs: this.#now(), attempts: 0, failures: 0, rejectedBy: new Set(), isGated: false };
    this.#enqueue(queued);
  }

  /** A waiting Pod was changed: its own changes are events, too. */
  update(pod: Pod, events: readonly ClusterEvent[]): void {
    const { uid } = pod.metadata;
    if (this.#inFlight.has(uid)) {
      for (const event of events) this.#events.push({ event, onlyUid: uid });
      return;
    }
    const waiting = this.#active.get(uid) ?? this.#backoff.get(uid);
    if (waiting !== undefined) {
      waiting.pod = pod;
      (this.#active.get(uid) === undefined ? this.#backoff : this.#active).push(waiting);
      return;
    }
    const parked = this.#unschedulable.get(uid);
    if (parked === undefined) {
      this.add(pod);
      return;
    }
    parked.pod = pod;
    if (parked.isGated) {
      this.#unschedulable.delete(uid);
      this.#enqueue(parked);
    } else if (events.some((event) => this.#isWorthTrying(parked, event))) this.#release(parked);
  }

  delete(uid: string): void {
    this.#active.delete(uid);
    this.#backoff.delete(uid);
    this.#unschedulable.delete(uid);
    this.#land(uid);
    this.#preempting.delete(uid);
  }

  /** The next Pod to try. When nothing is active, one whose back-off has not ended. */
  pop(): QueuedPod | undefined {
    const queued = this.#active.pop() ?? this.#popBackoff();
    if (queued === undefined) return undefined;
    queued.attempts++;
    this.#inFlight.set(queued.pod.metadata.uid, this.#pastEvents + this.#events.length);
    return queued;
  }

  /** The attempt ended well. */
  done(uid: string): void {
    this.#land(uid);
  }

  /** The attempt failed: parks the Pod until something happens that may help, or tries it again when it already did. */
  addUnschedulable(queued: QueuedPod, rejectedBy: ReadonlySet<string>): void {
    const { uid } = queued.pod.metadata;
    const from = this.#inFlight.get(uid);
    const missed = from === undefined ? undefined : this.#events.slice(from - this.#pastEvents).filter(({ onlyUid }) => onlyUid === undefined || onlyUid === uid);
    this.#land(uid);
    if (missed === undefined) return;
    queued.rejectedBy = rejectedBy;
    queued.failures++;
    queued.timestampMs = this.#now();
    if (rejectedBy.size === 0 || missed.some(({ event }) => this.#isWorthTrying(queued, event))) this.#release(queued);
    else {
      this.#unschedulable.set(uid, queued);
      this.#armFlush();
    }
  }

  /** While victims are being deleted the Pod is not tried again: DefaultPreemption's PreEnqueue. */
  setPreempting(uid: string, isPreempting: boolean): void {
    if (isPreempting) this.#preempting.add(uid);
    else this.#preempting.delete(uid);
  }

  /** Something happened in the cluster: Pods that it may help are tried again. */
  moveAll(event: ClusterEvent): void {
    if (this.#inFlight.size > 0) this.#events.push({ event });
    if (this.#unschedulable.size === 0) return;
    for (const queued of [...this.#unschedulable.values()]) if (!queued.isGated && !this.#preempting.has(queued.pod.metadata.uid) && this.#isWorthTrying(queued, event)) this.#release(queued);
  }

  /** The Pod is not in flight any more; events from before all that are, are forgotten. */
  #land(uid: string): void {
    this.#inFlight.delete(uid);
    const [oldest = Infinity] = this.#inFlight.values();
    const gone = Math.min(this.#events.length, oldest - this.#pastEvents);
    if (gone < this.#events.length && gone < forgottenAtOnce) return;
    this.#events = this.#events.slice(gone);
    this.#pastEvents += gone;
  }

  #now(): number {
    // Distinct for Pods of one moment, so that they keep their order.
    this.#order = (this.#order + 1) % 1_000_000;
    return this.#clock.now() + this.#order / 1e7;
  }

  #enqueue(queued: QueuedPod): void {
    for (const plugin of this.#plugins) {
      if (plugin.preEnqueue?.(queued.pod) === undefined) continue;
      queued.isGated = true;
      this.#unschedulable.set(queued.pod.metadata.uid, queued);
      return;
    }
    queued.isGated = false;
    this.#active.push(queued);
    this.#onReady();
  }

  /** Back into the running: at once when its back-off is over. */
  #release(queued: QueuedPod): void {
    this.#unschedulable.delete(queued.pod.metadata.uid);
    const leftMs = this.#backoffEnd(queued) - this.#clock.now();
    if (leftMs <= 0) {
      this.#enqueue(queued);
      return;
    }
    this.#backoff.push(queued);
    this.#onReady();
  }

  #popBackoff(): QueuedPod | undefined {
    // Differs from Kubernetes: an error (no rejecting plugin) is not tried before its back-off ends, or a server that refuses would be asked without a pause.
    const next = this.#backoff.peek();
    if (next === undefined) return undefined;
    const leftMs = this.#backoffEnd(next) - this.#clock.now();
    if (next.rejectedBy.size > 0 || leftMs <= 0) return this.#backoff.pop();
    const timer = this.#owned.add(this.#clock.setTimeout(() => {
      this.#owned.delete(timer);
      this.#onReady();
    }, leftMs));
    return undefined;
  }

  #backoffEnd({ timestampMs, failures }: QueuedPod): number {
    return timestampMs + backoffMs(failures);
  }

  #backoffWindow(queued: QueuedPod): number {
    return Math.floor(this.#backoffEnd(queued) / backoffWindowMs);
  }

  #isWorthTrying({ pod, rejectedBy }: QueuedPod, event: ClusterEvent): boolean {
    for (const name of rejectedBy) {
      for (const { resource, actions, hint } of this.#interests.get(name) ?? []) {
        if (resource !== event.resource || !actions.some((action) => event.actions.includes(action))) continue;
        if (hint === undefined || hint(pod, event)) return true;
      }
    }
    return false;
  }

  /** Whatever has waited for five minutes is tried again, in case a hint was wrong. */
  #armFlush(): void {
    this.#flushTimer ??= this.#owned.add(this.#clock.setTimeout(() => {
      if (this.#flushTimer !== undefined) this.#owned.delete(this.#flushTimer);
      this.#flushTimer = undefined;
      const before = this.#clock.now() - maxUnschedulableMs;
      for (const queued of [...this.#unschedulable.values()]) if (!queued.isGated && queued.timestampMs < before) this.#release(queued);
      if (this.#unschedulable.size > 0) this.#armFlush();
    }, flushUnschedulableMs));
  }
}
