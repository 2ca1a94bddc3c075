// Changes of a Job's status as a real Kubernetes 1.36.3 judged them (asked on 2026-11-24).
import { expect, test } from 'vitest';
import { validateJobStatusUpdate } from '../../../src/api/batch/validation/job-status.ts';
import { errorText } from '../../../src/api/field/error.ts';
import type { Job, JobSpec, JobStatus } from '../../../src/api/generated/batch-v1.ts';

const [earlier, later] = ['2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z'];
const plain: Partial<JobSpec> = { completions: 1, parallelism: 1, completionMode: 'NonIndexed' };
const indexed: Partial<JobSpec> = { completions: 5, parallelism: 2, completionMode: 'Indexed', backoffLimitPerIndex: 1 };
const running: JobStatus = { startTime: earlier, succeeded: 1, failed: 2, active: 1, ready: 1, completedIndexes: '0', failedIndexes: '1' };
const complete: JobStatus = { startTime: earlier, completionTime: later, succeeded: 1, conditions: conditions('SuccessCriteriaMet', 'Complete') };
const failed: JobStatus = { startTime: earlier, failed: 1, conditions: conditions('FailureTarget', 'Failed') };

function conditions(...types: readonly string[]): NonNullable<JobStatus['conditions']> {
  return types.map((type) => ({ type, status: 'True' }));
}

const cases: readonly (readonly [name: string, spec: Partial<JobSpec>, before: JobStatus, change: JobStatus, errors: readonly string[]])[] = [
  ['complete at once', plain, {}, { conditions: conditions('Complete'), active: 1 }, [
    'status.completionTime: Required value: completionTime is required for Complete jobs',
    'status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
    'status.active: Invalid value: 1: active>0 is invalid for finished job',
    'status.startTime: Required value: startTime is required for finished job',
  ]],
  ['complete as it should be', plain, { startTime: earlier }, { startTime: earlier, completionTime: later, conditions: conditions('SuccessCriteriaMet', 'Complete') }, []],
  ['negative counts', plain, {}, { active: -1, ready: -1, succeeded: -1, failed: -1, terminating: -1 }, [
    ...['active', 'succeeded', 'failed', 'ready', 'terminating'].map((field) => `status.${field}: Invalid value: -1: must be greater than or equal to 0`),
    'status.failed: Invalid value: -1: cannot decrease the failed counter',
    'status.succeeded: Invalid value: -1: cannot decrease the succeeded counter',
  ]],
  ['more ready than active', plain, {}, { ready: 3 }, ['status.ready: Invalid value: 3: cannot set more ready pods than active']],
  ['two verdicts', plain, {}, { conditions: conditions('SuccessCriteriaMet', 'FailureTarget') }, ['status.conditions: Invalid value: cannot set SuccessCriteriaMet=True and FailureTarget=true conditions']],
  ['uncounted Pods', plain, {}, { uncountedTerminatedPods: { succeeded: ['', 'b', 'b'], failed: ['b'] } }, [
    'status.uncountedTerminatedPods.succeeded[0]: Invalid value: "": must not be empty',
    'status.uncountedTerminatedPods.succeeded[2]: Duplicate value: "b"',
    'status.uncountedTerminatedPods.failed[0]: Duplicate value: "b"',
  ]],
  ['indexes of what has none', plain, {}, { completedIndexes: '0-x', failedIndexes: '0' }, [
    'status.completedIndexes: Invalid value: "0-x": error parsing completedIndexes: cannot convert string to integer for index: "x"',
    'status.completedIndexes: Invalid value: "0-x": cannot set non-empty completedIndexes when non-indexed completion mode',
    'status.failedIndexes: Invalid value: "0": cannot set non-null failedIndexes when backoffLimitPerIndex is null',
  ]],
  ['indexes out of order', indexed, running, { ...running, completedIndexes: '2,1' }, ['status.completedIndexes: Invalid value: "2,1": error parsing completedIndexes: non-increasing order, previous: 2, current: 1']],
  ['an index too large', indexed, running, { ...running, failedIndexes: '1-5' }, ['status.failedIndexes: Invalid value: "1-5": error parsing failedIndexes: too large index: "5"']],
  ['indexes in both lists', indexed, running, { ...running, completedIndexes: '0,2', failedIndexes: '1-3' }, ['status.failedIndexes: Invalid value: "1-3": failedIndexes and completedIndexes overlap at index: 2']],
  ['a start that moves', indexed, running, { ...running, startTime: later }, [`status.startTime: Invalid value: "${later}": field is immutable for unsuspended job once set`]],
  ['a start that moves while suspended', { ...plain, suspend: true }, { startTime: earlier }, { startTime: later }, []],
  ['an end before the start', plain, { startTime: later }, { startTime: later, completionTime: earlier, conditions: conditions('SuccessCriteriaMet', 'Complete') }, [`status.completionTime: Invalid value: "${earlier}": must be equal to or after \`startTime\``]],
  ['an end that moves', plain, complete, { ...complete, completionTime: '2024-01-03T00:00:00Z' }, ['status.completionTime: Invalid value: "2024-01-03T00:00:00Z": field is immutable']],
  ['a failure taken back', plain, failed, { ...failed, conditions: conditions('Failed') }, ['status.conditions: Invalid value: cannot disable the terminal FailureTarget=True condition']],
  ['a counter of an elastic Job', { ...indexed, completions: 3, parallelism: 3 }, { succeeded: 2 }, { succeeded: 1 }, []],
];

test.each(cases)('%s', (_, spec, before, change, errors) => {
  const job = (status: JobStatus): Job => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec, status }) as unknown as Job;
  expect(validateJobStatusUpdate(job(change), job(before)).map(errorText)).toEqual(errors);
});
