// Podlab: Show Actions. What the status bar item opens.
import { commands, QuickPickItemKind, type QuickPickItem, window } from 'vscode';
import type { Command, Podlab } from '../podlab.ts';

interface Action extends QuickPickItem {
  readonly command?: string;
}

export const showActions: Command = {
  id: 'showActions',
  async run(podlab) {
    const picked = await window.showQuickPick(actions(podlab), { title: `Podlab: cluster ${podlab.cluster.state}` });
    if (picked?.command !== undefined) await commands.executeCommand(picked.command);
  },
};

function actions({ cluster, time }: Podlab): Action[] {
  const isRunning = cluster.state === 'running';
  const running: Action[] = [
    { label: '$(list-tree) Show cluster', command: 'podlab.cluster.focus' },
    { label: 'Clock', kind: QuickPickItemKind.Separator },
    time.info?.isPaused === true ? { label: '$(debug-continue) Resume clock', command: 'podlab.resumeClock' } : { label: '$(debug-pause) Pause clock', command: 'podlab.pauseClock' },
    { label: '$(debug-step-over) Step clock', description: 'to the next thing that waits', command: 'podlab.stepClock' },
    { label: '$(dashboard) Set clock speed', command: 'podlab.setClockSpeed' },
    { label: 'Cluster', kind: QuickPickItemKind.Separator },
    { label: '$(debug-restart) Restart cluster', command: 'podlab.restartCluster' },
    { label: '$(clear-all) Reset cluster', command: 'podlab.resetCluster' },
    { label: '$(debug-stop) Stop cluster', command: 'podlab.stopCluster' },
  ];
  return [
    ...(isRunning ? running : [{ label: '$(play) Start cluster', command: 'podlab.startCluster' }]),
    { label: 'Manifests', kind: QuickPickItemKind.Separator },
    { label: '$(cloud-upload) Apply the active document', command: 'podlab.apply' },
    { label: '$(file-code) Open sample', command: 'podlab.openSample' },
    { label: '$(output) Show output', command: 'podlab.showOutput' },
  ];
}
