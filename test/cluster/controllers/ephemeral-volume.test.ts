// Generic ephemeral volumes: their claims come and go with the Pod.
import { afterEach, expect, it } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../src/api/generated/core-v1.ts';
import type { New } from '../../../src/api/meta/object.ts';
import * as resources from '../../../src/client/resources.ts';
import { createFakeRuntime } from '../../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

const claimSpec = { accessModes: ['ReadWriteOnce' as const], resources: { requests: { storage: '1Gi' } } };
const pod = (name: string): New<Pod> => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name },
  spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'] }], volumes: [{ name: 'scratch', ephemeral: { volumeClaimTemplate: { metadata: { labels: { kind: 'scratch' } }, spec: claimSpec } } }] },
});

it('a Pod gets its claim, runs with it, and takes it along', async () => {
  virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock, script: () => ({ stopAfterMs: 100, stopExitCode: 0 }) }) });
  const { client, until, pod: get, errors } = virtual;
  const claim = (): Promise<PersistentVolumeClaim | undefined> => client.get<PersistentVolumeClaim>(resources.persistentVolumeClaims, 'p-scratch', 'default').catch(() => undefined);
  await client.create<PersistentVolume>(resources.persistentVolumes, { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'disk' }, spec: { capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce' as const], hostPath: { path: '/data' } } });
  await client.create(resources.pods, pod('p'), 'default');
  await until(async () => (await get('p'))?.status.phase === 'Running');
  expect(await claim()).toMatchObject({ metadata: { labels: { kind: 'scratch' }, ownerReferences: [{ kind: 'Pod', name: 'p', controller: true }] }, status: { phase: 'Bound' } });
  await client.delete(resources.pods, 'p', 'default');
  await until(async () => (await claim()) === undefined);
  expect(errors).toEqual([]);
});

it('a claim of somebody else is not taken', async () => {
  virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) });
  const { client, until, pod: get, eventsOf, errors } = virtual;
  await client.create<PersistentVolumeClaim>(resources.persistentVolumeClaims, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p-scratch' }, spec: claimSpec }, 'default');
  await client.create(resources.pods, pod('p'), 'default');
  const event = await until(async () => (await eventsOf('p')).find((e) => e.reason === 'FailedBinding'));
  expect(event.message).toBe('ephemeral volume scratch: PVC default/p-scratch was not created for pod default/p (pod is not owner)');
  expect((await get('p'))?.status.phase).toBe('Pending');
  expect(errors).toEqual([]);
});
