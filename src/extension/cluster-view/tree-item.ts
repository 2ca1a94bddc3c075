// How a node of the model becomes a VS Code tree item: label, description, icon, tooltip, context and spoken text.
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { humanDuration } from '../../api/meta/human-duration.ts';
import { printable, printableLine } from '../text/printable.ts';
import type { ClusterModel, TreeNode } from './cluster-model.ts';
import type { ClusterTime } from './cluster-time.ts';
import { containerHealth, containerParts, descriptionParts, entryHealth, type Health, spokenText } from './describe-entry.ts';
import type { ContainerEntry, Entry } from './entry.ts';

/** Colours that stand out from the side bar at 3:1 or more in VS Code's light, dark and high-contrast themes; not every one of its icon colours does. */
const healthIcons: Readonly<Record<Health, [icon: string, color?: string]>> = {
  good: ['pass-filled', 'charts.green'],
  progressing: ['sync', 'charts.blue'],
  warning: ['warning', 'list.warningForeground'],
  error: ['error', 'list.errorForeground'],
  finished: ['check', 'descriptionForeground'],
  terminating: ['circle-slash', 'list.warningForeground'],
  none: ['circle-outline', 'descriptionForeground'],
};

const kindIcons: Readonly<Record<string, string>> = {
  Namespace: 'symbol-namespace',
  Node: 'server',
  Deployment: 'rocket',
  StatefulSet: 'database',
  DaemonSet: 'server-process',
  CronJob: 'watch',
  Job: 'tasklist',
  ReplicationController: 'files',
  ReplicaSet: 'files',
};

const powerlessIcon = new ThemeIcon('debug-disconnect', new ThemeColor('list.errorForeground'));

/** The item without its tooltip, which is made when asked for. */
export function toTreeItem(model: ClusterModel, node: TreeNode, time: ClusterTime): TreeItem {
  switch (node.type) {
    case 'nodes':
      return withSpoken(named(new TreeItem('Nodes', TreeItemCollapsibleState.Collapsed), node.id, 'podlab.nodes', new ThemeIcon('server-environment')), 'Nodes');
    case 'custom':
      return withSpoken(named(new TreeItem('Custom Resources', TreeItemCollapsibleState.Collapsed), node.id, 'podlab.customkinds', new ThemeIcon('extensions')), 'Custom Resources');
    case 'empty':
      return emptyItem(node.id);
    case 'group':
      return groupItem(model, node);
    case 'container': {
      const container = model.container(node);
      return container === undefined ? goneItem(node.id) : containerItem(node.id, container);
    }
    default: {
      const entry = model.entry(node.id);
      return entry === undefined ? goneItem(node.id) : entryItem(model, node, entry, time);
    }
  }
}

function entryItem(model: ClusterModel, node: TreeNode, entry: Entry, time: ClusterTime): TreeItem {
  if (entry.defines !== undefined) return definitionItem(model, node, entry, entry.defines.kind);
  const isOff = entry.kind === 'Node' && time.isPoweredOff(entry.name);
  const item = named(new TreeItem(entry.name, collapsibleState(model, node, entry)), node.id, `podlab.${entry.definitionId === undefined ? entry.kind.toLowerCase() : 'custom'}${isCordoned(entry) ? '.cordoned' : ''}${isOff ? '.off' : ''}`, isOff ? powerlessIcon : entryIcon(entry));
  const parts = [...(isOff ? ['powered off'] : []), ...descriptionParts(entry, time.now())];
  item.description = parts.join(' · ');
  return withSpoken(item, spokenText(entry.kind, entry.name, parts));
}

/** A custom kind, by which its objects are listed. */
function definitionItem(model: ClusterModel, node: TreeNode, entry: Entry, kind: string): TreeItem {
  const item = named(new TreeItem(printableLine(kind), model.children(node).length === 0 ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Expanded), node.id, 'podlab.customkind', new ThemeIcon('symbol-class'));
  item.description = printableLine(entry.name);
  return withSpoken(item, spokenText('Custom kind', kind, [entry.name]));
}

function isCordoned({ kind, cells }: Entry): boolean {
  return kind === 'Node' && (cells['Status'] ?? '').includes('SchedulingDisabled');
}

