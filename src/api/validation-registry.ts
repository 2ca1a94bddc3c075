// Which rules judge which kind: one row per Go type, called by `checkCreate` and by the API server's update paths.
import { apiextensionsRules } from './apiextensions/validation/apiextensions-rules.ts';
import { appsRules } from './apps/validation/apps-rules.ts';
import { autoscalingRules } from './autoscaling/validation/autoscaling-rules.ts';
import { batchRules } from './batch/validation/batch-rules.ts';
import { coordinationRules } from './coordination/validation/coordination-rules.ts';
import { coreRules } from './core/validation/core-rules.ts';
import { podRules } from './core/validation/pod-rules.ts';
import { discoveryRules } from './discovery/validation/discovery-rules.ts';
import { eventsRules } from './events/validation/events-rules.ts';
import type { KindRules } from './kind-rules.ts';
import { networkingRules } from './networking/validation/networking-rules.ts';
import { nodeRules } from './node/validation/node-rules.ts';
import { policyRules } from './policy/validation/policy-rules.ts';
import { rbacRules } from './rbac/validation/rbac-rules.ts';
import { schedulingRules } from './scheduling/validation/scheduling-rules.ts';
import { storageRules } from './storage/validation/storage-rules.ts';

const rules: ReadonlyMap<string, KindRules> = new Map([
  podRules, ...coreRules, ...appsRules, ...batchRules, ...policyRules, ...schedulingRules, ...storageRules, ...coordinationRules, ...nodeRules, ...eventsRules, ...discoveryRules, ...networkingRules, ...autoscalingRules, ...rbacRules, ...apiextensionsRules,
]);

/** The rules of a kind by its row's `goType`; undefined for kinds that are answered and forgotten. */
export function rulesOf(goType: string): KindRules | undefined {
  return rules.get(goType);
}
