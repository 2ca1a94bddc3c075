// What a Deployment's status says of its rollout: conditions of deployment/util. Pure.
import type { Deployment, DeploymentCondition, DeploymentStatus } from '../../api/generated/apps-v1.ts';

/** `conditions` with `next`, which moves to the end unless the one of its type says the same; the transition time is kept when the status did not change. */
export function withDeploymentCondition(conditions: readonly DeploymentCondition[], next: DeploymentCondition): readonly DeploymentCondition[] {
  const old = conditions.find((c) => c.type === next.type);
  if (old?.status === next.status && old.reason === next.reason) return conditions;
  return [...conditions.filter((c) => c !== old), old?.status === next.status && old.lastTransitionTime !== undefined ? { ...next, lastTransitionTime: old.lastTransitionTime } : next];
}

/** Every replica is of the new template, available, and nothing old is left. */
export function isComplete({ spec, metadata, status }: Deployment): boolean {
  const wanted = spec.replicas ?? 1;
  return (status.updatedReplicas ?? 0) === wanted && (status.replicas ?? 0) === wanted && (status.availableReplicas ?? 0) === wanted && (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
}

/** New replicas came or got ready, or old ones went. */
export function isProgressing(old: DeploymentStatus, next: DeploymentStatus): boolean {
  const outdated = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus): number => replicas - updatedReplicas;
  return (next.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) || outdated(next) < outdated(old) || (next.readyReplicas ?? 0) > (old.readyReplicas ?? 0) || (next.availableReplicas ?? 0) > (old.availableReplicas ?? 0);
}

/** Whether the rollout is watched at all. */
export function hasDeadline({ spec: { progressDeadlineSeconds } }: Deployment): boolean {
  return progressDeadlineSeconds !== undefined && progressDeadlineSeconds !== 2147483647;
}

export function isSameStatus(a: DeploymentStatus, b: DeploymentStatus): boolean {
  const numbers = ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'terminatingReplicas', 'collisionCount'] as const;
  return numbers.every((n) => (a[n] ?? 0) === (b[n] ?? 0)) && a.terminatingReplicas !== undefined && JSON.stringify(a.conditions ?? []) === JSON.stringify(b.conditions ?? []);
}
