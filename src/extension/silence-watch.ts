// Notices that a process which was given work answers nothing for long. What follows is its user's affair: the language server's and the cluster's watchdogs.
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';

const tickMs = 250;

export interface SilenceWatchOptions {
  readonly clock: Clock;
  /** So much silence is told. Counted in ticks, so that a computer that slept does not count. */
  readonly patienceMs: number;
  /** Resolves when the process answers; rejects when it is gone. */
  readonly ping: () => Promise<unknown>;
  readonly onSilence: () => void;
}

/** Asks nothing while nothing is given. */
export class SilenceWatch implements Disposable {
  readonly #options: SilenceWatchOptions;
  readonly #timer = new DisposableStore();
  #isWatching = false;
  #isSilent = false;
  #isPinging = false;
  #hasMore = false;
  #silentMs = 0;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
  }

  /** It was given something and has not answered since. */
  get isWatching(): boolean {
    return this.#isWatching;
  }

  /** Its silence was told, and still lasts. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** The process was given something. */
  watch(): void {
    // A ping, too, is sent to it.
    if (this.#isPinging) return;
    this.#hasMore = true;
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#tick();
    this.#ping();
  }

  /** Tells of the silence again when it lasts once more as long. */
  waitOn(): void {
    if (!this.#isSilent) return;
    this.#silentMs = 0;
    this.#tick();
  }

  /** Forgets what the process owes. */
  rest(): void {
    this.#isWatching = false;
    this.#isSilent = false;
    this.#hasMore = false;
    this.#timer.clear();
  }

  dispose(): void {
    this.rest();
  }

  #ping(): void {
    this.#hasMore = false;
    this.#silentMs = 0;
    this.#isPinging = true;
    const answer = this.#options.ping();
    this.#isPinging = false;
    answer.then(() => {
      if (!this.#isWatching) return;
      if (this.#isSilent || !this.#hasMore) this.rest();
      else this.#ping();
    }, () => { this.rest(); });
  }

  #tick(): void {
    this.#timer.clear();
    this.#timer.add(this.#options.clock.setTimeout(() => {
      if (!this.#isWatching) return;
      this.#silentMs += tickMs;
      if (this.#silentMs < this.#options.patienceMs) {
        this.#tick();
        return;
      }
      this.#isSilent = true;
      this.#options.onSilence();
    }, tickMs));
  }
}
