// Workloads as table rows: their printers of pkg/printers/internalversion.
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet, ControllerRevision } from '../../../api/generated/apps-v1.ts';
import type { Scale } from '../../../api/generated/autoscaling-v1.ts';
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus } from '../../../api/generated/autoscaling-v2.ts';
import type { CronJob, Job } from '../../../api/generated/batch-v1.ts';
import type { PodTemplate, ReplicationController } from '../../../api/generated/core-v1.ts';
import type { PodDisruptionBudget } from '../../../api/generated/policy-v1.ts';
import { parseTime } from '../../../base/clock.ts';
import { ageColumn, column, nameColumn, type Printer, printer, templateColumns } from './column.ts';
import { ageSince, humanDuration } from '../../../api/meta/human-duration.ts';
import { labelsText, templateCells } from './text.ts';
import { formatLabelSelector } from '../../../api/meta/label-selector.ts';

const integer = { type: 'integer' };
const wide = { wide: true };

const deployment = printer<Deployment>(
  () => [
    nameColumn(), column('Ready', 'Number of the pod with ready state'), column('Up-to-date', 'apps/v1.DeploymentStatus#updatedReplicas'), column('Available', 'apps/v1.DeploymentStatus#availableReplicas'), ageColumn(),
    ...templateColumns(), column('Selector', 'apps/v1.DeploymentSpec#selector', wide),
  ],
  ({ metadata, spec, status }, nowMs) => [
    metadata.name, `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`, status?.updatedReplicas ?? 0, status?.availableReplicas ?? 0, ageSince(metadata.creationTimestamp, nowMs),
    ...templateCells(spec.template), formatLabelSelector(spec.selector),
  ],
);

const replicaSet = printer<ReplicaSet>(
  () => [
    nameColumn(), column('Desired', 'apps/v1.ReplicaSetSpec#replicas', integer), column('Current', 'apps/v1.ReplicaSetStatus#replicas', integer), column('Ready', 'apps/v1.ReplicaSetStatus#readyReplicas', integer), ageColumn(),
    ...templateColumns(), column('Selector', 'apps/v1.ReplicaSetSpec#selector', wide),
  ],
  ({ metadata, spec, status }, nowMs) => [
    metadata.name, spec.replicas ?? 0, status?.replicas ?? 0, status?.readyReplicas ?? 0, ageSince(metadata.creationTimestamp, nowMs), ...templateCells(spec.template), formatLabelSelector(spec.selector),
  ],
);

const replicationController = printer<ReplicationController>(
  () => [
    nameColumn(), column('Desired', 'core/v1.ReplicationControllerSpec#replicas', integer), column('Current', 'core/v1.ReplicationControllerStatus#replicas', integer),
    column('Ready', 'core/v1.ReplicationControllerStatus#readyReplicas', integer), ageColumn(), ...templateColumns(), column('Selector', 'core/v1.ReplicationControllerSpec#selector', wide),
  ],
  ({ metadata, spec, status }, nowMs) => [
    metadata.name, spec.replicas ?? 0, status?.replicas ?? 0, status?.readyReplicas ?? 0, ageSince(metadata.creationTimestamp, nowMs), ...templateCells(spec.template), labelsText(spec.selector),
  ],
);

const daemonSet = printer<DaemonSet>(
  () => [
    nameColumn(), column('Desired', 'apps/v1.DaemonSetStatus#desiredNumberScheduled', integer), column('Current', 'apps/v1.DaemonSetStatus#currentNumberScheduled', integer),
    column('Ready', 'apps/v1.DaemonSetStatus#numberReady', integer), column('Up-to-date', 'apps/v1.DaemonSetStatus#updatedNumberScheduled', integer), column('Available', 'apps/v1.DaemonSetStatus#numberAvailable', integer),
    column('Node Selector', 'core/v1.PodSpec#nodeSelector'), ageColumn(), ...templateColumns(), column('Selector', 'apps/v1.DaemonSetSpec#selector', wide),
  ],
  ({ metadata, spec, status }, nowMs) => [
    metadata.name, status?.desiredNumberScheduled ?? 0, status?.currentNumberScheduled ?? 0, status?.numberReady ?? 0, status?.updatedNumberScheduled ?? 0, status?.numberAvailable ?? 0,
    labelsText(spec.template.spec.nodeSelector), ageSince(metadata.creationTimestamp, nowMs), ...templateCells(spec.template), formatLabelSelector(spec.selector),
  ],
);

