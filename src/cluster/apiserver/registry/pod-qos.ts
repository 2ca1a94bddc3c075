// A Pod's quality of service class: pkg/apis/core/v1/helper/qos's ComputePodQOS.
import type { Container, Pod } from '../../../api/generated/core-v1.ts';

const computeResources: ReadonlySet<string> = new Set(['cpu', 'memory']);

/** Quantities are compared as text: the API server stores them in canonical form. */
export function podQosClass(pod: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const levels: readonly Pick<Container, 'resources'>[] = pod.spec.resources === undefined ? [...pod.spec.containers, ...(pod.spec.initContainers ?? [])] : [{ resources: pod.spec.resources }];
  let hasAny = false;
  let isGuaranteed = true;
  for (const { resources } of levels) {
    const requests = computed(resources?.requests);
    const limits = computed(resources?.limits);
    if (requests.size > 0 || limits.size > 0) hasAny = true;
    if (limits.size < computeResources.size) isGuaranteed = false;
    for (const [name, request] of requests) if (limits.get(name) !== request) isGuaranteed = false;
  }
  if (!hasAny) return 'BestEffort';
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

function computed(list: Readonly<Record<string, string | number>> | undefined): Map<string, string | number> {
  return new Map(Object.entries(list ?? {}).filter(([name, value]) => computeResources.has(name) && value !== '0'));
}
