import { expect, test } from 'vitest';
import { containerFindings, findings } from './findings.ts';

test.each<[string, object, readonly string[]]>([
  ['nearly anything is a name', { env: [{ name: '1 $%' }] }, []],
  ['but an equals sign', { env: [{ name: 'a=b' }] }, ['env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than \'=\'']],
  ['a source is needed', { env: [{ name: 'A', valueFrom: {} }] }, ['env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`']],
  ['a value and a source exclude each other', { env: [{ name: 'A', value: 'x', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }, ['env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty']],
  ['fields that a variable can hold', { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.phase' } } }] }, ['env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"']],
  ['fields that nobody knows', { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.x' } } }] }, ['env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.x": error converting fieldPath: field label not supported: spec.x']],
  ['a label', { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } }] }, []],
  ['a divisor', { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1Mi' } } }] }, ['env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor\'s values 1m and 1 are supported with the cpu resource']],
  ['all of an object', { envFrom: [{}, { configMapRef: { name: 'UP' }, secretRef: { name: 's' } }] }, [
    'envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
    expect.stringMatching(/^envFrom\[1\]\.configMapRef\.name: Invalid value: "UP": a lowercase RFC 1123 subdomain/) as unknown as string,
    'envFrom: Invalid value: "": may not have more than one field specified at a time',
  ]],
])('%s', (_, container, expected) => {
  expect(containerFindings(container)).toEqual(expected);
});

test('a file of variables lies in an emptyDir', () => {
  const env = [{ name: 'A', valueFrom: { fileKeyRef: { key: 'A', volumeName: 'v', path: 'env' } } }];
  const containers = [{ name: 'c', image: 'x', env }];
  expect(findings({ containers })).toEqual(['spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: "v"']);
  expect(findings({ containers, volumes: [{ name: 'v', secret: { secretName: 's' } }] })).toEqual(['spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "v": referenced volume must be of type emptyDir']);
  expect(findings({ containers, volumes: [{ name: 'v', emptyDir: {} }] })).toEqual([]);
});
