// Completion indexes of a Job's Pods and how often each has failed: job/indexed_job_utils. Pure.
import type { Job } from '../../api/generated/batch-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import { isPodFailedFor, policyMatch } from './job-policies.ts';

export const indexAnnotation = 'batch.kubernetes.io/job-completion-index';
const failuresAnnotation = 'batch.kubernetes.io/job-index-failure-count';
const ignoredAnnotation = 'batch.kubernetes.io/job-index-ignored-failure-count';
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

export function isIndexed(job: Job): boolean {
  return job.spec.completionMode === 'Indexed';
}

/** -1 when it has none. */
export function indexOf(pod: Pod): number {
  return Number(pod.metadata.annotations?.[indexAnnotation] ?? -1);
}

export function hasIndexIn(job: Job, pod: Pod): boolean {
  return indexOf(pod) >= 0 && indexOf(pod) < (job.spec.completions ?? 0);
}

/** `0,2-4`: runs of three and more are shortened. */
export function formatIndexes(indexes: readonly number[]): string {
  const sorted = [...new Set(indexes)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const first = sorted[i] ?? 0;
    let last = first;
    while (sorted[i + 1] === last + 1) last = sorted[++i] ?? last;
    parts.push(last === first ? String(first) : last === first + 1 ? `${first},${last}` : `${first}-${last}`);
  }
  return parts.join(',');
}

export function parseIndexes(text: string | undefined): number[] {
  return (text ?? '').split(',').filter((part) => part !== '').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

function countOf(pod: Pod | undefined, annotation: string): number {
  return Number(pod?.metadata.annotations?.[annotation] ?? 0);
}

/** All failures of the Pod's index before it, also those that did not count. */
export function absoluteFailures(pod: Pod): number {
  return countOf(pod, failuresAnnotation) + countOf(pod, ignoredAnnotation);
}

/** What the successor of the failed Pod says of its index. */
export function failureAnnotations(job: Job, replaced: Pod | undefined): Record<string, string> {
  const isCounted = replaced !== undefined && policyMatch(job, replaced)?.action !== 'Ignore';
  const failures = countOf(replaced, failuresAnnotation) + (isCounted ? 1 : 0);
  const ignored = countOf(replaced, ignoredAnnotation) + (replaced !== undefined && !isCounted ? 1 : 0);
  return { [failuresAnnotation]: String(failures), ...(ignored > 0 && { [ignoredAnnotation]: String(ignored) }) };
}

function isIndexFailed(job: Job, pod: Pod): boolean {
  if (!isPodFailedFor(job, pod)) return false;
  const action = policyMatch(job, pod)?.action;
  return action === 'FailIndex' || (action !== 'Ignore' && countOf(pod, failuresAnnotation) >= (job.spec.backoffLimitPerIndex ?? 0));
}

/** Indexes that failed before and those whose last Pod has failed once too often. */
export function failedIndexes(job: Job, pods: readonly Pod[]): Set<number> {
  const fresh = pods.filter((p) => hasIndexIn(job, p) && p.metadata.finalizers?.includes(trackingFinalizer) === true && isIndexFailed(job, p));
  return new Set([...parseIndexes(job.status.failedIndexes), ...fresh.map(indexOf)]);
}

/** The failed Pods that are to be replaced, by index: they are kept until then, because they know how often the index has failed. */
export function podsToReplace(job: Job, pods: readonly Pod[], taken: ReadonlySet<number>): Map<number, Pod> {
  const last = new Map<number, Pod>();
  for (const pod of pods) {
    const index = indexOf(pod);
    if (!hasIndexIn(job, pod) || taken.has(index) || !isPodFailedFor(job, pod) || pod.metadata.finalizers?.includes(trackingFinalizer) !== true) continue;
    const known = last.get(index);
    if (known === undefined || absoluteFailures(known) <= absoluteFailures(pod)) last.set(index, pod);
  }
  return last;
}
