// Wishes that cannot be granted: what is refused at once, and how little is written for the rest.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ReplicaSet } from '../../../src/api/generated/apps-v1.ts';
import type { Pod, ResourceQuota } from '../../../src/api/generated/core-v1.ts';
import * as resources from '../../../src/client/resources.ts';
import { createFakeRuntime } from '../../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster;
beforeEach(async () => { virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) }); });
afterEach(() => { virtual.dispose(); });

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'] }] } };
const set = (spec: object): unknown => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'web' } }, template, ...spec } });
const create = (object: unknown): Promise<unknown> => virtual.client.create(resources.replicaSets, object as never, 'default');
/** Equal as long as no object of the kind is written. */
const versionsOf = async (ref: typeof resources.pods): Promise<string> => (await virtual.client.list(ref, 'default')).items.map((o) => `${o.metadata.name} ${o.metadata.resourceVersion}`).sort().join();

it.each([
  [{ replicas: -1 }, 'spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
  [{ selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }, { key: 'app', operator: 'NotIn', values: ['web'] }] } }, '`selector` does not match template `labels`'],
  [{ selector: {} }, 'empty selector is invalid for deployment'],
])('%o is refused', async (spec, why) => {
  await expect(create(set(spec))).rejects.toThrow(why);
});

it('two thousand million replicas make as many Pods as the quota allows, and then hardly anything is written', async () => {
  const { client, until, pass, eventsOf } = virtual;
  await client.create<ResourceQuota>(resources.resourceQuotas, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { pods: '2' } } }, 'default');
  await until(async () => (await client.get<ResourceQuota>(resources.resourceQuotas, 'q', 'default')).status?.hard?.['pods'] === '2');
  await create(set({ replicas: 2_147_483_647 }));
  await until(async () => (await client.get<ReplicaSet>(resources.replicaSets, 'web', 'default')).status.readyReplicas === 2);
  await pass(60);
  const before = [await versionsOf(resources.pods), await versionsOf(resources.replicaSets)];
  const toldBefore = (await eventsOf('web')).reduce((n, e) => n + (e.count ?? 1), 0);
  await pass(600);
  expect([await versionsOf(resources.pods), await versionsOf(resources.replicaSets)]).toEqual(before);
  // It tries again after longer and longer times, and tells of it less often still.
  expect((await eventsOf('web')).reduce((n, e) => n + (e.count ?? 1), 0) - toldBefore).toBeLessThan(10);
  expect((await client.list<Pod>(resources.pods, 'default')).items).toHaveLength(2);
});

it('a Pod bound to a node that goes is collected, and its owner makes another elsewhere', async () => {
  const { client, until } = virtual;
  await create(set({ replicas: 6 }));
  const pods = async (): Promise<Pod[]> => (await client.list<Pod>(resources.pods, 'default')).items;
  await until(async () => (await pods()).filter((p) => p.spec.nodeName !== undefined).length > 2);
  const [first] = await pods();
  const node = first?.spec.nodeName ?? '';
  await client.delete(resources.nodes, node);
  // Somebody binds to it all the same.
  await client.create(resources.pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'late', labels: { app: 'other' } }, spec: { ...template.spec, nodeName: node } } as never, 'default').catch(() => undefined);
  await until(async () => {
    const left = await pods();
    return left.every((p) => p.spec.nodeName !== node) && left.filter((p) => p.metadata.ownerReferences?.[0]?.name === 'web' && p.status.phase === 'Running').length === 6;
  });
});
