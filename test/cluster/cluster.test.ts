// The whole cluster in virtual time: what a learner sees of a Pod's life.
import { afterEach, describe, expect, it } from 'vitest';
import type { Deployment } from '../../src/api/generated/apps-v1.ts';
import type { CronJob, Job } from '../../src/api/generated/batch-v1.ts';
import type { Namespace, Pod } from '../../src/api/generated/core-v1.ts';
import type { New } from '../../src/api/meta/object.ts';
import * as resources from '../../src/client/resources.ts';
import type { ContainerConfig } from '../../src/cluster/kubelet/runtime-service.ts';
import { createFakeRuntime, type ContainerScript } from '../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;

async function start(script?: (config: ContainerConfig) => ContainerScript): Promise<VirtualCluster> {
  virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock, ...(script && { script }) }) });
  return virtual;
}

afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

function pod(name: string, spec: New<Pod['spec']>): New<Pod> {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec };
}

const sleeper = { name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'] };

describe('a Pod', () => {
  it('reaches Running with the Events of a real cluster in order', async () => {
    const { client, until, pod: get, eventsOf, errors } = await start();
    await client.create(resources.pods, pod('hello', { containers: [sleeper] }), 'default');
    const running = await until(async () => { const p = await get('hello'); return p?.status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') === true && p; });
    expect(running.status.phase).toBe('Running');
    expect(running.spec.nodeName).toMatch(/^worker-/);
    expect((await eventsOf('hello')).map((e) => e.reason)).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']);
    expect(errors).toEqual([]);
  });

  it('is restarted with growing delays when its container fails', async () => {
    const { client, clock, until, pod: get, eventsOf } = await start(() => ({ exitAfterMs: 1000, exitCode: 1 }));
    await client.create(resources.pods, pod('crash', { containers: [sleeper] }), 'default');
    const waiting = await until(async () => { const p = await get('crash'); return p?.status.containerStatuses?.[0]?.state.waiting?.reason === 'CrashLoopBackOff' && p; });
    expect(waiting.status.containerStatuses?.[0]?.lastState.terminated?.exitCode).toBe(1);
    expect(waiting.status.phase).toBe('Running');
    const startMs = clock.now();
    await until(async () => (await get('crash'))?.status.containerStatuses?.[0]?.restartCount === 5);
    expect((clock.now() - startMs) / 1000).toBeGreaterThan(10 + 20 + 40 + 70);
    expect((await eventsOf('crash')).filter((e) => e.reason === 'BackOff')[0]?.count).toBeGreaterThan(2);
  });

  it('stays Pending with the reasons of every node', async () => {
    const { client, until, pod: get } = await start();
    await client.create(resources.pods, pod('big', { containers: [{ ...sleeper, resources: { requests: { cpu: '99' } } }] }), 'default');
    const pending = await until(async () => { const p = await get('big'); return p?.status.conditions?.some((c) => c.type === 'PodScheduled' && c.status === 'False') === true && p; });
    expect(pending.status.conditions?.find((c) => c.type === 'PodScheduled')?.message).toBe(
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
  });

  it('runs init containers before the others', async () => {
    const { client, until, pod: get } = await start((config) => (config.name === 'setup' ? { exitAfterMs: 5000, exitCode: 0 } : {}));
    await client.create(resources.pods, pod('staged', { initContainers: [{ name: 'setup', image: 'busybox:1.36' }], containers: [sleeper] }), 'default');
    const staged = await until(async () => { const p = await get('staged'); return p?.status.initContainerStatuses?.[0]?.state.running !== undefined && p; });
    expect(staged.status.phase).toBe('Pending');
    expect(staged.status.containerStatuses?.[0]?.state.waiting?.reason).toBe('PodInitializing');
    const running = await until(async () => { const p = await get('staged'); return p?.status.phase === 'Running' && p; });
    expect(running.status.initContainerStatuses?.[0]?.state.terminated?.reason).toBe('Completed');
  });

  it('ends gracefully when it is deleted', async () => {
    const { client, until, pod: get, eventsOf } = await start(() => ({ stopAfterMs: 3000, stopExitCode: 0 }));
    await client.create(resources.pods, pod('bye', { containers: [sleeper] }), 'default');
    await until(async () => (await get('bye'))?.status.phase === 'Running');
    await client.delete(resources.pods, 'bye', 'default');
    expect((await get('bye'))?.metadata.deletionGracePeriodSeconds).toBe(30);
    await until(async () => (await get('bye')) === undefined);
    expect((await eventsOf('bye')).find((e) => e.reason === 'Killing')?.message).toBe('Stopping container main');
  });
});

describe('controllers', () => {
  it('a Deployment keeps three Pods running and replaces one that is deleted', async () => {
    const { client, until, errors } = await start(() => ({ stopAfterMs: 100 }));
    const labels = { app: 'web' };
    await client.create<Deployment>(resources.deployments, {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
      spec: { replicas: 3, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [sleeper] } } },
    }, 'default');
    const done = async (): Promise<Deployment | false> => {
      const d = await client.get<Deployment>(resources.deployments, 'web', 'default');
      return d.status.availableReplicas === 3 && d.status.conditions?.find((c) => c.type === 'Progressing')?.reason === 'NewReplicaSetAvailable' && d;
    };
    const deployment = await until(done);
    expect(deployment.status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3, observedGeneration: 1 });
    const before = (await client.list<Pod>(resources.pods, 'default')).items;
    expect(before.map((p) => p.metadata.name)).toEqual([0, 1, 2].map(() => expect.stringMatching(/^web-[bcdfghjklmnpqrstvwxz2456789]{7,10}-[a-z0-9]{5}$/) as string));
    await client.delete(resources.pods, before[0]?.metadata.name ?? '', 'default');
    await until(async () => (await client.list<Pod>(resources.pods, 'default')).items.filter((p) => p.status.phase === 'Running' && p.metadata.deletionTimestamp === undefined).length === 3
      && !(await client.list<Pod>(resources.pods, 'default')).items.some((p) => p.metadata.uid === before[0]?.metadata.uid));
    expect(errors).toEqual([]);
  });

  it('a namespace takes all that is in it along, and a new one gets its ServiceAccount', async () => {
    const { client, until } = await start(() => ({ stopAfterMs: 100 }));
    await client.create<Namespace>(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
    await until(() => client.get(resources.serviceAccounts, 'default', 'team').catch(() => undefined));
    await client.create<Pod>(resources.pods, pod('x', { containers: [sleeper] }), 'team');
    await until(async () => (await client.get<Pod>(resources.pods, 'x', 'team')).status.phase === 'Running');
    await client.delete(resources.namespaces, 'team');
    await until(() => client.get(resources.namespaces, 'team').then(() => false, () => true));
  });
});

describe('time', () => {
  it('a CronJob starts a Job each minute, and the Job completes', async () => {
    const { client, until, errors } = await start(() => ({ exitAfterMs: 1000 }));
    await client.create<CronJob>(resources.cronJobs, {
      apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'tick' },
      spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [sleeper] } } } } },
    }, 'default');
    const jobs = await until(async () => { const { items } = await client.list<Job>(resources.jobs, 'default'); return items.filter((j) => j.status.succeeded === 1).length >= 2 && items; });
    expect(jobs[0]?.metadata.name).toMatch(/^tick-\d{8}$/);
    expect((await client.get<CronJob>(resources.cronJobs, 'tick', 'default')).status.lastScheduleTime).toMatch(/:00Z$/);
    expect(errors).toEqual([]);
  });
});

