// Filters and prefers nodes so that like Pods are spread over zones and nodes: kube-scheduler's PodTopologySpread.
import type { Node, Pod } from '../../../api/generated/core-v1.ts';
import type { LabelSelector } from '../../../api/generated/meta-v1.ts';
import { controllerOf } from '../../component-helpers/pods.ts';
import { matchesLabels, matchesLabelSelector } from '../../../api/meta/label-selector.ts';
import { matchesRequiredNodeAffinity } from '../../component-helpers/node-selector.ts';
import { findUntolerated } from '../../component-helpers/taints.ts';
import { type ClusterEvent, type CycleState, maxNodeScore, type Plugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';
import type { Snapshot } from '../snapshot.ts';
import { skip, type Status, unresolvable, unschedulable } from '../status.ts';

const name = 'PodTopologySpread';
const hostname = 'kubernetes.io/hostname';
const zone = 'topology.kubernetes.io/zone';
const tooUneven = unschedulable("node(s) didn't match pod topology spread constraints");
const lacksLabel = unresolvable("node(s) didn't match pod topology spread constraints (missing required label)");

interface Constraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly selector: LabelSelector;
  readonly minDomains: number;
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
}

/** matchLabelKeys narrows the selector to Pods with the same values of these labels. */
function constraintsOf(pod: Pod, action: 'DoNotSchedule' | 'ScheduleAnyway'): Constraint[] {
  return (pod.spec.topologySpreadConstraints ?? []).filter((c) => c.whenUnsatisfiable === action).map((c) => {
    const same = (c.matchLabelKeys ?? []).filter((key) => pod.metadata.labels?.[key] !== undefined).map((key) => ({ key, operator: 'In' as const, values: [pod.metadata.labels?.[key] ?? ''] }));
    // Without a selector nothing matches.
    const selector: LabelSelector = c.labelSelector === undefined ? { matchExpressions: [{ key: '', operator: 'In', values: [] }] } : { ...c.labelSelector, matchExpressions: [...(c.labelSelector.matchExpressions ?? []), ...same] };
    return {
      maxSkew: c.maxSkew, topologyKey: c.topologyKey, selector,
      minDomains: c.minDomains ?? 1,
      honorsAffinity: (c.nodeAffinityPolicy ?? 'Honor') === 'Honor',
      honorsTaints: (c.nodeTaintsPolicy ?? 'Ignore') === 'Honor',
    };
  });
}

