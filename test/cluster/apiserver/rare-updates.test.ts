// Answers to updates that no recorded case sends, asked of a real kube-apiserver 1.36.3 with the same objects.
import { beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { createApiServer, storeIndexes } from '../../../src/cluster/apiserver/api-server.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { inProcessHttp } from '../../support/in-process-http.ts';

let http: ReturnType<typeof inProcessHttp>;
const space = '/api/v1/namespaces/default';
const apps = '/apis/apps/v1/namespaces/default';
const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
const jobs = '/apis/batch/v1/namespaces/default/jobs';
const merge = 'application/merge-patch+json';
const strategic = 'application/strategic-merge-patch+json';
const json = 'application/json-patch+json';

beforeAll(async () => {
  const store = new Store({ clock: systemClock, ...(storeIndexes && { indexes: storeIndexes }) });
  const server = createApiServer({ store, clock: systemClock, random: seededRandom(1), onError: (error) => { throw error; } });
  await server.bootstrap();
  http = inProcessHttp(() => server.transport());
  await send('POST', `${space}/configmaps`, { metadata: { name: 'm' } });
  await send('POST', `${space}/services`, { metadata: { name: 's' }, spec: { clusterIP: '10.96.7.7', ports: [{ port: 80 }] } });
  await send('POST', slices, { metadata: { name: 'e' }, addressType: 'IPv4', endpoints: [{ addresses: ['1.2.3.4'] }] });
});

interface Answer { readonly code: number; readonly body: { readonly message?: string }; readonly warnings: readonly string[] }

async function send(method: string, path: string, body: unknown, contentType?: string): Promise<Answer> {
  return (await http.request(method, path, { body: typeof body === 'string' ? body : JSON.stringify(body), ...(contentType !== undefined && { contentType }) })) as Answer;
}

const templateOf = (values: readonly string[]): unknown => ({
  metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i', env: values.map((value) => ({ name: 'A', value })) }] },
});
const hidden = (i: number): string => `spec.template.spec.containers[0].env[${i}]: hides previous definition of "A", which may be dropped when using apply`;

test('a ReplicationController is warned of what an update replaces, its scaling too', async () => {
  const controller = (values: readonly string[]): unknown => ({ metadata: { name: 'r' }, spec: { selector: { a: 'b' }, template: templateOf(values) } });
  await send('POST', `${space}/replicationcontrollers`, controller(['1']));
  expect((await send('PUT', `${space}/replicationcontrollers/r`, controller(['1', '2']))).warnings).toEqual([]);
  expect((await send('PUT', `${space}/replicationcontrollers/r`, controller(['1']))).warnings).toEqual([hidden(1)]);
  await send('PUT', `${space}/replicationcontrollers/r`, controller(['1', '2']));
  expect((await send('PATCH', `${space}/replicationcontrollers/r/scale`, { spec: { replicas: 4 } }, merge)).warnings).toEqual([hidden(1)]);
});

test('a DaemonSet is warned when its template changes, and goes on counting from its annotation', async () => {
  const set = (minReadySeconds: number, values: readonly string[]): unknown => ({ metadata: { name: 'd', annotations: { 'deprecated.daemonset.template.generation': '3' } }, spec: { minReadySeconds, selector: { matchLabels: { a: 'b' } }, template: templateOf(values) } });
  expect((await send('POST', `${apps}/daemonsets`, set(0, ['1', '2']))).body).toMatchObject({ metadata: { annotations: { 'deprecated.daemonset.template.generation': '3' } } });
  expect((await send('PUT', `${apps}/daemonsets/d`, set(1, ['1', '2']))).warnings).toEqual([]);
  expect((await send('PUT', `${apps}/daemonsets/d`, set(1, ['1', '3']))).warnings).toEqual([hidden(1)]);
});

test('a PodTemplate counts its changes', async () => {
  await send('POST', `${space}/podtemplates`, { metadata: { name: 't' }, template: templateOf(['1']) });
  expect((await send('PUT', `${space}/podtemplates/t`, { metadata: { name: 't' }, template: templateOf(['2']) })).body).toMatchObject({ metadata: { generation: 2 } });
});

test('endpoints that stay are not judged by a new type', async () => {
  const slice = (addresses: readonly string[]): unknown => ({ metadata: { name: 'e' }, addressType: 'IPv6', endpoints: [{ addresses }] });
  expect((await send('PUT', `${slices}/e`, slice(['1.2.3.4']))).body.message).toBe('EndpointSlice.discovery.k8s.io "e" is invalid: addressType: Invalid value: "IPv6": field is immutable');
  expect((await send('PUT', `${slices}/e`, slice(['1.2.3.5']))).body.message).toContain('must be an IPv6 address');
});

test.each([
  [{ clusterIPs: ['10.96.7.7', '::1'] }, `[spec.ipFamilyPolicy: Invalid value: "SingleStack": must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified, spec.clusterIPs[1]: Invalid value: ["10.96.7.7","::1"]: IPv6 is not configured on this cluster]`],
  [{ clusterIPs: ['10.96.7.7', '::1'], ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] }, '[spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services, spec.ipFamilies[1]: Invalid value: "IPv6": not configured on this cluster]'],
])('a Service for two families: %j', async (spec, message) => {
  expect((await send('PATCH', `${space}/services/s`, { spec }, merge)).body.message).toBe(`Service "s" is invalid: ${message}`);
});

