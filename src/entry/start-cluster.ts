// The cluster as the extension's settings want it; the same in a worker and in a process.
import { seededRandom } from '../base/random.ts';
import type { SimulatedClock } from '../base/simulated-clock.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { defaultClusterConfig, noLatencies } from '../cluster/config.ts';
import { createSimulatedCluster } from '../cluster/simulated-cluster.ts';
import type { ClusterConfig as ClusterSettings } from '../extension/platform.ts';

export function startCluster(options: { clock: SimulatedClock; settings: string; yieldToHost: () => Promise<void>; onError: (error: unknown) => void }): Cluster {
  const { clock, settings, yieldToHost, onError } = options;
  const { latencies } = readSettings(settings);
  const config = latencies === 'none' ? { ...defaultClusterConfig, latencies: noLatencies } : defaultClusterConfig;
  return createSimulatedCluster({ clock, random: seededRandom(crypto.getRandomValues(new Uint32Array(1))[0] ?? 1), config, yieldToHost, onError });
}

function readSettings(text: string): ClusterSettings {
  try {
    const { latencies } = JSON.parse(text) as Partial<ClusterSettings>;
    return { latencies: latencies === 'none' ? 'none' : 'realistic' };
  } catch {
    return { latencies: 'realistic' };
  }
}
