// The Cluster view's tree as data: which entry hangs under which, and what a batch of changes touches. Knows nothing of VS Code.
import type { TableChange } from '../session/table-informer.ts';
import { type ContainerEntry, definitionKind, type Entry, watchedKinds } from './entry.ts';

/** A line of the tree. `id` is stable; what it shows is looked up when it is drawn. */
export type TreeNode =
  | { readonly type: 'namespace' | 'nodes' | 'node' | 'object' | 'empty' | 'custom' | 'definition'; readonly id: string }
  /** A run of children of `parentId`, when there are too many for one level. */
  | { readonly type: 'group'; readonly id: string; readonly parentId: string; readonly from: number; readonly to: number }
  | { readonly type: 'container'; readonly id: string; readonly podId: string; readonly container: string };

/** What has to be drawn again. */
export interface TreeChanges {
  /** Nodes whose own line changed. */
  readonly items: ReadonlySet<string>;
  /** Nodes whose children changed; undefined stands for the root. */
  readonly parents: ReadonlySet<string | undefined>;
}

/** More children than this are shown in groups of this size, so that one arrival among 10,000 redraws one group. */
export const groupSize = 250;
const nodesId = 'nodes/';
const customId = 'custom/';
const kindOrder = new Map(watchedKinds.map(({ kind }, at) => [kind, at]));

export class ClusterModel {
  readonly #entries = new Map<string, Entry>();
  readonly #idByUid = new Map<string, string>();
  /** Entries by namespace; '' holds the cluster-scoped ones. */
  readonly #byNamespace = new Map<string, Map<string, Entry>>();
  /** Objects of custom kinds, and '' for the definitions themselves. */
  readonly #byDefinition = new Map<string, Map<string, Entry>>();
  readonly #byOwner = new Map<string, Map<string, Entry>>();
  readonly #nodes = new Map<string, TreeNode>();
  readonly #sorted = new Map<string, readonly string[]>();

