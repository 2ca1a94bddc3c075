// What becomes of volumes when their claims go, and of claims whose volumes do not suit.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../src/api/generated/core-v1.ts';
import * as resources from '../../../src/client/resources.ts';
import { createFakeRuntime } from '../../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster;
beforeEach(async () => { virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) }); });
afterEach(() => { virtual.dispose(); });

const makeVolume = (spec: object): Promise<unknown> => virtual.client.create(resources.persistentVolumes, { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'disk' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'manual', ...spec } } as never);
const makeClaim = (spec: object = {}): Promise<unknown> => virtual.client.create(resources.persistentVolumeClaims, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'manual', resources: { requests: { storage: '1Gi' } }, ...spec } } as never, 'default');
const volume = (): Promise<PersistentVolume | undefined> => virtual.client.get<PersistentVolume>(resources.persistentVolumes, 'disk').catch(() => undefined);
const claim = (): Promise<PersistentVolumeClaim> => virtual.client.get<PersistentVolumeClaim>(resources.persistentVolumeClaims, 'data', 'default');
const bindAndRelease = async (): Promise<void> => {
  await makeClaim();
  await virtual.until(async () => (await claim()).status.phase === 'Bound');
  await virtual.client.delete(resources.persistentVolumeClaims, 'data', 'default');
  await virtual.pass(2);
};

it.each([
  ['kept', { persistentVolumeReclaimPolicy: 'Retain', hostPath: { path: '/tmp/x' } }, { phase: 'Released' }],
  ['deleted', { persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/tmp/x' } }, undefined],
  ['not below /tmp', { persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/var/x' } }, { phase: 'Failed', message: 'host_path deleter only supports /tmp/.+ but received provided /var/x' }],
  ['of a driver', { persistentVolumeReclaimPolicy: 'Delete', csi: { driver: 'x.example.com', volumeHandle: 'h' } }, { phase: 'Released' }],
  ['of no plugin that deletes', { persistentVolumeReclaimPolicy: 'Delete', nfs: { server: '10.0.0.1', path: '/' } }, { phase: 'Failed', message: 'error getting deleter volume plugin for volume "disk": no deletable volume plugin matched' }],
])('a released volume is %s', async (_what, spec, expected) => {
  await makeVolume(spec);
  await bindAndRelease();
  const status = (await volume())?.status;
  if (expected === undefined) expect(status).toBeUndefined();
  else expect(status).toMatchObject(expected);
});

it('a volume that was deleted while it was bound goes with its claim', async () => {
  await makeVolume({ hostPath: { path: '/tmp/x' } });
  await makeClaim();
  await virtual.until(async () => (await claim()).status.phase === 'Bound');
  await virtual.client.delete(resources.persistentVolumes, 'disk');
  await virtual.pass(2);
  expect((await volume())?.status.phase).toBe('Bound');
  await virtual.client.delete(resources.persistentVolumeClaims, 'data', 'default');
  await virtual.until(async () => await volume() === undefined);
});

it('a claim that lost its volume has no capacity', async () => {
  await makeVolume({ hostPath: { path: '/tmp/x' } });
  await makeClaim();
  await virtual.until(async () => (await claim()).status.phase === 'Bound');
  await virtual.client.delete(resources.persistentVolumes, 'disk');
  await virtual.client.patch(resources.persistentVolumes, 'disk', undefined, 'application/merge-patch+json', { metadata: { finalizers: null } });
  await virtual.until(async () => (await claim()).status.phase === 'Lost');
  expect((await claim()).status).toEqual({ phase: 'Lost' });
});

it.each([
  [{ resources: { requests: { storage: '5Gi' } } }, 'requested PV is too small'],
  [{ storageClassName: 'other' }, 'storageClassName does not match'],
  [{ volumeMode: 'Block' }, 'incompatible volumeMode'],
  [{ accessModes: ['ReadWriteMany'] }, 'incompatible accessMode'],
])('a volume that is asked for by name must suit (%o)', async (spec, why) => {
  await makeVolume({ hostPath: { path: '/tmp/x' } });
  await makeClaim({ ...spec, volumeName: 'disk' });
  await virtual.pass(2);
  expect((await claim()).status.phase).toBe('Pending');
  expect((await virtual.eventsOf('data')).map((e) => `${e.type} ${e.reason} ${e.message}`)).toEqual([`Warning VolumeMismatch Cannot bind to requested volume "disk": ${why}`]);
});
