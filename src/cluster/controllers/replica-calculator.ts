// How many replicas bring a metric to its target: kube-controller-manager's replica calculator.
import type { Pod } from '../../api/generated/core-v1.ts';
import { isRestartableInit, podCondition } from '../component-helpers/pods.ts';
import { quantityMilliValue } from '../component-helpers/quantities.ts';
import { MetricsError, type PodMetric } from './autoscaler-metrics.ts';

/** While a Pod is this young, what it uses counts only when it is ready. */
const cpuInitializationMs = 300_000;
/** A Pod that became unready so soon after its start was never ready. */
const initialReadinessMs = 30_000;

/** How far from its target a metric may be without anything being done, upwards and downwards. */
export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

/** What a number of replicas is reckoned from. */
export interface Replicas {
  readonly current: number;
  readonly pods: readonly Pod[];
  readonly tolerances: Tolerances;
  readonly nowMs: number;
}

export interface Proposal {
  readonly replicas: number;
  /** Thousandths used by a Pod on average, or of the value as a whole. */
  readonly value: number;
  /** Percent of what was requested. */
  readonly utilization?: number;
}

interface Ratio {
  readonly ratio: number;
  readonly value: number;
  readonly utilization?: number;
}

function isTolerable({ up, down }: Tolerances, ratio: number): boolean {
  return ratio >= 1 - down && ratio <= 1 + up;
}

interface Groups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
}

function groupsOf(pods: readonly Pod[], metrics: ReadonlyMap<string, PodMetric>, resource: string, nowMs: number): Groups {
  const unready: string[] = [];
  const missing: string[] = [];
  const ignored: string[] = [];
  let ready = 0;
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const metric = metrics.get(name);
    if (deletionTimestamp !== undefined || pod.status.phase === 'Failed') ignored.push(name);
    else if (pod.status.phase === 'Pending') unready.push(name);
    else if (metric === undefined) missing.push(name);
    else if (resource === 'cpu' && isWarmingUp(pod, metric, nowMs)) unready.push(name);
    else ready++;
  }
  return { ready, unready, missing, ignored };
}

function isWarmingUp({ status }: Pod, { atMs, windowMs }: PodMetric, nowMs: number): boolean {
  const condition = podCondition(status, 'Ready');
  if (condition === undefined || status.startTime === undefined) return true;
  const startMs = Date.parse(status.startTime);
  const changedMs = Date.parse(condition.lastTransitionTime ?? '');
  if (startMs + cpuInitializationMs > nowMs) return condition.status === 'False' || atMs < changedMs + windowMs;
  return condition.status === 'False' && startMs + initialReadinessMs > changedMs;
}

/** By Pod, what is requested of a resource: by the Pod as a whole, by its containers, or by the one that is asked for. */
function requestsOf(pods: readonly Pod[], resource: string, container: string | undefined): Map<string, number> {
  return new Map(pods.map(({ metadata: { name }, spec }) => {
    const whole = container === undefined ? spec.resources?.requests?.[resource] : undefined;
    if (whole !== undefined) return [name, quantityMilliValue(whole)];
    const asked = [...spec.containers, ...(spec.initContainers ?? []).filter(isRestartableInit)].filter((c) => container === undefined || c.name === container);
    const lacking = asked.find((c) => c.resources.requests?.[resource] === undefined);
    if (lacking !== undefined) throw new MetricsError(`missing request for ${resource} in container ${lacking.name} of Pod ${name}`);
    return [name, asked.reduce((sum, c) => sum + quantityMilliValue(c.resources.requests?.[resource]), 0)];
  }));
}

function utilizationRatio(metrics: ReadonlyMap<string, PodMetric>, requests: ReadonlyMap<string, number>, target: number): Ratio {
  const known = [...metrics].filter(([name]) => requests.has(name));
  const used = known.reduce((sum, [, { value }]) => sum + value, 0);
  const requested = known.reduce((sum, [name]) => sum + (requests.get(name) ?? 0), 0);
  if (requested === 0) throw new MetricsError('no metrics returned matched known pods');
  const utilization = Math.trunc((used * 100) / requested);
  return { ratio: utilization / target, utilization, value: Math.trunc(used / known.length) };
}

