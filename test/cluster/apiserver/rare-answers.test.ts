// Answers to requests that no recorded case sends, asked of a real kube-apiserver 1.36.3 with the same objects.
import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { createApiServer, storeIndexes } from '../../../src/cluster/apiserver/api-server.ts';
import { adminUser } from '../../../src/cluster/apiserver/user-info.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { parseWireYaml } from '../../../src/document/wire-yaml.ts';
import { inProcessHttp } from '../../support/in-process-http.ts';

let http: ReturnType<typeof inProcessHttp>;
const space = '/api/v1/namespaces/default';
const merge = 'application/merge-patch+json';
const strategic = 'application/strategic-merge-patch+json';
const json = 'application/json-patch+json';
const apply = 'application/apply-patch+yaml';

beforeAll(async () => {
  const store = new Store({ clock: systemClock, ...(storeIndexes && { indexes: storeIndexes }) });
  const server = createApiServer({ store, clock: systemClock, random: seededRandom(1), yaml: { parse: parseWireYaml }, onError: (error) => { throw error; } });
  await server.bootstrap();
  http = inProcessHttp((headers) => {
    const acting = server.impersonate(adminUser, headers);
    return 'refusal' in acting ? { code: 403, body: acting.refusal, warnings: [] } : server.transport(acting);
  });
  await post(`${space}/serviceaccounts`, { metadata: { name: 'default' } });
  await post(`${space}/configmaps`, { metadata: { name: 'm' }, data: { a: '1' } });
  await post(`${space}/pods`, { metadata: { name: 'p' }, spec: { schedulerName: 'x', automountServiceAccountToken: false, containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80 }] }] } });
  await post('/apis/batch/v1/namespaces/default/jobs', { metadata: { name: 'j' }, spec: { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x' }] } } } });
});

async function post(path: string, body: object): Promise<void> {
  const { code } = await http.request('POST', path, { body: JSON.stringify(body) });
  if (code >= 300 && code !== 409) throw new Error(`${path}: ${code}`);
}

/** `CODE REASON: MESSAGE`, or the code and the kind. */
async function answerTo(method: string, path: string, body?: string, contentType?: string, accept = 'application/json'): Promise<string> {
  const { code, body: answer, warnings } = await http.request(method, path, { headers: { accept }, ...(body !== undefined && { body }), ...(contentType !== undefined && { contentType }) });
  const { kind, reason, message } = answer as { kind?: string; reason?: string; message?: string };
  return [kind === 'Status' && code >= 300 ? `${code} ${reason ?? '-'}: ${message ?? ''}` : `${code} ${kind ?? ''}`, ...warnings].join('\n');
}

const patchCases: readonly (readonly [type: string, body: string, answer: string])[] = [
  [merge, 'null', '400 BadRequest: Invalid JSON Patch'],
  [merge, '', '400 BadRequest: error decoding patch: unexpected end of JSON input'],
  [merge, '{"metadata":{"name":null}}', '400 BadRequest: the name of the object (m based on URL) was undeterminable: name must be provided'],
  [merge, '{"metadata":{"resourceVersion":"1","namespace":"o"}}', '400 BadRequest: the namespace of the provided object does not match the namespace sent on the request'],
  [strategic, '[]', '400 BadRequest: json: cannot unmarshal array into Go value of type map[string]interface {}'],
  [strategic, 'null', '200 ConfigMap'],
  [strategic, '{"kind":"Secret"}', '200 ConfigMap'],
  [strategic, '{"data":{"a":1}}', '422 Invalid:  "" is invalid: patch: Invalid value: "map[data:map[a:1]]": cannot convert int64 to string'],
  [strategic, '{"zz":1,"aa":2,"metadata":{"bb":1}}', '200 ConfigMap\nunknown field "aa"\nunknown field "metadata.bb"\nunknown field "zz"'],
  [strategic, '{"data":{"$patch":"foo"}}', '500 -: unknown patch type: foo in map: map[$patch:foo]'],
  [json, '[null]', '422 Invalid: the server rejected our request due to an error in our request'],
  [json, '["a"]', '400 BadRequest: error decoding patch: json: cannot unmarshal string into Go value of type handlers.jsonPatchOp'],
  [json, '[{"op":1,"path":"/a"}]', '400 BadRequest: error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string'],
  [json, '[{"op":"add","path":"x","value":"2"}]', '422 Invalid: the server rejected our request due to an error in our request'],
  [json, 'null', '200 ConfigMap'],
  [apply, '{"apiVersion":"v1","kind":"ConfigMap"}', '200 ConfigMap'],
  [apply, '{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"m"}}', '400 BadRequest: invalid object type: /v2, Kind=ConfigMap'],
  [apply, '{"apiVersion":1,"kind":"ConfigMap"}', '400 BadRequest: invalid object type: /, Kind=ConfigMap'],
  [apply, '[]', '400 BadRequest: error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}'],
  [apply, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"o","namespace":"o"}}', '400 BadRequest: the namespace of the provided object does not match the namespace sent on the request'],
  [apply, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m","labels":[1,"a"]}}', '500 -: failed to create typed patch object (/m; /v1, Kind=ConfigMap): .metadata.labels: expected map, got &{[1 a]}'],
  [apply, '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m","labels":{"a":[1,"x",null]}}}', '500 -: failed to create typed patch object (/m; /v1, Kind=ConfigMap): .metadata.labels.a: expected string, got &value.valueUnstructured{Value:[]interface {}{1, "x", interface {}(nil)}}'],
];
describe('a patch of a ConfigMap', () => {
  test.each(patchCases)('%s %s', async (type, body, answer) => {
    expect(await answerTo('PATCH', `${space}/configmaps/m?dryRun=All&fieldManager=z`, body, type)).toBe(answer);
  });
  test('of one that is not there: that is said first', async () => {
    expect(await answerTo('PATCH', `${space}/configmaps/none`, '{', merge)).toBe('404 NotFound: configmaps "none" not found');
  });
});

const podSpec = (spec: string): string => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"pp"},"spec":${spec}}`;
const wrongPod = (why: string): string => `500 -: failed to create typed patch object (/pp; /v1, Kind=Pod): ${why}`;
test.each([
  [podSpec('{"containers":[{"name":"c"}],"tolerations":[{"key":"a","zz":1}]}'), wrongPod('.spec.tolerations[0].zz: field not declared in schema')],
  [podSpec('{"containers":["x"]}'), wrongPod('.spec.containers: element 0: associative list with keys may not have non-map elements')],
  [podSpec('{"containers":[{"name":"c","resources":{"limits":{"cpu":{"a":1}}}}]}'), wrongPod('.spec.containers[name="c"].resources.limits.cpu: expected any scalar, got &{map[a:1]}')],
  [podSpec('{"containers":[{"name":"c","ports":[{"containerPort":1.5}]}]}'), '500 -: failed to convert new object (/pp; /v1, Kind=Pod) to proper version: unable to convert unstructured object to /v1, Kind=Pod: cannot convert float64 to int32'],
])('an applied Pod: %s', async (body, answer) => {
  expect(await answerTo('PATCH', `${space}/pods/pp?fieldManager=z`, body, apply)).toBe(answer);
});

test.each([
  ['{}', '400 BadRequest: name in URL does not match name in Eviction object'],
  ['{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}}', '400 BadRequest: Pod in version "v1" cannot be handled as a Eviction: converting (v1.Pod) to (policy.Eviction): unknown conversion'],
  ['{"apiVersion":"policy/v1beta1","kind":"Eviction","metadata":{"name":"p"}}', '201 Status'],
  ['{"metadata":{"name":"p","namespace":"o"}}', '400 BadRequest: the namespace of the provided object does not match the namespace sent on the request'],
  ['{"metadata":{"name":"p"},"deleteOptions":{"dryRun":["x"]}}', '422 Invalid: DeleteOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["x"]: supported values: "All"'],
  ['{"metadata":{"name":"p"},"deleteOptions":{"propagationPolicy":"X"}}', '422 Invalid: DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "X": supported values: "Foreground", "Background", "Orphan", "nil"'],
])('an eviction: %s', async (body, answer) => {
  expect(await answerTo('POST', `${space}/pods/p/eviction?dryRun=All`, body)).toBe(answer);
});

const preserved = 'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning';
test.each([
  ['{}', `200 Job\n${preserved}`],
  ['{"propagationPolicy":"Orphan"}', '200 Job'],
  ['{"gracePeriodSeconds":"x"}', '400 BadRequest: json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64'],
  ['{"apiVersion":"v1","kind":"Pod"}', '400 BadRequest: no kind "Pod" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"'],
  ['{"apiVersion":"v1","kind":"Status"}', '400 BadRequest: converting (v1.Status) to (v1.DeleteOptions): unknown conversion'],
  ['{', "400 BadRequest: couldn't get version/kind; json parse error: unexpected end of JSON input"],
])('a deletion of a Job: %s', async (body, answer) => {
  expect(await answerTo('DELETE', '/apis/batch/v1/namespaces/default/jobs/j?dryRun=All', body)).toBe(answer);
});

const representations = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
test.each([
  ['GET', `${space}/pods`, 'text/plain', `406 NotAcceptable: 406: Not Acceptable\n\nAvailable representations: ${representations}, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch`],
  ['GET', `${space}/pods/none`, 'text/plain', `406 NotAcceptable: 406: Not Acceptable\n\nAvailable representations: ${representations}`],
  ['GET', '/version', 'text/plain', '406 NotAcceptable: 406: Not Acceptable\n\nAvailable representations: application/json'],
  ['GET', `${space}/pods`, 'application/json;as=Foo;v=v1;g=meta.k8s.io', `406 NotAcceptable: only the following media types are accepted: ${representations}`],
  ['GET', `${space}/pods`, 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io', '406 NotAcceptable: you requested PartialObjectMetadata, but the requested object is a list (*core.PodList)'],
])('%s %s for a client that accepts %s', async (method, path, accept, answer) => {
  expect(await answerTo(method, path, undefined, undefined, accept)).toBe(answer);
});

test.each([
  ['POST', `${space}/configmaps`, '{"metadata":{"name":"m","generateName":"q-"}}', '409 AlreadyExists: configmaps "m" already exists, the server was not able to generate a unique name for the object'],
  ['POST', `${space}/configmaps`, '{"apiVersion":"v1","kind":"DeleteOptions"}', '400 BadRequest: DeleteOptions in version "v1" cannot be handled as a ConfigMap: converting (v1.DeleteOptions) to (core.ConfigMap): unknown conversion'],
  ['POST', `${space}/pods/p/exec?command=ls`, undefined, '400 BadRequest: pod p does not have a host assigned'],
  ['GET', `${space}/configmaps?fieldSelector=b=c,a=d`, undefined, '400 BadRequest: "a" is not a known field selector: only "metadata.name", "metadata.namespace"'],
  ['GET', `${space}/pods?continue=undefined`, undefined, '400 BadRequest: invalid continue token: continue key is not valid: illegal base64 data at input byte 8'],
  ['POST', '/apis/authentication.k8s.io/v1/tokenreviews', '{"spec":{}}', '400 BadRequest: token is required for TokenReview in authentication'],
])('%s %s %s', async (method, path, body, answer) => {
  expect(await answerTo(method, path, body)).toBe(answer);
});

test.each([
  ['the object', '{"kind":"Pod"', '{"kind":"Pod","kind":"Pod"', 'kind'],
  ['its metadata', '"name":"p"', '"name":"p","name":"p"', 'metadata.name'],
])('a PUT of a Pod that repeats a name of %s is read with care', async (_what, once, twice, field) => {
  const { body } = await http.request('GET', `${space}/pods/p`);
  const text = JSON.stringify(body);
  expect(text).toContain(once);
  expect(await answerTo('PUT', `${space}/pods/p`, text.replace(once, twice))).toBe(`200 Pod\nduplicate field "${field}"`);
});

test.each([
  ['', merge, '{"data":{"a":"1","a":"2"},"x":1,"x":2}', '200 ConfigMap\nduplicate field "data.a"\nduplicate field "x"\nunknown field "x"'],
  ['', json, '[{"op":"test","op":"add","path":"/data/b","value":"1","x":1}]', '200 ConfigMap\njson patch duplicate field "[0].op"\njson patch unknown field "[0].x"'],
  ['&fieldValidation=Ignore', json, '{}', '400 BadRequest: json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
  ['&fieldValidation=Ignore', json, '[1]', '400 BadRequest: json: cannot unmarshal number into Go value of type jsonpatch.Operation'],
  ['&fieldValidation=Ignore', json, '[{"op":1}]', '422 Invalid: the server rejected our request due to an error in our request'],
  ['&fieldValidation=Ignore', merge, '{"data":', '400 BadRequest: Invalid JSON Patch'],
])('a patch with findings%s, %s %s', async (query, type, body, answer) => {
  expect(await answerTo('PATCH', `${space}/configmaps/m?dryRun=All${query}`, body, type)).toBe(answer);
});

test.each([
  ['{"metadata":{"$deleteFromPrimitiveList/managedFields":[]}}', '500 -: cannot merge lists without merge key for struct'],
  ['{"spec":{"$deleteFromPrimitiveList/containers":[{"name":"c","image":"y"}]}}', '200 Pod'],
])('a patch that deletes objects as if they were values: %s', async (body, answer) => {
  expect(await answerTo('PATCH', `${space}/pods/p?dryRun=All`, body, strategic)).toBe(answer);
});

test('ports with one name are owned as one thing', async () => {
  const { body } = await http.request('POST', `${space}/pods?dryRun=All`, { body: JSON.stringify({ metadata: { name: 'd' }, spec: { containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80 }, { containerPort: 80 }] }] } }) });
  expect(JSON.stringify(body)).toContain(String.raw`"f:ports":{".":{},"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{}}`);
});