test.each([
  ['Indexed', { completions: 2 }, 'can only be modified in tandem with spec.parallelism'],
  ['Indexed', { completions: 2, parallelism: 2 }, undefined],
  ['NonIndexed', { completions: 2, parallelism: 2 }, 'field is immutable'],
])('completions of a Job that is %s: %j', async (completionMode, spec, why) => {
  const name = completionMode.toLowerCase();
  await send('POST', jobs, { metadata: { name }, spec: { suspend: true, completionMode, completions: 3, parallelism: 1, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } } } });
  const { message } = (await send('PATCH', `${jobs}/${name}?dryRun=All`, { spec }, merge)).body;
  expect(message).toBe(why === undefined ? undefined : `Job.batch "${name}" is invalid: spec.completions: Invalid value: 2: ${why}`);
});

test.each([
  [merge, '{"apiVersion":1}', "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .apiVersion of type string"],
  [strategic, '{"kind":5}', 'Invalid value: "map[kind:5]": cannot convert int64 to string'],
  [strategic, '{"apiVersion":true}', 'Invalid value: "map[apiVersion:true]": unrecognized type: string'],
  [json, '[{"op":"replace","path":"","value":8080}]', 'the server rejected our request due to an error in our request'],
  [json, '[{"op":"replace","path":"","value":[]}]', `Invalid value: "[]": couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct`],
])('a patch of type %s into what has no kind: %s', async (type, body, message) => {
  const answer = await send('PATCH', `${space}/configmaps/m?dryRun=All`, body, type);
  expect(answer.code).toBe(422);
  expect(answer.body.message).toContain(message);
});

