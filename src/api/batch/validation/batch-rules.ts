// The rows of the batch group in the validation registry.
import { podTemplateWarnings } from '../../core/validation/pod-warnings.ts';
import { podNameWarnings } from '../../core/validation/workload.ts';
import { FieldPath } from '../../field/path.ts';
import type { CronJob, Job } from '../../generated/batch-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { validateCronJob, validateCronJobUpdate } from './cron-job.ts';
import { validateJob, validateJobUpdate } from './job.ts';
import { validateJobStatusUpdate } from './job-status.ts';

const manyCompletions = 100_000;
const manyParallel = 10_000;

function jobWarnings({ metadata, spec }: Job, old?: Job): string[] {
  const warnings = old === undefined ? podNameWarnings(metadata.name) : [];
  if (spec.completionMode === 'Indexed' && (spec.completions ?? 0) > manyCompletions && (spec.parallelism ?? 0) > manyParallel) {
    warnings.push('In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail');
  }
  return [...warnings, ...podTemplateWarnings(spec.template, FieldPath.of('spec', 'template'))];
}

export const batchRules = [
  kindRules<Job>('batch/v1.Job', { validateCreate: validateJob, validateUpdate: validateJobUpdate, validateStatusUpdate: validateJobStatusUpdate, warnings: jobWarnings }),
  kindRules<CronJob>('batch/v1.CronJob', {
    validateCreate: validateCronJob, validateUpdate: validateCronJobUpdate,
    warnings: ({ metadata, spec }, old) => [...(old === undefined ? podNameWarnings(metadata.name) : []), ...podTemplateWarnings(spec.jobTemplate.spec.template, FieldPath.of('spec', 'jobTemplate', 'spec', 'template'))],
  }),
];
