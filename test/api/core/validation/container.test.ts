import { expect, test } from 'vitest';
import { containerFindings, findings } from './findings.ts';

test.each<[string, object, readonly string[]]>([
  ['a name is a DNS label', { name: 'a.b' }, ['name: Invalid value: "a.b": must not contain dots']],
  ['an image is needed', { image: '' }, ['image: Required value']],
  ['an image is not padded', { image: ' x' }, ['image: Invalid value: " x": must not have leading or trailing whitespace']],
  ['pull policies', { imagePullPolicy: 'Sometimes' }, ['imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"']],
  ['message policies keep their order', { terminationMessagePolicy: 'x' }, ['terminationMessagePolicy: Unsupported value: "x": supported values: "File", "FallbackToLogsOnError"']],
  ['port names are unique', { ports: [{ containerPort: 1, name: 'a' }, { containerPort: 2, name: 'a' }] }, ['ports[1].name: Duplicate value: "a"']],
  ['ports have a range', { ports: [{ containerPort: 65536, hostPort: -1 }] }, ['ports[0].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive', 'ports[0].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive']],
  ['a port is needed', { ports: [{}] }, ['ports[0].containerPort: Required value']],
  ['host ports are taken once', { ports: [{ containerPort: 1, hostPort: 80 }, { containerPort: 2, hostPort: 80 }] }, ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"'.replace('spec.containers[0].', '')]],
  ['what a resize restarts', { resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'x' }, { resourceName: 'cpu', restartPolicy: 'NotRequired' }] }, ['resizePolicy: Unsupported value: "x": supported values: "NotRequired", "RestartContainer"', 'resizePolicy[1]: Duplicate value: "cpu"']],
  ['rules need a policy', { restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }] }, ['restartPolicy: Required value: must specify restartPolicy when restart rules are used']],
  ['rules name an action and exit codes', { restartPolicy: 'Never', restartPolicyRules: [{ action: 'Stop' }] }, ['restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", "RestartAllContainers"', 'restartPolicyRules[0].exitCodes: Required value: must be specified']],
])('%s', (_, container, expected) => {
  expect(containerFindings(container)).toEqual(expected);
});

test('names are unique among containers and init containers', () => {
  const c = { name: 'c', image: 'x' };
  expect(findings({ containers: [c, c] })).toEqual(['spec.containers[1].name: Duplicate value: "c"']);
  expect(findings({ containers: [c], initContainers: [c] })).toEqual(['spec.initContainers[0].name: Duplicate value: "c"']);
});

test('only sidecars among init containers have hooks and probes', () => {
  const container = { name: 'i', image: 'x', livenessProbe: { exec: { command: ['true'] } }, lifecycle: { preStop: { exec: { command: ['true'] } } } };
  expect(findings({ initContainers: [container] })).toEqual([
    'spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always',
    'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
  ]);
  expect(findings({ initContainers: [{ ...container, restartPolicy: 'Always' }] })).toEqual([]);
});

test('a Pod has a container and no ephemeral ones when it is created', () => {
  expect(findings({ containers: [] })).toEqual(['spec.containers: Required value']);
  expect(findings({ ephemeralContainers: [{ name: 'e', image: 'x', targetContainerName: 'z', ports: [{ containerPort: 1 }] }] })).toEqual([
    'spec.ephemeralContainers[0].targetContainerName: Not found: "z"',
    'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
    'spec.ephemeralContainers: Forbidden: cannot be set on create',
  ]);
});
