// How many Pods stand for or against a term at each value of its topology key, kept from one Pod's turn to the next: only nodes that changed since are looked at again.
import { matchesLabelSelector } from '../../../api/meta/label-selector.ts';
import { RecentMap } from '../../../base/recent-map.ts';
import type { NodeInfo } from '../node-info.ts';
import type { AffinityTerm, PodInfo } from '../pod-info.ts';
import type { Snapshot } from '../snapshot.ts';

/** By value of the topology key. Invariant: no count is 0. */
export type Counts = ReadonlyMap<string, number>;

/** Follows the nodes of a snapshot by their generations. */
class Followed {
  #nodes: readonly NodeInfo[] = [];
  #seen: number[] = [];

  /** Calls `change` for each node that changed since the last call; `reset` first, when the nodes are others. */
  follow(nodes: readonly NodeInfo[], reset: () => void, change: (node: NodeInfo, index: number) => void): void {
    if (nodes !== this.#nodes) {
      this.#nodes = nodes;
      this.#seen = new Array<number>(nodes.length).fill(-1);
      reset();
    }
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      if (node === undefined || this.#seen[i] === node.generation) continue;
      this.#seen[i] = node.generation;
      change(node, i);
    }
  }
}

function add(counts: Map<string, number>, value: string, by: number): void {
  const next = (counts.get(value) ?? 0) + by;
  if (next === 0) counts.delete(value);
  else counts.set(value, next);
}

/** Pods that match one term. */
class Matching {
  readonly #counts = new Map<string, number>();
  readonly #told: ({ readonly value: string; readonly count: number } | undefined)[] = [];
  readonly #answers = new RecentMap<number, boolean>(1_000);
  readonly #followed = new Followed();
  readonly #term: AffinityTerm;

  constructor(term: AffinityTerm) {
    this.#term = term;
  }

  counts(snapshot: Snapshot): Counts {
    this.#followed.follow(snapshot.nodes, () => {
      this.#counts.clear();
      this.#told.length = 0;
    }, (node, i) => {
      const before = this.#told[i];
      if (before !== undefined) add(this.#counts, before.value, -before.count);
      this.#told[i] = undefined;
      const value = node.node.metadata.labels?.[this.#term.topologyKey];
      if (value === undefined) return;
      let count = 0;
      for (const pod of node.pods.values()) if (this.#matches(pod, snapshot)) count++;
      if (count === 0) return;
      this.#told[i] = { value, count };
      add(this.#counts, value, count);
    });
    return this.#counts;
  }

  #matches(pod: PodInfo, snapshot: Snapshot): boolean {
    let answer = this.#answers.get(pod.identity);
    if (answer === undefined) this.#answers.set(pod.identity, (answer = matchesTerm(this.#term, pod, snapshot)));
    return answer;
  }
}

/** Terms by which Pods on nodes keep others out. */
class Repelling {
  readonly #counts = new Map<AffinityTerm, Map<string, number>>();
  readonly #told: (readonly { readonly term: AffinityTerm; readonly value: string }[] | undefined)[] = [];
  readonly #followed = new Followed();

  counts(snapshot: Snapshot): ReadonlyMap<AffinityTerm, Counts> {
    this.#followed.follow(snapshot.nodes, () => {
      this.#counts.clear();
      this.#told.length = 0;
    }, (node, i) => {
      for (const { term, value } of this.#told[i] ?? []) this.#add(term, value, -1);
      this.#told[i] = undefined;
      if (node.podsWithRequiredAntiAffinity.size === 0) return;
      const told: { term: AffinityTerm; value: string }[] = [];
      for (const { requiredAntiAffinity } of node.podsWithRequiredAntiAffinity.values()) {
        for (const term of requiredAntiAffinity) {
          const value = node.node.metadata.labels?.[term.topologyKey];
          if (value === undefined) continue;
          told.push({ term, value });
          this.#add(term, value, 1);
        }
      }
      this.#told[i] = told;
    });
    return this.#counts;
  }

  #add(term: AffinityTerm, value: string, by: 1 | -1): void {
    let counts = this.#counts.get(term);
    if (counts === undefined) this.#counts.set(term, (counts = new Map<string, number>()));
    add(counts, value, by);
    if (counts.size === 0) this.#counts.delete(term);
  }
}

const repelling = new WeakMap<Snapshot, Repelling>();
const matching = new WeakMap<Snapshot, RecentMap<AffinityTerm, Matching>>();
const nobody: ReadonlyMap<AffinityTerm, Counts> = new Map();

/** By term of required anti-affinity: where the Pods are that have it. */
export function repellingCounts(snapshot: Snapshot): ReadonlyMap<AffinityTerm, Counts> {
  if (!snapshot.hasRequiredAntiAffinity) return nobody;
  let known = repelling.get(snapshot);
  if (known === undefined) repelling.set(snapshot, (known = new Repelling()));
  return known.counts(snapshot);
}

/** Where the Pods are that the term means. */
export function matchingCounts(snapshot: Snapshot, term: AffinityTerm): Counts {
  // What a selector of namespaces means changes with their labels.
  if (term.namespaceSelector !== undefined) return new Matching(term).counts(snapshot);
  let known = matching.get(snapshot);
  if (known === undefined) matching.set(snapshot, (known = new RecentMap(8)));
  let one = known.get(term);
  if (one === undefined) known.set(term, (one = new Matching(term)));
  return one.counts(snapshot);
}

export function matchesTerm(term: AffinityTerm, { pod: { metadata } }: PodInfo, snapshot: Snapshot): boolean {
  const namespace = metadata.namespace ?? '';
  const isInNamespace = term.namespaces.has(namespace) || (term.namespaceSelector !== undefined && matchesLabelSelector(term.namespaceSelector, snapshot.listers.namespace(namespace)?.metadata.labels));
  return isInNamespace && matchesLabelSelector(term.selector, metadata.labels);
}
