// What autoscaling/v1 has no fields for, in annotations: pkg/apis/autoscaling/v1's conversion.
import type { HorizontalPodAutoscaler, HPAScalingRules, MetricSpec, MetricStatus } from '../generated/autoscaling-v2.ts';
import type { Fields } from '../meta/json.ts';
import { isFields } from '../meta/json.ts';

const prefix = 'autoscaling.alpha.kubernetes.io/';
const metricsKey = `${prefix}metrics`;
const statusesKey = `${prefix}current-metrics`;
const conditionsKey = `${prefix}conditions`;
const behaviorKey = `${prefix}behavior`;
const keys: ReadonlySet<string> = new Set([metricsKey, statusesKey, conditionsKey, behaviorKey]);

type Annotations = Readonly<Record<string, string>>;

/** What the annotations of a v1 object say of its v2 form. */
interface AnnotatedParts {
  readonly metrics: readonly MetricSpec[];
  readonly currentMetrics: readonly MetricStatus[];
  readonly conditions: readonly unknown[];
  readonly behavior: unknown;
}

/** The annotations for `others`, the metrics that v1 cannot express, and for the rest that it cannot. */
export function annotationsOf({ spec, status }: HorizontalPodAutoscaler, others: readonly MetricSpec[]): Annotations {
  const annotations: Record<string, string> = {};
  if (others.length > 0) annotations[metricsKey] = JSON.stringify(others.map(specToV1));
  if ((status?.currentMetrics ?? []).length > 0) annotations[statusesKey] = JSON.stringify((status?.currentMetrics ?? []).map(statusToV1));
  if ((status?.conditions ?? []).length > 0) {
    annotations[conditionsKey] = JSON.stringify((status?.conditions ?? []).map(({ type, status: state, lastTransitionTime, reason, message }) => ({ type, status: state, lastTransitionTime: lastTransitionTime ?? null, ...(reason && { reason }), ...(message && { message }) })));
  }
  if (spec.behavior !== undefined) annotations[behaviorKey] = JSON.stringify({ ScaleUp: rulesToV1(spec.behavior.scaleUp), ScaleDown: rulesToV1(spec.behavior.scaleDown) });
  return annotations;
}

/** The annotations that are a user's own; undefined when none is left. */
export function withoutV1Annotations(annotations: Annotations | undefined): Annotations | undefined {
  if (annotations === undefined) return undefined;
  const kept = Object.entries(annotations).filter(([key]) => !keys.has(key));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** What cannot be read counts as not there. */
export function annotatedParts(annotations: Annotations | undefined): AnnotatedParts {
  const behavior = read(annotations, behaviorKey);
  return {
    metrics: list(read(annotations, metricsKey)).map((metric) => metricFromV1(metric, 'target') as unknown as MetricSpec),
    currentMetrics: list(read(annotations, statusesKey)).map((metric) => metricFromV1(metric, 'current') as unknown as MetricStatus),
    conditions: list(read(annotations, conditionsKey)),
    behavior: isFields(behavior) ? present({ scaleUp: rulesFromV1(behavior['ScaleUp']), scaleDown: rulesFromV1(behavior['ScaleDown']) }) : undefined,
  };
}

function read(annotations: Annotations | undefined, key: string): unknown {
  try {
    return JSON.parse(annotations?.[key] ?? 'null') as unknown;
  } catch {
    return undefined;
  }
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) && value.every(isFields) ? value : [];
}

/** Without what is undefined or null. */
function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}

function specToV1({ type, resource, containerResource, pods, object, external }: MetricSpec): Fields {
  return present({
    type,
    object: object && present({ target: object.describedObject, metricName: object.metric.name, targetValue: object.target.value ?? '0', selector: object.metric.selector, averageValue: object.target.averageValue }),
    pods: pods && present({ metricName: pods.metric.name, targetAverageValue: pods.target.averageValue ?? '0', selector: pods.metric.selector }),
    resource: resource && present({ name: resource.name, targetAverageUtilization: resource.target.averageUtilization, targetAverageValue: resource.target.averageValue }),
    containerResource: containerResource && present({ name: containerResource.name, targetAverageUtilization: containerResource.target.averageUtilization, targetAverageValue: containerResource.target.averageValue, container: containerResource.container }),
    external: external && present({ metricName: external.metric.name, metricSelector: external.metric.selector, targetValue: external.target.value, targetAverageValue: external.target.averageValue }),
  });
}

function statusToV1({ type, resource, containerResource, pods, object, external }: MetricStatus): Fields {
  return present({
    type,
    object: object && present({ target: object.describedObject, metricName: object.metric.name, currentValue: object.current.value ?? '0', selector: object.metric.selector, averageValue: object.current.averageValue }),
    pods: pods && present({ metricName: pods.metric.name, currentAverageValue: pods.current.averageValue ?? '0', selector: pods.metric.selector }),
    resource: resource && present({ name: resource.name, currentAverageUtilization: resource.current.averageUtilization, currentAverageValue: resource.current.averageValue ?? '0' }),
    containerResource: containerResource && present({ name: containerResource.name, currentAverageUtilization: containerResource.current.averageUtilization, currentAverageValue: containerResource.current.averageValue ?? '0', container: containerResource.container }),
    external: external && present({ metricName: external.metric.name, metricSelector: external.metric.selector, currentValue: external.current.value ?? '0', currentAverageValue: external.current.averageValue }),
  });
}

/** `part` says which of the two forms it is: a specification's `target` or a status' `current`. */
function metricFromV1(metric: Fields, part: 'target' | 'current'): Fields {
  const result: Fields = { type: metric['type'] };
  for (const source of ['object', 'pods', 'resource', 'containerResource', 'external']) {
    const from = metric[source];
    if (!isFields(from)) continue;
    const { [`${part}Value`]: value, [`${part}AverageValue`]: ownAverage, [`${part}AverageUtilization`]: averageUtilization } = from;
    const averageValue = ownAverage ?? from['averageValue'];
    const type = averageUtilization !== undefined ? 'Utilization' : averageValue !== undefined ? 'AverageValue' : 'Value';
    const isNamed = source === 'resource' || source === 'containerResource';
    result[source] = present({
      ...(isNamed ? { name: from['name'], container: from['container'] } : { describedObject: from['target'], metric: present({ name: from['metricName'], selector: from['selector'] ?? from['metricSelector'] }) }),
      [part]: present({ type: part === 'target' ? type : undefined, value: type === 'Value' ? value : undefined, averageValue, averageUtilization }),
    });
  }
  return result;
}

/** As Go writes the internal type, which has no names for JSON. */
function rulesToV1(rules: HPAScalingRules | undefined): Fields | null {
  if (rules === undefined) return null;
  const { stabilizationWindowSeconds, selectPolicy, policies, tolerance } = rules;
  return {
    StabilizationWindowSeconds: stabilizationWindowSeconds ?? null, SelectPolicy: selectPolicy ?? null,
    Policies: policies?.map(({ type, value, periodSeconds }) => ({ Type: type, Value: value, PeriodSeconds: periodSeconds })) ?? null, Tolerance: tolerance ?? null,
  };
}

function rulesFromV1(rules: unknown): Fields | undefined {
  if (!isFields(rules)) return undefined;
  const policies = rules['Policies'];
  return present({
    stabilizationWindowSeconds: rules['StabilizationWindowSeconds'], selectPolicy: rules['SelectPolicy'],
    policies: Array.isArray(policies) ? list(policies).map((policy) => ({ type: policy['Type'], value: policy['Value'], periodSeconds: policy['PeriodSeconds'] })) : undefined, tolerance: rules['Tolerance'],
  });
}
