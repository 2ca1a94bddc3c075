// Podlab: Open Shell. A terminal in a container.
import { workspace } from 'vscode';
import { pickContainers, pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';
import { sayCommand } from '../say-command.ts';
import { ShellTerminal } from '../terminals/shell-terminal.ts';

export const openShell: Command = {
  id: 'openShell',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Open Shell', kinds: ['Pod'] });
    if (target?.namespace === undefined) return;
    const { cluster, terminals } = podlab;
    await cluster.start();
    const container = (await pickContainers(podlab, target, { title: 'Open Shell', hasAll: false }))?.[0];
    if (container === undefined) return;
    const { name: pod, namespace } = target;
    const command = shellCommand(workspace.getConfiguration('podlab').get('shell.command'));
    sayCommand(podlab, ['exec', '-it', pod, '-n', namespace, '-c', container, '--', ...command]);
    terminals.show({
      key: JSON.stringify(['shell', namespace, pod, container]),
      name: `Shell: ${pod}${container === pod ? '' : `/${container}`}`,
      icon: 'terminal',
      isFresh: true,
      pty: () => new ShellTerminal({ cluster, namespace, pod, container, command }),
    });
  },
};

function shellCommand(setting: unknown): string[] {
  const words = Array.isArray(setting) ? setting.filter((word) => typeof word === 'string' && word !== '') : [];
  return words.length === 0 ? ['/bin/sh'] : words.map(String);
}
