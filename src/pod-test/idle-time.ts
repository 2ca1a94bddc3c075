// Lets a cluster's time skip what nothing happens in: five minutes of back-off pass in the milliseconds that their work takes.
import type { Clock } from '../base/clock.ts';
import { toDisposable } from '../base/disposable.ts';
import type { SimulatedClock } from '../base/simulated-clock.ts';

/** So many turns of the host without work, one after another, are rest: a promise may pass its turn on once more. */
const turnsOfRest = 3;

/**
 * Counts the work that a cluster and its test have with the host; while there is none, time goes from one wake-up to the next.
 * While there is some, such as a container that computes, time goes on as on the wall: such work has no other measure.
 */
export class IdleTime {
  readonly #hostTurn: () => Promise<void>;
  #held = 0;
  /** Who waits for the end of all work. */
  #onFree: (() => void) | undefined;

  /** `hostTurn` resolves when the host has heard its messages and timers. */
  constructor(hostTurn: () => Promise<void>) {
    this.#hostTurn = hostTurn;
  }

  /** A turn of the host, which is work. */
  readonly yieldToHost = (): Promise<void> => this.hold(this.#hostTurn());

  /** Time waits for the end of `work`. */
  hold<T>(work: Promise<T>): Promise<T> {
    this.#held++;
    return work.finally(() => { this.#release(); });
  }

  /** `host` with each of its timers as work. */
  counted(host: Clock): Clock {
    return {
      now: () => host.now(),
      setTimeout: (wake, delayMs) => {
        this.#held++;
        let isOver = false;
        const release = (): void => {
          if (!isOver) this.#release();
          isOver = true;
        };
        const timer = host.setTimeout(() => { release(); wake(); }, delayMs);
        return toDisposable(() => { release(); timer.dispose(); });
      },
    };
  }

  /** Skips the idle time of `clock` until the signal aborts; one caller at a time. */
  async skip(clock: SimulatedClock, signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#onFree?.(), { once: true });
    for (let resting = 0; !signal.aborted;) {
      if (this.#held > 0) await new Promise<void>((resolve) => { this.#onFree = resolve; });
      await this.#hostTurn();
      resting = this.#held === 0 ? resting + 1 : 0;
      if (resting < turnsOfRest) continue;
      clock.step();
      resting = 0;
    }
  }

  #release(): void {
    this.#held--;
    if (this.#held === 0) this.#onFree?.();
  }
}
