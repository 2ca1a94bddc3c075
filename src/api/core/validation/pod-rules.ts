// The row of Pod in the validation registry, and what its subresources prepare and validate: pkg/registry/core/pod's strategies.
import type { FieldError } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Pod } from '../../generated/core-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { getWarningsForIP } from '../../meta/validation/ip.ts';
import { preparePodEphemeralContainersUpdate, preparePodResize, preparePodStatusUpdate, preparePodUpdate } from '../../strategy/pod-update.ts';
import { validatePodCreate } from './pod.ts';
import { validatePodEphemeralContainersUpdate } from './pod-ephemeral-containers.ts';
import { validatePodResize } from './pod-resize.ts';
import { validatePodStatusUpdate } from './pod-status.ts';
import { validatePodUpdate } from './pod-update.ts';
import { podWarnings } from './pod-warnings.ts';

export const podRules = kindRules<Pod>('core/v1.Pod', {
  validateCreate: validatePodCreate,
  validateUpdate: validatePodUpdate,
  // Updates of Pods come from machines, which read no warnings.
  warnings: (pod, old) => (old === undefined ? podWarnings(pod) : []),
});

/** How one way of updating a Pod goes: `prepare` changes `pod` in place, then `validate` judges it. */
interface PodUpdateRules {
  readonly prepare: (pod: Pod, old: Pod) => void;
  readonly validate: (pod: Pod, old: Pod) => FieldError[];
  readonly warnings?: (pod: Pod) => string[];
}

/** By subresource; '' is the Pod itself. */
export const podUpdateRules: Readonly<Record<string, PodUpdateRules>> = {
  '': { prepare: preparePodUpdate, validate: validatePodUpdate },
  status: { prepare: preparePodStatusUpdate, validate: validatePodStatusUpdate, warnings: podStatusWarnings },
  ephemeralcontainers: { prepare: preparePodEphemeralContainersUpdate, validate: validatePodEphemeralContainersUpdate },
  resize: { prepare: preparePodResize, validate: validatePodResize },
};

function podStatusWarnings({ status }: Pod): string[] {
  const path = FieldPath.of('status');
  return (['podIPs', 'hostIPs'] as const).flatMap((list) => (status[list] ?? []).flatMap(({ ip = '' }, i) => getWarningsForIP(path.child(list).index(i).child('ip'), ip)));
}
