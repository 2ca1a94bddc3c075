// Pods: pkg/registry/core/pod's strategy.
import type { Pod } from '../../../api/generated/core-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { podQosClass } from './pod-qos.ts';
import type { Strategy } from './strategy.ts';

export const podStrategy: Partial<Strategy> = {
  hasGeneration: true,
  returnsDeletedObject: true,
  prepareForCreate(object: KubeObject) {
    const pod = object as Pod;
    pod.status = { phase: 'Pending', qosClass: podQosClass(pod) };
    if ((pod.spec.schedulingGates?.length ?? 0) > 0) {
      pod.status.conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' }];
    }
  },
  gracePeriodSeconds(object, requested) {
    const pod = object as Pod;
    let period = requested ?? pod.spec.terminationGracePeriodSeconds ?? 30;
    if (pod.spec.nodeName === undefined || pod.spec.nodeName === '') period = 0;
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') period = 0;
    return period < 0 ? 1 : period;
  },
};
