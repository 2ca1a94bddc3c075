// Podlab: Drain Node. Asks which of kubectl drain's protections to lift, then cordons the node and evicts its Pods.
import { type QuickPickItem, window } from 'vscode';
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';
import { runKubectl } from '../run-kubectl.ts';

interface Choice extends QuickPickItem {
  readonly flag: string;
}

const choices: readonly Choice[] = [
  { flag: '--ignore-daemonsets', label: 'Leave DaemonSet Pods', description: '--ignore-daemonsets', detail: 'Their controller would put them back at once. Without this, drain refuses a node that has some.', picked: true },
  { flag: '--delete-emptydir-data', label: 'Delete emptyDir data', description: '--delete-emptydir-data', detail: 'Without this, drain refuses a node with Pods that use emptyDir volumes.' },
  { flag: '--force', label: 'Also Pods without a controller', description: '--force', detail: 'They are lost: nothing makes them anew.' },
];

export const drainNode: Command = {
  id: 'drainNode',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Drain Node', kinds: ['Node'] });
    if (target?.kind !== 'Node') return;
    const picked = await window.showQuickPick(choices, { title: `Drain ${target.name}`, canPickMany: true, placeHolder: 'What to do with Pods that drain would stop at' });
    if (picked === undefined) return;
    await runKubectl(podlab, `Draining ${target.name}`, ['drain', target.name, ...picked.map(({ flag }) => flag)]);
  },
};
