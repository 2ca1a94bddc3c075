// A Pod's quality of service class: k8s.io/kubectl's qos.GetPodQOS.
import type { Container, Pod, PodQOSClass, ResourceList } from '../../api/generated/core-v1.ts';
import { amountOf } from '../text/amount.ts';

/** The class in the status or, without one, computed from cpu and memory requests and limits. */
export function podQos(pod: Pod): PodQOSClass {
  if (pod.status.qosClass) return pod.status.qosClass;
  const containers: readonly Pick<Container, 'resources'>[] = pod.spec.resources ? [{ resources: pod.spec.resources }] : [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const hasAny = containers.some(({ resources }) => isSet(resources.requests) || isSet(resources.limits));
  if (!hasAny) return 'BestEffort';
  const isGuaranteed = containers.every(({ resources: { requests, limits } }) =>
    ['cpu', 'memory'].every((name) => {
      const limit = limits?.[name];
      return limit !== undefined && amountOf(limit) > 0 && amountOf(requests?.[name] ?? limit) === amountOf(limit);
    }),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

function isSet(list: ResourceList | undefined): boolean {
  return ['cpu', 'memory'].some((name) => amountOf(list?.[name]) > 0);
}
