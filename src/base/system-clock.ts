// The machine's clock. The one place that reads real time and arms real timers.
import type { Clock } from './clock.ts';
import { toDisposable } from './disposable.ts';

/** Timers beyond this (about 24.8 days) fire at once in every JavaScript host, so longer ones are armed in steps. */
const maxTimerMs = 2 ** 31 - 1;

/** Real time; `now` is the wall clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout(wake, delayMs) {
    let handle: ReturnType<typeof setTimeout>;
    const arm = (leftMs: number): void => {
      handle = setTimeout(() => { if (leftMs > maxTimerMs) arm(leftMs - maxTimerMs); else wake(); }, Math.min(leftMs, maxTimerMs));
    };
    arm(Math.max(0, delayMs));
    return toDisposable(() => { clearTimeout(handle); });
  },
};
