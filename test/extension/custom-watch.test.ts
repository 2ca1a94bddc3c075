// The Cluster view follows custom kinds as a cluster begins and ceases to serve them.
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/base/system-clock.ts';
import { customResourceDefinitions } from '../../src/client/resources.ts';
import { ClusterModel } from '../../src/extension/cluster-view/cluster-model.ts';
import { CustomWatch } from '../../src/extension/cluster-view/custom-watch.ts';
import { startVirtualCluster, type VirtualCluster } from '../support/cluster-fakes/virtual-cluster.ts';

const widgets = { group: 'example.com', version: 'v1', resource: 'widgets' };
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'widgets.example.com' },
  spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }] },
};

let virtual: VirtualCluster | undefined;
let watch: CustomWatch | undefined;
afterEach(() => {
  watch?.dispose();
  virtual?.dispose();
});

/** Every line of the group, level by level. */
function lines(model: ClusterModel): string[] {
  const custom = model.children().find(({ type }) => type === 'custom');
  return custom === undefined ? [] : model.children(custom).flatMap((kind) => [model.entry(kind.id)?.defines?.kind ?? '', ...model.children(kind).map(({ id }) => `${model.entry(id)?.namespace ?? ''}/${model.entry(id)?.name ?? ''}`)]);
}

test('kinds and their objects come and go with their definition', async () => {
  virtual = await startVirtualCluster({});
  const { client } = virtual;
  const model = new ClusterModel();
  watch = new CustomWatch(client, systemClock);
  let batches = 0;
  watch.onDidChange((changes) => {
    batches++;
    model.apply(changes);
  });
  await watch.start();
  await expect.poll(() => batches).toBe(1);
  expect(lines(model)).toEqual([]);
  await client.create(customResourceDefinitions, definition);
  await virtual.pass(5);
  await client.create(widgets, { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'one' } }, 'default');
  await expect.poll(() => lines(model)).toEqual(['Widget', 'default/one']);
  await client.create(widgets, { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'another' } }, 'default');
  await expect.poll(() => lines(model)).toEqual(['Widget', 'default/another', 'default/one']);
  await client.delete(widgets, 'one', 'default');
  await expect.poll(() => lines(model)).toEqual(['Widget', 'default/another']);
  await client.delete(customResourceDefinitions, 'widgets.example.com');
  await virtual.pass(30);
  await expect.poll(() => lines(model)).toEqual([]);
});
