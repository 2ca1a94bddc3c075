// Fields whose feature gate is off in 1.36 are dropped when a Pod is created: pkg/api/pod's DropDisabledPodFields.
import type { PodSpec } from '../generated/core-v1.ts';

/** Changes `spec` in place; also used for the templates of workloads. */
export function dropDisabledPodFields(spec: PodSpec): void {
  delete spec.schedulingGroup;
}
