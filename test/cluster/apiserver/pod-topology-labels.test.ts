// Pods say where their nodes are.
import { afterEach, expect, it } from 'vitest';
import type { Node, Pod } from '../../../src/api/generated/core-v1.ts';
import * as resources from '../../../src/client/resources.ts';
import { createFakeRuntime } from '../../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

it('a Pod that is bound, or made on a node, has the labels of its zone and region', async () => {
  virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) });
  const { client, until, pod } = virtual;
  const nodes = (await client.list<Node>(resources.nodes)).items;
  for (const { metadata } of nodes) await client.patch(resources.nodes, metadata.name, undefined, 'application/merge-patch+json', { metadata: { labels: { 'topology.kubernetes.io/zone': 'a', 'topology.kubernetes.io/region': 'r', other: 'x' } } });
  const place = { 'topology.kubernetes.io/zone': 'a', 'topology.kubernetes.io/region': 'r' };
  const make = (name: string, spec: object): Promise<unknown> => client.create<Pod>(resources.pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: 'web', 'topology.kubernetes.io/zone': 'mine' } }, spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'] }], ...spec } } as never, 'default');
  await make('made', { nodeName: nodes[0]?.metadata.name });
  expect((await pod('made'))?.metadata.labels).toEqual({ app: 'web', ...place });
  await make('bound', {});
  await until(async () => (await pod('bound'))?.spec.nodeName !== undefined);
  expect((await pod('bound'))?.metadata.labels).toEqual({ app: 'web', ...place });
});
