// Finds the node for one Pod over a snapshot: kube-scheduler's schedulePod (filter, score, select host). Pure but for the choice between equals.
import { type Random, randomInt } from '../../base/random.ts';
import { CycleState, type Diagnosis, findFeasibleNodes, type Plugin, runFiltersWithNominated, runPreFilters, runScores, type Scores } from './framework.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';
import type { Snapshot } from './snapshot.ts';

/** Where the Pod should go, or why nowhere. */
export type Decision =
  | { readonly kind: 'fits'; readonly nodeName: string; readonly state: CycleState; readonly feasible: readonly NodeInfo[]; readonly examined: number }
  | { readonly kind: 'unfit'; readonly state: CycleState; readonly diagnosis: Diagnosis; readonly examined: number }
  | { readonly kind: 'no-nodes' };

const minFeasibleNodes = 100;

/** How many nodes that fit are enough: all up to 100 nodes, then a falling share of at least 5 %. */
function feasibleNodesToFind(nodeCount: number): number {
  if (nodeCount < minFeasibleNodes) return nodeCount;
  const percentage = Math.max(5, 50 - Math.trunc(nodeCount / 125));
  return Math.max(minFeasibleNodes, Math.trunc((nodeCount * percentage) / 100));
}

export interface ScheduleOptions {
  readonly random: Random;
  /** Where in the list of nodes the search starts. */
  readonly startIndex?: number;
}

export function schedulePod(plugins: readonly Plugin[], pod: PodInfo, snapshot: Snapshot, { random, startIndex = 0 }: ScheduleOptions): Decision {
  if (snapshot.nodes.length === 0) return { kind: 'no-nodes' };
  const state = new CycleState();
  const nominated = fitsNominated(plugins, state, pod, snapshot);
  if (nominated !== undefined) return { kind: 'fits', nodeName: nominated.node.metadata.name, state, feasible: [nominated], examined: 0 };
  const fresh = new CycleState();
  const { feasible, diagnosis, examined } = findFeasibleNodes(plugins, fresh, pod, snapshot, { limit: feasibleNodesToFind(snapshot.nodes.length), startIndex });
  if (feasible.length === 0) return { kind: 'unfit', state: fresh, diagnosis, examined };
  const [only] = feasible;
  if (feasible.length === 1 && only !== undefined) return { kind: 'fits', nodeName: only.node.metadata.name, state: fresh, feasible, examined };
  const scores = runScores(plugins, fresh, pod, feasible, snapshot);
  return { kind: 'fits', nodeName: selectHost(feasible, scores, random), state: fresh, feasible, examined };
}

/** A Pod for which room was made is looked at on that node first. */
function fitsNominated(plugins: readonly Plugin[], state: CycleState, pod: PodInfo, snapshot: Snapshot): NodeInfo | undefined {
  const node = snapshot.byName.get(pod.pod.status.nominatedNodeName ?? '');
  if (node === undefined) return undefined;
  const pre = runPreFilters(plugins, state, pod, snapshot);
  if (pre.status !== undefined || pre.nodeNames?.has(node.node.metadata.name) === false) return undefined;
  return runFiltersWithNominated(plugins, state, pod, node, snapshot) === undefined ? node : undefined;
}

/** One of the nodes with the highest total, each equally likely. */
function selectHost(feasible: readonly NodeInfo[], { totals }: Scores, random: Random): string {
  let best = 0;
  let ties = 0;
  for (let i = 0; i < totals.length; i++) {
    const total = totals[i] ?? 0;
    if (ties === 0 || total > (totals[best] ?? 0)) {
      best = i;
      ties = 1;
    } else if (total === totals[best]) {
      ties++;
      if (randomInt(random, ties) === 0) best = i;
    }
  }
  return feasible[best]?.node.metadata.name ?? '';
}
