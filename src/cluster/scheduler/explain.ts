// What the scheduler makes of every node for one Pod, by its own plugins over its own snapshot. Pure: asking changes nothing and draws no random number.
import type { Pod } from '../../api/generated/core-v1.ts';
import type { NodeRejection, NodeVerdict, ResourceLack, SchedulingExplanation } from '../../client/scheduling-explanation.ts';
import { CycleState, findFeasibleNodes, type Diagnosis, type Plugin, runScores } from './framework.ts';
import type { NodeInfo } from './node-info.ts';
import { type Lack, lacksOf, nodeResourcesFit } from './plugins/node-resources-fit.ts';
import { podInfo, type PodInfo } from './pod-info.ts';
import { rejectionOf } from './rejection.ts';
import type { Snapshot } from './snapshot.ts';
import { snapshotWithout } from './snapshot-without.ts';

export interface ExplainOptions {
  readonly plugins: readonly Plugin[];
  readonly snapshot: Snapshot;
  /** Whose Pods are answered for. */
  readonly schedulerName: string;
  readonly nowMs: number;
  /** The stored Pod of the same name; it is counted out. */
  readonly stored?: Pod;
}

/** Verdicts per node and the outcome, for a stored Pod or one as the API server would store it. */
export function explainScheduling(pod: Pod, { plugins, snapshot: live, schedulerName, nowMs, stored }: ExplainOptions): SchedulingExplanation {
  const snapshot = stored === undefined ? live : snapshotWithout(live, stored);
  const current = stored?.spec.nodeName ?? '';
  const about = { namespace: pod.metadata.namespace ?? '', name: stored?.metadata.name ?? pod.metadata.name };
  const base = { kind: 'SchedulingExplanation', apiVersion: 'podlab/v1', pod: about, ...(current !== '' && { currentNode: current }) } as const;
  // What runs somewhere is judged as if it was still to be placed.
  const waiting = stored === pod && current !== '' ? unbound(pod) : pod;
  const bound = waiting.spec.nodeName ?? '';
  if (bound !== '') return { ...base, outcome: 'bound', predictedNodes: [bound], message: '', nodes: [] };
  const found = judge(podInfo(waiting), plugins, snapshot, nowMs);
  if (waiting.spec.schedulerName !== undefined && waiting.spec.schedulerName !== schedulerName) {
    return { ...base, ...found, outcome: 'foreign', predictedNodes: [], message: `waits for the scheduler "${waiting.spec.schedulerName}"` };
  }
  const gate = plugins.map((plugin) => plugin.preEnqueue?.(waiting)).find((status) => status !== undefined);
  if (gate !== undefined) return { ...base, ...found, outcome: 'gated', predictedNodes: [], message: gate.reasons.join(', ') };
  return { ...base, ...found };
}

function unbound(pod: Pod): Pod {
  const { nodeName: _, ...spec } = pod.spec;
  return { ...pod, spec };
}

type Judgement = Pick<SchedulingExplanation, 'outcome' | 'predictedNodes' | 'message' | 'preemption' | 'nodes'>;

function judge(pod: PodInfo, plugins: readonly Plugin[], snapshot: Snapshot, nowMs: number): Judgement {
  const state = new CycleState();
  if (snapshot.nodes.length === 0) {
    return { outcome: 'unschedulable', predictedNodes: [], nodes: [], message: rejectionOf(plugins, { kind: 'no-nodes' }, pod, snapshot, nowMs).message };
  }
  const { feasible, diagnosis, examined } = findFeasibleNodes(plugins, state, pod, snapshot, { isDiagnosed: true });
  const misses = missesOf({ plugins, state, pod, snapshot, diagnosis }, new Set(feasible));
  if (feasible.length === 0) {
    const { message, candidate } = rejectionOf(plugins, { kind: 'unfit', state, diagnosis, examined }, pod, snapshot, nowMs);
    const victims = candidate?.victims.map(({ pod: { metadata } }) => `${metadata.namespace}/${metadata.name}`) ?? [];
    return { outcome: 'unschedulable', predictedNodes: [], message, nodes: misses, ...(candidate !== undefined && { preemption: { nodeName: candidate.nodeName, victims } }) };
  }
  const rows = runScores(plugins, state, pod, feasible, snapshot).rows();
  const fitting = rows.map(({ nodeName, plugins: scores, total }): NodeVerdict => ({ nodeName, fits: true, rejections: [], lacks: [], scores, total }));
  fitting.sort((a, b) => (b.total ?? 0) - (a.total ?? 0));
  const best = fitting[0]?.total ?? 0;
  // A Pod for which room was made goes to that node when it fits there.
  const nominated = pod.pod.status?.nominatedNodeName;
  const predictedNodes = fitting.some((row) => row.nodeName === nominated) && nominated !== undefined ? [nominated] : fitting.filter((row) => row.total === best).map((row) => row.nodeName);
  return { outcome: 'fits', predictedNodes, message: '', nodes: [...fitting, ...misses] };
}

