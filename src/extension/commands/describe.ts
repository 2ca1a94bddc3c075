// Podlab: Describe. kubectl's description in a document that refreshes itself.
import { languages, window, workspace } from 'vscode';
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';

export const describe: Command = {
  id: 'describe',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Describe', kinds: ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'Node'] });
    if (target === undefined) return;
    await podlab.cluster.start();
    const document = await workspace.openTextDocument(podlab.describeDocuments.uri(target));
    await languages.setTextDocumentLanguage(document, 'podlab-describe');
    await window.showTextDocument(document, { preview: true });
  },
};
