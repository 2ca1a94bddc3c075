// Opens and closes each thing a thousand times, as a process of its own with --expose-gc: prints by how many bytes the heap grew for each, one JSON line.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '../../src/base/random.ts';
import { SimulatedClock } from '../../src/base/simulated-clock.ts';
import { systemClock } from '../../src/base/system-clock.ts';
import { Client } from '../../src/client/client.ts';
import { Informer } from '../../src/client/informer.ts';
import { pods } from '../../src/client/resources.ts';
import { type Cluster, createCluster } from '../../src/cluster/cluster.ts';
import { defaultClusterConfig, noLatencies } from '../../src/cluster/config.ts';
import { wireYaml } from '../../src/entry/wire-yaml.ts';
import { runKubectl } from '../../src/kubectl/kubectl.ts';
import { createLanguageService } from '../../src/language/language-service.ts';

export interface Growth {
  readonly thing: string;
  readonly bytes: number;
}

const warmUp = 100;
const rounds = 1000;
/** A whole cluster takes longer, and leaks more when it leaks. */
const clusterRounds = 40;
const hostTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

function start(): { cluster: Cluster; clock: SimulatedClock } {
  const clock = new SimulatedClock(systemClock);
  return { clock, cluster: createCluster({ clock, random: seededRandom(1), config: { ...defaultClusterConfig, latencies: noLatencies }, onError: (error) => { throw error instanceof Error ? error : new Error(String(error)); }, yieldToHost: hostTurn, apiServer: { yaml: wireYaml } }) };
}

const { cluster, clock } = start();
await cluster.ready;
const client = new Client(cluster.transport, { userAgent: 'test' });
const kubectl = (...argv: string[]): Promise<number> => runKubectl(argv, { client, clock, namespace: 'default', stdin: '', readFile: () => Promise.reject(new Error('no files')), stdout: () => undefined, stderr: () => undefined, signal: new AbortController().signal });
await kubectl('run', 'idle', '--image=busybox', '--', 'sleep', 'infinity');
await kubectl('wait', '--for=condition=Ready', 'pod/idle', '--timeout=30s');

const manifest = readFileSync(path.resolve(import.meta.dirname, '../../samples/07-config-and-secret.yaml'), 'utf8');
const service = createLanguageService();
const drain = (work: Iterable<unknown>): void => { for (const step of work) void step; };

const things: Readonly<Record<string, () => Promise<void>>> = {
  'a watch': async () => {
    cluster.transport.watch({ verb: 'watch', ref: pods, namespace: 'default' }, { onEvents: () => undefined, onClose: () => undefined }).dispose();
    await hostTurn();
  },
  'an informer': async () => {
    const informer = new Informer(client, pods, { clock });
    await hostTurn();
    informer.dispose();
  },
  'an exec': async () => { await kubectl('exec', 'idle', '--', 'true'); },
  'logs that are followed': async () => {
    const end = new AbortController();
    const running = runKubectl(['logs', '-f', 'idle'], { client, clock, namespace: 'default', stdin: '', readFile: () => Promise.reject(new Error('no files')), stdout: () => undefined, stderr: () => undefined, signal: end.signal });
    await hostTurn();
    end.abort();
    await running;
  },
  'a description': async () => { await kubectl('describe', 'pod', 'idle'); },
  'a file in the editor': async () => {
    service.open('file:///a.yaml', 1, manifest);
    drain(service.diagnostics('file:///a.yaml'));
    drain(service.codeLenses('file:///a.yaml'));
    service.close('file:///a.yaml');
    await Promise.resolve();
  },
};

async function heapAfterRest(): Promise<number> {
  for (let i = 0; i < 5; i++) await hostTurn();
  globalThis.gc?.();
  await hostTurn();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function growth(thing: string, once: () => Promise<void>, times: number, first: number): Promise<void> {
  for (let i = 0; i < first; i++) await once();
  const before = await heapAfterRest();
  for (let i = 0; i < times; i++) await once();
  process.stdout.write(`${JSON.stringify({ thing, bytes: await heapAfterRest() - before } satisfies Growth)}\n`);
}

for (const [thing, once] of Object.entries(things)) await growth(thing, once, rounds, warmUp);
await growth('a cluster', async () => {
  const one = start();
  await one.cluster.ready;
  one.cluster.dispose();
  one.clock.dispose();
}, clusterRounds, 10);
process.exit(0);
