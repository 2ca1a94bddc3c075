// A day of a cluster on its virtual clock holds no more at its end than at its noon: Pods that talk, crash and are probed, jobs that come and go, people with kubectl.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { HourlySample } from './day.ts';

/** Of a line through the points, per hour. */
function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (of: (point: { x: number; y: number }) => number): number => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x0, y0] = [mean(({ x }) => x), mean(({ y }) => y)];
  return points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0) / points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0);
}

test('24 hours: heap, timers and objects stay as they are', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', path.join(import.meta.dirname, 'day.ts'), '24'], { maxBuffer: 1 << 20 });
  const samples = stdout.trim().split('\n').map((line) => JSON.parse(line) as HourlySample);
  expect(samples).toHaveLength(24);
  const afternoon = samples.slice(11);
  expect(slope(afternoon.map(({ hour, heapBytes }) => ({ x: hour, y: heapBytes }))), 'bytes an hour').toBeLessThan(1_000_000);
  const timers = samples.slice(1).map((sample) => sample.timers);
  expect(Math.max(...timers) - Math.min(...timers), 'timers').toBeLessThanOrEqual(6);
  const objects = (sample: HourlySample | undefined): number => Object.values(sample?.objects ?? {}).reduce((sum, count) => sum + count, 0);
  // Events live for an hour, histories have ten revisions.
  expect(Math.abs(objects(samples.at(-1)) - objects(samples[11])), JSON.stringify(samples.at(-1)?.objects)).toBeLessThan(30);
}, 300_000);
