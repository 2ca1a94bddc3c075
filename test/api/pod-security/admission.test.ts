import { expect, test } from 'vitest';
import { errorText } from '../../../src/api/field/error.ts';
import type { PodSpec } from '../../../src/api/generated/core-v1.ts';
import type { New } from '../../../src/api/meta/object.ts';
import { evaluatePodSecurity, evaluatePodsInNamespace, isSignificantPodUpdate, newlyEnforced, validateNamespaceLabels } from '../../../src/api/pod-security/admission.ts';
import { policyToEvaluate } from '../../../src/api/pod-security/policy.ts';

const label = 'pod-security.kubernetes.io/';

function verdict(labels: Record<string, string>, spec: New<PodSpec>, annotations?: Record<string, string>) {
  return evaluatePodSecurity(policyToEvaluate(labels).policy, { metadata: { name: 'p', ...(annotations && { annotations }) }, spec }, true);
}

const plain = { containers: [{ name: 'c', image: 'busybox' }] };
const hardened = {
  containers: [{ name: 'c', image: 'busybox', securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' as const } } }],
};

test.each<[string, string, New<PodSpec>, string | undefined]>([
  ['a plain Pod is baseline', 'baseline', plain, undefined],
  ['a plain Pod is not restricted', 'restricted', plain, 'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'],
  ['a hardened Pod is restricted', 'restricted', hardened, undefined],
  ['namespaces of the host', 'baseline', { ...plain, hostPID: true, hostIPC: true }, 'violates PodSecurity "baseline:latest": host namespaces (hostPID=true, hostIPC=true)'],
  ['ports of the host', 'baseline', { containers: [{ name: 'a', ports: [{ hostPort: 80 }] }, { name: 'b', ports: [{ hostPort: 443 }] }] }, 'violates PodSecurity "baseline:latest": hostPort (containers "a", "b" use hostPorts 443, 80)'],
  ['capabilities', 'baseline', { containers: [{ name: 'c', securityContext: { capabilities: { add: ['SYS_ADMIN', 'KILL', 'NET_RAW'] } } }] }, 'violates PodSecurity "baseline:latest": non-default capabilities (container "c" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add)'],
  ['volumes', 'restricted', { ...hardened, volumes: [{ name: 'v', hostPath: { path: '/' } }] }, 'violates PodSecurity "restricted:latest": restricted volume types (volume "v" uses restricted volume type "hostPath")'],
  ['sysctls', 'baseline', { ...plain, securityContext: { sysctls: [{ name: 'kernel.shm_rmid_forced', value: '1' }, { name: 'kernel.msgmax', value: '1' }] } }, 'violates PodSecurity "baseline:latest": forbidden sysctls (kernel.msgmax)'],
  ['SELinux', 'baseline', { ...plain, securityContext: { seLinuxOptions: { type: 'spc_t', role: 'r' } } }, 'violates PodSecurity "baseline:latest": seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "spc_t"; role may not be set)'],
  ['root in a user namespace', 'restricted', { ...hardened, hostUsers: false, securityContext: { runAsUser: 0 } }, undefined],
  ['/proc outside one', 'baseline', { containers: [{ name: 'c', securityContext: { procMount: 'Unmasked' } }] }, 'violates PodSecurity "baseline:latest": procMount (container "c" must not set securityContext.procMount to "Unmasked")'],
])('%s', (_, level, spec, forbidden) => {
  expect(verdict({ [`${label}enforce`]: level }, spec).forbidden).toBe(forbidden);
});

test('older versions of the standards are milder', () => {
  const probe = { containers: [{ name: 'c', livenessProbe: { httpGet: { host: '1.2.3.4' } } }] };
  expect(verdict({ [`${label}enforce`]: 'baseline', [`${label}enforce-version`]: 'v1.33' }, probe).forbidden).toBeUndefined();
  expect(verdict({ [`${label}enforce`]: 'baseline', [`${label}enforce-version`]: 'v1.99' }, probe).forbidden).toBe('violates PodSecurity "baseline:v1.99": probe or lifecycle host (container "c" uses probe or lifecycle host "1.2.3.4")');
});

test('old annotations count', () => {
  expect(verdict({ [`${label}enforce`]: 'baseline' }, plain, { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' }).forbidden)
    .toBe('violates PodSecurity "baseline:latest": forbidden AppArmor profile (annotation must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/c="unconfined"")');
});

test('a workload is warned about at the level that will be enforced', () => {
  const { policy } = policyToEvaluate({ [`${label}enforce`]: 'baseline' });
  const template = { spec: { containers: [{ name: 'c', securityContext: { privileged: true } }] } };
  expect(evaluatePodSecurity(policy, template, false)).toEqual({ warnings: ['would violate PodSecurity "baseline:latest": privileged (container "c" must not set securityContext.privileged=true)'] });
});

test('labels that nobody understands are refused, unless they were there before', () => {
  const labels = { [`${label}enforce`]: 'bogus', [`${label}warn-version`]: '1.2' };
  expect(validateNamespaceLabels(labels).map(errorText)).toEqual([
    'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "bogus": must be one of privileged, baseline, restricted',
    'metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "1.2": must be "latest" or "v1.x"',
  ]);
  expect(validateNamespaceLabels({ ...labels, a: 'b' }, { labels })).toEqual([]);
});

test('a stricter level is held against the Pods that are there', () => {
  const enforce = newlyEnforced({ [`${label}enforce`]: 'baseline' }, {});
  expect(enforce).toEqual({ level: 'baseline', version: 'latest' });
  const bad = (name: string) => ({ metadata: { name }, spec: { ...plain, hostNetwork: true } });
  expect(enforce && evaluatePodsInNamespace('ns', enforce, [bad('b'), bad('a'), { metadata: { name: 'ok' }, spec: plain }])).toEqual([
    'existing pods in namespace "ns" violate the new PodSecurity enforce level "baseline:latest"',
    'a (and 1 other pod): host namespaces',
  ]);
  expect(newlyEnforced({}, { [`${label}enforce`]: 'baseline' })).toBeUndefined();
});

test('an update counts when an image or an ephemeral container changes', () => {
  const pod = { spec: plain };
  expect(isSignificantPodUpdate({ spec: { ...plain, hostname: 'h' } }, pod)).toBe(false);
  expect(isSignificantPodUpdate({ spec: { containers: [{ name: 'c', image: 'other' }] } }, pod)).toBe(true);
  expect(isSignificantPodUpdate({ spec: { ...plain, ephemeralContainers: [{ name: 'd', image: 'x' }] } }, pod)).toBe(true);
});
