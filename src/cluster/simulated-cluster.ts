// A cluster whose nodes run the simulated container runtime on one network: what every host of Podlab starts.
import type { Random } from '../base/random.ts';
import type { SimulatedClock } from '../base/simulated-clock.ts';
import { quantity, quantityValue } from '../api/resource/quantity.ts';
import { type Cluster, type ClusterOptions, createCluster } from './cluster.ts';
import { createNetwork } from './network/network.ts';
import { createRuntime, createRuntimeShared, type RuntimeLatencies } from './runtime/runtime.ts';
import type { LatencySettings } from './config.ts';

export interface SimulatedClusterOptions extends Omit<ClusterOptions, 'createRuntime' | 'clock'> {
  readonly clock: SimulatedClock;
  readonly random: Random;
}

export function createSimulatedCluster(options: SimulatedClusterOptions): Cluster {
  const { onError, yieldToHost } = options;
  const network = createNetwork();
  const shared = createRuntimeShared(yieldToHost === undefined ? {} : { yieldToHost });
  return createCluster({
    ...options,
    createRuntime: (node, { clock, random, latencies }) =>
      createRuntime({
        nodeName: node.name,
        podCidr: node.podCidr,
        clock,
        random,
        network,
        shared,
        latencies: runtimeLatencies(latencies),
        presentImages: options.config.preloadedImages,
        cpuCount: Math.max(1, Math.floor(Number(node.capacity['cpu'] ?? '1'))),
        memoryBytes: Number(quantityValue(quantity(node.capacity['memory'] ?? '1Gi'))),
        ...(onError && { onBug: onError }),
      }),
  });
}

function runtimeLatencies({ imagePullMs, imageBytesPerSecond, sandboxMs, containerStartMs }: LatencySettings): RuntimeLatencies {
  return { sandboxMs, createMs: 0, startMs: containerStartMs, pullResolveMs: imagePullMs, pullBytesPerSecond: imageBytesPerSecond === 0 ? Infinity : imageBytesPerSecond };
}
