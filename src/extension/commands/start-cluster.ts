// Podlab: Start Cluster.
import type { Command } from '../podlab.ts';
import { withProgress } from '../progress.ts';

export const startCluster: Command = {
  id: 'startCluster',
  async run({ cluster }) {
    await withProgress('Starting the cluster', () => cluster.start());
  },
};
