// Podlab: Stop Cluster.
import { confirmEnd } from '../confirm-end.ts';
import type { Command } from '../podlab.ts';

export const stopCluster: Command = {
  id: 'stopCluster',
  async run(podlab) {
    if (podlab.cluster.state !== 'stopped' && (await confirmEnd(podlab, { question: 'Stop the cluster?', action: 'Stop Cluster' }))) podlab.cluster.stop();
  },
};
