// Rules for a Job's status, which controllers of others may write too: batch validation's ValidateJobUpdateStatus with the options of the strategy. Most are asked only of what changed.
import { duplicate, type FieldError, invalid, omittedValue, required } from '../../field/error.ts';
import { goQuote } from '../../field/go-text.ts';
import { FieldPath } from '../../field/path.ts';
import type { Job } from '../../generated/batch-v1.ts';
import { isEqual } from '../../meta/equality.ts';
import { fieldImmutableMessage, validateNonnegativeField } from '../../meta/validation/object-meta.ts';

const path = FieldPath.of('status');
const conditionsPath = path.child('conditions');

export function validateJobStatusUpdate(job: Job, old: Job): FieldError[] {
  const change = new StatusChange(job, old);
  return [...validateCounters(job), ...validateUncounted(job), ...change.ofFinish(), ...change.ofIndexes(), ...change.ofCriteria(), ...change.ofWhatStays()];
}

function validateCounters({ status }: Job): FieldError[] {
  return (['active', 'succeeded', 'failed', 'ready', 'terminating'] as const).flatMap((field) => (status[field] === undefined ? [] : validateNonnegativeField(status[field], path.child(field))));
}

/** Each Pod is named once. */
function validateUncounted({ status: { uncountedTerminatedPods: uncounted } }: Job): FieldError[] {
  const seen = new Set<string>();
  return (['succeeded', 'failed'] as const).flatMap((field) => (uncounted?.[field] ?? []).flatMap((uid, i) => {
    const at = path.child('uncountedTerminatedPods', field).index(i);
    if (uid === '') return [invalid(at, uid, 'must not be empty')];
    if (seen.has(uid)) return [duplicate(at, uid)];
    seen.add(uid);
    return [];
  }));
}

function isTrue({ status }: Job, type: string): boolean {
  return (status.conditions ?? []).some((condition) => condition.type === type && condition.status === 'True');
}

function condition(detail: string): FieldError {
  return invalid(conditionsPath, omittedValue, detail);
}

class StatusChange {
  readonly #job: Job;
  readonly #old: Job;

  constructor(job: Job, old: Job) {
    this.#job = job;
    this.#old = old;
  }

  #is(type: string): boolean {
    return isTrue(this.#job, type);
  }

  #turned(...types: readonly string[]): boolean {
    return types.some((type) => this.#is(type) !== isTrue(this.#old, type));
  }

  #changed(field: keyof Job['status']): boolean {
    return !isEqual(this.#job.status[field], this.#old.status[field]);
  }

