// kubectl describe for the kinds that have a Pod template.
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../../api/generated/apps-v1.ts';
import type { CronJob, Job } from '../../api/generated/batch-v1.ts';
import type { Event, PersistentVolumeClaim, ReplicationController } from '../../api/generated/core-v1.ts';
import { parseTime } from '../../base/clock.ts';
import { humanDuration } from '../../api/meta/human-duration.ts';
import { formatRfc1123 } from '../text/rfc1123.ts';
import { writeEvents } from './events.ts';
import { formatLabelSelector, selectorText } from '../../api/meta/label-selector.ts';
import { writePodTemplate } from './pod-template.ts';
import { controllerText } from './pod.ts';
import { formatLabels, printBool, tabbedString, writeAnnotations, writeLabels, type PrefixWriter } from './prefix-writer.ts';

/** How many Pods of a controller are in which phase; or why that is unknown. */
export interface PodCounts {
  readonly running: number;
  readonly waiting: number;
  readonly succeeded: number;
  readonly failed: number;
}

function countsText({ running, waiting, succeeded, failed }: PodCounts): string {
  return `${running} Running / ${waiting} Waiting / ${succeeded} Succeeded / ${failed} Failed`;
}

interface ConditionRow {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

function writeConditions(w: PrefixWriter, conditions: readonly ConditionRow[] | undefined): void {
  if (!conditions?.length) return;
  w.write(0, 'Conditions:\n  Type\tStatus\tReason\n');
  w.write(1, '----\t------\t------\n');
  for (const { type, status, reason } of conditions) w.write(1, `${type} \t${status}\t${reason ?? ''}\n`);
}

function writeMeta(w: PrefixWriter, { labels, annotations }: { labels?: Record<string, string>; annotations?: Record<string, string> }): void {
  writeLabels(w, 'Labels', labels);
  writeAnnotations(w, 'Annotations', annotations);
}

/** A Deployment; `olds` and `news` are its ReplicaSets of earlier templates and of the current one. */
export function describeDeployment(d: Deployment, sets: { olds: readonly ReplicaSet[]; news: readonly ReplicaSet[] }, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', d.metadata.name);
    w.field(0, 'Namespace', d.metadata.namespace);
    w.field(0, 'CreationTimestamp', formatRfc1123(d.metadata.creationTimestamp));
    writeMeta(w, d.metadata);
    w.field(0, 'Selector', selectorText(d.spec.selector));
    const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = d.status;
    w.field(0, 'Replicas', `${d.spec.replicas ?? 1} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`);
    w.field(0, 'StrategyType', d.spec.strategy.type);
    w.field(0, 'MinReadySeconds', d.spec.minReadySeconds ?? 0);
    const rolling = d.spec.strategy.rollingUpdate;
    if (rolling) w.field(0, 'RollingUpdateStrategy', `${rolling.maxUnavailable ?? 0} max unavailable, ${rolling.maxSurge ?? 0} max surge`);
    writePodTemplate(w, d.spec.template);
    writeConditions(w, d.status.conditions);
    if (sets.olds.length + sets.news.length > 0) {
      w.field(0, 'OldReplicaSets', replicaSetsText(sets.olds));
      w.field(0, 'NewReplicaSet', replicaSetsText(sets.news));
    }
    writeEvents(w, events, nowMs);
  });
}

function replicaSetsText(sets: readonly ReplicaSet[]): string {
  return sets.map((rs) => `${rs.metadata.name} (${rs.status.replicas}/${rs.spec.replicas ?? 1} replicas created)`).join(', ') || '<none>';
}

export function describeReplicaSet(rs: ReplicaSet, counts: PodCounts | string, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', rs.metadata.name);
    w.field(0, 'Namespace', rs.metadata.namespace);
    w.field(0, 'Selector', formatLabelSelector(rs.spec.selector));
    writeMeta(w, rs.metadata);
    const controller = controllerText(rs.metadata);
    if (controller) w.field(0, 'Controlled By', controller);
    w.field(0, 'Replicas', `${rs.status.replicas} current / ${rs.spec.replicas ?? 1} desired`);
    w.field(0, 'Pods Status', typeof counts === 'string' ? `error in fetching pods: ${counts}` : countsText(counts));
    writePodTemplate(w, rs.spec.template);
    writeConditions(w, rs.status.conditions);
    writeEvents(w, events, nowMs);
  });
}

export function describeReplicationController(rc: ReplicationController, counts: PodCounts, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', rc.metadata.name);
    w.field(0, 'Namespace', rc.metadata.namespace);
    w.field(0, 'Selector', formatLabels(rc.spec.selector));
    writeMeta(w, rc.metadata);
    w.field(0, 'Replicas', `${rc.status.replicas} current / ${rc.spec.replicas ?? 1} desired`);
    w.field(0, 'Pods Status', countsText(counts));
    writePodTemplate(w, rc.spec.template);
    writeConditions(w, rc.status.conditions);
    writeEvents(w, events, nowMs);
  });
}

export function describeDaemonSet(ds: DaemonSet, counts: PodCounts, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', ds.metadata.name);
    w.field(0, 'Namespace', ds.metadata.namespace);
    w.field(0, 'Selector', selectorText(ds.spec.selector));
    w.field(0, 'Node-Selector', formatLabels(ds.spec.template.spec.nodeSelector));
    writeMeta(w, ds.metadata);
    w.write(0, `Desired Number of Nodes Scheduled: ${ds.status.desiredNumberScheduled}\n`);
    w.write(0, `Current Number of Nodes Scheduled: ${ds.status.currentNumberScheduled}\n`);
    w.write(0, `Number of Nodes Scheduled with Up-to-date Pods: ${ds.status.updatedNumberScheduled ?? 0}\n`);
    w.write(0, `Number of Nodes Scheduled with Available Pods: ${ds.status.numberAvailable ?? 0}\n`);
    w.write(0, `Number of Nodes Misscheduled: ${ds.status.numberMisscheduled}\n`);
    w.field(0, 'Pods Status', countsText(counts));
    writePodTemplate(w, ds.spec.template);
    writeEvents(w, events, nowMs);
  });
}

