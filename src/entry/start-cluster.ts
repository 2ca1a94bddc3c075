// The cluster as the extension's settings want it; the same in a worker and in a process.
import { seededRandom } from '../base/random.ts';
import type { SimulatedClock } from '../base/simulated-clock.ts';
import { type ClusterConfig, defaultClusterConfig, noLatencies } from '../cluster/config.ts';
import { type Cluster, createCluster } from '../cluster/cluster.ts';
import type { ClusterConfig as ClusterSettings } from '../extension/platform.ts';
import { parseClusterConfig } from './config-file.ts';
import { wireYaml } from './wire-yaml.ts';

export function startCluster(options: { clock: SimulatedClock; config: ClusterConfig; yieldToHost: () => Promise<void>; onError: (error: unknown) => void }): Cluster {
  const { clock, config, yieldToHost, onError } = options;
  if (config.speed !== clock.state.speed) clock.setSpeed(config.speed);
  return createCluster({ clock, random: seededRandom(crypto.getRandomValues(new Uint32Array(1))[0] ?? 1), config, yieldToHost, onError, apiServer: { yaml: wireYaml, newSecret } });
}

/** What the settings (JSON) ask for; with `problem` they ask for what cannot be, and the default takes its place. */
export function readSettings(text: string): { readonly config: ClusterConfig; readonly problem?: string } {
  const { latencies, file } = parseSettings(text);
  const withLatencies = (config: ClusterConfig): ClusterConfig => (latencies === 'none' ? { ...config, latencies: noLatencies } : config);
  if (typeof file !== 'string') return { config: withLatencies(defaultClusterConfig) };
  try {
    return { config: withLatencies(parseClusterConfig(file, 'podlab.yaml')) };
  } catch (error) {
    return { config: withLatencies(defaultClusterConfig), problem: error instanceof Error ? error.message : String(error) };
  }
}

function parseSettings(text: string): Partial<ClusterSettings> {
  try {
    return JSON.parse(text) as Partial<ClusterSettings>;
  } catch {
    return {};
  }
}

/** 256 bits from the host's own source: the cluster's Random is seeded and may be guessed. */
function newSecret(): string {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
