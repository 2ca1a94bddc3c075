// The host's clock is set back, or was asleep, while a cluster runs.
import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { SimulatedClock } from '../../src/base/simulated-clock.ts';
import type { Job } from '../../src/api/generated/batch-v1.ts';
import type { Node, Pod } from '../../src/api/generated/core-v1.ts';
import { Client } from '../../src/client/client.ts';
import * as resources from '../../src/client/resources.ts';
import { type Cluster, createCluster } from '../../src/cluster/cluster.ts';
import { defaultClusterConfig, noLatencies } from '../../src/cluster/config.ts';
import { createFakeRuntime } from '../support/cluster-fakes/fake-runtime.ts';

/** A host whose timers follow elapsed time and whose clock can be set, as real ones. */
class SettableHost implements Clock {
  #elapsedMs = 0;
  #setMs = Date.UTC(2026, 0, 1, 12);
  readonly #timers = new Set<{ readonly dueMs: number; readonly wake: () => void }>();

  now(): number {
    return this.#setMs + this.#elapsedMs;
  }

  setTimeout(wake: () => void, delayMs: number): { dispose(): void } {
    const timer = { dueMs: this.#elapsedMs + delayMs, wake };
    this.#timers.add(timer);
    return { dispose: () => { this.#timers.delete(timer); } };
  }

  set(byMs: number): void {
    this.#setMs += byMs;
  }

  async run(seconds: number): Promise<void> {
    const endMs = this.#elapsedMs + seconds * 1000;
    for (;;) {
      for (let i = 0; i < 20; i++) await setImmediate();
      const [next] = [...this.#timers].sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined || next.dueMs > endMs) break;
      this.#timers.delete(next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.dueMs);
      next.wake();
    }
    this.#elapsedMs = endMs;
  }
}

let cluster: Cluster | undefined;
afterEach(() => { cluster?.dispose(); });

async function running(): Promise<{ host: SettableHost; client: Client; pods: () => Promise<Pod[]>; errors: unknown[] }> {
  const host = new SettableHost();
  const clock = new SimulatedClock(host);
  const errors: unknown[] = [];
  const started = createCluster({ clock, random: seededRandom(1), config: { ...defaultClusterConfig, latencies: noLatencies }, onError: (error) => { errors.push(error); }, createRuntime: (_node, { clock: own }) => createFakeRuntime({ clock: own }) });
  cluster = started;
  const client = new Client(started.transport, { userAgent: 'test' });
  void host.run(10);
  await started.ready;
  const spec = { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'] }] };
  await client.create(resources.deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 4, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec } } } as never, 'default');
  await host.run(60);
  return { host, client, errors, pods: async () => (await client.list<Pod>(resources.pods, 'default')).items.filter((p) => p.metadata.labels?.['app'] === 'web') };
}

const uids = (pods: readonly Pod[]): string[] => pods.map((p) => p.metadata.uid).sort();

it.each([
  ['back by an hour', -3_600_000],
  ['forward by three hours', 3 * 3_600_000],
])('a clock that is set %s takes no Pod away and stops nothing', async (_what, byMs) => {
  const { host, client, pods, errors } = await running();
  const before = uids(await pods());
  expect(before).toHaveLength(4);
  host.set(byMs);
  await host.run(400);
  expect(uids(await pods())).toEqual(before);
  const nodes = (await client.list<Node>(resources.nodes)).items;
  expect(nodes.flatMap((n) => (n.spec.taints ?? []).filter((t) => t.effect === 'NoExecute'))).toEqual([]);
  await client.create(resources.jobs, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'late' }, spec: { activeDeadlineSeconds: 5, ttlSecondsAfterFinished: 30, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'] }] } } } } as never, 'default');
  await host.run(20);
  expect((await client.get<Job>(resources.jobs, 'late', 'default')).status.conditions?.map((c) => `${c.type} ${c.reason}`)).toContain('Failed DeadlineExceeded');
  await host.run(60);
  await expect(client.get(resources.jobs, 'late', 'default')).rejects.toThrow('not found');
  expect(errors).toEqual([]);
});
