// What failures and successes of its Pods mean for a Job: its pod failure policy, success policy and back-off. Pure.
import type { Job, PodFailurePolicyRule } from '../../api/generated/batch-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import { podCondition } from '../component-helpers/pods.ts';

const firstBackoffMs = 10_000;
const maxBackoffMs = 600_000;

/** Whether a new Pod waits until the one before has ended. */
export function replacesEndedOnly(job: Job): boolean {
  return job.spec.podReplacementPolicy === 'Failed' || job.spec.podFailurePolicy !== undefined;
}

/** A Pod that is being deleted counts as failed at once, unless new ones wait for its end. */
export function isPodFailedFor(job: Job, pod: Pod): boolean {
  if (pod.status.phase === 'Failed') return true;
  return !replacesEndedOnly(job) && pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded';
}

function matchText(rule: PodFailurePolicyRule, pod: Pod): string | undefined {
  const who = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (rule.onExitCodes !== undefined) {
    const { containerName, operator, values } = rule.onExitCodes;
    for (const { name, state } of [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])]) {
      const exitCode = state?.terminated?.exitCode ?? 0;
      if (exitCode === 0 || (containerName !== undefined && containerName !== name)) continue;
      if (values.includes(exitCode) === (operator === 'In')) return `Container ${name} for pod ${who} failed with exit code ${exitCode}`;
    }
    return undefined;
  }
  const met = rule.onPodConditions?.find(({ type, status = 'True' }) => podCondition(pod.status, type)?.status === status);
  return met && `Pod ${who} has condition ${met.type}`;
}

/** The first rule of the Job's pod failure policy that the failed Pod matches. */
export function policyMatch(job: Job, pod: Pod): { readonly action: string; readonly message: string } | undefined {
  for (const [i, rule] of (job.spec.podFailurePolicy?.rules ?? []).entries()) {
    const text = matchText(rule, pod);
    if (text !== undefined) return { action: rule.action, message: `${text} matching ${rule.action} rule at index ${i}` };
  }
  return undefined;
}

/** The message of the first rule of the success policy that holds. */
export function successMatch(job: Job, succeeded: ReadonlySet<number>, parse: (text: string) => readonly number[]): string | undefined {
  const at = (job.spec.successPolicy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.size >= succeededCount;
    const wanted = parse(succeededIndexes);
    return wanted.filter((i) => succeeded.has(i)).length >= (succeededCount ?? wanted.length);
  });
  return at < 0 ? undefined : `Matched rules at index ${at}`;
}

/** When the Pod ended, or is taken to have ended. */
export function endOf(pod: Pod, nowMs: number): number {
  const ends = (pod.status.containerStatuses ?? []).map((s) => Date.parse(s.state?.terminated?.finishedAt ?? ''));
  if (ends.length > 0 && ends.every((ms) => ms > 0)) return Math.max(...ends);
  const ready = podCondition(pod.status, 'Ready');
  if (ready?.status === 'False' && ready.lastTransitionTime !== undefined) return Date.parse(ready.lastTransitionTime);
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  return deletionTimestamp === undefined ? nowMs : Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
}

/** Failures in a row, and when the last was. */
export interface Backoff {
  readonly failures: number;
  readonly lastMs: number;
}

/** With Pods that ended since: a success starts the count anew. */
export function nextBackoff(known: Backoff | undefined, succeeded: readonly Pod[], failed: readonly Pod[], nowMs: number): Backoff {
  const old = known ?? { failures: 0, lastMs: 0 };
  if (succeeded.length === 0 && failed.length === 0) return old;
  const lastSuccessMs = Math.max(...succeeded.map((p) => endOf(p, nowMs)), -Infinity);
  const later = failed.map((p) => endOf(p, nowMs)).filter((ms) => ms > lastSuccessMs);
  if (later.length === 0) return { failures: 0, lastMs: 0 };
  return { failures: (succeeded.length === 0 ? old.failures : 0) + later.length, lastMs: Math.max(...later) };
}

/** How long after so many failures in a row a new Pod waits. */
export function backoffMs(failures: number): number {
  return failures <= 0 ? 0 : Math.min(maxBackoffMs, firstBackoffMs * 2 ** (failures - 1));
}

/** Restarts of containers count as failures where they restart in place. */
export function isPastRestarts(job: Job, pods: readonly Pod[]): boolean {
  if (job.spec.template.spec.restartPolicy !== 'OnFailure') return false;
  const running = pods.filter(({ status: { phase } }) => phase === 'Running' || phase === 'Pending');
  const restarts = running.flatMap((p) => [...(p.status.containerStatuses ?? []), ...(p.status.initContainerStatuses ?? [])]).reduce((n, s) => n + s.restartCount, 0);
  const limit = job.spec.backoffLimit ?? 6;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}
