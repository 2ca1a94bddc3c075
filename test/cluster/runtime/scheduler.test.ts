// How containers share the thread: by what they ask for, within what they are limited to, and never for longer than a slice. Time is counted in steps, so that the machine's load does not matter.
import { beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { CpuAccount } from '../../../src/cluster/runtime/process/cpu-account.ts';
import { Scheduler } from '../../../src/cluster/runtime/process/scheduler.ts';

const stepMs = 0.02;

describe('the scheduler of containers', () => {
  let clock: SimulatedClock;
  let scheduler: Scheduler;
  let nowMs: number;
  let turns: number[];
  let stop: boolean;

  beforeEach(() => {
    nowMs = 1000;
    turns = [];
    stop = false;
    clock = new SimulatedClock({ now: () => 0, setTimeout: () => ({ dispose: () => undefined }) }, { startMs: nowMs });
    scheduler = new Scheduler({
      host: { now: () => nowMs, setTimeout: (wake, ms) => clock.setTimeout(wake, ms) },
      yieldToHost: () => new Promise((resolve) => {
        setImmediate(() => {
          turns.push(nowMs);
          clock.advanceTo(nowMs);
          resolve();
        });
      }),
    });
  });

  async function spin(account: CpuAccount): Promise<void> {
    while (!stop) {
      nowMs += stepMs;
      const pause = scheduler.tick(account);
      if (pause) await pause;
    }
  }

  /** Lets `accounts` spin for so long; idle time passes when all of them are held back. */
  async function share(accounts: readonly CpuAccount[], forMs: number, meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const until = nowMs + forMs;
    const running = accounts.map((account) => spin(account));
    const extra = meanwhile();
    while (nowMs < until) {
      const before = nowMs;
      await new Promise((resolve) => { setImmediate(resolve); });
      if (nowMs !== before) continue;
      nowMs += 1;
      clock.advanceTo(nowMs);
    }
    await extra;
    stop = true;
    nowMs += 1000;
    clock.advanceTo(nowMs);
    await Promise.all(running);
  }

  test('those who ask for the same get the same', async () => {
    const accounts = Array.from({ length: 20 }, () => new CpuAccount());
    await share(accounts, 4000);
    for (const { usedMs } of accounts) {
      expect(usedMs).toBeGreaterThan(180);
      expect(usedMs).toBeLessThan(220);
    }
  });

  test('a container that asks for ten times as much gets ten times as much', async () => {
    const small = new CpuAccount(Infinity, 100);
    const large = new CpuAccount(Infinity, 1000);
    await share([small, large], 4000);
    expect(large.usedMs / small.usedMs).toBeGreaterThan(9);
    expect(large.usedMs / small.usedMs).toBeLessThan(11);
  });

  test('a limit of 100m is a tenth of the time, alone or beside others', async () => {
    const limited = new CpuAccount(100, 100);
    await share([limited], 2000);
    expect(limited.usedMs).toBeGreaterThan(180);
    expect(limited.usedMs).toBeLessThan(220);
    stop = false;
    const beside = new CpuAccount(100, 4000);
    await share([beside, new CpuAccount()], 2000);
    expect(beside.usedMs).toBeGreaterThan(180);
    expect(beside.usedMs).toBeLessThan(220);
  });

  test('the host gets its turn after each slice, however many are busy', async () => {
    await share(Array.from({ length: 50 }, () => new CpuAccount()), 1000);
    const gaps = turns.slice(1).map((at, i) => at - (turns[i] ?? 0)).filter((gap) => gap < 500);
    expect(gaps.length).toBeGreaterThan(200);
    // A slice of 4 ms, and one look or one step of each of those who went on.
    expect(Math.max(...gaps)).toBeLessThan(6);
  });

  test('who comes from a sleep goes before those who are busy', async () => {
    const sleeper = new CpuAccount();
    const delays: number[] = [];
    await share(Array.from({ length: 20 }, () => new CpuAccount()), 2000, async () => {
      for (let round = 0; round < 10; round++) {
        await new Promise<void>((resolve) => { clock.setTimeout(resolve, 100); });
        const from = nowMs;
        for (let step = 0; step < 40; step++) {
          nowMs += stepMs;
          const pause = scheduler.tick(sleeper);
          if (pause) await pause;
        }
        delays.push(nowMs - from);
      }
    });
    expect(delays).toHaveLength(10);
    // Its own 0.8 ms and a slice or two of the others, not one of each of the twenty.
    expect(Math.max(...delays)).toBeLessThan(15);
  });

  test('a sleep is not saved up', async () => {
    const late = new CpuAccount();
    const early = new CpuAccount();
    await share([early], 2000, async () => {
      await new Promise<void>((resolve) => { clock.setTimeout(resolve, 1000); });
      void spin(late);
    });
    expect(late.usedMs).toBeGreaterThan(400);
    expect(late.usedMs).toBeLessThan(600);
  });
});
