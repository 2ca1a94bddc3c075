// Podlab: Reset Cluster. Throws every object away.
import { window } from 'vscode';
import type { Command } from '../podlab.ts';
import { withProgress } from '../progress.ts';

const reset = 'Reset Cluster';

export const resetCluster: Command = {
  id: 'resetCluster',
  async run({ cluster, time }) {
    const answer = await window.showWarningMessage('Reset the cluster?', { modal: true, detail: 'Every object in it is deleted, saved ones too, and cannot be brought back. The cluster starts again with its nodes and nothing else.' }, reset);
    if (answer !== reset) return;
    await withProgress('Resetting the cluster', async () => {
      const session = await cluster.start();
      time.set(await session.control({ action: 'reset' }));
    });
    cluster.refreshSession();
    window.setStatusBarMessage('$(check) Podlab: the cluster was reset', 5000);
  },
};
