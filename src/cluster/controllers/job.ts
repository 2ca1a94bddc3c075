// Runs Pods until enough of them have succeeded: kube-controller-manager's job-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Job, JobCondition, JobStatus } from '../../api/generated/batch-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { New } from '../../api/meta/object.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { controllerOf, isPodReady, isPodTerminal, namespaceOf } from '../component-helpers/pods.ts';
import { claimObjects } from './claim.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';
import { Expectations } from './expectations.ts';
import { absoluteFailures, failedIndexes, failureAnnotations, formatIndexes, hasIndexIn, indexAnnotation, indexOf, isIndexed, parseIndexes, podsToReplace, trackingFinalizer } from './job-indexes.ts';
import { type Backoff, backoffMs, endOf, isPastRestarts, isPodFailedFor, nextBackoff, policyMatch, replacesEndedOnly, successMatch } from './job-policies.ts';
import { OwnedObjects } from './owned-objects.ts';
import { createPodControl, type Owner, type PodControl, podFromTemplate, slowStart } from './pod-control.ts';
import { sortForDeletion } from './pod-ranks.ts';

/** Before the key of a Pod that no Job owns and that a Job's finalizer holds. */
const orphanKey = 'orphan|';

/** What happens to Pods, and what is written of them, within this time is looked at together. */
const batchMs = 1000;

type OwnedJob = Job & Owner;

/** Events that are recorded once the status that they tell of is written. */
type Told = readonly ['Normal' | 'Warning', string, string];

interface Outcome {
  readonly type: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
}

/** What a look at the Job's Pods tells. */
interface Work {
  readonly pods: readonly Pod[];
  readonly active: readonly Pod[];
  readonly succeeded: number;
  readonly failed: number;
  /** Indexes that succeeded. */
  readonly completed: ReadonlySet<number>;
  /** Indexes that failed for good, of a Job that counts failures per index. */
  readonly lost: ReadonlySet<number> | undefined;
  readonly replaced: ReadonlyMap<number, Pod>;
  readonly backoff: Backoff;
}

function isFinished(job: Job): boolean {
  return job.status.conditions?.some((c) => (c.type === 'Complete' || c.type === 'Failed') && c.status === 'True') === true;
}

class JobController extends ControllerBase {
  readonly #jobs: Informer<Job>;
  readonly #pods: Informer<Pod>;
  readonly #owned: OwnedObjects<Pod>;
  readonly #expectations: Expectations;
  readonly #control: PodControl;
  /** The version that this controller last wrote, by Job: an older one in the cache counts fewer Pods than there were. */
  readonly #written = new Map<string, number>();

  /** Failures in a row since the last success, by Job. */
  readonly #backoffs = new Map<string, Backoff>();

  /** Uids of Pods whose finalizer was taken off, by Job. */
  readonly #released = new Map<string, Set<string>>();

