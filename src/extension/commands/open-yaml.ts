// Podlab: Open YAML. The live object, read-only, as `kubectl get -o yaml` prints it.
import { window, workspace } from 'vscode';
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';
import { sayCommand } from '../say-command.ts';

export const openYaml: Command = {
  id: 'openYaml',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Open YAML', kinds: ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'Node', 'Namespace'] });
    if (target === undefined) return;
    await podlab.cluster.start();
    sayCommand(podlab, podlab.yamlDocuments.kind.argv(target));
    await window.showTextDocument(await workspace.openTextDocument(podlab.yamlDocuments.uri(target)), { preview: true });
  },
};
