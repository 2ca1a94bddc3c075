// A rate-limited queue of keys and the workers that reconcile them: client-go's util/workqueue on the cluster's Clock.
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';

export interface WorkQueueOptions {
  readonly clock: Clock;
  /** Brings the world in line for one key. Throwing puts the key back with a back-off. */
  readonly reconcile: (key: string) => Promise<void>;
  readonly onError?: (key: string, error: unknown) => void;
  readonly workers?: number;
  readonly baseDelayMs?: number;
  readonly maxDelayMs?: number;
}

/**
 * Invariant: a key is reconciled by one worker at a time; added while it is being reconciled, it is reconciled once more afterwards.
 * Failures back off per key: 5 ms doubling to 1000 s by default.
 */
export class WorkQueue implements Disposable {
  readonly #options: WorkQueueOptions;
  readonly #ready = new Set<string>();
  readonly #processing = new Set<string>();
  readonly #again = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #delayed = new Map<string, { dueMs: number; timer: Disposable }>();
  readonly #owned = new DisposableStore();
  #active = 0;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** How many keys wait or are being worked on; delayed ones do not count. */
  get length(): number {
    return this.#ready.size + this.#processing.size;
  }

  add(key: string): void {
    if (this.#owned.isDisposed) return;
    if (this.#processing.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#ready.add(key);
    this.#pump();
  }

  /** Adds the key after a time; of several, the earliest counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.#owned.isDisposed) return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const dueMs = this.#options.clock.now() + delayMs;
    const known = this.#delayed.get(key);
    if (known !== undefined) {
      if (known.dueMs <= dueMs) return;
      this.#owned.delete(known.timer);
    }
    const timer = this.#owned.add(this.#options.clock.setTimeout(() => {
      this.#delayed.delete(key);
      this.#owned.delete(timer);
      this.add(key);
    }, delayMs));
    this.#delayed.set(key, { dueMs, timer });
  }

  dispose(): void {
    this.#owned.dispose();
    this.#ready.clear();
    this.#again.clear();
    this.#delayed.clear();
  }

  #pump(): void {
    while (this.#active < (this.#options.workers ?? 4) && this.#ready.size > 0) {
      const [key] = this.#ready;
      if (key === undefined) return;
      this.#ready.delete(key);
      this.#processing.add(key);
      this.#active++;
      void this.#work(key);
    }
  }

  async #work(key: string): Promise<void> {
    // A turn later, so that a burst of notifications about one key is one reconcile.
    await Promise.resolve();
    try {
      if (!this.#owned.isDisposed) await this.#options.reconcile(key);
      this.#failures.delete(key);
    } catch (error) {
      if (!this.#owned.isDisposed) this.#retry(key, error);
    } finally {
      this.#active--;
      this.#processing.delete(key);
      if (this.#again.delete(key)) this.add(key);
      this.#pump();
    }
  }

  #retry(key: string, error: unknown): void {
    this.#options.onError?.(key, error);
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const { baseDelayMs = 5, maxDelayMs = 1_000_000 } = this.#options;
    this.addAfter(key, Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(failures, 40)));
  }
}
