// Podlab: Open YAML. The live object, read-only, as `kubectl get -o yaml` prints it; at a field, when one is asked for.
import { window, workspace } from 'vscode';
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';
import { lineOfField } from '../pod-way/line-of-field.ts';
import { sayCommand } from '../say-command.ts';

export const openYaml: Command = {
  id: 'openYaml',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Open YAML', kinds: ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'Node', 'Namespace'] });
    if (target === undefined) return;
    await podlab.cluster.start();
    sayCommand(podlab, podlab.yamlDocuments.kind.argv(target));
    const document = await workspace.openTextDocument(podlab.yamlDocuments.uri(target));
    const field = (args[1] as { field?: unknown } | undefined)?.field;
    const line = typeof field === 'string' ? lineOfField(document.getText(), field) : undefined;
    await window.showTextDocument(document, { preview: true, ...(line !== undefined && { selection: document.lineAt(line).range }) });
  },
};
