// The rows of the autoscaling group in the validation registry, with the rules for HorizontalPodAutoscalers.
import { metaUpdate, namespacedMeta } from '../../core/validation/metadata.ts';
import { type FieldError, invalid, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { HorizontalPodAutoscaler as HorizontalPodAutoscalerV1 } from '../../generated/autoscaling-v1.ts';
import type { HorizontalPodAutoscaler } from '../../generated/autoscaling-v2.ts';
import { kindRules } from '../../kind-rules.ts';
import { isPathSegmentName } from '../../meta/validation/names.ts';

const specPath = FieldPath.of('spec');

interface Bounds {
  readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
  readonly minReplicas?: number;
  readonly maxReplicas: number;
}

/** On creation only: what scales must be of a group, but for the one kind of the core that does. */
function validateTarget({ scaleTargetRef: { apiVersion = '', kind } }: Bounds): FieldError[] {
  const path = specPath.child('scaleTargetRef', 'apiVersion');
  const slashes = apiVersion === '/' ? 0 : apiVersion.split('/').length - 1;
  if (slashes > 1) return [invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  const hasGroup = slashes === 1 && !apiVersion.startsWith('/');
  return hasGroup || kind === 'ReplicationController' ? [] : [invalid(path, apiVersion, 'apiVersion must specify API group')];
}

// Differs from Kubernetes: metrics and behavior are taken as written.
function validateSpec({ scaleTargetRef, minReplicas, maxReplicas }: Bounds): FieldError[] {
  const errors: FieldError[] = [];
  if (minReplicas !== undefined && minReplicas < 1) errors.push(invalid(specPath.child('minReplicas'), minReplicas, 'must be greater than or equal to 1'));
  if (maxReplicas < 1) errors.push(invalid(specPath.child('maxReplicas'), maxReplicas, 'must be greater than 0'));
  if (minReplicas !== undefined && maxReplicas < minReplicas) errors.push(invalid(specPath.child('maxReplicas'), maxReplicas, 'must be greater than or equal to `minReplicas`'));
  for (const field of ['kind', 'name'] as const) {
    const value = scaleTargetRef[field];
    const path = specPath.child('scaleTargetRef', field);
    errors.push(...(value === '' ? [required(path, '')] : isPathSegmentName(value).map((text) => invalid(path, value, text))));
  }
  return errors;
}

export const autoscalingRules = [
  kindRules<HorizontalPodAutoscaler>('autoscaling/v2.HorizontalPodAutoscaler', { validateCreate: (object) => [...namespacedMeta(object), ...validateSpec(object.spec), ...validateTarget(object.spec)], validateUpdate: (object, old) => [...metaUpdate(object, old), ...validateSpec(object.spec)] }),
  kindRules<HorizontalPodAutoscalerV1>('autoscaling/v1.HorizontalPodAutoscaler', { validateCreate: (object) => [...namespacedMeta(object), ...validateSpec(object.spec), ...validateTarget(object.spec)], validateUpdate: (object, old) => [...metaUpdate(object, old), ...validateSpec(object.spec)] }),
];