test('a volume of two sources, one of them flexible, its amount without a suffix and its claim field by field', async () => {
  const { body } = await send('POST', '/api/v1/persistentvolumes', { metadata: { name: 'v' }, spec: { capacity: { storage: '1000E' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' }, flexVolume: { driver: 'a/b' }, claimRef: { namespace: 'a', name: 'b' } } });
  expect(body).toMatchObject({ spec: { capacity: { storage: '1' }, flexVolume: { driver: 'a/b' } } });
  expect(JSON.stringify(body)).toContain('"f:claimRef":{".":{},"f:name":{},"f:namespace":{}}');
});

test.each([
  ['b', undefined],
  ['apps/v1', undefined],
  ['', [{ manager: 'oracle' }]],
])('fields owned in version %j of a ConfigMap', async (apiVersion, kept) => {
  const name = `owned-${apiVersion.replace('/', '-')}x`;
  await send('POST', `${space}/configmaps`, { metadata: { name }, data: { q: 'r' } });
  const entry = { manager: 'm', operation: 'Update', apiVersion, time: '2020-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:q': {} } } };
  const { body } = await send('PUT', `${space}/configmaps/${name}`, { metadata: { name, managedFields: [entry] }, data: { q: 'r' } });
  const { managedFields } = (body as { metadata: { managedFields?: unknown } }).metadata;
  if (kept === undefined) expect(managedFields).toBeUndefined();
  else expect(managedFields).toMatchObject(kept);
});

test('node ports and addresses of a Service are looked after before it is validated', async () => {
  const service = (name: string, ports: unknown, spec: object = {}): unknown => ({ metadata: { name }, spec: { type: 'NodePort', ports, ...spec } });
  await send('POST', `${space}/services`, service('taken', [{ port: 80, nodePort: 31111 }]));
  await send('POST', `${space}/services`, service('n', [{ name: 'a', port: 80, nodePort: 31112 }]));
  const put = async (ports: unknown, spec: object = {}): Promise<string> => { const { code, body } = await send('PUT', `${space}/services/n?dryRun=All`, service('n', ports, spec)); return `${code} ${body.message ?? ''}`; };
  expect(await put([{ name: 'a', port: 80, nodePort: 31112 }, { name: 'a', port: 81, nodePort: 31112 }])).toBe('500 duplicate nodePort: {TCP 31112}');
  expect(await put([{ name: 'a', port: 0, nodePort: 31111 }])).toBe('422 Service "n" is invalid: spec.ports[0].nodePort: Invalid value: 31111: provided port is already allocated');
  expect(await put([{ name: 'a', port: 80, nodePort: 31113 }, { name: 'b', port: 80, nodePort: 31113, protocol: 'UDP' }])).toBe('200 ');
  expect(await put([{ name: 'a', port: 0 }], { clusterIP: '10.96.0.300' })).toBe('422 Service "n" is invalid: spec.clusterIPs[0]: Invalid value: "10.96.0.300": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
  expect(await put([{ name: 'a', port: 80 }], { clusterIP: 'None' })).toContain('spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set');
});

test('a RuntimeClass is judged whole, and its handler stays', async () => {
  const classes = '/apis/node.k8s.io/v1/runtimeclasses';
  await send('POST', classes, { metadata: { name: 'r' }, handler: 'runc' });
  const patch = async (body: unknown): Promise<string | undefined> => (await send('PATCH', `${classes}/r`, body, merge)).body.message;
  expect(await patch({ handler: null })).toBe('RuntimeClass.node.k8s.io "r" is invalid: [handler: Required value, handler: Invalid value: "": field is immutable]');
  expect(await patch({ overhead: { podFixed: { cpu: '-1' } } })).toBe('RuntimeClass.node.k8s.io "r" is invalid: overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0');
});

test('of several wrong values a patch names the one that Go meets first', async () => {
  await send('POST', `${space}/pods`, { metadata: { name: 'w' }, spec: { containers: [{ name: 'c', image: 'i' }] } });
  const why = async (spec: unknown, type: string): Promise<string | undefined> => (await send('PATCH', `${space}/pods/w`, { spec }, type)).body.message?.replace(/^.*["\]}]": /s, '');
  const quantity = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  const late = { activeDeadlineSeconds: 'x', containers: [{ name: 'c', resources: { limits: { cpu: 'z' } } }] };
  const early = { containers: [{ name: 'c', env: [{ name: 'A', value: 1 }], resources: { limits: { cpu: {} } } }] };
  // What reads its own JSON ends the reading; the converter goes through the fields as they are declared.
  expect([await why(late, merge), await why(early, merge)]).toEqual([quantity, quantity]);
  expect([await why(late, strategic), await why(early, strategic)]).toEqual([quantity, 'cannot convert int64 to string']);
});

test.each([
  [{ data: { $patch: 'merge', z: '1' } }, 200, undefined],
  [{ data: { $retainKeys: ['z'], z: '1' } }, 422, 'unrecognized type: string'],
  [{ metadata: { labels: { '$deleteFromPrimitiveList/z': ['1'] } } }, 422, 'unrecognized type: string'],
])('a directive in a field that was not there: %j', async (body, code, why) => {
  await send('POST', `${space}/configmaps`, { metadata: { name: 'bare' } });
  const answer = await send('PATCH', `${space}/configmaps/bare?dryRun=All`, body, strategic);
  expect(answer.code).toBe(code);
  if (why === undefined) expect(answer.body).not.toHaveProperty('data');
  else expect(answer.body.message).toContain(why);
});

test('an item that is new keeps the directives below it, which nothing knows', async () => {
  await send('POST', `${apps}/deployments`, { metadata: { name: 'w' }, spec: { selector: { matchLabels: { a: 'b' } }, template: templateOf(['1']) } });
  const container = { name: 'n', image: 'i', env: [{ name: 'A', $patch: 'merge', value: 'x' }] };
  expect((await send('PATCH', `${apps}/deployments/w?dryRun=All`, { spec: { template: { spec: { containers: [container] } } } }, strategic)).warnings).toEqual(['unknown field "spec.template.spec.containers[0].env[0].$patch"']);
});

test('claim templates are warned of at every update, under another path than at creation', async () => {
  const set = (labels: object): unknown => ({
    metadata: { name: 'claims', labels }, spec: { serviceName: 'a', selector: { matchLabels: { a: 'b' } }, template: templateOf(['1', '2']), volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '500m' } } } }] },
  });
  const fraction = (path: string): string => `${path}.resources.requests[storage]: fractional byte value "500m" is invalid, must be an integer`;
  expect((await send('POST', `${apps}/statefulsets`, set({}))).warnings).toEqual([hidden(1), fraction('spec.volumeClaimTemplates[0]')]);
  expect((await send('PUT', `${apps}/statefulsets/claims`, set({ a: 'b' }))).warnings).toEqual([fraction('spec.volumeClaimTemplates[0].Spec')]);
});