function includesNode(constraint: Constraint, pod: Pod, node: Node): boolean {
  if (constraint.honorsAffinity && !matchesRequiredNodeAffinity(pod, node)) return false;
  return !constraint.honorsTaints || findUntolerated(node.spec.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']) === undefined;
}

function matchesPod(constraint: Constraint, pod: Pod, other: Pod): boolean {
  return other.metadata.deletionTimestamp === undefined && other.metadata.namespace === pod.metadata.namespace && matchesLabelSelector(constraint.selector, other.metadata.labels);
}

function countMatching(constraint: Constraint, pod: Pod, node: NodeInfo): number {
  let count = 0;
  for (const other of node.pods.values()) if (matchesPod(constraint, pod, other.pod)) count++;
  return count;
}

function hasAllKeys(constraints: readonly Constraint[], node: Node): boolean {
  return constraints.every((c) => node.metadata.labels?.[c.topologyKey] !== undefined);
}

// ---- filter

interface State {
  readonly constraints: readonly Constraint[];
  /** Per constraint: matching Pods by value of its topology key. */
  readonly counts: readonly Map<string, number>[];
  clone(): State;
}

function newState(constraints: readonly Constraint[], counts: readonly Map<string, number>[]): State {
  return { constraints, counts, clone: () => newState(constraints, counts.map((c) => new Map(c))) };
}

function prepare(pod: Pod, snapshot: Snapshot): State | undefined {
  const constraints = constraintsOf(pod, 'DoNotSchedule');
  if (constraints.length === 0) return undefined;
  const counts = constraints.map(() => new Map<string, number>());
  for (const info of snapshot.nodes) {
    if (!hasAllKeys(constraints, info.node)) continue;
    constraints.forEach((constraint, i) => {
      if (!includesNode(constraint, pod, info.node)) return;
      const value = info.node.metadata.labels?.[constraint.topologyKey] ?? '';
      counts[i]?.set(value, (counts[i].get(value) ?? 0) + countMatching(constraint, pod, info));
    });
  }
  return newState(constraints, counts);
}

function update(cycle: CycleState, { pod }: PodInfo, other: PodInfo, { node }: NodeInfo, by: 1 | -1): void {
  const state = cycle.read<State>(name);
  if (state === undefined || !hasAllKeys(state.constraints, node)) return;
  state.constraints.forEach((constraint, i) => {
    if (!matchesPod(constraint, pod, other.pod) || !includesNode(constraint, pod, node)) return;
    const value = node.metadata.labels?.[constraint.topologyKey] ?? '';
    const counts = state.counts[i];
    counts?.set(value, (counts.get(value) ?? 0) + by);
  });
}

function filter({ constraints, counts }: State, pod: Pod, node: Node): Status | undefined {
  for (const [i, constraint] of constraints.entries()) {
    const value = node.metadata.labels?.[constraint.topologyKey];
    if (value === undefined) return lacksLabel;
    const own = counts[i];
    if (own === undefined) continue;
    const least = own.size < constraint.minDomains || own.size === 0 ? 0 : Math.min(...own.values());
    const self = matchesLabelSelector(constraint.selector, pod.metadata.labels) ? 1 : 0;
    if ((own.get(value) ?? 0) + self - least > constraint.maxSkew) return tooUneven;
  }
  return undefined;
}

// ---- score

interface ScoreState {
  readonly constraints: readonly Constraint[];
  readonly ignored: ReadonlySet<string>;
  readonly counts: readonly Map<string, number>[];
  readonly weights: readonly number[];
  clone(): ScoreState;
}

/** What selects the Pod: its Services and its owner. Pods that nothing selects are not spread by default. */
function defaultSelector(pod: Pod, { listers }: Snapshot): LabelSelector | undefined {
  const { namespace = '', labels } = pod.metadata;
  const matchLabels: Record<string, string> = {};
  const matchExpressions: NonNullable<LabelSelector['matchExpressions']> = [];
  for (const { spec } of listers.services(namespace)) {
    if (spec.selector !== undefined && Object.keys(spec.selector).length > 0 && matchesLabels(spec.selector, labels)) Object.assign(matchLabels, spec.selector);
  }
  const owner = controllerOf(pod);
  const key = `${namespace}/${owner?.name}`;
  const add = (selector: LabelSelector | undefined): void => {
    Object.assign(matchLabels, selector?.matchLabels);
    matchExpressions.push(...(selector?.matchExpressions ?? []));
  };
  if (owner?.kind === 'ReplicationController') Object.assign(matchLabels, listers.replicationController(key)?.spec.selector);
  else if (owner?.kind === 'ReplicaSet') add(listers.replicaSet(key)?.spec.selector);
  else if (owner?.kind === 'StatefulSet') add(listers.statefulSet(key)?.spec.selector);
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0 ? undefined : { matchLabels, matchExpressions };
}

function softConstraints(pod: Pod, snapshot: Snapshot): { constraints: Constraint[]; isDefault: boolean } {
  if ((pod.spec.topologySpreadConstraints ?? []).length > 0) return { constraints: constraintsOf(pod, 'ScheduleAnyway'), isDefault: false };
  const selector = defaultSelector(pod, snapshot);
  if (selector === undefined) return { constraints: [], isDefault: true };
  const of = (topologyKey: string, maxSkew: number): Constraint => ({ maxSkew, topologyKey, selector, minDomains: 1, honorsAffinity: true, honorsTaints: false });
  return { constraints: [of(hostname, 3), of(zone, 5)], isDefault: true };
}

function prepareScore(pod: Pod, feasible: readonly NodeInfo[], snapshot: Snapshot): ScoreState | undefined {
  const { constraints, isDefault } = softConstraints(pod, snapshot);
  if (constraints.length === 0) return undefined;
  const needsAllKeys = !isDefault;
  const ignored = new Set<string>();
  const counts = constraints.map(() => new Map<string, number>());
  const sizes = constraints.map(() => 0);
  for (const { node } of feasible) {
    if (needsAllKeys && !hasAllKeys(constraints, node)) {
      ignored.add(node.metadata.name);
      continue;
    }
    constraints.forEach(({ topologyKey }, i) => {
      // Per-node counts are taken when the node is scored.
      if (topologyKey === hostname) return;
      const value = node.metadata.labels?.[topologyKey] ?? '';
      if (counts[i]?.has(value) === true) return;
      counts[i]?.set(value, 0);
      sizes[i] = (sizes[i] ?? 0) + 1;
    });
  }
  const weights = constraints.map(({ topologyKey }, i) => Math.log((topologyKey === hostname ? feasible.length - ignored.size : (sizes[i] ?? 0)) + 2));
  for (const info of snapshot.nodes) {
    if (needsAllKeys && !hasAllKeys(constraints, info.node)) continue;
    constraints.forEach((constraint, i) => {
      if (constraint.topologyKey === hostname || !includesNode(constraint, pod, info.node)) return;
      const value = info.node.metadata.labels?.[constraint.topologyKey] ?? '';
      const own = counts[i];
      if (own?.has(value) === true) own.set(value, (own.get(value) ?? 0) + countMatching(constraint, pod, info));
    });
  }
  const state: ScoreState = { constraints, ignored, counts, weights, clone: () => state };
  return state;
}

function score({ constraints, ignored, counts, weights }: ScoreState, pod: Pod, info: NodeInfo): number {
  if (ignored.has(info.node.metadata.name)) return 0;
  let sum = 0;
  constraints.forEach((constraint, i) => {
    const value = info.node.metadata.labels?.[constraint.topologyKey];
    if (value === undefined) return;
    const count = constraint.topologyKey === hostname ? countMatching(constraint, pod, info) : (counts[i]?.get(value) ?? 0);
    sum += count * (weights[i] ?? 0) + (constraint.maxSkew - 1);
  });
  return Math.round(sum);
}

export const podTopologySpread: Plugin = {
  name,
  weight: 2,
  events: [
    { resource: 'AssignedPod', actions: ['Add', 'Delete', 'UpdatePodLabel'], hint: (pod, { old, object }) => podMatters(pod, old as Pod | undefined, object as Pod | undefined) },
    { resource: 'UnscheduledPod', actions: ['UpdatePodLabel'], hint: (pod, { object }) => object?.metadata.uid === pod.metadata.uid },
    { resource: 'Node', actions: ['Add', 'Delete', 'UpdateNodeLabel', 'UpdateNodeTaint'], hint: (pod, event) => nodeMatters(pod, event) },
  ],
  preFilter(cycle, { pod }, snapshot) {
    const state = prepare(pod, snapshot);
    if (state === undefined) return { status: skip };
    cycle.write(name, state);
    return undefined;
  },
  addPod: (cycle, pod, added, node) => { update(cycle, pod, added, node, 1); },
  removePod: (cycle, pod, removed, node) => { update(cycle, pod, removed, node, -1); },
  filter(cycle, { pod }, { node }) {
    const state = cycle.read<State>(name);
    return state === undefined ? undefined : filter(state, pod, node);
  },
  preScore(cycle, { pod }, feasible, snapshot) {
    const state = prepareScore(pod, feasible, snapshot);
    if (state === undefined) return skip;
    cycle.write(`${name}.score`, state);
    return undefined;
  },
  score(cycle, { pod }, node) {
    const state = cycle.read<ScoreState>(`${name}.score`);
    return state === undefined ? 0 : score(state, pod, node);
  },
  normalizeScore(cycle, scores, feasible) {
    const ignored = cycle.read<ScoreState>(`${name}.score`)?.ignored ?? new Set<string>();
    const isIgnored = (i: number): boolean => ignored.has(feasible[i]?.node.metadata.name ?? '');
    const counted = scores.filter((_, i) => !isIgnored(i));
    const min = Math.min(...counted);
    const max = Math.max(...counted, 0);
    for (let i = 0; i < scores.length; i++) {
      if (isIgnored(i)) scores[i] = 0;
      else if (max === 0) scores[i] = maxNodeScore;
      else scores[i] = Math.trunc((maxNodeScore * (max + min - (scores[i] ?? 0))) / max);
    }
  },
};

/** Only Pods that a constraint counts matter. */
function podMatters(pod: Pod, old: Pod | undefined, now: Pod | undefined): boolean {
  const constraints = constraintsOf(pod, 'DoNotSchedule');
  const counts = (other: Pod | undefined): boolean => other !== undefined && other.metadata.namespace === pod.metadata.namespace && constraints.some((c) => matchesLabelSelector(c.selector, other.metadata.labels));
  return old !== undefined && now !== undefined ? counts(old) !== counts(now) : counts(old ?? now);
}

/** Only nodes with all keys take part; of labels those under a key matter. */
function nodeMatters(pod: Pod, { actions, old, object }: ClusterEvent): boolean {
  const constraints = constraintsOf(pod, 'DoNotSchedule');
  const [before, now] = [old as Node | undefined, object as Node | undefined];
  const [wasIn, isIn] = [before !== undefined && hasAllKeys(constraints, before), now !== undefined && hasAllKeys(constraints, now)];
  if (before === undefined || now === undefined) return wasIn || isIn;
  if (actions.includes('UpdateNodeLabel') && (wasIn !== isIn || (isIn && constraints.some(({ topologyKey }) => before.metadata.labels?.[topologyKey] !== now.metadata.labels?.[topologyKey])))) return true;
  return actions.includes('UpdateNodeTaint') && isIn;
}
