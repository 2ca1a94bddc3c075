// Holds a custom resource against its structural schema, in the API server's words. Upstream: apiextensions-apiserver's schema validation and pruning.
import { RE2JS } from '@bufbuild/re2';
import { duplicate, type FieldError, invalid, notSupported, required, tooLong, tooMany } from '../../api/field/error.ts';
import { byteLength } from '../../api/field/go-text.ts';
import { FieldPath } from '../../api/field/path.ts';
import { brokenRule } from './cel-rules.ts';
import type { OpenApiSchema } from './structural-schema.ts';

export interface CustomFindings {
  readonly errors: readonly FieldError[];
  /** Paths of fields that the schema does not have. */
  readonly unknown: readonly FieldPath[];
}

/** What is looked at is bounded: more values than this are not judged. */
const maxValues = 50_000;
const maxDepth = 60;

/** Judges a whole object; `metadata` is judged elsewhere. */
export function validateCustom(schema: OpenApiSchema, object: Readonly<Record<string, unknown>>): CustomFindings {
  const walk = new SchemaWalk();
  const { apiVersion: _a, kind: _k, metadata: _m, ...rest } = object;
  const { apiVersion: _pa, kind: _pk, metadata: _pm, ...properties } = schema.properties ?? {};
  const own = { ...schema, type: 'object', properties, required: (schema.required ?? []).filter((name) => !['apiVersion', 'kind', 'metadata'].includes(name)), 'x-kubernetes-validations': [] };
  walk.value(own, rest, undefined, 0);
  if (walk.errors.length === 0) walk.rules(schema, object, undefined);
  return { errors: walk.errors, unknown: walk.unknown };
}

class SchemaWalk {
  readonly errors: FieldError[] = [];
  readonly unknown: FieldPath[] = [];
  #left = maxValues;

  value(schema: OpenApiSchema, value: unknown, path: FieldPath | undefined, depth: number): void {
    if (--this.#left < 0 || depth > maxDepth) return;
    if (value === null && (schema.nullable === true || schema.type === undefined)) return;
    const wrong = typeError(schema, value);
    if (wrong !== undefined) {
      this.errors.push(invalid(path, wrong.actual, `${text(path)} in body must be of type ${wrong.expected}: ${JSON.stringify(wrong.actual)}`));
      return;
    }
    this.errors.push(...constraintErrors(schema, value, path));
    if (Array.isArray(value)) this.#items(schema, value, path, depth);
    else if (typeof value === 'object' && value !== null) this.#properties(schema, value as Record<string, unknown>, path, depth);
    this.errors.push(...combined(schema, value, path));
    if (this.errors.length === 0) this.rules(schema, value, path);
  }

  rules(schema: OpenApiSchema, value: unknown, path: FieldPath | undefined): void {
    for (const rule of schema['x-kubernetes-validations'] ?? []) {
      const message = brokenRule(rule, value, schema);
      if (message === undefined) continue;
      const at = rule.fieldPath === undefined ? path : rule.fieldPath.split('.').filter((name) => /^\w+$/.test(name)).reduce<FieldPath | undefined>((from, name) => child(from, name), path);
      this.errors.push(invalid(at, typeof value === 'object' ? (Array.isArray(value) ? 'array' : 'object') : value, message));
    }
  }

  #items({ items, 'x-kubernetes-list-type': listType, 'x-kubernetes-list-map-keys': keys = [] }: OpenApiSchema, value: readonly unknown[], path: FieldPath | undefined, depth: number): void {
    const seen = new Set<string>();
    for (const [i, item] of value.entries()) {
      const at = (path ?? FieldPath.of('')).index(i);
      if (items !== undefined) this.value(items, item, at, depth + 1);
      if (listType !== 'set' && listType !== 'map') continue;
      const identity = listType === 'set' ? item : Object.fromEntries(keys.map((key) => [key, (item as Record<string, unknown> | null)?.[key]]));
      const known = JSON.stringify(identity);
      if (seen.has(known)) this.errors.push(duplicate(at, identity));
      seen.add(known);
    }
  }

  #properties(schema: OpenApiSchema, value: Readonly<Record<string, unknown>>, path: FieldPath | undefined, depth: number): void {
    const { properties, additionalProperties } = schema;
    for (const name of schema.required ?? []) {
      const byDefault = properties !== undefined && Object.hasOwn(properties, name) ? properties[name]?.default : undefined;
      if (!Object.hasOwn(value, name) && byDefault === undefined) this.errors.push(required(child(path, name), ''));
    }
    for (const [name, member] of Object.entries(value)) {
      const own = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (own !== undefined) {
        // A null where a default stands is as if it were not written.
        if (!(member === null && own.nullable !== true && own.default !== undefined)) this.value(own, member, child(path, name), depth + 1);
      } else if (typeof additionalProperties === 'object') this.value(additionalProperties, member, path === undefined ? FieldPath.of(name) : path.key(name), depth + 1);
      else if (additionalProperties !== true && schema['x-kubernetes-preserve-unknown-fields'] !== true && schema['x-kubernetes-embedded-resource'] !== true && schema.type === 'object') this.unknown.push(child(path, name));
    }
  }
}

