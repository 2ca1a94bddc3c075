// Why autoscalers get no metrics in a cluster that has no metrics API: replica_calculator and the metrics clients of kube-controller-manager.
import type { MetricSpec } from '../../api/generated/autoscaling-v2.ts';
import { goSelectorText } from '../../api/meta/label-selector.ts';

/** Why a metric has no value: there is no metrics API of any kind. */
interface MetricFailure {
  readonly reason: string;
  /** What the Event and the condition say. */
  readonly cause: string;
  /** What the autoscaler gives up with. */
  readonly summary: string;
}

function usage(name: string, target: { readonly averageUtilization?: number }): string {
  return `failed to get ${name} ${target.averageUtilization === undefined ? 'usage' : 'utilization'}: unable to get metrics for resource ${name}: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)`;
}

/** What upstream says of the metric in a cluster without metrics-server and adapters. */
export function failureOf(metric: MetricSpec, namespace: string): MetricFailure {
  const custom = 'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
  const { resource, containerResource, pods, object, external } = metric;
  if (resource !== undefined) {
    const cause = usage(resource.name, resource.target);
    return { reason: 'FailedGetResourceMetric', cause, summary: `failed to get ${resource.name} resource metric value: ${cause}` };
  }
  if (containerResource !== undefined) {
    const cause = usage(containerResource.name, containerResource.target);
    return { reason: 'FailedGetContainerResourceMetric', cause, summary: `failed to get ${containerResource.container} container metric value: ${cause}` };
  }
  if (pods !== undefined) {
    const cause = `unable to get metric ${pods.metric.name}: ${custom}`;
    return { reason: 'FailedGetPodsMetric', cause, summary: `failed to get pods metric value: ${cause}` };
  }
  if (object !== undefined) {
    const { kind, name } = object.describedObject;
    const cause = `unable to get metric ${object.metric.name}: ${kind} on ${namespace} ${name}/${custom}`;
    return { reason: 'FailedGetObjectMetric', cause, summary: `failed to get object metric value: ${object.target.value === undefined ? `failed to get ${object.metric.name} object metric: ` : ''}${cause}` };
  }
  const { name = '', selector } = external?.metric ?? {};
  const cause = `unable to get external metric ${namespace}/${name}/${goSelectorText(selector)}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${name}.external.metrics.k8s.io)`;
  return { reason: 'FailedGetExternalMetric', cause, summary: `failed to get ${name} external metric value: failed to get ${external?.target.value === undefined ? `${name} external metric` : `external metric ${name}`}: ${cause}` };
}
