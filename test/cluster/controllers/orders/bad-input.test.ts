// What people ask for that cannot be had, contradicts itself or comes twice: no controller may write without end.
import { expect, it, vi } from 'vitest';
import { cronJobController } from '../../../../src/cluster/controllers/cron-job.ts';
import { deploymentController } from '../../../../src/cluster/controllers/deployment.ts';
import { disruptionController } from '../../../../src/cluster/controllers/disruption.ts';
import { endpointSliceMirroringController } from '../../../../src/cluster/controllers/endpoint-slice-mirroring.ts';
import { endpointSliceController } from '../../../../src/cluster/controllers/endpoint-slice.ts';
import { jobController, ttlAfterFinishedController } from '../../../../src/cluster/controllers/job.ts';
import { replicaSetController } from '../../../../src/cluster/controllers/replica-set.ts';
import { serviceAccountTokenController } from '../../../../src/cluster/controllers/service-account-token.ts';
import { orders, playOrders, type Step, type Story } from '../../../support/controllers/event-orders.ts';
import { podWorld, remove, setSpec } from '../../../support/controllers/pods-of-the-world.ts';
import type { AnyObject, TinyApi } from '../../../support/controllers/tiny-api.ts';

vi.setConfig({ testTimeout: 600_000 });

/** The everyday run plays fewer of these than of the stories of single controllers. */
const count = orders < 1000 ? Math.ceil(orders / 4) : orders;

type Rest = Readonly<Record<string, unknown>>;
const labels = { app: 'web' };
const template = (image = 'v1'): Rest => ({ metadata: { labels }, spec: { restartPolicy: 'Never', containers: [{ name: 'main', image }] } });
const create = (resource: string, name: string, rest: Rest, metadata: Rest = {}): Step => (api) => { api.create(resource, { ...rest, metadata: { name, namespace: 'd', ...metadata } as AnyObject['metadata'] } as AnyObject); };
const slicesOf = (api: TinyApi, service: string): string[] => (api.all('endpointslices.discovery.k8s.io') as (AnyObject & { endpoints: { addresses: string[] }[] })[]).filter((s) => s.metadata.labels?.['kubernetes.io/service-name'] === service).flatMap((s) => s.endpoints.flatMap((e) => e.addresses)).sort();

it('two Deployments of one selector, and a budget and a Service that select nothing', async () => {
  const nothing = { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }, { key: 'app', operator: 'NotIn', values: ['web'] }] };
  const deployment = (name: string, replicas: number, image: string): Step => create('deployments.apps', name, { spec: { replicas, selector: { matchLabels: labels }, template: template(image), strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 } });
  const story: Story = {
    controllers: [deploymentController, replicaSetController, disruptionController, endpointSliceController],
    steps: [
      deployment('one', 2, 'a'), deployment('two', 1, 'b'),
      create('poddisruptionbudgets.policy', 'none', { spec: { maxUnavailable: 1, selector: nothing } }),
      create('services', 'none', { spec: { selector: { app: 'nobody' }, clusterIP: 'None', ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }] } }),
      setSpec('deployments.apps', 'd/one', { template: template('b') }),
    ],
    world: podWorld(),
    jumps: true,
    settleSeconds: 1500,
    view: (api) => [
      api.all('replicasets.apps').filter((s) => s.spec?.['replicas'] !== 0).map((s) => `${s.metadata.ownerReferences?.[0]?.name} ${String(s.spec?.['replicas'])}`).sort(),
      api.all('pods').length, slicesOf(api, 'none'), (api.get('poddisruptionbudgets.policy', 'd/none')?.status as { disruptionsAllowed: number }).disruptionsAllowed,
    ],
  };
  expect(await playOrders(story, count)).toEqual([['one 2', 'two 1'], 3, [], 0]);
});

it('Jobs that live for seconds and a schedule that missed years, while the clock jumps', async () => {
  const job = { completions: 1, parallelism: 1, backoffLimit: 0, completionMode: 'NonIndexed', ttlSecondsAfterFinished: 10, template: template() };
  const story: Story = {
    controllers: [jobController, ttlAfterFinishedController, cronJobController],
    steps: [
      create('jobs.batch', 'brief', { spec: job }),
      create('jobs.batch', 'failing', { spec: { ...job, template: template('wrong') } }),
      create('cronjobs.batch', 'often', { spec: { schedule: '*/5 * * * *', concurrencyPolicy: 'Forbid', jobTemplate: { spec: { ...job, ttlSecondsAfterFinished: 100_000_000, template: template('stuck') } } } }),
      setSpec('cronjobs.batch', 'd/often', { suspend: true }),
      setSpec('cronjobs.batch', 'd/often', { suspend: false }),
      setSpec('cronjobs.batch', 'd/often', { suspend: true }),
    ],
    world: podWorld({ endsAs: (pod) => ({ wrong: 'Failed' as const, v1: 'Succeeded' as const })[String((pod.spec as { containers: { image: string }[] }).containers[0]?.image)] }),
    jumps: true,
    // The collector would finish what is being deleted.
    view: (api) => api.all('jobs.batch').filter((j) => !j.metadata.name.startsWith('often') && j.metadata.deletionTimestamp === undefined).length,
  };
  expect(await playOrders(story, count)).toBe(0);
});

it('Endpoints that are written by hand, changed and taken away, and Secrets of accounts that come and go', async () => {
  const subsets = (...ips: string[]): Rest => ({ subsets: [{ addresses: ips.map((ip) => ({ ip })), ports: [{ name: 'a', port: 1, protocol: 'TCP' }, { name: 'b', port: 2, protocol: 'TCP' }] }] });
  const token = (name: string, account: string): Step => create('secrets', name, { type: 'kubernetes.io/service-account-token' }, { annotations: { 'kubernetes.io/service-account.name': account } });
  const change = (key: string, patch: Rest): Step => (api) => { api.patch('endpoints', key, patch, 'application/merge-patch+json'); };
  const story: Story = {
    controllers: [endpointSliceMirroringController, endpointSliceController, serviceAccountTokenController],
    steps: [
      create('services', 'own', { spec: { clusterIP: '10.96.0.9', ports: [{ port: 80 }] } }),
      create('endpoints', 'own', subsets('10.0.0.1', 'fd00::1')),
      create('endpoints', 'alone', subsets('10.0.0.3')),
      token('key', 'bot'),
      create('serviceaccounts', 'bot', {}),
      token('key-2', 'bot'),
      change('d/own', subsets('10.0.0.1', '10.0.0.2', 'fd00::1')),
      change('d/own', { metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } } }),
      change('d/own', { metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': null, more: '1' } } }),
      create('serviceaccounts', 'gone', {}),
      token('key-3', 'gone'),
      remove('serviceaccounts', 'd/gone'),
    ],
    view: (api) => [slicesOf(api, 'own'), slicesOf(api, 'alone'), api.get('secrets', 'd/key-3') === undefined, Object.keys((api.get('secrets', 'd/key-2')?.data ?? {}) as object).sort()],
  };
  expect(await playOrders(story, count)).toEqual([['10.0.0.1', '10.0.0.2', 'fd00::1'], [], true, ['ca.crt', 'namespace', 'token']]);
});
