// How many replicas each ReplicaSet of a Deployment should have: the arithmetic of deployment/util and rolling.go. Pure.
import type { Deployment, ReplicaSet } from '../../api/generated/apps-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import { equalTemplates } from './template-hash.ts';

export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';
export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const historyAnnotation = 'deployment.kubernetes.io/revision-history';
const notCopied: ReadonlySet<string> = new Set(['kubectl.kubernetes.io/last-applied-configuration', revisionAnnotation, historyAnnotation, desiredReplicasAnnotation, maxReplicasAnnotation, 'deprecated.deployment.rollback.to']);

export function replicasOf(object: Deployment | ReplicaSet): number {
  return object.spec.replicas ?? 1;
}
function sumReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((n, s) => n + replicasOf(s), 0);
}
function sumAvailable(sets: readonly ReplicaSet[]): number {
  return sets.reduce((n, s) => n + (s.status.availableReplicas ?? 0), 0);
}

function scaled(value: number | string | undefined, total: number, roundUp: boolean): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const share = (Number(value.replace('%', '')) * total) / 100;
  return roundUp ? Math.ceil(share) : Math.floor(share);
}

export function isRollingUpdate(deployment: Deployment): boolean {
  return (deployment.spec.strategy.type ?? 'RollingUpdate') === 'RollingUpdate';
}

/** Surge and unavailability in Pods; never both 0, or nothing could move. */
export function fenceposts(deployment: Deployment): { readonly maxSurge: number; readonly maxUnavailable: number } {
  if (!isRollingUpdate(deployment)) return { maxSurge: 0, maxUnavailable: 0 };
  const { maxSurge = '25%', maxUnavailable = '25%' } = deployment.spec.strategy.rollingUpdate ?? {};
  const surge = scaled(maxSurge, replicasOf(deployment), true);
  const unavailable = scaled(maxUnavailable, replicasOf(deployment), false);
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, replicasOf(deployment)) };
}

/** The oldest ReplicaSet with the Deployment's template. */
export function findNewReplicaSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return sortByAge(sets).find((s) => equalTemplates(s.spec.template, deployment.spec.template));
}

export function sortByAge<T extends ReplicaSet>(sets: readonly T[]): T[] {
  return [...sets].sort((a, b) => Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp) || (a.metadata.name < b.metadata.name ? -1 : 1));
}

export function newReplicaCount(deployment: Deployment, sets: readonly ReplicaSet[], newSet: ReplicaSet | undefined): number {
  const wanted = replicasOf(deployment);
  if (!isRollingUpdate(deployment)) return wanted;
  const current = newSet === undefined ? 0 : replicasOf(newSet);
  const room = wanted + fenceposts(deployment).maxSurge - sumReplicas(sets);
  if (room <= 0) return current;
  return current + Math.min(room, wanted - current);
}

export interface ScaleStep {
  readonly set: ReplicaSet;
  readonly replicas: number;
}

/** How many replicas may go in all. */
export function maxScaledDown(deployment: Deployment, sets: readonly ReplicaSet[], newSet: ReplicaSet): number {
  const newUnavailable = replicasOf(newSet) - (newSet.status.availableReplicas ?? 0);
  return sumReplicas(sets) - (replicasOf(deployment) - fenceposts(deployment).maxUnavailable) - newUnavailable;
}

/** Takes down replicas of old ReplicaSets that are not available, the oldest first. */
export function cleanUnhealthy(deployment: Deployment, oldSets: readonly ReplicaSet[], newSet: ReplicaSet): ScaleStep[] {
  const steps: ScaleStep[] = [];
  let left = maxScaledDown(deployment, [...oldSets, newSet], newSet);
  for (const set of sortByAge(oldSets)) {
    const down = Math.min(left, replicasOf(set) - (set.status.availableReplicas ?? 0));
    if (left <= 0) break;
    if (down <= 0) continue;
    steps.push({ set, replicas: replicasOf(set) - down });
    left -= down;
  }
  return steps;
}

