// What Pods ask of a node: k8s.io/component-helpers' PodRequests and PodLimits, as describe node sums them.
import type { Container, Pod, ResourceList } from '../../api/generated/core-v1.ts';
import { addQuantities, compareQuantities, type Quantity } from '../../api/resource/quantity.ts';
import { amountOf, quantityOrZero } from '../text/amount.ts';

export type Totals = Record<string, Quantity>;

/** The Pod's requests or limits: containers and sidecars together, or the largest init container with the sidecars before it; plus overhead; Pod-level values win. */
export function podResources(pod: Pod, kind: 'requests' | 'limits'): Totals {
  const total: Totals = {};
  for (const container of pod.spec.containers) addTo(total, parsed(ofContainer(pod, container, kind)));
  const sidecars: Totals = {};
  const init: Totals = {};
  for (const container of pod.spec.initContainers ?? []) {
    const needs = parsed(container.resources[kind]);
    if (container.restartPolicy === 'Always') {
      addTo(total, needs);
      addTo(sidecars, needs);
      maxInto(init, { ...sidecars });
    } else {
      addTo(needs, sidecars);
      maxInto(init, needs);
    }
  }
  maxInto(total, init);
  const podLevel = parsed(pod.spec.resources?.[kind]);
  for (const [name, quantity] of Object.entries(podLevel)) total[name] = quantity;
  for (const [name, quantity] of Object.entries(parsed(pod.spec.overhead))) {
    if (kind === 'requests' || total[name] !== undefined) addTo(total, { [name]: quantity });
  }
  return total;
}

/** Requests that a resize has already put into effect count when they are larger: status resources. */
function ofContainer(pod: Pod, container: Container, kind: 'requests' | 'limits'): ResourceList | undefined {
  const status = pod.status.containerStatuses?.find(({ name }) => name === container.name);
  const spec = container.resources[kind];
  if (!status?.resources || kind === 'limits') return spec;
  const merged: ResourceList = { ...spec };
  for (const list of [status.resources.requests, status.allocatedResources]) {
    for (const [name, text] of Object.entries(list ?? {})) {
      if (amountOf(text) > amountOf(merged[name])) merged[name] = text;
    }
  }
  return merged;
}

export function addTo(total: Totals, more: Totals): void {
  for (const [name, quantity] of Object.entries(more)) {
    const old = total[name];
    total[name] = old ? addQuantities(old, quantity) : quantity;
  }
}

function maxInto(total: Totals, other: Totals): void {
  for (const [name, quantity] of Object.entries(other)) {
    const old = total[name];
    if (!old || compareQuantities(quantity, old) > 0) total[name] = quantity;
  }
}

function parsed(list: ResourceList | undefined): Totals {
  return Object.fromEntries(Object.entries(list ?? {}).map(([name, text]) => [name, quantityOrZero(text)]));
}