test.each([
  ['9223372036854775808', '422 Invalid: PersistentVolume "v" is invalid: spec.capacity[storage]: Invalid value: -9223372036854775808: must be a valid resource quantity'],
  ['1e19', '201 PersistentVolume'],
  ['-1e30', '422 Invalid: PersistentVolume "v" is invalid: spec.capacity[storage]: Invalid value: "-1e30": must be greater than zero'],
])('a volume of %s', async (storage, answer) => {
  expect(await answerTo('POST', '/api/v1/persistentvolumes?dryRun=All', JSON.stringify({ metadata: { name: 'v' }, spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } } }))).toBe(answer);
});

test('binary amounts end at 64 bits', async () => {
  const { body } = await http.request('POST', '/api/v1/persistentvolumes?dryRun=All', { body: JSON.stringify({ metadata: { name: 'v' }, spec: { capacity: { storage: '8Ei' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } } }) });
  expect(body).toMatchObject({ spec: { capacity: { storage: '9223372036854775807' } } });
});

test.each(['configmaps', 'secrets', 'serviceaccounts'])('no generation below 0: %s', async (resource) => {
  expect(await answerTo('POST', `${space}/${resource}`, '{"metadata":{"name":"g","generation":-1}}')).toContain('metadata.generation: Invalid value: -1: must be greater than or equal to 0');
});

