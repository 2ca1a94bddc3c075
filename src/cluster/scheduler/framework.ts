// The scheduler's extension points as interfaces, and how a profile's plugins are run over one Pod: kube-scheduler's framework.
import type { Pod } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';
import type { Snapshot } from './snapshot.ts';
import { isRejected, type Status } from './status.ts';

/** What plugins hand to their later extension points within one scheduling cycle, by plugin name. `clone` is deep where preemption changes it. */
export class CycleState {
  readonly #data = new Map<string, { clone(): unknown }>();
  readonly skippedFilters = new Set<string>();
  readonly skippedScores = new Set<string>();
  #filters: readonly Plugin[] | undefined;

  /** The plugins that filter in this cycle. Ask after the pre-filters ran. */
  filtersOf(plugins: readonly Plugin[]): readonly Plugin[] {
    this.#filters ??= plugins.filter((plugin) => plugin.filter !== undefined && !this.skippedFilters.has(plugin.name));
    return this.#filters;
  }

  skipFilter(pluginName: string): void {
    this.skippedFilters.add(pluginName);
    this.#filters = undefined;
  }

  write(key: string, value: { clone(): unknown }): void {
    this.#data.set(key, value);
  }

  read<T>(key: string): T | undefined {
    return this.#data.get(key) as T | undefined;
  }

