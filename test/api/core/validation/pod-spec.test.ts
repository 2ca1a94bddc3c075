import { expect, test } from 'vitest';
import type { PodSpec } from '../../../../src/api/generated/core-v1.ts';
import type { New } from '../../../../src/api/meta/object.ts';
import { findings, templateFindings } from './findings.ts';

test.each<[string, New<PodSpec>, readonly string[]]>([
  ['a Pod with one container', {}, []],
  ['restart policies', { restartPolicy: 'Sometimes' as never }, ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"']],
  ['a deadline', { activeDeadlineSeconds: 0 }, ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive']],
  ['DNS policies', { dnsPolicy: 'None' }, ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None']],
  ['DNS servers', { dnsConfig: { nameservers: ['1.2.3.4', 'x', '::1', '010.0.0.1'], options: [{}] } }, [
    'spec.dnsConfig.nameservers: Invalid value: ["1.2.3.4","x","::1","010.0.0.1"]: must not have more than 3 nameservers',
    'spec.dnsConfig.nameservers[1]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    'spec.dnsConfig.nameservers[3]: Invalid value: "010.0.0.1": must not have leading 0s',
    'spec.dnsConfig.options[0]: Required value: must not be empty',
  ]],
  ['entries of /etc/hosts', { hostAliases: [{ ip: '1', hostnames: ['a'] }] }, ['spec.hostAliases[0].ip: Invalid value: "1": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
  ['ports in the host\'s network', { hostNetwork: true, containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80, hostPort: 81 }] }] }, ['spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true']],
  ['a hostname of its own', { hostnameOverride: 'h', hostNetwork: true }, ['spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true']],
  ['gates', { schedulingGates: [{ name: 'a' }, { name: 'a' }], nodeName: 'n' }, ['spec.schedulingGates[1]: Duplicate value: "a"', 'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared']],
  ['tolerations', { tolerations: [{ operator: 'Equal' }, { key: 'k', operator: 'Exists', value: 'v' }, { key: 'k', operator: 'Gt', value: '1' }, { key: 'k', tolerationSeconds: 1 }] }, [
    'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    "spec.tolerations[1].operator: Invalid value: \"v\": value must be empty when `operator` is 'Exists'",
    'spec.tolerations[2].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "Lt", "Gt"',
    "spec.tolerations[3].effect: Invalid value: \"\": effect must be 'NoExecute' when `tolerationSeconds` is set",
  ]],
  ['node affinity', { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'k', operator: 'Gt', values: [] }], matchFields: [{ key: 'x', operator: 'In', values: ['a'] }] }] }, preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101, preference: {} }] } } }, [
    "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'",
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].key: Invalid value: "x": not a valid field selector key',
    'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 101: must be in the range 1-100',
  ]],
  ['Pod affinity', { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'z', matchLabelKeys: ['a'], mismatchLabelKeys: ['a'], labelSelector: { matchExpressions: [{ key: 'b', operator: 'In' }] } }] } } }, [
    "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    'spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and mismatchLabelKeys',
  ]],
  ['spreading', { topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'z', whenUnsatisfiable: 'ScheduleAnyway', minDomains: 1 }, { maxSkew: 1, topologyKey: 'z', whenUnsatisfiable: 'ScheduleAnyway' }] }, [
    'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
    'spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{z, ScheduleAnyway}"',
    'spec.topologySpreadConstraints[0].minDomains: Invalid value: 1: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
  ]],
  ['claims', { resourceClaims: [{ name: 'a' }] }, ['spec.resourceClaims[0]: Invalid value: {"Name":"a","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`']],
])('%s', (_, spec, expected) => {
  expect(findings(spec)).toEqual(expected);
});

test('a static Pod knows its node', () => {
  expect(findings({}, { annotations: { 'kubernetes.io/config.mirror': 'x' } })).toEqual(['metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set']);
});

test('a template may leave open what its Pods get later', () => {
  expect(templateFindings({ spec: { containers: [{ name: 'c', image: ' x', ports: [{ containerPort: 80 }] }], hostNetwork: true } })).toEqual([]);
  expect(templateFindings({ metadata: { labels: { a: '-' } }, spec: { containers: [], ephemeralContainers: [{ name: 'e', image: 'x' }] } })).toEqual([
    expect.stringMatching(/^spec\.template\.labels: Invalid value: "-"/),
    'spec.template.spec.containers: Required value',
    'spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
  ]);
});
