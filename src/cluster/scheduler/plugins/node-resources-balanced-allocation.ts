// Prefers nodes whose cpu and memory shares the Pod brings closer together: kube-scheduler's NodeResourcesBalancedAllocation.
import { maxNodeScore, type Plugin } from '../framework.ts';
import type { Resource } from '../pod-info.ts';
import { skip } from '../status.ts';

/** 100 when cpu and memory are used to the same share, less the further apart they are. */
function balance(milliCpu: number, memory: number, allocatable: Resource): number {
  const hasBoth = allocatable.milliCpu > 0 && allocatable.memory > 0;
  const deviation = hasBoth ? Math.abs((Math.min(1, milliCpu / allocatable.milliCpu) - Math.min(1, memory / allocatable.memory)) / 2) : 0;
  return Math.trunc((1 - deviation) * maxNodeScore);
}

export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  preScore(_state, { requests }) {
    return requests.milliCpu === 0 && requests.memory === 0 ? skip : undefined;
  },
  /** Rates the change, so that a node is not favoured for being even without the Pod. */
  score(_state, { requests }, { allocatable, requested }) {
    const after = balance(requested.milliCpu + requests.milliCpu, requested.memory + requests.memory, allocatable);
    const before = balance(requested.milliCpu, requested.memory, allocatable);
    const half = maxNodeScore / 2;
    return half + Math.trunc((half + after - before) / 2);
  },
};
