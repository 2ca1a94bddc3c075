// What each metric of an autoscaler asks for, or why it asks for nothing: kube-controller-manager's computeReplicasForMetric with its texts.
import type { MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from '../../api/generated/autoscaling-v2.ts';
import { goSelectorText } from '../../api/meta/label-selector.ts';
import { milliQuantityOf, quantityText } from '../../api/resource/quantity.ts';
import type { Client } from '../../client/client.ts';
import { quantityMilliValue } from '../component-helpers/quantities.ts';
import { externalMetric, MetricsError, noCustomMetrics, resourceMetrics } from './autoscaler-metrics.ts';
import { type Replicas, replicasForShare, replicasForUsage, replicasForUtilization, replicasForValue } from './replica-calculator.ts';

export interface MetricProposal {
  readonly replicas: number;
  /** What the metric is called where it is told of. */
  readonly name: string;
  readonly status: MetricStatus;
}

/** Why a metric has no value. */
export interface MetricFailure {
  readonly reason: string;
  /** What the Event and the condition say. */
  readonly cause: string;
  /** What the autoscaler gives up with. */
  readonly summary: string;
}

/** Replicas as they are wanted, and as the target's status counts them. */
interface Counted extends Replicas {
  readonly reported: number;
}

/** Memory that is whole KiB is told in powers of two. */
function milliText(milli: number, resource?: string): string {
  return quantityText({ ...milliQuantityOf(milli), format: resource === 'memory' && milli % 1_024_000 === 0 ? 'BinarySI' : 'DecimalSI' });
}

async function orFailure(reason: string, summary: (cause: string) => string, propose: () => Promise<MetricProposal>): Promise<MetricProposal | MetricFailure> {
  try {
    return await propose();
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error;
    return { reason, cause: error.message, summary: summary(error.message) };
  }
}

async function withContext<T>(text: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof MetricsError ? new MetricsError(`${text}: ${error.message}`) : error;
  }
}

interface ResourceProposal { readonly replicas: number; readonly name: string; readonly current: MetricValueStatus }

async function resourceProposal(client: Client, { name, container, target }: { readonly name: string; readonly container?: string; readonly target: MetricTarget }, namespace: string, selector: string, replicas: Replicas): Promise<ResourceProposal> {
  const isUsage = target.averageValue !== undefined;
  return withContext(`failed to get ${name} ${isUsage ? 'usage' : 'utilization'}`, async () => {
    const metrics = await withContext(`unable to get metrics for resource ${name}`, () => resourceMetrics(client, namespace, selector, name, container));
    if (isUsage) {
      const found = replicasForUsage(metrics, replicas, name, quantityMilliValue(target.averageValue));
      return { replicas: found.replicas, name: `${name} resource`, current: { averageValue: milliText(found.value, name) } };
    }
    const found = replicasForUtilization(metrics, replicas, { resource: name, container, target: target.averageUtilization ?? 0 });
    return { replicas: found.replicas, name: `${name}${container === undefined ? '' : ' container'} resource utilization (percentage of request)`, current: { averageUtilization: found.utilization ?? 0, averageValue: milliText(found.value, name) } };
  });
}

/** The number of replicas that brings the metric to its target. */
export async function proposalOf(client: Client, metric: MetricSpec, namespace: string, selector: string, replicas: Counted): Promise<MetricProposal | MetricFailure> {
  const { resource, containerResource, pods, object, external } = metric;
  if (resource !== undefined) {
    return orFailure('FailedGetResourceMetric', (cause) => `failed to get ${resource.name} resource metric value: ${cause}`, async () => {
      const { current, ...found } = await resourceProposal(client, resource, namespace, selector, replicas);
      return { ...found, status: { type: 'Resource', resource: { name: resource.name, current } } };
    });
  }
  if (containerResource !== undefined) {
    return orFailure('FailedGetContainerResourceMetric', (cause) => `failed to get ${containerResource.container} container metric value: ${cause}`, async () => {
      const { current, ...found } = await resourceProposal(client, containerResource, namespace, selector, replicas);
      return { ...found, status: { type: 'ContainerResource', containerResource: { name: containerResource.name, container: containerResource.container, current } } };
    });
  }
  if (pods !== undefined) {
    const cause = `unable to get metric ${pods.metric.name}: ${noCustomMetrics}`;
    return { reason: 'FailedGetPodsMetric', cause, summary: `failed to get pods metric value: ${cause}` };
  }
  if (object !== undefined) {
    const { kind, name } = object.describedObject;
    const cause = `unable to get metric ${object.metric.name}: ${kind} on ${namespace} ${name}/${noCustomMetrics}`;
    return { reason: 'FailedGetObjectMetric', cause, summary: `failed to get object metric value: ${object.target.value === undefined ? `failed to get ${object.metric.name} object metric: ` : ''}${cause}` };
  }
  return externalProposal(client, external ?? { metric: { name: '' }, target: { type: 'Value' } }, namespace, replicas);
}

function externalProposal(client: Client, { metric, target }: NonNullable<MetricSpec['external']>, namespace: string, replicas: Counted): Promise<MetricProposal | MetricFailure> {
  const { name } = metric;
  const isShared = target.averageValue === undefined;
  return orFailure('FailedGetExternalMetric', (cause) => `failed to get ${name} external metric value: failed to get ${isShared ? `external metric ${name}` : `${name} external metric`}: ${cause}`, async () => {
    const value = await externalMetric(client, namespace, metric);
    const found = isShared ? replicasForValue(value, replicas, quantityMilliValue(target.value)) : replicasForShare(value, replicas.reported, replicas.tolerances, quantityMilliValue(target.averageValue));
    const current: MetricValueStatus = isShared ? { value: milliText(found.value) } : { averageValue: milliText(found.value) };
    return { replicas: found.replicas, name: `external metric ${name}(${goSelectorText(metric.selector)})`, status: { type: 'External', external: { metric, current } } };
  });
}