test('an update of a volume shows how its source would change, in the order of the internal type', async () => {
  await send('POST', '/api/v1/persistentvolumes', { metadata: { name: 'v' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } } });
  const { body } = await send('PATCH', '/api/v1/persistentvolumes/v', { spec: { hostPath: { path: '/b' } } }, merge);
  expect(body.message).toContain('after creation\n@@ -2,7 +2,7 @@\n  "GCEPersistentDisk": null,\n  "AWSElasticBlockStore": null,\n  "HostPath": {\n-  "Path": "/a",\n+  "Path": "/b",');
  const { body: named } = await send('PATCH', '/api/v1/persistentvolumes/v', { metadata: { finalizers: ['x'] } }, merge);
  expect(named).toMatchObject({ details: { causes: [{ field: 'metadata.finalizers[0]' }, { field: 'metadata.finalizers[0]' }] } });
});

test.each([['', '/registry/configmaps/default/m'], ['?dryRun=All', '/configmaps/default/m']])('another uid is refused with the key of the storage%s', async (query, key) => {
  expect((await send('PUT', `${space}/configmaps/m${query}`, { metadata: { name: 'm', uid: 'b' } })).body.message).toContain(`Key: ${key}, `);
});

test.each([
  [80, 'cannot restore slice from int64'], [true, 'cannot restore slice from bool'], [{ a: null }, 'cannot restore slice from map'], [['a'], 'unrecognized type: uint8'], ['x', 'error decoding from json: illegal base64 data at input byte 0'],
])('bytes of a Secret that a strategic patch sets to %j', async (value, why) => {
  await send('POST', `${space}/secrets`, { metadata: { name: 'bytes' } });
  expect((await send('PATCH', `${space}/secrets/bytes`, { data: { n: value } }, strategic)).body.message).toContain(`": ${why}`);
});

test('a refused patch is shown as it was after it was applied', async () => {
  const { body } = await send('PATCH', `${space}/configmaps/m`, { metadata: { name: { a: null, b: [{ c: null }] }, labels: null } }, strategic);
  expect(body.message).toContain('"map[metadata:map[labels:<nil> name:map[b:[map[]]]]]"');
  const { body: merged } = await send('PATCH', `${space}/configmaps/m`, { data: [{ z: 1, a: null, b: [{ d: 1, c: 2 }] }] }, merge);
  expect(merged.message).toContain(String.raw`\"data\":[{\"b\":[{\"c\":2,\"d\":1}],\"z\":1}]`);
});

test('a LimitRange without a name is refused by the name that it would have had', async () => {
  expect((await send('POST', `${space}/limitranges`, { metadata: {}, spec: { limits: [{ type: 'X' }] } })).body.message).toMatch(/^LimitRange "[0-9a-f]{8}-[-0-9a-f]{27}" is invalid: /);
});

test('an empty map where there was none is no change', async () => {
  await send('POST', `${apps}/deployments`, { metadata: { name: 'empty' }, spec: { selector: { matchLabels: { a: 'b' } }, template: templateOf(['1']) } });
  const answer = await send('PATCH', `${apps}/deployments/empty`, { spec: { template: { metadata: { annotations: { gone: null } } } } }, merge);
  expect(answer.body).toHaveProperty('metadata.generation', 1);
});
