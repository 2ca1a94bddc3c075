// Rules for HorizontalPodAutoscalers of autoscaling/v2: autoscaling validation's validateHorizontalPodAutoscalerSpec.
import { validateContainerResourceName } from '../../core/validation/resources-names.ts';
import { type FieldError, forbidden, invalid, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { CrossVersionObjectReference, HorizontalPodAutoscalerSpec, HPAScalingRules, MetricSpec, MetricTarget } from '../../generated/autoscaling-v2.ts';
import { isDNS1123Label, isPathSegmentName } from '../../meta/validation/names.ts';
import { parseQuantity, quantitySign } from '../../resource/quantity.ts';

const specPath = FieldPath.of('spec');
const selectPolicies = ['Disabled', 'Max', 'Min'];
const policyTypes = ['Percent', 'Pods'];
const targetTypes = ['Utilization', 'Value', 'AverageValue'];
const maxPeriodSeconds = 1800;
const maxStabilizationSeconds = 3600;

/** Only a new one must name the group of what it scales. */
export function validateAutoscalerSpec({ scaleTargetRef, minReplicas, maxReplicas, metrics = [], behavior }: HorizontalPodAutoscalerSpec, isNew: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const maxPath = specPath.child('maxReplicas');
  if (minReplicas !== undefined && minReplicas < 1) errors.push(invalid(specPath.child('minReplicas'), minReplicas, 'must be greater than or equal to 1'));
  if (maxReplicas === 0) errors.push(required(maxPath, 'must be set and greater than 0'));
  else if (maxReplicas < 1) errors.push(invalid(maxPath, maxReplicas, 'must be greater than or equal to 1'));
  if (minReplicas !== undefined && maxReplicas < minReplicas) errors.push(invalid(maxPath, maxReplicas, 'must be greater than or equal to `minReplicas`'));
  errors.push(...validateReference(scaleTargetRef, specPath.child('scaleTargetRef'), isNew));
  metrics.forEach((metric, i) => errors.push(...validateMetric(metric, specPath.child('metrics').index(i))));
  for (const field of ['scaleUp', 'scaleDown'] as const) if (behavior?.[field] !== undefined) errors.push(...validateScalingRules(behavior[field], specPath.child('behavior', field)));
  return errors;
}

/** What is scaled, unlike what a metric describes, is of a group; ReplicationControllers have none. */
function validateReference({ kind, name, apiVersion = '' }: CrossVersionObjectReference, path: FieldPath, needsGroup: boolean): FieldError[] {
  const errors = Object.entries({ kind, name }).flatMap(([field, value]) => validateSegment(value, path.child(field), ''));
  const at = path.child('apiVersion');
  const parts = apiVersion.split('/');
  if (parts.length > 2) errors.push(invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  else if (needsGroup && (parts.length === 1 || parts[0] === '') && kind !== 'ReplicationController') errors.push(invalid(at, apiVersion, 'apiVersion must specify API group'));
  return errors;
}

function validateSegment(value: string, path: FieldPath, need: string): FieldError[] {
  return value === '' ? [required(path, need)] : isPathSegmentName(value).map((text) => invalid(path, value, text));
}

/** The sources in the order in which upstream looks for them. */
const sources = { object: 'Object', external: 'External', pods: 'Pods', resource: 'Resource', containerResource: 'ContainerResource' } as const;
type Source = keyof typeof sources;

function validateMetric(metric: MetricSpec, path: FieldPath): FieldError[] {
  const type: string = metric.type;
  const types: readonly string[] = Object.values(sources);
  const unknown = notSupported(path.child('type'), named(type), [...types].sort());
  const errors = type === '' ? [required(path.child('type'), 'must specify a metric source type')] : [];
  if (!types.includes(type)) errors.push(unknown);
  const names = Object.keys(sources) as Source[];
  const present = names.filter((name) => metric[name] !== undefined);
  // Only the first one that is there is looked into.
  if (present[0] !== undefined) errors.push(...validateSource(metric, present[0], path.child(present[0])));
  const expected = names.find((name) => sources[name] === type);
  if (expected === undefined) errors.push(unknown);
  else if (!present.includes(expected)) errors.push(required(path.child(expected), 'must populate information for the given metric source'));
  if (present.length > 1) errors.push(...present.filter((name) => name !== expected).map((name) => forbidden(path.child(name), 'must populate the given metric source only')));
  return errors;
}

function validateSource(metric: MetricSpec, source: Source, path: FieldPath): FieldError[] {
  const { object, external, pods, resource, containerResource } = metric;
  const metricName = (value: string): FieldError[] => validateSegment(value, path.child('metric', 'name'), 'must specify a metric name');
  const needs = (target: MetricTarget, need: boolean, field: string, detail: string): FieldError[] => [...validateTarget(target, path.child('target')), ...(need ? [required(path.child('target', field), detail)] : [])];
  if (source === 'object' && object !== undefined) {
    const { target } = object;
    const errors = [...validateReference(object.describedObject, path.child('describedObject'), false), ...metricName(object.metric.name)];
    return [...errors, ...needs(target, target.value === undefined && target.averageValue === undefined, 'averageValue', 'must set either a target value or averageValue')];
  }
  if (source === 'external' && external !== undefined) {
    const { target } = external;
    const errors = [...metricName(external.metric.name), ...needs(target, target.value === undefined && target.averageValue === undefined, 'averageValue', 'must set either a target value for metric or a per-pod target')];
    return target.value !== undefined && target.averageValue !== undefined ? [...errors, forbidden(path.child('target', 'value'), 'may not set both a target value for metric and a per-pod target')] : errors;
  }
  if (source === 'pods' && pods !== undefined) return [...metricName(pods.metric.name), ...needs(pods.target, pods.target.averageValue === undefined, 'averageValue', 'must specify a positive target averageValue')];
  if (source === 'resource' && resource !== undefined) return [...(resource.name === '' ? [required(path.child('name'), 'must specify a resource name')] : []), ...validateResourceTarget(resource.target, path.child('target'))];
  if (containerResource === undefined) return [];
  const { name, container, target } = containerResource;
  const errors = name === '' ? [required(path.child('name'), 'must specify a resource name')] : validateContainerResourceName(name, path.child('name'));
  errors.push(...(container === '' ? [required(path.child('container'), 'must specify a container')] : isDNS1123Label(container).map((text) => invalid(path.child('container'), container, text))));
  return [...errors, ...validateResourceTarget(target, path.child('target'))];
}

function validateResourceTarget(target: MetricTarget, path: FieldPath): FieldError[] {
  const errors = validateTarget(target, path);
  const { averageUtilization, averageValue } = target;
  if (averageUtilization === undefined && averageValue === undefined) errors.push(required(path.child('averageUtilization'), 'must set either a target raw value or a target utilization'));
  if (averageUtilization !== undefined && averageValue !== undefined) errors.push(forbidden(path.child('averageValue'), 'may not set both a target raw value and a target utilization'));
  return errors;
}

function validateTarget(target: MetricTarget, path: FieldPath): FieldError[] {
  const { averageUtilization } = target;
  const type: string = target.type;
  const errors = type === '' ? [required(path.child('type'), 'must specify a metric target type')] : [];
  if (!targetTypes.includes(type)) errors.push(invalid(path.child('type'), named(type), 'must be either Utilization, Value, or AverageValue'));
  for (const field of ['value', 'averageValue'] as const) {
    const amount = target[field];
    if (amount !== undefined && signOf(amount) <= 0) errors.push(invalid(path.child(field), amount, 'must be positive'));
  }
  if (averageUtilization !== undefined && averageUtilization < 1) errors.push(invalid(path.child('averageUtilization'), averageUtilization, 'must be greater than 0'));
  return errors;
}

function signOf(amount: string | number): number {
  const parsed = parseQuantity(String(amount));
  return typeof parsed === 'string' ? 0 : quantitySign(parsed);
}

function validateScalingRules({ stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance }: HPAScalingRules, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const at = path.child('stabilizationWindowSeconds');
  if (window !== undefined && window < 0) errors.push(invalid(at, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > maxStabilizationSeconds) errors.push(invalid(at, window, `must be less than or equal to ${maxStabilizationSeconds}`));
  if (selectPolicy !== undefined && !selectPolicies.includes(selectPolicy)) errors.push(notSupported(path.child('selectPolicy'), named(selectPolicy), selectPolicies));
  if (policies.length === 0) errors.push(required(path.child('policies'), 'must specify at least one Policy'));
  policies.forEach(({ type, value, periodSeconds }, i) => {
    const policy = path.child('policies').index(i);
    if (!policyTypes.includes(type)) errors.push(notSupported(policy.child('type'), named(type), policyTypes));
    if (value <= 0) errors.push(invalid(policy.child('value'), value, 'must be greater than zero'));
    if (periodSeconds <= 0) errors.push(invalid(policy.child('periodSeconds'), periodSeconds, 'must be greater than zero'));
    if (periodSeconds > maxPeriodSeconds) errors.push(invalid(policy.child('periodSeconds'), periodSeconds, `must be less than or equal to ${maxPeriodSeconds}`));
  });
  if (tolerance !== undefined && signOf(tolerance) < 0) errors.push(invalid(path.child('tolerance'), tolerance, 'must be greater than or equal to 0'));
  return errors;
}
