// Who owns fields, and which writes count, in rare cases: asked of a real kube-apiserver 1.36.3.
import { beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { createApiServer, storeIndexes } from '../../../src/cluster/apiserver/api-server.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { inProcessHttp } from '../../support/in-process-http.ts';

let http: ReturnType<typeof inProcessHttp>;
const merge = 'application/merge-patch+json';
const apply = 'application/apply-patch+yaml';
const apps = '/apis/apps/v1/namespaces/default';
const core = '/api/v1/namespaces/default';
const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x' }] } };
const workload = (kind: string, name: string): object => ({ apiVersion: 'apps/v1', kind, metadata: { name }, spec: { selector: { matchLabels: { a: 'b' } }, template } });

interface Answer { readonly message?: string; readonly spec?: { readonly replicas?: number }; readonly metadata: { readonly resourceVersion: string; readonly labels?: object; readonly managedFields?: readonly { readonly manager: string; readonly operation: string; readonly apiVersion: string; readonly subresource?: string; readonly fieldsV1: object }[] } }

beforeAll(async () => {
  const server = createApiServer({ store: new Store({ clock: systemClock, ...(storeIndexes && { indexes: storeIndexes }) }), clock: systemClock, random: seededRandom(1), onError: (error) => { throw error; } });
  await server.bootstrap();
  http = inProcessHttp(() => server.transport());
});

async function ask(method: string, path: string, body?: object, contentType?: string): Promise<{ readonly code: number; readonly answer: Answer; readonly warnings: readonly string[] }> {
  const { code, body: answer, warnings } = await http.request(method, path, { ...(body && { body: JSON.stringify(body) }), ...(contentType !== undefined && { contentType }) });
  return { code, answer: answer as Answer, warnings };
}

async function owners(path: string): Promise<string[]> {
  const { answer } = await ask('GET', path);
  return (answer.metadata.managedFields ?? []).filter((entry) => JSON.stringify(entry.fieldsV1).includes('f:replicas')).map(({ manager, operation, apiVersion, subresource = '' }) => [manager, operation, apiVersion, subresource].join(' '));
}

test('a Scale can be applied: it owns the replicas of its workload, and gives them up', async () => {
  await ask('POST', `${apps}/deployments?fieldManager=m0`, workload('Deployment', 'd'));
  const scale = (replicas?: number): object => ({ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'd' }, spec: { ...(replicas !== undefined && { replicas }) } });
  await ask('PATCH', `${apps}/deployments/d/scale?fieldManager=m2`, { spec: { replicas: 4 } }, merge);
  const refused = await ask('PATCH', `${apps}/deployments/d/scale?fieldManager=m3`, scale(1), apply);
  expect(refused.answer.message).toBe('Apply failed with 1 conflict: conflict with "m2" with subresource "scale" using autoscaling/v1: .spec.replicas');
  await ask('PATCH', `${apps}/deployments/d/scale?fieldManager=m3`, scale(4), apply);
  expect(await owners(`${apps}/deployments/d`)).toEqual(['m3 Apply apps/v1 scale', 'm2 Update apps/v1 scale']);
  await ask('PATCH', `${apps}/deployments/d/scale?fieldManager=m3&force=true`, scale(1), apply);
  expect(await owners(`${apps}/deployments/d`)).toEqual(['m3 Apply apps/v1 scale']);
  expect((await ask('PATCH', `${apps}/deployments/d/scale?fieldManager=m3`, scale(), apply)).answer.spec).toEqual({});
  expect(await owners(`${apps}/deployments/d`)).toEqual([]);
});

test('an applied null or empty list is a value that others may hold another of', async () => {
  await ask('POST', '/apis/storage.k8s.io/v1/storageclasses?fieldManager=m2', { metadata: { name: 's' }, provisioner: 'x', allowVolumeExpansion: true, mountOptions: ['ro'] });
  const { answer } = await ask('PATCH', '/apis/storage.k8s.io/v1/storageclasses/s?fieldManager=m3', { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 's' }, provisioner: 'x', allowVolumeExpansion: null, mountOptions: [] }, apply);
  expect(answer.message).toBe('Apply failed with 2 conflicts: conflicts with "m2" using storage.k8s.io/v1:\n- .allowVolumeExpansion\n- .mountOptions');
});

