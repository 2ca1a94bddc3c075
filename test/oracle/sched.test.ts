// What kube-scheduler 1.36.3 decided in 512 recorded cases, played against the whole server. The floor only rises.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { serveCluster } from './served-cluster.ts';
// @ts-expect-error the oracle's replay script is plain JavaScript
import { compare, makeRunner } from '../recorded/sched/replay.mjs';

interface RecordedCase { readonly id: string; readonly group: string }
interface Runner { cleanAll(): Promise<void>; run(c: RecordedCase): Promise<unknown> }

const floors = JSON.parse(readFileSync(new URL('../recorded/floors.json', import.meta.url), 'utf8')) as Record<string, Record<string, number>>;
const cases = gunzipSync(readFileSync(new URL('../recorded/sched/cases.jsonl.gz', import.meta.url))).toString().trim().split('\n').map((line) => JSON.parse(line) as RecordedCase);

test('scheduling decisions reach their floor', { timeout: 900_000 }, async () => {
  const served = await serveCluster(['--nodes', '0', '--disable', 'kubelets,controllers', '--enable', 'persistentvolume-binder-controller']);
  try {
    const runner = (makeRunner as (options: { server: string; token: string; settle: number }) => Runner)({ server: served.url, token: served.token, settle: 30 });
    await runner.cleanAll();
    const misses: string[] = [];
    for (const one of cases) {
      const differences = await runner.run(one).then((got) => (compare as (c: RecordedCase, got: unknown) => string[])(one, got), (error: unknown) => [String(error)]);
      if (differences.length > 0) misses.push(`${one.id}\n  ${differences.join('\n  ')}`);
    }
    console.log(`sched: ${cases.length - misses.length} of ${cases.length}`);
    expect(cases.length - misses.length, misses.slice(0, 20).join('\n')).toBeGreaterThanOrEqual(floors['sched']?.['passed'] ?? 0);
  } finally {
    await served.stop();
  }
});
