// How many replicas each ReplicaSet of a Deployment should have: the arithmetic of deployment/util and rolling.go. Pure.
import type { Deployment, ReplicaSet } from '../../api/generated/apps-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import { equalTemplates } from './template-hash.ts';

export const desiredReplicasAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxReplicasAnnotation = 'deployment.kubernetes.io/max-replicas';
export const revisionAnnotation = 'deployment.kubernetes.io/revision';

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

/** Takes old ReplicaSets down as far as availability allows: unhealthy replicas first. */
export function scaleDownOld(deployment: Deployment, sets: readonly ReplicaSet[], oldSets: readonly ReplicaSet[], newSet: ReplicaSet): ScaleStep[] {
  if (sumReplicas(oldSets) === 0) return [];
  const { maxUnavailable } = fenceposts(deployment);
  const minAvailable = replicasOf(deployment) - maxUnavailable;
  const newUnavailable = replicasOf(newSet) - (newSet.status.availableReplicas ?? 0);
  const maxScaledDown = sumReplicas(sets) - minAvailable - newUnavailable;
  if (maxScaledDown <= 0) return [];
  const targets = new Map(oldSets.map((s) => [s, replicasOf(s)]));
  const bySize = sortByAge(oldSets);
  let cleaned = 0;
  for (const set of bySize) {
    const unhealthy = replicasOf(set) - (set.status.availableReplicas ?? 0);
    const down = Math.min(maxScaledDown - cleaned, unhealthy);
    if (down <= 0) continue;
    targets.set(set, replicasOf(set) - down);
    cleaned += down;
  }
  let available = sumAvailable(sets) - minAvailable;
  for (const set of bySize) {
    if (available <= 0) break;
    const left = targets.get(set) ?? 0;
    const down = Math.min(left, available);
    targets.set(set, left - down);
    available -= down;
  }
  return [...targets].filter(([set, replicas]) => replicas !== replicasOf(set)).map(([set, replicas]) => ({ set, replicas }));
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
    const before = Number(set.metadata.annotations?.[maxReplicasAnnotation] ?? sumReplicas(active));
    const share = Math.round((replicasOf(set) * allowed) / (before === 0 ? 1 : before)) - replicasOf(set);
    const fraction = toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
    added += fraction;
    return { set, replicas: replicasOf(set) + fraction };
  });
  const [first] = steps;
  if (first !== undefined && toAdd !== 0) steps[0] = { set: first.set, replicas: Math.max(0, first.replicas + toAdd - added) };
  return steps;
}

/** Every replica is of the new template, available, and nothing old is left. */
export function isComplete(deployment: Deployment): boolean {
  const { status } = deployment;
  const wanted = replicasOf(deployment);
  return (status.updatedReplicas ?? 0) === wanted && (status.replicas ?? 0) === wanted && (status.availableReplicas ?? 0) === wanted && (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0);
}

/** Whether Pods of old ReplicaSets still run: Recreate waits for them. */
export function oldPodsRun(newSet: ReplicaSet | undefined, podsBySet: ReadonlyMap<string, readonly Pod[]>): boolean {
  for (const [uid, pods] of podsBySet) {
    if (uid === newSet?.metadata.uid) continue;
    if (pods.some((p) => p.status.phase !== 'Failed' && p.status.phase !== 'Succeeded')) return true;
  }
  return false;
}