test('an object with nothing written is not tracked by an apply that says nothing', async () => {
  await ask('POST', '/apis/coordination.k8s.io/v1/namespaces/default/leases', { metadata: { name: 'l' } });
  const { answer } = await ask('PATCH', '/apis/coordination.k8s.io/v1/namespaces/default/leases/l?fieldManager=m', { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l' } }, apply);
  expect(answer.metadata.managedFields).toBeUndefined();
});

test('conflicts name what is at a level before what is below it', async () => {
  const set = (type: string, size: string): object => ({ ...workload('StatefulSet', 'set'), spec: { selector: { matchLabels: { a: 'b' } }, template, serviceName: 's', podManagementPolicy: 'Parallel', updateStrategy: { type }, volumeClaimTemplates: [{ metadata: { name: 'v' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } } }] } });
  await ask('POST', `${apps}/statefulsets?fieldManager=m2`, set('RollingUpdate', '1Gi'));
  const { answer } = await ask('PATCH', `${apps}/statefulsets/set?fieldManager=m3`, set('OnDelete', '2Gi'), apply);
  expect(answer.message).toBe('Apply failed with 2 conflicts: conflicts with "m2" using apps/v1:\n- .spec.volumeClaimTemplates\n- .spec.updateStrategy.type');
});

test('a claim, and a Job whose labels the server made, count their first empty update and no other', async () => {
  await ask('POST', `${core}/persistentvolumeclaims`, { metadata: { name: 'c' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } });
  await ask('POST', '/apis/batch/v1/namespaces/default/jobs', { metadata: { name: 'j' }, spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x' }] } } } });
  await ask('POST', '/apis/batch/v1/namespaces/default/jobs', { metadata: { name: 'labelled' }, spec: { template: { metadata: { labels: { a: 'b' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x' }] } } } });
  const counted = async (path: string): Promise<boolean[]> => {
    const versions = [(await ask('GET', path)).answer.metadata.resourceVersion];
    for (let i = 0; i < 2; i++) versions.push((await ask('PATCH', path, {}, merge)).answer.metadata.resourceVersion);
    return [versions[0] !== versions[1], versions[1] !== versions[2]];
  };
  expect(await counted(`${core}/persistentvolumeclaims/c`)).toEqual([true, false]);
  expect(await counted('/apis/batch/v1/namespaces/default/jobs/j')).toEqual([true, false]);
  expect(await counted('/apis/batch/v1/namespaces/default/jobs/labelled')).toEqual([false, false]);
});

test('a DaemonSet\'s writer owns the annotation that counts templates', async () => {
  const { answer } = await ask('POST', `${apps}/daemonsets`, workload('DaemonSet', 'ds'));
  expect(answer.metadata.managedFields?.[0]?.fieldsV1).toHaveProperty(['f:metadata', 'f:annotations', 'f:deprecated.daemonset.template.generation']);
});

test('a patch that takes the version away leaves nothing that is known', async () => {
  await ask('POST', `${core}/configmaps`, { metadata: { name: 'm' }, data: { a: 'b' } });
  const { code, answer, warnings } = await ask('PATCH', `${core}/configmaps/m`, { apiVersion: null }, merge);
  expect([code, answer.message, ...warnings]).toEqual([400, 'the name of the object (m based on URL) was undeterminable: name must be provided', 'unknown field "data"', 'unknown field "metadata"']);
});

test('most kinds judge metadata with a status too; a Deployment\'s status leaves its labels alone', async () => {
  const status = async (path: string, metadata: object): Promise<string> => { const { code, answer } = await ask('PATCH', `${path}/status?dryRun=All`, { metadata }, merge); return `${code} ${answer.message ?? JSON.stringify(answer.metadata.labels ?? {})}`; };
  expect(await status(`${apps}/deployments/d`, { finalizers: ['x'] })).toContain('name is neither a standard finalizer name nor is it fully qualified');
  expect(await status(`${apps}/deployments/d`, { labels: { '-': 'x' } })).toBe('200 {}');
  await ask('POST', '/apis/policy/v1/namespaces/default/poddisruptionbudgets', { metadata: { name: 'b' }, spec: { minAvailable: 1 } });
  expect(await status('/apis/policy/v1/namespaces/default/poddisruptionbudgets/b', { finalizers: ['x'] })).toBe('200 {}');
});

test('an entry without any key is told once for its list', async () => {
  const { answer } = await ask('PATCH', `${core}/serviceaccounts/a?fieldManager=m`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' }, secrets: [{}, {}] }, apply);
  expect(answer.message).toBe('failed to create typed patch object (/a; v1, Kind=ServiceAccount): .secrets: element 0: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)'.replace('; v1', '; /v1'));
});

test('the selector of a disruption budget is owned as one, like every selector of labels', async () => {
  const { answer } = await ask('POST', '/apis/policy/v1/namespaces/default/poddisruptionbudgets', { metadata: { name: 'whole' }, spec: { minAvailable: 1, selector: { matchLabels: { a: 'b' } } } });
  expect(answer.metadata.managedFields?.[0]?.fieldsV1).toEqual({ 'f:spec': { 'f:minAvailable': {}, 'f:selector': {} } });
});

test('an applied collection with nothing written leaves what others have in it', async () => {
  const applied = async (manager: string, data: unknown): Promise<unknown> => (await ask('PATCH', `${core}/configmaps/shared?fieldManager=${manager}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shared' }, data }, apply)).answer;
  await applied('one', { a: '1' });
  expect(await applied('two', null)).toMatchObject({ data: { a: '1' }, metadata: { managedFields: expect.arrayContaining([expect.objectContaining({ manager: 'two', fieldsV1: { 'f:data': {} } })]) as unknown } });
  expect(await applied('one', null)).not.toHaveProperty('data.a');
});

test.each([
  [{ 'f:data': { '.': {} } }, { 'f:data': {} }],
  [{ 'f:data': null }, { 'f:data': {} }],
  [{ 'f:data': { 'f:q': { '.': {}, 'f:z': { '.': null } } } }, { 'f:data': { 'f:q': { '.': {}, 'f:z': {} } } }],
  [{ 'f:data': { 'k:{"b" : 1, "a":2}': {}, 'v: "x"': {} } }, { 'f:data': { 'k:{"a":2,"b":1}': {}, 'v:"x"': {} } }],
])('entries that a client writes in its own form are written again in the one form: %j', async (fieldsV1, written) => {
  await ask('POST', `${core}/configmaps`, { metadata: { name: 'form' }, data: { q: 'r' } });
  const entry = { manager: 'm', operation: 'Update', apiVersion: 'v1', time: '2020-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1 };
  const { answer } = await ask('PUT', `${core}/configmaps/form`, { metadata: { name: 'form', managedFields: [entry] }, data: { q: 'r' } });
  expect(answer.metadata.managedFields?.map((m) => m.fieldsV1)).toEqual([written]);
});

test('an object may be created with entries: their managers keep what the creation does not write', async () => {
  const entry = { manager: 'm', operation: 'Update', apiVersion: 'v1', time: '2020-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:q': {}, 'f:z': {} } } };
  const { answer } = await ask('POST', `${core}/configmaps?fieldManager=a`, { metadata: { name: 'brought', managedFields: [entry] }, data: { q: 'r' } });
  expect(answer.metadata.managedFields?.map((m) => [m.manager, m.fieldsV1])).toEqual([['m', { 'f:data': { 'f:z': {} } }], ['a', { 'f:data': { '.': {}, 'f:q': {} } }]]);
});

test('who applies no labels any more takes them away, and nothing else of the metadata', async () => {
  const config = (metadata: object): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', ...metadata } });
  await ask('PATCH', `${core}/configmaps/m?fieldManager=m`, config({ labels: { a: '1' } }), apply);
  const { code, answer } = await ask('PATCH', `${core}/configmaps/m?fieldManager=m`, config({}), apply);
  expect(code).toBe(200);
  expect(answer.metadata).toMatchObject({ name: 'm' });
  expect(answer.metadata.labels).toBeUndefined();
});
