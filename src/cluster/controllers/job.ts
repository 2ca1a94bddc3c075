// Runs Pods until enough of them have succeeded: kube-controller-manager's job-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Job, JobCondition, JobStatus, PodFailurePolicyRule } from '../../api/generated/batch-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { New } from '../../api/meta/object.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { controllerOf, isPodReady, isPodTerminal, podCondition } from '../component-helpers/pods.ts';
import { claimObjects } from './claim.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';
import { Expectations } from './expectations.ts';
import { OwnedObjects } from './owned-objects.ts';
import { createPodControl, type Owner, type PodControl, podFromTemplate, slowStart } from './pod-control.ts';

const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
const indexAnnotation = 'batch.kubernetes.io/job-completion-index';
const firstBackoffMs = 10_000;
const maxBackoffMs = 600_000;

type OwnedJob = Job & Owner;

/** Events that are recorded once the status that they tell of is written. */
type Told = readonly ['Normal' | 'Warning', string, string];

interface Outcome {
  readonly type: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
}

function isFinished(job: Job): boolean {
  return job.status.conditions?.some((c) => (c.type === 'Complete' || c.type === 'Failed') && c.status === 'True') === true;
}

function isIndexed(job: Job): boolean {
  return job.spec.completionMode === 'Indexed';
}

function indexOf(pod: Pod): number {
  return Number(pod.metadata.annotations?.[indexAnnotation] ?? -1);
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

function matchesRule(rule: PodFailurePolicyRule, pod: Pod): { container: string; exitCode: number } | boolean {
  if (rule.onExitCodes !== undefined) {
    const { containerName, operator, values } = rule.onExitCodes;
    for (const status of [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])]) {
      const exitCode = status.state.terminated?.exitCode ?? 0;
      if (exitCode === 0 || (containerName !== undefined && containerName !== status.name)) continue;
      if (values.includes(exitCode) === (operator === 'In')) return { container: status.name, exitCode };
    }
    return false;
  }
  return rule.onPodConditions?.some((pattern) => podCondition(pod.status, pattern.type)?.status === (pattern.status ?? 'True')) === true;
}

class JobController extends ControllerBase {
  readonly #jobs: Informer<Job>;
  readonly #pods: Informer<Pod>;
  readonly #owned: OwnedObjects<Pod>;
  readonly #expectations: Expectations;
  readonly #control: PodControl;
  /** The version that this controller last wrote, by Job: an older one in the cache counts fewer Pods than there were. */
  readonly #written = new Map<string, number>();
  /** Ended Pods that a written status counts and whose finalizer may still be seen, by Job. */
  readonly #counted = new Map<string, Set<string>>();

