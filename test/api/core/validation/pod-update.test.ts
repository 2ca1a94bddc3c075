import { expect, test } from 'vitest';
import { validatePodUpdate } from '../../../../src/api/core/validation/pod-update.ts';
import type { PodSpec } from '../../../../src/api/generated/core-v1.ts';
import type { New } from '../../../../src/api/meta/object.ts';
import { pod, texts } from './findings.ts';

function updateFindings(newSpec: New<PodSpec>, oldSpec: New<PodSpec>): string[] {
  return texts(validatePodUpdate(pod(newSpec), pod(oldSpec)));
}
const prefix = 'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n';

test('what may change', () => {
  const toleration = { key: 'k', operator: 'Exists' as const, effect: 'NoExecute' as const };
  expect(updateFindings({}, {})).toEqual([]);
  expect(updateFindings({ containers: [{ name: 'c', image: 'other' }] }, { containers: [{ name: 'c', image: 'x:1' }] })).toHaveLength(1);
  expect(updateFindings({ containers: [{ name: 'c', image: 'x:2' }] }, { containers: [{ name: 'c', image: 'x:1' }] })).toEqual([]);
  expect(updateFindings({ activeDeadlineSeconds: 5 }, { activeDeadlineSeconds: 10 })).toEqual([]);
  expect(updateFindings({ tolerations: [{ ...toleration, tolerationSeconds: 1 }, { operator: 'Exists' }] }, { tolerations: [toleration] })).toEqual([]);
});

test('what is refused in words', () => {
  expect(updateFindings({ containers: [{ name: 'c', image: 'x' }, { name: 'd', image: 'x' }] }, {})).toEqual(['spec.containers: Forbidden: pod updates may not add or remove containers']);
  expect(updateFindings({ activeDeadlineSeconds: 11 }, { activeDeadlineSeconds: 10 })).toEqual(['spec.activeDeadlineSeconds: Invalid value: 11: must be less than or equal to previous value']);
  expect(updateFindings({}, { activeDeadlineSeconds: 10 })).toEqual(['spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value']);
  expect(updateFindings({}, { tolerations: [{ operator: 'Exists' }] })).toEqual(['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds']);
  expect(updateFindings({ schedulingGates: [{ name: 'b' }] }, { schedulingGates: [{ name: 'a' }] })).toEqual(["spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'b'"]);
});

test('other changes are shown as a diff of the internal object', () => {
  expect(updateFindings({ hostname: 'b', hostNetwork: true }, { hostname: 'a' })).toEqual([
    `${prefix}@@ -44,7 +44,7 @@\n  "AutomountServiceAccountToken": null,\n  "NodeName": "",\n  "SecurityContext": {\n-  "HostNetwork": false,\n+  "HostNetwork": true,\n   "HostPID": false,\n   "HostIPC": false,\n   "ShareProcessNamespace": null,\n@@ -64,7 +64,7 @@\n   "SELinuxChangePolicy": null\n  },\n  "ImagePullSecrets": null,\n- "Hostname": "a",\n+ "Hostname": "b",\n  "Subdomain": "",\n  "SetHostnameAsFQDN": null,\n  "Affinity": null,\n`,
  ]);
});

test('a gated Pod can be told where to go, more and more narrowly', () => {
  const gated = { schedulingGates: [{ name: 'a' }] };
  const affinity = (...keys: string[]) => ({ nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: keys.map((key) => ({ key, operator: 'Exists' as const })) }] } } });
  expect(updateFindings({ ...gated, nodeSelector: { a: 'b' } }, gated)).toEqual([]);
  expect(updateFindings({ ...gated, nodeSelector: { a: 'c' } }, { ...gated, nodeSelector: { a: 'b' } })).toEqual(['spec.nodeSelector: Invalid value: {"a":"c"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)']);
  expect(updateFindings({ ...gated, affinity: affinity('a', 'b') }, { ...gated, affinity: affinity('a') })).toEqual([]);
  expect(updateFindings({ ...gated, affinity: affinity('b') }, { ...gated, affinity: affinity('a') })).toEqual([
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]: Invalid value: {"MatchExpressions":[{"Key":"b","Operator":"Exists","Values":null}],"MatchFields":null}: only additions are allowed (no mutations or deletions)',
  ]);
});

test('what an old Pod does wrong stays allowed', () => {
  const old = { hostUsers: false, hostNetwork: true };
  expect(updateFindings(old, old)).toEqual([]);
  expect(updateFindings(old, {})[0]).toBe('spec.hostNetwork: Forbidden: when `hostUsers` is false');
});
