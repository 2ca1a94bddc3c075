// Podlab: Stop Cluster.
import { window } from 'vscode';
import type { Command } from '../podlab.ts';

export const stopCluster: Command = {
  id: 'stopCluster',
  async run({ cluster, watch }) {
    if (cluster.state === 'stopped') return;
    const running = watch.model.ofKind('Pod').filter((pod) => pod.namespace !== 'kube-system').length;
    if (running > 0) {
      const stop = 'Stop Cluster';
      const answer = await window.showWarningMessage('Stop the cluster?', { modal: true, detail: `Its ${running === 1 ? 'Pod ends' : `${running} Pods end`} with it.` }, stop);
      if (answer !== stop) return;
    }
    cluster.stop();
  },
};
