// Quick picks for what a command needs and was not given.
import { ThemeIcon, window } from 'vscode';
import { pods } from '../client/resources.ts';
import type { TableRow } from './session/table-informer.ts';
import { descriptionParts } from './cluster-view/describe-entry.ts';
import { type Entry, toEntry, watchedKinds } from './cluster-view/entry.ts';
import type { Podlab } from './podlab.ts';
import { type ResourceTarget, targetOfEntry, toTarget } from './resource-target.ts';

const podKind = { kind: 'Pod', ref: pods };

/** The target of the arguments, or one that the user picks, the view's selected line first; undefined when the user gives up. */
export async function pickTarget(podlab: Podlab, args: readonly unknown[], options: { title: string; kinds: readonly string[] }): Promise<ResourceTarget | undefined> {
  const given = toTarget(podlab.watch.model, args[0]);
  if (given !== undefined) return given;
  await podlab.cluster.start();
  const entries = await listEntries(podlab, options.kinds);
  if (entries.length === 0) {
    void window.showInformationMessage('There is nothing in the cluster to choose. Apply a manifest first.');
    return undefined;
  }
  const items = entries.map((entry) => ({
    label: entry.name,
    description: [...(entry.namespace === undefined ? [] : [entry.namespace]), ...(options.kinds.length === 1 ? [] : [entry.kind])].join(' · '),
    detail: descriptionParts(entry, podlab.time.now()).join(' · '),
    entry,
  }));
  const picked = await window.showQuickPick(items, { title: options.title, matchOnDescription: true, placeHolder: 'Type to find by name, namespace or kind' });
  return picked === undefined ? undefined : targetOfEntry(picked.entry);
}

/** Several targets when several lines are selected, of these kinds and of custom ones where `hasCustom`; else one as `pickTarget`. */
export async function pickTargets(podlab: Podlab, args: readonly unknown[], options: { title: string; kinds: readonly string[]; hasCustom?: boolean }): Promise<ResourceTarget[]> {
  const selected = new Map<string, ResourceTarget>();
  for (const argument of Array.isArray(args[1]) ? (args[1] as unknown[]) : []) {
    const target = toTarget(podlab.watch.model, argument);
    if (target !== undefined && (options.kinds.includes(target.kind) || (options.hasCustom === true && isCustom(podlab, argument)))) selected.set(JSON.stringify(target), target);
  }
  if (selected.size > 1) return [...selected.values()];
  const target = await pickTarget(podlab, args, options);
  return target === undefined ? [] : [target];
}

/** A custom kind, or an object of one. */
function isCustom({ watch }: Podlab, argument: unknown): boolean {
  const { id } = argument as { id?: unknown };
  const entry = typeof id === 'string' ? watch.model.entry(id) : undefined;
  return entry !== undefined && (entry.definitionId !== undefined || entry.defines !== undefined);
}

/** Which container of a Pod: the given one, the only one, or a pick. `undefined` when the user gives up. */
export async function pickContainers(podlab: Podlab, target: ResourceTarget, options: { title: string; hasAll: boolean }): Promise<string[] | undefined> {
  if (target.container !== undefined) return [target.container];
  const entry = await podEntry(podlab, target);
  const containers = entry.pod?.containers ?? [];
  const only = containers[0];
  if (containers.length <= 1) return only === undefined ? undefined : [only.name];
  const items = containers.map((container) => ({
    label: container.name,
    description: [container.role === 'container' ? '' : container.role, container.image].filter((part) => part !== '').join(' · '),
    iconPath: new ThemeIcon('package'),
    containers: [container.name],
  }));
  const all = { label: 'All containers', description: 'together, with their names in front', iconPath: new ThemeIcon('layers'), containers: containers.map((container) => container.name) };
  const picked = await window.showQuickPick(options.hasAll ? [all, ...items] : items, { title: options.title, placeHolder: 'Choose a container' });
  return picked?.containers;
}

/** The Pod as the server has it now; throws its refusal. */
async function podEntry(podlab: Podlab, { name, namespace }: ResourceTarget): Promise<Entry> {
  const session = await podlab.cluster.start();
  const object = await session.client.get(pods, name, namespace);
  return toEntry(podKind, { object, cells: {} });
}

/** Objects of the kinds, in the kinds' order, the newest first; the system's own last. */
async function listEntries(podlab: Podlab, kinds: readonly string[]): Promise<Entry[]> {
  const session = await podlab.cluster.start();
  const lists = watchedKinds.filter(({ kind }) => kinds.includes(kind)).map(async (watched) => {
    const known = podlab.watch.model.ofKind(watched.kind);
    if (known.length > 0) return known;
    const list = await session.client.list(watched.ref);
    return list.items.map((object): TableRow => ({ object, cells: {} })).map((row) => toEntry(watched, row));
  });
  const selected = podlab.treeView.selection[0]?.id;
  const rank = (entry: Entry): number => (entry.id === selected ? 0 : entry.namespace?.startsWith('kube-') === true ? 2 : 1);
  return (await Promise.all(lists)).flat().sort((a, b) => rank(a) - rank(b) || kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || b.createdMs - a.createdMs);
}
