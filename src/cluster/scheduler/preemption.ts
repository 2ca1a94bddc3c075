// Makes room for a Pod by choosing a node and the lower-priority Pods that must leave it: kube-scheduler's preemption evaluator. Pure over the snapshot.
import type { Pod } from '../../api/generated/core-v1.ts';
import type { PodDisruptionBudget } from '../../api/generated/policy-v1.ts';
import { isEmptySelector, matchesLabelSelector } from '../../api/meta/label-selector.ts';
import { podCondition } from '../component-helpers/pods.ts';
import { type CycleState, type Diagnosis, fitErrorMessage, newDiagnosis, type Plugin, runFiltersWithNominated } from './framework.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';
import type { Snapshot } from './snapshot.ts';
import { isRejected, type Status, unresolvable } from './status.ts';

export interface Candidate {
  readonly nodeName: string;
  /** Most important first. */
  readonly victims: readonly PodInfo[];
  readonly pdbViolations: number;
}

/** A candidate, or the message that says why there is none. */
export type PreemptionResult = { readonly candidate: Candidate } | { readonly message: string; readonly clearsNomination: boolean };

const noVictims = unresolvable('No preemption victims found for incoming pod');
const notHelpful = unresolvable('Preemption is not helpful for scheduling');

function priorityOf(pod: Pod): number {
  return pod.spec.priority ?? 0;
}

function startMs(pod: Pod, nowMs: number): number {
  const { startTime } = pod.status;
  return startTime === undefined ? nowMs : Date.parse(startTime);
}

/** Higher priority, then longer running. */
function moreImportant(nowMs: number): (a: PodInfo, b: PodInfo) => number {
  return (a, b) => priorityOf(b.pod) - priorityOf(a.pod) || startMs(a.pod, nowMs) - startMs(b.pod, nowMs);
}

/** Why the Pod may not preempt at all; undefined when it may. */
function ineligibility(pod: Pod, diagnosis: Diagnosis, snapshot: Snapshot): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.status.nominatedNodeName ?? '';
  if (nominated === '' || diagnosis.nodeStatus.get(nominated)?.code === 'UnschedulableAndUnresolvable') return undefined;
  for (const { pod: other } of snapshot.byName.get(nominated)?.pods.values() ?? []) {
    if (priorityOf(other) >= priorityOf(pod) || other.metadata.deletionTimestamp === undefined) continue;
    const target = podCondition(other.status, 'DisruptionTarget');
    if (target?.status === 'True' && target.reason === 'PreemptionByScheduler') return 'not eligible due to a terminating pod on the nominated node.';
  }
  return undefined;
}

/** Of `pods` (most important first), those whose eviction the budgets do not allow, and the rest. */
function splitByBudget(pods: readonly PodInfo[], budgets: readonly PodDisruptionBudget[]): { violating: PodInfo[]; others: PodInfo[] } {
  const allowed = budgets.map((b) => b.status.disruptionsAllowed);
  const violating: PodInfo[] = [];
  const others: PodInfo[] = [];
  for (const info of pods) {
    const { namespace, labels, name } = info.pod.metadata;
    let isViolating = false;
    budgets.forEach((budget, i) => {
      if (labels === undefined || Object.keys(labels).length === 0 || budget.metadata.namespace !== namespace) return;
      const { selector } = budget.spec;
      if (selector === undefined || isEmptySelector(selector) || !matchesLabelSelector(selector, labels)) return;
      if (budget.status.disruptedPods !== undefined && Object.hasOwn(budget.status.disruptedPods, name)) return;
      allowed[i] = (allowed[i] ?? 0) - 1;
      if ((allowed[i] ?? 0) < 0) isViolating = true;
    });
    (isViolating ? violating : others).push(info);
  }
  return { violating, others };
}

interface DryRun {
  readonly plugins: readonly Plugin[];
  readonly snapshot: Snapshot;
  readonly budgets: readonly PodDisruptionBudget[];
  readonly nowMs: number;
}

