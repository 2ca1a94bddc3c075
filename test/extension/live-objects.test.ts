import { expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/simulated-clock.ts';
import { systemClock } from '../../src/base/system-clock.ts';
import { toDisposable } from '../../src/base/disposable.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { Client } from '../../src/client/client.ts';
import { ClusterWatch } from '../../src/extension/cluster-view/cluster-watch.ts';
import { LiveObjects } from '../../src/extension/live/live-objects.ts';
import type { ClusterSession } from '../../src/extension/session/cluster-session.ts';
import { ClusterSnapshot } from '../../src/language/cluster/cluster-snapshot.ts';
import type { ClusterChanges } from '../../src/language/cluster/live-object.ts';
import { followCluster } from '../../src/language/protocol.ts';
import { FakeCluster } from './fake-cluster.ts';

function start(cluster: FakeCluster): { snapshot: ClusterSnapshot; sent: ClusterChanges[]; follow: (isRunning: boolean) => void; ask: () => void; live: LiveObjects } {
  const session = { client: new Client(cluster.transport, { userAgent: 'test' }) } as ClusterSession;
  const sessions = new Emitter<ClusterSession | undefined>();
  const host = { session: session as ClusterSession | undefined, onDidChangeSession: sessions.event };
  const watch = new ClusterWatch(systemClock);
  sessions.event((current) => { watch.follow(current); });
  const live = new LiveObjects({ cluster: host, watch, clock: new SimulatedClock(systemClock) });
  const snapshot = new ClusterSnapshot();
  const sent: ClusterChanges[] = [];
  let ask = (): void => undefined;
  live.attach({
    sendRequest: () => Promise.resolve(undefined), onRequest: () => toDisposable(() => undefined), dispose: () => undefined, kill: () => undefined,
    sendNotification: (_method, params) => {
      sent.push(structuredClone(params) as ClusterChanges);
      snapshot.apply(params as ClusterChanges);
    },
    onNotification: (method, hear) => {
      if (method === followCluster) ask = () => { hear(undefined); };
      return toDisposable(() => undefined);
    },
  });
  watch.follow(session);
  const follow = (isRunning: boolean): void => {
    host.session = isRunning ? session : undefined;
    sessions.fire(host.session);
  };
  return { snapshot, sent, follow, ask: () => { ask(); }, live };
}

test('the server is told of everything once it asks, then of changes, and of the end', async () => {
  const cluster = new FakeCluster();
  cluster.put('pods', { metadata: { name: 'a', namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'i' }] } }, ['1/1', 'Running']);
  cluster.put('secrets', { metadata: { name: 's', namespace: 'default' }, data: { password: 'aHVudGVyMg==' } }, []);
  const { snapshot, sent, follow, ask, live } = start(cluster);
  await expect.poll(() => cluster.requests.length).toBeGreaterThan(5);
  expect(sent).toEqual([]);
  ask();
  await expect.poll(() => snapshot.isComplete).toBe(true);
  expect([...snapshot.ofKind('Secret')]).toMatchObject([{ name: 's', keys: ['password'] }]);
  expect(JSON.stringify(sent)).not.toContain('aHVudGVyMg');
  expect([...snapshot.ofKind('Pod')]).toMatchObject([{ cells: { Status: 'Running' }, pod: { containers: [{ name: 'c' }] } }]);
  cluster.delete('pods', 'a');
  await expect.poll(() => [...snapshot.ofKind('Pod')].length).toBe(0);
  follow(false);
  await expect.poll(() => snapshot.isRunning).toBe(false);
  expect([...snapshot.ofKind('Secret')]).toEqual([]);
  follow(true);
  await expect.poll(() => snapshot.isComplete).toBe(true);
  expect([...snapshot.ofKind('Secret')]).toHaveLength(1);
  live.dispose();
});