test('what autoscaling/v1 has no fields for stands in annotations, and is kept when a v1 client writes', async () => {
  const metrics = [{ type: 'Pods', pods: { metric: { name: 'q' }, target: { type: 'AverageValue', averageValue: '3' } } }, { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }];
  const [v1, v2] = ['v1', 'v2'].map((version) => `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`) as [string, string];
  await post(v2, { metadata: { name: 'h' }, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, maxReplicas: 3, metrics } });
  const { body } = await http.request('PATCH', `${v1}/h`, { body: '{"spec":{"maxReplicas":7}}', contentType: merge });
  expect(body).toMatchObject({ metadata: { annotations: { 'autoscaling.alpha.kubernetes.io/metrics': '[{"type":"Pods","pods":{"metricName":"q","targetAverageValue":"3"}}]' } }, spec: { maxReplicas: 7, targetCPUUtilizationPercentage: 50 } });
  const after = (await http.request('GET', `${v2}/h`)).body as { metadata: object; spec: object };
  expect(after.spec).toMatchObject({ maxReplicas: 7, metrics });
  expect(after.metadata).not.toHaveProperty('annotations');
});

test.each([
  ['continue=x', ['resourceVersionMatch is forbidden when continue is provided']],
  ['continue=x&sendInitialEvents=true', ['sendInitialEvents requires setting resourceVersionMatch to NotOlderThan']],
  ['continue=x&resourceVersionMatch=NotOlderThan', ['resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided', 'resourceVersionMatch is forbidden when continue is provided']],
])('a watch that begins with the state asks for initial events, and is judged so: %s', async (query, causes) => {
  const { body } = await http.request('GET', `${space}/configmaps?watch=1&timeoutSeconds=1&${query}`);
  expect((body as { details: { causes: { message: string }[] } }).details.causes.map((cause) => cause.message.replace('Forbidden: ', ''))).toEqual(causes);
});

