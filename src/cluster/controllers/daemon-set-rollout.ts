// Which Pods of a DaemonSet go and on which nodes new ones come in a rolling update: the arithmetic of daemon/update.go. Pure.
import type { DaemonSet } from '../../api/generated/apps-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import { isPodReady, isPodTerminal } from '../component-helpers/pods.ts';
import { revisionHashLabel } from './controller-revisions.ts';

type Judge = (pod: Pod) => boolean;

/** The node for which a Pod was made, before or after it was bound. */
function nodeOf(pod: Pod): string {
  const named = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0];
  return pod.spec.nodeName ?? named ?? '';
}

/** Those that ended and are being deleted are not counted any more. */
export function podsByNode(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  return Map.groupBy(pods.filter((p) => p.metadata.deletionTimestamp === undefined || !isPodTerminal(p)), nodeOf);
}

/** Bound ones first. */
export function sortOldestFirst(pods: readonly Pod[]): Pod[] {
  return [...pods].sort((a, b) => Number(b.spec.nodeName !== undefined) - Number(a.spec.nodeName !== undefined) || Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp) || (a.metadata.name < b.metadata.name ? -1 : 1));
}

export function isUpdated(pod: Pod, set: DaemonSet, hash: string): boolean {
  const generation = set.metadata.annotations?.['deprecated.daemonset.template.generation'];
  return pod.metadata.labels?.[revisionHashLabel] === hash || (generation !== undefined && pod.metadata.labels?.['pod-template-generation'] === generation);
}

function share(value: number | string | undefined, total: number): number {
  return value === undefined ? 0 : typeof value === 'number' ? value : Math.ceil((Number(value.replace('%', '')) * total) / 100);
}

export function allowsSurge(set: DaemonSet): boolean {
  const { type, rollingUpdate: parameters } = set.spec.updateStrategy;
  return (type ?? 'RollingUpdate') === 'RollingUpdate' && share(parameters?.maxSurge, 100) > 0;
}

/** Running Pods of one node that are too many: all but the oldest, or with surge all but an old and a new one while the old one must stay. */
export function excessPods(set: DaemonSet, running: readonly Pod[], isNew: Judge, isAvailable: Judge): Pod[] {
  if (running.length <= 1) return [];
  const sorted = sortOldestFirst(running);
  if (!allowsSurge(set)) return sorted.slice(1);
  const newest = sorted.find(isNew);
  const oldest = sorted.find((p) => !isNew(p));
  const excess = sorted.filter((p) => p !== newest && p !== oldest);
  return newest !== undefined && oldest !== undefined && (!isPodReady(oldest) || isAvailable(newest)) ? [...excess, oldest] : excess;
}

export interface RollingUpdate {
  readonly set: DaemonSet;
  /** On how many nodes a Pod belongs. */
  readonly desired: number;
  readonly podsByNode: ReadonlyMap<string, readonly Pod[]>;
  readonly isUpdated: Judge;
  readonly isAvailable: Judge;
}

/** Undefined when a node has two of one sort, which is not for the update to mend. */
function pairOn(pods: readonly Pod[], isNew: Judge): { readonly fresh: Pod | undefined; readonly old: Pod | undefined } | undefined {
  const live = pods.filter((p) => p.metadata.deletionTimestamp === undefined);
  const fresh = live.filter(isNew);
  const old = live.filter((p) => !isNew(p));
  return fresh.length > 1 || old.length > 1 ? undefined : { fresh: fresh[0], old: old[0] };
}

export function rollingUpdate(update: RollingUpdate): { readonly remove: readonly Pod[]; readonly create: readonly string[] } {
  const { maxSurge, maxUnavailable = 1 } = update.set.spec.updateStrategy.rollingUpdate ?? {};
  const surge = share(maxSurge, update.desired);
  const unavailable = share(maxUnavailable, update.desired);
  if (surge > 0) return surgeBy(update, surge);
  return { remove: replaceBy(update, Math.max(1, unavailable)), create: [] };
}

/** What is not available anyway goes; of the others as many as may be missing. */
function replaceBy({ podsByNode: byNode, isUpdated: isNew, isAvailable }: RollingUpdate, maxUnavailable: number): Pod[] {
  let unavailable = 0;
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  for (const pods of byNode.values()) {
    const pair = pairOn(pods, isNew);
    if (pair === undefined || (pair.old === undefined) === (pair.fresh === undefined)) unavailable++;
    else if (pair.fresh !== undefined) unavailable += isAvailable(pair.fresh) ? 0 : 1;
    else if (pair.old !== undefined && !isAvailable(pair.old)) {
      broken.push(pair.old);
      unavailable++;
    } else if (pair.old !== undefined) candidates.push(pair.old);
  }
  return [...broken, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))];
}

/** New Pods come beside old ones, which go when the new ones are available. */
function surgeBy({ podsByNode: byNode, isUpdated: isNew, isAvailable }: RollingUpdate, maxSurge: number): { remove: Pod[]; create: string[] } {
  let surging = 0;
  const remove: Pod[] = [];
  const allowed: string[] = [];
  const candidates: string[] = [];
  for (const [name, pods] of byNode) {
    const pair = pairOn(pods, isNew);
    if (pair === undefined) surging++;
    else if (pair.old === undefined) continue;
    else if (pair.fresh === undefined) (isAvailable(pair.old) ? candidates : allowed).push(name);
    else if (isAvailable(pair.fresh)) remove.push(pair.old);
    else surging++;
  }
  return { remove, create: [...allowed, ...candidates.slice(0, Math.max(0, maxSurge - surging))] };
}
