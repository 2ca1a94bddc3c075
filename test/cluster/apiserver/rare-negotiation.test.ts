// In which form answers and refusals come, asked of a real kube-apiserver 1.36.3: content negotiation and methods that no verb stands for.
import { beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { createApiServer, storeIndexes } from '../../../src/cluster/apiserver/api-server.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { inProcessHttp } from '../../support/in-process-http.ts';

let http: ReturnType<typeof inProcessHttp>;

beforeAll(async () => {
  const server = createApiServer({ store: new Store({ clock: systemClock, ...(storeIndexes && { indexes: storeIndexes }) }), clock: systemClock, random: seededRandom(1), onError: (error) => { throw error; } });
  await server.bootstrap();
  http = inProcessHttp(() => server.transport());
  const pod = { metadata: { name: 'p' }, spec: { schedulerName: 'x', containers: [{ name: 'c', image: 'x' }] } };
  await http.request('POST', '/api/v1/namespaces/default/serviceaccounts', { body: JSON.stringify({ metadata: { name: 'default' } }) });
  await http.request('POST', '/api/v1/namespaces/default/pods', { body: JSON.stringify(pod) });
});

const table = 'as=Table;v=v1;g=meta.k8s.io';
const none = '/api/v1/namespaces/default/configmaps/none';
const space = '/api/v1/namespaces/default';

test.each([
  // Preference is by quality; a refusal has one form, so clauses that ask for another are passed over.
  [none, 'application/yaml;q=0.1,application/json', '404 application/json'],
  [none, '*/*;q=0.1,application/yaml', '404 application/yaml'],
  [none, 'text/plain,application/yaml', '404 application/yaml'],
  [none, `application/yaml;${table}`, '404 application/json'],
  [none, `application/json;${table},application/yaml`, '404 application/yaml'],
  [space, `application/json;as=Table;v=v2;g=meta.k8s.io,application/yaml;${table}`, '200 application/yaml'],
  [space, 'application/json;v=v1', '406 application/json'],
  [space, 'application/json;stream=x', '406 application/json'],
  [space, 'application/yaml;stream=watch', '406 application/json'],
  // Subresources and kinds that are not kept make no tables.
  [`${space}/pods/p/resize`, `application/json;${table}`, '406 application/json'],
  [`${space}/pods/p/resize`, `application/json;${table},application/json`, '200 application/json'],
  [`${space}/pods/p/ephemeralcontainers`, `application/json;${table}`, '406 application/json'],
  [`${space}/pods/p/status`, `application/json;${table}`, '200 application/json'],
  // Watches have no YAML, even where something else is accepted too.
  [`${space}/pods?watch=1&timeoutSeconds=1`, '*/*;q=0.1,application/yaml', '406 application/json'],
  // Discovery knows no forms; version and the index of paths are always JSON.
  ['/apis/apps', `application/json;${table},application/yaml`, '200 application/yaml'],
  ['/version', 'application/json;as=Table', '200 application/json'],
  ['/version', 'application/yaml', '406 application/yaml'],
  ['/', 'application/yaml', '200 application/json'],
  ['/openapi/v2', 'application/yaml', '406 '],
  ['/openapi/v2', 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf,application/json', '200 application/com.github.proto-openapi.spec.v2.v1.0+protobuf'],
  ['/openapi/v3', 'application/yaml', '200 text/plain'],
  ['/openapi/v3/api/v1', 'application/vnd.kubernetes.protobuf', '406 '],
  ['/openapi/v3/none', 'application/json', '404 '],
])('GET %s [%s] is %s', async (path, accept, wanted) => {
  const { code, contentType } = await http.request('GET', path, { headers: { accept } });
  expect(`${code} ${contentType}`).toBe(wanted);
});

test.each([
  ['OPTIONS', '/api/v1/pods', 405], ['PURGE', '/apis/batch/v1/namespaces/default/jobs/j', 405], ['TRACE', '/api/v1/none', 404], ['HEAD', '/api/v1/pods', 405], ['OPTIONS', '/api/v1', 405],
  ['HEAD', '/version', 405], ['OPTIONS', '/none', 404], ['POST', '/', 200], ['POST', '/healthz', 200], ['PUT', '/apis/apps', 200], ['DELETE', '/apis', 200], ['PUT', '/api', 405],
])('%s %s is %i', async (method, path, wanted) => {
  const { code, body } = await http.request(method, path);
  expect(code).toBe(wanted);
  if (code === 405 && method !== 'HEAD') expect(body).toMatchObject({ reason: 'MethodNotAllowed', details: {} });
});

test('a deprecation is told by the handler, which a refusal of the router comes before', async () => {
  const warned = await Promise.all(['text/html', 'application/json;as=x', 'application/json'].map(async (accept) => (await http.request('GET', `${space}/endpoints/none`, { headers: { accept } })).warnings.length));
  expect(warned).toEqual([0, 1, 1]);
});

test('an empty list of metadata has no items, and aggregated discovery leaves out the group that it lists', async () => {
  const list = await http.request('GET', `${space}/secrets`, { headers: { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' } });
  expect(list.body).toMatchObject({ items: null });
  const discovery = await http.request('GET', '/apis', { headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' } });
  expect(JSON.stringify(discovery.body)).toContain('"responseKind":{"group":"","version":"","kind":"Deployment"}');
});

test('events.k8s.io selects by its own names of fields', async () => {
  const codes = await Promise.all(['regarding.name', 'reportingController', 'involvedObject.name', 'source'].map(async (field) => (await http.request('GET', `/apis/events.k8s.io/v1/events?fieldSelector=${field}%3Dx`)).code));
  expect(codes).toEqual([200, 200, 400, 400]);
});
