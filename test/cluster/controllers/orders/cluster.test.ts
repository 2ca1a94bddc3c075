// Namespaces, owners, Services, nodes, volumes, quotas and budgets under many orders of events.
import { expect, it, vi } from 'vitest';
import { disruptionController } from '../../../../src/cluster/controllers/disruption.ts';
import { endpointSliceController } from '../../../../src/cluster/controllers/endpoint-slice.ts';
import { endpointsController } from '../../../../src/cluster/controllers/endpoints.ts';
import { ephemeralVolumeController } from '../../../../src/cluster/controllers/ephemeral-volume.ts';
import { garbageCollectorController } from '../../../../src/cluster/controllers/garbage-collector.ts';
import { namespaceController } from '../../../../src/cluster/controllers/namespace.ts';
import { nodeLifecycleController } from '../../../../src/cluster/controllers/node-lifecycle.ts';
import { persistentVolumeBinderController, storageProtectionController } from '../../../../src/cluster/controllers/persistent-volume-binder.ts';
import { podGarbageCollectorController } from '../../../../src/cluster/controllers/pod-garbage-collector.ts';
import { resourceQuotaController } from '../../../../src/cluster/controllers/resource-quota.ts';
import { rootCaPublisherController, serviceAccountController } from '../../../../src/cluster/controllers/service-account.ts';
import { taintEvictionController } from '../../../../src/cluster/controllers/taint-eviction.ts';
import { orders, playOrders, type Step, type Story } from '../../../support/controllers/event-orders.ts';
import { podWorld, remove, setSpec } from '../../../support/controllers/pods-of-the-world.ts';
import type { AnyObject, TinyApi } from '../../../support/controllers/tiny-api.ts';

vi.setConfig({ testTimeout: 600_000 });

type Meta = AnyObject['metadata'];
const labels = { app: 'web' };
const create = (resource: string, name: string, { namespace, metadata, ...rest }: { readonly namespace?: string; readonly metadata?: Partial<Meta>; readonly spec?: Record<string, unknown>; readonly status?: Record<string, unknown>; readonly [more: string]: unknown } = {}): Step => (api) => {
  api.create(resource, { ...rest, metadata: { name, ...(namespace !== undefined && { namespace }), ...metadata } as Meta });
};
const pod = (name: string, more: { readonly spec?: Record<string, unknown>; readonly metadata?: Partial<Meta> } = {}): Step => create('pods', name, { namespace: 'd', ...more, metadata: { labels, ...more.metadata }, spec: { containers: [], ...more.spec } });
const none = { next: (): number => 0 };
const names = (api: TinyApi, resource: string): string[] => api.all(resource).map(({ metadata }) => `${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`).sort();

it('namespaces get what they need, and are emptied when they go', async () => {
  const story: Story = {
    controllers: [namespaceController, serviceAccountController, rootCaPublisherController],
    initial: (api) => { create('namespaces', 'keep')(api, none); },
    steps: [
      create('namespaces', 'a'),
      create('configmaps', 'one', { namespace: 'a' }),
      pod('held', { metadata: { namespace: 'a', finalizers: ['x/y'] } }),
      remove('serviceaccounts', 'keep/default'),
      remove('namespaces', 'a'),
      (api: TinyApi): void => { api.patch('configmaps', 'keep/kube-root-ca.crt', { data: { 'ca.crt': 'forged' } }, 'application/merge-patch+json'); },
      (api: TinyApi): void => { api.patch('pods', 'a/held', { metadata: { finalizers: null } }, 'application/merge-patch+json'); },
      create('namespaces', 'b'),
    ].map((step: Step): Step => (api, random) => {
      try {
        step(api, random);
      } catch {
        // What it is about is not there yet.
      }
    }),
    view: (api) => ({ namespaces: names(api, 'namespaces'), accounts: names(api, 'serviceaccounts'), maps: api.all('configmaps').map(({ metadata: { namespace, name }, data }) => `${namespace ?? ''}/${name} ${JSON.stringify(data)}`).sort(), pods: names(api, 'pods') }),
  };
  expect(await playOrders(story, orders)).toEqual({
    namespaces: ['b', 'keep'],
    accounts: ['b/default', 'keep/default'],
    maps: ['b/kube-root-ca.crt {"ca.crt":"CA"}', 'keep/kube-root-ca.crt {"ca.crt":"CA"}'],
    pods: [],
  });
});

