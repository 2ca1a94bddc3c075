// The lives of Pods on a real kubelet 1.36.3 in 223 recorded cases, played against the whole server at five times the speed; what fails in the crowd gets a second chance by itself. The floor only rises.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { serveCluster } from './served-cluster.ts';
// @ts-expect-error the oracle's replay script is plain JavaScript
import { Api, compare, discover, pool, runCase } from '../recorded/life/replay.mjs';

interface RecordedCase { readonly id: string; readonly seconds?: number; readonly lock?: string }
interface ReplayApi { req(method: string, path: string, body?: unknown, type?: string): Promise<{ code: number }> }
type RunCase = (api: ReplayApi, c: RecordedCase, env: object) => Promise<unknown>;

const floors = JSON.parse(readFileSync(new URL('../recorded/floors.json', import.meta.url), 'utf8')) as Record<string, Record<string, number>>;
const cases = gunzipSync(readFileSync(new URL('../recorded/life/cases.jsonl.gz', import.meta.url))).toString().trim().split('\n').map((line) => JSON.parse(line) as RecordedCase);
const speed = 5;

test('lives of Pods reach their floor', { timeout: 900_000 }, async () => {
  const served = await serveCluster(['--nodes', '2', '--speed', String(speed)]);
  try {
    const api = new (Api as new (server: string, token: string) => ReplayApi)(served.url, served.token);
    // The recordings kept the second node free by a taint that the Pods meant for it tolerate.
    await api.req('PATCH', '/api/v1/nodes/control-plane', { spec: { taints: [{ key: 'second', effect: 'NoSchedule' }] } }, 'application/merge-patch+json');
    const env = { ...(await (discover as (api: ReplayApi) => Promise<object>)(api)), registry: 'registry.podlab.test:5000', hook: served.hook, speed, timeoutFactor: 1 };
    const longestFirst = [...cases].sort((a, b) => (b.seconds ?? 0) + (b.lock ? 1000 : 0) - (a.seconds ?? 0) - (a.lock ? 1000 : 0));
    const play = async (items: readonly RecordedCase[], atOnce: number): Promise<Map<RecordedCase, string>> => {
      const failed = new Map<RecordedCase, string>();
      await (pool as (items: readonly RecordedCase[], size: number, work: (c: RecordedCase) => Promise<void>) => Promise<void>)(items, atOnce, async (one) => {
        const differences = await (runCase as RunCase)(api, one, env).then((got) => (compare as (c: RecordedCase, got: unknown) => string[])(one, got), (error: unknown) => [String(error)]);
        if (differences.length > 0) failed.set(one, `${one.id}\n  ${differences.slice(0, 6).join('\n  ')}`);
      });
      return failed;
    };
    const misses = [...(await play([...(await play(longestFirst, 12)).keys()], 3)).values()];
    console.log(`life: ${cases.length - misses.length} of ${cases.length}`);
    expect(cases.length - misses.length, misses.join('\n')).toBeGreaterThanOrEqual(floors['life']?.['passed'] ?? 0);
  } finally {
    await served.stop();
  }
});
