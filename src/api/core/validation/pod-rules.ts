// The row of Pod in the validation registry: what its strategy validates and warns about.
import type { Pod } from '../../generated/core-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { validatePodCreate } from './pod.ts';
import { validatePodUpdate } from './pod-update.ts';
import { podWarnings } from './pod-warnings.ts';

export const podRules = kindRules<Pod>('core/v1.Pod', {
  validateCreate: validatePodCreate,
  validateUpdate: validatePodUpdate,
  // Updates of Pods come from machines, which read no warnings.
  warnings: (pod, old) => (old === undefined ? podWarnings(pod) : []),
});