  constructor(context: ControllerContext) {
    super(context, 'job-controller', (key) => this.#reconcile(key));
    this.#expectations = new Expectations(context.clock, (key, delayMs) => { this.queue.addAfter(key, delayMs); });
    this.#control = createPodControl(this.client, this.events);
    this.#jobs = this.informer<Job>(resources.jobs);
    this.#pods = this.informer<Pod>(resources.pods);
    this.#owned = new OwnedObjects(this.#pods);
    this.onChange(this.#jobs, (job, old, isGone) => {
      if (isGone) {
        this.#expectations.forget(keyOf(job));
        this.#released.delete(job.metadata.uid);
        this.#written.delete(job.metadata.uid);
        this.#backoffs.delete(job.metadata.uid);
      }
      if (!isGone && old !== undefined && old.metadata.generation === job.metadata.generation) this.queue.addAfter(keyOf(job), batchMs);
      else this.queue.add(keyOf(job));
    });
    this.onChange(this.#pods, (pod, old, isGone) => {
      const owner = controllerOf(pod);
      if (owner === undefined && !isGone && pod.metadata.finalizers?.includes(trackingFinalizer) === true) this.queue.add(`${orphanKey}${keyOf(pod)}`);
      if (owner?.kind !== 'Job') return;
      const key = `${pod.metadata.namespace}/${owner.name}`;
      if (old === undefined && !isGone) this.#expectations.sawCreation(key);
      if (isGone || pod.metadata.deletionTimestamp !== undefined) this.#expectations.sawDeletion(key, pod.metadata.uid);
      this.queue.addAfter(key, batchMs);
    });
  }

  async #reconcile(key: string): Promise<void> {
    if (key.startsWith(orphanKey)) {
      const pod = this.#pods.get(key.slice(orphanKey.length));
      if (pod !== undefined && controllerOf(pod) === undefined) await this.#removeFinalizer(pod);
      return;
    }
    const cached = this.#jobs.get(key);
    if (cached === undefined) {
      await this.#releaseOrphans(key);
      return;
    }
    const job: OwnedJob = { ...cached, kind: 'Job', apiVersion: 'batch/v1' };
    // The event that brings the cache up to date brings the Job here again.
    if (Number(job.metadata.resourceVersion) < (this.#written.get(job.metadata.uid) ?? 0)) return;
    if (job.spec.managedBy !== undefined && job.spec.managedBy !== 'kubernetes.io/job-controller') return;
    try {
      await this.#sync(key, job);
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error;
      this.queue.addAfter(key, 20);
    }
  }

  /** Pods of a Job that is gone must not be held by its finalizer. */
  async #releaseOrphans(key: string): Promise<void> {
    const [namespace, name] = key.split('/');
    for (const pod of this.#pods.index(namespaceOf).of(namespace ?? '')) {
      const owner = controllerOf(pod);
      if (owner?.kind === 'Job' && owner.name === name) await this.#removeFinalizer(pod);
    }
  }

  async #removeFinalizer(pod: Pod): Promise<void> {
    if (pod.metadata.finalizers?.includes(trackingFinalizer) !== true) return;
    await this.client.patch(resources.pods, pod.metadata.name, pod.metadata.namespace, 'application/strategic-merge-patch+json', {
      metadata: { uid: pod.metadata.uid, '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] },
    }).catch((error: unknown) => { if (!isNotFound(error)) throw error; });
  }

  async #sync(key: string, job: OwnedJob): Promise<void> {
    // Before the Pods are looked at: what is seen later is not among them.
    const isSatisfied = this.#expectations.isSatisfied(key);
    const pods = await claimObjects<Pod>({ client: this.client, ref: resources.pods, owned: this.#owned, owner: job, selector: job.spec.selector, finalizers: [trackingFinalizer] });
    if (isFinished(job)) {
      for (const pod of pods) if (isPodTerminal(pod)) await this.#removeFinalizer(pod);
      return;
    }
    const status: JobStatus = { ...job.status, conditions: [...(job.status.conditions ?? [])] };
    this.#settle(status, pods);
    if (status.startTime === undefined && job.spec.suspend !== true) status.startTime = formatTime(this.nowMs);
    const told: Told[] = [];
    const work = this.#look(job, pods, status);
    let outcome = this.#outcome(job, work, status);
    let failure: unknown;
    let activeCount = work.active.length;
    let readyCount = work.active.filter(isPodReady).length;
    if (outcome !== undefined) {
      failure = await this.#deletePods(key, job, work.active);
      activeCount = 0;
      readyCount = 0;
      if (!isSatisfied || failure !== undefined) outcome = undefined;
    } else {
      if (isSatisfied && job.metadata.deletionTimestamp === undefined) {
        const managed = await this.#manage(key, job, work);
        ({ failure, active: activeCount } = managed);
        readyCount -= managed.removed.filter(isPodReady).length;
      }
      if (isComplete(job, work.succeeded, activeCount)) outcome = { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
      else if (isSatisfied) this.#noteSuspension(job, status, told);
    }
    setCount(status, 'active', activeCount);
    status.ready = readyCount;
    status.terminating = pods.filter((p) => p.metadata.deletionTimestamp !== undefined && !isPodTerminal(p)).length;
    await this.#track(job, work, status, outcome, told);
    this.#backoffs.set(job.metadata.uid, work.backoff);
    for (const [type, reason, message] of told) this.events.event(job, type, reason, message);
    if (failure !== undefined) throw failure;
    if (job.spec.activeDeadlineSeconds !== undefined && job.spec.suspend !== true && status.startTime !== undefined && outcome === undefined) this.queue.addAfter(key, Math.max(1000, Date.parse(status.startTime) + job.spec.activeDeadlineSeconds * 1000 - this.nowMs));
  }

  /** Ended Pods whose finalizer is gone have been counted as uncounted ones: now they are counted. */
  #settle(status: JobStatus, pods: readonly Pod[]): void {
    const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
    const held = new Set(pods.filter((p) => this.#isTracked(p)).map((p) => p.metadata.uid));
    const isHeld = (uid: string): boolean => held.has(uid);
    setCount(status, 'succeeded', (status.succeeded ?? 0) + succeeded.filter((uid) => !isHeld(uid)).length);
    setCount(status, 'failed', (status.failed ?? 0) + failed.filter((uid) => !isHeld(uid)).length);
    status.uncountedTerminatedPods = uncounted(succeeded.filter(isHeld), failed.filter(isHeld));
  }

  /** Held by the finalizer, also for all that this controller knows: the cache may be behind. */
  #isTracked(pod: Pod): boolean {
    const { uid, finalizers } = pod.metadata;
    return finalizers?.includes(trackingFinalizer) === true && this.#released.get(controllerOf(pod)?.uid ?? '')?.has(uid) !== true;
  }

  #look(job: Job, pods: readonly Pod[], status: JobStatus): Work {
    const active = pods.filter((p) => !isPodTerminal(p) && p.metadata.deletionTimestamp === undefined);
    const { succeeded: lately = [], failed: failedLately = [] } = status.uncountedTerminatedPods ?? {};
    const isNew = (p: Pod): boolean => this.#isTracked(p) && !lately.includes(p.metadata.uid) && !failedLately.includes(p.metadata.uid);
    const done = pods.filter((p) => isNew(p) && p.status.phase === 'Succeeded');
    const ended = pods.filter((p) => isNew(p) && isPodFailedFor(job, p));
    // What is not counted is waited for all the same.
    const failed = ended.filter((p) => policyMatch(job, p)?.action !== 'Ignore');
    const completed = new Set([...parseIndexes(status.completedIndexes), ...done.filter((p) => hasIndexIn(job, p)).map(indexOf)].filter((i) => i < (job.spec.completions ?? 0)));
    const lost = isIndexed(job) && job.spec.backoffLimitPerIndex !== undefined ? failedIndexes(job, pods) : undefined;
    const taken = new Set([...completed, ...(lost ?? []), ...active.map(indexOf)]);
    return {
      pods, active, completed, lost,
      replaced: lost === undefined ? new Map() : podsToReplace(job, pods, taken),
      backoff: nextBackoff(this.#backoffs.get(job.metadata.uid), done, ended, this.nowMs),
      succeeded: isIndexed(job) ? completed.size : (status.succeeded ?? 0) + lately.length + done.length,
      failed: (status.failed ?? 0) + failedLately.length + failed.length,
    };
  }

  #outcome(job: Job, { pods, failed, completed, lost }: Work, status: JobStatus): Outcome | undefined {
    const announced = (type: string): JobCondition | undefined => status.conditions?.find((c) => c.type === type && c.status === 'True');
    const met = announced('SuccessCriteriaMet');
    if (met !== undefined) return { type: 'Complete', reason: met.reason ?? '', message: met.message ?? '' };
    const target = announced('FailureTarget');
    if (target !== undefined) return { type: 'Failed', reason: target.reason ?? '', message: target.message ?? '' };
    const fail = (reason: string, message: string): Outcome => ({ type: 'Failed', reason, message });
    for (const pod of pods) {
      const policy = isPodFailedFor(job, pod) ? policyMatch(job, pod) : undefined;
      if (policy?.action === 'FailJob') return fail('PodFailurePolicy', policy.message);
    }
    if (failed > (job.spec.backoffLimit ?? 6) || isPastRestarts(job, pods)) return fail('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
    if (job.spec.suspend !== true && job.spec.activeDeadlineSeconds !== undefined && status.startTime !== undefined && this.nowMs - Date.parse(status.startTime) >= job.spec.activeDeadlineSeconds * 1000) {
      return fail('DeadlineExceeded', 'Job was active longer than specified deadline');
    }
    if (lost !== undefined) {
      if (job.spec.maxFailedIndexes !== undefined && lost.size > job.spec.maxFailedIndexes) return fail('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
      if (lost.size > 0 && lost.size + completed.size >= (job.spec.completions ?? 0)) return fail('FailedIndexes', 'Job has failed indexes');
    }
    const success = isIndexed(job) ? successMatch(job, completed, parseIndexes) : undefined;
    return success === undefined ? undefined : { type: 'Complete', reason: 'SuccessPolicy', message: success };
  }

  /** How many Pods are active afterwards, and those that were taken away. */
  async #manage(key: string, job: OwnedJob, work: Work): Promise<{ active: number; removed: readonly Pod[]; failure: unknown }> {
    const { active, succeeded } = work;
    if (job.spec.suspend === true) return this.#remove(key, job, active, active);
    const parallelism = job.spec.parallelism ?? 1;
    const { completions } = job.spec;
    const wanted = completions === undefined ? (succeeded > 0 ? active.length : parallelism) : Math.min(parallelism, Math.max(0, completions - succeeded));
    const surplus = this.#surplus(job, active, Math.max(0, active.length - wanted));
    if (surplus.length > 0) return this.#remove(key, job, active, surplus);
    const terminating = replacesEndedOnly(job) ? work.pods.filter((p) => p.metadata.deletionTimestamp !== undefined && !isPodTerminal(p)).length : 0;
    const count = wanted - active.length - terminating;
    const none = { active: active.length, removed: [], failure: undefined };
    if (count <= 0) return none;
    const isPerIndex = job.spec.backoffLimitPerIndex !== undefined;
    const leftMs = isPerIndex || work.backoff.failures === 0 ? 0 : work.backoff.lastMs + backoffMs(work.backoff.failures) - this.nowMs;
    if (leftMs > 0) {
      this.queue.addAfter(key, leftMs);
      return none;
    }
    if (!isIndexed(job)) return this.#create(key, job, work, Array.from({ length: count }, () => undefined));
    const free = this.#freeIndexes(job, work, count);
    if (!isPerIndex) return this.#create(key, job, work, free);
    const waits = new Map(free.map((i) => [i, this.#indexBackoffLeft(work.replaced.get(i))]));
    const now = free.filter((i) => (waits.get(i) ?? 0) <= 0);
    if (now.length === 0 && free.length > 0) this.queue.addAfter(key, Math.min(...waits.values()));
    return this.#create(key, job, work, now);
  }

  /** Pods of indexes that are no longer asked for or taken twice, then others, until there are as many as asked for. */
  #surplus(job: Job, active: readonly Pod[], count: number): Pod[] {
    const seen = new Set<number>();
    const sorted = sortForDeletion(active, () => 0, this.nowMs);
    const misplaced = !isIndexed(job) ? [] : [...active].filter((p) => {
      const isTaken = !hasIndexIn(job, p) || seen.has(indexOf(p));
      seen.add(indexOf(p));
      return isTaken;
    });
    return [...misplaced, ...sorted.filter((p) => !misplaced.includes(p)).slice(0, Math.max(0, count - misplaced.length))];
  }

  async #remove(key: string, job: OwnedJob, active: readonly Pod[], removed: readonly Pod[]): Promise<{ active: number; removed: readonly Pod[]; failure: unknown }> {
    for (const pod of removed) await this.#removeFinalizer(pod);
    const failure = await this.#deletePods(key, job, removed);
    return { active: active.length - removed.length, removed, failure };
  }

  async #create(key: string, job: OwnedJob, { active, replaced }: Work, indexes: readonly (number | undefined)[]): Promise<{ active: number; removed: readonly Pod[]; failure: unknown }> {
    this.#expectations.expect(key, indexes.length, []);
    const { successes, error } = await slowStart(indexes.length, async (i) => { await this.#control.create(this.#newPod(job, indexes[i], replaced), job); });
    for (let i = successes; i < indexes.length; i++) this.#expectations.sawCreation(key);
    return { active: active.length + successes, removed: [], failure: error };
  }

  #freeIndexes(job: Job, { pods, active, completed, lost }: Work, count: number): number[] {
    const held = replacesEndedOnly(job) ? pods.filter((p) => p.metadata.deletionTimestamp !== undefined && !isPodTerminal(p)) : [];
    const taken = new Set([...completed, ...(lost ?? []), ...[...active, ...held].map(indexOf)]);
    const free: number[] = [];
    for (let i = 0; i < (job.spec.completions ?? 0) && free.length < count; i++) if (!taken.has(i)) free.push(i);
    return free;
  }

  #indexBackoffLeft(replaced: Pod | undefined): number {
    return replaced === undefined ? 0 : endOf(replaced, this.nowMs) + backoffMs(absoluteFailures(replaced) + 1) - this.nowMs;
  }

  #newPod(job: OwnedJob, index: number | undefined, replaced: ReadonlyMap<number, Pod>): New<Pod> {
    const pod = podFromTemplate(job.spec.template, job);
    const metadata = pod.metadata ?? {};
    metadata.finalizers = [...(metadata.finalizers ?? []), trackingFinalizer];
    if (index !== undefined) {
      metadata.generateName = `${job.metadata.name}-${index}-`;
      metadata.annotations = { ...metadata.annotations, [indexAnnotation]: String(index), ...(job.spec.backoffLimitPerIndex !== undefined && failureAnnotations(job, replaced.get(index))) };
      metadata.labels = { ...metadata.labels, [indexAnnotation]: String(index) };
      const spec = pod.spec ?? {};
      spec.hostname ??= `${job.metadata.name}-${index}`;
      for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
        if (container.env?.some((e) => e.name === 'JOB_COMPLETION_INDEX') === true) continue;
        container.env = [...(container.env ?? []), { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${indexAnnotation}']` } } }];
      }
    }
    return { ...pod, metadata };
  }

  /** Deletes the Pods; the first refusal. */
  async #deletePods(key: string, job: OwnedJob, doomed: readonly Pod[]): Promise<unknown> {
    if (doomed.length === 0) return undefined;
    this.#expectations.expect(key, 0, doomed.map((p) => p.metadata.uid));
    const results = await Promise.allSettled(doomed.map((pod) => this.#control.delete(pod, job).catch((error: unknown) => { this.#expectations.sawDeletion(key, pod.metadata.uid); throw error; })));
    return results.find((r) => r.status === 'rejected')?.reason;
  }

  // ---- status

  #condition(type: string, status: JobCondition['status'], reason: string, message: string): JobCondition {
    const now = formatTime(this.nowMs);
    return { type, status, lastProbeTime: now, lastTransitionTime: now, reason, message };
  }

  #put(status: JobStatus, next: JobCondition): boolean {
    const conditions = status.conditions ?? [];
    const at = conditions.findIndex((c) => c.type === next.type);
    if (conditions[at]?.status === next.status) return false;
    status.conditions = at < 0 ? [...conditions, next] : conditions.with(at, next);
    return true;
  }

  #noteSuspension(job: Job, status: JobStatus, told: Told[]): void {
    const isSuspended = status.conditions?.find((c) => c.type === 'Suspended')?.status === 'True';
    if (job.spec.suspend === true && this.#put(status, this.#condition('Suspended', 'True', 'JobSuspended', 'Job suspended'))) {
      delete status.startTime;
      told.push(['Normal', 'Suspended', 'Job suspended']);
    }
    if (job.spec.suspend === true || !isSuspended) return;
    this.#put(status, this.#condition('Suspended', 'False', 'JobResumed', 'Job resumed'));
    status.startTime = formatTime(this.nowMs);
    told.push(['Normal', 'Resumed', 'Job resumed']);
  }

  /** Counts ended Pods: their uids are written, then their finalizers taken off, then they are numbers. The Job ends when none is left. */
  async #track(job: OwnedJob, { pods, completed, lost, replaced }: Work, status: JobStatus, outcome: Outcome | undefined, told: Told[]): Promise<void> {
    const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
    const [newlySucceeded, newlyFailed, released]: [string[], string[], Pod[]] = [[...succeeded], [...failed], []];
    for (const pod of pods) {
      const { uid } = pod.metadata;
      if (!this.#isTracked(pod)) continue;
      const isFailed = isPodFailedFor(job, pod);
      const isKept = isFailed && replaced.get(indexOf(pod)) === pod;
      if (job.metadata.deletionTimestamp === undefined && outcome === undefined && pod.status.phase !== 'Succeeded' && (!isFailed || isKept)) continue;
      released.push(pod);
      if (pod.status.phase === 'Succeeded' && !failed.includes(uid)) {
        if (!isIndexed(job) && !succeeded.includes(uid)) newlySucceeded.push(uid);
      } else if ((isFailed || outcome?.type === 'Failed') && !failed.includes(uid) && (!isIndexed(job) || hasIndexIn(job, pod)) && policyMatch(job, pod)?.action !== 'Ignore') newlyFailed.push(uid);
    }
    if (isIndexed(job)) {
      setCount(status, 'succeeded', completed.size);
      const text = formatIndexes([...completed]);
      if (text === '') delete status.completedIndexes;
      else status.completedIndexes = text;
    }
    if (lost !== undefined) status.failedIndexes = formatIndexes([...lost]);
    status.uncountedTerminatedPods = uncounted(newlySucceeded, newlyFailed);
    if (outcome !== undefined) this.#put(status, this.#condition(outcome.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget', 'True', outcome.reason, outcome.message));
    const isAnnounced = outcome === undefined || job.status.conditions?.some((c) => c.type === 'SuccessCriteriaMet' || c.type === 'FailureTarget') === true;
    if (released.length > 0 || !isAnnounced) {
      job.metadata = (await this.#write(job, status)).metadata;
      job.status = structuredClone(status);
    }
    for (const pod of released) {
      await this.#removeFinalizer(pod);
      const uids = this.#released.get(job.metadata.uid) ?? new Set<string>();
      this.#released.set(job.metadata.uid, uids.add(pod.metadata.uid));
    }
    const gone = new Set(released.map((p) => p.metadata.uid));
    setCount(status, 'succeeded', isIndexed(job) ? completed.size : (status.succeeded ?? 0) + newlySucceeded.filter((uid) => gone.has(uid)).length);
    setCount(status, 'failed', (status.failed ?? 0) + newlyFailed.filter((uid) => gone.has(uid)).length);
    status.uncountedTerminatedPods = uncounted(newlySucceeded.filter((uid) => !gone.has(uid)), newlyFailed.filter((uid) => !gone.has(uid)));
    if (outcome !== undefined && (status.terminating ?? 0) === 0 && Object.keys(status.uncountedTerminatedPods).length === 0) this.#finish(status, outcome, told);
    await this.#write(job, status);
  }

  #finish(status: JobStatus, outcome: Outcome, told: Told[]): void {
    this.#put(status, this.#condition(outcome.type, 'True', outcome.reason, outcome.message));
    if (outcome.type === 'Complete') {
      status.completionTime = formatTime(this.nowMs);
      told.push(['Normal', 'Completed', 'Job completed']);
    } else told.push(['Warning', outcome.reason, outcome.message]);
  }

  /** Nothing is written when nothing changed. */
  async #write(job: OwnedJob, status: JobStatus): Promise<Job> {
    if (status.conditions?.length === 0) delete status.conditions;
    if (JSON.stringify(sorted(job.status)) === JSON.stringify(sorted(status))) return job;
    const written = await this.client.update<Job>(resources.jobs, { ...job, status: structuredClone(status) }, { subresource: 'status' });
    this.#written.set(written.metadata.uid, Number(written.metadata.resourceVersion));
    return written;
  }
}