const ownedBy = (api: TinyApi, resource: string, kind: string, name: string, blockOwnerDeletion = true): { ownerReferences: Meta['ownerReferences'] } => ({
  ownerReferences: [{ apiVersion: resource.includes('apps') ? 'apps/v1' : 'v1', kind, name, uid: api.get(resource, `d/${name}`)?.metadata.uid ?? 'gone', controller: true, blockOwnerDeletion }],
});

it('what lost its owner goes, what has a live one stays, by each way of deleting', async () => {
  const tree = (api: TinyApi, name: string): void => {
    create('deployments.apps', name, { namespace: 'd' })(api, none);
    create('replicasets.apps', `${name}-set`, { namespace: 'd', metadata: ownedBy(api, 'deployments.apps', 'Deployment', name) })(api, none);
    for (const one of ['x', 'y']) create('configmaps', `${name}-${one}`, { namespace: 'd', metadata: ownedBy(api, 'replicasets.apps', 'ReplicaSet', `${name}-set`) })(api, none);
  };
  const kept = ['d/live-x', 'd/live-y', 'd/shared'];
  const story: Story = {
    controllers: [garbageCollectorController],
    initial: (api) => {
      for (const name of ['live', 'background', 'foreground', 'orphan']) tree(api, name);
      const [first] = ownedBy(api, 'deployments.apps', 'Deployment', 'background').ownerReferences ?? [];
      const [second] = ownedBy(api, 'deployments.apps', 'Deployment', 'live', false).ownerReferences ?? [];
      if (first && second) create('configmaps', 'shared', { namespace: 'd', metadata: { ownerReferences: [first, { ...second, controller: false }] } })(api, none);
    },
    steps: [
      remove('deployments.apps', 'd/background', 'Background'),
      remove('deployments.apps', 'd/foreground', 'Foreground'),
      remove('deployments.apps', 'd/orphan', 'Orphan'),
      (api) => { create('configmaps', 'late', { namespace: 'd', metadata: ownedBy(api, 'deployments.apps', 'Deployment', 'nobody') })(api, none); },
    ],
    invariant: (api) => { for (const key of kept) if (api.get('configmaps', key) === undefined) throw new Error(`${key} has a live owner and was deleted`); },
    view: (api) => [names(api, 'deployments.apps'), names(api, 'replicasets.apps'), names(api, 'configmaps'), api.get('replicasets.apps', 'd/orphan-set')?.metadata.ownerReferences ?? []],
  };
  expect(await playOrders(story, orders)).toEqual([['d/live'], ['d/live-set', 'd/orphan-set'].sort(), [...kept, 'd/orphan-x', 'd/orphan-y'].sort(), []]);
});

