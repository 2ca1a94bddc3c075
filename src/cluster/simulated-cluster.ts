// A cluster whose nodes run the simulated container runtime on one network: what every host of Podlab starts.
import type { SimulatedClock } from '../base/simulated-clock.ts';
import { type Cluster, type ClusterOptions, createCluster } from './cluster.ts';

export interface SimulatedClusterOptions extends Omit<ClusterOptions, 'createRuntime' | 'clock'> {
  readonly clock: SimulatedClock;
}

export function createSimulatedCluster(options: SimulatedClusterOptions): Cluster {
  return createCluster(options);
}
