// Podlab: Describe. kubectl's description in a document that refreshes itself; at an Event, when one is asked for.
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
    const document = await workspace.openTextDocument(podlab.describeDocuments.uri(target));
    const event = (args[1] as { event?: unknown } | undefined)?.event;
    const lines = document.getText().split('\n');
    const line = typeof event === 'string' ? lines.findIndex((text) => text.split(/\s+/)[2] === event) : -1;
    await window.showTextDocument(document, { preview: true, ...(line >= 0 && { selection: document.lineAt(line).range }) });
  },
};
