// Defaults of Jobs and CronJobs: pkg/apis/batch/v1/defaults.go.
import type { CronJob, Job, PodFailurePolicyOnPodConditionsPattern } from '../generated/batch-v1.ts';
import { defaulter } from './register.ts';

const maxInt32 = 2 ** 31 - 1;

function fillJob({ metadata, spec }: Job): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : maxInt32;
  const labels = spec.template.metadata?.labels;
  // One object for both, as upstream: labels that are generated for the Pods later also mark the Job.
  if (labels !== undefined && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = labels;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed';
}

export const batchDefaults = [
  defaulter<Job>('batch/v1.Job', fillJob),
  defaulter<CronJob>('batch/v1.CronJob', ({ spec }) => {
    spec.concurrencyPolicy ??= 'Allow';
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
  }),
  defaulter<PodFailurePolicyOnPodConditionsPattern>('batch/v1.PodFailurePolicyOnPodConditionsPattern', (pattern) => {
    if ((pattern.status as string) === '') pattern.status = 'True';
  }),
];
