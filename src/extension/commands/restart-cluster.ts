// Podlab: Restart Cluster. Ends the cluster's process and starts a new one.
import { window } from 'vscode';
import type { Command } from '../podlab.ts';
import { withProgress } from '../progress.ts';

export const restartCluster: Command = {
  id: 'restartCluster',
  async run({ cluster }) {
    await withProgress('Restarting the cluster', () => cluster.restart());
    window.setStatusBarMessage('$(check) Podlab: the cluster was restarted', 5000);
  },
};
