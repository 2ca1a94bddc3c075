// ReplicaSets, ReplicationControllers and Deployments under many orders of events.
import { expect, it, vi } from 'vitest';
import { deploymentController } from '../../../../src/cluster/controllers/deployment.ts';
import { replicaSetController, replicationControllerController } from '../../../../src/cluster/controllers/replica-set.ts';
import { orders, playOrders, type Story } from '../../../support/controllers/event-orders.ts';
import { deleteSomePod, podWorld, setSpec } from '../../../support/controllers/pods-of-the-world.ts';
import type { AnyObject, TinyApi } from '../../../support/controllers/tiny-api.ts';

vi.setConfig({ testTimeout: 600_000 });

const labels = { app: 'web' };
const template = (image = 'v1'): unknown => ({ metadata: { labels }, spec: { containers: [{ name: 'main', image }] } });
const metadata = (name: string): AnyObject['metadata'] => ({ name, namespace: 'd' }) as AnyObject['metadata'];

function bare(api: TinyApi, name: string): void {
  api.create('pods', { metadata: { ...metadata(name), labels }, spec: { containers: [] } });
}

const phases = (api: TinyApi): unknown => api.all('pods').map((p) => [p.metadata.ownerReferences?.[0]?.kind, p.status?.['phase']]);

/** Sizes change, Pods die, orphans come that it must adopt. */
function replicated(resource: string, selector: unknown): Story['steps'] {
  return [
    (api) => { api.create(resource, { metadata: metadata('web'), spec: { replicas: 3, selector, template: template() } }); },
    deleteSomePod,
    setSpec(resource, 'd/web', { replicas: 5 }),
    (api) => { bare(api, 'orphan-2'); },
    deleteSomePod,
    setSpec(resource, 'd/web', { replicas: 2 }),
    deleteSomePod,
  ];
}

const running = (kind: string, count: number): unknown => Array.from({ length: count }, () => [kind, 'Running']);

it('a ReplicaSet has its Pods, orphans among them, and comes to rest', async () => {
  const story: Story = {
    controllers: [replicaSetController],
    initial: (api) => { bare(api, 'orphan-1'); },
    steps: replicated('replicasets.apps', { matchLabels: labels }),
    world: podWorld(),
    jumps: true,
    view: (api) => ({ pods: phases(api), status: api.get('replicasets.apps', 'd/web')?.status }),
  };
  expect(await playOrders(story, orders)).toMatchObject({ pods: running('ReplicaSet', 2), status: { replicas: 2, readyReplicas: 2, availableReplicas: 2, terminatingReplicas: 0 } });
});

it('a ReplicationController does too', async () => {
  const story: Story = {
    controllers: [replicationControllerController],
    steps: replicated('replicationcontrollers', labels),
    world: podWorld(),
    view: (api) => ({ pods: phases(api), status: api.get('replicationcontrollers', 'd/web')?.status }),
  };
  expect(await playOrders(story, orders)).toMatchObject({ pods: running('ReplicationController', 2), status: { replicas: 2, readyReplicas: 2 } });
});

it('two that select the same Pods leave each other’s alone', async () => {
  const create = (name: string, replicas: number) => (api: TinyApi): void => { api.create('replicasets.apps', { metadata: metadata(name), spec: { replicas, selector: { matchLabels: labels }, template: template() } }); };
  const story: Story = {
    controllers: [replicaSetController],
    initial: (api) => { for (const name of ['a', 'b', 'c']) bare(api, name); },
    steps: [create('one', 2), create('two', 3), deleteSomePod, setSpec('replicasets.apps', 'd/one', { replicas: 1 })],
    world: podWorld(),
    jumps: true,
    view: (api) => [api.get('replicasets.apps', 'd/one')?.status, api.get('replicasets.apps', 'd/two')?.status, api.all('pods').length],
  };
  expect(await playOrders(story, orders)).toMatchObject([{ replicas: 1, readyReplicas: 1 }, { replicas: 3, readyReplicas: 3 }, 4]);
});

const image = (name: string) => setSpec('deployments.apps', 'd/web', { template: template(name) as Record<string, unknown> });

it.each(['RollingUpdate', 'Recreate'])('a Deployment ends with the last template alone (%s)', async (type) => {
  const strategy = type === 'Recreate' ? { type } : { type, rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } };
  const story: Story = {
    controllers: [deploymentController, replicaSetController],
    steps: [
      (api) => { api.create('deployments.apps', { metadata: metadata('web'), spec: { replicas: 3, selector: { matchLabels: labels }, template: template(), strategy, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 } }); },
      image('v2'),
      deleteSomePod,
      setSpec('deployments.apps', 'd/web', { replicas: 4 }),
      image('v3'),
      setSpec('deployments.apps', 'd/web', { paused: true, replicas: 2 }),
      image('v1'),
      setSpec('deployments.apps', 'd/web', { paused: false }),
    ],
    world: podWorld(),
    settleSeconds: 1500,
    view: (api) => {
      const { conditions, ...status } = api.get('deployments.apps', 'd/web')?.status ?? {};
      return {
        status,
        conditions: (conditions as { type: string; status: string; reason: string }[]).map((c) => `${c.type} ${c.status} ${c.reason}`).sort(),
        images: api.all('pods').map((p) => (p.spec as { containers: { image: string }[] }).containers[0]?.image),
        sizes: api.all('replicasets.apps').map((s) => s.spec?.['replicas'] as number).filter((n) => n > 0),
      };
    },
  };
  expect(await playOrders(story, orders)).toMatchObject({
    status: { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 },
    conditions: ['Available True MinimumReplicasAvailable', 'Progressing True NewReplicaSetAvailable'],
    images: ['v1', 'v1'],
    sizes: [2],
  });
});
