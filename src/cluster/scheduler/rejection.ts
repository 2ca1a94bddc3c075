// Why a Pod gets no node, in the words of its condition and Event, and whom preemption would evict: the failure half of kube-scheduler's cycle. Pure over the snapshot.
import { fitErrorMessage, type Plugin } from './framework.ts';
import type { PodInfo } from './pod-info.ts';
import { type Candidate, findPreemption } from './preemption.ts';
import type { Decision } from './schedule-pod.ts';
import type { Snapshot } from './snapshot.ts';

export interface Rejection {
  readonly message: string;
  readonly rejectedBy: ReadonlySet<string>;
  /** What preemption chose. */
  readonly candidate?: Candidate;
  /** What the Pod's nomination becomes; '' takes it back, undefined leaves it. */
  readonly nominatedNodeName?: string;
}

export function rejectionOf(plugins: readonly Plugin[], decision: Decision & { kind: 'unfit' | 'no-nodes' }, pod: PodInfo, snapshot: Snapshot, nowMs: number): Rejection {
  if (decision.kind === 'no-nodes') {
    return { message: 'no nodes available to schedule pods', rejectedBy: new Set(['NodeResourcesFit', 'NodeUnschedulable', 'TaintToleration', 'NodeAffinity', 'NodeName']) };
  }
  const { diagnosis, state } = decision;
  const rejectedBy = diagnosis.rejectingPlugins;
  const message = (postFilterMessage?: string): string => fitErrorMessage(snapshot.nodes.length, { ...diagnosis, ...(postFilterMessage !== undefined && { postFilterMessage }) });
  // Upstream's DynamicResources post-filter looks for state that its pre-filter never wrote, and says so.
  if (diagnosis.preFilterMessage !== undefined) return { message: message('not found'), rejectedBy };
  const result = findPreemption(plugins, state, pod, diagnosis, snapshot, nowMs);
  if ('candidate' in result) return { message: message(), rejectedBy, candidate: result.candidate, nominatedNodeName: result.candidate.nodeName };
  return { message: message(`no new claims to deallocate, preemption: ${result.message}`), rejectedBy, ...(result.clearsNomination && { nominatedNodeName: '' }) };
}
