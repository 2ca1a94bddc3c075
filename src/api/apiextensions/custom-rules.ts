// The verdict on a custom resource: apiextensions-apiserver's strategy and validator of custom resources.
import { type FieldError, invalid } from '../field/error.ts';
import { FieldPath } from '../field/path.ts';
import { goText, isInt64 } from '../field/go-text.ts';
import { getOwn, isFields } from '../meta/json.ts';
import type { KubeObject } from '../meta/object.ts';
import { newInvalid } from '../meta/status-error.ts';
import { nameIsDNSSubdomain } from '../meta/validation/names.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../meta/validation/object-meta.ts';
import { embeddedErrors } from './embedded-resources.ts';
import type { CustomResource } from './custom-resource.ts';
import type { CustomRow } from './custom-rows.ts';
import { ruleErrors } from './cel-rules.ts';
import { listTypeErrors } from './list-types.ts';
import { pathNames } from './simple-path.ts';
import type { OpenApiSchema } from './structural-schema.ts';
import { validateValue } from './validate-value.ts';

const metadata = FieldPath.of('metadata');

/** Findings on a new object. Throws 422 for one of another kind than the path's. */
export function validateCustomCreate(row: CustomRow, object: KubeObject): FieldError[] {
  refuseOtherKind(row, object);
  const { custom } = row;
  const errors = [...validateObjectMeta(object.metadata, { isNamespaced: row.isNamespaced, validateName: nameIsDNSSubdomain }, metadata), ...schemaErrors(custom, object, undefined)];
  return finish(custom, [...errors, ...scaleErrors(custom, object, ['spec', 'status'])], object, undefined);
}

/** Findings on what replaces `old`. */
export function validateCustomUpdate(row: CustomRow, object: KubeObject, old: KubeObject): FieldError[] {
  refuseOtherKind(row, object);
  const { custom } = row;
  const errors = [...validateObjectMetaUpdate(object.metadata, old.metadata, metadata), ...schemaErrors(custom, object, old)];
  return finish(custom, [...errors, ...scaleErrors(custom, object, ['spec', 'status'])], object, old);
}

/** Findings on a new status. */
export function validateCustomStatus(row: CustomRow, object: KubeObject, old: KubeObject): FieldError[] {
  refuseOtherKind(row, object);
  const { custom } = row;
  const own = getOwn(custom.schema.properties ?? {}, 'status') as OpenApiSchema | undefined;
  const [value, before] = [object, old].map((one) => (one as { readonly status?: unknown }).status);
  const errors = [...validateObjectMetaUpdate(object.metadata, old.metadata, metadata), ...(own === undefined || value === undefined ? [] : validateValue({ schema: own, value, old: before }, FieldPath.of('status')))];
  return finish(custom, [...errors, ...scaleErrors(custom, object, ['status'])], object, old);
}

const ownFinalizers: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion']);

/** About finalizers that `old` does not have. */
export function finalizerWarnings({ metadata: { finalizers = [] } }: KubeObject, old?: KubeObject): string[] {
  const fresh = finalizers.filter((name) => !name.includes('/') && !ownFinalizers.has(name) && old?.metadata.finalizers?.includes(name) !== true);
  return fresh.map((name) => `metadata.finalizers: ${JSON.stringify(name)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`);
}

function refuseOtherKind({ group, kind, apiVersion }: CustomRow, object: KubeObject): void {
  const errors: FieldError[] = [];
  if (object.kind !== kind) errors.push(invalid(FieldPath.of('kind'), object.kind ?? '', `must be ${kind}`));
  if (object.apiVersion !== apiVersion) errors.push(invalid(FieldPath.of('apiVersion'), object.apiVersion ?? '', `must be ${apiVersion}`));
  if (errors.length === 0) return;
  const own = object.apiVersion ?? '';
  throw newInvalid({ group: own === apiVersion ? group : own.includes('/') ? (own.split('/')[0] ?? '') : '', kind: object.kind ?? '' }, object.metadata.name ?? '', errors);
}

