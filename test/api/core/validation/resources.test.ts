import { expect, test } from 'vitest';
import { containerFindings, findings } from './findings.ts';

test.each<[string, object, readonly string[]]>([
  ['requests fit into limits', { requests: { cpu: '1001m' }, limits: { cpu: '1' } }, ['resources.requests: Invalid value: "1001m": must be less than or equal to cpu limit of 1']],
  ['amounts are compared exactly', { requests: { memory: '9007199254740993' }, limits: { memory: '9007199254740992' } }, ['resources.requests: Invalid value: "9007199254740993": must be less than or equal to memory limit of 9007199254740992']],
  ['amounts are not negative', { requests: { memory: '-1' } }, ['resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0']],
  ['names are standard', { requests: { gpu: '1' } }, ['resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified', 'resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers']],
  ['devices are whole and not overcommitted', { requests: { 'a.b/c': '1500m' } }, ['resources.requests[a.b/c]: Invalid value: "1500m": must be an integer', 'resources.limits: Required value: Limit must be set for non overcommitable resources']],
  ['huge pages come with cpu or memory, in pages', { limits: { 'hugepages-2Mi': '3Mi' } }, ['resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi', 'resources.requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi', 'resources: Forbidden: HugePages require cpu or memory']],
  ['claims are the Pod\'s', { claims: [{ name: 'x' }] }, ['resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims which is empty']],
])('%s', (_, resources, expected) => {
  expect(containerFindings({ resources })).toEqual(expected);
});

test('a Pod as a whole gets at least what its containers ask for', () => {
  const containers = ['a', 'b'].map((name) => ({ name, image: 'x', resources: { requests: { cpu: '600m' }, limits: { cpu: '3' } } }));
  expect(findings({ containers, resources: { requests: { cpu: '1' }, limits: { cpu: '2' } } })).toEqual([
    'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 1200m',
    'spec.resources.containers[0][cpu].limits: Invalid value: "3": must be less than or equal to pod limits of 2',
    'spec.resources.containers[1][cpu].limits: Invalid value: "3": must be less than or equal to pod limits of 2',
  ]);
});

test('what a Pod as a whole can ask for', () => {
  expect(findings({ resources: { limits: { 'ephemeral-storage': '1Gi' } } })).toContain('spec.resources.limits[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"');
});
