// kubectl describe hpa.
import type { HorizontalPodAutoscaler, HPAScalingRules, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from '../../api/generated/autoscaling-v2.ts';
import type { Event } from '../../api/generated/core-v1.ts';
import { formatRfc1123 } from '../text/rfc1123.ts';
import { writeEvents } from './events.ts';
import { tabbedString, writeAnnotations, writeLabels, type PrefixWriter } from './prefix-writer.ts';

export function describeHorizontalPodAutoscaler({ metadata, spec, status }: HorizontalPodAutoscaler, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.field(0, 'CreationTimestamp', formatRfc1123(metadata.creationTimestamp));
    w.field(0, 'Reference', `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`);
    w.field(0, 'Metrics', '( current / target )');
    for (const [i, metric] of (spec.metrics ?? []).entries()) writeMetric(w, metric, status.currentMetrics?.[i]);
    w.field(0, 'Min replicas', spec.minReplicas ?? '<unset>');
    w.field(0, 'Max replicas', spec.maxReplicas);
    if (spec.behavior) {
      w.write(0, 'Behavior:\n');
      writeBehavior(w, 'Scale Up', spec.behavior.scaleUp);
      writeBehavior(w, 'Scale Down', spec.behavior.scaleDown);
    }
    w.field(0, `${spec.scaleTargetRef.kind} pods`, `${status.currentReplicas ?? 0} current / ${status.desiredReplicas} desired`);
    if (status.conditions?.length) {
      w.write(0, 'Conditions:\n');
      w.write(1, 'Type\tStatus\tReason\tMessage\n');
      w.write(1, '----\t------\t------\t-------\n');
      for (const c of status.conditions) w.write(1, `${c.type}\t${c.status}\t${c.reason ?? ''}\t${c.message ?? ''}\n`);
    }
    writeEvents(w, events, nowMs);
  });
}

function writeMetric(w: PrefixWriter, metric: MetricSpec, current: MetricStatus | undefined): void {
  const { resource, containerResource, pods, object, external } = metric;
  if (resource) {
    writeResourceMetric(w, `resource ${resource.name} on pods`, resource.target, current?.resource?.current);
  } else if (containerResource) {
    writeResourceMetric(w, `resource ${containerResource.name} of container "${containerResource.container}" on pods`, containerResource.target, current?.containerResource?.current);
  } else if (pods) {
    w.field(1, `"${pods.metric.name}" on pods`, `${current?.pods?.current.averageValue ?? '<unknown>'} / ${pods.target.averageValue ?? ''}`);
  } else if (object) {
    const isAverage = object.target.type === 'AverageValue';
    const value = isAverage ? current?.object?.current.averageValue : current?.object?.current.value;
    w.field(1, `"${object.metric.name}" on ${object.describedObject.kind}/${object.describedObject.name} ${isAverage ? '(target average value)' : '(target value)'}`, `${value ?? '<unknown>'} / ${(isAverage ? object.target.averageValue : object.target.value) ?? ''}`);
  } else if (external) {
    const isAverage = external.target.averageValue !== undefined;
    const value = isAverage ? current?.external?.current.averageValue : current?.external?.current.value;
    w.field(1, `"${external.metric.name}" ${isAverage ? '(target average value)' : '(target value)'}`, `${value ?? '<unknown>'} / ${(isAverage ? external.target.averageValue : external.target.value) ?? ''}`);
  } else {
    w.write(1, `<unknown metric type "${metric.type}">\n`);
  }
}

function writeResourceMetric(w: PrefixWriter, title: string, target: MetricTarget, current: MetricValueStatus | undefined): void {
  w.write(1, title);
  if (target.averageValue !== undefined) {
    w.write(0, `:\t${current?.averageValue ?? '<unknown>'} / ${target.averageValue}\n`);
    return;
  }
  const now = current?.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}% (${current.averageValue ?? ''})`;
  w.write(1, `(as a percentage of request):\t${now} / ${target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}\n`);
}

function writeBehavior(w: PrefixWriter, direction: string, rules: HPAScalingRules | undefined): void {
  if (!rules) return;
  w.write(1, `${direction}:\n`);
  if (rules.stabilizationWindowSeconds !== undefined) w.write(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds\n`);
  if (!rules.policies?.length) return;
  w.write(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}\n`);
  w.write(2, 'Policies:\n');
  for (const { type, value, periodSeconds } of rules.policies) w.write(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds\n`);
}
