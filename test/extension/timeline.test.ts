// What a Pod was and went through, told by a whole simulated cluster.
import { afterEach, expect, test } from 'vitest';
import type { Event } from '../../src/api/generated/core-v1.ts';
import { historyPathOf, type ObjectHistory } from '../../src/client/object-history.ts';
import { events, pods } from '../../src/client/resources.ts';
import { momentsOf } from '../../src/extension/history/moments.ts';
import { podTimeline, type PodTimeline } from '../../src/extension/timeline/pod-timeline.ts';
import { timelineText } from '../../src/extension/timeline/timeline-text.ts';
import { startVirtualCluster, type VirtualCluster } from '../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

async function historyOf({ client }: VirtualCluster, ref: typeof pods, name: string): Promise<ObjectHistory> {
  return (await client.send({ verb: 'get', path: historyPathOf(ref, 'default', name) })).body as ObjectHistory;
}

async function timelineOf(cluster: VirtualCluster, name: string): Promise<PodTimeline> {
  const about = await cluster.client.list<Event>(events, 'default', { fieldSelector: `involvedObject.name=${name}` });
  const timeline = podTimeline(await historyOf(cluster, pods, name), await Promise.all(about.items.map((event) => historyOf(cluster, events, event.metadata.name ?? ''))), cluster.clock.now());
  if (timeline === undefined) throw new Error('no timeline');
  return timeline;
}

async function crash(cluster: VirtualCluster): Promise<void> {
  await cluster.client.send({ verb: 'create', ref: pods, namespace: 'default', userAgent: 'kubectl/v1.36.3', body: {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'crash' }, spec: {
      initContainers: [{ name: 'setup', image: 'busybox', command: ['sleep', '2'] }],
      containers: [{ name: 'app', image: 'busybox', command: ['sh', '-c', 'sleep 3; exit 7'] }],
    },
  } });
  await cluster.until(async () => ((await cluster.pod('crash'))?.status.containerStatuses?.[0]?.restartCount ?? 0) >= 2);
}

test('each version of an object says in words what it changed, and who', async () => {
  virtual = await startVirtualCluster({});
  await crash(virtual);
  await virtual.client.send({ verb: 'delete', ref: pods, namespace: 'default', name: 'crash', query: { gracePeriodSeconds: '0' } });
  const moments = momentsOf(await historyOf(virtual, pods, 'crash'));
  expect(moments[0]).toMatchObject({ summary: 'created', before: undefined, by: 'kubectl' });
  expect(moments.map(({ summary }) => summary)).toEqual(expect.arrayContaining([
    expect.stringMatching(/^nodeName: worker-\d, PodScheduled: True$/), expect.stringMatching(/^app: Running → Error \(exit code 7\), Ready: True → False/), 'app: Error (exit code 7) → CrashLoopBackOff', 'deleted',
  ]));
  for (const { summary, by } of moments) if (summary.includes('exit code 7')) expect(by).toBe('kubelet');
  expect(moments.at(-1)?.object).toBeUndefined();
  const times = moments.map(({ atMs = 0 }) => atMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('a timeline has a lane for the Pod and for each container, and the cause of each stretch', async () => {
  virtual = await startVirtualCluster({});
  await crash(virtual);
  const timeline = await timelineOf(virtual, 'crash');
  expect(timeline.lanes.map(({ name }) => name)).toEqual(['Pod', 'setup', 'app']);
  expect(timeline.lanes[1]?.stretches.map(({ kind }) => kind)).toEqual(['waiting', 'running', 'completed']);
  expect(timeline.lanes[2]?.stretches.map(({ kind, words }) => `${kind}: ${words}`)).toEqual(expect.arrayContaining(['waiting: PodInitializing', 'ready: Running, ready', 'failed: Error (exit code 7)', 'backing off: CrashLoopBackOff, 1 restart']));
  const ran = timeline.lanes[2]?.stretches.find(({ kind }) => kind === 'ready');
  expect((ran?.toMs ?? 0) - (ran?.fromMs ?? 0)).toBeGreaterThanOrEqual(2000);
  for (const { stretches } of timeline.lanes) for (const [at, { fromMs, toMs }] of stretches.entries()) {
    expect(toMs).toBeGreaterThanOrEqual(fromMs);
    expect(fromMs).toBeGreaterThanOrEqual(stretches[at - 1]?.toMs ?? timeline.fromMs);
  }
  expect(timeline.marks.find(({ reason }) => reason === 'BackOff')).toMatchObject({ isWarning: true, field: 'spec.containers[0]' });
  const text = timelineText('default/crash', timeline);
  expect(text).toMatch(/\napp {5}[░█x·▒]+\n/u);
  expect(text).toContain('Event Scheduled: Successfully assigned');
  expect(text).toMatch(/\+\S+ s +CrashLoopBackOff, 1 restart, for [\d.]+ s {2}→ spec\.containers\[0\]\n/u);
  // A column stands for so long that the chart keeps to its width.
  for (const line of text.split('\n').slice(3, 7)) expect(line.length).toBeLessThan(80);
});

test('a Pod that came after another of its name has a timeline of its own', async () => {
  virtual = await startVirtualCluster({});
  await crash(virtual);
  await virtual.client.send({ verb: 'delete', ref: pods, namespace: 'default', name: 'crash', query: { gracePeriodSeconds: '0' } });
  const ended = await timelineOf(virtual, 'crash');
  await virtual.pass(60);
  expect((await timelineOf(virtual, 'crash')).toMs).toBe(ended.toMs);
  await virtual.client.send({ verb: 'create', ref: pods, namespace: 'default', body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'crash' }, spec: { containers: [{ name: 'other', image: 'nginx' }] } } });
  await virtual.until(async () => (await virtual?.pod('crash'))?.status.phase === 'Running');
  const again = await timelineOf(virtual, 'crash');
  expect(again.fromMs).toBeGreaterThanOrEqual(ended.toMs);
  expect(again.lanes.map(({ name }) => name)).toEqual(['Pod', 'other']);
  expect(again.marks.map(({ reason }) => reason)).not.toContain('BackOff');
});

test('what nobody remembers is not found, and nobody but administrators may ask', async () => {
  virtual = await startVirtualCluster({});
  const account = { name: 'system:serviceaccount:default:default', groups: ['system:serviceaccounts', 'system:authenticated'] };
  const { code } = await virtual.cluster.transportFor(account).send({ verb: 'get', path: historyPathOf(pods, 'default', 'nobody') }).catch((error: unknown) => error as { code: number });
  expect(code).toBe(403);
  await expect(historyOf(virtual, pods, 'nobody')).rejects.toThrow('could not find the requested resource');
});
