// Group commit: writes that arrive while one is being saved are saved together, and nobody is answered before.
import type { Clock } from '../../base/clock.ts';
import type { Persistence, StoredState, StoreRecord } from './persistence.ts';
import { StorageError } from './storage-error.ts';

/** Revisions reserved at once; the mark moves on long before they run out. */
const reservation = 1_000_000;

/** Invariant: records reach the persistence in order of revision; after one failure nothing is accepted or acknowledged any more. */
export class CommitLog {
  readonly #persistence: Persistence;
  readonly #clock: Clock;
  readonly #onDurable: () => void;
  #pending: StoreRecord[] = [];
  #waiters: { readonly revision: number; readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];
  #durableRevision = 0;
  #highWaterMark = 0;
  #isRunning = false;
  #failure: unknown;

  constructor(persistence: Persistence, clock: Clock, onDurable: () => void) {
    this.#persistence = persistence;
    this.#clock = clock;
    this.#onDurable = onDurable;
  }

  get durableRevision(): number {
    return this.#durableRevision;
  }

  load(): Promise<StoredState> {
    return this.#persistence.load();
  }

  /** Begins after `revision`, once the revisions to come are reserved. */
  async start(revision: number): Promise<void> {
    this.#durableRevision = revision;
    this.#highWaterMark = revision + reservation;
    await this.#persistence.reserve(this.#highWaterMark);
  }

  refuseWhenFailed(): void {
    if (this.#failure !== undefined) throw new StorageError('Failed', `the store could not be saved: ${String(this.#failure)}`);
  }

  add(record: StoreRecord): void {
    this.#pending.push(record);
    if (this.#isRunning) return;
    this.#isRunning = true;
    queueMicrotask(() => { void this.#run(); });
  }

  whenDurable(revision: number): Promise<void> | undefined {
    if (this.#failure === undefined && this.#durableRevision >= revision) return undefined;
    return new Promise((resolve, reject) => {
      if (this.#failure === undefined) this.#waiters.push({ revision, resolve, reject });
      else reject(this.#failure as Error);
    });
  }

  async #run(): Promise<void> {
    try {
      while (this.#pending.length > 0) {
        const batch = this.#pending;
        this.#pending = [];
        const last = batch.at(-1)?.revision ?? 0;
        if (last > this.#highWaterMark - reservation / 2) {
          await this.#persistence.reserve(last + reservation);
          this.#highWaterMark = last + reservation;
        }
        await this.#persistence.append(batch, this.#clock.now());
        this.#durableRevision = last;
        this.#acknowledge();
      }
    } catch (error) {
      this.#failure = error ?? new Error('unknown');
      for (const { reject } of this.#waiters.splice(0)) reject(this.#failure);
    } finally {
      this.#isRunning = false;
    }
  }

  #acknowledge(): void {
    const waiting = this.#waiters;
    this.#waiters = waiting.filter((w) => w.revision > this.#durableRevision);
    for (const waiter of waiting) if (waiter.revision <= this.#durableRevision) waiter.resolve();
    this.#onDurable();
  }
}
