// The Cluster view's watches against the real API server: the cells of the rows and the changes that arrive.
import type { Pod } from '../../src/api/generated/core-v1.ts';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import type { Clock } from '../../src/base/clock.ts';
import { SimulatedClock } from '../../src/base/simulated-clock.ts';
import { systemClock } from '../../src/base/system-clock.ts';
import { Client } from '../../src/client/client.ts';
import { pods } from '../../src/client/resources.ts';
import { createApiServer, storeIndexes } from '../../src/cluster/apiserver/api-server.ts';
import { Store } from '../../src/cluster/store/store.ts';
import { ClusterWatch } from '../../src/extension/cluster-view/cluster-watch.ts';
import { descriptionParts } from '../../src/extension/cluster-view/describe-entry.ts';
import { defined } from './defined.ts';
import type { ClusterSession } from '../../src/extension/session/cluster-session.ts';

const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 60); });

async function start(clock: Clock = systemClock): Promise<{ client: Client; watch: ClusterWatch }> {
  const store = new Store({ clock, indexes: storeIndexes });
  const server = createApiServer({ store, clock, random: seededRandom(1) });
  await server.bootstrap();
  const client = new Client(server.transport(), { userAgent: 'test' });
  const watch = new ClusterWatch(systemClock);
  watch.follow({ client } as unknown as ClusterSession);
  await settled();
  return { client, watch };
}

describe('the view over the API server', () => {
  test('shows namespaces at once and a Pod’s way from Pending to gone', async () => {
    const { client, watch } = await start();
    expect(watch.model.ofKind('Namespace').map(({ name }) => name)).toContain('default');
    const made = await client.create<Pod>(pods, { metadata: { name: 'hello-pod' }, spec: { containers: [{ name: 'hello-ctr', image: 'nginx' }] } } as never, 'default');
    await settled();
    const entry = (): string[] => descriptionParts(defined(watch.model.entry('pods/default/hello-pod')), systemClock.now());
    expect(entry()[0]).toBe('0/1 Pending');
    await client.update(pods, { ...made, status: { phase: 'Running', containerStatuses: [{ name: 'hello-ctr', ready: true, restartCount: 2, image: 'nginx', imageID: '', state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }] } } as never, { subresource: 'status' });
    await settled();
    expect(entry().slice(0, 2)).toEqual(['1/1 Running', '2 restarts']);
    await client.delete(pods, 'hello-pod', 'default', { gracePeriodSeconds: 0 });
    await settled();
    expect(watch.model.entry('pods/default/hello-pod')).toBeUndefined();
    watch.dispose();
  });

  test('goes on after the bookmarks that quiet minutes bring', async () => {
    const clock = new SimulatedClock(systemClock, { isPaused: true });
    const { client, watch } = await start(clock);
    // Several times, because a wake-up's consequences need a turn of the real loop.
    for (let minute = 0; minute < 5; minute++) {
      clock.advanceTo(clock.now() + 61_000);
      await settled();
    }
    await client.create(pods, { metadata: { name: 'late' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } } as never, 'default');
    await settled();
    expect(watch.model.entry('pods/default/late')?.cells).toMatchObject({ Ready: '0/1', Status: 'Pending', Restarts: '0' });
    watch.dispose();
    clock.dispose();
  });
});
