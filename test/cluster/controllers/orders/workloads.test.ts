// DaemonSets, StatefulSets, Jobs and CronJobs under many orders of events.
import { expect, it, vi } from 'vitest';
import { cronJobController } from '../../../../src/cluster/controllers/cron-job.ts';
import { daemonSetController } from '../../../../src/cluster/controllers/daemon-set.ts';
import { jobController } from '../../../../src/cluster/controllers/job.ts';
import { podGarbageCollectorController } from '../../../../src/cluster/controllers/pod-garbage-collector.ts';
import { statefulSetController } from '../../../../src/cluster/controllers/stateful-set.ts';
import { orders, playOrders, type Step, type Story } from '../../../support/controllers/event-orders.ts';
import { deleteSomePod, podWorld, remove, setSpec } from '../../../support/controllers/pods-of-the-world.ts';
import type { AnyObject, TinyApi } from '../../../support/controllers/tiny-api.ts';

vi.setConfig({ testTimeout: 600_000 });

const labels = { app: 'web' };
const template = (image = 'v1'): Record<string, unknown> => ({ metadata: { labels }, spec: { restartPolicy: 'Never', containers: [{ name: 'main', image }] } });
const metadata = (name: string): AnyObject['metadata'] => ({ name, namespace: 'd' }) as AnyObject['metadata'];
const imageOf = ({ spec }: AnyObject): unknown => (spec as { containers: { image: string }[] }).containers[0]?.image;

interface NodeAffinity { readonly affinity?: { readonly nodeAffinity: { readonly requiredDuringSchedulingIgnoredDuringExecution: { readonly nodeSelectorTerms: readonly { readonly matchFields: readonly { readonly values: readonly string[] }[] }[] } } } }

/** The node that a DaemonSet made the Pod for. */
function madeFor({ spec }: AnyObject): string | undefined {
  return (spec as NodeAffinity).affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]?.matchFields[0]?.values[0];
}

const node = (name: string): Step => (api) => { api.create('nodes', { metadata: { name } as AnyObject['metadata'], spec: {} }); };

it('a DaemonSet has one Pod on each node that suits, also while nodes come, go and are tainted', async () => {
  const story: Story = {
    controllers: [daemonSetController, podGarbageCollectorController],
    initial: (api) => { for (const name of ['n1', 'n2', 'n3']) node(name)(api, { next: () => 0 }); },
    steps: [
      (api) => { api.create('daemonsets.apps', { metadata: metadata('agent'), spec: { selector: { matchLabels: labels }, template: template(), updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } } } }); },
      setSpec('nodes', 'n2', { taints: [{ key: 'a', effect: 'NoExecute' }] }),
      deleteSomePod,
      node('n4'),
      setSpec('daemonsets.apps', 'd/agent', { template: template('v2') }),
      remove('nodes', 'n3'),
      setSpec('nodes', 'n2', { taints: null }),
      setSpec('nodes', 'n4', { taints: [{ key: 'a', effect: 'NoSchedule' }] }),
      deleteSomePod,
    ],
    world: podWorld({ nodeFor: madeFor }),
    view: (api) => ({ pods: api.all('pods').filter((p) => p.spec?.['nodeName'] !== 'n4').map((p) => [p.spec?.['nodeName'], imageOf(p), p.status?.['phase']].join(' ')).sort(), status: { ...api.get('daemonsets.apps', 'd/agent')?.status, numberMisscheduled: 0 } }),
  };
  expect(await playOrders(story, orders)).toMatchObject({ pods: ['n1 v2 Running', 'n2 v2 Running'], status: { desiredNumberScheduled: 2, currentNumberScheduled: 2, numberReady: 2, updatedNumberScheduled: 2, numberAvailable: 2 } });
});

it.each(['OrderedReady', 'Parallel'])('a StatefulSet has its Pods with their claims (%s)', async (podManagementPolicy) => {
  const story: Story = {
    controllers: [statefulSetController],
    steps: [
      (api) => {
        api.create('statefulsets.apps', {
          metadata: metadata('db'),
          spec: { replicas: 3, selector: { matchLabels: labels }, serviceName: 'db', podManagementPolicy, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }, template: template(), volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] },
        });
      },
      deleteSomePod,
      setSpec('statefulsets.apps', 'd/db', { template: template('v2') }),
      setSpec('statefulsets.apps', 'd/db', { replicas: 1 }),
      deleteSomePod,
      setSpec('statefulsets.apps', 'd/db', { template: template('v3'), replicas: 4 }),
      deleteSomePod,
      setSpec('statefulsets.apps', 'd/db', { replicas: 2 }),
    ],
    world: podWorld(),
    jumps: true,
    view: (api) => {
      const { currentRevision, updateRevision, ...status } = api.get('statefulsets.apps', 'd/db')?.status ?? {};
      return { pods: api.all('pods').map((p) => `${p.metadata.name} ${String(imageOf(p))} ${String(p.status?.['phase'])}`).sort(), status, isOne: currentRevision === updateRevision, claims: api.all('persistentvolumeclaims').map((c) => c.metadata.name).filter((name) => name < 'data-db-2').sort() };
    },
  };
  expect(await playOrders(story, orders)).toMatchObject({ pods: ['db-0 v3 Running', 'db-1 v3 Running'], status: { replicas: 2, readyReplicas: 2, currentReplicas: 2, updatedReplicas: 2 }, isOne: true, claims: ['data-db-0', 'data-db-1'] });
});

