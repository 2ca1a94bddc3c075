// A cluster in virtual time: waiting for something steps the clock instead of sleeping.
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/base/clock.ts';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { seededRandom } from '../../../src/base/random.ts';
import type { Event, Pod } from '../../../src/api/generated/core-v1.ts';
import { Client } from '../../../src/client/client.ts';
import * as resources from '../../../src/client/resources.ts';
import { type Cluster, type ClusterOptions, createCluster } from '../../../src/cluster/cluster.ts';
import { defaultClusterConfig, noLatencies } from '../../../src/cluster/config.ts';

const stoppedHost: Clock = { now: () => Date.UTC(2026, 0, 1), setTimeout: () => ({ dispose: () => undefined }) };

export interface VirtualCluster {
  readonly cluster: Cluster;
  readonly client: Client;
  readonly clock: SimulatedClock;
  readonly errors: unknown[];
  /** Steps time until `check` answers something truthy; fails after `maxSeconds` of virtual time. */
  until<T>(check: () => Promise<T> | T, maxSeconds?: number): Promise<Exclude<T, false | null | undefined>>;
  /** Lets virtual time pass. */
  pass(seconds: number): Promise<void>;
  pod(name: string): Promise<Pod | undefined>;
  eventsOf(name: string): Promise<Event[]>;
  dispose(): void;
}

/** Lets everything that does not wait for time come to rest. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await setImmediate();
}

export async function startVirtualCluster(options: Partial<ClusterOptions>): Promise<VirtualCluster> {
  const clock = new SimulatedClock(stoppedHost, { isPaused: true, startMs: Date.UTC(2026, 0, 1, 12) });
  const errors: unknown[] = [];
  const cluster = createCluster({
    clock,
    random: seededRandom(1),
    config: { ...defaultClusterConfig, latencies: noLatencies },
    onError: (error) => { errors.push(error); },
    ...options,
  });
  const client = new Client(cluster.transport, { userAgent: 'test' });
  let isReady = false;
  void cluster.ready.then(() => { isReady = true; });
  const step = async (): Promise<void> => {
    await settle();
    clock.step();
    await settle();
  };
  for (let i = 0; !isReady && i < 100; i++) await step();
  await cluster.ready;
  const until: VirtualCluster['until'] = async (check, maxSeconds = 600) => {
    const endMs = clock.now() + maxSeconds * 1000;
    for (;;) {
      await settle();
      const value = await check();
      if (value) return value as never;
      if (clock.now() > endMs) throw new Error('what was waited for did not happen');
      if (!clock.step()) throw new Error('nothing waits any more, and what was waited for did not happen');
    }
  };
  return {
    cluster, client, clock, errors, until,
    async pass(seconds) {
      const endMs = clock.now() + seconds * 1000;
      let isDone = false;
      clock.setTimeout(() => { isDone = true; }, seconds * 1000);
      while (!isDone && clock.now() < endMs) await step();
      await settle();
    },
    pod: (name) => client.get<Pod>(resources.pods, name, 'default').catch(() => undefined),
    async eventsOf(name) {
      const list = await client.list<Event>(resources.events, 'default', { fieldSelector: `involvedObject.name=${name}` });
      return list.items;
    },
    dispose: () => {
      cluster.dispose();
      clock.dispose();
    },
  };
}
