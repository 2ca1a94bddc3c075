// Time skips what nothing happens in, and waits for work.
import { expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/simulated-clock.ts';
import { systemClock } from '../../src/base/system-clock.ts';
import { IdleTime } from '../../src/pod-test/idle-time.ts';

const hostTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
const turns = async (count: number): Promise<void> => { for (let i = 0; i < count; i++) await hostTurn(); };
const hour = 3_600_000;

function skipping(): { clock: SimulatedClock; idle: IdleTime; end(): Promise<void> } {
  const clock = new SimulatedClock(systemClock, { startMs: 0 });
  const idle = new IdleTime(hostTurn);
  const over = new AbortController();
  const skipped = idle.skip(clock, over.signal);
  return { clock, idle, end: () => { over.abort(); return skipped; } };
}

test('hours pass at once, each wake-up at its time and in order', async () => {
  const { clock, end } = skipping();
  const woken: number[] = [];
  for (const hours of [3, 1, 2]) clock.setTimeout(() => woken.push(Math.round(clock.now() / hour)), hours * hour);
  await turns(100);
  await end();
  expect(woken).toEqual([1, 2, 3]);
});

test('while work is held, time goes no faster than on the wall', async () => {
  const { clock, idle, end } = skipping();
  let isWoken = false;
  clock.setTimeout(() => { isWoken = true; }, hour);
  const work = Promise.withResolvers<undefined>();
  const held = idle.hold(work.promise);
  await turns(200);
  expect(isWoken).toBe(false);
  work.resolve(undefined);
  await held;
  await turns(20);
  expect(isWoken).toBe(true);
  await end();
});

test('a timer of the host is work until it rings or is given up', async () => {
  const { clock, idle, end } = skipping();
  let woken = 0;
  clock.setTimeout(() => { woken++; }, hour);
  const timer = idle.counted(systemClock).setTimeout(() => undefined, 60_000);
  await turns(50);
  expect(woken).toBe(0);
  timer.dispose();
  timer.dispose();
  await turns(20);
  expect(woken).toBe(1);
  clock.setTimeout(() => { woken++; }, hour);
  await new Promise((resolve) => { idle.counted(systemClock).setTimeout(() => { resolve(undefined); }, 5); });
  await turns(20);
  expect(woken).toBe(2);
  await end();
});

test('work that fails is work no more', async () => {
  const { clock, idle, end } = skipping();
  let isWoken = false;
  clock.setTimeout(() => { isWoken = true; }, hour);
  await expect(idle.hold(Promise.reject(new Error('no')))).rejects.toThrow('no');
  await turns(20);
  expect(isWoken).toBe(true);
  await end();
});
