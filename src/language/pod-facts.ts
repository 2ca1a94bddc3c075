// What a Pod's fields amount to: its QoS class, and how long its probes let it fail. Upstream: pkg/apis/core/v1/helper/qos and the kubelet's prober.
import { aggregateRequests, type RequestingContainer } from '../api/defaults/pod-resources.ts';
import { parseQuantity, quantityText } from '../api/resource/quantity.ts';
import type { MappingNode, YamlNode } from '../document/node.ts';
import { dereference, nodeAt } from '../document/node.ts';
import { quantityNumber } from './quantity-words.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

/** The class that a Pod with this spec would get; undefined while it has no containers. */
export function qosClassOf(spec: YamlNode | undefined): QosClass | undefined {
  const podLevel = resourcesOf(nodeAt(spec, ['resources']));
  if (podLevel.isSet) return podLevel.isGuaranteed ? 'Guaranteed' : 'Burstable';
  const containers = ['initContainers', 'containers'].flatMap((list) => {
    const node = nodeAt(spec, [list]);
    return node?.kind === 'sequence' ? node.items : [];
  });
  if (containers.length === 0) return undefined;
  const resources = containers.map((container) => resourcesOf(nodeAt(container, ['resources'])));
  if (resources.every(({ isSet }) => !isSet)) return 'BestEffort';
  return resources.every(({ isGuaranteed }) => isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

function resourcesOf(node: YamlNode | undefined): { isSet: boolean; isGuaranteed: boolean } {
  const amount = (list: string, resource: string): number | undefined => {
    const value = nodeAt(node, [list, resource]);
    const number = value?.kind === 'scalar' ? quantityNumber(value.text) : undefined;
    return number === undefined || number === 0 ? undefined : number;
  };
  const names = ['cpu', 'memory'];
  const isSet = names.some((name) => amount('requests', name) !== undefined || amount('limits', name) !== undefined);
  return { isSet, isGuaranteed: names.every((name) => amount('limits', name) !== undefined && (amount('requests', name) ?? amount('limits', name)) === amount('limits', name)) };
}

/** What a Pod with this spec would request of a resource, as the scheduler adds it up; undefined where the Pod's own `resources` say it. */
export function requestOf(spec: YamlNode | undefined, resource: string): number | undefined {
  if (nodeAt(spec, ['resources']) !== undefined) return undefined;
  const containersOf = (list: string): RequestingContainer[] => {
    const node = nodeAt(spec, [list]);
    return node?.kind === 'sequence' ? node.items.map((container) => requestingContainer(container, resource)) : [];
  };
  const amount = aggregateRequests({ spec: { initContainers: containersOf('initContainers'), containers: containersOf('containers') } }).get(resource);
  return amount === undefined ? 0 : quantityNumber(quantityText(amount));
}

/** As much of a written container as decides what it requests; a limit is the request where none is written. */
function requestingContainer(container: YamlNode | undefined, resource: string): RequestingContainer {
  const value = nodeAt(container, ['resources', 'requests', resource]) ?? nodeAt(container, ['resources', 'limits', resource]);
  const policy = nodeAt(container, ['restartPolicy']);
  const isQuantity = value?.kind === 'scalar' && typeof parseQuantity(value.text) !== 'string';
  return { resources: isQuantity ? { requests: { [resource]: value.text } } : {}, ...(policy?.kind === 'scalar' && policy.text === 'Always' && { restartPolicy: 'Always' }) };
}

export interface ProbeBudget {
  /** From the first failing probe to the consequence, about. */
  readonly failureSeconds: number;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
}

export function probeBudgetOf(probe: MappingNode): ProbeBudget {
  const number = (field: string, byDefault: number): number => {
    const node = dereference(nodeAt(probe, [field]));
    return node?.kind === 'scalar' && typeof node.value === 'number' && node.value > 0 ? node.value : byDefault;
  };
  const periodSeconds = number('periodSeconds', 10);
  return { failureSeconds: periodSeconds * number('failureThreshold', 3), initialDelaySeconds: number('initialDelaySeconds', 0), periodSeconds };
}

/** In words, by which probe it is. */
export function probeWords(kind: string, { failureSeconds, initialDelaySeconds, periodSeconds }: ProbeBudget): string {
  const delay = initialDelaySeconds === 0 ? '' : `, first after ${initialDelaySeconds} s`;
  switch (kind) {
    case 'startupProbe':
      return `has about ${initialDelaySeconds + failureSeconds} s to start, else it is killed`;
    case 'readinessProbe':
      return `every ${periodSeconds} s${delay}; no traffic after about ${failureSeconds} s of failures`;
    default:
      return `every ${periodSeconds} s${delay}; killed after about ${failureSeconds} s of failures`;
  }
}
