// Podlab: View Logs, and View Previous Logs.
import { pickContainers, pickTarget } from '../pick.ts';
import type { Command, Podlab } from '../podlab.ts';
import { sayCommand } from '../say-command.ts';
import { LogTerminal } from '../terminals/log-terminal.ts';

export const viewLogs: Command = {
  id: 'viewLogs',
  run: (podlab, ...args) => openLogs(podlab, args, false),
};

export const viewPreviousLogs: Command = {
  id: 'viewPreviousLogs',
  run: (podlab, ...args) => openLogs(podlab, args, true),
};

async function openLogs(podlab: Podlab, args: readonly unknown[], isPrevious: boolean): Promise<void> {
  const title = isPrevious ? 'View Previous Logs' : 'View Logs';
  const target = await pickTarget(podlab, args, { title, kinds: ['Pod'] });
  if (target?.namespace === undefined) return;
  const { cluster, terminals } = podlab;
  await cluster.start();
  const containers = await pickContainers(podlab, target, { title, hasAll: true });
  if (containers === undefined || containers.length === 0) return;
  const { name: pod, namespace } = target;
  for (const container of containers) sayCommand(podlab, ['logs', pod, '-n', namespace, '-c', container, isPrevious ? '--previous' : '--follow']);
  const only = containers.length === 1 ? containers[0] : undefined;
  terminals.show({
    key: JSON.stringify(['logs', namespace, pod, containers, isPrevious]),
    name: `${isPrevious ? 'Previous logs' : 'Logs'}: ${pod}${only === undefined || only === pod ? '' : `/${only}`}`,
    icon: 'output',
    isFresh: true,
    pty: () => new LogTerminal({ cluster, namespace, pod, containers, isPrevious }),
  });
}
