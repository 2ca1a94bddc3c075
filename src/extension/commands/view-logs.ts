// Podlab: View Logs, and View Previous Logs. Of a container, a Pod, several Pods, or all Pods of a workload.
import type { ClusterModel } from '../cluster-view/cluster-model.ts';
import type { Entry } from '../cluster-view/entry.ts';
import { pickContainers, pickTargets } from '../pick.ts';
import type { Command, Podlab } from '../podlab.ts';
import type { ResourceTarget } from '../resource-target.ts';
import { sayCommand } from '../say-command.ts';
import { type LogPlace, LogTerminal } from '../terminals/log-terminal.ts';

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
  const targets = await pickTargets(podlab, args, { title, kinds: ['Pod'] });
  const [first] = targets;
  if (first === undefined) return;
  await podlab.cluster.start();
  if (targets.length > 1) show(podlab, { title: `${targets.length} Pods`, isPrevious, places: () => targets.flatMap((target) => placesOf(podlab.watch.model, target)) });
  else if (first.kind === 'Pod') await openPod(podlab, first, isPrevious, title);
  else {
    sayCommand(podlab, ['logs', `${first.kind.toLowerCase()}/${first.name}`, '-n', first.namespace ?? 'default', '--all-pods', '--all-containers', isPrevious ? '--previous' : '--follow']);
    show(podlab, { title: `${first.kind} ${first.name}, all Pods`, isPrevious, places: () => placesOf(podlab.watch.model, first), isLive: true });
  }
}

async function openPod(podlab: Podlab, target: ResourceTarget, isPrevious: boolean, title: string): Promise<void> {
  const { name: pod, namespace = 'default' } = target;
  const containers = (await pickContainers(podlab, target, { title, hasAll: true })) ?? [];
  const [only] = containers;
  if (only === undefined) return;
  for (const container of containers) sayCommand(podlab, ['logs', pod, '-n', namespace, '-c', container, isPrevious ? '--previous' : '--follow']);
  const what = containers.length > 1 ? `${pod}, ${containers.length} containers` : only === pod ? pod : `${pod}/${only}`;
  show(podlab, { title: what, isPrevious, places: () => containers.map((container) => ({ namespace, pod, container })) });
}

function show({ cluster, terminals, watch }: Podlab, { title, isPrevious, places, isLive = false }: { title: string; isPrevious: boolean; places: () => readonly LogPlace[]; isLive?: boolean }): void {
  terminals.show({
    key: JSON.stringify(['logs', title, isPrevious, ...places()]),
    name: `${isPrevious ? 'Previous logs' : 'Logs'}: ${title}`,
    icon: 'output',
    isFresh: true,
    pty: () => new LogTerminal({ cluster, title, places, isPrevious, ...(isLive && { onDidChange: watch.onDidChange }) }),
  });
}

/** The containers of a Pod, or of every Pod that a workload owns, itself or through what it owns. */
function placesOf(model: ClusterModel, { kind, name, namespace }: ResourceTarget): LogPlace[] {
  const isIt = (entry: Entry): boolean => entry.name === name && entry.namespace === namespace;
  const owners = new Set(model.ofKind(kind).filter(isIt).map(({ uid }) => uid));
  for (const between of ['ReplicaSet', 'Job']) for (const { ownerUid, uid } of model.ofKind(between)) if (ownerUid !== undefined && owners.has(ownerUid)) owners.add(uid);
  const pods = model.ofKind('Pod').filter((entry) => (kind === 'Pod' ? isIt(entry) : entry.ownerUid !== undefined && owners.has(entry.ownerUid)));
  return pods.flatMap((entry) => (entry.pod?.containers ?? []).map(({ name: container }) => ({ namespace: entry.namespace ?? 'default', pod: entry.name, container })));
}