function collapsibleState(model: ClusterModel, node: TreeNode, entry: Entry): TreeItemCollapsibleState {
  if (entry.kind === 'Namespace') return entry.name === 'default' ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
  if (entry.kind === 'Node' || entry.definitionId !== undefined) return TreeItemCollapsibleState.None;
  if (entry.kind === 'Pod') return TreeItemCollapsibleState.Collapsed;
  const children = model.children(node).length;
  if (children === 0) return TreeItemCollapsibleState.None;
  return entry.kind === 'Deployment' || children <= 10 ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

/** Pods show their health; other kinds their own icon in the colour of their health. */
function entryIcon(entry: Entry): ThemeIcon {
  const [icon, color] = healthIcons[entryHealth(entry)];
  const kindIcon = entry.definitionId === undefined ? kindIcons[entry.kind] : 'symbol-object';
  return new ThemeIcon(kindIcon ?? icon, color === undefined || (kindIcon !== undefined && entryHealth(entry) === 'none') ? undefined : new ThemeColor(color));
}

function containerItem(id: string, container: ContainerEntry): TreeItem {
  const [icon, color] = healthIcons[containerHealth(container)];
  const item = named(new TreeItem(container.name, TreeItemCollapsibleState.None), id, `podlab.container.${container.role}`, new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color)));
  const parts = containerParts(container);
  item.description = parts.join(' · ');
  return withSpoken(item, spokenText('Container', container.name, parts));
}

function emptyItem(id: string): TreeItem {
  const item = named(new TreeItem('No workloads', TreeItemCollapsibleState.None), id, 'podlab.empty', new ThemeIcon('info'));
  if (!id.startsWith('namespaces/kube-')) item.description = 'apply a manifest';
  return withSpoken(item, 'No workloads in this namespace');
}

function groupItem(model: ClusterModel, node: Extract<TreeNode, { type: 'group' }>): TreeItem {
  const item = named(new TreeItem(`${node.from + 1}–${node.to}`, TreeItemCollapsibleState.Collapsed), node.id, 'podlab.group', new ThemeIcon('list-flat'));
  item.description = model.groupNames(node).join(' … ');
  return withSpoken(item, `Entries ${node.from + 1} to ${node.to}`);
}

/** Drawn at most for a moment, between an object's end and its parent's refresh. */
function goneItem(id: string): TreeItem {
  return named(new TreeItem(''), id, 'podlab.gone', new ThemeIcon('blank'));
}

function named(item: TreeItem, id: string, contextValue: string, icon: ThemeIcon): TreeItem {
  item.id = id;
  item.contextValue = contextValue;
  item.iconPath = icon;
  return item;
}

function withSpoken(item: TreeItem, label: string): TreeItem {
  item.accessibilityInformation = { label };
  return item;
}

/** Facts about the node as Markdown; text from the cluster is escaped and commands stay off. */
export function toTooltip(model: ClusterModel, node: TreeNode, nowMs: number): MarkdownString | undefined {
  if (node.type === 'container') {
    const container = model.container(node);
    return container === undefined ? undefined : factsMarkdown(`Container ${container.name}`, containerFacts(container), container.message);
  }
  const entry = model.entry(node.id);
  if (entry === undefined) return undefined;
  const facts: [string, string][] = [
    ...(entry.namespace === undefined ? [] : [['Namespace', entry.namespace] as [string, string]]),
    ...Object.entries(entry.cells).filter(([name, text]) => name !== 'Name' && name !== 'Age' && text !== '' && text !== '<none>' && text.length < 200),
    ['Age', humanDuration(nowMs - entry.createdMs)],
  ];
  return factsMarkdown(`${entry.kind} ${entry.name}`, facts, entry.pod?.message ?? '');
}

function containerFacts({ image, state, reason, exitCode, isReady, restarts }: ContainerEntry): [string, string][] {
  return [
    ['Image', image],
    ['State', reason === '' ? state : `${state} (${reason})`],
    ...(exitCode === undefined ? [] : [['Exit code', String(exitCode)] as [string, string]]),
    ['Ready', isReady ? 'yes' : 'no'],
    ['Restarts', String(restarts)],
  ];
}

function factsMarkdown(title: string, facts: readonly (readonly [string, string])[], message: string): MarkdownString {
  const markdown = new MarkdownString('', false);
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  markdown.appendMarkdown('**').appendText(printableLine(title)).appendMarkdown('**\n');
  for (const [name, text] of facts) markdown.appendMarkdown('\n- ').appendText(`${printableLine(name)}: ${printableLine(text)}`);
  if (message !== '') markdown.appendMarkdown('\n\n').appendText(printable(message));
  return markdown;
}
