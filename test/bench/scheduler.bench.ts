// How many Pods per second the scheduler binds through the API server, in the shape of the recorded benchmark of kube-scheduler: nodes and Pods first, then the scheduler.
import { pathToFileURL } from 'node:url';
import { seededRandom } from '../../src/base/random.ts';
import { systemClock } from '../../src/base/system-clock.ts';
import type { Node, PersistentVolumeClaim, Pod } from '../../src/api/generated/core-v1.ts';
import type { New } from '../../src/api/meta/object.ts';
import { Client } from '../../src/client/client.ts';
import * as resources from '../../src/client/resources.ts';
import { explainSchedulingPath } from '../../src/client/scheduling-explanation.ts';
import { createApiServer, storeIndexes } from '../../src/cluster/apiserver/api-server.ts';
import { InformerFactory } from '../../src/cluster/component-helpers/informer-factory.ts';
import { defaultPlugins } from '../../src/cluster/scheduler/profile.ts';
import { Scheduler } from '../../src/cluster/scheduler/scheduler.ts';
import { Store } from '../../src/cluster/store/store.ts';
import { startBenchCluster, whenPods } from './bench-cluster.ts';
import { duration, rate, type Spent, spentBy } from './measure.ts';
import { type Figure, report } from './report.ts';

interface Shape { readonly nodes: number; readonly pods: number; readonly isAnti?: boolean }

const allocatable = { cpu: '32', memory: '64Gi', pods: '110' };

function node(i: number): New<Node> {
  return {
    apiVersion: 'v1', kind: 'Node',
    metadata: { name: `b${i}`, labels: { 'kubernetes.io/hostname': `b${i}`, 'topology.kubernetes.io/zone': `z${i % 3}` } },
    status: { capacity: allocatable, allocatable, conditions: [{ type: 'Ready', status: 'True' }] },
  } as unknown as New<Node>;
}

function pod(i: number, isAnti: boolean): New<Pod> {
  const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: { app: 'bench' } }, topologyKey: 'kubernetes.io/hostname' }] } };
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: `b${i}`, labels: { app: 'bench' } },
    spec: { containers: [{ name: 'c', image: 'registry.example/app:1', resources: { requests: { cpu: '100m', memory: '64Mi' } } }], ...(isAnti && { affinity }) },
  } as unknown as New<Pod>;
}

/** From the scheduler's start to the last Pod's binding. */
export async function bindAll({ nodes, pods, isAnti = false }: Shape): Promise<Spent> {
  const clock = systemClock;
  const random = seededRandom(1);
  const server = createApiServer({ store: new Store({ clock, indexes: storeIndexes }), clock, random, onError: (error) => { console.error(error); } });
  await server.bootstrap();
  const client = new Client(server.transport(), { userAgent: 'kube-scheduler' });
  for (let i = 0; i < nodes; i++) {
    await client.create(resources.nodes, node(i));
    // Admission marks new nodes as not ready; no controller is here to lift that.
    await client.patch(resources.nodes, `b${i}`, undefined, 'application/merge-patch+json', { spec: { taints: null } });
    await client.patch(resources.nodes, `b${i}`, undefined, 'application/merge-patch+json', { status: { capacity: allocatable, allocatable, conditions: [{ type: 'Ready', status: 'True' }] } }, { subresource: 'status' });
  }
  for (let i = 0; i < pods; i++) await client.create(resources.pods, pod(i, isAnti), 'default');
  const bound = whenPods(client, pods, (p) => p.spec.nodeName !== undefined && p.spec.nodeName !== '');
  const informers = new InformerFactory(client, clock);
  let scheduler: Scheduler | undefined;
  const spent = await spentBy(async () => {
    const plugins = defaultPlugins({ client, clock, claims: informers.of<PersistentVolumeClaim>(resources.persistentVolumeClaims) });
    scheduler = new Scheduler({ client, informers, clock, random, plugins, yieldToHost: () => new Promise((resolve) => { setImmediate(resolve); }), onError: (error) => { console.error(error); } });
    informers.start();
    await bound;
  });
  scheduler?.dispose();
  informers.dispose();
  return spent;
}

/** What the editor's lens asks while one types: where the Pod of a manifest would land. */
async function predict(nodes: number, count: number): Promise<Spent> {
  const { client, dispose } = await startBenchCluster({ nodes });
  try {
    const ask = (i: number): Promise<unknown> => client.send({ verb: 'create', path: explainSchedulingPath, body: pod(i, false) });
    for (let i = 0; i < 20; i++) await ask(i);
    const { ms, cpuMs } = await spentBy(async () => { for (let i = 0; i < count; i++) await ask(i); });
    return { ms: ms / count, cpuMs: cpuMs / count };
  } finally {
    dispose();
  }
}

export async function schedulerFigures(): Promise<Figure[]> {
  await bindAll({ nodes: 20, pods: 500 });
  return [
    rate('Pods bound, 100 nodes', 3000, await bindAll({ nodes: 100, pods: 3000 }), { aim: 5000, real: 751 }),
    rate('Pods bound, 1,000 nodes', 3000, await bindAll({ nodes: 1000, pods: 3000 }), { aim: 2500, real: 584 }),
    rate('500 Pods with anti-affinity, 500 nodes', 500, await bindAll({ nodes: 500, pods: 500, isAnti: true }), { aim: 2500, real: 452 }),
    duration('prediction, 100 nodes', await predict(100, 100), { aim: 5 }),
  ];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  report('scheduler', await schedulerFigures());
  process.exit(0);
}