function child(path: FieldPath | undefined, name: string): FieldPath {
  return path === undefined ? FieldPath.of(name) : path.child(name);
}

function text(path: FieldPath | undefined): string {
  return path === undefined ? '' : path.toString();
}

function typeError({ type, 'x-kubernetes-int-or-string': isIntOrString }: OpenApiSchema, value: unknown): { actual: string; expected: string } | undefined {
  const actual = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
  if (isIntOrString === true) return actual === 'integer' || actual === 'string' ? undefined : { actual, expected: 'integer,string' };
  if (type === undefined || type === actual || (type === 'number' && actual === 'integer')) return undefined;
  return { actual, expected: type };
}

function constraintErrors(schema: OpenApiSchema, value: unknown, path: FieldPath | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const { enum: allowed } = schema;
  if (allowed !== undefined && !allowed.some((one) => JSON.stringify(one) === JSON.stringify(value))) errors.push(notSupported(path, value, allowed.map(String)));
  const say = (detail: string): void => { errors.push(invalid(path, value, `${text(path)} in body ${detail}`)); };
  if (typeof value === 'number') numberErrors(schema, value, say);
  if (typeof value === 'string') {
    const { minLength, maxLength, pattern } = schema;
    const length = [...value].length;
    if (minLength !== undefined && length < minLength) say(`should be at least ${minLength} chars long`);
    if (maxLength !== undefined && length > maxLength) errors.push(tooLong(path, maxLength));
    if (pattern !== undefined && matches(pattern, value) === false) say(`should match '${pattern}'`);
    if (schema.format !== undefined && !hasFormat(schema.format, value)) say(`must be of type ${schema.format}: ${JSON.stringify(value)}`);
  }
  if (Array.isArray(value)) {
    const { minItems, maxItems } = schema;
    if (minItems !== undefined && value.length < minItems) errors.push(invalid(path, value.length, `${text(path)} in body should have at least ${minItems} items`));
    if (maxItems !== undefined && value.length > maxItems) errors.push(tooMany(path, value.length, maxItems));
  } else if (typeof value === 'object' && value !== null) {
    const { minProperties, maxProperties } = schema;
    const count = Object.keys(value).length;
    if (minProperties !== undefined && count < minProperties) errors.push(invalid(path, count, `${text(path)} in body should have at least ${minProperties} properties`));
    if (maxProperties !== undefined && count > maxProperties) errors.push(tooMany(path, count, maxProperties));
  }
  return errors;
}

function numberErrors({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: OpenApiSchema, value: number, say: (detail: string) => void): void {
  if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) say(`should be greater than ${exclusiveMinimum === true ? '' : 'or equal to '}${minimum}`);
  if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) say(`should be less than ${exclusiveMaximum === true ? '' : 'or equal to '}${maximum}`);
  if (multipleOf !== undefined && multipleOf !== 0 && !Number.isInteger(value / multipleOf)) say(`should be a multiple of ${multipleOf}`);
}

/** Value validations of several schemas at once. */
function combined({ allOf = [], anyOf = [], oneOf = [], not }: OpenApiSchema, value: unknown, path: FieldPath | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const fits = (schema: OpenApiSchema): boolean => errorsOf(schema, value, path).length === 0;
  for (const schema of allOf) errors.push(...errorsOf(schema, value, path));
  const subject = typeof value === 'object' ? '' : value;
  if (anyOf.length > 0 && !anyOf.some(fits)) errors.push(invalid(path, subject, `${text(path)} in body must validate at least one schema (anyOf)`));
  if (oneOf.length > 0 && oneOf.filter(fits).length !== 1) errors.push(invalid(path, subject, `${text(path)} in body must validate one and only one schema (oneOf)`));
  if (not !== undefined && fits(not)) errors.push(invalid(path, subject, `${text(path)} in body must not validate the schema (not)`));
  return errors;
}

function errorsOf(schema: OpenApiSchema, value: unknown, path: FieldPath | undefined): readonly FieldError[] {
  const walk = new SchemaWalk();
  walk.value({ ...schema, 'x-kubernetes-validations': [] }, value, path, 0);
  return walk.errors;
}

const patterns = new Map<string, RE2JS | undefined>();

/** Linear in the text, whatever the pattern; undefined for patterns that Go does not read either. */
function matches(pattern: string, value: string): boolean | undefined {
  if (!patterns.has(pattern)) {
    if (patterns.size > 500) patterns.clear();
    let compiled: RE2JS | undefined;
    try {
      compiled = RE2JS.compile(pattern);
    } catch {
      compiled = undefined;
    }
    patterns.set(pattern, compiled);
  }
  return byteLength(value) > 100_000 ? undefined : patterns.get(pattern)?.test(value);
}

function hasFormat(format: string, value: string): boolean {
  switch (format) {
    case 'date-time':
      return /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(value);
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(value);
    case 'ipv4':
      return /^(?:\d{1,3}\.){3}\d{1,3}$/.test(value) && value.split('.').every((part) => Number(part) < 256);
    case 'uuid':
      return /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value);
    case 'byte':
      return /^[A-Za-z0-9+/]*={0,2}$/.test(value);
    default:
      return true;
  }
}
