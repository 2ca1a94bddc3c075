// The Cluster view: draws the model, and redraws what changed in batches.
import { EventEmitter, type TreeDataProvider, type TreeItem } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { TreeChanges, TreeNode } from './cluster-model.ts';
import type { ClusterTime } from './cluster-time.ts';
import type { ClusterWatch } from './cluster-watch.ts';
import { toTooltip, toTreeItem } from './tree-item.ts';

/** Changes are drawn this long after the first of a batch. */
const batchMs = 60;
/** A batch that touches more nodes than this redraws the whole tree once. */
const maxBatch = 400;
const ageTickMs = 5000;

export class ClusterTree implements TreeDataProvider<TreeNode>, Disposable {
  readonly #watch: ClusterWatch;
  readonly #clock: Clock;
  readonly #time: ClusterTime;
  readonly #changed = new EventEmitter<TreeNode[] | undefined>();
  readonly #owned = new DisposableStore();
  readonly #timer = new DisposableStore();
  readonly #tick = new DisposableStore();
  readonly #dirty = new Set<string | undefined>();
  /** Descriptions as last drawn, to redraw only the lines whose age reads differently. */
  readonly #drawn = new Map<string, string>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: { watch: ClusterWatch; clock: Clock; time: ClusterTime }) {
    this.#watch = options.watch;
    this.#clock = options.clock;
    this.#time = options.time;
    this.#owned.add(this.#changed);
    this.#owned.add(this.#timer);
    this.#owned.add(this.#tick);
    this.#owned.add(options.watch.onDidChange((changes) => { this.#onChange(changes); }));
    // Machines that were powered on or off, and ages after a jump of the clock.
    this.#owned.add(options.time.onDidChange(() => { this.#redrawAges(); }));
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return this.#watch.model.children(node);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#watch.model.parent(node);
  }

  getTreeItem(node: TreeNode): TreeItem {
    const item = toTreeItem(this.#watch.model, node, this.#time);
    this.#drawn.set(node.id, String(item.description ?? ''));
    return item;
  }

  resolveTreeItem(item: TreeItem, node: TreeNode): TreeItem {
    const tooltip = toTooltip(this.#watch.model, node, this.#time.now());
    if (tooltip !== undefined) item.tooltip = tooltip;
    return item;
  }

  /** Ages run only while someone can see them. */
  setVisible(isVisible: boolean): void {
    this.#tick.clear();
    if (isVisible) this.#armTick();
  }

  refresh(): void {
    this.#drawn.clear();
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #onChange(changes: TreeChanges | 'all'): void {
    if (changes === 'all') this.#dirty.add(undefined);
    else {
      for (const id of changes.parents) this.#dirty.add(id);
      for (const id of changes.items) if (this.#drawn.has(id)) this.#dirty.add(id);
    }
    if (this.#dirty.size > 0 && this.#timer.size === 0) this.#timer.add(this.#clock.setTimeout(() => { this.#flush(); }, batchMs));
  }

  #flush(): void {
    this.#timer.clear();
    const ids = [...this.#dirty];
    this.#dirty.clear();
    if (ids.includes(undefined) || ids.length > maxBatch) {
      this.refresh();
      return;
    }
    const nodes = ids.map((id) => this.#watch.model.node(id ?? '')).filter((node) => node !== undefined);
    for (const id of ids) if (id !== undefined && this.#watch.model.entry(id) === undefined) this.#drawn.delete(id);
    if (nodes.length > 0) this.#changed.fire(nodes);
  }

  #armTick(): void {
    this.#tick.clear();
    this.#tick.add(this.#clock.setTimeout(() => {
      this.#redrawAges();
      this.#armTick();
    }, ageTickMs));
  }

  #redrawAges(): void {
    const nodes: TreeNode[] = [];
    for (const [id, description] of this.#drawn) {
      const node = this.#watch.model.node(id);
      if (node === undefined) this.#drawn.delete(id);
      else if (node.type === 'object' || node.type === 'node') {
        if (toTreeItem(this.#watch.model, node, this.#time).description !== description) nodes.push(node);
      }
      if (nodes.length >= maxBatch) break;
    }
    if (nodes.length > 0) this.#changed.fire(nodes);
  }
}
