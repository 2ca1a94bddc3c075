// Podlab: Describe. kubectl's description in a document that refreshes itself.
import { window, workspace } from 'vscode';
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';
import { sayCommand } from '../say-command.ts';

export const describe: Command = {
  id: 'describe',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Describe', kinds: ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'Node'] });
    if (target === undefined) return;
    await podlab.cluster.start();
    sayCommand(podlab, podlab.describeDocuments.kind.argv(target));
    await window.showTextDocument(await workspace.openTextDocument(podlab.describeDocuments.uri(target)), { preview: true });
  },
};
