// Kinds that are served in two versions and stored in one: conversions of pkg/apis/events and pkg/apis/autoscaling.
import type { HorizontalPodAutoscaler as AutoscalerV1 } from '../../api/generated/autoscaling-v1.ts';
import type { HorizontalPodAutoscaler, MetricSpec } from '../../api/generated/autoscaling-v2.ts';
import type { Event } from '../../api/generated/core-v1.ts';
import type { Event as EventV1 } from '../../api/generated/events-v1.ts';
import { annotatedParts, annotationsOf, withoutV1Annotations } from '../../api/autoscaling/v1-annotations.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { KindRow } from '../../api/scheme.ts';
import { fromStorage, toStorage } from './custom/conversion.ts';
import { deepFreeze } from '../../api/meta/deep-freeze.ts';

interface Conversion {
  readonly storedApiVersion: string;
  toStored(object: KubeObject): KubeObject;
  fromStored(object: KubeObject): KubeObject;
}

const conversions: Readonly<Record<string, Conversion>> = {
  'events/v1.Event': { storedApiVersion: 'v1', toStored: (o) => toCoreEvent(o as EventV1), fromStored: (o) => toEventV1(o as Event) },
  'autoscaling/v1.HorizontalPodAutoscaler': { storedApiVersion: 'autoscaling/v2', toStored: (o) => toAutoscalerV2(o as AutoscalerV1), fromStored: (o) => toAutoscalerV1(o as HorizontalPodAutoscaler) },
};

/** The object as it is stored, for one in the version of `row`. */
export function toStoredVersion(row: KindRow, object: KubeObject): KubeObject {
  if (row.custom !== undefined) return toStorage(row.custom, object);
  return conversions[row.goType]?.toStored(object) ?? object;
}

/** A stored object in the version of `row`; the object itself for kinds that are stored as they are served. */
export function fromStoredVersion(row: KindRow, object: KubeObject): KubeObject {
  if (row.custom !== undefined) return fromStorage(row, row.custom, object);
  const conversion = conversions[row.goType];
  return conversion?.storedApiVersion !== object.apiVersion || conversion === undefined ? object : deepFreeze(conversion.fromStored(object));
}

function toCoreEvent({ regarding, note, reportingController, deprecatedSource, deprecatedFirstTimestamp, deprecatedLastTimestamp, deprecatedCount, ...same }: EventV1): KubeObject {
  return {
    ...same, kind: 'Event', apiVersion: 'v1', involvedObject: regarding ?? {}, message: note, reportingComponent: reportingController ?? '', reportingInstance: same.reportingInstance ?? '', source: deprecatedSource ?? {},
    firstTimestamp: deprecatedFirstTimestamp ?? null, lastTimestamp: deprecatedLastTimestamp ?? null, ...(deprecatedCount !== undefined && { count: deprecatedCount }),
  } as unknown as KubeObject;
}

function toEventV1({ involvedObject, message, reportingComponent, source, firstTimestamp, lastTimestamp, count, ...same }: Event): KubeObject {
  return {
    ...same, kind: 'Event', apiVersion: 'events.k8s.io/v1', regarding: involvedObject, ...(message && { note: message }), ...(reportingComponent && { reportingController: reportingComponent }), deprecatedSource: source ?? {},
    deprecatedFirstTimestamp: firstTimestamp ?? null, deprecatedLastTimestamp: lastTimestamp ?? null, ...(count !== undefined && { deprecatedCount: count }),
  } as unknown as KubeObject;
}

function isCpuUtilization({ type, resource }: MetricSpec): boolean {
  return type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;
}

/** What v1 cannot express stands in annotations. */
function toAutoscalerV1(autoscaler: HorizontalPodAutoscaler): KubeObject {
  const { metadata, spec, status } = autoscaler;
  const { metrics = [], behavior: _behavior, ...rest } = spec;
  const target = metrics.find(isCpuUtilization)?.resource?.target.averageUtilization;
  const current = status?.currentMetrics?.find((m) => m.type === 'Resource' && m.resource?.name === 'cpu')?.resource?.current.averageUtilization;
  const added = annotationsOf(autoscaler, metrics.filter((metric) => !isCpuUtilization(metric)));
  return {
    kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v1', metadata: withAnnotations(metadata, { ...withoutV1Annotations(metadata.annotations), ...added }),
    spec: { ...rest, ...(target !== undefined && { targetCPUUtilizationPercentage: target }) },
    status: {
      currentReplicas: status?.currentReplicas ?? 0, desiredReplicas: status?.desiredReplicas ?? 0, ...(current !== undefined && { currentCPUUtilizationPercentage: current }),
      ...(status?.lastScaleTime !== undefined && { lastScaleTime: status.lastScaleTime }), ...(status?.observedGeneration !== undefined && { observedGeneration: status.observedGeneration }),
    },
  } as unknown as KubeObject;
}

function withAnnotations(metadata: KubeObject['metadata'], annotations: Readonly<Record<string, string>>): KubeObject['metadata'] {
  if (Object.keys(annotations).length === 0) {
    const { annotations: _annotations, ...rest } = metadata;
    return rest;
  }
  return { ...metadata, annotations };
}

function toAutoscalerV2({ metadata, spec, status }: AutoscalerV1): KubeObject {
  const { targetCPUUtilizationPercentage, ...rest } = spec;
  const { currentCPUUtilizationPercentage: current, currentReplicas = 0, ...state } = status ?? { currentReplicas: 0, desiredReplicas: 0 };
  const annotated = annotatedParts(metadata.annotations);
  const cpu = targetCPUUtilizationPercentage === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: targetCPUUtilizationPercentage } } }];
  const metrics = [...annotated.metrics, ...cpu];
  const cpuStatus = current === undefined ? null : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: current } } }];
  const currentMetrics = annotated.currentMetrics.length > 0 ? annotated.currentMetrics : cpuStatus;
  return {
    kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2', metadata: withAnnotations(metadata, withoutV1Annotations(metadata.annotations) ?? {}),
    spec: { ...rest, ...(metrics.length > 0 && { metrics }), ...(annotated.behavior !== undefined && { behavior: annotated.behavior }) },
    status: { ...state, ...(currentReplicas !== 0 && { currentReplicas }), currentMetrics, ...(annotated.conditions.length > 0 && { conditions: annotated.conditions }) },
  } as unknown as KubeObject;
}
