// Time as an ability: everything that waits or dates takes a Clock, so that the cluster's time can be paused, stepped or sped up.
import type { Disposable } from './disposable.ts';

/** Reads time and wakes callers. No other file may use Date.now, new Date() or timers (enforced by eslint). */
export interface Clock {
  /** Milliseconds since the Unix epoch; never goes backwards within one clock. */
  now(): number;
  /** Runs `wake` once, `delayMs` of this clock's time from now (at once, but never synchronously, when it is 0 or less). */
  setTimeout(wake: () => void, delayMs: number): Disposable;
}

/** Resolves after `delayMs` of the clock's time; early, without error, when `signal` aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const finish = (): void => {
      timer.dispose();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = clock.setTimeout(finish, delayMs);
    signal?.addEventListener('abort', finish);
  });
}

/** The API's time format, whole seconds: `2026-01-31T12:00:00Z`. */
export function formatTime(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  // Everything that happens within a second writes the same text.
  if (second !== lastSecond.second) lastSecond = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` };
  return lastSecond.text;
}
let lastSecond = { second: NaN, text: '' };

/** The API's MicroTime format: `2026-01-31T12:00:00.123000Z`. */
export function formatMicroTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '000Z');
}

/** Milliseconds since the epoch of an API time; NaN when it is not one. */
export function parseTime(time: string): number {
  return Date.parse(time);
}