interface JobStatus { readonly succeeded?: number; readonly failed?: number; readonly active?: number; readonly completedIndexes?: string; readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason: string }[] }

function jobView(api: TinyApi): unknown {
  return api.all('jobs.batch').map((job) => {
    const { succeeded, active, completedIndexes, conditions = [] } = job.status as JobStatus;
    return { name: job.metadata.name, succeeded, active, completedIndexes, conditions: conditions.filter((c) => c.status === 'True' && c.type !== 'SuccessCriteriaMet' && c.type !== 'FailureTarget' && c.type !== 'Suspended').map((c) => `${c.type} ${c.reason}`), held: api.all('pods').filter((p) => (p.metadata.finalizers ?? []).length > 0).length };
  });
}

it.each(['NonIndexed', 'Indexed'])('a Job counts each Pod once and completes, failures, a pause and deletions notwithstanding (%s)', async (completionMode) => {
  const story: Story = {
    controllers: [jobController],
    steps: [
      (api) => { api.create('jobs.batch', { metadata: metadata('sum'), spec: { completions: 5, parallelism: 2, backoffLimit: 1000, completionMode, template: template() } }); },
      deleteSomePod,
      setSpec('jobs.batch', 'd/sum', { suspend: true }),
      setSpec('jobs.batch', 'd/sum', { suspend: false, parallelism: 3 }),
    ],
    world: podWorld({ endsAs: (_pod, random, api) => (random.next() < 0.8 || api.all('pods').filter((p) => p.status?.['phase'] === 'Failed').length > 1 ? 'Succeeded' : 'Failed') }),
    settleSeconds: 4000,
    view: jobView,
    invariant: (api) => { for (const job of api.all('jobs.batch')) if (((job.status as JobStatus).succeeded ?? 0) > 5) throw new Error('counted twice'); },
  };
  expect(await playOrders(story, orders)).toEqual([{ name: 'sum', succeeded: 5, ...(completionMode === 'Indexed' && { completedIndexes: '0-4' }), conditions: ['Complete CompletionsReached'], held: 0 }]);
});

it('a Job that can never end fails once and is let be', async () => {
  const story: Story = {
    controllers: [jobController],
    steps: [
      (api) => { api.create('jobs.batch', { metadata: metadata('stuck'), spec: { completions: 2, parallelism: 2, backoffLimit: 6, activeDeadlineSeconds: 60, completionMode: 'NonIndexed', template: template() } }); },
      (api) => { api.create('jobs.batch', { metadata: metadata('wrong'), spec: { completions: 1, parallelism: 1, backoffLimit: 2, completionMode: 'NonIndexed', template: template('wrong') } }); },
    ],
    world: podWorld({ endsAs: (pod) => (imageOf(pod) === 'wrong' ? 'Failed' : undefined) }),
    settleSeconds: 1000,
    view: jobView,
  };
  expect(await playOrders(story, orders)).toEqual([{ name: 'stuck', conditions: ['Failed DeadlineExceeded'], held: 0 }, { name: 'wrong', conditions: ['Failed BackoffLimitExceeded'], held: 0 }]);
});

it('a CronJob makes one Job for a time, and none while it is suspended', async () => {
  const create = (name: string, spec: Record<string, unknown>): Step => (api) => { api.create('cronjobs.batch', { metadata: metadata(name), spec: { schedule: '0 13 * * *', jobTemplate: { spec: { completions: 1, parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', template: template() } }, ...spec } }); };
  const story: Story = {
    controllers: [cronJobController, jobController],
    steps: [create('daily', {}), create('never', {}), setSpec('cronjobs.batch', 'd/never', { suspend: true }), create('alone', { concurrencyPolicy: 'Forbid' }), create('last', { concurrencyPolicy: 'Replace' })],
    world: podWorld({ endsAs: () => 'Succeeded' }),
    settleSeconds: 4000,
    view: (api) => ({ jobs: api.all('jobs.batch').map((j) => j.metadata.name).sort(), status: api.all('cronjobs.batch').map(({ metadata: { name }, status = {} }) => `${name} ${String(status['lastScheduleTime'])} ${JSON.stringify(status['active'])}`).sort() }),
  };
  const minute = Date.UTC(2026, 0, 1, 13) / 60_000;
  expect(await playOrders(story, orders)).toEqual({
    jobs: [`alone-${minute}`, `daily-${minute}`, `last-${minute}`],
    status: ['alone', 'daily', 'last'].map((name) => `${name} 2026-01-01T13:00:00Z undefined`).concat('never undefined undefined'),
  });
});
