// Filters and prefers nodes by the Pods that already run near them: kube-scheduler's InterPodAffinity.
import type { Node, Pod } from '../../../api/generated/core-v1.ts';
import { matchesLabelSelector } from '../../../api/meta/label-selector.ts';
import { maxNodeScore, type Plugin } from '../framework.ts';
import { type AffinityTerm, podInfo, type PodInfo } from '../pod-info.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Counts, matchesTerm, matchingCounts, repellingCounts } from './anti-affinity-counts.ts';
import { skip, type Status, unresolvable, unschedulable } from '../status.ts';

const name = 'InterPodAffinity';
const existingAntiAffinity = unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");
const antiAffinity = unschedulable("node(s) didn't match pod anti-affinity rules");
const affinity = unresolvable("node(s) didn't match pod affinity rules");

/** How many Pods match (or what they weigh), by topology key and then by its value. Invariant: no count is 0 and no inner map is empty. */
type TopologyCounts = Map<string, Map<string, number>>;

/** The same where counts may be those of the cluster, which nobody but their keeper changes. */
type ReadCounts = Map<string, Counts>;

interface State {
  /** Existing Pods whose required anti-affinity keeps this Pod out. */
  readonly existingAnti: ReadCounts;
  readonly affinity: TopologyCounts;
  readonly anti: ReadCounts;
  readonly snapshot: Snapshot;
  clone(): State;
}

function newState(snapshot: Snapshot, from?: State): State {
  const state: State = {
    existingAnti: copyOf(from?.existingAnti), affinity: copyOf(from?.affinity), anti: copyOf(from?.anti), snapshot,
    clone: () => newState(snapshot, state),
  };
  return state;
}

/** Answers of `matchesTerm` for one state of the cluster, each asked once for all Pods of a kind. */
function matcher(snapshot: Snapshot): (term: AffinityTerm, pod: PodInfo) => boolean {
  const known = new Map<AffinityTerm, Map<number, boolean>>();
  return (term, pod) => {
    let answers = known.get(term);
    if (answers === undefined) known.set(term, (answers = new Map()));
    let answer = answers.get(pod.identity);
    if (answer === undefined) answers.set(pod.identity, (answer = matchesTerm(term, pod, snapshot)));
    return answer;
  };
}

function matchesAll(terms: readonly AffinityTerm[], pod: PodInfo, snapshot: Snapshot): boolean {
  return terms.length > 0 && terms.every((term) => matchesTerm(term, pod, snapshot));
}

function copyOf(counts: ReadCounts | undefined): TopologyCounts {
  const copy: TopologyCounts = new Map();
  for (const [topologyKey, values] of counts ?? []) copy.set(topologyKey, new Map(values));
  return copy;
}

/** The count of the node's own value of the label; 0 when it has none. */
function countAt(counts: ReadCounts, topologyKey: string, node: Node): number {
  const value = node.metadata.labels?.[topologyKey];
  return value === undefined ? 0 : (counts.get(topologyKey)?.get(value) ?? 0);
}

function count(counts: TopologyCounts, topologyKey: string, node: Node, by: number): void {
  const value = node.metadata.labels?.[topologyKey];
  if (value === undefined) return;
  let values = counts.get(topologyKey);
  const next = (values?.get(value) ?? 0) + by;
  if (next !== 0) {
    if (values === undefined) counts.set(topologyKey, (values = new Map()));
    values.set(value, next);
    return;
  }
  values?.delete(value);
  if (values?.size === 0) counts.delete(topologyKey);
}

/** The same with a copy of the counts of the topology key, which may be the cluster's. */
function recount(counts: ReadCounts, topologyKey: string, node: Node, by: number): void {
  const own: TopologyCounts = new Map([[topologyKey, new Map(counts.get(topologyKey))]]);
  count(own, topologyKey, node, by);
  const values = own.get(topologyKey);
  if (values === undefined || values.size === 0) counts.delete(topologyKey);
  else counts.set(topologyKey, values);
}

