// The rows of the autoscaling group in the validation registry. Both versions follow the rules of autoscaling/v2.
import { metaUpdate, namespacedMeta } from '../../core/validation/metadata.ts';
import { validateCounts } from '../../core/validation/status.ts';
import type { FieldError } from '../../field/error.ts';
import type { HorizontalPodAutoscaler as HorizontalPodAutoscalerV1 } from '../../generated/autoscaling-v1.ts';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec } from '../../generated/autoscaling-v2.ts';
import { kindRules } from '../../kind-rules.ts';
import { validateAutoscalerSpec } from './horizontal-pod-autoscaler.ts';

function specOfV1({ spec: { targetCPUUtilizationPercentage: target, ...rest } }: HorizontalPodAutoscalerV1): HorizontalPodAutoscalerSpec {
  return { ...rest, ...(target !== undefined && { metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } } }] }) };
}

function validateStatusUpdate({ status }: Pick<HorizontalPodAutoscaler, 'status'> | HorizontalPodAutoscalerV1): FieldError[] {
  return validateCounts(status, ['currentReplicas', 'desiredReplicas'], []);
}

export const autoscalingRules = [
  kindRules<HorizontalPodAutoscaler>('autoscaling/v2.HorizontalPodAutoscaler', {
    validateCreate: (object) => [...namespacedMeta(object), ...validateAutoscalerSpec(object.spec, true)], validateUpdate: (object, old) => [...metaUpdate(object, old), ...validateAutoscalerSpec(object.spec, false)], validateStatusUpdate,
  }),
  kindRules<HorizontalPodAutoscalerV1>('autoscaling/v1.HorizontalPodAutoscaler', {
    validateCreate: (object) => [...namespacedMeta(object), ...validateAutoscalerSpec(specOfV1(object), true)], validateUpdate: (object, old) => [...metaUpdate(object, old), ...validateAutoscalerSpec(specOfV1(object), false)], validateStatusUpdate,
  }),
];