export function describeStatefulSet(ss: StatefulSet, counts: PodCounts, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', ss.metadata.name);
    w.field(0, 'Namespace', ss.metadata.namespace);
    w.field(0, 'CreationTimestamp', formatRfc1123(ss.metadata.creationTimestamp));
    w.field(0, 'Selector', selectorText(ss.spec.selector));
    writeMeta(w, ss.metadata);
    w.field(0, 'Replicas', `${ss.spec.replicas ?? 1} desired | ${ss.status.replicas} total`);
    w.field(0, 'Update Strategy', ss.spec.updateStrategy.type);
    const rolling = ss.spec.updateStrategy.rollingUpdate;
    if (rolling?.partition !== undefined) {
      w.field(1, 'Partition', rolling.partition);
      if (rolling.maxUnavailable !== undefined) w.field(1, 'MaxUnavailable', rolling.maxUnavailable);
    }
    w.field(0, 'Pods Status', countsText(counts));
    writePodTemplate(w, ss.spec.template);
    writeClaimTemplates(w, ss.spec.volumeClaimTemplates);
    writeEvents(w, events, nowMs);
  });
}

function writeClaimTemplates(w: PrefixWriter, templates: readonly PersistentVolumeClaim[] | undefined): void {
  if (!templates?.length) {
    w.field(0, 'Volume Claims', '<none>');
    return;
  }
  w.write(0, 'Volume Claims:\n');
  for (const { metadata, spec } of templates) {
    w.field(1, 'Name', metadata.name);
    w.field(1, 'StorageClass', spec.storageClassName);
    writeLabels(w, '  Labels', metadata.labels, '  ');
    writeLabels(w, '  Annotations', metadata.annotations, '  ');
    w.field(1, 'Capacity', spec.resources.requests?.storage ?? '<default>');
    w.field(1, 'Access Modes', `[${(spec.accessModes ?? []).join(' ')}]`);
  }
}

export function describeJob(job: Job, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    const { metadata, spec, status } = job;
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    w.field(0, 'Selector', selectorText(spec.selector));
    writeMeta(w, metadata);
    const controller = controllerText(metadata);
    if (controller) w.field(0, 'Controlled By', controller);
    if (spec.parallelism !== undefined) w.field(0, 'Parallelism', spec.parallelism);
    w.field(0, 'Completions', spec.completions ?? '<unset>');
    if (spec.completionMode !== undefined) w.field(0, 'Completion Mode', spec.completionMode);
    if (spec.suspend !== undefined) w.field(0, 'Suspend', spec.suspend);
    if (spec.backoffLimit !== undefined) w.field(0, 'Backoff Limit', spec.backoffLimit);
    if (spec.ttlSecondsAfterFinished !== undefined) w.field(0, 'TTL Seconds After Finished', spec.ttlSecondsAfterFinished);
    if (status.startTime) w.field(0, 'Start Time', formatRfc1123(status.startTime));
    if (status.completionTime) w.field(0, 'Completed At', formatRfc1123(status.completionTime));
    if (status.startTime && status.completionTime) w.field(0, 'Duration', humanDuration(parseTime(status.completionTime) - parseTime(status.startTime)));
    if (spec.activeDeadlineSeconds !== undefined) w.field(0, 'Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`);
    const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`;
    w.field(0, 'Pods Statuses', `${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`);
    if (spec.completionMode === 'Indexed') w.field(0, 'Completed Indexes', cappedIndexes(status.completedIndexes ?? ''));
    writePodTemplate(w, spec.template);
    writeEvents(w, events, nowMs);
  });
}

function cappedIndexes(indexes: string): string {
  if (indexes === '') return '<none>';
  const comma = indexes.indexOf(',', 50);
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}

export function describeCronJob({ metadata, spec, status }: CronJob, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    writeMeta(w, metadata);
    w.field(0, 'Schedule', spec.schedule);
    w.field(0, 'Concurrency Policy', spec.concurrencyPolicy);
    w.field(0, 'Suspend', printBool(spec.suspend));
    w.field(0, 'Time Zone', spec.timeZone ?? '<unset>');
    w.field(0, 'Successful Job History Limit', spec.successfulJobsHistoryLimit ?? '<unset>');
    w.field(0, 'Failed Job History Limit', spec.failedJobsHistoryLimit ?? '<unset>');
    w.field(0, 'Starting Deadline Seconds', spec.startingDeadlineSeconds === undefined ? '<unset>' : `${spec.startingDeadlineSeconds}s`);
    const template = spec.jobTemplate.spec;
    w.field(0, 'Selector', template.selector ? selectorText(template.selector) : '<unset>');
    w.field(0, 'Parallelism', template.parallelism ?? '<unset>');
    w.field(0, 'Completions', template.completions ?? '<unset>');
    if (template.activeDeadlineSeconds !== undefined) w.field(0, 'Active Deadline Seconds', `${template.activeDeadlineSeconds}s`);
    writePodTemplate(w, template.template);
    w.field(0, 'Last Schedule Time', status.lastScheduleTime ? formatRfc1123(status.lastScheduleTime) : '<unset>');
    w.write(0, 'Active Jobs:\t');
    w.line((status.active ?? []).map(({ name }) => name ?? '').join(', ') || '<none>');
    writeEvents(w, events, nowMs);
  });
}
