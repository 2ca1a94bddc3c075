// The cluster as the extension's settings want it; the same in a worker and in a process.
import { seededRandom } from '../base/random.ts';
import type { SimulatedClock } from '../base/simulated-clock.ts';
import { type ClusterConfig, defaultClusterConfig, noLatencies } from '../cluster/config.ts';
import { type Cluster, createCluster } from '../cluster/cluster.ts';
import type { ClusterConfig as ClusterSettings } from '../extension/platform.ts';
import { parseClusterConfig } from './config-file.ts';
import type { Persistence } from '../cluster/store/persistence.ts';
import { wireYaml } from './wire-yaml.ts';

export function startCluster(options: { clock: SimulatedClock; config: ClusterConfig; persistence: Persistence | undefined; yieldToHost: () => Promise<void>; onError: (error: unknown) => void }): Cluster {
  const { clock, config, persistence, yieldToHost, onError } = options;
  if (config.speed !== clock.state.speed) clock.setSpeed(config.speed);
  return createCluster({ clock, random: seededRandom(crypto.getRandomValues(new Uint32Array(1))[0] ?? 1), config, yieldToHost, onError, apiServer: { yaml: wireYaml, newSecret }, ...(persistence && { persistence }) });
}

/** What a cluster's process or worker is told. */
export interface StartSettings extends ClusterSettings {
  /** Where the cluster is kept: a folder for a process, a database's name for a worker. Absent: nowhere. */
  readonly state?: string;
}

/** What the settings (JSON) ask for; with `problem` they ask for what cannot be, and the default takes its place. */
export function readSettings(text: string): { readonly config: ClusterConfig; readonly problem?: string; readonly state?: string; readonly isForTests?: true } {
  const { state, isForTests, ...settings } = parseSettings(text);
  return { ...readConfig(settings), ...(isForTests === true && { isForTests }), ...(typeof state === 'string' && { state }) };
}

function readConfig({ latencies, file }: Partial<ClusterSettings>): { readonly config: ClusterConfig; readonly problem?: string } {
  const withLatencies = (config: ClusterConfig): ClusterConfig => ({ hasMetricsServer: true, ...config, ...(latencies === 'none' && { latencies: noLatencies }) });
  if (typeof file !== 'string') return { config: withLatencies(defaultClusterConfig) };
  try {
    return { config: withLatencies(parseClusterConfig(file, 'podlab.yaml')) };
  } catch (error) {
    return { config: withLatencies(defaultClusterConfig), problem: error instanceof Error ? error.message : String(error) };
  }
}

function parseSettings(text: string): Partial<StartSettings> {
  try {
    return JSON.parse(text) as Partial<StartSettings>;
  } catch {
    return {};
  }
}

/** 256 bits from the host's own source: the cluster's Random is seeded and may be guessed. */
export function newSecret(): string {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