/** Accounts for one Pod on a node, or takes it away. */
function update(state: State, pod: PodInfo, other: PodInfo, node: Node, by: 1 | -1): void {
  for (const term of other.requiredAntiAffinity) if (matchesTerm(term, pod, state.snapshot)) recount(state.existingAnti, term.topologyKey, node, by);
  if (matchesAll(pod.requiredAffinity, other, state.snapshot)) for (const term of pod.requiredAffinity) count(state.affinity, term.topologyKey, node, by);
  for (const term of pod.requiredAntiAffinity) if (matchesTerm(term, other, state.snapshot)) recount(state.anti, term.topologyKey, node, by);
}

/** What is kept of the cluster is taken as it is, or copied where there is more to add: within one cycle the cluster stays as it is. */
function addAll(counts: ReadCounts, topologyKey: string, more: Counts): void {
  if (more.size === 0) return;
  const known = counts.get(topologyKey);
  if (known === undefined) {
    counts.set(topologyKey, more);
    return;
  }
  const sum = new Map(known);
  for (const [value, by] of more) sum.set(value, (sum.get(value) ?? 0) + by);
  counts.set(topologyKey, sum);
}

function prepare(pod: PodInfo, snapshot: Snapshot): State {
  const state = newState(snapshot);
  for (const [term, counts] of repellingCounts(snapshot)) if (matchesTerm(term, pod, snapshot)) addAll(state.existingAnti, term.topologyKey, counts);
  for (const term of pod.requiredAntiAffinity) addAll(state.anti, term.topologyKey, matchingCounts(snapshot, term));
  if (pod.requiredAffinity.length === 0) return state;
  const matches = matcher(snapshot);
  for (const info of snapshot.nodes) {
    for (const other of info.pods.values()) {
      if (pod.requiredAffinity.every((term) => matches(term, other))) for (const term of pod.requiredAffinity) count(state.affinity, term.topologyKey, info.node, 1);
    }
  }
  return state;
}

function satisfiesAffinity(state: State, pod: PodInfo, node: Node): boolean {
  let podsExist = true;
  for (const { topologyKey } of pod.requiredAffinity) {
    if (node.metadata.labels?.[topologyKey] === undefined) return false;
    if (countAt(state.affinity, topologyKey, node) <= 0) podsExist = false;
  }
  if (podsExist) return true;
  // The first of a group that is attracted by itself: nobody is there yet, and it matches its own terms.
  return state.affinity.size === 0 && matchesAll(pod.requiredAffinity, pod, state.snapshot);
}

function filter(state: State, pod: PodInfo, node: Node): Status | undefined {
  if (pod.requiredAffinity.length > 0 && !satisfiesAffinity(state, pod, node)) return affinity;
  for (const { topologyKey } of pod.requiredAntiAffinity) if (countAt(state.anti, topologyKey, node) > 0) return antiAffinity;
  for (const topologyKey of state.existingAnti.keys()) if (countAt(state.existingAnti, topologyKey, node) > 0) return existingAntiAffinity;
  return undefined;
}

// ---- scoring

interface ScoreState {
  readonly weights: TopologyCounts;
  clone(): ScoreState;
}

/** Weight of a required affinity term of an existing Pod towards this one. */
const hardAffinityWeight = 1;

function addWeight(weights: TopologyCounts, term: AffinityTerm, weight: number, target: PodInfo, node: Node, snapshot: Snapshot): void {
  if (weight === 0 || node.metadata.labels?.[term.topologyKey] === undefined || !matchesTerm(term, target, snapshot)) return;
  count(weights, term.topologyKey, node, weight);
}

function addPodWeights(weights: TopologyCounts, pod: PodInfo, other: PodInfo, node: Node, snapshot: Snapshot): void {
  for (const term of pod.preferredAffinity) addWeight(weights, term, term.weight, other, node, snapshot);
  for (const term of pod.preferredAntiAffinity) addWeight(weights, term, -term.weight, other, node, snapshot);
  for (const term of other.requiredAffinity) addWeight(weights, term, hardAffinityWeight, pod, node, snapshot);
  for (const term of other.preferredAffinity) addWeight(weights, term, term.weight, pod, node, snapshot);
  for (const term of other.preferredAntiAffinity) addWeight(weights, term, -term.weight, pod, node, snapshot);
}