/** What a schema says of an object whose metadata is judged elsewhere: for the editor. */
export function customErrors(schema: OpenApiSchema, object: KubeObject): FieldError[] {
  const errors = [...schemaErrors({ schema }, object, undefined), ...embeddedErrors(schema, object), ...listTypeErrors(schema, object)];
  return errors.length > 0 ? errors : rulesAfter(schema, errors, object, undefined);
}

/** What the API itself gives every object is judged elsewhere. */
function schemaErrors({ schema }: Pick<CustomResource, 'schema'>, object: KubeObject, old: KubeObject | undefined): FieldError[] {
  return validateValue({ schema: withoutTypeMeta(schema), value: object, ...(old && { old }) }, undefined);
}

const stripped = new WeakMap<OpenApiSchema, OpenApiSchema>();

function withoutTypeMeta(schema: OpenApiSchema): OpenApiSchema {
  let bare = stripped.get(schema);
  if (bare === undefined) {
    const { apiVersion: _apiVersion, kind: _kind, metadata: own, ...properties } = schema.properties ?? {};
    stripped.set(schema, (bare = { ...schema, properties: { ...properties, ...(own && { metadata: own }) } }));
  }
  return bare;
}

/** The checks that come once the schema's own are done. */
function finish({ schema }: CustomResource, errors: readonly FieldError[], object: KubeObject, old: KubeObject | undefined): FieldError[] {
  // What was wrong with lists before may stay wrong.
  const lists = old !== undefined && listTypeErrors(schema, old).length > 0 ? [] : listTypeErrors(schema, object);
  const all = [...errors, ...embeddedErrors(schema, object), ...lists];
  return [...all, ...rulesAfter(schema, all, object, old)];
}

const blocking: ReadonlySet<string> = new Set(['FieldValueNotSupported', 'FieldValueRequired', 'FieldValueTooLong', 'FieldValueTooMany', 'FieldValueTypeInvalid']);

/** CEL is not asked about an object that it might not be made for. */
function rulesAfter(schema: OpenApiSchema, errors: readonly FieldError[], object: KubeObject, old: KubeObject | undefined): FieldError[] {
  if (!hasRules(schema)) return [];
  if (errors.some(({ type }) => blocking.has(type))) return [invalid(undefined, null, 'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation')];
  return ruleErrors(schema, object, old);
}

const ruled = new WeakMap<OpenApiSchema, boolean>();

function hasRules(schema: OpenApiSchema): boolean {
  let known = ruled.get(schema);
  if (known === undefined) {
    const { properties = {}, items, additionalProperties } = schema;
    known = (schema['x-kubernetes-validations']?.length ?? 0) > 0 || [...Object.values(properties), ...(items ? [items] : []), ...(typeof additionalProperties === 'object' ? [additionalProperties] : [])].some(hasRules);
    ruled.set(schema, known);
  }
  return known;
}

const maxReplicas = 2 ** 31 - 1;

function scaleErrors({ scale }: CustomResource, object: KubeObject, parts: readonly ('spec' | 'status')[]): FieldError[] {
  if (scale === undefined) return [];
  return parts.flatMap((part) => {
    const path = part === 'spec' ? scale.specReplicasPath : scale.statusReplicasPath;
    const found = readInteger(object, path);
    const at = FieldPath.of(path);
    if (typeof found === 'string') return [invalid(at, 0, found)];
    if (found < 0) return [invalid(at, found, 'should be a non-negative integer')];
    return found > maxReplicas ? [invalid(at, found, 'should be less than or equal to 2147483647')] : [];
  });
}

/** The number at a path such as `.spec.replicas`, 0 when there is none; the text of what stands in the way. */
export function readInteger(object: unknown, path: string): number | string {
  let at: unknown = object;
  for (const name of pathNames(path)) {
    if (at === undefined || at === null) return 0;
    if (!isFields(at)) return `${path} accessor error: ${goText(at)} is of the type ${goTypeOf(at)}, expected map[string]interface{}`;
    at = getOwn(at, name);
  }
  if (at === undefined) return 0;
  return typeof at === 'number' && isInt64(at) ? at : `${path} accessor error: ${goText(at)} is of the type ${goTypeOf(at)}, expected int64`;
}

function goTypeOf(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? (isInt64(value) ? 'int64' : 'float64') : 'string';
}