it('a Service leads to the Pods that are ready, and to no other', async () => {
  const story: Story = {
    controllers: [endpointSliceController, endpointsController],
    initial: (api) => { pod('p1')(api, none); },
    steps: [
      create('services', 'web', { namespace: 'd', spec: { selector: labels, clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'], ipFamilies: ['IPv4'], ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }] } }),
      pod('p2'),
      pod('p3'),
      create('services', 'brief', { namespace: 'd', spec: { selector: labels, clusterIP: '10.96.0.8', clusterIPs: ['10.96.0.8'], ipFamilies: ['IPv4'], ports: [{ port: 1, targetPort: 1, protocol: 'TCP' }] } }),
      (api) => { api.patch('pods', 'd/p2', { metadata: { labels: { app: 'other' } } }, 'application/merge-patch+json'); },
      remove('pods', 'd/p1'),
      pod('p4'),
      setSpec('services', 'd/web', { ports: [{ name: 'http', port: 80, targetPort: 9090, protocol: 'TCP' }] }),
    ],
    world: podWorld(),
    view: (api) => {
      const ips = (name: string): unknown => api.get('pods', `d/${name}`)?.status?.['podIP'];
      const wanted = JSON.stringify([ips('p3'), ips('p4')].sort());
      const slices = api.all('endpointslices.discovery.k8s.io').filter((s) => s.metadata.labels?.['kubernetes.io/service-name'] === 'web') as (AnyObject & { endpoints: { addresses: string[]; conditions: { ready: boolean } }[]; ports: { port: number }[] })[];
      const { subsets = [] } = (api.get('endpoints', 'd/web') ?? {}) as { subsets?: { addresses: { ip: string }[]; ports: { port: number }[] }[] };
      return {
        // As upstream does not pack them anew, endpoints may end in several slices.
        slices: JSON.stringify(slices.flatMap((s) => s.endpoints.filter((e) => e.conditions.ready).flatMap((e) => e.addresses)).sort()) === wanted && slices.every((s) => s.ports[0]?.port === 9090),
        endpoints: subsets.map((s) => JSON.stringify(s.addresses.map((a) => a.ip).sort()) === wanted && s.ports[0]?.port === 9090),
      };
    },
  };
  expect(await playOrders(story, orders)).toEqual({ slices: true, endpoints: [true] });
});

it('a silent node is tainted and loses its Pods; those of a deleted one are collected; one that comes back is clean', async () => {
  const silent = new Set(['n2', 'n3']);
  const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
  const beat = (api: TinyApi, name: string): boolean => {
    const lease = api.get('leases.coordination.k8s.io', `kube-node-lease/${name}`);
    const nowMs = api.clock.now();
    if (lease === undefined || nowMs - Date.parse(String(lease.spec?.['renewTime'])) < 15_000) return false;
    api.update('leases.coordination.k8s.io', `kube-node-lease/${name}`, { ...lease, spec: { renewTime: new Date(nowMs).toISOString() } });
    const node = api.get('nodes', name);
    if (node !== undefined && JSON.stringify(node.status) !== JSON.stringify(ready)) api.update('nodes', name, { ...node, status: { ...ready } }, 'status');
    return true;
  };
  const pods = podWorld({ isDead: (node) => node !== 'n1' });
  const bound = (name: string, nodeName: string, tolerations: unknown[] = []): Step => pod(name, { spec: { nodeName, tolerations } });
  const story: Story = {
    controllers: [nodeLifecycleController, taintEvictionController, podGarbageCollectorController],
    initial: (api) => {
      for (const name of ['n1', 'n2', 'n3', 'n4']) {
        create('nodes', name, { spec: {}, status: ready })(api, none);
        create('leases.coordination.k8s.io', name, { namespace: 'kube-node-lease', spec: { renewTime: new Date(api.clock.now()).toISOString() } })(api, none);
      }
    },
    steps: [
      bound('stays', 'n1'),
      bound('goes', 'n2', [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 }]),
      bound('bears', 'n2', [{ operator: 'Exists' }]),
      remove('nodes', 'n4'),
      bound('lost', 'n4'),
      setSpec('nodes', 'n1', { unschedulable: true }),
    ],
    world: (api, random) => {
      for (const name of ['n1', 'n2', 'n3', 'n4']) {
        // n3 is heard again after five minutes.
        const isSilent = silent.has(name) && !(name === 'n3' && api.clock.now() > Date.UTC(2026, 0, 1, 12, 5));
        if (!isSilent && api.get('nodes', name) !== undefined && beat(api, name)) return true;
      }
      return pods(api, random);
    },
    settleSeconds: 420,
    quietSeconds: 60,
    view: (api) => ({
      nodes: api.all('nodes').map(({ metadata: { name }, spec, status }) => `${name} ${(status?.['conditions'] as { type: string; status: string }[]).find((c) => c.type === 'Ready')?.status ?? ''} ${((spec?.['taints'] ?? []) as { key: string; effect: string }[]).map((t) => `${t.key}:${t.effect}`).sort().join(' ')}`.trim()).sort(),
      pods: api.all('pods').map(({ metadata: { name, deletionTimestamp } }) => `${name}${deletionTimestamp === undefined ? '' : ' deleted'}`).sort(),
    }),
  };
  expect(await playOrders(story, orders)).toEqual({
    nodes: ['n1 True node.kubernetes.io/unschedulable:NoSchedule', 'n2 Unknown node.kubernetes.io/unreachable:NoExecute node.kubernetes.io/unreachable:NoSchedule', 'n3 True'],
    pods: ['bears', 'goes deleted', 'stays'],
  });
});

it('claims and volumes are bound one to one, made, held while they are used, and reclaimed', async () => {
  const claim = (name: string, spec: Record<string, unknown>): Step => create('persistentvolumeclaims', name, { namespace: 'd', spec: { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', resources: { requests: { storage: '1Gi' } }, ...spec } });
  const volume = (name: string): Step => create('persistentvolumes', name, { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain', storageClassName: '' } });
  const story: Story = {
    controllers: [persistentVolumeBinderController, storageProtectionController, ephemeralVolumeController],
    initial: (api) => { create('storageclasses.storage.k8s.io', 'standard', { provisioner: 'podlab.test/disk', reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' })(api, none); },
    steps: [
      claim('made', { storageClassName: 'standard' }),
      claim('given', { storageClassName: '' }),
      volume('v1'),
      claim('waits', { storageClassName: 'nobodys' }),
      claim('brief', { storageClassName: 'standard' }),
      pod('user', { spec: { nodeName: 'n1', volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'made' } }, { name: 'own', ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'standard', resources: { requests: { storage: '1Gi' } } } } } }] } }),
      remove('persistentvolumeclaims', 'd/brief'),
      remove('persistentvolumeclaims', 'd/made'),
      volume('v2'),
    ],
    // What a claim waits for is told every 15 s.
    repeats: /^patch events waits/,
    view: (api) => ({
      claims: api.all('persistentvolumeclaims').map(({ metadata: { name, deletionTimestamp }, status }) => `${name} ${deletionTimestamp === undefined ? String(status?.['phase']) : 'deleted'}`).sort(),
      // Whether one was made for a claim that is deleted at once depends on who comes first.
      volumes: api.all('persistentvolumes').filter(({ spec }) => (spec?.['claimRef'] as { name: string } | undefined)?.name !== 'made').map(({ spec, status }) => `${(spec?.['claimRef'] as { name: string } | undefined)?.name ?? 'none'} ${String(status?.['phase'])}`).sort(),
    }),
  };
  expect(await playOrders(story, orders)).toEqual({
    claims: ['given Bound', 'made deleted', 'user-own Bound', 'waits Pending'],
    volumes: ['given Bound', 'none Available', 'user-own Bound'],
  });
});

it.each([
  ['a number', { minAvailable: 1 }, { disruptionsAllowed: 2, currentHealthy: 3, desiredHealthy: 1, expectedPods: 3 }],
  ['a share', { maxUnavailable: '50%' }, { disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 4 }],
])('quotas say what is used, and a budget how much may be disrupted (%s)', async (_what, budgetSpec, budgetStatus) => {
  const owned = (name: string): Step => (api, random) => { pod(name, { metadata: ownedBy(api, 'replicasets.apps', 'ReplicaSet', 'set') })(api, random); };
  const story: Story = {
    controllers: [resourceQuotaController, disruptionController],
    initial: (api) => {
      create('deployments.apps', 'web', { namespace: 'd', spec: { replicas: 4 } })(api, none);
      create('replicasets.apps', 'set', { namespace: 'd', spec: { replicas: 4 }, metadata: ownedBy(api, 'deployments.apps', 'Deployment', 'web') })(api, none);
    },
    steps: [
      create('resourcequotas', 'q', { namespace: 'd', spec: { hard: { pods: '10', configmaps: '5' } } }),
      owned('p1'),
      owned('p2'),
      create('poddisruptionbudgets.policy', 'some', { namespace: 'd', spec: { ...budgetSpec, selector: { matchLabels: labels } } }),
      owned('p3'),
      owned('p4'),
      create('configmaps', 'c', { namespace: 'd' }),
      remove('pods', 'd/p2'),
      setSpec('resourcequotas', 'd/q', { hard: { pods: '20', configmaps: '5' } }),
    ],
    world: podWorld(),
    view: (api) => {
      const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } = api.get('poddisruptionbudgets.policy', 'd/some')?.status ?? {};
      return { hard: api.get('resourcequotas', 'd/q')?.status?.['hard'], maps: (api.get('resourcequotas', 'd/q')?.status?.['used'] as Record<string, string>)['configmaps'], some: { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } };
    },
  };
  expect(await playOrders(story, orders)).toEqual({
    hard: { pods: '20', configmaps: '5' },
    maps: '1',
    some: budgetStatus,
  });
});
