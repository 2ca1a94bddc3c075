// Quotas as a learner meets them: set, used up, and given back.
import { afterEach, describe, expect, it } from 'vitest';
import type { Pod, ResourceQuota } from '../../../src/api/generated/core-v1.ts';
import type { New } from '../../../src/api/meta/object.ts';
import * as resources from '../../../src/client/resources.ts';
import { createFakeRuntime } from '../../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

const pod = (name: string, spec: Partial<New<Pod['spec']>> = {}): New<Pod> => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name },
  spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'], resources: { requests: { memory: '64Mi', cpu: '100m' } } }], ...spec },
});

describe('a ResourceQuota', () => {
  it('counts what was there before it, refuses what is too much, and gets back what goes', async () => {
    virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock, script: () => ({ stopAfterMs: 100, stopExitCode: 0 }) }) });
    const { client, until, errors } = virtual;
    const status = async (): Promise<ResourceQuota['status']> => (await client.get<ResourceQuota>(resources.resourceQuotas, 'q', 'default')).status;
    await client.create(resources.pods, pod('before'), 'default');
    await client.create<ResourceQuota>(resources.resourceQuotas, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { pods: '2', 'requests.memory': '1Gi', 'requests.cpu': '1', 'count/deployments.apps': '3', services: '1' } } }, 'default');
    const first = await until(async () => { const s = await status(); return s?.used !== undefined && s; });
    expect(first).toEqual({
      hard: { pods: '2', 'requests.memory': '1Gi', 'requests.cpu': '1', 'count/deployments.apps': '3', services: '1' },
      used: { pods: '1', 'requests.memory': '64Mi', 'requests.cpu': '100m', 'count/deployments.apps': '0', services: '1' },
    });
    await client.create(resources.pods, pod('second'), 'default');
    expect((await status())?.used?.['pods']).toBe('2');
    await expect(client.create(resources.pods, pod('third'), 'default')).rejects.toThrow('pods "third" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2');
    await client.delete(resources.pods, 'before', 'default');
    await until(async () => (await status())?.used?.['pods'] === '1');
    await client.create(resources.pods, pod('third'), 'default');
    expect((await status())?.used).toMatchObject({ pods: '2', 'requests.memory': '128Mi', 'requests.cpu': '200m' });
    expect(errors).toEqual([]);
  });

  it('follows a change of its own limits', async () => {
    virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) });
    const { client, until } = virtual;
    await client.create<ResourceQuota>(resources.resourceQuotas, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { pods: '0' } } }, 'default');
    await until(async () => (await client.get<ResourceQuota>(resources.resourceQuotas, 'q', 'default')).status?.hard?.['pods'] === '0');
    await client.patch(resources.resourceQuotas, 'q', 'default', 'application/merge-patch+json', { spec: { hard: { pods: null, configmaps: '5' } } });
    await until(async () => (await client.get<ResourceQuota>(resources.resourceQuotas, 'q', 'default')).status?.hard?.['configmaps'] === '5');
    expect((await client.get<ResourceQuota>(resources.resourceQuotas, 'q', 'default')).status).toEqual({ hard: { configmaps: '5' }, used: { configmaps: '1' } });
  });
});
