// Autoscalers in a cluster without metrics.
import { afterEach, expect, it } from 'vitest';
import type { HorizontalPodAutoscaler } from '../../../src/api/generated/autoscaling-v2.ts';
import type { Deployment } from '../../../src/api/generated/apps-v1.ts';
import * as resources from '../../../src/client/resources.ts';
import { createFakeRuntime } from '../../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

async function autoscaled(replicas: number, bounds: { minReplicas?: number; maxReplicas: number }): Promise<{ status: () => Promise<HorizontalPodAutoscaler['status']>; conditions: () => Promise<unknown>; started: VirtualCluster }> {
  const started = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) });
  virtual = started;
  const { client } = started;
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'] }] } };
  await client.create<Deployment>(resources.deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template } } as never, 'default');
  await client.create<HorizontalPodAutoscaler>(resources.horizontalPodAutoscalers, { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, ...bounds } } as never, 'default');
  await started.pass(16);
  const status = async (): Promise<HorizontalPodAutoscaler['status']> => (await client.get<HorizontalPodAutoscaler>(resources.horizontalPodAutoscalers, 'web', 'default')).status;
  return { status, conditions: async () => (await status()).conditions?.map((c) => `${c.type} ${c.status} ${c.reason}`), started };
}

it.each([
  [1, { minReplicas: 3, maxReplicas: 5 }, 3, 'below Spec.MinReplicas'],
  [7, { maxReplicas: 5 }, 5, 'above Spec.MaxReplicas'],
])('keeps %i replicas within %o', async (replicas, bounds, expected, why) => {
  const { status, conditions, started } = await autoscaled(replicas, bounds);
  expect((await started.client.get<Deployment>(resources.deployments, 'web', 'default')).spec.replicas).toBe(expected);
  expect(await status()).toMatchObject({ currentReplicas: replicas, desiredReplicas: expected });
  expect(await conditions()).toEqual(['AbleToScale True SucceededRescale']);
  expect((await started.eventsOf('web')).filter((e) => e.reason === 'SuccessfulRescale').map((e) => e.message)).toEqual([`New size: ${expected}; reason: Current number of replicas ${why}`]);
});

it('says that there are no metrics, again each period', async () => {
  const { conditions, started } = await autoscaled(2, { maxReplicas: 3 });
  expect(await conditions()).toEqual(['AbleToScale True SucceededGetScale', 'ScalingActive False FailedGetResourceMetric']);
  await started.pass(31);
  const told = (await started.eventsOf('web')).filter((e) => e.reason === 'FailedComputeMetricsReplicas');
  expect(told.map((e) => [e.count, e.message])).toEqual([[3, 'invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)']]);
});

it('does nothing for a target of no replicas', async () => {
  expect(await (await autoscaled(0, { maxReplicas: 3 })).conditions()).toEqual(['AbleToScale True SucceededGetScale', 'ScalingActive False ScalingDisabled']);
});
