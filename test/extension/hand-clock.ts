// Time for tests of watchdogs.
import { setImmediate } from 'node:timers/promises';

/** A clock that only the test moves; due timers run one by one. */
export function handClock(): { setTimeout: (wake: () => void, delayMs: number) => { dispose(): void }; advance: (ms: number) => Promise<void>; now: () => number } {
  let now = 0;
  const timers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    setTimeout(wake, delayMs) {
      const timer = { at: now + delayMs, wake };
      timers.add(timer);
      return { dispose: () => { timers.delete(timer); } };
    },
    async advance(ms) {
      for (const end = now + ms; ; ) {
        await setImmediate();
        const next = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) {
          now = end;
          return;
        }
        timers.delete(next);
        now = next.at;
        next.wake();
      }
    },
  };
}
