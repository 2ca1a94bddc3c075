// How long failures make a Job wait.
import { expect, it } from 'vitest';
import type { Pod } from '../../../src/api/generated/core-v1.ts';
import { type Backoff, nextBackoff } from '../../../src/cluster/controllers/job-policies.ts';

const endedAt = (second: number): Pod => ({ metadata: {}, spec: {}, status: { containerStatuses: [{ state: { terminated: { exitCode: 1, finishedAt: new Date(second * 1000).toISOString() } } }] } }) as never;
const play = (known: Backoff | undefined, succeeded: number[], failed: number[]): Backoff => nextBackoff(known, succeeded.map(endedAt), failed.map(endedAt), 0);

it('counts failures since the last success, also those whose Pods are gone', () => {
  const first = play(undefined, [], [10, 5]);
  expect(first).toEqual({ failures: 2, lastMs: 10_000 });
  expect(play(first, [], [])).toEqual(first);
  expect(play(first, [], [20])).toEqual({ failures: 3, lastMs: 20_000 });
  expect(play(first, [15], [])).toEqual({ failures: 0, lastMs: 0 });
  expect(play(first, [15], [12, 18])).toEqual({ failures: 1, lastMs: 18_000 });
});
