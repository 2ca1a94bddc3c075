// Noisy neighbours: 20 busy-looping and 20 flooding Pods among 200, and how soon the API answers, a busy Pod ends and a quiet Pod gets its turn.
import { pathToFileURL } from 'node:url';
import type { Pod } from '../../src/api/generated/core-v1.ts';
import type { New } from '../../src/api/meta/object.ts';
import type { Client } from '../../src/client/client.ts';
import * as resources from '../../src/client/resources.ts';
import { startBenchCluster, whenPods } from './bench-cluster.ts';
import { eachOf } from './measure.ts';
import { type Figure, report } from './report.ts';

const kinds = { busy: 'while :; do :; done', flood: 'yes flooding the log', quiet: 'while :; do echo tick; sleep 1; done' };
const perKind: readonly (readonly [keyof typeof kinds, number])[] = [['busy', 20], ['flood', 20], ['quiet', 160]];

function pod(name: string, script: string): New<Pod> {
  return {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: 'noisy' } },
    spec: { terminationGracePeriodSeconds: 3, containers: [{ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', script] }] },
  } as unknown as New<Pod>;
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

/** Work that arrives each `everyMs`, whether what came before is done or not: how long after its due time each was done. */
async function arrivals(count: number, everyMs: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const start = performance.now();
  return Promise.all(Array.from({ length: count }, async (_, i) => {
    const dueMs = start + i * everyMs;
    await later(i * everyMs);
    await work(i);
    return performance.now() - dueMs;
  }));
}

function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
}

/** What a client does, by turns: reads, lists, writes. */
function call(client: Client, i: number): Promise<unknown> {
  switch (i % 4) {
    case 0: return client.list(resources.pods, 'default', { limit: 500 });
    case 1: return client.patch(resources.pods, `quiet-${i % 160}`, 'default', 'application/merge-patch+json', { metadata: { labels: { n: String(i) } } });
    case 2: return client.create(resources.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `m${i}` }, data: { i: String(i) } } as never, 'default');
    default: return client.get(resources.pods, `quiet-${i % 160}`, 'default');
  }
}

function exec(client: Client, name: string): Promise<void> {
  return new Promise((resolve) => {
    client.connect({ verb: 'connect', ref: resources.pods, subresource: 'exec', namespace: 'default', name, query: { command: ['sh', '-c', 'i=0; while [ $i -lt 100 ]; do i=$((i+1)); done'], stdout: 'true' } }, { onData: () => undefined, onClose: () => { resolve(); } });
  });
}

async function deletion(client: Client, name: string): Promise<number> {
  const start = performance.now();
  const gone = new Promise<void>((resolve) => {
    const watch = client.watch<Pod>(resources.pods, 'default', {}, {
      onEvent: ({ type, object }) => {
        if (type !== 'DELETED' || object.metadata.name !== name) return;
        watch.dispose();
        resolve();
      },
      onClose: () => undefined,
    });
  });
  await client.delete(resources.pods, name, 'default');
  await gone;
  return performance.now() - start;
}

export async function noisyFigures(): Promise<Figure[]> {
  const { client, dispose } = await startBenchCluster({ nodes: 3 });
  try {
    const running = whenPods(client, 200, ({ status }) => status?.phase === 'Running');
    const wanted = perKind.flatMap(([kind, count]) => Array.from({ length: count }, (_, i) => pod(`${kind}-${i}`, kinds[kind])));
    const startMs = performance.now();
    await eachOf(200, 16, (i) => client.create(resources.pods, wanted[i] as New<Pod>, 'default'));
    await running;
    const startedMs = performance.now() - startMs;
    const answers = await arrivals(800, 5, (i) => call(client, i));
    const turns = await arrivals(400, 5, () => later(0));
    const execs = await arrivals(40, 50, (i) => exec(client, `quiet-${i}`));
    const busy = await deletion(client, 'busy-0');
    const flood = await deletion(client, 'flood-0');
    return [
      { name: '200 Pods, 40 of them noisy: created → Running', value: startedMs, unit: 'ms', better: 'lower' },
      { name: 'API p99', value: percentile(answers, 0.99), unit: 'ms', better: 'lower', aim: 100 },
      { name: 'API median', value: percentile(answers, 0.5), unit: 'ms', better: 'lower' },
      { name: 'a turn of the thread, p99', value: percentile(turns, 0.99), unit: 'ms', better: 'lower', aim: 50 },
      { name: "a quiet Pod's exec of 100 rounds, p99", value: percentile(execs, 0.99), unit: 'ms', better: 'lower' },
      { name: 'a busy Pod deleted, grace 3 s', value: busy, unit: 'ms', better: 'lower', aim: 4000 },
      { name: 'a flooding Pod deleted, grace 3 s', value: flood, unit: 'ms', better: 'lower', aim: 4000 },
    ];
  } finally {
    dispose();
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  report('noisy', await noisyFigures());
  process.exit(0);
}
