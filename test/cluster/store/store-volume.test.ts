// 20 million random operations with 64 watchers; PODLAB_STORE_OPERATIONS says how many, PODLAB_STORE_SEED which.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VolumeCounts } from './store-volume.ts';

const operations = Number(process.env['PODLAB_STORE_OPERATIONS'] ?? 20_000_000);
const seed = Number(process.env['PODLAB_STORE_SEED'] ?? 1);
let folder = '';

beforeAll(() => { folder = mkdtempSync(path.join(tmpdir(), 'podlab-volume-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

test(`${operations} operations of seed ${seed} break no promise to 64 watchers`, { timeout: 3_600_000 }, async () => {
  const outfile = path.join(folder, 'run.mjs');
  // Bundled, and in a process of its own: a test runner's way to import makes every call slower.
  await build({ entryPoints: [path.join(import.meta.dirname, 'store-volume-run.ts')], bundle: true, platform: 'node', format: 'esm', target: 'node24', outfile, logLevel: 'error' });
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-semi-space-size=64', outfile, String(operations), String(seed)]);
  const counts = JSON.parse(stdout) as VolumeCounts;
  // Everything was played, in proportion.
  expect(counts.writes).toBeGreaterThan(operations * 0.45);
  expect(counts.events).toBeGreaterThan(operations);
  expect(counts.comparisons).toBeGreaterThanOrEqual(64 * Math.floor(operations / 10_000));
  for (const count of [counts.noops, counts.refusals, counts.pastLists, counts.resumed, counts.relisted, counts.expired]) expect(count).toBeGreaterThan(operations / 10_000);
  expect(counts.compactions).toBeGreaterThan(operations / 50_000);
});
