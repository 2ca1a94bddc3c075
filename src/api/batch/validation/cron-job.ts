// Rules for CronJobs: batch validation's ValidateCronJob.
import { metaUpdate, namespacedMeta } from '../../core/validation/metadata.ts';
import { selectorValue } from '../../core/validation/workload.ts';
import { type FieldError, invalid, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { CronJob, CronJobSpec, JobTemplateSpec } from '../../generated/batch-v1.ts';
import { validateNonnegativeField } from '../../meta/validation/object-meta.ts';
import { parseCronSchedule, timeZoneError } from '../cron-schedule.ts';
import { validateSharedSpec } from './job.ts';

const specPath = FieldPath.of('spec');
const policies = ['Allow', 'Forbid', 'Replace'];
/** Jobs add eleven characters to it, and their Pods' labels hold 63. */
const maxNameLength = 52;

export function validateCronJob(cronJob: CronJob): FieldError[] {
  const errors = [...namespacedMeta(cronJob), ...validateCronJobSpec(cronJob.spec, false)];
  const name = cronJob.metadata.name ?? '';
  if (name.length > maxNameLength) errors.push(invalid(FieldPath.of('metadata', 'name'), name, `must be no more than ${maxNameLength} characters`));
  return errors;
}

function validateCronJobSpec(spec: CronJobSpec, isUpdate: boolean): FieldError[] {
  const { schedule, startingDeadlineSeconds, timeZone, concurrencyPolicy = '', successfulJobsHistoryLimit, failedJobsHistoryLimit } = spec;
  const errors = schedule === '' ? [required(specPath.child('schedule'), '')] : validateSchedule(schedule, timeZone, isUpdate);
  if (startingDeadlineSeconds !== undefined) errors.push(...validateNonnegativeField(startingDeadlineSeconds, specPath.child('startingDeadlineSeconds')));
  if (timeZone !== undefined) errors.push(...validateTimeZone(timeZone));
  const policyPath = specPath.child('concurrencyPolicy');
  if (concurrencyPolicy === '') errors.push(required(policyPath, ''));
  else if (!policies.includes(concurrencyPolicy)) errors.push(notSupported(policyPath, named(concurrencyPolicy), policies));
  errors.push(...validateJobTemplate(spec.jobTemplate));
  if (successfulJobsHistoryLimit !== undefined) errors.push(...validateNonnegativeField(successfulJobsHistoryLimit, specPath.child('successfulJobsHistoryLimit')));
  if (failedJobsHistoryLimit !== undefined) errors.push(...validateNonnegativeField(failedJobsHistoryLimit, specPath.child('failedJobsHistoryLimit')));
  return errors;
}

function validateSchedule(schedule: string, timeZone: string | undefined, isUpdate: boolean): FieldError[] {
  const path = specPath.child('schedule');
  const parsed = parseCronSchedule(schedule);
  const errors = typeof parsed === 'string' ? [invalid(path, schedule, parsed)] : [];
  if (!schedule.includes('TZ')) return errors;
  if (!isUpdate) return [...errors, invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')];
  return timeZone === undefined ? errors : [...errors, invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule')];
}

function validateTimeZone(timeZone: string): FieldError[] {
  const path = specPath.child('timeZone');
  if (timeZone === '') return [invalid(path, timeZone, 'timeZone must be nil or non-empty string')];
  if (timeZone.toLowerCase() === 'local') return [invalid(path, timeZone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')];
  const problem = timeZoneError(timeZone);
  return problem === undefined ? [] : [invalid(path, timeZone, problem)];
}

function validateJobTemplate({ spec }: JobTemplateSpec): FieldError[] {
  const path = specPath.child('jobTemplate', 'spec');
  const errors = validateSharedSpec(spec, path);
  if (spec.selector !== undefined) errors.push(invalid(path.child('selector'), selectorValue(spec.selector), '`selector` will be auto-generated'));
  if (spec.manualSelector === true) errors.push(notSupported(path.child('manualSelector'), spec.manualSelector, ['nil', 'false']));
  return errors;
}

export function validateCronJobUpdate(cronJob: CronJob, old: CronJob): FieldError[] {
  return [...metaUpdate(cronJob, old), ...validateCronJobSpec(cronJob.spec, old.spec.schedule.includes('TZ'))];
}