  constructor(context: ControllerContext) {
    super(context, 'job-controller', (key) => this.#reconcile(key));
    this.#expectations = new Expectations(context.clock, (key, delayMs) => { this.queue.addAfter(key, delayMs); });
    this.#control = createPodControl(this.client, this.events);
    this.#jobs = this.informer<Job>(resources.jobs);
    this.#pods = this.informer<Pod>(resources.pods);
    this.#owned = this.owned.add(new OwnedObjects(this.#pods));
    this.onChange(this.#jobs, (job, _old, isGone) => {
      if (isGone) {
        this.#expectations.forget(keyOf(job));
        this.#counted.delete(job.metadata.uid);
        this.#written.delete(job.metadata.uid);
      }
      this.queue.add(keyOf(job));
    });
    this.onChange(this.#pods, (pod, old, isGone) => {
      const owner = controllerOf(pod);
      if (owner?.kind !== 'Job') return;
      const key = `${pod.metadata.namespace}/${owner.name}`;
      if (old === undefined && !isGone) this.#expectations.sawCreation(key);
      if (isGone || pod.metadata.deletionTimestamp !== undefined) this.#expectations.sawDeletion(key, pod.metadata.uid);
      this.queue.add(key);
    });
  }

  async #reconcile(key: string): Promise<void> {
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
    for (const pod of this.#pods.list()) {
      const owner = controllerOf(pod);
      if (pod.metadata.namespace === namespace && owner?.kind === 'Job' && owner.name === name) await this.#removeFinalizer(pod);
    }
  }

  async #removeFinalizer(pod: Pod): Promise<void> {
    if (pod.metadata.finalizers?.includes(trackingFinalizer) !== true) return;
    await this.client.patch(resources.pods, pod.metadata.name, pod.metadata.namespace, 'application/merge-patch+json', {
      metadata: { uid: pod.metadata.uid, resourceVersion: pod.metadata.resourceVersion, finalizers: pod.metadata.finalizers.filter((f) => f !== trackingFinalizer) },
    }).catch((error: unknown) => { if (!isNotFound(error)) throw error; });
  }

  async #sync(key: string, job: OwnedJob): Promise<void> {
    // Before the Pods are looked at: what is seen later is not among them.
    const isSatisfied = this.#expectations.isSatisfied(key);
    const pods = await claimObjects<Pod>({ client: this.client, ref: resources.pods, owned: this.#owned, owner: job, selector: job.spec.selector });
    if (isFinished(job) || job.metadata.deletionTimestamp !== undefined) {
      for (const pod of pods) if (isPodTerminal(pod) || job.metadata.deletionTimestamp !== undefined) await this.#removeFinalizer(pod);
      return;
    }
    const status: JobStatus = { ...job.status, conditions: [...(job.status.conditions ?? [])] };
    if (status.startTime === undefined && job.spec.suspend !== true) status.startTime = formatTime(this.nowMs);
    const told: Told[] = [];
    const tracked = this.#count(job, pods, status);
    const active = pods.filter((p) => !isPodTerminal(p) && p.metadata.deletionTimestamp === undefined);
    const outcome = this.#outcome(job, pods, active, status);
    let activeCount = active.length;
    if (outcome !== undefined) {
      await this.#deletePods(key, job, active);
      activeCount = 0;
    } else if (job.spec.suspend === true) {
      this.#suspend(status, told);
      await this.#deletePods(key, job, active);
      activeCount = 0;
    } else {
      this.#resume(status, told);
      if (isSatisfied) activeCount = await this.#manage(key, job, pods, active, status);
    }
    const terminating = pods.filter((p) => p.metadata.deletionTimestamp !== undefined && !isPodTerminal(p)).length;
    set(status, 'active', activeCount);
    status.ready = outcome !== undefined ? 0 : active.filter(isPodReady).length;
    status.terminating = terminating;
    status.uncountedTerminatedPods = {};
    if (outcome !== undefined && terminating === 0 && active.length === 0) this.#finish(status, outcome, told);
    else if (outcome !== undefined) this.#announce(status, outcome);
    await this.#write(job, status);
    for (const [type, reason, message] of told) this.events.event(job, type, reason, message);
    const counted = this.#counted.get(job.metadata.uid) ?? new Set<string>();
    for (const pod of tracked) counted.add(pod.metadata.uid);
    this.#counted.set(job.metadata.uid, counted);
    for (const pod of pods) if (isPodTerminal(pod) && counted.has(pod.metadata.uid)) await this.#removeFinalizer(pod);
    if (job.spec.activeDeadlineSeconds !== undefined && status.startTime !== undefined) this.queue.addAfter(key, Math.max(1000, Date.parse(status.startTime) + job.spec.activeDeadlineSeconds * 1000 - this.nowMs));
  }

  /** Adds ended Pods that still carry the finalizer to the counts; they are counted once, because the status is written before it is taken off. */
  #count(job: Job, pods: readonly Pod[], status: JobStatus): Pod[] {
    const counted = this.#counted.get(job.metadata.uid);
    const tracked = pods.filter((p) => counted?.has(p.metadata.uid) !== true && p.metadata.finalizers?.includes(trackingFinalizer) === true && (isPodTerminal(p) || (p.metadata.deletionTimestamp !== undefined && p.spec.nodeName === undefined)));
    const completed = new Set(parseIndexes(status.completedIndexes));
    let succeeded = status.succeeded ?? 0;
    let failed = status.failed ?? 0;
    for (const pod of tracked) {
      if (pod.status.phase === 'Succeeded') {
        if (!isIndexed(job)) succeeded++;
        else if (indexOf(pod) >= 0 && indexOf(pod) < (job.spec.completions ?? 0)) completed.add(indexOf(pod));
      } else if (this.#policyAction(job, pod)?.action !== 'Ignore') failed++;
    }
    if (isIndexed(job)) {
      succeeded = completed.size;
      const text = formatIndexes([...completed]);
      if (text !== '') status.completedIndexes = text;
    }
    set(status, 'succeeded', succeeded);
    set(status, 'failed', failed);
    return tracked;
  }

  #policyAction(job: Job, pod: Pod): { action: string; message: string } | undefined {
    if (pod.status.phase !== 'Failed') return undefined;
    for (const [i, rule] of (job.spec.podFailurePolicy?.rules ?? []).entries()) {
      const match = matchesRule(rule, pod);
      if (match === false) continue;
      const who = `${pod.metadata.namespace}/${pod.metadata.name}`;
      const message = match === true
        ? `Pod ${who} has condition ${rule.onPodConditions?.[0]?.type ?? ''} matching ${rule.action} rule at index ${i}`
        : `Container ${match.container} for pod ${who} failed with exit code ${match.exitCode} matching ${rule.action} rule at index ${i}`;
      return { action: rule.action, message };
    }
    return undefined;
  }

  #outcome(job: Job, pods: readonly Pod[], active: readonly Pod[], status: JobStatus): Outcome | undefined {
    const announced = status.conditions?.find((c) => c.type === 'FailureTarget' && c.status === 'True');
    if (announced !== undefined) return { type: 'Failed', reason: announced.reason ?? '', message: announced.message ?? '' };
    const met = status.conditions?.find((c) => c.type === 'SuccessCriteriaMet' && c.status === 'True');
    if (met !== undefined) return { type: 'Complete', reason: met.reason ?? '', message: met.message ?? '' };
    for (const pod of pods) {
      const policy = this.#policyAction(job, pod);
      if (policy?.action === 'FailJob') return { type: 'Failed', reason: 'PodFailurePolicy', message: policy.message };
    }
    const restarts = job.spec.template.spec.restartPolicy === 'OnFailure' ? active.reduce((n, p) => n + [...(p.status.containerStatuses ?? []), ...(p.status.initContainerStatuses ?? [])].reduce((m, s) => m + s.restartCount, 0), 0) : 0;
    const limit = job.spec.backoffLimit ?? 6;
    if ((status.failed ?? 0) > limit || (restarts > 0 && (limit === 0 ? restarts > 0 : restarts >= limit))) return { type: 'Failed', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
    if (job.spec.suspend !== true && job.spec.activeDeadlineSeconds !== undefined && status.startTime !== undefined && this.nowMs - Date.parse(status.startTime) >= job.spec.activeDeadlineSeconds * 1000) {
      return { type: 'Failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
    }
    const { completions } = job.spec;
    const succeeded = status.succeeded ?? 0;
    const isComplete = completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= completions;
    return isComplete ? { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' } : undefined;
  }

  async #manage(key: string, job: OwnedJob, pods: readonly Pod[], active: readonly Pod[], status: JobStatus): Promise<number> {
    const parallelism = job.spec.parallelism ?? 1;
    const { completions } = job.spec;
    const succeeded = status.succeeded ?? 0;
    const wanted = completions === undefined ? (succeeded > 0 ? active.length : parallelism) : Math.min(parallelism, Math.max(0, completions - succeeded));
    if (active.length > wanted) {
      await this.#deletePods(key, job, active.slice(wanted));
      return wanted;
    }
    const waitsForEnd = job.spec.podReplacementPolicy === 'Failed' || job.spec.podFailurePolicy !== undefined;
    const terminating = pods.filter((p) => p.metadata.deletionTimestamp !== undefined && !isPodTerminal(p)).length;
    let count = wanted - active.length - (waitsForEnd ? terminating : 0);
    if (count <= 0) return active.length;
    const leftMs = this.#backoffLeft(pods, status);
    if (leftMs > 0) {
      this.queue.addAfter(key, leftMs);
      return active.length;
    }
    const indexes = isIndexed(job) ? this.#freeIndexes(job, active, status, count) : [];
    if (isIndexed(job)) count = indexes.length;
    this.#expectations.expect(key, count, []);
    const { successes, error } = await slowStart(count, async (i) => { await this.#control.create(this.#newPod(job, indexes[i]), job); });
    for (let i = successes; i < count; i++) this.#expectations.sawCreation(key);
    if (error !== undefined) throw error;
    return active.length + successes;
  }

  #freeIndexes(job: Job, active: readonly Pod[], status: JobStatus, count: number): number[] {
    const taken = new Set([...parseIndexes(status.completedIndexes), ...active.map(indexOf)]);
    const free: number[] = [];
    for (let i = 0; i < (job.spec.completions ?? 0) && free.length < count; i++) if (!taken.has(i)) free.push(i);
    return free;
  }

  /** Failures in a row since the last success make the next Pod wait. */
  #backoffLeft(pods: readonly Pod[], status: JobStatus): number {
    if ((status.failed ?? 0) === 0) return 0;
    const endOf = (pod: Pod): number => Math.max(0, ...(pod.status.containerStatuses ?? []).map((s) => Date.parse(s.state.terminated?.finishedAt ?? '') || 0));
    const ended = pods.filter(isPodTerminal).sort((a, b) => endOf(b) - endOf(a));
    let failures = 0;
    for (const pod of ended) {
      if (pod.status.phase === 'Succeeded') break;
      failures++;
    }
    const [last] = ended;
    if (failures === 0 || last === undefined) return 0;
    return endOf(last) + Math.min(maxBackoffMs, firstBackoffMs * 2 ** (failures - 1)) - this.nowMs;
  }

  #newPod(job: OwnedJob, index: number | undefined): New<Pod> {
    const pod = podFromTemplate(job.spec.template, job);
    const metadata = pod.metadata ?? {};
    metadata.finalizers = [...(metadata.finalizers ?? []), trackingFinalizer];
    if (index !== undefined) {
      metadata.generateName = `${job.metadata.name}-${index}-`;
      metadata.annotations = { ...metadata.annotations, [indexAnnotation]: String(index) };
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

  async #deletePods(key: string, job: OwnedJob, doomed: readonly Pod[]): Promise<void> {
    if (doomed.length === 0) return;
    this.#expectations.expect(key, 0, doomed.map((p) => p.metadata.uid));
    for (const pod of doomed) {
      await this.#removeFinalizer(pod);
      await this.#control.delete(pod, job);
    }
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

  #suspend(status: JobStatus, told: Told[]): void {
    if (!this.#put(status, this.#condition('Suspended', 'True', 'JobSuspended', 'Job suspended'))) return;
    delete status.startTime;
    told.push(['Normal', 'Suspended', 'Job suspended']);
  }

  #resume(status: JobStatus, told: Told[]): void {
    if (status.conditions?.find((c) => c.type === 'Suspended')?.status !== 'True') return;
    this.#put(status, this.#condition('Suspended', 'False', 'JobResumed', 'Job resumed'));
    status.startTime = formatTime(this.nowMs);
    told.push(['Normal', 'Resumed', 'Job resumed']);
  }

  #announce(status: JobStatus, { type, reason, message }: Outcome): void {
    this.#put(status, this.#condition(type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget', 'True', reason, message));
  }

  #finish(status: JobStatus, outcome: Outcome, told: Told[]): void {
    this.#announce(status, outcome);
    this.#put(status, this.#condition(outcome.type, 'True', outcome.reason, outcome.message));
    if (outcome.type === 'Complete') {
      status.completionTime = formatTime(this.nowMs);
      told.push(['Normal', 'Completed', 'Job completed']);
    } else told.push(['Warning', outcome.reason, outcome.message]);
  }

  async #write(job: OwnedJob, status: JobStatus): Promise<void> {
    if (status.conditions?.length === 0) delete status.conditions;
    if (JSON.stringify(sorted(job.status)) === JSON.stringify(sorted(status))) return;
    const { metadata: { uid, resourceVersion } } = await this.client.update<Job>(resources.jobs, { ...job, status }, { subresource: 'status' });
    this.#written.set(uid, Number(resourceVersion));
  }
}

function sorted(status: JobStatus): [string, unknown][] {
  return Object.entries(status).filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Zero is shown as absence. */
function set(status: JobStatus, field: 'active' | 'succeeded' | 'failed', value: number): void {
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
