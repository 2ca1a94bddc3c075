// Podlab: Copy Name.
import { env, window } from 'vscode';
import { pickTargets } from '../pick.ts';
import type { Command } from '../podlab.ts';

export const copyName: Command = {
  id: 'copyName',
  async run(podlab, ...args) {
    const targets = await pickTargets(podlab, args, { title: 'Copy Name', kinds: ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'Node', 'Namespace'] });
    if (targets.length === 0) return;
    await env.clipboard.writeText(targets.map(({ container, name }) => container ?? name).join('\n'));
    window.setStatusBarMessage('$(copy) Name copied', 3000);
  },
};
