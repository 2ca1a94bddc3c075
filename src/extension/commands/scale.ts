// Podlab: Scale. Asks how many Pods a workload should have.
import { window } from 'vscode';
import type { KubeObject } from '../../api/meta/object.ts';
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';
import { kubectlName } from '../resource-target.ts';
import { runKubectl } from '../run-kubectl.ts';

const kinds: readonly string[] = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'];

export const scale: Command = {
  id: 'scale',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Scale', kinds });
    if (target === undefined || !kinds.includes(target.kind)) return;
    const session = await podlab.cluster.start();
    const { spec } = await session.client.get<KubeObject & { readonly spec: { readonly replicas?: number } }>(target.ref, target.name, target.namespace);
    const replicas = await window.showInputBox({
      title: `Scale ${target.kind} ${target.name}`,
      prompt: 'How many Pods it should have',
      value: String(spec.replicas ?? 1),
      validateInput: (text) => (/^\d{1,9}$/.test(text) ? undefined : 'Enter a whole number, 0 or more'),
    });
    if (replicas !== undefined) await runKubectl(podlab, `Scaling ${target.name}`, ['scale', ...kubectlName(target), `--replicas=${replicas}`]);
  },
};
