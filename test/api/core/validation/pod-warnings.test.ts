import { expect, test } from 'vitest';
import { podTemplateWarnings, podWarnings } from '../../../../src/api/core/validation/pod-warnings.ts';
import { FieldPath } from '../../../../src/api/field/path.ts';
import type { PodSpec } from '../../../../src/api/generated/core-v1.ts';
import type { ObjectMeta } from '../../../../src/api/generated/meta-v1.ts';
import type { New } from '../../../../src/api/meta/object.ts';
import { pod } from './findings.ts';

const c = { name: 'c', image: 'x' };

test.each<[string, New<PodSpec>, New<ObjectMeta>, readonly string[]]>([
  ['a Pod with one container', {}, {}, []],
  ['a name with dots', {}, { name: 'a.b' }, ["metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]"]],
  ['old labels of nodes', { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } }, {}, ['spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead']],
  ['volumes that are gone', { volumes: [{ name: 'g', gitRepo: { repository: 'r' } }] }, {}, ['spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+']],
  ['files at one place', { volumes: [{ name: 'v', configMap: { name: 'm', items: [{ key: 'a', path: 'x' }, { key: 'b', path: 'x/y' }] } }] }, {}, ['volume "v" (ConfigMap "m"): overlapping paths: "x/y" with "x"']],
  ['fractions of a byte', { containers: [{ ...c, resources: { requests: { memory: '100m' } } }] }, {}, ['spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer']],
  ['variables that hide others', { containers: [{ ...c, env: [{ name: 'A', value: '1' }, { name: 'A', value: 'x$(A)' }, { name: 'A', value: '2' }] }] }, {}, ['spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply']],
  ['ports that meet', { containers: [{ ...c, ports: [{ containerPort: 80, name: 'a' }, { containerPort: 80, hostPort: 8080 }, { containerPort: 81, name: 'a', hostIP: '1.1.1.1' }] }] }, {}, [
    'spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]',
    'spec.containers[0].ports[2]: hostIP set without hostPort: {Name:a HostPort:0 ContainerPort:81 Protocol:TCP HostIP:1.1.1.1}',
    'spec.containers[0].ports[2]: duplicate port name "a" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
  ]],
  ['a selector that selects nothing', { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'z' }] } } }, {}, ['spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod']],
  ['secrets without a name', { imagePullSecrets: [{}, {}] }, {}, ['spec.imagePullSecrets[1].name: duplicate name ""', 'spec.imagePullSecrets[0].name: invalid empty name ""', 'spec.imagePullSecrets[1].name: invalid empty name ""']],
])('%s', (_, spec, metadata, expected) => {
  expect(podWarnings(pod(spec, metadata))).toEqual(expected);
});

test('a template is told about annotations that are fields now', () => {
  const template = { metadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' } }, spec: { containers: [c] } };
  expect(podTemplateWarnings(template, FieldPath.of('spec', 'template'))).toEqual(['spec.template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead']);
});