function isComplete({ spec: { completions } }: Job, succeeded: number, active: number): boolean {
  return active === 0 && (completions === undefined ? succeeded > 0 : succeeded >= completions);
}

function uncounted(succeeded: readonly string[], failed: readonly string[]): NonNullable<JobStatus['uncountedTerminatedPods']> {
  return { ...(succeeded.length > 0 && { succeeded: [...succeeded] }), ...(failed.length > 0 && { failed: [...failed] }) };
}

function sorted(status: JobStatus): [string, unknown][] {
  return Object.entries(status).filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Zero is shown as absence. */
function setCount(status: JobStatus, field: 'active' | 'succeeded' | 'failed', value: number): void {
  if (value === 0) Reflect.deleteProperty(status, field);
  else status[field] = value;
}

/** Deletes Jobs some time after they ended. */
class TtlAfterFinished extends ControllerBase {
  readonly #jobs: Informer<Job>;

  constructor(context: ControllerContext) {
    super(context, 'ttl-after-finished-controller', (key) => this.#reconcile(key));
    this.#jobs = this.informer<Job>(resources.jobs);
    this.enqueueChanges(this.#jobs);
  }

  async #reconcile(key: string): Promise<void> {
    const job = this.#jobs.get(key);
    if (job?.spec.ttlSecondsAfterFinished === undefined || !isFinished(job) || job.metadata.deletionTimestamp !== undefined) return;
    const ended = job.status.conditions?.find((c) => c.type === 'Complete' || c.type === 'Failed')?.lastTransitionTime ?? '';
    const leftMs = Date.parse(ended) + job.spec.ttlSecondsAfterFinished * 1000 - this.nowMs;
    if (leftMs > 0) this.queue.addAfter(key, leftMs);
    else await this.client.delete(resources.jobs, job.metadata.name, job.metadata.namespace, { propagationPolicy: 'Foreground', preconditions: { uid: job.metadata.uid } }).catch((error: unknown) => { if (!isNotFound(error)) throw error; });
  }
}

export const jobController: Controller = { name: 'job-controller', start: (context): Disposable => new JobController(context) };
export const ttlAfterFinishedController: Controller = { name: 'ttl-after-finished-controller', start: (context): Disposable => new TtlAfterFinished(context) };
