// Autoscalers, without metrics and with those of a metrics API.
import { afterEach, expect, it } from 'vitest';
import type { HorizontalPodAutoscaler } from '../../../src/api/generated/autoscaling-v2.ts';
import type { Deployment } from '../../../src/api/generated/apps-v1.ts';
import type { Pod } from '../../../src/api/generated/core-v1.ts';
import * as resources from '../../../src/client/resources.ts';
import { isPodReady } from '../../../src/cluster/component-helpers/pods.ts';
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

const metricsDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'pods.metrics.k8s.io', annotations: { 'api-approved.kubernetes.io': 'unapproved' } },
  spec: { group: 'metrics.k8s.io', scope: 'Namespaced', names: { plural: 'pods', singular: 'podmetrics', kind: 'PodMetrics' }, versions: [{ name: 'v1beta1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }] },
};

/** Three Pods that ask for 100m each and use what is said, and what becomes of them. */
async function measured(spec: object, usage: string): Promise<{ replicas: number; conditions: unknown; events: unknown }> {
  const started = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) });
  virtual = started;
  const { client } = started;
  const pod = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'], resources: { requests: { cpu: '100m' } } }] } };
  await client.create(resources.customResourceDefinitions, metricsDefinition as never);
  await client.create<Deployment>(resources.deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: pod } } as never, 'default');
  const pods = await started.until(async () => { const { items } = await client.list<Pod>(resources.pods, 'default'); return items.filter(isPodReady).length === 3 && items; });
  const timestamp = new Date(started.clock.now() + 600_000).toISOString();
  for (const { metadata: { name, labels } } of pods) await client.create({ group: 'metrics.k8s.io', version: 'v1beta1', resource: 'pods' }, { apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics', metadata: { name, labels }, timestamp, window: '30s', containers: [{ name: 'main', usage: { cpu: usage } }] } as never, 'default');
  await client.create<HorizontalPodAutoscaler>(resources.horizontalPodAutoscalers, { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 10, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }], ...spec } } as never, 'default');
  await started.pass(1 + 15);
  const { status } = await client.get<HorizontalPodAutoscaler>(resources.horizontalPodAutoscalers, 'web', 'default');
  return {
    replicas: (await client.get<Deployment>(resources.deployments, 'web', 'default')).spec.replicas ?? 1,
    conditions: status.conditions?.map((c) => `${c.type} ${c.status} ${c.reason}`),
    events: (await started.eventsOf('web')).filter((e) => e.reason === 'SuccessfulRescale').map((e) => e.message),
  };
}

const slowly = { scaleDown: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } };

// As a real 1.36.3 does with the same metrics.
it.each([
  ['not more than twice as many at once', {}, '400m', { replicas: 6, conditions: ['AbleToScale True SucceededRescale', 'ScalingActive True ValidMetricFound', 'ScalingLimited True ScaleUpLimit'], events: ['New size: 6; reason: cpu resource utilization (percentage of request) above target'] }],
  ['none within the tolerance', {}, '54m', { replicas: 3, conditions: ['AbleToScale True ReadyForNewScale', 'ScalingActive True ValidMetricFound', 'ScalingLimited False DesiredWithinRange'], events: [] }],
  ['not fewer while more were recommended lately', {}, '10m', { replicas: 3, conditions: ['AbleToScale True ScaleDownStabilized', 'ScalingActive True ValidMetricFound', 'ScalingLimited False DesiredWithinRange'], events: [] }],
  ['one less in a minute, as its policy says', { behavior: slowly }, '1m', { replicas: 2, conditions: ['AbleToScale True SucceededRescale', 'ScalingActive True ValidMetricFound', 'ScalingLimited True ScaleDownLimit'], events: ['New size: 2; reason: All metrics below target'] }],
])('by metrics: %s', async (_what, spec, usage, expected) => {
  expect(await measured(spec, usage)).toEqual(expected);
});
