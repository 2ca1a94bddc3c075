// `$(VAR)` and the other small texts of a kubelet.
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { Backoff } from '../../../src/cluster/kubelet/backoff.ts';
import { expand } from '../../../src/cluster/kubelet/expansion.ts';
import { goDuration } from '../../../src/cluster/kubelet/image-puller.ts';

const variables = new Map([['A', 'one'], ['B', '$(A)']]);

describe('expand', () => {
  it.each([
    ['$(A) two', 'one two'],
    ['$(B)', '$(A)'],
    ['$$(A)', '$(A)'],
    ['$(MISSING)', '$(MISSING)'],
    ['$A $', '$A $'],
    ['$(A', '$(A'],
    ['$$$(A)', '$one'],
  ])('%s becomes %s', (input, output) => {
    expect(expand(input, (name) => variables.get(name))).toBe(output);
  });
});

it.each([[0, '0s'], [350, '350ms'], [2500, '2.5s'], [61_000, '1m1s'], [3_600_000, '1h0m0s']])('%d ms is %s', (ms, text) => {
  expect(goDuration(ms)).toBe(text);
});

it('backs off 10 s, 20 s … 300 s and forgets after ten quiet minutes', () => {
  const clock = new SimulatedClock({ now: () => 0, setTimeout: () => ({ dispose: () => undefined }) }, { isPaused: true });
  const backoff = new Backoff(clock);
  const delays: number[] = [];
  for (let i = 0; i < 7; i++) {
    backoff.next('x', clock.now());
    delays.push(backoff.get('x') / 1000);
    clock.advanceTo(clock.now() + backoff.get('x'));
  }
  expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300]);
  clock.advanceTo(clock.now() + 601_000);
  backoff.next('x', clock.now());
  expect(backoff.get('x')).toBe(10_000);
});
