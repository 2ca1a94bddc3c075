// Machines that come and go while the cluster runs, and what becomes of their Pods.
import { afterEach, expect, it } from 'vitest';
import type { Lease } from '../../src/api/generated/coordination-v1.ts';
import type { Deployment } from '../../src/api/generated/apps-v1.ts';
import type { Node, Pod } from '../../src/api/generated/core-v1.ts';
import type { New } from '../../src/api/meta/object.ts';
import { usualCapacity } from '../../src/client/node-entry.ts';
import * as resources from '../../src/client/resources.ts';
import { defaultClusterConfig, noLatencies } from '../../src/cluster/config.ts';
import { createFakeRuntime } from '../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => { virtual?.dispose(); });

async function start(): Promise<VirtualCluster> {
  virtual = await startVirtualCluster({ config: { ...defaultClusterConfig, nodes: defaultClusterConfig.nodes.slice(0, 2), latencies: noLatencies }, createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) });
  return virtual;
}

const big = { name: 'big', capacity: { ...usualCapacity, cpu: '16' }, labels: { disk: 'ssd' }, taints: [] };
const containers = [{ name: 'main', image: 'busybox:1.36', resources: { requests: { cpu: '3' } } }];
const pods = async ({ client }: VirtualCluster): Promise<Pod[]> => (await client.list<Pod>(resources.pods, 'default')).items;
const nodes = async ({ client }: VirtualCluster): Promise<Node[]> => (await client.list<Node>(resources.nodes)).items;

it('a Pod that waits for room is placed when a node is added that has it', async () => {
  const opened = await start();
  const { client, cluster, until, pod } = opened;
  await client.create(resources.pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'large' }, spec: { containers } } as New<Pod>, 'default');
  await until(async () => (await pod('large'))?.status.conditions?.some((c) => c.reason === 'Unschedulable') === true);
  const added = cluster.addNode(big);
  await until(async () => (await pod('large'))?.status.phase === 'Running');
  expect((await added).isPoweredOn).toBe(true);
  expect((await pod('large'))?.spec.nodeName).toBe('big');
  const [node] = await nodes(opened);
  expect(node).toMatchObject({ metadata: { name: 'big', labels: { disk: 'ssd' } }, spec: { podCIDR: '10.244.2.0/24' }, status: { capacity: { cpu: '16' }, addresses: [{ address: '172.18.0.5' }, { address: 'big' }] } });
  await expect(cluster.addNode(big)).rejects.toThrow('there is a node "big" already');
});

it('Pods of a node that is removed are collected: those of a controller are replaced, the bare one is lost', async () => {
  const opened = await start();
  const { client, cluster, clock, until, pod } = opened;
  await cluster.addNode(big);
  await client.create(resources.pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bare' }, spec: { containers, nodeName: 'big' } } as New<Pod>, 'default');
  const template = { metadata: { labels: { app: 'web' } }, spec: { nodeSelector: { disk: 'ssd' }, containers } };
  await client.create(resources.deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template } } as unknown as New<Deployment>, 'default');
  await until(async () => (await pods(opened)).filter((p) => p.status.phase === 'Running').length === 3);
  const before = (await pods(opened)).map((p) => p.metadata.uid);
  const removedMs = clock.now();
  await cluster.removeNode('big');
  expect((await nodes(opened)).map((n) => n.metadata.name)).toEqual(['control-plane', 'worker-1']);
  expect(cluster.nodes.map((n) => n.name)).toEqual(['control-plane', 'worker-1']);
  // Quarantined for 40 s, looked at each 20 s.
  await until(async () => (await pods(opened)).every((p) => !before.includes(p.metadata.uid)) && (await pods(opened)).length === 2, 120);
  expect(clock.now() - removedMs).toBeGreaterThanOrEqual(40_000);
  expect(clock.now() - removedMs).toBeLessThanOrEqual(65_000);
  expect(await pod('bare')).toBeUndefined();
  expect((await pods(opened)).every((p) => p.status.phase === 'Pending' && p.spec.nodeName === undefined)).toBe(true);
  expect((await client.list<Lease>(resources.leases, 'kube-node-lease')).items.map((l) => l.metadata.name)).toEqual(['control-plane', 'worker-1']);
  await expect(cluster.removeNode('big')).rejects.toThrow('there is no machine "big"');
});

it('a Node that is deleted stays away until its kubelet is started anew; its name can be added again', async () => {
  const opened = await start();
  const { client, cluster, pass } = opened;
  await client.delete(resources.nodes, 'worker-1');
  await pass(400);
  expect((await nodes(opened)).map((n) => n.metadata.name)).toEqual(['control-plane']);
  const [, worker] = cluster.nodes;
  worker?.powerOff();
  await worker?.powerOn();
  expect((await nodes(opened)).map((n) => n.metadata.name)).toEqual(['control-plane', 'worker-1']);
  await client.delete(resources.nodes, 'worker-1');
  await cluster.addNode({ ...big, name: 'worker-1' });
  expect((await nodes(opened))[1]?.status.capacity?.['cpu']).toBe('16');
  expect(cluster.nodes.map((n) => n.name)).toEqual(['control-plane', 'worker-1']);
});
