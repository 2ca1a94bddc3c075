// Rules for the resources of a Pod as a whole: core validation's validatePodResources.
import { aggregateLimits, aggregateRequests } from '../../defaults/pod-resources.ts';
import { type FieldError, forbidden, invalid } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Pod, PodSpec, ResourceRequirements } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { compareQuantities, type Quantity, quantity, quantityText } from '../../resource/quantity.ts';
import type { PodValidationOptions } from './pod-options.ts';
import { validatePodResourceRequirements } from './resources.ts';
import { isHugePageResourceName } from './resources-names.ts';

export function validatePodResources(spec: New<PodSpec>, podClaimNames: ReadonlySet<string>, specPath: FieldPath, options: PodValidationOptions): FieldError[] {
  const { resources } = spec;
  if (resources === undefined) return [];
  const path = specPath.child('resources');
  if (spec.os?.name === 'windows') return [forbidden(path, 'may not be set for a windows pod')];
  const errors: FieldError[] = [];
  if (resources.claims !== undefined) errors.push(forbidden(path.child('claims'), 'claims may not be set for Resources at pod-level'));
  errors.push(...validatePodResourceRequirements(resources, podClaimNames, path, options));
  errors.push(...validatePodResourceConsistency(spec, resources, path));
  return errors;
}

/** The Pod gets at least what its containers ask for together, and each container's limit fits into the Pod's. */
function validatePodResourceConsistency(spec: New<PodSpec>, { requests = {}, limits = {} }: New<ResourceRequirements>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  // Decoding has given every container its resources.
  const pod = { spec } as Pod;
  for (const [name, amount] of sorted(aggregateRequests(pod))) {
    const own = requests[name];
    if (own !== undefined && compareQuantities(amount, quantity(own)) > 0) errors.push(invalid(path.child('requests').key(name), own, `must be greater than or equal to aggregate container requests of ${quantityText(amount)}`));
  }
  for (const [name, amount] of sorted(aggregateLimits(pod))) {
    const own = limits[name];
    if (isHugePageResourceName(name) && own !== undefined && compareQuantities(amount, quantity(own)) > 0) errors.push(invalid(path.child('limits').key(name), own, `must be greater than or equal to aggregate container limits of ${quantityText(amount)}`));
  }
  spec.containers?.forEach((container, i) => {
    for (const [name, text] of Object.entries(container.resources?.limits ?? {})) {
      const own = limits[name];
      if (text === undefined || own === undefined || compareQuantities(quantity(text), quantity(own)) <= 0) continue;
      errors.push(invalid(path.child('containers').index(i).key(name).child('limits'), text, `must be less than or equal to pod limits of ${own}`));
    }
  });
  return errors;
}

function sorted(amounts: ReadonlyMap<string, Quantity>): [string, Quantity][] {
  return [...amounts].sort(([a], [b]) => (a < b ? -1 : 1));
}
