// Pods: what is left of pkg/registry/core/pod's strategy to the server (preparation and rules are in src/api).
import type { Pod } from '../../../api/generated/core-v1.ts';
import type { Strategy } from './strategy.ts';

export const podStrategy: Partial<Strategy> = {
  hasGeneration: true,
  returnsDeletedObject: true,
  gracePeriodSeconds(object, requested) {
    const pod = object as Pod;
    let period = requested ?? pod.spec.terminationGracePeriodSeconds ?? 30;
    if (pod.spec.nodeName === undefined || pod.spec.nodeName === '') period = 0;
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') period = 0;
    return period < 0 ? 1 : period;
  },
};
