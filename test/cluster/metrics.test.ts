// metrics.k8s.io, where a cluster has it: discovery, PodMetrics and NodeMetrics, and kubectl top.
import { afterEach, expect, test } from 'vitest';
import type { ApiRequest } from '../../src/client/transport.ts';
import { defaultClusterConfig, noLatencies } from '../../src/cluster/config.ts';
import { startVirtualCluster, type VirtualCluster } from '../support/cluster-fakes/virtual-cluster.ts';
import { kubectlOf } from '../support/cluster-fakes/virtual-kubectl.ts';

let virtual: VirtualCluster;
afterEach(() => { virtual.dispose(); });

const ref = (resource: string) => ({ group: 'metrics.k8s.io', version: 'v1beta1', resource });
async function send(request: ApiRequest): Promise<{ code: number; body: Record<string, unknown> }> {
  const { code, body } = await virtual.cluster.transport.send(request);
  return { code, body: body as Record<string, unknown> };
}

test('a cluster with a metrics server tells what its Pods and Nodes use', async () => {
  virtual = await startVirtualCluster({ config: { ...defaultClusterConfig, latencies: noLatencies, hasMetricsServer: true } });
  const kubectl = kubectlOf(virtual, {});
  await kubectl('run a --image=busybox --labels=app=a -- sleep infinity');
  await kubectl('run waits --image=nosuch/image:1');
  await virtual.until(async () => (await virtual.pod('a'))?.status.phase === 'Running');
  await virtual.pass(20);

  expect((await send({ verb: 'get', path: '/apis' })).body['groups']).toContainEqual({ name: 'metrics.k8s.io', versions: [{ groupVersion: 'metrics.k8s.io/v1beta1', version: 'v1beta1' }], preferredVersion: { groupVersion: 'metrics.k8s.io/v1beta1', version: 'v1beta1' } });
  expect((await send({ verb: 'get', path: '/apis', accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' })).body['items']).toContainEqual(expect.objectContaining({ metadata: { name: 'metrics.k8s.io', creationTimestamp: null } }));
  expect((await send({ verb: 'get', path: '/apis/metrics.k8s.io/v1beta1' })).body).toMatchObject({ kind: 'APIResourceList', resources: [{ name: 'nodes', kind: 'NodeMetrics' }, { name: 'pods', kind: 'PodMetrics' }] });

  expect((await send({ verb: 'list', ref: ref('pods'), namespace: 'default' })).body).toMatchObject({ kind: 'PodMetricsList', items: [{ metadata: { name: 'a', namespace: 'default', labels: { app: 'a' } }, containers: [{ name: 'a', usage: { cpu: '0', memory: expect.stringMatching(/^[1-9]\d*Ki$/) as string } }] }] });
  expect((await send({ verb: 'list', ref: ref('pods'), query: { labelSelector: 'app=b' } })).body['items']).toEqual([]);
  const first = await send({ verb: 'get', ref: ref('pods'), namespace: 'default', name: 'a' });
  await virtual.pass(5);
  expect((await send({ verb: 'get', ref: ref('pods'), namespace: 'default', name: 'a' })).body).toMatchObject({ timestamp: first.body['timestamp'], window: first.body['window'] });
  await virtual.pass(15);
  expect((await send({ verb: 'get', ref: ref('pods'), namespace: 'default', name: 'a' })).body).toMatchObject({ window: '20s' });
  expect(await send({ verb: 'get', ref: ref('pods'), namespace: 'default', name: 'waits' })).toMatchObject({ code: 404, body: { message: 'podmetrics.metrics.k8s.io "default/waits" not found' } });
  expect(await send({ verb: 'get', ref: ref('nodes'), name: 'nope' })).toMatchObject({ code: 404, body: { message: 'nodemetrics.metrics.k8s.io "nope" not found' } });
  expect((await send({ verb: 'delete', ref: ref('pods'), namespace: 'default', name: 'a' })).code).toBe(405);
  expect((await send({ verb: 'list', ref: ref('services') })).code).toBe(404);

  expect((await kubectl('top pods')).out).toMatch(/^NAME +CPU\(cores\) +MEMORY\(bytes\) +\na +0m +\d+Mi +\n$/);
  expect((await kubectl('top pods -A --containers --sum --show-swap')).out).toMatch(/^NAMESPACE +POD +NAME +CPU\(cores\) +MEMORY\(bytes\) +SWAP\(bytes\) +\ndefault +a +a +0m +\d+Mi +0Mi +\n +_{8} +_{8} +_{8} +\n +0m +\d+Mi +0Mi +\n$/);
  expect((await kubectl('top nodes')).out).toMatch(/^worker-1 +0m +0% +\d+Mi +0% +$/m);
  // Pods are Pods, whatever else is called so.
  expect((await kubectl('get pods -o name')).out).toBe('pod/a\npod/waits\n');
});

test('a cluster without one says so', async () => {
  virtual = await startVirtualCluster({});
  expect(await kubectlOf(virtual, {})('top pods')).toMatchObject({ exit: 1, err: 'error: Metrics API not available\n' });
});
