// What the metrics APIs tell of Pods and of the world outside: the metrics clients of kube-controller-manager. The custom metrics API is never there.
import type { KubeObject } from '../../api/meta/object.ts';
import { parseGoDuration } from '../../api/meta/go-duration.ts';
import { goSelectorText, selectorText } from '../../api/meta/label-selector.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import type { MetricIdentifier } from '../../api/generated/autoscaling-v2.ts';
import type { Client } from '../../client/client.ts';
import { quantityMilliValue } from '../component-helpers/quantities.ts';

/** Why a number of replicas cannot be computed; the text is upstream's. */
export class MetricsError extends Error {}

/** What a Pod was using, in thousandths, over the time before `atMs`. */
export interface PodMetric {
  readonly value: number;
  readonly atMs: number;
  readonly windowMs: number;
}

interface Usage { readonly name: string; readonly usage: Readonly<Record<string, string>> }
interface PodMetrics extends KubeObject {
  readonly timestamp?: string;
  readonly window?: string;
  readonly containers?: readonly Usage[];
}
interface ExternalValue extends KubeObject {
  readonly value?: string;
}

export const noCustomMetrics = 'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';

async function listed<T extends KubeObject>(client: Client, group: string, resource: string, namespace: string, labelSelector: string): Promise<readonly T[]> {
  const api = group === 'metrics.k8s.io' ? 'resource' : 'external';
  try {
    const { items } = await client.list<T>({ group, version: 'v1beta1', resource }, namespace, labelSelector === '' ? {} : { labelSelector });
    if (items.length > 0) return items;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const isUnknown = error.code === 404 && Object.keys(error.status.details ?? {}).length === 0;
    throw new MetricsError(`unable to fetch metrics from ${api} metrics API: ${isUnknown ? `the server could not find the requested resource (get ${resource}.${group})` : error.message}`);
  }
  throw new MetricsError(`no metrics returned from ${api} metrics API`);
}

/** By Pod, what its containers, or the one that is asked for, use of a resource; Pods of which not all is known are left out. */
export async function resourceMetrics(client: Client, namespace: string, selector: string, resource: string, container: string | undefined): Promise<Map<string, PodMetric>> {
  const found = new Map<string, PodMetric>();
  for (const { metadata: { name }, timestamp = '', window = '', containers = [] } of await listed<PodMetrics>(client, 'metrics.k8s.io', 'pods', namespace, selector)) {
    const asked = container === undefined ? containers : containers.filter((c) => c.name === container).slice(0, 1);
    if (container !== undefined && asked.length === 0) continue;
    if (asked.some((c) => c.usage[resource] === undefined)) continue;
    found.set(name, { value: asked.reduce((sum, c) => sum + quantityMilliValue(c.usage[resource]), 0), atMs: Date.parse(timestamp), windowMs: parseGoDuration(window) ?? 0 });
  }
  return found;
}

/** The sum of an external metric's values, in thousandths. */
export async function externalMetric(client: Client, namespace: string, { name, selector }: MetricIdentifier): Promise<number> {
  try {
    return (await listed<ExternalValue>(client, 'external.metrics.k8s.io', name, namespace, selectorText(selector))).reduce((sum, { value }) => sum + quantityMilliValue(value), 0);
  } catch (error) {
    throw error instanceof MetricsError ? new MetricsError(`unable to get external metric ${namespace}/${name}/${goSelectorText(selector)}: ${error.message}`) : error;
  }
}
