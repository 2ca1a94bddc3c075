// OpenAPI documents made from the API's schema: kube-openapi's v3 documents per group and version, and the one v2 document.
import { fieldDescription, typeDescription } from '../../../api/schema/docs.ts';
import { fieldsOf, type FieldSchema, type TypeSchema, typeSchema } from '../../../api/schema/schema.ts';
import { type KindRow, kindRows } from '../../../api/scheme.ts';
import type { Fields } from '../../../api/meta/json.ts';
import type { CustomRow } from '../../../api/apiextensions/custom-rows.ts';
import type { CustomKinds } from '../custom/custom-kinds.ts';
import { customDefinitions, type Reference } from './custom-openapi.ts';
import { groupsOf } from './discovery.ts';

const v3Reference: Reference = (name) => ({ $ref: `#/components/schemas/${name}` });
const v2Reference: Reference = (name) => ({ $ref: `#/definitions/${name}` });

/** The index `/openapi/v3`: where each document is. */
export function openApiIndex(custom: CustomKinds): unknown {
  const paths: Fields = {};
  for (const path of ['api/v1', ...groupsOf(custom).flatMap(({ group, versions }) => versions.map((v) => `apis/${group}/${v}`))]) {
    const [, group = '', version = ''] = path.split('/');
    // A schema that changes has another address: clients keep documents.
    const state = custom.rowsOf(group, version).map((row) => row.custom.definition.metadata.resourceVersion).join('');
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${state.padStart(24, '0')}` };
  }
  return { paths };
}

const documents = new Map<string, unknown>();

/** `/openapi/v3/api/v1`, `/openapi/v3/apis/apps/v1`; undefined for what is not served. Made once. */
export function openApiDocument(custom: CustomKinds, group: string, version: string): unknown {
  const key = `${group}/${version}`;
  if (!documents.has(key)) documents.set(key, makeDocument(group, version));
  return documents.get(key) ?? customDocument(custom.rowsOf(group, version));
}

function customDocument(rows: readonly CustomRow[]): unknown {
  if (rows.length === 0) return undefined;
  const schemas = new Map<string, Fields>();
  for (const goType of ['meta/v1.ObjectMeta', 'meta/v1.ListMeta', 'meta/v1.DeleteOptions', 'meta/v1.Status']) collect(goType, schemas, v3Reference);
  for (const row of rows) for (const [name, schema] of customDefinitions(row, v3Reference)) schemas.set(name, schema);
  return { openapi: '3.0.0', info: { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' }, paths: Object.fromEntries(rows.flatMap(pathsOf)), components: { schemas: Object.fromEntries([...schemas].sort(byName)) } };
}

function makeDocument(group: string, version: string): unknown {
  const rows = kindRows.filter((row) => row.group === group && row.version === version);
  if (rows.length === 0) return undefined;
  const schemas = new Map<string, Fields>();
  for (const row of rows) collect(row.goType, schemas, v3Reference);
  for (const row of rows) markKind(row, schemas, v3Reference);
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: '1.36' }, paths: Object.fromEntries(rows.flatMap(pathsOf)), components: { schemas: Object.fromEntries([...schemas].sort(byName)) } };
}

/**
 * `/openapi/v2` for kubectl, which only asks for it as protobuf and only to hear that a kind is not there: a Document with its version and title.
 * Differs from Kubernetes: there are no definitions in it. All bytes are ASCII.
 */
export const openApiV2Protobuf = '\n\u00032.0\u0012\u0015\n\nKubernetes\u0012\u0007v1.36.3';

let legacy: unknown;

/** `/openapi/v2`. Made once. */
export function openApiV2(): unknown {
  legacy ??= makeV2();
  return legacy;
}

function makeV2(): unknown {
  const schemas = new Map<string, Fields>();
  for (const row of kindRows) collect(row.goType, schemas, v2Reference);
  for (const row of kindRows) markKind(row, schemas, v2Reference);
  return { swagger: '2.0', info: { title: 'Kubernetes', version: '1.36' }, paths: Object.fromEntries(kindRows.flatMap(pathsOf)), definitions: Object.fromEntries([...schemas].sort(byName)) };
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

/** `core/v1.Pod` → `io.k8s.api.core.v1.Pod`. */
function definitionName(goType: string): string {
  if (goType === 'resource.Quantity') return 'io.k8s.apimachinery.pkg.api.resource.Quantity';
  if (goType === 'intstr.IntOrString') return 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
  if (goType === 'runtime.RawExtension') return 'io.k8s.apimachinery.pkg.runtime.RawExtension';
  const path = goType.replace('/', '.');
  if (goType.startsWith('apiextensions/')) return `io.k8s.apiextensions-apiserver.pkg.apis.${path}`;
  return goType.startsWith('meta/') ? `io.k8s.apimachinery.pkg.apis.${path}` : `io.k8s.api.${path}`;
}

/** Types that have a definition of their own though they are no structs. */
const scalars: Readonly<Record<string, Fields>> = {
  quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  time: { type: 'string', format: 'date-time' },
  microTime: { type: 'string', format: 'date-time' },
  intOrString: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
  duration: { type: 'string' },
};

function collect(goType: string, schemas: Map<string, Fields>, reference: Reference): void {
  const type = typeSchema(goType);
  const name = definitionName(type.goType);
  if (schemas.has(name)) return;
  const schema: Fields = {};
  schemas.set(name, schema);
  const description = typeDescription(type);
  if (description !== '') schema['description'] = description;
  const scalar = scalars[type.shape];
  if (scalar !== undefined) {
    Object.assign(schema, scalar);
    return;
  }
  schema['type'] = 'object';
  if (type.shape !== 'struct') return;
  const properties: Fields = {};
  const required: string[] = [];
  for (const field of fieldsOf(type)) {
    properties[field.name] = fieldSchema(type, field, schemas, reference);
    if (field.isRequired) required.push(field.name);
  }
  if (Object.keys(properties).length > 0) schema['properties'] = properties;
  if (required.length > 0) schema['required'] = required;
}

function fieldSchema(parent: TypeSchema, field: FieldSchema, schemas: Map<string, Fields>, reference: Reference): Fields {
  const schema = valueSchema(field.type, schemas, reference, field.isPointer ? 'pointer' : field.isRequired ? 'required' : 'optional');
  const description = fieldDescription(parent, field);
  if (description !== '') schema['description'] = description;
  const { merge } = field;
  if (merge === undefined) return schema;
  if (field.type.shape === 'list' && merge.listType !== 'granular') schema['x-kubernetes-list-type'] = merge.listType;
  if (field.type.shape !== 'list' && merge.listType === 'atomic') schema['x-kubernetes-map-type'] = 'atomic';
  if (merge.keys.length > 0) schema['x-kubernetes-list-map-keys'] = merge.keys;
  if (merge.patchStrategies.length > 0) schema['x-kubernetes-patch-strategy'] = merge.patchStrategies.join(',');
  if (merge.patchMergeKey !== undefined) schema['x-kubernetes-patch-merge-key'] = merge.patchMergeKey;
  return schema;
}

/** Fields that are no pointers have Go's zero value as default where they must be there; elements always do. */
function valueSchema(type: TypeSchema, schemas: Map<string, Fields>, reference: Reference, place: 'pointer' | 'required' | 'optional' | 'element'): Fields {
  const hasDefault = place === 'required' || place === 'element';
  switch (type.shape) {
    case 'string': return { type: 'string', ...(hasDefault && { default: '' }), ...(type.isPublishedEnum === true && { enum: [...(type.values ?? [])].sort() }) };
    case 'bool': return { type: 'boolean', ...(hasDefault && { default: false }) };
    case 'integer': return { type: 'integer', format: type.bits === 32 ? 'int32' : 'int64', ...(hasDefault && { default: 0 }) };
    case 'number': return { type: 'number', format: 'double', ...(hasDefault && { default: 0 }) };
    case 'bytes': return { type: 'string', format: 'byte' };
    case 'list': return { type: 'array', items: elementSchema(type, schemas, reference) };
    case 'map': return { type: 'object', additionalProperties: elementSchema(type, schemas, reference) };
    default: {
      collect(type.goType, schemas, reference);
      const ref = reference(definitionName(type.goType));
      if (place === 'element' && type.shape !== 'struct') return ref;
      return place === 'pointer' || type.shape !== 'struct' ? { allOf: [ref] } : { allOf: [ref], default: {} };
    }
  }
}

function elementSchema({ element }: TypeSchema, schemas: Map<string, Fields>, reference: Reference): Fields {
  return element === undefined ? { type: 'object' } : valueSchema(element, schemas, reference, 'element');
}

function markKind(row: KindRow, schemas: Map<string, Fields>, reference: Reference): void {
  const { group, version, kind, listKind } = row;
  const schema = schemas.get(definitionName(row.goType));
  if (schema === undefined) return;
  schema['x-kubernetes-group-version-kind'] = [{ group, kind, version }];
  if (!row.isStored) return;
  const listType = `${row.goType}List`;
  collect(listType, schemas, reference);
  const list = schemas.get(definitionName(listType));
  if (list !== undefined) list['x-kubernetes-group-version-kind'] = [{ group, kind: listKind, version }];
}

const queryParameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({ name, in: 'query', schema: { type: name === 'force' ? 'boolean' : 'string', uniqueItems: true } }));
const methods: readonly (readonly [verb: string, method: string, isObject: boolean])[] = [
  ['list', 'get', false], ['create', 'post', false], ['deletecollection', 'delete', false], ['get', 'get', true], ['update', 'put', true], ['patch', 'patch', true], ['delete', 'delete', true],
];

/** Paths with what kubectl looks for: kinds and the options of writes. */
function pathsOf(row: KindRow): [string, Fields][] {
  const { group, version, kind } = row;
  const base = `${group === '' ? `/api/${version}` : `/apis/${group}/${version}`}${row.isNamespaced ? '/namespaces/{namespace}' : ''}/${row.plural}`;
  const collection: Fields = {};
  const object: Fields = {};
  for (const [verb, method, isObject] of methods) {
    if (!row.verbs.includes(verb)) continue;
    const isWrite = verb === 'create' || verb === 'update' || verb === 'patch';
    (isObject ? object : collection)[method] = { 'x-kubernetes-action': verb, 'x-kubernetes-group-version-kind': { group, kind, version }, ...(isWrite && { parameters: queryParameters }), responses: { '200': { description: 'OK' } } };
  }
  const paths: [string, Fields][] = [];
  if (Object.keys(collection).length > 0) paths.push([base, collection]);
  if (Object.keys(object).length > 0) paths.push([`${base}/{name}`, object]);
  return paths;
}
