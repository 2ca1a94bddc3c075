// Podlab: Remove Node. Asks once; the machine is gone with all that runs on it.
import { window } from 'vscode';
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';

const remove = 'Remove Node';

export const removeNode: Command = {
  id: 'removeNode',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Remove Node', kinds: ['Node'] });
    if (target?.kind !== 'Node') return;
    const detail = 'The machine and its Node are gone at once. Within a minute Kubernetes deletes the Pods that ran on it: those of a controller are made anew elsewhere, others are lost. Drain the node first to let them end with grace.';
    if ((await window.showWarningMessage(`Remove Node “${target.name}”?`, { modal: true, detail }, remove)) !== remove) return;
    const session = await podlab.cluster.start();
    podlab.time.set(await session.control({ action: 'removeNode', node: target.name }));
    podlab.log.info(`node ${target.name} removed`);
  },
};
