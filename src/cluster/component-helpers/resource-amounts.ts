// Lists of quantities: what LimitRanger and ResourceQuota add up and compare (pkg/quota and api/resource helpers).
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import { addQuantities, compareQuantities, type Quantity, quantity, quantityText, subtractQuantities, zeroQuantity } from '../../api/resource/quantity.ts';

export type Amounts = ReadonlyMap<string, Quantity>;
type ResourceList = Readonly<Record<string, string | number>> | undefined;

export function amountsOf(list: ResourceList): Map<string, Quantity> {
  return new Map(Object.entries(list ?? {}).map(([name, value]) => [name, quantity(String(value))]));
}

export function plus(a: Amounts, b: Amounts): Map<string, Quantity> {
  const sum = new Map(a);
  for (const [name, value] of b) {
    const before = sum.get(name);
    sum.set(name, before === undefined ? value : addQuantities(before, value));
  }
  return sum;
}

export function minus(a: Amounts, b: Amounts): Map<string, Quantity> {
  const rest = new Map(a);
  for (const [name, value] of b) rest.set(name, subtractQuantities(rest.get(name) ?? zeroQuantity, value));
  return rest;
}

function larger(a: Amounts, b: Amounts): Map<string, Quantity> {
  const result = new Map(a);
  for (const [name, value] of b) {
    const before = result.get(name);
    if (before === undefined || compareQuantities(value, before) > 0) result.set(name, value);
  }
  return result;
}

/** `name=value` joined by commas, sorted. */
export function amountsText(amounts: Amounts): string {
  return [...amounts].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([name, value]) => `${name}=${quantityText(value)}`).join(',');
}

/** What a Pod asks for or is limited to: containers and sidecars together, or one init container beside the sidecars before it; plus overhead. */
export function podAmounts({ spec }: Pod, which: 'requests' | 'limits'): Map<string, Quantity> {
  const of = ({ resources }: Pick<Container, 'resources'>): Map<string, Quantity> => amountsOf(resources?.[which]);
  let sum = spec.containers.reduce((all, c) => plus(all, of(c)), new Map<string, Quantity>());
  let sidecars = new Map<string, Quantity>();
  let initial = new Map<string, Quantity>();
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      sum = plus(sum, of(container));
      sidecars = plus(sidecars, of(container));
      initial = larger(initial, sidecars);
    } else {
      initial = larger(initial, plus(of(container), sidecars));
    }
  }
  let total = larger(sum, initial);
  for (const [name, value] of amountsOf(spec.resources?.[which])) total.set(name, value);
  if (spec.overhead !== undefined) {
    const overhead = [...amountsOf(spec.overhead)].filter(([name]) => which === 'requests' || total.has(name));
    total = plus(total, new Map(overhead));
  }
  return total;
}
