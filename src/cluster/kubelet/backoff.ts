// Delays that double with each failure of one item: client-go's flowcontrol.Backoff.
import type { Clock } from '../../base/clock.ts';

interface Entry {
  delayMs: number;
  lastUpdateMs: number;
}

/** Reset when an item had no failure for twice the longest delay. */
export class Backoff {
  readonly #clock: Clock;
  readonly #initialMs: number;
  readonly #maxMs: number;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock, initialMs = 10_000, maxMs = 300_000) {
    this.#clock = clock;
    this.#initialMs = initialMs;
    this.#maxMs = maxMs;
  }

  get(id: string): number {
    return this.#entries.get(id)?.delayMs ?? 0;
  }

  /** One more failure at `eventMs`. */
  next(id: string, eventMs: number): void {
    const entry = this.#entries.get(id);
    const isFresh = entry !== undefined && !this.#hasExpired(entry, eventMs);
    this.#entries.set(id, { delayMs: isFresh ? Math.min(entry.delayMs * 2, this.#maxMs) : this.#initialMs, lastUpdateMs: this.#clock.now() });
  }

  /** How long the item must still wait, counted from its failure at `eventMs`; 0 when it may go on. */
  leftSince(id: string, eventMs: number): number {
    const entry = this.#entries.get(id);
    if (entry === undefined || this.#hasExpired(entry, eventMs)) return 0;
    return Math.max(0, entry.delayMs - (this.#clock.now() - eventMs));
  }

  /** How long the item must still wait, counted from when the delay was set. */
  leftSinceUpdate(id: string): number {
    const entry = this.#entries.get(id);
    if (entry === undefined || this.#hasExpired(entry, this.#clock.now())) return 0;
    return Math.max(0, entry.delayMs - (this.#clock.now() - entry.lastUpdateMs));
  }

  delete(prefix: string): void {
    for (const id of [...this.#entries.keys()]) if (id.startsWith(prefix)) this.#entries.delete(id);
  }

  #hasExpired(entry: Entry, eventMs: number): boolean {
    return eventMs - entry.lastUpdateMs > this.#maxMs * 2;
  }
}