  /** A finished Job runs nothing, and says why and when it finished. */
  ofFinish(): FieldError[] {
    const { active = 0, terminating = 0, ready, startTime, completionTime, uncountedTerminatedPods: uncounted } = this.#job.status;
    const [isComplete, isFailed] = [this.#is('Complete'), this.#is('Failed')];
    const isFinished = isComplete || isFailed;
    const hasFinished = isFinished !== (isTrue(this.#old, 'Complete') || isTrue(this.#old, 'Failed'));
    const hasCompletionChanged = this.#turned('Complete') || this.#changed('completionTime');
    const errors: FieldError[] = [];
    const check = (isAsked: boolean, isWrong: boolean, error: () => FieldError): void => {
      if (isAsked && isWrong) errors.push(error());
    };
    check(this.#turned('Complete', 'Failed'), isComplete && isFailed, () => condition('cannot set Complete=True and Failed=true conditions'));
    check(this.#turned('Complete', 'FailureTarget'), isComplete && this.#is('FailureTarget'), () => condition('cannot set Complete=True and FailureTarget=true conditions'));
    const timePath = path.child('completionTime');
    check(hasCompletionChanged, !isComplete && completionTime !== undefined, () => invalid(timePath, completionTime, 'cannot set completionTime when there is no Complete=True condition'));
    check(hasCompletionChanged, isComplete && completionTime === undefined, () => required(timePath, 'completionTime is required for Complete jobs'));
    check(this.#changed('startTime') || this.#changed('completionTime'), startTime !== undefined && completionTime !== undefined && Date.parse(completionTime) < Date.parse(startTime), () => invalid(timePath, completionTime, 'must be equal to or after `startTime`'));
    check(this.#turned('Failed'), isFailed && !this.#is('FailureTarget'), () => condition('cannot set Failed=True condition without the FailureTarget=true condition'));
    check(this.#turned('Complete', 'SuccessCriteriaMet'), isComplete && !this.#is('SuccessCriteriaMet'), () => condition('cannot set Complete=True condition without the SuccessCriteriaMet=true condition'));
    check(hasFinished || this.#changed('active'), isFinished && active > 0, () => invalid(path.child('active'), active, 'active>0 is invalid for finished job'));
    check(hasFinished || this.#changed('startTime'), isFinished && startTime === undefined, () => required(path.child('startTime'), 'startTime is required for finished job'));
    check(hasFinished || this.#changed('terminating'), isFinished && terminating > 0, () => invalid(path.child('terminating'), terminating, 'terminating>0 is invalid for finished job'));
    check(this.#changed('ready') || this.#changed('active'), ready !== undefined && ready > active, () => invalid(path.child('ready'), ready, 'cannot set more ready pods than active'));
    const hasUncounted = (uncounted?.succeeded?.length ?? 0) + (uncounted?.failed?.length ?? 0) > 0;
    check(hasFinished || this.#changed('uncountedTerminatedPods'), isFinished && hasUncounted, () => invalid(path.child('uncountedTerminatedPods'), { Succeeded: uncounted?.succeeded ?? null, Failed: uncounted?.failed ?? null }, 'must be empty for finished job'));
    return errors;
  }

  ofIndexes(): FieldError[] {
    const { spec: { completions = 0, completionMode, backoffLimitPerIndex }, status: { completedIndexes = '', failedIndexes } } = this.#job;
    const [isCompletedChanged, isFailedChanged] = [this.#changed('completedIndexes'), this.#changed('failedIndexes')];
    const [completedPath, failedPath] = [path.child('completedIndexes'), path.child('failedIndexes')];
    const [completed, failed] = [indexesError(completedIndexes, completions), indexesError(failedIndexes ?? '', completions)];
    const errors: FieldError[] = [];
    if (isCompletedChanged && completed !== undefined) errors.push(invalid(completedPath, completedIndexes, `error parsing completedIndexes: ${completed}`));
    if (isFailedChanged && failedIndexes !== undefined && backoffLimitPerIndex !== undefined && failed !== undefined) errors.push(invalid(failedPath, failedIndexes, `error parsing failedIndexes: ${failed}`));
    if (isCompletedChanged && completedIndexes !== '' && completionMode !== 'Indexed') errors.push(invalid(completedPath, completedIndexes, 'cannot set non-empty completedIndexes when non-indexed completion mode'));
    if (isFailedChanged && failedIndexes !== undefined && backoffLimitPerIndex === undefined) errors.push(invalid(failedPath, failedIndexes, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'));
    if ((isCompletedChanged || isFailedChanged) && failedIndexes !== undefined) {
      const shared = firstShared(failedIndexes, completedIndexes, completions);
      if (shared !== undefined) errors.push(invalid(failedPath, failedIndexes, `failedIndexes and completedIndexes overlap at index: ${shared}`));
    }
    return errors;
  }

  ofCriteria(): FieldError[] {
    const isMet = this.#is('SuccessCriteriaMet');
    if (this.#job.spec.successPolicy !== undefined && this.#turned('Complete', 'SuccessCriteriaMet') && this.#is('Complete') && !isMet) return [condition('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True')];
    if (!isMet) return [];
    return ['Failed', 'FailureTarget'].flatMap((type) => (this.#turned('SuccessCriteriaMet', type) && this.#is(type) ? [condition(`cannot set SuccessCriteriaMet=True and ${type}=true conditions`)] : []));
  }

  /** What was said once and for all. */
  ofWhatStays(): FieldError[] {
    const [{ spec, status }, { status: before }] = [this.#job, this.#old];
    const errors = ['Complete', 'Failed', 'FailureTarget'].flatMap((type) => (isTrue(this.#old, type) && !this.#is(type) ? [condition(`cannot disable the terminal ${type}=True condition`)] : []));
    // Indexed Jobs whose two counts go together can be made smaller.
    const isElastic = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
    for (const field of ['failed', 'succeeded'] as const) {
      if ((field === 'failed' || !isElastic) && (status[field] ?? 0) < (before[field] ?? 0)) errors.push(invalid(path.child(field), status[field] ?? 0, `cannot decrease the ${field} counter`));
    }
    const timePath = path.child('completionTime');
    if (before.completionTime !== undefined && status.completionTime !== undefined && status.completionTime !== before.completionTime) errors.push(invalid(timePath, status.completionTime, fieldImmutableMessage));
    if (spec.suspend !== true && before.startTime !== undefined && status.startTime !== before.startTime) errors.push(invalid(path.child('startTime'), status.startTime ?? null, 'field is immutable for unsuspended job once set'));
    if (isTrue(this.#old, 'SuccessCriteriaMet') && !this.#is('SuccessCriteriaMet')) errors.push(condition('cannot disable the SuccessCriteriaMet=True condition'));
    return errors;
  }
}

interface Interval {
  readonly first: number;
  readonly last: number;
}

/** What is wrong with a text such as `0,2-4`. */
function indexesError(text: string, completions: number): string | undefined {
  let previous: number | undefined;
  for (const part of partsOf(text)) {
    const interval = readInterval(part, completions);
    if (typeof interval === 'string') return interval;
    if (previous !== undefined && previous >= interval.first) return outOfOrder(previous, interval.first);
    previous = interval.last;
  }
  return undefined;
}

/** The first index in both texts; parts that cannot be read count as none. */
function firstShared(text: string, other: string, completions: number): number | undefined {
  const [ours, theirs] = [text, other].map((one) => partsOf(one).flatMap((part) => {
    const interval = readInterval(part, completions);
    return typeof interval === 'string' ? [] : [interval];
  })) as [Interval[], Interval[]];
  // Both are gone through once, as if they were in order.
  let [a, b] = [ours.shift(), theirs.shift()];
  while (a !== undefined && b !== undefined) {
    if (a.first <= b.last && b.first <= a.last) return Math.max(a.first, b.first);
    if (a.last < b.first) a = ours.shift();
    else b = theirs.shift();
  }
  return undefined;
}

function partsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(',');
}

function readInterval(part: string, completions: number): Interval | string {
  const ends = part.split('-');
  if (ends.length > 2) return `the fragment ${goQuote(part)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  const first = readIndex(ends[0] ?? '', completions);
  if (typeof first === 'string' || ends[1] === undefined) return typeof first === 'string' ? first : { first, last: first };
  const last = readIndex(ends[1], completions);
  if (typeof last === 'string') return last;
  return first >= last ? outOfOrder(first, last) : { first, last };
}

function readIndex(text: string, completions: number): number | string {
  if (!/^[+-]?\d+$/.test(text) || BigInt(text.replace('+', '')) > 2n ** 63n - 1n) return `cannot convert string to integer for index: ${goQuote(text)}`;
  return Number(text) >= completions ? `too large index: ${goQuote(text)}` : Number(text);
}

function outOfOrder(previous: number, current: number): string {
  return `non-increasing order, previous: ${previous}, current: ${current}`;
}
