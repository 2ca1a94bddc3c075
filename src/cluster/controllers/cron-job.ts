// Starts Jobs at the times of a schedule: kube-controller-manager's cronjob-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { parseCronSchedule } from '../../api/batch/cron-schedule.ts';
import type { CronJob, CronJobStatus, Job } from '../../api/generated/batch-v1.ts';
import { isAlreadyExists, isConflict, isNotFound } from '../../api/meta/status-error.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { controllerOf } from '../component-helpers/pods.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';
import { formatInZone, nextTime } from '../../api/batch/cron-time.ts';
import { OwnedObjects } from './owned-objects.ts';
import { type Owner, ownerReference } from './pod-control.ts';

const scheduledAnnotation = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
const maxMissed = 100;

type OwnedCronJob = CronJob & Owner;

function finishedAs(job: Job): 'Complete' | 'Failed' | undefined {
  const found = job.status.conditions?.find((c) => (c.type === 'Complete' || c.type === 'Failed') && c.status === 'True');
  return found?.type as 'Complete' | 'Failed' | undefined;
}

function isActive({ active }: CronJobStatus, job: Job): boolean {
  return active?.some((r) => r.uid === job.metadata.uid) === true;
}

function dropActive(status: CronJobStatus, uid: string | undefined): void {
  const left = (status.active ?? []).filter((r) => r.uid !== uid);
  if (left.length > 0) status.active = left;
  else delete status.active;
}

class CronJobController extends ControllerBase {
  readonly #cronJobs: Informer<CronJob>;
  readonly #ownedJobs: OwnedObjects<Job>;

  constructor(context: ControllerContext) {
    super(context, 'cronjob-controller', (key) => this.#reconcile(key));
    this.#cronJobs = this.informer<CronJob>(resources.cronJobs);
    const jobs = this.informer<Job>(resources.jobs);
    this.#ownedJobs = new OwnedObjects(jobs);
    this.enqueueChanges(this.#cronJobs);
    this.onChange(jobs, (job) => {
      const owner = controllerOf(job);
      if (owner?.kind === 'CronJob') this.queue.add(`${job.metadata.namespace}/${owner.name}`);
    });
  }

  async #reconcile(key: string): Promise<void> {
    const cached = this.#cronJobs.get(key);
    if (cached === undefined) return;
    const cronJob: OwnedCronJob = { ...cached, kind: 'CronJob', apiVersion: 'batch/v1' };
    const status: CronJobStatus = { ...cached.status };
    try {
      const jobs = this.#ownedJobs.of(cronJob.metadata.uid);
      await this.#cleanUp(cronJob, jobs, status);
      await this.#settleFinished(cronJob, jobs, status);
      if (cronJob.metadata.deletionTimestamp === undefined && cronJob.spec.suspend !== true) await this.#schedule(key, cronJob, jobs, status);
      if (JSON.stringify(status) !== JSON.stringify(cached.status)) await this.client.update<CronJob>(resources.cronJobs, { ...cronJob, status }, { subresource: 'status' });
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error;
      this.queue.addAfter(key, 20);
    }
  }

  /** Jobs that ended leave the list of active ones; others that it does not have are told of. */
  async #settleFinished(cronJob: OwnedCronJob, jobs: readonly Job[], status: CronJobStatus): Promise<void> {
    for (const ref of status.active ?? []) {
      const job = jobs.find((j) => j.metadata.uid === ref.uid);
      const ending = job === undefined ? undefined : finishedAs(job);
      if (job !== undefined && ending === undefined) continue;
      dropActive(status, ref.uid);
      if (job === undefined) this.events.event(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${ref.name}`);
      else this.events.event(cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${ending}`);
    }
    for (const job of jobs) {
      const { completionTime } = job.status;
      if (finishedAs(job) === undefined && !isActive(status, job) && !await this.#isActiveNow(cronJob, job)) this.events.event(cronJob, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${job.metadata.name}`);
      if (finishedAs(job) === 'Complete' && completionTime !== undefined && completionTime > (status.lastSuccessfulTime ?? '')) status.lastSuccessfulTime = completionTime;
    }
  }

  /** The cache may be behind: whoever says that a Job is unknown must be the API. */
  async #isActiveNow({ metadata: { name, namespace } }: OwnedCronJob, job: Job): Promise<boolean> {
    return isActive((await this.client.get<CronJob>(resources.cronJobs, name, namespace)).status, job);
  }