export const interPodAffinity: Plugin = {
  name,
  weight: 2,
  events: [
    { resource: 'AssignedPod', actions: ['Add', 'Delete', 'UpdatePodLabel'], hint: (pod, { old, object }) => podMatters(pod, old as Pod | undefined, object as Pod | undefined) },
    { resource: 'UnscheduledPod', actions: ['UpdatePodLabel'], hint: (pod, { object }) => object?.metadata.uid === pod.metadata.uid },
    { resource: 'Node', actions: ['Add', 'UpdateNodeLabel', 'UpdateNodeTaint'], hint: (pod, { old, object }) => nodeMatters(pod, old as Node | undefined, object as Node) },
    { resource: 'Namespace', actions: ['Add', 'Update'] },
  ],
  preFilter(cycle, pod, snapshot) {
    const state = prepare(pod, snapshot);
    if (state.existingAnti.size === 0 && pod.requiredAffinity.length === 0 && pod.requiredAntiAffinity.length === 0) return { status: skip };
    cycle.write(name, state);
    return undefined;
  },
  addPod(cycle, pod, added, { node }) {
    const state = cycle.read<State>(name);
    if (state !== undefined) update(state, pod, added, node, 1);
  },
  removePod(cycle, pod, removed, { node }) {
    const state = cycle.read<State>(name);
    if (state !== undefined) update(state, pod, removed, node, -1);
  },
  filter(cycle, pod, { node }) {
    const state = cycle.read<State>(name);
    return state === undefined ? undefined : filter(state, pod, node);
  },
  preScore(cycle, pod, _feasible, snapshot) {
    const hasOwn = pod.preferredAffinity.length > 0 || pod.preferredAntiAffinity.length > 0;
    const weights: TopologyCounts = new Map();
    for (const info of hasOwn ? snapshot.nodes : snapshot.withAffinity) {
      for (const other of (hasOwn ? info.pods : info.podsWithAffinity).values()) addPodWeights(weights, pod, other, info.node, snapshot);
    }
    if (weights.size === 0) return skip;
    const state: ScoreState = { weights, clone: () => state };
    cycle.write(`${name}.score`, state);
    return undefined;
  },
  score(cycle, _pod, { node }) {
    const weights = cycle.read<ScoreState>(`${name}.score`)?.weights;
    let score = 0;
    if (weights !== undefined) for (const topologyKey of weights.keys()) score += countAt(weights, topologyKey, node);
    return score;
  },
  normalizeScore(_cycle, scores) {
    const min = Math.min(...scores);
    const max = Math.max(...scores);
    for (let i = 0; i < scores.length; i++) scores[i] = max === min ? 0 : Math.trunc((maxNodeScore * ((scores[i] ?? 0) - min)) / (max - min));
  },
};

/** Without a snapshot namespaces by selector cannot be judged: they count as matching, so that the Pod is rather tried in vain. */
function couldMatch(term: AffinityTerm, pod: Pod): boolean {
  return (term.namespaceSelector !== undefined || term.namespaces.has(pod.metadata.namespace ?? '')) && matchesLabelSelector(term.selector, pod.metadata.labels);
}

function podMatters(pod: Pod, old: Pod | undefined, now: Pod | undefined): boolean {
  const info = podInfo(pod);
  const matchesAffinity = (p: Pod): boolean => info.requiredAffinity.length > 0 && info.requiredAffinity.every((t) => couldMatch(t, p));
  const repels = (p: Pod): boolean => info.requiredAntiAffinity.some((t) => couldMatch(t, p)) || podInfo(p).requiredAntiAffinity.some((t) => couldMatch(t, pod));
  if (old !== undefined && now !== undefined) return (!matchesAffinity(old) && matchesAffinity(now)) || (info.requiredAntiAffinity.some((t) => couldMatch(t, old)) && !info.requiredAntiAffinity.some((t) => couldMatch(t, now)));
  if (now !== undefined) return matchesAffinity(now);
  return old !== undefined && repels(old);
}

function nodeMatters(pod: Pod, old: Node | undefined, node: Node): boolean {
  const info = podInfo(pod);
  const keys = [...info.requiredAffinity, ...info.requiredAntiAffinity].map((t) => t.topologyKey);
  if (old === undefined) return keys.length === 0 || info.requiredAffinity.every((t) => node.metadata.labels?.[t.topologyKey] !== undefined);
  if (keys.length === 0) return true;
  return keys.some((key) => old.metadata.labels?.[key] !== node.metadata.labels?.[key]) || JSON.stringify(old.spec.taints) !== JSON.stringify(node.spec.taints);
}
