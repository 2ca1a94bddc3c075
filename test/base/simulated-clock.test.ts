// The cluster's clock: order of wake-ups, pause, step, speed, and that an idle clock arms nothing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { toDisposable } from '../../src/base/disposable.ts';
import { SimulatedClock } from '../../src/base/simulated-clock.ts';

/** A host clock moved by hand. */
class HandClock implements Clock {
  #now = 1000;
  timers: { dueMs: number; wake: () => void }[] = [];
  now(): number {
    return this.#now;
  }
  setTimeout(wake: () => void, delayMs: number) {
    const timer = { dueMs: this.#now + delayMs, wake };
    this.timers.push(timer);
    return toDisposable(() => { this.timers = this.timers.filter((t) => t !== timer); });
  }
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = [...this.timers].sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined || next.dueMs > until) break;
      this.timers = this.timers.filter((t) => t !== next);
      this.#now = Math.max(this.#now, next.dueMs);
      next.wake();
    }
    this.#now = until;
  }
}

test('wake-ups run in order of due time, then of arming, at their time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 40 }), fc.integer({ min: 1, max: 100 }), (delays, speed) => {
      const host = new HandClock();
      const clock = new SimulatedClock(host, { speed });
      const start = clock.now();
      const seen: { index: number; at: number }[] = [];
      delays.forEach((delay, index) => clock.setTimeout(() => seen.push({ index, at: clock.now() - start }), delay));
      host.advance(1002);
      expect(seen.map(({ index }) => index)).toEqual(delays.map((delay, index) => ({ delay, index })).sort((a, b) => a.delay - b.delay || a.index - b.index).map(({ index }) => index));
      for (const { index, at } of seen) expect(at).toBeGreaterThanOrEqual(delays[index] ?? 0);
      expect(host.timers).toHaveLength(0);
    }),
  );
});

test('paused, nothing wakes until stepped; a step goes to the next wake-up', () => {
  const host = new HandClock();
  const clock = new SimulatedClock(host, { isPaused: true });
  const seen: string[] = [];
  clock.setTimeout(() => seen.push('b'), 300_000);
  clock.setTimeout(() => seen.push('a'), 10);
  host.advance(1_000_000);
  expect(seen).toEqual([]);
  expect(clock.step()).toBe(true);
  expect(seen).toEqual(['a']);
  const before = clock.now();
  expect(clock.step()).toBe(true);
  expect(seen).toEqual(['a', 'b']);
  expect(clock.now() - before).toBe(299_990);
  expect(clock.step()).toBe(false);
});

test('a change of speed holds from now on', () => {
  const host = new HandClock();
  const clock = new SimulatedClock(host);
  const start = clock.now();
  host.advance(1000);
  clock.setSpeed(60);
  host.advance(1000);
  expect(clock.now() - start).toBe(61_000);
  clock.pause();
  host.advance(5000);
  clock.resume();
  host.advance(1000);
  expect(clock.now() - start).toBe(121_000);
});

test('a cancelled wake-up does not run and does not keep a timer', () => {
  const host = new HandClock();
  const clock = new SimulatedClock(host);
  let hasRun = false;
  clock.setTimeout(() => { hasRun = true; }, 100).dispose();
  host.advance(200);
  expect(hasRun).toBe(false);
  expect(clock.pending).toBe(0);
  expect(host.timers).toHaveLength(0);
});

test('what a wake-up arms for now runs in the same turn of the host', () => {
  const host = new HandClock();
  const clock = new SimulatedClock(host);
  const seen: number[] = [];
  clock.setTimeout(() => {
    seen.push(1);
    clock.setTimeout(() => seen.push(2), 0);
  }, 50);
  host.advance(51);
  expect(seen).toEqual([1, 2]);
});
