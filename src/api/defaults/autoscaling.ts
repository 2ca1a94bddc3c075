// Defaults of HorizontalPodAutoscalers: pkg/apis/autoscaling/{v1,v2}/defaults.go.
import type { HorizontalPodAutoscaler as HorizontalPodAutoscalerV1 } from '../generated/autoscaling-v1.ts';
import type { HorizontalPodAutoscaler, HPAScalingRules } from '../generated/autoscaling-v2.ts';
import { annotatedParts } from '../autoscaling/v1-annotations.ts';
import { defaulter } from './register.ts';

function complete(rules: HPAScalingRules | undefined, defaults: Required<Pick<HPAScalingRules, 'policies'>> & HPAScalingRules): HPAScalingRules {
  return { ...rules, selectPolicy: rules?.selectPolicy ?? 'Max', ...(rules?.stabilizationWindowSeconds === undefined ? defaults.stabilizationWindowSeconds !== undefined && { stabilizationWindowSeconds: defaults.stabilizationWindowSeconds } : {}), policies: rules?.policies ?? defaults.policies };
}

function fillV2({ spec }: HorizontalPodAutoscaler): void {
  spec.minReplicas ??= 1;
  if ((spec.metrics ?? []).length === 0) spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];
  if (spec.behavior === undefined) return;
  spec.behavior.scaleUp = complete(spec.behavior.scaleUp, { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }] });
  spec.behavior.scaleDown = complete(spec.behavior.scaleDown, { policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] });
}

export const autoscalingDefaults = [
  defaulter<HorizontalPodAutoscaler>('autoscaling/v2.HorizontalPodAutoscaler', fillV2),
  defaulter<HorizontalPodAutoscalerV1>('autoscaling/v1.HorizontalPodAutoscaler', ({ metadata, spec }) => {
    spec.minReplicas ??= 1;
    if (annotatedParts(metadata.annotations).metrics.length === 0) spec.targetCPUUtilizationPercentage ??= 80;
  }),
];