  clone(): CycleState {
    const copy = new CycleState();
    for (const [key, value] of this.#data) copy.#data.set(key, value.clone() as { clone(): unknown });
    for (const name of this.skippedFilters) copy.skippedFilters.add(name);
    return copy;
  }
}

/** What happened to an object, as far as scheduling is concerned. */
export type ActionType =
  | 'Add' | 'Delete' | 'Update'
  | 'UpdateNodeAllocatable' | 'UpdateNodeLabel' | 'UpdateNodeTaint' | 'UpdateNodeCondition' | 'UpdateNodeAnnotation'
  | 'UpdatePodLabel' | 'UpdatePodScaleDown' | 'UpdatePodToleration' | 'UpdatePodSchedulingGatesEliminated';

/** `AssignedPod` is on a node; `UnscheduledPod` is the waiting Pod itself or another one that waits. */
export type EventResource = 'Node' | 'AssignedPod' | 'UnscheduledPod' | 'PersistentVolume' | 'PersistentVolumeClaim' | 'StorageClass' | 'CSINode' | 'Namespace';

export interface ClusterEvent {
  readonly resource: EventResource;
  readonly actions: readonly ActionType[];
  readonly old?: KubeObject;
  readonly object?: KubeObject;
}

/** When to try a Pod again that the plugin rejected: without `hint`, at each such event. */
export interface EventOfInterest {
  readonly resource: EventResource;
  readonly actions: readonly ActionType[];
  readonly hint?: (pod: Pod, event: ClusterEvent) => boolean;
}

export interface PreFilterResult {
  readonly status?: Status;
  /** Only these nodes can fit; absent means all. */
  readonly nodeNames?: ReadonlySet<string>;
}

/** A plugin implements what it needs. All but `reserve` and later are pure over the snapshot. */
export interface Plugin {
  readonly name: string;
  readonly events?: readonly EventOfInterest[];
  preFilter?(state: CycleState, pod: PodInfo, snapshot: Snapshot): PreFilterResult | undefined;
  /** Keep the pre-filter state right when preemption tries a node without (or again with) a Pod. */
  addPod?(state: CycleState, pod: PodInfo, added: PodInfo, node: NodeInfo): void;
  removePod?(state: CycleState, pod: PodInfo, removed: PodInfo, node: NodeInfo): void;
  filter?(state: CycleState, pod: PodInfo, node: NodeInfo, snapshot: Snapshot): Status | undefined;
  /** Status `Skip` leaves the plugin out of scoring this Pod. */
  preScore?(state: CycleState, pod: PodInfo, feasible: readonly NodeInfo[], snapshot: Snapshot): Status | undefined;
  score?(state: CycleState, pod: PodInfo, node: NodeInfo, snapshot: Snapshot): number;
  /** Brings the scores to 0..100, in place. */
  normalizeScore?(state: CycleState, scores: number[], feasible: readonly NodeInfo[]): void;
  /** Weight of the score; 1 when absent. */
  readonly weight?: number;
  /** Why the Pod may not even be queued. */
  preEnqueue?(pod: Pod): Status | undefined;
  reserve?(state: CycleState, pod: PodInfo, nodeName: string, snapshot: Snapshot): Status | undefined;
  unreserve?(state: CycleState, pod: PodInfo, nodeName: string): void;
  /** Whether `preBind` has anything to do, so that the expectation can be told (nominatedNodeName). */
  needsPreBind?(state: CycleState, pod: PodInfo, nodeName: string): boolean;
  preBind?(state: CycleState, pod: PodInfo, nodeName: string): Promise<Status | undefined>;
}

export const maxNodeScore = 100;

/** Why no node fits: per node the first failing plugin's status, or the text of a pre-filter plugin. */
export interface Diagnosis {
  readonly nodeStatus: Map<string, Status>;
  /** Of nodes without an entry. */
  absentStatus?: Status;
  preFilterMessage?: string;
  postFilterMessage?: string;
  readonly rejectingPlugins: Set<string>;
}

export function newDiagnosis(): Diagnosis {
  return { nodeStatus: new Map(), rejectingPlugins: new Set() };
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.` and what preemption had to say. */
export function fitErrorMessage(nodeCount: number, diagnosis: Diagnosis): string {
  let message = `0/${nodeCount} nodes are available:`;
  if (diagnosis.preFilterMessage !== undefined && diagnosis.preFilterMessage !== '') {
    message += ` ${diagnosis.preFilterMessage}.`;
  } else {
    const counts = new Map<string, number>();
    const count = (reason: string, times: number): void => { counts.set(reason, (counts.get(reason) ?? 0) + times); };
    for (const status of diagnosis.nodeStatus.values()) for (const reason of status.reasons) count(reason, 1);
    const absent = nodeCount - diagnosis.nodeStatus.size;
    if (absent > 0) for (const reason of diagnosis.absentStatus?.reasons ?? []) count(reason, absent);
    // Sorted by code units, as Go sorts strings: 10 comes before 2.
    const reasons = [...counts].map(([reason, times]) => `${times} ${reason}`).sort((a, b) => (a < b ? -1 : 1));
    if (reasons.length > 0) message += ` ${reasons.join(', ')}.`;
  }
  return diagnosis.postFilterMessage === undefined || diagnosis.postFilterMessage === '' ? message : `${message} ${diagnosis.postFilterMessage}`;
}

/** Runs pre-filters in order; what they leave of the nodes, or the status that ends the cycle. */
export function runPreFilters(plugins: readonly Plugin[], state: CycleState, pod: PodInfo, snapshot: Snapshot): PreFilterResult & { readonly narrowedBy: readonly string[] } {
  let nodeNames: ReadonlySet<string> | undefined;
  const narrowedBy: string[] = [];
  for (const plugin of plugins) {
    if (plugin.preFilter === undefined) continue;
    const result = plugin.preFilter(state, pod, snapshot);
    if (result?.status?.code === 'Skip') {
      state.skipFilter(plugin.name);
      continue;
    }
    if (result?.status !== undefined) return { status: { ...result.status, plugin: plugin.name }, narrowedBy };
    if (result?.nodeNames === undefined) continue;
    narrowedBy.push(plugin.name);
    const { nodeNames: more } = result;
    nodeNames = nodeNames === undefined ? more : new Set([...nodeNames].filter((name) => more.has(name)));
    if (nodeNames.size === 0) return { status: { ...noCommonNode(narrowedBy), plugin: plugin.name }, narrowedBy };
  }
  return { ...(nodeNames !== undefined && { nodeNames }), narrowedBy };
}

function noCommonNode(plugins: readonly string[]): Status {
  const names = [...plugins].sort();
  const reason = names.length === 1 ? `node(s) didn't satisfy plugin ${names[0]}` : `node(s) didn't satisfy plugin(s) [${names.join(' ')}] simultaneously`;
  return { code: 'UnschedulableAndUnresolvable', reasons: [reason] };
}

/** The status of the first filter that rejects the node; undefined when it fits. */
function runFilters(plugins: readonly Plugin[], state: CycleState, pod: PodInfo, node: NodeInfo, snapshot: Snapshot): Status | undefined {
  for (const plugin of state.filtersOf(plugins)) {
    const status = plugin.filter?.(state, pod, node, snapshot);
    if (status !== undefined) return rejectedBy(plugin, status);
  }
  return undefined;
}

const rejections = new WeakMap<Status, Status>();

/** Most plugins reject all nodes with the same few words. */
function rejectedBy({ name }: Plugin, status: Status): Status {
  let rejection = rejections.get(status);
  if (rejection?.plugin !== name) rejections.set(status, (rejection = { ...status, plugin: name }));
  return rejection;
}

/**
 * Filters a node with the Pods nominated to it counted in, when there are any of the same or higher priority; it must fit without them, too,
 * because they are not there yet and the Pod may need them.
 */
export function runFiltersWithNominated(plugins: readonly Plugin[], state: CycleState, pod: PodInfo, node: NodeInfo, snapshot: Snapshot): Status | undefined {
  const here = snapshot.nominated(node.node.metadata.name);
  const priority = pod.pod.spec.priority ?? 0;
  const nominated = here.length === 0 ? here : here.filter((n) => (n.pod.spec.priority ?? 0) >= priority && n.pod.metadata.uid !== pod.pod.metadata.uid);
  if (nominated.length > 0) {
    const withThem = node.clone();
    const stateWithThem = state.clone();
    for (const info of nominated) {
      withThem.addPod(info);
      for (const plugin of plugins) if (!state.skippedFilters.has(plugin.name)) plugin.addPod?.(stateWithThem, pod, info, withThem);
    }
    const status = runFilters(plugins, stateWithThem, pod, withThem, snapshot);
    if (status !== undefined) return status;
  }
  return runFilters(plugins, state, pod, node, snapshot);
}

export interface NodeScores {
  readonly nodeName: string;
  /** Normalised and weighted, by plugin. */
  readonly plugins: Readonly<Record<string, number>>;
  readonly total: number;
}

/** What the plugins think of the feasible nodes. Only totals decide; only who explains a decision looks at single scores. */
export class Scores {
  /** By the index of the node among the feasible ones. */
  readonly totals: readonly number[];
  readonly #feasible: readonly NodeInfo[];
  readonly #columns: ReadonlyMap<string, readonly number[]>;

  constructor(feasible: readonly NodeInfo[], totals: readonly number[], columns: ReadonlyMap<string, readonly number[]>) {
    this.#feasible = feasible;
    this.totals = totals;
    this.#columns = columns;
  }

  rows(): NodeScores[] {
    return this.#feasible.map(({ node }, i) => ({
      nodeName: node.metadata.name, total: this.totals[i] ?? 0, plugins: Object.fromEntries([...this.#columns].map(([name, column]) => [name, column[i] ?? 0])),
    }));
  }
}

/** Scores each feasible node with every plugin that has something to say. */
export function runScores(plugins: readonly Plugin[], state: CycleState, pod: PodInfo, feasible: readonly NodeInfo[], snapshot: Snapshot): Scores {
  for (const plugin of plugins) {
    if (plugin.score === undefined) continue;
    if (plugin.preScore?.(state, pod, feasible, snapshot)?.code === 'Skip') state.skippedScores.add(plugin.name);
  }
  const columns = new Map<string, number[]>();
  const totals = new Array<number>(feasible.length).fill(0);
  for (const plugin of plugins) {
    if (plugin.score === undefined || state.skippedScores.has(plugin.name)) continue;
    const scores: number[] = [];
    for (const node of feasible) scores.push(plugin.score(state, pod, node, snapshot));
    plugin.normalizeScore?.(state, scores, feasible);
    const weight = plugin.weight ?? 1;
    for (let i = 0; i < scores.length; i++) {
      const weighted = (scores[i] ?? 0) * weight;
      scores[i] = weighted;
      totals[i] = (totals[i] ?? 0) + weighted;
    }
    columns.set(plugin.name, scores);
  }
  return new Scores(feasible, totals, columns);
}

/** Scales scores so that the highest becomes 100; `reverse` turns them round. helper.DefaultNormalizeScore. */
export function defaultNormalizeScore(scores: number[], reverse: boolean): void {
  let max = 0;
  for (const score of scores) if (score > max) max = score;
  for (let i = 0; i < scores.length; i++) {
    const scaled = max === 0 ? 0 : Math.floor((maxNodeScore * (scores[i] ?? 0)) / max);
    scores[i] = reverse ? maxNodeScore - scaled : scaled;
  }
}

/** What became of looking for nodes that fit. */
export interface FeasibleNodes {
  readonly feasible: readonly NodeInfo[];
  readonly diagnosis: Diagnosis;
  /** How many nodes were looked at, for the round robin of large clusters. */
  readonly examined: number;
}

/** All of the filter phase. `limit` ends the search early in large clusters; it starts at `startIndex`. With `isDiagnosed` the rejections are told although some nodes fit. */
export function findFeasibleNodes(plugins: readonly Plugin[], state: CycleState, pod: PodInfo, snapshot: Snapshot, options: { limit?: number; startIndex?: number; isDiagnosed?: boolean } = {}): FeasibleNodes {
  const diagnosis = newDiagnosis();
  const pre = runPreFilters(plugins, state, pod, snapshot);
  if (pre.status !== undefined) {
    diagnosis.absentStatus = pre.status;
    diagnosis.preFilterMessage = pre.status.reasons.join(', ');
    if (pre.status.plugin !== undefined) diagnosis.rejectingPlugins.add(pre.status.plugin);
    return { feasible: [], diagnosis, examined: 0 };
  }
  let candidates = snapshot.nodes;
  if (pre.nodeNames !== undefined) {
    const { nodeNames } = pre;
    candidates = [...nodeNames].map((name) => snapshot.byName.get(name)).filter((n) => n !== undefined);
    diagnosis.absentStatus = { code: 'UnschedulableAndUnresolvable', reasons: [`node(s) didn't satisfy plugin(s) [${[...pre.narrowedBy].sort().join(' ')}]`] };
    for (const name of pre.narrowedBy) diagnosis.rejectingPlugins.add(name);
  }
  const feasible: NodeInfo[] = [];
  const { limit = Infinity, startIndex = 0 } = options;
  let examined = 0;
  const rejected: NodeInfo[] = [];
  const statuses: Status[] = [];
  for (; examined < candidates.length && feasible.length < limit; examined++) {
    const node = candidates[(startIndex + examined) % candidates.length];
    if (node === undefined) continue;
    const status = runFiltersWithNominated(plugins, state, pod, node, snapshot);
    if (status === undefined) feasible.push(node);
    else {
      rejected.push(node);
      statuses.push(status);
    }
  }
  // Where the Pod can go, only who explains it asks why not elsewhere.
  if (feasible.length > 0 && options.isDiagnosed !== true) return { feasible, diagnosis, examined };
  statuses.forEach((status, i) => {
    diagnosis.nodeStatus.set(rejected[i]?.node.metadata.name ?? '', status);
    if (isRejected(status) && status.plugin !== undefined) diagnosis.rejectingPlugins.add(status.plugin);
  });
  return { feasible, diagnosis, examined };
}