describe('containers that really run', () => {
  it('share a volume, read configuration, and reach a Service by its name', async () => {
    virtual = await startVirtualCluster({});
    const { client, until, pod: get, errors } = virtual;
    await client.create(resources.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { greeting: 'hello' } } as New<Pod>, 'default');
    await client.create(resources.secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' }, data: { token: btoa('s3cret') } } as New<Pod>, 'default');
    await client.create(resources.services, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] } } as New<Pod>, 'default');
    await client.create<Pod>(resources.pods, {
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        volumes: [{ name: 'site', emptyDir: {} }],
        containers: [
          { name: 'server', image: 'busybox:1.36', command: ['httpd', '-f', '-p', '8080', '-h', '/site'], volumeMounts: [{ name: 'site', mountPath: '/site' }] },
          {
            name: 'writer', image: 'busybox:1.36', command: ['sh', '-c', 'echo "$GREETING $TOKEN" > /site/index.html; sleep 100000'], volumeMounts: [{ name: 'site', mountPath: '/site' }],
            env: [{ name: 'GREETING', valueFrom: { configMapKeyRef: { name: 'settings', key: 'greeting' } } }, { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'keys', key: 'token' } } }],
          },
        ],
      },
    }, 'default');
    await until(async () => (await get('web'))?.status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'));
    await client.create<Pod>(resources.pods, pod('reader', { restartPolicy: 'OnFailure', containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', 'wget -qO- http://web'] }] }), 'default');
    await until(async () => (await get('reader'))?.status.phase === 'Succeeded');
    let log = '';
    client.connect({ verb: 'connect', ref: resources.pods, subresource: 'log', namespace: 'default', name: 'reader' }, { onData: (_channel, bytes) => { log += new TextDecoder().decode(bytes); return undefined; }, onClose: () => undefined });
    await until(() => log !== '');
    expect(log).toBe('hello s3cret\n');
    expect(errors).toEqual([]);
  });
});
