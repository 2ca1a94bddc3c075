// Podlab: Restart Cluster. Ends the cluster's process and starts a new one.
import { window } from 'vscode';
import { confirmEnd } from '../confirm-end.ts';
import type { Command } from '../podlab.ts';
import { withProgress } from '../progress.ts';

export const restartCluster: Command = {
  id: 'restartCluster',
  async run(podlab) {
    if (!(await confirmEnd(podlab, { question: 'Restart the cluster?', action: 'Restart Cluster' }))) return;
    await withProgress('Restarting the cluster', () => podlab.cluster.restart());
    window.setStatusBarMessage('$(check) Podlab: the cluster was restarted', 5000);
  },
};