/** The fewest and least important Pods whose absence makes the Pod fit on the node, or the status that stays without all of them. */
function selectVictims({ plugins, snapshot, budgets, nowMs }: DryRun, cycle: CycleState, pod: PodInfo, original: NodeInfo): Candidate | Status {
  const state = cycle.clone();
  const node = original.clone();
  const take = (info: PodInfo): void => {
    node.removePod(info.pod.metadata.uid);
    for (const plugin of plugins) if (!state.skippedFilters.has(plugin.name)) plugin.removePod?.(state, pod, info, node);
  };
  const putBack = (info: PodInfo): void => {
    node.addPod(info);
    for (const plugin of plugins) if (!state.skippedFilters.has(plugin.name)) plugin.addPod?.(state, pod, info, node);
  };
  const lower = [...original.pods.values()].filter((info) => priorityOf(info.pod) < priorityOf(pod.pod));
  if (lower.length === 0) return noVictims;
  lower.forEach(take);
  const left = runFiltersWithNominated(plugins, state, pod, node, snapshot);
  if (left !== undefined) return left;
  lower.sort(moreImportant(nowMs));
  const { violating, others } = splitByBudget(lower, budgets);
  const victims: PodInfo[] = [];
  const reprieve = (info: PodInfo): boolean => {
    putBack(info);
    if (runFiltersWithNominated(plugins, state, pod, node, snapshot) === undefined) return true;
    take(info);
    victims.push(info);
    return false;
  };
  let pdbViolations = 0;
  for (const info of violating) if (!reprieve(info)) pdbViolations++;
  for (const info of others) reprieve(info);
  victims.sort(moreImportant(nowMs));
  return { nodeName: node.node.metadata.name, victims, pdbViolations };
}

/** Fewest budget violations, lowest highest victim, smallest sum of priorities, fewest victims, latest start of the highest victims; then the first. */
function pickCandidate(candidates: readonly Candidate[], nowMs: number): Candidate | undefined {
  const highest = (c: Candidate): number => (c.victims[0] === undefined ? -Infinity : priorityOf(c.victims[0].pod));
  const criteria: ((c: Candidate) => number)[] = [
    (c) => c.pdbViolations,
    highest,
    (c) => c.victims.reduce((sum, v) => sum + priorityOf(v.pod) + 2 ** 31, 0),
    (c) => c.victims.length,
    (c) => -Math.min(...c.victims.filter((v) => priorityOf(v.pod) === highest(c)).map((v) => startMs(v.pod, nowMs))),
  ];
  let left = [...candidates];
  for (const criterion of criteria) {
    const best = Math.min(...left.map(criterion));
    left = left.filter((c) => criterion(c) === best);
    if (left.length <= 1) break;
  }
  return left[0];
}

/** DefaultPreemption's PostFilter over the snapshot: nothing is deleted here. */
export function findPreemption(plugins: readonly Plugin[], cycle: CycleState, pod: PodInfo, diagnosis: Diagnosis, snapshot: Snapshot, nowMs: number): PreemptionResult {
  const ineligible = ineligibility(pod.pod, diagnosis, snapshot);
  if (ineligible !== undefined) return { message: ineligible, clearsNomination: false };
  const potential = snapshot.nodes.filter((n) => (diagnosis.nodeStatus.get(n.node.metadata.name) ?? diagnosis.absentStatus)?.code === 'Unschedulable');
  const run: DryRun = { plugins, snapshot, budgets: snapshot.listers.podDisruptionBudgets(), nowMs };
  const outcome = newDiagnosis();
  outcome.absentStatus = notHelpful;
  const candidates: Candidate[] = [];
  for (const node of potential) {
    const result = selectVictims(run, cycle, pod, node);
    if ('victims' in result) {
      if (result.victims.length > 0) candidates.push(result);
    } else if (isRejected(result)) outcome.nodeStatus.set(node.node.metadata.name, result);
  }
  const candidate = pickCandidate(candidates, nowMs);
  return candidate === undefined ? { message: fitErrorMessage(snapshot.nodes.length, outcome), clearsNomination: true } : { candidate };
}
