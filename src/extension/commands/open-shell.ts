// Podlab: Open Shell, Attach, and Debug with Ephemeral Container: terminals in a container.
import { window, workspace } from 'vscode';
import type { Pod } from '../../api/generated/core-v1.ts';
import { pods } from '../../client/resources.ts';
import { pickContainers, pickTarget } from '../pick.ts';
import type { Command, Podlab } from '../podlab.ts';
import { sayCommand } from '../say-command.ts';
import { RunTerminal } from '../terminals/run-terminal.ts';

interface Place {
  readonly pod: string;
  readonly namespace: string;
  readonly container: string;
}

interface Look {
  readonly name: string;
  readonly icon: string;
  readonly ending: string;
}

export const openShell: Command = {
  id: 'openShell',
  async run(podlab, ...args) {
    const place = await pickPlace(podlab, args, 'Open Shell');
    if (place === undefined) return;
    const { pod, namespace, container } = place;
    const command = shellCommand(workspace.getConfiguration('podlab').get('shell.command'));
    show(podlab, place, ['exec', '-it', pod, '-n', namespace, '-c', container, '--', ...command], { name: 'Shell', icon: 'terminal', ending: 'The shell ended.' });
  },
};

export const attach: Command = {
  id: 'attach',
  async run(podlab, ...args) {
    const place = await pickPlace(podlab, args, 'Attach');
    if (place === undefined) return;
    const { pod, namespace, container } = place;
    const session = await podlab.cluster.start();
    const { spec } = await session.client.get<Pod>(pods, pod, namespace);
    const found = [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].find(({ name }) => name === container);
    const ways = [...(found?.stdin === true ? ['-i'] : []), ...(found?.tty === true ? ['-t'] : [])];
    show(podlab, place, ['attach', pod, '-n', namespace, '-c', container, ...ways], { name: 'Attached', icon: 'plug', ending: 'The container’s process has ended, or is no longer attached.' });
  },
};

export const debug: Command = {
  id: 'debug',
  async run(podlab, ...args) {
    const place = await pickPlace(podlab, args, 'Debug with Ephemeral Container');
    if (place === undefined) return;
    const { pod, namespace, container } = place;
    const image = await window.showInputBox({ title: 'Debug with Ephemeral Container', prompt: `Image of the container that joins ${pod} and sees the processes of ${container}; it stays until the Pod is deleted`, value: 'busybox', validateInput: (value) => (value.trim() === '' ? 'Enter an image' : undefined) });
    if (image === undefined) return;
    show(podlab, place, ['debug', '-it', pod, '-n', namespace, `--image=${image.trim()}`, `--target=${container}`], { name: 'Debug', icon: 'debug-alt', ending: 'The debugging container’s process has ended.' });
  },
};

async function pickPlace(podlab: Podlab, args: readonly unknown[], title: string): Promise<Place | undefined> {
  const target = await pickTarget(podlab, args, { title, kinds: ['Pod'] });
  if (target?.namespace === undefined) return undefined;
  const container = (await pickContainers(podlab, target, { title, hasAll: false }))?.[0];
  return container === undefined ? undefined : { pod: target.name, namespace: target.namespace, container };
}

function show(podlab: Podlab, { pod, namespace, container }: Place, argv: readonly string[], { name, icon, ending }: Look): void {
  const { cluster, kubectlHost: host, terminals } = podlab;
  sayCommand(podlab, argv);
  terminals.show({
    key: JSON.stringify([name, namespace, pod, container]),
    name: `${name}: ${pod}${container === pod ? '' : `/${container}`}`,
    icon,
    isFresh: true,
    pty: () => new RunTerminal({ cluster, host, argv, ending }),
  });
}

function shellCommand(setting: unknown): string[] {
  const words = Array.isArray(setting) ? setting.filter((word) => typeof word === 'string' && word !== '') : [];
  return words.length === 0 ? ['/bin/sh'] : words.map(String);
}
