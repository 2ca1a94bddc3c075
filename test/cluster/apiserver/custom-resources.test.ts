// CustomResourceDefinitions and their objects, asked of a real kube-apiserver 1.36.3 in the same words.
import { beforeEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { createApiServer, storeIndexes } from '../../../src/cluster/apiserver/api-server.ts';
import type { Persistence, StoreRecord } from '../../../src/cluster/store/persistence.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { parseWireYaml } from '../../../src/document/wire-yaml.ts';
import { inProcessHttp } from '../../support/in-process-http.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const foos = '/apis/ex.io/v1/namespaces/default/foos';
const merge = 'application/merge-patch+json';
const table = 'application/json;as=Table;g=meta.k8s.io;v=v1';

type Fields = Record<string, unknown>;
type Http = ReturnType<typeof inProcessHttp>;
let http: Http;

async function serve(persistence?: Persistence): Promise<Http> {
  const store = await Store.open({ clock: systemClock, ...(storeIndexes && { indexes: storeIndexes }), ...(persistence && { persistence }) });
  const server = createApiServer({ store, clock: systemClock, random: seededRandom(1), yaml: { parse: parseWireYaml }, onError: (error) => { throw error; } });
  await server.bootstrap();
  return inProcessHttp(() => server.transport());
}

beforeEach(async () => { http = await serve(); });

const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

function definition(schema: Fields = anything, { version = {}, names = {}, ...spec }: { version?: Fields; names?: Fields } & Fields = {}): Fields {
  const { plural = 'foos' } = names as { plural?: string };
  return {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.ex.io` },
    spec: { group: 'ex.io', names: { plural, kind: 'Foo', ...names }, scope: 'Namespaced', versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...version }], ...spec },
  };
}

async function ask(method: string, path: string, body?: unknown, contentType?: string, accept?: string): Promise<{ code: number; body: Fields; warnings: readonly string[] }> {
  const { code, body: answer, warnings } = await http.request(method, path, { ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }), ...(contentType !== undefined && { contentType }), ...(accept !== undefined && { headers: { accept } }) });
  // What the server does by itself follows at once.
  await Promise.resolve();
  await new Promise((resolve) => { queueMicrotask(() => { resolve(undefined); }); });
  return { code, body: answer as Fields, warnings };
}

/** The message of a refusal, or its causes when there are several, in any order as Go's maps. */
async function refusal(method: string, path: string, body?: unknown, contentType?: string): Promise<string | string[]> {
  const { body: { message, details } } = await ask(method, path, body, contentType);
  const causes = (details as { causes?: { field: string; message: string }[] } | undefined)?.causes ?? [];
  return causes.length > 1 ? causes.map((c) => `${c.field}: ${c.message}`).sort() : String(message);
}

const foo = (name: string, fields: Fields = {}): Fields => ({ apiVersion: 'ex.io/v1', kind: 'Foo', metadata: { name }, ...fields });
const specOf = (schema: Fields): Fields => ({ type: 'object', properties: { spec: { type: 'object', ...schema } } });

describe('a definition', () => {
  test('is established once its names are accepted, and then serves its kind', async () => {
    expect((await ask('GET', '/apis/ex.io/v1')).body).toBe('404 page not found\n');
    const { code, body } = await ask('POST', definitions, definition());
    expect([code, body['status']]).toEqual([201, { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: ['v1'] }]);
    expect((await ask('GET', `${definitions}/foos.ex.io`)).body['status']).toMatchObject({
      conditions: [{ type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }, { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' }],
      acceptedNames: { plural: 'foos', singular: 'foo', kind: 'Foo', listKind: 'FooList' },
    });
    expect((await ask('GET', '/apis/ex.io/v1')).body['resources']).toMatchObject([{ name: 'foos', singularName: 'foo', namespaced: true, kind: 'Foo', verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'] }]);
  });

  test('whose names are taken is told which, and gets them when they are free', async () => {
    await ask('POST', definitions, definition(anything, { names: { shortNames: ['f1'] } }));
    await ask('POST', definitions, definition(anything, { names: { plural: 'bars', kind: 'Bar', shortNames: ['f1', 'b1'] } }));
    const conditions = async (): Promise<string[]> => ((await ask('GET', `${definitions}/bars.ex.io`)).body['status'] as { conditions: Record<string, string>[] }).conditions.map((c) => `${c['type']}=${c['status']} ${c['reason']} ${c['message']}`);
    expect(await conditions()).toEqual(['NamesAccepted=False ShortNamesConflict "f1" is already in use', 'Established=False NotAccepted not all names are accepted']);
    await ask('DELETE', `${definitions}/foos.ex.io`);
    expect(await conditions()).toEqual(['NamesAccepted=True NoConflicts no conflicts found', 'Established=True InitialNamesAccepted the initial names have been accepted']);
  });

  test('that is deleted takes its objects along, and waits for those that are held', async () => {
    await ask('POST', definitions, definition());
    await ask('POST', foos, foo('free'));
    await ask('POST', foos, { ...foo('held'), metadata: { name: 'held', finalizers: ['ex.io/hold'] } });
    const { body } = await ask('DELETE', `${definitions}/foos.ex.io`);
    expect(body['metadata']).toMatchObject({ generation: 1, finalizers: ['customresourcecleanup.apiextensions.k8s.io'] });
    expect((body['status'] as { conditions: unknown[] }).conditions.at(-1)).toMatchObject({ type: 'Terminating', status: 'True', reason: 'InstanceDeletionPending', message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon' });
    expect(await refusal('POST', foos, foo('late'))).toBe('foos.ex.io "late" is forbidden: create not allowed while custom resource definition is terminating');
    expect((await ask('GET', `${foos}/free`)).code).toBe(404);
    expect((await ask('PATCH', `${foos}/held`, { metadata: { finalizers: null } }, merge)).code).toBe(200);
    expect((await ask('GET', `${definitions}/foos.ex.io`)).code).toBe(404);
    expect((await ask('GET', foos)).body).toBe('404 page not found\n');
  });

  const wrong: readonly (readonly [what: string, body: Fields, says: string | string[]])[] = [
    ['the name', { ...definition(), metadata: { name: 'x.y' } }, 'metadata.name: Invalid value: "x.y": must be spec.names.plural+"."+spec.group'],
    ['two storage versions', definition(anything, { versions: ['v1', 'v2'].map((name) => ({ name, served: true, storage: true, schema: { openAPIV3Schema: anything } })) }), [
      'spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null},{"Name":"v2","Served":true,"Storage":true,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}]: must have exactly one version marked as storage version',
      'status.storedVersions: Invalid value: ["v1"]: must have the storage version v2',
    ]],
    ['a field without type', definition(specOf({ properties: { a: {} } })), 'spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Required value: must not be empty for specified object fields'],
    ['types inside allOf', definition(specOf({ allOf: [{ type: 'object', default: {} }] })), ['spec.validation.openAPIV3Schema.properties[spec].allOf[0].default: Forbidden: must be undefined to be structural', 'spec.validation.openAPIV3Schema.properties[spec].allOf[0].type: Forbidden: must be empty to be structural']],
    ['a default of another type', definition(specOf({ properties: { a: { type: 'string', default: 1 } } })), 'spec.validation.openAPIV3Schema.properties[spec].properties[a].default: Invalid value: "integer":  in body must be of type string: "integer"'],
    ['a list of maps without keys', definition(specOf({ properties: { a: { type: 'array', 'x-kubernetes-list-type': 'map', items: { type: 'object' } } } })), 'spec.validation.openAPIV3Schema.properties[spec].properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map'],
    ['oldSelf where nothing corresponds', definition(specOf({ properties: { a: { type: 'array', items: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] } } } })), 'spec.validation.openAPIV3Schema.properties[spec].properties[a].items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within spec.validation.openAPIV3Schema.properties[spec].properties[a]'],
    ['a column', definition(anything, { version: { additionalPrinterColumns: [{ name: 'A', type: 'x', jsonPath: 'spec' }] } }), ['spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec": must be a simple json path starting with .', 'spec.additionalPrinterColumns[0].type: Invalid value: "x": must be one of boolean,date,integer,number,string']],
    ['a scale', definition(anything, { version: { subresources: { scale: { specReplicasPath: '.status.r' } } } }), ['spec.subresources.scale.specReplicasPath: Invalid value: ".status.r": should be a json path under .spec', 'spec.subresources.scale.statusReplicasPath: Required value']],
    ['a webhook', definition(anything, { conversion: { strategy: 'Webhook' } }), ['spec.conversion.conversionReviewVersions: Required value', 'spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook']],
    ['a group of Kubernetes', { ...definition(anything, { group: 'x.k8s.io' }), metadata: { name: 'foos.x.k8s.io' } }, 'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111'],
  ];
  test.each(wrong)('is refused for %s', async (_what, body, says) => {
    const said = await refusal('POST', definitions, body);
    expect(typeof said === 'string' ? said.replace(/^CustomResourceDefinition\.apiextensions\.k8s\.io "[^"]*" is invalid: /, '') : said).toEqual(says);
  });

  test('keeps what its objects depend on', async () => {
    await ask('POST', definitions, definition());
    const change = (spec: Fields): Promise<string | string[]> => refusal('PATCH', `${definitions}/foos.ex.io`, { spec }, merge);
    expect(await change({ scope: 'Cluster' })).toContain('spec.scope: Invalid value: "Cluster": field is immutable');
    expect(await change({ names: { kind: 'Bar' } })).toContain('spec.names.kind: Invalid value: "Bar": field is immutable');
    expect(await change({ versions: [{ name: 'v2', served: true, storage: true, schema: { openAPIV3Schema: anything } }] })).toContain('missing from spec.versions; v1 was previously a storage version');
  });
});

describe('objects of a custom kind', () => {
  const schema = specOf({
    required: ['size'],
    properties: {
      size: { type: 'integer', minimum: 1, maximum: 10, default: 3 }, colour: { type: 'string', enum: ['red', 'green'] }, name: { type: 'string', pattern: '^[a-z]+$', minLength: 2, maxLength: 5 }, when: { type: 'string', format: 'date-time' },
      tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' }, port: { 'x-kubernetes-int-or-string': true }, free: anything, nothing: { type: 'string', nullable: true }, box: { type: 'object', default: {}, properties: { d: { type: 'string', default: 'x' } } },
      items: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, value: { type: 'string', default: 'dv' } } } },
      pod: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: { type: 'object', properties: { a: { type: 'integer' } } } } },
    },
  });
  const create = async (spec: unknown, name = 'a'): Promise<{ code: number; body: Fields; warnings: readonly string[] }> => ask('POST', foos, foo(name, { spec }));

  beforeEach(async () => { expect((await ask('POST', definitions, definition(schema))).code).toBe(201); });

  test('get defaults, lose what the schema does not have, and keep nulls only where they may be', async () => {
    const { body, warnings } = await create({ colour: null, nothing: null, box: null, other: 1, free: { x: [1] }, items: [{ name: 'k', q: 1 }], pod: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'n', zz: 1 }, spec: { a: 1, b: 2 } } });
    expect(body['spec']).toEqual({ box: { d: 'x' }, free: { x: [1] }, items: [{ name: 'k', value: 'dv' }], nothing: null, pod: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'n' }, spec: { a: 1 } }, size: 3 });
    expect(warnings).toEqual(['unknown field "spec.items[0].q"', 'unknown field "spec.other"', 'unknown field "spec.pod.spec.b"', 'unknown field "spec.pod.metadata.zz"']);
    expect(await refusal('POST', `${foos}?fieldValidation=Strict`, { ...foo('s', { other: 1 }), metadata: { name: 's', foo: 1 } })).toBe('Foo in version "v1" cannot be handled as a Foo: strict decoding error: unknown field "metadata.foo", unknown field "other"');
  });

  test('are held against it in the words of the server', async () => {
    expect(await refusal('POST', foos, foo('d', { spec: { size: 0, colour: 'blue', name: 'A', tags: ['a', 'a'], items: [{ name: 'x' }, { name: 'x' }], when: 'yesterday', port: 1.5 } }))).toEqual([
      'spec.colour: Unsupported value: "blue": supported values: "red", "green"', 'spec.items[1]: Duplicate value: {"name":"x"}', 'spec.name: Invalid value: "A": spec.name in body should be at least 2 chars long',
      'spec.port: Invalid value: "number": spec.port in body must be of type integer,string: "number"', 'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1', 'spec.tags[1]: Duplicate value: "a"',
      'spec.when: Invalid value: "yesterday": spec.when in body must be of type date-time: "yesterday"',
    ]);
    expect(await refusal('POST', foos, foo('e', { spec: { pod: {} } }))).toEqual(['spec.pod.apiVersion: Required value', 'spec.pod.kind: Required value']);
    expect(await refusal('POST', foos, { ...foo('k'), kind: 'Bar' })).toBe('Bar.ex.io "k" is invalid: kind: Invalid value: "Bar": must be Foo');
    expect(await refusal('POST', foos, { ...foo('k'), apiVersion: 'ex.io/v2' })).toBe('the API version in the data (ex.io/v2) does not match the expected API version (ex.io/v1)');
    expect(await refusal('POST', foos, { ...foo('k'), metadata: { name: 'k', labels: { a: 1 } } })).toBe('Foo in version "v1" cannot be handled as a Foo: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string');
  });

  test('are patched and applied by their schema, but know no strategic merge', async () => {
    await create({});
    expect(await refusal('PATCH', `${foos}/a`, {}, 'application/strategic-merge-patch+json')).toBe('the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml');
    const apply = async (manager: string, spec: Fields): Promise<Fields> => (await ask('PATCH', `${foos}/a?fieldManager=${manager}`, foo('a', { spec }), 'application/apply-patch+yaml')).body;
    await apply('one', { items: [{ name: 'i1', value: '1' }] });
    const both = await apply('two', { items: [{ name: 'i2' }], tags: ['t'] });
    expect((both['spec'] as Fields)['items']).toEqual([{ name: 'i1', value: '1' }, { name: 'i2', value: 'dv' }]);
    expect((both['metadata'] as { managedFields: { manager: string; fieldsV1: unknown }[] }).managedFields.find((m) => m.manager === 'two')?.fieldsV1).toEqual({ 'f:spec': { 'f:items': { 'k:{"name":"i2"}': { '.': {}, 'f:name': {} } }, 'f:tags': { 'v:"t"': {} } } });
    expect((await apply('one', {}))['spec']).toMatchObject({ items: [{ name: 'i2', value: 'dv' }] });
    expect((await apply('two', { size: 9 }))['message']).toBe('Apply failed with 1 conflict: conflict with "oracle" using ex.io/v1: .spec.size');
    expect((await apply('two', { wrong: 9 }))['message']).toBe('failed to create typed patch object (/a; ex.io/v1, Kind=Foo): .spec.wrong: field not declared in schema');
  });
});

test('status and scale are apart from the rest, and generation counts what is asked for', async () => {
  const subresources = { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' } };
  await ask('POST', definitions, definition({ type: 'object', properties: { spec: { type: 'object', properties: { replicas: { type: 'integer' } } }, status: { type: 'object', properties: { replicas: { type: 'integer' }, selector: { type: 'string', maxLength: 3 } } } } }, { version: { subresources } }));
  const first = (await ask('POST', foos, foo('a', { spec: { replicas: 4 }, status: { replicas: 9 } }))).body;
  expect([first['status'], (first['metadata'] as Fields)['generation']]).toEqual([undefined, 1]);
  const status = (await ask('PATCH', `${foos}/a/status`, { metadata: { labels: { x: 'y' } }, spec: { replicas: 5 }, status: { replicas: 4, selector: 'a=b' } }, merge)).body;
  expect([status['spec'], status['status'], (status['metadata'] as Fields)['labels'], (status['metadata'] as Fields)['generation']]).toEqual([{ replicas: 4 }, { replicas: 4, selector: 'a=b' }, undefined, 1]);
  expect(await refusal('PATCH', `${foos}/a/status`, { status: { selector: 'long' } }, merge)).toContain('status.selector: Too long: may not be more than 3 bytes');
  expect((await ask('GET', `${foos}/a/scale`)).body).toMatchObject({ kind: 'Scale', spec: { replicas: 4 }, status: { replicas: 4, selector: 'a=b' } });
  expect((await ask('PUT', `${foos}/a/scale`, { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'a', namespace: 'default' }, spec: { replicas: 2 } })).body['spec']).toEqual({ replicas: 2 });
  expect(await refusal('PATCH', `${foos}/a/scale`, { spec: { replicas: -1 } }, merge)).toBe('Foo.ex.io "a" is invalid: .spec.replicas: Invalid value: -1: should be a non-negative integer');
  expect(((await ask('GET', `${foos}/a`)).body['metadata'] as Fields)['generation']).toBe(2);
});

test('CEL rules judge values and changes', async () => {
  const immutable = { type: 'string', maxLength: 9, 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'immutable', reason: 'FieldValueForbidden' }] };
  await ask('POST', definitions, definition(specOf({
    properties: { min: { type: 'integer' }, max: { type: 'integer' }, fixed: immutable, first: { type: 'string', maxLength: 5, 'x-kubernetes-validations': [{ rule: "oldSelf.hasValue() || self == 'init'", optionalOldSelf: true }] } },
    'x-kubernetes-validations': [{ rule: '!has(self.min) || !has(self.max) || self.min <= self.max', message: 'min > max', fieldPath: '.min' }],
  })));
  expect(await refusal('POST', foos, foo('a', { spec: { min: 3, max: 1 } }))).toBe('Foo.ex.io "a" is invalid: spec.min: Invalid value: min > max');
  expect(await refusal('POST', foos, foo('a', { spec: { first: 'zzz' } }))).toBe('Foo.ex.io "a" is invalid: spec.first: Invalid value: "zzz": failed rule: oldSelf.hasValue() || self == \'init\'');
  expect(await refusal('POST', foos, foo('a', { spec: { min: 'x', max: 1 } }))).toEqual(['<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation', 'spec.min: Invalid value: "string": spec.min in body must be of type integer: "string"']);
  expect((await ask('POST', foos, foo('a', { spec: { fixed: 'one', first: 'init' } }))).code).toBe(201);
  expect(await refusal('PATCH', `${foos}/a`, { spec: { fixed: 'two' } }, merge)).toBe('Foo.ex.io "a" is invalid: spec.fixed: Forbidden: immutable');
  expect((await ask('PATCH', `${foos}/a`, { spec: { min: 5, first: 'next' } }, merge)).code).toBe(200);
});

test('what was wrong before a schema became narrower may stay as it is', async () => {
  await ask('POST', definitions, definition());
  await ask('POST', foos, foo('a', { spec: { b: 9, k: [{ n: '1', v: 1 }], st: ['x', 'x'] } }));
  const narrow = specOf({ properties: { b: { type: 'integer', maximum: 3 }, k: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['n'], items: { type: 'object', required: ['n'], properties: { n: { type: 'string' }, v: { type: 'integer', minimum: 5 } } } }, st: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } } } });
  await ask('PATCH', `${definitions}/foos.ex.io`, { spec: { versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: narrow } }] } }, merge);
  expect((await ask('PATCH', `${foos}/a`, { spec: { st: ['x', 'x', 'y'], k: [{ n: '1', v: 1 }, { n: '2', v: 6 }] } }, merge)).code).toBe(200);
  expect(await refusal('PATCH', `${foos}/a`, { spec: { b: 8 } }, merge)).toContain('spec.b: Invalid value: 8: spec.b in body should be less than or equal to 3');
  expect(await refusal('PATCH', `${foos}/a`, { spec: { k: [{ n: '1', v: 2 }] } }, merge)).toContain('spec.k[0].v: Invalid value: 2: spec.k[0].v in body should be greater than or equal to 5');
});

test('versions show one object, each by its own schema', async () => {
  const of = (name: string, properties: Fields, more: Fields): Fields => ({ name, served: true, storage: false, schema: { openAPIV3Schema: specOf({ properties }) }, ...more });
  const text = { type: 'string' };
  await ask('POST', definitions, definition(anything, { versions: [of('v1beta1', { a: { ...text, default: 'beta' }, c: { ...text, default: 'cc' } }, { deprecated: true }), of('v1', { a: { ...text, default: 'one' }, b: { type: 'integer' } }, { storage: true })] }));
  expect((await ask('GET', '/apis/ex.io')).body).toMatchObject({ versions: [{ version: 'v1' }, { version: 'v1beta1' }] });
  await ask('POST', foos, foo('x', { spec: { b: 1, c: 'dropped' } }));
  const beta = await ask('GET', '/apis/ex.io/v1beta1/namespaces/default/foos/x');
  expect([beta.body['apiVersion'], beta.body['spec'], beta.warnings]).toEqual(['ex.io/v1beta1', { a: 'one' }, ['ex.io/v1beta1 Foo is deprecated']]);
  expect((await ask('POST', '/apis/ex.io/v1beta1/namespaces/default/foos', { ...foo('y'), apiVersion: 'ex.io/v1beta1', spec: {} })).body['spec']).toEqual({ a: 'beta' });
});

test('tables have the columns of the definition, and lists are selected by its fields', async () => {
  const column = (name: string, type: string, jsonPath: string): Fields => ({ name, type, jsonPath });
  const columns = [column('S', 'string', '.spec.s'), column('I', 'integer', '.spec.n'), column('N', 'number', '.spec.n'), column('D', 'date', '.spec.d'), column('L', 'string', '.spec.l'), column('First', 'string', '.spec.l[*]'), column('C', 'string', ".spec.c[?(@.type=='Ready')].status")];
  const schema = specOf({ 'x-kubernetes-preserve-unknown-fields': true, properties: { s: { type: 'string' } } });
  await ask('POST', definitions, definition(schema, { scope: 'Cluster', version: { additionalPrinterColumns: columns, selectableFields: [{ jsonPath: '.spec.s' }] } }));
  const all = '/apis/ex.io/v1/foos';
  await ask('POST', all, foo('a', { spec: { s: 'x', n: 1.5, d: '2020-01-01T00:00:00Z', l: ['p', 'q'], c: [{ type: 'Ready', status: 'True' }] } }));
  await ask('POST', all, foo('b', { spec: { n: 'text', d: 'zzz', l: { z: 1, a: [2] } } }));
  const { body } = await ask('GET', all, undefined, undefined, table);
  const cells = (body['rows'] as { cells: unknown[] }[]).map((row) => row.cells);
  expect(cells).toEqual([['a', 'x', 1, 1.5, expect.stringMatching(/^\dy\d+d$/), '["p","q"]', 'p', 'True'], ['b', null, null, null, '<invalid>', '{"a":[2],"z":1}', null, null]]);
  expect(((await ask('GET', `${all}?fieldSelector=spec.s%3Dx`)).body['items'] as unknown[]).length).toBe(1);
  expect(await refusal('GET', `${all}?fieldSelector=spec.n%3D1`)).toBe('field label not supported: spec.n');
});

test('a kind that is called as a built-in one is none', async () => {
  await ask('POST', definitions, definition(anything, { names: { plural: 'pods', kind: 'Pod' } }));
  const { code, body } = await ask('POST', '/apis/ex.io/v1/namespaces/default/pods', { apiVersion: 'ex.io/v1', kind: 'Pod', metadata: { name: 'p' }, spec: { any: 1 } });
  expect([code, body['spec']]).toEqual([201, { any: 1 }]);
  expect((await ask('GET', '/apis/ex.io/v1/namespaces/default/pods', undefined, undefined, table)).body['columnDefinitions']).toMatchObject([{ name: 'Name' }, { name: 'Age' }]);
  expect((await ask('DELETE', '/apis/ex.io/v1/namespaces/default/pods/p')).body).toMatchObject({ kind: 'Status', status: 'Success' });
});

test('after a restart definitions and their objects are served again', async () => {
  const kept = new Map<string, StoreRecord>();
  let highest = 0;
  const persistence: Persistence = {
    load: () => Promise.resolve({ highWaterMark: highest, atMs: 0, records: [...kept.values()] }),
    append: (records) => {
      for (const record of records) {
        if (record.object === undefined) kept.delete(`${record.resource} ${record.key}`);
        else kept.set(`${record.resource} ${record.key}`, JSON.parse(JSON.stringify(record)) as StoreRecord);
      }
      return Promise.resolve();
    },
    reserve: (mark) => {
      highest = mark;
      return Promise.resolve();
    },
  };
  http = await serve(persistence);
  await ask('POST', definitions, definition(specOf({ properties: { a: { type: 'integer', default: 1 } } })));
  await expect.poll(async () => (await ask('POST', foos, foo('a', { spec: {} }))).code).toBe(201);
  http = await serve(persistence);
  expect((await ask('GET', `${foos}/a`)).body['spec']).toEqual({ a: 1 });
  expect(await refusal('PATCH', `${foos}/a`, { spec: { a: 'x' } }, merge)).toContain('spec.a in body must be of type integer');
  expect((await ask('GET', '/apis/ex.io/v1')).code).toBe(200);
});
