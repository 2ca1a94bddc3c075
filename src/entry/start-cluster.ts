// The cluster as the extension's settings want it; the same in a worker and in a process.
import { seededRandom } from '../base/random.ts';
import type { SimulatedClock } from '../base/simulated-clock.ts';

import { defaultClusterConfig, noLatencies } from '../cluster/config.ts';
import { type Cluster, createCluster } from '../cluster/cluster.ts';
import type { ClusterConfig as ClusterSettings } from '../extension/platform.ts';
import { wireYaml } from './wire-yaml.ts';

export function startCluster(options: { clock: SimulatedClock; settings: string; yieldToHost: () => Promise<void>; onError: (error: unknown) => void }): Cluster {
  const { clock, settings, yieldToHost, onError } = options;
  const { latencies } = readSettings(settings);
  const config = latencies === 'none' ? { ...defaultClusterConfig, latencies: noLatencies } : defaultClusterConfig;
  return createCluster({ clock, random: seededRandom(crypto.getRandomValues(new Uint32Array(1))[0] ?? 1), config, yieldToHost, onError, apiServer: { yaml: wireYaml, newSecret } });
}

function readSettings(text: string): ClusterSettings {
  try {
    const { latencies } = JSON.parse(text) as Partial<ClusterSettings>;
    return { latencies: latencies === 'none' ? 'none' : 'realistic' };
  } catch {
    return { latencies: 'realistic' };
  }
}

/** 256 bits from the host's own source: the cluster's Random is seeded and may be guessed. */
function newSecret(): string {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
