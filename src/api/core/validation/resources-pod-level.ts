// Rules for the resources of a Pod as a whole: core validation's validatePodResources, with component-helpers' aggregation over containers.
import { type FieldError, forbidden, invalid } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PodSpec, ResourceRequirements } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { addQuantities, compareQuantities, type Quantity, quantity, quantityText } from '../../resource/quantity.ts';
import { isRestartableInitContainer } from './container-visitor.ts';
import type { PodValidationOptions } from './pod-options.ts';
import { validatePodResourceRequirements } from './resources.ts';
import { isHugePageResourceName } from './resources-names.ts';

type Amounts = Map<string, Quantity>;

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
  for (const [name, amount] of sorted(aggregate(spec, 'requests'))) {
    const own = requests[name];
    if (own !== undefined && compareQuantities(amount, quantity(own)) > 0) errors.push(invalid(path.child('requests').key(name), own, `must be greater than or equal to aggregate container requests of ${quantityText(amount)}`));
  }
  for (const [name, amount] of sorted(aggregate(spec, 'limits'))) {
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

function sorted(amounts: Amounts): [string, Quantity][] {
  return [...amounts].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What containers and sidecars need together, or an init container with the sidecars started before it, whichever is more. */
function aggregate(spec: New<PodSpec>, side: 'requests' | 'limits'): Amounts {
  const total: Amounts = new Map();
  for (const { resources } of spec.containers ?? []) add(total, amountsOf(resources?.[side]));
  const sidecars: Amounts = new Map();
  const startup: Amounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container.resources?.[side]);
    if (isRestartableInitContainer(container)) {
      add(total, own);
      add(sidecars, own);
      raise(startup, sidecars);
    } else {
      add(own, sidecars);
      raise(startup, own);
    }
  }
  raise(total, startup);
  return total;
}

function amountsOf(list: Readonly<Record<string, string | undefined>> = {}): Amounts {
  return new Map(Object.entries(list).flatMap(([name, text]): [string, Quantity][] => (text === undefined ? [] : [[name, quantity(text)]])));
}

function add(to: Amounts, amounts: Amounts): void {
  for (const [name, amount] of amounts) {
    const sum = to.get(name);
    to.set(name, sum === undefined ? amount : addQuantities(sum, amount));
  }
}

function raise(to: Amounts, amounts: Amounts): void {
  for (const [name, amount] of amounts) {
    const highest = to.get(name);
    if (highest === undefined || compareQuantities(amount, highest) > 0) to.set(name, amount);
  }
}
