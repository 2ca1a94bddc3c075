// A rolling update of a DaemonSet whose new Pods never become ready stops at what may be missing.
import { expect, it } from 'vitest';
import type { DaemonSet } from '../../../src/api/generated/apps-v1.ts';
import type { Pod } from '../../../src/api/generated/core-v1.ts';
import * as resources from '../../../src/client/resources.ts';
import { createFakeRuntime } from '../../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';

it('one Pod at a time is replaced, and none after one that is not ready', async () => {
  const { client, until, pass, dispose } = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) });
  const template = { metadata: { labels: { app: 'd' } }, spec: { tolerations: [{ operator: 'Exists' as const }], containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'] }] } };
  await client.create<DaemonSet>(resources.daemonSets, { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'd' }, spec: { selector: { matchLabels: { app: 'd' } }, template } }, 'default');
  const status = async (): Promise<DaemonSet['status']> => (await client.get<DaemonSet>(resources.daemonSets, 'd', 'default')).status;
  const { desiredNumberScheduled: all } = await until(async () => { const s = await status(); return s.desiredNumberScheduled > 2 && s.numberAvailable === s.desiredNumberScheduled && s; });
  await client.patch(resources.daemonSets, 'd', 'default', 'application/merge-patch+json', { spec: { template: { spec: { readinessGates: [{ conditionType: 'example.com/never' }] } } } } as never);
  await pass(300);
  expect(await status()).toMatchObject({ updatedNumberScheduled: 1, numberAvailable: all - 1, numberUnavailable: 1 });
  expect((await client.list<Pod>(resources.pods, 'default')).items.filter((p) => p.spec.readinessGates !== undefined)).toHaveLength(1);
  dispose();
});
