// Nodes that fall silent: one after the other in a zone, and none when all do; who is told of them; and how little is written when controllers want different things.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ReplicaSet } from '../../../src/api/generated/apps-v1.ts';
import type { Node, Pod } from '../../../src/api/generated/core-v1.ts';
import * as resources from '../../../src/client/resources.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';
import { createFakeRuntime } from '../../support/cluster-fakes/fake-runtime.ts';
import { NodeZones } from '../../../src/cluster/controllers/node-zones.ts';

let virtual: VirtualCluster;
beforeEach(async () => { virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) }); });
afterEach(() => { virtual.dispose(); });

const nodeIn = (name: string, zone: string): Node => ({ metadata: { name, labels: { 'topology.kubernetes.io/zone': zone } }, spec: {}, status: {} }) as unknown as Node;
const health = (zone: string, ...ready: boolean[]): { node: Node; isReady: boolean }[] => ready.map((isReady, i) => ({ node: nodeIn(`${zone}${i}`, zone), isReady }));

it('a zone gives up a node every ten seconds, one that is mostly down none, and neither does a cluster that is down', () => {
  const zones = new NodeZones();
  for (const { node } of health('a', false, false)) zones.add(node);
  expect(zones.judge([...health('a', false, false, true), ...health('b', true)])).toBeUndefined();
  expect([zones.take(0), zones.take(9999), zones.take(10_000)]).toEqual([['a0'], [], ['a1']]);
  for (const { node } of health('b', false)) zones.add(node);
  zones.judge([...health('a', true, true, true), ...health('b', false, false, false, true)]);
  expect([zones.take(50_000), zones.nextMs(50_000)]).toEqual([[], undefined]);
  expect(zones.judge([...health('a', false), ...health('b', false)])).toBe('down');
  expect(zones.take(60_000)).toEqual([]);
  expect(zones.judge([...health('a', true), ...health('b', false)])).toBe('back');
  // A clock that was set back holds nobody for longer.
  expect([zones.take(30_000), zones.take(30_001)]).toEqual([['b0'], []]);
});

it('nodes are greeted and seen off, and their taints are in the order of their conditions', async () => {
  const { client, pass, eventsOf } = virtual;
  const bare = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'bare', labels: { 'kubernetes.io/os': 'linux' } } };
  await client.create(resources.nodes, bare as never);
  const conditions = ['DiskPressure', 'MemoryPressure'].map((type) => ({ type, status: 'True' }));
  await client.patch(resources.nodes, 'bare', undefined, 'application/merge-patch+json', { status: { conditions } } as never, { subresource: 'status' });
  await pass(70);
  const node = await client.get<Node>(resources.nodes, 'bare');
  expect(node.status.conditions?.map((c) => `${c.type} ${c.reason}`)).toEqual(['DiskPressure NodeStatusUnknown', 'MemoryPressure NodeStatusUnknown', 'Ready NodeStatusNeverUpdated', 'PIDPressure NodeStatusNeverUpdated']);
  expect(node.spec.taints?.map((t) => `${t.key.split('/')[1]}:${t.effect}`)).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
  expect(node.metadata.labels).toMatchObject({ 'beta.kubernetes.io/os': 'linux' });
  expect(node.metadata.annotations).toMatchObject({ 'node.alpha.kubernetes.io/ttl': '0' });
  await client.delete(resources.nodes, 'bare');
  await pass(10);
  await client.create(resources.nodes, bare as never);
  await pass(10);
  expect((await eventsOf('bare')).map((e) => `${e.reason} ${e.count ?? 1}`).sort()).toEqual(['RegisteredNode 1', 'RegisteredNode 1', 'RemovingNode 1']);
});

it('two ReplicaSets that select the same Pods come to rest, and nothing is written any more', async () => {
  const { client, pass } = virtual;
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'] }] } };
  for (const [name, replicas] of [['a', 2], ['b', 3]] as const) await client.create<ReplicaSet>(resources.replicaSets, { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template } }, 'default');
  await pass(30);
  const versions = async (): Promise<string> => JSON.stringify([await client.list<Pod>(resources.pods, 'default'), await client.list<ReplicaSet>(resources.replicaSets, 'default')].map((l) => l.items.map((o) => [o.metadata.name, o.metadata.resourceVersion])));
  const before = await versions();
  expect((await client.list<Pod>(resources.pods, 'default')).items).toHaveLength(5);
  await pass(300);
  expect(await versions()).toBe(before);
});
