// The cluster's clock: a queue of wake-ups that follows a host clock at a chosen speed, can be paused, and stepped.
import type { Clock } from './clock.ts';
import { type Disposable, toDisposable } from './disposable.ts';

interface Wakeup {
  readonly dueMs: number;
  readonly order: number;
  readonly wake: () => void;
  isCancelled: boolean;
}

/** How the clock runs. `speed` is simulated seconds per host second; kept while paused. */
export interface ClockState {
  readonly speed: number;
  readonly isPaused: boolean;
}

/**
 * A Clock whose time is derived from a host Clock. Wake-ups run in order of due time, then of arming, each seeing `now()` equal to its due time or later.
 * Invariant: time never goes back; when the host's is set back, it goes on from where it was.
 * Invariant: one host timer at most is armed, for the earliest wake-up; none while paused or while nothing waits, so idle costs nothing.
 */
export class SimulatedClock implements Clock, Disposable {
  readonly #host: Clock;
  readonly #heap: Wakeup[] = [];
  #order = 0;
  #speed: number;
  #isPaused: boolean;
  #baseMs: number;
  #hostBaseMs: number;
  /** The last answer, and what the host said then. */
  #seenMs: number;
  #hostSeenMs: number;
  #timer: Disposable | undefined;
  #timerDueMs = Infinity;
  #isRunning = false;

  constructor(host: Clock, options: { startMs?: number; speed?: number; isPaused?: boolean } = {}) {
    this.#host = host;
    this.#hostBaseMs = host.now();
    this.#baseMs = options.startMs ?? this.#hostBaseMs;
    this.#seenMs = this.#baseMs;
    this.#hostSeenMs = this.#hostBaseMs;
    this.#speed = options.speed ?? 1;
    this.#isPaused = options.isPaused ?? false;
  }

  get state(): ClockState {
    return { speed: this.#speed, isPaused: this.#isPaused };
  }

  /** How many wake-ups wait. */
  get pending(): number {
    return this.#heap.reduce((n, w) => (w.isCancelled ? n : n + 1), 0);
  }

  now(): number {
    if (this.#isPaused) return this.#baseMs;
    const hostMs = this.#host.now();
    if (hostMs < this.#hostSeenMs) {
      this.#baseMs = this.#seenMs;
      this.#hostBaseMs = hostMs;
    }
    this.#hostSeenMs = hostMs;
    this.#seenMs = this.#baseMs + (hostMs - this.#hostBaseMs) * this.#speed;
    return this.#seenMs;
  }

  setTimeout(wake: () => void, delayMs: number): Disposable {
    const wakeup: Wakeup = { dueMs: this.now() + Math.max(0, delayMs), order: this.#order++, wake, isCancelled: false };
    push(this.#heap, wakeup);
    this.#arm();
    return toDisposable(() => { wakeup.isCancelled = true; });
  }

  /** Stops time; nothing wakes until `resume`, `step` or `advance`. */
  pause(): void {
    this.#rebase();
    this.#isPaused = true;
    this.#arm();
  }

  resume(): void {
    this.#rebase();
    this.#isPaused = false;
    this.#arm();
  }

  /** Simulated seconds per host second, above 0. */
  setSpeed(speed: number): void {
    this.#rebase();
    this.#speed = speed;
    this.#arm();
  }

  /** Jumps to the next wake-up and runs every one due at that moment; false when nothing waits. */
  step(): boolean {
    this.#dropCancelled();
    const next = this.#heap[0];
    if (next === undefined) return false;
    this.advanceTo(next.dueMs);
    return true;
  }

  /** Moves time to `epochMs`, running what falls due on the way in order. */
  advanceTo(epochMs: number): void {
    this.#rebase();
    for (;;) {
      this.#dropCancelled();
      const next = this.#heap[0];
      if (next === undefined || next.dueMs > epochMs) break;
      pop(this.#heap);
      this.#baseMs = Math.max(this.#baseMs, next.dueMs);
      next.wake();
    }
    this.#startFrom(Math.max(this.#baseMs, epochMs));
    this.#arm();
  }

  dispose(): void {
    this.#heap.length = 0;
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  #rebase(): void {
    this.#startFrom(this.now());
  }

  #startFrom(epochMs: number): void {
    this.#baseMs = epochMs;
    this.#seenMs = epochMs;
    this.#hostBaseMs = this.#host.now();
    this.#hostSeenMs = this.#hostBaseMs;
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.isCancelled) pop(this.#heap);
  }

  #arm(): void {
    if (this.#isRunning) return;
    this.#dropCancelled();
    const next = this.#heap[0];
    if (next === undefined || this.#isPaused) {
      this.#timer?.dispose();
      this.#timer = undefined;
      return;
    }
    const delayMs = Math.max(0, (next.dueMs - this.now()) / this.#speed);
    const hostDueMs = this.#host.now() + delayMs;
    if (this.#timer !== undefined && Math.abs(this.#timerDueMs - hostDueMs) < 0.5) return;
    this.#timer?.dispose();
    this.#timerDueMs = hostDueMs;
    this.#timer = this.#host.setTimeout(() => { this.#runDue(); }, delayMs);
  }

  #runDue(): void {
    this.#timer = undefined;
    if (this.#isPaused) return;
    this.#isRunning = true;
    try {
      const until = this.now();
      for (;;) {
        this.#dropCancelled();
        const next = this.#heap[0];
        // A host timer may fire up to a millisecond early; waiting again for that rest would spin.
        if (next === undefined || next.dueMs > until + this.#speed || this.state.isPaused) break;
        pop(this.#heap);
        if (next.dueMs > this.now()) {
          this.#startFrom(next.dueMs);
        }
        next.wake();
      }
    } finally {
      this.#isRunning = false;
      this.#arm();
    }
  }
}

function isBefore(a: Wakeup, b: Wakeup): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

function push(heap: Wakeup[], item: Wakeup): void {
  let at = heap.length;
  heap.push(item);
  while (at > 0) {
    const parentAt = (at - 1) >> 1;
    const parent = heap[parentAt];
    if (parent === undefined || !isBefore(item, parent)) break;
    heap[at] = parent;
    at = parentAt;
  }
  heap[at] = item;
}

function pop(heap: Wakeup[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let childAt = 2 * at + 1;
    let child = heap[childAt];
    const right = heap[childAt + 1];
    if (child === undefined) break;
    if (right !== undefined && isBefore(right, child)) {
      child = right;
      childAt++;
    }
    if (!isBefore(child, last)) break;
    heap[at] = child;
    at = childAt;
  }
  heap[at] = last;
}
