// Whole lives: Pods created → Running with nothing taking time, what they cost while they sleep, and how long an exec takes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Pod } from '../../src/api/generated/core-v1.ts';
import type { New } from '../../src/api/meta/object.ts';
import type { Client } from '../../src/client/client.ts';
import * as resources from '../../src/client/resources.ts';
import { startBenchCluster, whenPods } from './bench-cluster.ts';
import { duration, eachOf, heapBytes, spentBy } from './measure.ts';
import { callerOf, podsPath, whenRunning } from './https-caller.ts';
import { type Figure, report } from './report.ts';
import { serveBundle } from './serve-bundle.ts';

function pod(name: string, command: readonly string[]): New<Pod> {
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name, labels: { app: 'bench' } },
    spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'c', image: 'busybox:1.36', command: [...command] }] },
  } as unknown as New<Pod>;
}

const sleeper = ['sleep', 'infinity'];
const isRunning = ({ status }: Pod): boolean => status?.phase === 'Running';

async function runAll(client: Client, count: number, command: readonly string[]): Promise<void> {
  const running = whenPods(client, count, isRunning);
  await eachOf(count, 64, (i) => client.create(resources.pods, pod(`p${i}`, command), 'default'));
  await running;
}

/** Created → Running of `count` Pods, with the memory that they and their nodes hold afterwards. */
export async function toRunning(count: number, nodes: number, goal: { aim: number; real?: number }): Promise<Figure[]> {
  const { client, dispose } = await startBenchCluster({ nodes });
  const title = `${count.toLocaleString('en-GB')} Pods on ${nodes} nodes`;
  try {
    const before = heapBytes();
    const cpu = process.cpuUsage();
    const spent = await spentBy(() => runAll(client, count, sleeper));
    const { user, system } = process.cpuUsage(cpu);
    const cpuSeconds = (user + system) / 1e6;
    return [
      duration(`${title}: created → Running`, spent, goal),
      { name: `${title}: CPU per 1,000, all threads`, value: (cpuSeconds / count) * 1000, unit: 's', better: 'lower', aim: 1.2, real: 12 },
      { name: `${title}: heap per sleeping Pod`, value: (heapBytes() - before) / count / 1000, unit: 'kB', better: 'lower' },
      { name: `${title}: process`, value: process.memoryUsage.rss() / 1e6, unit: 'MB', better: 'lower', aim: 400 },
    ];
  } finally {
    dispose();
  }
}

/** Pods in which a shell loops and sleeps; then what they use of a core while nothing is asked of them. */
export async function shellLoops(count: number): Promise<Figure[]> {
  const { client, dispose } = await startBenchCluster({ nodes: 10 });
  try {
    const before = heapBytes();
    await runAll(client, count, ['sh', '-c', 'i=0; while true; do i=$((i+1)); echo tick $i; sleep 10; done']);
    const bytes = heapBytes() - before;
    const cpu = process.cpuUsage();
    const start = performance.now();
    await new Promise((resolve) => { setTimeout(resolve, 10_000); });
    const { user, system } = process.cpuUsage(cpu);
    return [
      { name: `${count} shell loops that sleep 10 s: process`, value: process.memoryUsage.rss() / 1e6, unit: 'MB', better: 'lower', aim: 400 },
      { name: `${count} shell loops: heap each`, value: bytes / count / 1000, unit: 'kB', better: 'lower' },
      { name: `${count} shell loops: of a core`, value: ((user + system) / 1000 / (performance.now() - start)) * 100, unit: '%', better: 'lower', aim: 30 },
    ];
  } finally {
    dispose();
  }
}

export async function execTrue(count: number): Promise<Figure> {
  const { client, dispose } = await startBenchCluster({ nodes: 1 });
  try {
    await runAll(client, 1, sleeper);
    const exec = (): Promise<void> => new Promise((resolve) => {
      client.connect({ verb: 'connect', ref: resources.pods, subresource: 'exec', namespace: 'default', name: 'p0', query: { command: 'true', stdout: 'true' } }, { onData: () => undefined, onClose: () => { resolve(); } });
    });
    for (let i = 0; i < 50; i++) await exec();
    const spent = await spentBy(async () => { for (let i = 0; i < count; i++) await exec(); });
    return duration('exec of true', { ms: spent.ms / count, cpuMs: spent.cpuMs / count }, { aim: 5 });
  } finally {
    dispose();
  }
}

/** As a user has it: from the first POST to a fresh `podlab serve` until a watch has shown the last Pod running, by 64 kept connections. */
export async function toRunningOverHttps(count: number, nodes: number, goal: { aim: number; real?: number }): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'podlab-bench-'));
  const config = path.join(folder, 'podlab.yaml');
  writeFileSync(config, 'latencies: none\n');
  const served = await serveBundle(['--nodes', String(nodes), '--config', config]);
  const agent = new Agent({ keepAlive: true, maxSockets: 64, rejectUnauthorized: false });
  const title = `${count.toLocaleString('en-GB')} Pods on ${nodes} nodes over HTTPS`;
  try {
    const call = callerOf(served, agent);
    const cpu = served.cpuSeconds();
    const running = whenRunning(served, count);
    const start = performance.now();
    await eachOf(count, 64, (i) => call('POST', podsPath, pod(`p${i}`, sleeper)));
    await running;
    return [
      { name: `${title}: created → Running`, value: performance.now() - start, unit: 'ms', better: 'lower', ...goal },
      { name: `${title}: CPU per 1,000`, value: ((served.cpuSeconds() - cpu) / count) * 1000, unit: 's', better: 'lower', aim: 1.2, real: 12 },
      { name: `${title}: process`, value: served.residentBytes() / 1e6, unit: 'MB', better: 'lower', aim: 400, real: 710 },
    ];
  } finally {
    agent.destroy();
    await served.stop();
    rmSync(folder, { recursive: true });
  }
}

export async function podFigures(): Promise<Figure[]> {
  const rate = await execTrue(500);
  await toRunning(300, 10, { aim: 0 });
  return [
    ...(await toRunning(1000, 10, { aim: 700, real: 6700 })), ...(await shellLoops(500)), ...(await toRunning(10_000, 1000, { aim: 10_000 })), rate,
    // The default nodes have room for 110 Pods each.
    ...(await toRunningOverHttps(1000, 12, { aim: 700, real: 6700 })), ...(await toRunningOverHttps(10_000, 1000, { aim: 10_000 })),
  ];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  report('pods', await podFigures());
  process.exit(0);
}
