import type { Job } from '../../src/api/generated/batch-v1.ts';
import { expect, test } from 'vitest';
import { checkCreate } from '../../src/api/check.ts';
import { errorText } from '../../src/api/field/error.ts';
import { kindRows } from '../../src/api/scheme.ts';
import { rulesOf } from '../../src/api/validation-registry.ts';

test('every stored kind has rules for creating and for updating', () => {
  for (const row of kindRows.filter((r) => r.isStored)) {
    expect(rulesOf(row.goType)?.validateCreate, row.goType).toBeDefined();
    expect(rulesOf(row.goType)?.validateUpdate, row.goType).toBeDefined();
  }
});

/** `apiVersion Kind` and the rest of a manifest; the findings as the server words them. */
function findings(apiVersion: string, kind: string, rest: object): string[] {
  return checkCreate({ value: { apiVersion, kind, metadata: { name: 'x' }, ...rest }, apiVersion, kind, namespace: 'default' }).errors.map(errorText);
}

test.each<[string, string, object, string[]]>([
  ['rbac.authorization.k8s.io/v1', 'Role', { rules: [{ verbs: [] }] }, ['rules[0].verbs: Required value: verbs must contain at least one value', 'rules[0].apiGroups: Required value: resource rules must supply at least one api group', 'rules[0].resources: Required value: resource rules must supply at least one resource']],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef: { kind: 'Job', name: 'a' }, subjects: [{ kind: 'User', name: 'u' }] }, ['roleRef.kind: Unsupported value: "Job": supported values: "Role", "ClusterRole"']],
  ['networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{ ports: [{ port: 80, endPort: 70 }], from: [{}] }] } }, ['spec.ingress[0].ports[0].endPort: Invalid value: 70: must be greater than or equal to `port`', 'spec.ingress[0].from[0]: Required value: must specify a peer']],
  ['networking.k8s.io/v1', 'Ingress', { spec: { rules: [{ host: '10.0.0.1', http: { paths: [{ path: 'a', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }] } }] } }, ['spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address', 'spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path']],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, minReplicas: 3, maxReplicas: 2 } }, ['spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`']],
  ['node.k8s.io/v1', 'RuntimeClass', { handler: 'Bad_' }, ["handler: Invalid value: \"Bad_\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"]],
  ['v1', 'Endpoints', { subsets: [{ addresses: [{ ip: '127.0.0.1' }], ports: [{ port: 80 }] }] }, ['subsets[0].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)']],
  ['v1', 'Service', { spec: { type: 'LoadBalancer', ports: [{ port: 80 }], externalTrafficPolicy: 'Local', healthCheckNodePort: 99999 } }, ['spec.healthCheckNodePort: Invalid value: 99999: must be between 1 and 65535, inclusive']],
  ['v1', 'Pod', { spec: { containers: [{ name: 'c', image: 'i' }], volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }] } }, []],
])('%s %s', (apiVersion, kind, rest, expected) => {
  expect(findings(apiVersion, kind, rest)).toEqual(expected);
});

test('an update may not change what is fixed', () => {
  const make = (kind: string, rest: object): never => checkCreate({ value: { metadata: { name: 'x' }, ...rest }, apiVersion: kind === 'Service' || kind === 'PersistentVolumeClaim' ? 'v1' : 'batch/v1', kind, namespace: 'default' }).object as never;
  const withVersion = (object: { metadata: { resourceVersion?: string } }): never => { object.metadata.resourceVersion = '1'; return object as never; };
  const claim = (size: string): never => withVersion(make('PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } } }));
  const texts = (goType: string, now: never, old: never): string[] => (rulesOf(goType)?.validateUpdate?.(now, old) ?? []).map((error) => errorText(error).split('\n')[0] ?? '');
  expect(texts('core/v1.PersistentVolumeClaim', claim('2Gi'), claim('1Gi'))).toEqual(['spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims']);
  const old = make('Job', { spec: { completions: 2, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } } } }) as Job;
  const more: Job = { ...withVersion(old as never) as Job, spec: { ...old.spec, completions: 3 } };
  expect(texts('batch/v1.Job', more as never, old as never)).toContain('spec.completions: Invalid value: 3: field is immutable');
});

test.each<[string, object, string[]]>([
  ['a success policy names indexes that exist', { completionMode: 'Indexed', completions: 3, successPolicy: { rules: [{ succeededIndexes: '0,2-5' }] } }, ['spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0,2-5": error parsing succeededIndexes: too large index: "5"']],
  ['and not more of them than there are', { completionMode: 'Indexed', completions: 9, successPolicy: { rules: [{ succeededIndexes: '0,2-3', succeededCount: 4 }] } }, ['spec.successPolicy.rules[0].succeededCount: Invalid value: 4: must be less than or equal to 3 (the number of indexes in the specified succeededIndexes field)']],
  ['in order', { completionMode: 'Indexed', completions: 9, successPolicy: { rules: [{ succeededIndexes: '3,1' }] } }, ['spec.successPolicy.rules[0].succeededIndexes: Invalid value: "3,1": error parsing succeededIndexes: non-increasing order, previous: 3, current: 1']],
  ['limits per index need indexes', { backoffLimitPerIndex: 1 }, ['spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode']],
])('Jobs: %s', (_what, spec, expected) => {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } };
  expect(findings('batch/v1', 'Job', { spec: { ...spec, template } })).toEqual(expected);
});