interface Search {
  readonly plugins: readonly Plugin[];
  readonly state: CycleState;
  readonly pod: PodInfo;
  readonly snapshot: Snapshot;
  readonly diagnosis: Diagnosis;
}

/** The nodes that do not fit, the nearest miss first: few plugins against it, then what other Pods' going could mend, then the smallest lack. */
function missesOf(search: Search, feasible: ReadonlySet<NodeInfo>): NodeVerdict[] {
  const rows: { verdict: NodeVerdict; rank: readonly number[] }[] = [];
  for (const node of search.snapshot.nodes) {
    if (feasible.has(node)) continue;
    const rejections = rejectionsOf(search, node);
    const lacks = rejections.some(({ plugin }) => plugin === nodeResourcesFit.name) ? (lacksOf(search.pod, node) ?? []) : [];
    const status = search.diagnosis.nodeStatus.get(node.node.metadata.name) ?? search.diagnosis.absentStatus;
    rows.push({
      verdict: { nodeName: node.node.metadata.name, fits: false, rejections, lacks: lacks.map(toResourceLack) },
      rank: [rejections.length, status?.code === 'Unschedulable' ? 0 : 1, lacks.reduce((sum, { wanted, free }) => sum + (wanted - free) / wanted, 0)],
    });
  }
  rows.sort((a, b) => compareRanks(a.rank, b.rank));
  return rows.map(({ verdict }) => verdict);
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
  return 0;
}

/** The status that counts, then what the filters after it would say. */
function rejectionsOf({ plugins, state, pod, snapshot, diagnosis }: Search, node: NodeInfo): NodeRejection[] {
  const found = diagnosis.nodeStatus.get(node.node.metadata.name);
  const first = found ?? diagnosis.absentStatus;
  const rejections: NodeRejection[] = first === undefined ? [] : [{ plugin: first.plugin ?? '', reasons: first.reasons }];
  // A pre-filter's word is about the Pod: the filters have nothing to go on.
  if (found === undefined) return rejections;
  for (const plugin of plugins) {
    if (plugin.name === found.plugin || plugin.filter === undefined || state.skippedFilters.has(plugin.name)) continue;
    const status = plugin.filter(state, pod, node, snapshot);
    if (status !== undefined) rejections.push({ plugin: plugin.name, reasons: status.reasons });
  }
  return rejections;
}

function toResourceLack({ resource, wanted, free }: Lack): ResourceLack {
  return { resource, lacking: quantityText(resource, wanted - free), wanted: quantityText(resource, wanted), free: quantityText(resource, free) };
}

const binaryUnits: readonly (readonly [string, number])[] = [['Ti', 2 ** 40], ['Gi', 2 ** 30], ['Mi', 2 ** 20], ['Ki', 2 ** 10]];

/** An amount as people write it: `300m`, `1.5Gi`; rounded up to a tenth of the unit. */
function quantityText(resource: string, amount: number): string {
  if (resource === 'cpu') return amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`;
  if (resource !== 'memory' && resource !== 'ephemeral-storage' && !resource.startsWith('hugepages-')) return String(amount);
  for (const [unit, size] of binaryUnits) if (Math.abs(amount) >= size) return `${Math.ceil((amount * 10) / size) / 10}${unit}`;
  return String(amount);
}
