import { expect, test } from 'vitest';
import { fieldDescription, typeDescription } from '../../../src/api/schema/docs.ts';
import { fieldOf, fieldsOf, goTypeText, kindSchema, type TypeSchema, typeSchema, unionOf, walk } from '../../../src/api/schema/schema.ts';

function at(apiVersion: string, kind: string, ...segments: (string | number)[]): TypeSchema | undefined {
  const type = kindSchema(apiVersion, kind);
  return type && walk(type, segments);
}

test('a walk from a kind reaches the type of any field', () => {
  expect(at('v1', 'Pod', 'spec', 'containers', 0, 'ports', 1, 'containerPort')).toMatchObject({ shape: 'integer', bits: 32 });
  expect(at('apps/v1', 'Deployment', 'spec', 'template', 'spec', 'restartPolicy')?.values).toEqual(['Always', 'OnFailure', 'Never']);
  expect(at('v1', 'Pod', 'spec', 'containers', 0, 'resources', 'limits', 'cpu')?.shape).toBe('quantity');
  expect(at('v1', 'Pod', 'metadata', 'labels', 'a.b/c')?.shape).toBe('string');
  expect(at('v1', 'Service', 'spec', 'ports', 0, 'targetPort')?.shape).toBe('intOrString');
  expect(at('v1', 'Secret', 'data', 'k')?.shape).toBe('bytes');
  expect(at('v1', 'Pod', 'spec', 'nope')).toBeUndefined();
  expect(at('v1', 'Pod', 'spec', 'containers', 'name')).toBeUndefined();
  expect(at('rbac.authorization.k8s.io/v1', 'Role', 'rules', 0, 'verbs')?.shape).toBe('list');
  expect(kindSchema('v1', 'PodSpec')).toBeUndefined();
  expect(kindSchema('v1', 'constructor')).toBeUndefined();
});

test('inlined structs lend their fields and unions', () => {
  const volume = typeSchema('core/v1.Volume');
  expect(fieldsOf(volume).map((f) => f.name).slice(0, 3)).toEqual(['name', 'hostPath', 'emptyDir']);
  expect(unionOf(volume)).toContain('configMap');
  expect(unionOf(typeSchema('core/v1.Probe'))).toEqual(['exec', 'httpGet', 'tcpSocket', 'grpc']);
  expect(unionOf(typeSchema('core/v1.Container'))).toBeUndefined();
});

test('merge facts say how lists merge', () => {
  const ports = fieldOf(typeSchema('core/v1.Container'), 'ports');
  expect(ports?.merge).toEqual({ listType: 'map', keys: ['containerPort', 'protocol'], patchStrategies: ['merge'], patchMergeKey: 'containerPort' });
  expect(fieldOf(typeSchema('core/v1.PodSpec'), 'tolerations')?.merge?.listType).toBe('atomic');
  expect(fieldOf(typeSchema('apps/v1.DeploymentSpec'), 'selector')?.merge?.listType).toBe('atomic');
  expect(fieldOf(typeSchema('core/v1.PodSpec'), 'volumes')?.merge?.patchStrategies).toEqual(['merge', 'retainKeys']);
});

test('descriptions come from upstream, with those of fields that have a struct type', () => {
  const pod = typeSchema('core/v1.Pod');
  const spec = fieldOf(pod, 'spec');
  expect(typeDescription(pod)).toMatch(/^Pod is a collection of containers/);
  expect(spec && fieldDescription(pod, spec)).toMatch(/^Specification of the desired behavior of the pod/);
  const container = typeSchema('core/v1.Container');
  const image = fieldOf(container, 'image');
  expect(image && fieldDescription(container, image)).toMatch(/image name/);
  const volume = typeSchema('core/v1.Volume');
  const emptyDir = fieldOf(volume, 'emptyDir');
  expect(emptyDir && fieldDescription(volume, emptyDir)).not.toBe('');
});

test('Go type texts are short', () => {
  expect(goTypeText('[]core/v1.Container')).toBe('[]v1.Container');
  expect(goTypeText('map[core/v1.ResourceName]resource.Quantity')).toBe('map[v1.ResourceName]resource.Quantity');
});