  async #cleanUp(cronJob: OwnedCronJob, jobs: readonly Job[], status: CronJobStatus): Promise<void> {
    const limits = { Complete: cronJob.spec.successfulJobsHistoryLimit ?? 3, Failed: cronJob.spec.failedJobsHistoryLimit ?? 1 };
    for (const ending of ['Complete', 'Failed'] as const) {
      const ended = jobs.filter((j) => finishedAs(j) === ending && j.metadata.deletionTimestamp === undefined).sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
      for (const job of ended.slice(0, Math.max(0, ended.length - limits[ending]))) {
        await this.#deleteJob(cronJob, job);
        dropActive(status, job.metadata.uid);
      }
    }
  }

  async #deleteJob(cronJob: OwnedCronJob, job: Job): Promise<void> {
    await this.client.delete(resources.jobs, job.metadata.name, job.metadata.namespace, { propagationPolicy: 'Background' }).catch((error: unknown) => { if (!isNotFound(error)) throw error; });
    this.events.event(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
  }

  async #schedule(key: string, cronJob: OwnedCronJob, jobs: readonly Job[], status: CronJobStatus): Promise<void> {
    const schedule = parseCronSchedule(cronJob.spec.schedule);
    if (typeof schedule === 'string') {
      this.events.event(cronJob, 'Warning', 'UnparseableSchedule', `unparseable schedule: ${cronJob.spec.schedule} : ${schedule}`);
      return;
    }
    const zone = cronJob.spec.timeZone ?? schedule.timeZone ?? 'UTC';
    const deadlineMs = cronJob.spec.startingDeadlineSeconds === undefined ? undefined : cronJob.spec.startingDeadlineSeconds * 1000;
    const sinceMs = Math.max(Date.parse(status.lastScheduleTime ?? cronJob.metadata.creationTimestamp), deadlineMs === undefined ? -Infinity : this.nowMs - deadlineMs);
    let due: number | undefined;
    let missed = 0;
    for (let at = nextTime(schedule, sinceMs, zone); at !== undefined && at <= this.nowMs; at = nextTime(schedule, at, zone)) {
      due = at;
      if (++missed > maxMissed) {
        this.events.event(cronJob, 'Warning', 'TooManyMissedTimes', 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew');
        due = this.nowMs - (this.nowMs % 60_000);
        break;
      }
    }
    const next = nextTime(schedule, this.nowMs, zone);
    if (next !== undefined) this.queue.addAfter(key, next - this.nowMs + 100);
    if (due === undefined) return;
    if (cronJob.spec.concurrencyPolicy === 'Forbid' && (status.active ?? []).length > 0) {
      this.events.event(cronJob, 'Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid');
      return;
    }
    if (cronJob.spec.concurrencyPolicy === 'Replace') {
      for (const job of jobs.filter((j) => isActive(status, j))) await this.#deleteJob(cronJob, job);
      delete status.active;
    }
    await this.#start(cronJob, due, status);
  }

  /** The name says the time, so that one time makes one Job. */
  async #start(cronJob: OwnedCronJob, dueMs: number, status: CronJobStatus): Promise<void> {
    const { metadata, spec } = cronJob.spec.jobTemplate;
    const name = `${cronJob.metadata.name}-${Math.floor(dueMs / 60_000)}`;
    const { namespace } = cronJob.metadata;
    try {
      const job = await this.client.create<Job>(resources.jobs, {
        apiVersion: 'batch/v1', kind: 'Job',
        metadata: { name, namespace: namespace ?? '', ...(metadata?.labels && { labels: metadata.labels }), annotations: { ...metadata?.annotations, [scheduledAnnotation]: formatInZone(dueMs, cronJob.spec.timeZone) }, ownerReferences: [ownerReference(cronJob)] },
        spec: structuredClone(spec),
      }, namespace);
      this.events.event(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
      this.#noteStart(status, job, dueMs);
    } catch (error) {
      if (!isAlreadyExists(error)) {
        this.events.event(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${error instanceof Error ? error.message : String(error)}`);
        throw error;
      }
      // Made here before, and the status was not written; another's Job of that name is let be.
      const job = await this.client.get<Job>(resources.jobs, name, namespace);
      if (controllerOf(job)?.uid === cronJob.metadata.uid && !isActive(status, job)) this.#noteStart(status, job, dueMs);
    }
  }

  #noteStart(status: CronJobStatus, { metadata: { name, namespace = '', uid, resourceVersion } }: Job, dueMs: number): void {
    status.active = [...(status.active ?? []), { kind: 'Job', apiVersion: 'batch/v1', name, namespace, uid, resourceVersion }];
    status.lastScheduleTime = formatTime(dueMs);
  }
}

export const cronJobController: Controller = { name: 'cronjob-controller', start: (context): Disposable => new CronJobController(context) };