const statefulSet = printer<StatefulSet>(
  () => [nameColumn(), column('Ready', 'Number of the pod with ready state'), ageColumn(), ...templateColumns()],
  ({ metadata, spec, status }, nowMs) => [metadata.name, `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`, ageSince(metadata.creationTimestamp, nowMs), ...templateCells(spec.template)],
);

function jobStatus({ metadata, status }: Job): string {
  const has = (type: string): boolean => status?.conditions?.some((c) => c.type === type && c.status === 'True') === true;
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (has('Suspended')) return 'Suspended';
  if (has('FailureTarget')) return 'FailureTarget';
  return has('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

function jobDuration({ status }: Job, nowMs: number): string {
  if (status?.startTime === undefined) return '';
  return humanDuration((status.completionTime === undefined ? nowMs : parseTime(status.completionTime)) - parseTime(status.startTime));
}

function jobCompletions({ spec, status }: Job): string {
  const done = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${done}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

const job = printer<Job>(
  () => [
    nameColumn(), column('Status', 'Status of the job.'), column('Completions', 'batch/v1.JobStatus#succeeded'), column('Duration', 'Time required to complete the job.'), ageColumn(),
    ...templateColumns(), column('Selector', 'batch/v1.JobSpec#selector', wide),
  ],
  (object, nowMs) => [
    object.metadata.name, jobStatus(object), jobCompletions(object), jobDuration(object, nowMs), ageSince(object.metadata.creationTimestamp, nowMs), ...templateCells(object.spec.template), formatLabelSelector(object.spec.selector),
  ],
);

const cronJob = printer<CronJob>(
  () => [
    nameColumn(), column('Schedule', 'batch/v1.CronJobSpec#schedule'), column('Timezone', 'batch/v1.CronJobSpec#timeZone'), column('Suspend', 'batch/v1.CronJobSpec#suspend', { type: 'boolean' }),
    column('Active', 'batch/v1.CronJobStatus#active', integer), column('Last Schedule', 'batch/v1.CronJobStatus#lastScheduleTime'), ageColumn(), ...templateColumns(), column('Selector', 'batch/v1.JobSpec#selector', wide),
  ],
  ({ metadata, spec, status }, nowMs) => [
    metadata.name, spec.schedule, spec.timeZone ?? '<none>', spec.suspend === true ? 'True' : 'False', status?.active?.length ?? 0,
    status?.lastScheduleTime === undefined ? '<none>' : ageSince(status.lastScheduleTime, nowMs), ageSince(metadata.creationTimestamp, nowMs),
    ...templateCells(spec.jobTemplate.spec?.template), formatLabelSelector(spec.jobTemplate.spec?.selector),
  ],
);

const podTemplate = printer<PodTemplate>(
  () => [nameColumn(), column('Containers', 'Names of each container in the template.'), column('Images', 'Images referenced by each container in the template.'), column('Pod Labels', 'The labels for the pod template.')],
  ({ metadata, template }) => [metadata.name, ...templateCells(template), labelsText(template?.metadata?.labels)],
);

const controllerRevision = printer<ControllerRevision>(
  () => [nameColumn(), column('Controller', 'Controller of the object'), column('Revision', 'apps/v1.ControllerRevision#revision'), ageColumn()],
  ({ metadata, revision }, nowMs) => {
    const owner = metadata.ownerReferences?.find((r) => r.controller === true);
    const group = owner?.apiVersion.includes('/') === true ? `.${owner.apiVersion.split('/')[0] ?? ''}` : '';
    return [metadata.name, owner === undefined ? '<none>' : `${owner.kind.toLowerCase()}${group}/${owner.name}`, revision, ageSince(metadata.creationTimestamp, nowMs)];
  },
);

const budget = printer<PodDisruptionBudget>(
  () => [
    nameColumn(), column('Min Available', 'The minimum number of pods that must be available.'), column('Max Unavailable', 'The maximum number of pods that may be unavailable.'),
    column('Allowed Disruptions', 'Calculated number of pods that may be disrupted at this time.', integer), ageColumn(),
  ],
  ({ metadata, spec, status }, nowMs) => [metadata.name, String(spec.minAvailable ?? 'N/A'), String(spec.maxUnavailable ?? 'N/A'), status?.disruptionsAllowed ?? 0, ageSince(metadata.creationTimestamp, nowMs)],
);

/** `current/target` of one metric. */
function metricText(spec: MetricSpec, current: MetricStatus | undefined): string {
  const type = spec.type.charAt(0).toLowerCase() + spec.type.slice(1);
  const target = (spec as unknown as Record<string, { target?: { averageUtilization?: number; averageValue?: string; value?: string }; name?: string } | undefined>)[type];
  const now = (current as unknown as Record<string, { current?: { averageUtilization?: number; averageValue?: string; value?: string } } | undefined> | undefined)?.[type]?.current;
  const prefix = type === 'resource' || type === 'containerResource' ? `${target?.name ?? ''}: ` : '';
  if (target?.target?.averageUtilization !== undefined) return `${prefix}${now?.averageUtilization === undefined ? '<unknown>' : `${now.averageUtilization}%`}/${target.target.averageUtilization}%`;
  if (target?.target?.averageValue !== undefined) return `${prefix}${now?.averageValue ?? '<unknown>'}/${target.target.averageValue}${type === 'object' || type === 'external' ? ' (avg)' : ''}`;
  return `${prefix}${now?.value ?? '<unknown>'}/${target?.target?.value ?? '<auto>'}`;
}

const autoscaler = printer<HorizontalPodAutoscaler>(
  () => [
    nameColumn(), column('Reference', 'autoscaling/v2.HorizontalPodAutoscalerSpec#scaleTargetRef'), column('Targets', 'autoscaling/v2.HorizontalPodAutoscalerSpec#metrics'), column('MinPods', 'autoscaling/v2.HorizontalPodAutoscalerSpec#minReplicas'),
    column('MaxPods', 'autoscaling/v2.HorizontalPodAutoscalerSpec#maxReplicas'), column('Replicas', 'autoscaling/v2.HorizontalPodAutoscalerStatus#currentReplicas'), ageColumn(),
  ],
  ({ metadata, spec, status }, nowMs) => {
    const metrics = (spec.metrics ?? []).map((m, i) => metricText(m, status?.currentMetrics?.[i] ?? undefined));
    const shown = metrics.length === 0 ? '<none>' : metrics.length > 2 ? `${metrics.slice(0, 2).join(', ')} + ${metrics.length - 2} more...` : metrics.join(', ');
    return [metadata.name, `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`, shown, spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas), spec.maxReplicas, status?.currentReplicas ?? 0, ageSince(metadata.creationTimestamp, nowMs)];
  },
);

const scale = printer<Scale>(
  () => [
    column('Name', 'meta/v1.ObjectMeta#name'), column('Desired', 'autoscaling/v1.ScaleSpec#replicas', integer), column('Available', 'autoscaling/v1.ScaleStatus#replicas', integer), ageColumn(),
  ],
  ({ metadata, spec, status }, nowMs) => [metadata.name, spec?.replicas ?? 0, status?.replicas ?? 0, ageSince(metadata.creationTimestamp, nowMs)],
);

export const workloadPrinters: Readonly<Record<string, Printer>> = {
  Deployment: deployment, ReplicaSet: replicaSet, ReplicationController: replicationController, DaemonSet: daemonSet, StatefulSet: statefulSet, Job: job, CronJob: cronJob,
  PodTemplate: podTemplate, ControllerRevision: controllerRevision, PodDisruptionBudget: budget, HorizontalPodAutoscaler: autoscaler, Scale: scale,
};