function usageRatio(metrics: ReadonlyMap<string, PodMetric>, target: number): Ratio {
  const value = Math.trunc([...metrics.values()].reduce((sum, m) => sum + m.value, 0) / metrics.size);
  return { ratio: value / target, value };
}

/**
 * What is not known of Pods is taken to speak against a change: Pods without metrics use what they should when there is
 * to be fewer of them and nothing when more, and Pods that are not ready use nothing.
 */
function proposed(all: ReadonlyMap<string, PodMetric>, { current, pods, tolerances, nowMs }: Replicas, resource: string, ratioOf: (metrics: ReadonlyMap<string, PodMetric>) => Ratio, expected: (pod: string) => number): Proposal {
  const { ready, unready, missing, ignored } = groupsOf(pods, all, resource, nowMs);
  const metrics = new Map(all);
  for (const name of [...ignored, ...unready]) metrics.delete(name);
  if (metrics.size === 0) throw new MetricsError('did not receive metrics for targeted pods (pods might be unready)');
  const { ratio, value, utilization } = ratioOf(metrics);
  const proposal = (replicas: number): Proposal => ({ replicas, value, ...(utilization !== undefined && { utilization }) });
  const countsUnready = unready.length > 0 && ratio > 1;
  if (!countsUnready && missing.length === 0) return proposal(isTolerable(tolerances, ratio) ? current : Math.ceil(ratio * ready));
  const assume = (names: readonly string[], valueOf: (name: string) => number): void => { for (const name of names) metrics.set(name, { value: valueOf(name), atMs: 0, windowMs: 0 }); };
  if (ratio < 1) assume(missing, expected);
  else if (ratio > 1) assume(missing, () => 0);
  if (countsUnready) assume(unready, () => 0);
  const { ratio: next } = ratioOf(metrics);
  if (isTolerable(tolerances, next) || (ratio < 1 && next > 1) || (ratio > 1 && next < 1)) return proposal(current);
  const replicas = Math.ceil(next * metrics.size);
  return proposal((next < 1 && replicas > current) || (next > 1 && replicas < current) ? current : replicas);
}

function noPods(pods: readonly Pod[]): void {
  if (pods.length === 0) throw new MetricsError('no pods returned by selector while calculating replica count');
}

/** So that the Pods use `target` percent of what they request. */
export function replicasForUtilization(metrics: ReadonlyMap<string, PodMetric>, replicas: Replicas, { resource, container, target }: { readonly resource: string; readonly container: string | undefined; readonly target: number }): Proposal {
  noPods(replicas.pods);
  let requests: ReadonlyMap<string, number> | undefined;
  const requested = (): ReadonlyMap<string, number> => (requests ??= requestsOf(replicas.pods, resource, container));
  return proposed(metrics, replicas, resource, (m) => utilizationRatio(m, requested(), target), (name) => Math.trunc(((requested().get(name) ?? 0) * Math.max(100, target)) / 100));
}

/** So that each Pod uses `target` thousandths. */
export function replicasForUsage(metrics: ReadonlyMap<string, PodMetric>, replicas: Replicas, resource: string, target: number): Proposal {
  noPods(replicas.pods);
  return proposed(metrics, replicas, resource, (m) => usageRatio(m, target), () => target);
}

/** So that a value that is shared by the Pods that are ready becomes `target`. */
export function replicasForValue(value: number, { current, pods, tolerances }: Replicas, target: number): Proposal {
  const ratio = value / target;
  if (current === 0) return { replicas: Math.ceil(ratio), value };
  if (isTolerable(tolerances, ratio)) return { replicas: current, value };
  noPods(pods);
  const ready = pods.filter((p) => p.status.phase === 'Running' && podCondition(p.status, 'Ready')?.status === 'True').length;
  return { replicas: Math.ceil(ratio * ready), value };
}

/** So that each replica's part of a value is `target`. */
export function replicasForShare(value: number, current: number, tolerances: Tolerances, target: number): Proposal {
  const replicas = isTolerable(tolerances, value / (target * current)) ? current : Math.ceil(value / target);
  return { replicas, value: Math.ceil(value / current) };
}