/** Takes old ReplicaSets down as far as availability allows, the oldest first. */
export function scaleDownAvailable(deployment: Deployment, oldSets: readonly ReplicaSet[], newSet: ReplicaSet): ScaleStep[] {
  const steps: ScaleStep[] = [];
  let left = sumAvailable([...oldSets, newSet]) - (replicasOf(deployment) - fenceposts(deployment).maxUnavailable);
  for (const set of sortByAge(oldSets)) {
    if (left <= 0) break;
    const down = Math.min(left, replicasOf(set));
    if (down === 0) continue;
    steps.push({ set, replicas: replicasOf(set) - down });
    left -= down;
  }
  return steps;
}

/** True while a ReplicaSet has its size for another size of the Deployment. */
export function isScaling(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  const active = sets.filter((s) => replicasOf(s) > 0);
  // Recreate shares nothing among several: one of them is to go.
  if (active.length > 1 && !isRollingUpdate(deployment)) return false;
  return active.some((s) => {
    const desired = s.metadata.annotations?.[desiredReplicasAnnotation];
    return desired !== undefined && Number(desired) !== replicasOf(deployment);
  });
}

export function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[revisionAnnotation] ?? 0);
}

/** Annotations of the ReplicaSet of the Deployment's template: the Deployment's own, and the revision unless it has a later one; the one that it had goes into its history. */
export function newSetAnnotations(deployment: Deployment, set: ReplicaSet | undefined, revision: string): Record<string, string> {
  const annotations: Record<string, string> = { ...set?.metadata.annotations };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!notCopied.has(key)) annotations[key] = value;
  if (set === undefined) {
    annotations[desiredReplicasAnnotation] = String(replicasOf(deployment));
    annotations[maxReplicasAnnotation] = String(replicasOf(deployment) + fenceposts(deployment).maxSurge);
  }
  const old = annotations[revisionAnnotation];
  if (old !== undefined && Number(old) >= Number(revision)) return annotations;
  annotations[revisionAnnotation] = revision;
  if (old !== undefined) annotations[historyAnnotation] = [annotations[historyAnnotation] ?? '', old].filter((text) => text !== '').join(',');
  return annotations;
}

/** Shares a change of size among the ReplicaSets of a rollout by their sizes. */
export function proportionalSteps(deployment: Deployment, sets: readonly ReplicaSet[]): ScaleStep[] {
  const active = sets.filter((s) => replicasOf(s) > 0);
  const allowed = replicasOf(deployment) > 0 ? replicasOf(deployment) + fenceposts(deployment).maxSurge : 0;
  const toAdd = allowed - sumReplicas(active);
  const ordered = [...active].sort((a, b) => replicasOf(b) - replicasOf(a) || (toAdd > 0 ? Date.parse(b.metadata.creationTimestamp) - Date.parse(a.metadata.creationTimestamp) : Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp)));
  let added = 0;
  const steps = ordered.map((set) => {
    if (toAdd === 0) return { set, replicas: replicasOf(set) };
    const share = shareOf(deployment, set);
    const fraction = toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
    added += fraction;
    return { set, replicas: replicasOf(set) + fraction };
  });
  const [first] = steps;
  if (first !== undefined && toAdd !== 0) steps[0] = { set: first.set, replicas: Math.max(0, first.replicas + toAdd - added) };
  return steps;
}

/** By how much one ReplicaSet grows or shrinks to keep its part. */
function shareOf(deployment: Deployment, set: ReplicaSet): number {
  if (replicasOf(deployment) === 0) return -replicasOf(set);
  const annotated = Number(set.metadata.annotations?.[maxReplicasAnnotation] ?? 0);
  const before = annotated > 0 ? annotated : (deployment.status.replicas ?? 0);
  return before === 0 ? 0 : Math.round((replicasOf(set) * (replicasOf(deployment) + fenceposts(deployment).maxSurge)) / before) - replicasOf(set);
}

/** Whether Pods of old ReplicaSets still run: Recreate waits for them. */
export function oldPodsRun(newSet: ReplicaSet | undefined, podsBySet: ReadonlyMap<string, readonly Pod[]>): boolean {
  for (const [uid, pods] of podsBySet) {
    if (uid === newSet?.metadata.uid) continue;
    if (pods.some((p) => p.status.phase !== 'Failed' && p.status.phase !== 'Succeeded')) return true;
  }
  return false;
}
