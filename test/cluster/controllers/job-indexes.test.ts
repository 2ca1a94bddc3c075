// Index sets of Jobs and the order of a work queue.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { setImmediate } from 'node:timers/promises';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { formatIndexes, parseIndexes } from '../../../src/cluster/controllers/job-indexes.ts';
import { WorkQueue } from '../../../src/cluster/controllers/work-queue.ts';

it.each([[[0, 1], '0,1'], [[0, 2, 3, 4], '0,2-4'], [[5], '5'], [[], '']])('%j is written %s', (indexes, text) => {
  expect(formatIndexes(indexes)).toBe(text);
});

it('index sets survive being written', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.nat(60)), (indexes) => {
    expect(parseIndexes(formatIndexes(indexes))).toEqual([...indexes].sort((a, b) => a - b));
  }));
});

it('a key added while it is worked on is worked on once more, never at the same time', async () => {
  const clock = new SimulatedClock({ now: () => 0, setTimeout: () => ({ dispose: () => undefined }) }, { isPaused: true });
  let active = 0;
  let runs = 0;
  const queue = new WorkQueue({
    clock,
    reconcile: async () => {
      expect(++active).toBe(1);
      if (++runs === 1) for (let i = 0; i < 5; i++) queue.add('a');
      await setImmediate();
      active--;
    },
  });
  queue.add('a');
  queue.add('a');
  for (let i = 0; i < 10; i++) await setImmediate();
  expect(runs).toBe(2);
  queue.dispose();
});
