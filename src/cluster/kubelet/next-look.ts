// When a Pod's worker looks again without being told to: of several times the earliest counts.
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';

/** Invariant: at most one timer runs, and none after `dispose`. */
export class NextLook implements Disposable {
  readonly #clock: Clock;
  readonly #look: () => void;
  #next: { readonly timer: Disposable; readonly dueMs: number } | undefined;
  #isDisposed = false;

  constructor(clock: Clock, look: () => void) {
    this.#clock = clock;
    this.#look = look;
  }

  within(delayMs: number): void {
    const dueMs = this.#clock.now() + delayMs;
    if (this.#isDisposed || (this.#next !== undefined && this.#next.dueMs <= dueMs)) return;
    this.#next?.timer.dispose();
    const timer = this.#clock.setTimeout(() => {
      this.#next = undefined;
      this.#look();
    }, delayMs);
    this.#next = { timer, dueMs };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#next?.timer.dispose();
    this.#next = undefined;
  }
}