const asked = { verb: 'get', resource: 'pods', namespace: 'default' };
describe('a review', () => {
  const reviews = '/apis/authorization.k8s.io/v1';
  const nameRule = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  const at = 'spec.resourceAttributes';
  test.each([
    ['selfsubjectaccessreviews', { spec: { resourceAttributes: { ...asked, fieldSelector: {} } } }, `${at}.fieldSelector.requirements: Required value: when ${at}.fieldSelector is specified, requirements or rawSelector is required`],
    ['selfsubjectaccessreviews', { spec: { resourceAttributes: { ...asked, labelSelector: { rawSelector: 'a=b', requirements: [{ key: 'a', operator: 'Exists' }] } } } }, `${at}.labelSelector.rawSelector: Invalid value: "a=b": may not specified at the same time as requirements`],
    ['selfsubjectaccessreviews', { spec: { resourceAttributes: { ...asked, fieldSelector: { requirements: [{ key: '', operator: 'In', values: ['x'] }] } } } }, `${at}.fieldSelector.requirements[0].key: Required value: must be specified`],
    ['selfsubjectaccessreviews', { spec: { resourceAttributes: { ...asked, labelSelector: { requirements: [{ key: 'A b', operator: 'Exists' }] } } } }, `${at}.labelSelector.requirements[0].key: Invalid value: "A b": ${nameRule}`],
    ['namespaces/default/localsubjectaccessreviews', { spec: { user: 'joe', resourceAttributes: { ...asked, namespace: 'other' } } }, `${at}.namespace: Invalid value: "other": must match metadata.namespace`],
    ['namespaces/default/localsubjectaccessreviews', { spec: { user: 'joe', nonResourceAttributes: { path: '/x', verb: 'get' } } }, 'spec.nonResourceAttributes: Invalid value: {"Path":"/x","Verb":"get"}: disallowed on this kind of request'],
  ])('is refused: %s %j', async (plural, body, why) => {
    expect(await answerTo('POST', `${reviews}/${plural}`, JSON.stringify(body))).toBe(`422 Invalid: .authorization.k8s.io "" is invalid: ${why}`);
  });

  test('of which a selector is not understood is judged without it, and has a manager of its fields', async () => {
    const body = { spec: { user: 'joe', resourceAttributes: { ...asked, fieldSelector: { requirements: [{ key: 'a', operator: 'Exists' }] }, labelSelector: { rawSelector: 'a in (b' } } } };
    const { body: answer } = await http.request('POST', `${reviews}/subjectaccessreviews`, { body: JSON.stringify(body) });
    expect(answer).toMatchObject({ status: { allowed: false, evaluationError: `${at}.fieldSelector ignored due to parse error; ${at}.labelSelector ignored due to parse error` }, metadata: { managedFields: [{ operation: 'Update' }] } });
  });

  test('as Go clients write it, with metadata of which all is empty, is judged', async () => {
    expect(await answerTo('POST', `${reviews}/selfsubjectaccessreviews`, JSON.stringify({ metadata: { creationTimestamp: null, labels: {} }, spec: { resourceAttributes: asked } }))).toBe('201 SelfSubjectAccessReview');
  });

  test('with a name is refused with all of its metadata', async () => {
    expect(await answerTo('POST', `${reviews}/selfsubjectaccessreviews`, JSON.stringify({ metadata: { name: 'x' }, spec: { resourceAttributes: asked } }))).toMatch(/^422 Invalid: \.authorization\.k8s\.io "" is invalid: metadata: Invalid value: \{"name":"x","managedFields":\[.*\]\}: must be empty$/);
  });

  test('of oneself tells what one is impersonated with', async () => {
    const { body } = await http.request('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body: '{"metadata":{"name":"x"}}', headers: { 'impersonate-user': 'joe', 'impersonate-group': 'devs', 'impersonate-extra-why%2fnot': 'a' } });
    expect(body).toEqual({ kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: { creationTimestamp: expect.any(String) as string }, status: { userInfo: { username: 'joe', groups: ['devs', 'system:authenticated'], extra: { 'why/not': ['a'] } } } });
  });
});

test('a deletion takes preconditions from its query, and so does one of many', async () => {
  const conflict = (version: string): RegExp => new RegExp(`^409 Conflict: Operation cannot be fulfilled on ConfigMap "m": the ResourceVersion in the precondition \\(${version}\\) does not match the ResourceVersion in record \\(\\d+\\)\\. The object might have been modified$`);
  expect(await answerTo('DELETE', `${space}/configmaps/m?resourceVersion=7`)).toMatch(conflict('7'));
  expect(await answerTo('DELETE', `${space}/configmaps?resourceVersion=0&fieldSelector=metadata.name%3Dm`)).toMatch(conflict('0'));
  expect(await answerTo('DELETE', `${space}/configmaps/m?uid=none&dryRun=All`)).toMatch(/^409 Conflict: .*the UID in the precondition \(none\) does not match/);
});

test.each([
  ['metadata:\n\tname: a\n', 'line 2: found character that cannot start any token'], ['\tmetadata: {}\n', 'found character that cannot start any token'], ['metadata:\n  name: a\n\tlabels: {}\n', 'line 3: found a tab character that violates indentation'],
  ['metadata:\n  name: a # x\n\t# y\n', 'line 3: found character that cannot start any token'], ['metadata:\n  name: a\n\n\t\ndata: {}\n', 'line 4: found a tab character that violates indentation'], ['metadata:\n  finalizers:\n  -\t a/b\n', 'line 3: found character that cannot start any token'],
  ['metadata: {name: a?b}', "did not find expected ',' or '}'"], ['metadata: {name: a}\ndata: {a: [x?y]}\n', "line 1: did not find expected ',' or ']'"],
])('YAML that Go does not read: %j', async (text, why) => {
  expect(await answerTo('POST', `${space}/configmaps`, text, 'application/yaml')).toMatch(`400 BadRequest: the object provided is unrecognized (must be of type ConfigMap): yaml: ${why} (`);
});

const unknownPath = '404 NotFound: the server could not find the requested resource';
const otherMethod = '405 MethodNotAllowed: the server does not allow this method on the requested resource';
const noCodec = '415 UnsupportedMediaType: the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf';
const noExport = '400 BadRequest: the export parameter, deprecated since v1.14, is no longer supported';

describe('what has no route', () => {
  test.each([
    ['GET', `${space}/pods/p/status/x`, unknownPath], ['GET', `${space}/widgets/a/b/c`, unknownPath], ['GET', '/apis/apps/v1/a/b/c/d', unknownPath], ['GET', `${space}//pods`, unknownPath], ['GET', `${space}/pods//`, '200 PodList'],
    ['GET', '/version/x', unknownPath], ['DELETE', '/version/x', unknownPath], ['HEAD', `${space}/pods/p/approval`, '404 '], ['POST', '/api/v1/pods/p', unknownPath],
    ['PUT', `${space}/pods/p/exec?command=ls`, otherMethod], ['PATCH', `${space}/pods/p/portforward`, otherMethod], ['POST', `${space}/pods/p/log`, otherMethod], ['POST', '/api/v1/watch/pods', otherMethod],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews/x', unknownPath], ['GET', `${space}/bindings/x`, unknownPath],
    ['GET', `${space}/configmaps/m?export=true`, noExport], ['GET', `${space}/configmaps/none?export=`, noExport], ['GET', `${space}/configmaps/m?export=false`, '200 ConfigMap'],
  ])('%s %s', async (method, path, answer) => {
    expect(await answerTo(method, path, method === 'GET' || method === 'HEAD' ? undefined : '{}', method === 'PATCH' ? merge : undefined)).toBe(answer);
  });
});

test('what a patch is comes before what the client accepts, and the type of a body before the options', async () => {
  expect(await answerTo('PATCH', `${space}/configmaps/m`, '{}', 'application/json', 'text/html')).toBe('415 UnsupportedMediaType: 415: Unsupported Media Type');
  expect(await answerTo('POST', `${space}/configmaps?dryRun=`, '{}', 'text/plain')).toBe(noCodec);
  expect(await answerTo('DELETE', `${space}/configmaps/m`, '{}', merge)).toBe(noCodec);
  expect(await answerTo('DELETE', `${space}/configmaps/none`, 'kind: ConfigMap\napiVersion: v1\n', 'application/yaml')).toBe('400 BadRequest: no kind "ConfigMap" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"');
});

test('a watch in a form that objects do not have ends, and ends nothing else', async () => {
  const watched = async (query: string, as: string): Promise<{ readonly code: number; readonly events: number; readonly ended: boolean }> => {
    const watch = http.watch(`${space}/configmaps?watch=true&${query}`, { headers: { accept: `application/json;as=${as};g=meta.k8s.io;v=v1` } });
    await post(`${space}/configmaps`, { metadata: { generateName: 'w' } });
    await expect.poll(() => watch.ended).toBe(true);
    return { code: watch.code, events: watch.events.length, ended: watch.ended };
  };
  expect(await watched('', 'PartialObjectMetadataList')).toEqual({ code: 200, events: 0, ended: true });
  expect(await watched('resourceVersion=0', 'PartialObjectMetadataList')).toEqual({ code: 200, events: 0, ended: true });
  expect(await answerTo('GET', `${space}/configmaps?watch=true&includeObject=foo`, undefined, undefined, 'application/json;as=Table;g=meta.k8s.io;v=v1')).toContain('400 BadRequest: Unable to convert to Table as requested: includeObject');
  expect(await answerTo('GET', `${space}/configmaps?watch=true&resourceVersion=abc`, undefined, undefined, 'application/yaml')).toContain('500 -: resourceVersion: Invalid value');
});

test('an order of items is read as far as the items go', async () => {
  await post('/apis/apps/v1/namespaces/default/deployments', { metadata: { name: 'o' }, spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'one', image: 'x' }] } } } });
  const ordered = (spec: object): Promise<string> => answerTo('PATCH', '/apis/apps/v1/namespaces/default/deployments/o?dryRun=All', JSON.stringify({ spec: { template: { spec } } }), strategic);
  expect(await ordered({ '$setElementOrder/containers': [true], containers: [{ name: 'one' }] })).toBe('500 -: expected a map[string]interface {}, but received a bool');
  expect(await ordered({ '$setElementOrder/containers': [{ name: 'one' }, 'x'], containers: [{ name: 'one' }] })).toBe('500 -: value for key 1 is not a map');
  expect(await ordered({ '$setElementOrder/volumes': ['a'] })).toBe('200 Deployment');
  expect(await ordered({ hostname: 1.5 })).toContain('unrecognized type: string');
  expect(await ordered({ securityContext: 1e20 })).toContain('map[securityContext:1e+20]]]]": cannot restore struct from: float64');
});

test('a load balancer address written into a status gets its mode', async () => {
  await post(`${space}/services`, { metadata: { name: 'lb' }, spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } });
  expect(await answerTo('PATCH', `${space}/services/lb/status`, '{"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}', merge)).toBe('200 Service');
  expect(await answerTo('PATCH', `${space}/services/lb/status`, '{"status":{"loadBalancer":{"ingress":[{"ip":"01.2.3.4"}]}}}', merge)).toContain('must not have leading 0s');
});