  entry(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  entries(): Iterable<Entry> {
    return this.#entries.values();
  }

  /** Every entry of a kind, sorted by namespace and name. */
  ofKind(kind: string): Entry[] {
    return [...this.#entries.values()].filter((entry) => entry.kind === kind).sort((a, b) => compare(a.namespace ?? '', b.namespace ?? '') || compare(a.name, b.name));
  }

  /** Names of the first and the last entry of a group. */
  groupNames(node: Extract<TreeNode, { type: 'group' }>): [first: string, last: string] {
    const ids = this.#childIds(node.parentId).slice(node.from, node.to);
    const name = (id: string | undefined): string => this.#entries.get(id ?? '')?.name ?? '';
    return [name(ids[0]), name(ids.at(-1))];
  }

  container(node: Extract<TreeNode, { type: 'container' }>): ContainerEntry | undefined {
    return this.#entries.get(node.podId)?.pod?.containers.find((container) => container.name === node.container);
  }

  apply(changes: readonly TableChange<Entry>[]): TreeChanges {
    const items = new Set<string>();
    const parents = new Set<string | undefined>();
    for (const { before, after } of changes) {
      if (before !== undefined && (after === undefined || after.uid !== before.uid || after.ownerUid !== before.ownerUid)) this.#remove(before, parents);
      if (after !== undefined) this.#put(after, items, parents);
    }
    for (const id of parents) if (id !== undefined) this.#sorted.delete(id);
    return { items, parents };
  }

  clear(): void {
    this.#entries.clear();
    this.#idByUid.clear();
    this.#byNamespace.clear();
    this.#byOwner.clear();
    this.#byDefinition.clear();
    this.#nodes.clear();
    this.#sorted.clear();
  }

  children(node?: TreeNode): TreeNode[] {
    if (node === undefined) return this.#roots();
    switch (node.type) {
      case 'namespace':
        return this.#grouped(node.id, true);
      case 'nodes': case 'custom': case 'definition':
        return this.#grouped(node.id, false);
      case 'group':
        return this.#childIds(node.parentId).slice(node.from, node.to).map((id) => this.#objectNode(id));
      case 'object':
        return this.#objectChildren(node.id);
      default:
        return [];
    }
  }

  parent(node: TreeNode): TreeNode | undefined {
    if (node.type === 'container') return this.#nodes.get(node.podId);
    if (node.type === 'group') return this.#nodes.get(node.parentId);
    if (node.type === 'node') return this.#node(nodesId, { type: 'nodes', id: nodesId });
    const entry = this.#entries.get(node.id);
    if (node.type === 'definition') return this.#node(customId, { type: 'custom', id: customId });
    if (node.type !== 'object' || entry === undefined) return undefined;
    const parentId = this.#parentId(entry);
    if (entry.definitionId !== undefined) return this.#objectNode(entry.definitionId);
    return parentId === undefined ? undefined : this.#nodes.get(parentId) ?? this.#namespaceNode(parentId);
  }

  /** The node of a workload or a Pod, drawn or not, that can be revealed; undefined when it is not in the tree. */
  objectNode(id: string): TreeNode | undefined {
    const entry = this.#entries.get(id);
    return entry === undefined || ['Namespace', 'Node', definitionKind.kind].includes(entry.kind) ? undefined : this.#objectNode(id);
  }

  /** The tree's node of an id, when it was drawn. */
  node(id: string): TreeNode | undefined {
    return this.#nodes.get(id);
  }

  #put(entry: Entry, items: Set<string>, parents: Set<string | undefined>): void {
    const isNew = !this.#entries.has(entry.id);
    this.#entries.set(entry.id, entry);
    this.#idByUid.set(entry.uid, entry.id);
    inner(this.#byNamespace, entry.namespace ?? '').set(entry.id, entry);
    if (entry.ownerUid !== undefined) inner(this.#byOwner, entry.ownerUid).set(entry.id, entry);
    const definition = entry.definitionId ?? (entry.kind === definitionKind.kind ? '' : undefined);
    if (definition !== undefined) inner(this.#byDefinition, definition).set(entry.id, entry);
    items.add(entry.id);
    if (!isNew) return;
    parents.add(this.#parentId(entry));
    // The group itself is there while a definition is.
    if (definition === '') parents.add(undefined);
    // Children that came before their owner hung under the namespace until now.
    if (this.#byOwner.has(entry.uid)) parents.add(namespaceId(entry));
  }

  #remove(entry: Entry, parents: Set<string | undefined>): void {
    parents.add(this.#parentId(entry));
    if (this.#byOwner.has(entry.uid)) parents.add(namespaceId(entry));
    this.#entries.delete(entry.id);
    this.#nodes.delete(entry.id);
    this.#sorted.delete(entry.id);
    for (const { name } of entry.pod?.containers ?? []) this.#nodes.delete(containerId(entry.id, name));
    this.#idByUid.delete(entry.uid);
    dropInner(this.#byNamespace, entry.namespace ?? '', entry.id);
    if (entry.kind === definitionKind.kind) parents.add(undefined);
    dropInner(this.#byDefinition, entry.definitionId ?? '', entry.id);
    if (entry.ownerUid !== undefined) dropInner(this.#byOwner, entry.ownerUid, entry.id);
  }

  /** Of the node under which an entry hangs: its definition, its controller unless that is of a custom kind, its namespace, the Nodes group, or the root. */
  #parentId(entry: Entry): string | undefined {
    if (entry.kind === 'Node') return nodesId;
    if (entry.kind === 'Namespace') return undefined;
    if (entry.kind === definitionKind.kind) return customId;
    if (entry.definitionId !== undefined) return entry.definitionId;
    const ownerId = entry.ownerUid === undefined ? undefined : this.#idByUid.get(entry.ownerUid);
    return ownerId === undefined || this.#entries.get(ownerId)?.definitionId !== undefined ? namespaceId(entry) : ownerId;
  }

  #roots(): TreeNode[] {
    const namespaces = this.ofKind('Namespace').sort((a, b) => Number(b.name === 'default') - Number(a.name === 'default'));
    if (this.#entries.size === 0) return [];
    return [...namespaces.map((entry) => this.#namespaceNode(entry.id)), this.#node(nodesId, { type: 'nodes', id: nodesId }), ...(this.#byDefinition.has('') ? [this.#node(customId, { type: 'custom', id: customId })] : [])];
  }

  /** The children of a namespace, a workload or the Nodes group, in the order of the view; sorted once until one comes or goes. */
  #childIds(parentId: string): readonly string[] {
    const known = this.#sorted.get(parentId);
    if (known !== undefined) return known;
    const ids = this.#unsortedChildren(parentId).sort(byKindAndName).map((entry) => entry.id);
    if (parentId === nodesId || parentId === customId || this.#entries.has(parentId)) this.#sorted.set(parentId, ids);
    return ids;
  }

  #unsortedChildren(parentId: string): Entry[] {
    if (parentId === nodesId) return this.ofKind('Node');
    if (parentId === customId) return [...(this.#byDefinition.get('')?.values() ?? [])];
    const entry = this.#entries.get(parentId);
    if (entry === undefined || entry.definitionId !== undefined) return [];
    if (entry.kind === definitionKind.kind) return [...(this.#byDefinition.get(entry.id)?.values() ?? [])];
    if (entry.kind !== 'Namespace') return [...(this.#byOwner.get(entry.uid)?.values() ?? [])];
    return [...(this.#byNamespace.get(entry.name)?.values() ?? [])].filter((child) => this.#parentId(child) === parentId);
  }

  #objectChildren(id: string): TreeNode[] {
    const entry = this.#entries.get(id);
    if (entry?.pod === undefined) return this.#grouped(id, false);
    return entry.pod.containers.map(({ name }) => {
      const nodeId = containerId(id, name);
      return this.#node(nodeId, { type: 'container', id: nodeId, podId: id, container: name });
    });
  }

  #grouped(parentId: string, saysWhenEmpty: boolean): TreeNode[] {
    const ids = this.#childIds(parentId);
    if (ids.length === 0 && saysWhenEmpty) return [this.#node(`${parentId}#empty`, { type: 'empty', id: `${parentId}#empty` })];
    if (ids.length <= groupSize) return ids.map((id) => this.#objectNode(id));
    const groups: TreeNode[] = [];
    for (let from = 0; from < ids.length; from += groupSize) {
      const to = Math.min(from + groupSize, ids.length);
      const id = `${parentId}#${from}-${to}`;
      groups.push(this.#node(id, { type: 'group', id, parentId, from, to }));
    }
    return groups;
  }

  #objectNode(id: string): TreeNode {
    return this.#node(id, { type: nodeTypes[this.#entries.get(id)?.kind ?? ''] ?? 'object', id });
  }

  #namespaceNode(id: string): TreeNode {
    return this.#node(id, { type: 'namespace', id });
  }

  #node(id: string, made: TreeNode): TreeNode {
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    this.#nodes.set(id, made);
    return made;
  }
}

const nodeTypes: Readonly<Record<string, 'node' | 'definition' | undefined>> = { Node: 'node', [definitionKind.kind]: 'definition' };

function containerId(podId: string, container: string): string {
  return `${podId}#${container}`;
}

function namespaceId(entry: Entry): string {
  return `namespaces/${entry.namespace ?? ''}`;
}

function byKindAndName(a: Entry, b: Entry): number {
  return (kindOrder.get(a.kind) ?? 0) - (kindOrder.get(b.kind) ?? 0) || compare(a.name, b.name) || compare(a.namespace ?? '', b.namespace ?? '');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function inner(map: Map<string, Map<string, Entry>>, key: string): Map<string, Entry> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Map<string, Entry>();
  map.set(key, made);
  return made;
}

function dropInner(map: Map<string, Map<string, Entry>>, key: string, id: string): void {
  const known = map.get(key);
  known?.delete(id);
  if (known?.size === 0) map.delete(key);
}
