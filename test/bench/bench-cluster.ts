// A whole cluster in this process with nothing taking time, as the benchmarks of its parts need it.
import { seededRandom } from '../../src/base/random.ts';
import { SimulatedClock } from '../../src/base/simulated-clock.ts';
import { systemClock } from '../../src/base/system-clock.ts';
import type { Pod } from '../../src/api/generated/core-v1.ts';
import { Client } from '../../src/client/client.ts';
import * as resources from '../../src/client/resources.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { noLatencies } from '../../src/cluster/config.ts';
import { createCluster } from '../../src/cluster/cluster.ts';

export interface BenchCluster {
  readonly client: Client;
  readonly cluster: Cluster;
  dispose(): void;
}

/** Nodes are as large as the recorded benchmarks have them. */
export async function startBenchCluster(options: { readonly nodes: number; readonly disable?: readonly string[] }): Promise<BenchCluster> {
  const clock = new SimulatedClock(systemClock);
  const cluster = createCluster({
    clock,
    random: seededRandom(1),
    config: {
      nodes: Array.from({ length: options.nodes }, (_, i) => ({ name: `node-${i}`, capacity: { cpu: '32', memory: '64Gi', 'ephemeral-storage': '100Gi', pods: '110' }, labels: {}, taints: [] })),
      latencies: noLatencies,
      speed: 1,
      preloadedImages: ['busybox:1.36'],
    },
    yieldToHost: () => new Promise((resolve) => { setImmediate(resolve); }),
    disable: options.disable ?? [],
    onError: (error) => { console.error(error); },
  });
  await cluster.ready;
  return {
    client: new Client(cluster.transport, { userAgent: 'bench' }),
    cluster,
    dispose() {
      cluster.dispose();
      clock.dispose();
    },
  };
}

/** Resolves when `count` Pods of the namespace `default` have been seen in the wanted state. Call before they are made. */
export function whenPods(client: Client, count: number, isThere: (pod: Pod) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const there = new Set<string>();
    const watch = client.watch<Pod>(resources.pods, 'default', {}, {
      onEvent: ({ type, object }) => {
        if (type === 'DELETED' || !isThere(object)) return;
        there.add(object.metadata.name);
        if (there.size < count) return;
        watch.dispose();
        resolve();
      },
      onClose: (status) => { reject(new Error(JSON.stringify(status))); },
    });
  });
}
