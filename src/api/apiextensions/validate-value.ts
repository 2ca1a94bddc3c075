// Holds a value against a structural schema in the API server's words: kube-openapi's SchemaValidator with apiextensions-apiserver's ratcheting.
import { RE2JS } from '@bufbuild/re2';
import { type FieldError, invalid, notSupported, required, tooLong, tooMany } from '../field/error.ts';
import { byteLength, goJson, goFloat, goNumber } from '../field/go-text.ts';
import { FieldPath } from '../field/path.ts';
import { deepEqual } from '../meta/deep-equal.ts';
import { getOwn, isFields } from '../meta/json.ts';
import { hasFormat } from './formats.ts';
import type { OpenApiSchema } from './structural-schema.ts';
import { oldItem } from './visit-values.ts';

/** What is looked at is bounded: more values than this are not judged. */
const maxValues = 500_000;
const maxDepth = 100;

/** `old` is what stood there before: of what did not change, nothing is said. */
export interface Judged {
  readonly schema: OpenApiSchema;
  readonly value: unknown;
  readonly old?: unknown;
}

/** `base` is where the value stands; texts name fields from there on. */
export function validateValue(judged: Judged, base: FieldPath | undefined): FieldError[] {
  const walk = new SchemaWalk(base);
  walk.value(judged, '');
  return walk.errors;
}

class SchemaWalk {
  readonly errors: FieldError[] = [];
  readonly #base: FieldPath | undefined;
  #left = maxValues;
  #depth = 0;

  constructor(base: FieldPath | undefined) {
    this.#base = base;
  }

  value(judged: Judged, name: string): void {
    const { schema, value, old } = judged;
    if (--this.#left < 0 || this.#depth > maxDepth || (old !== undefined && deepEqual(value, old))) return;
    const wrong = typeError(schema, value);
    if (wrong !== undefined) this.#add(name, (path) => ({ ...invalid(path, wrong.actual, `${name} in body must be of type ${wrong.expected}: ${goJson(wrong.actual)}`), type: 'FieldValueTypeInvalid' }));
    if (value === null) return;
    this.#depth++;
    this.#combined(schema, value, name);
    if (typeof value === 'string') this.#string(schema, value, name);
    if (typeof value === 'number') this.#number(schema, value, name);
    if (Array.isArray(value)) this.#items(judged, value as unknown[], name);
    this.#enum(schema, value, name);
    if (isFields(value)) this.#properties(judged, value, name);
    this.#depth--;
  }

  #add(name: string, make: (path: FieldPath | undefined) => FieldError): void {
    this.errors.push(make(pathOf(this.#base, name)));
  }

  #say(name: string, value: unknown, detail: string): void {
    this.#add(name, (path) => invalid(path, value, `${name} in body ${detail}`));
  }

  #enum({ enum: allowed }: OpenApiSchema, value: unknown, name: string): void {
    if (allowed === undefined || allowed.some((one) => deepEqual(one, value))) return;
    this.#add(name, (path) => notSupported(path, value, allowed.map((one) => (typeof one === 'string' ? one : goJson(one)))));
  }

  #string({ minLength, maxLength, pattern, format }: OpenApiSchema, value: string, name: string): void {
    const length = [...value].length;
    if (maxLength !== undefined && length > maxLength) this.#add(name, (path) => tooLong(path, maxLength));
    else if (minLength !== undefined && length < minLength) this.#say(name, value, `should be at least ${minLength} chars long`);
    else if (pattern !== undefined && pattern !== '' && matches(pattern, value) === false) this.#say(name, value, `should match '${pattern}'`);
    if (format !== undefined && !hasFormat(format, value)) this.#add(name, (path) => ({ ...invalid(path, value, `${name} in body must be of type ${format}: ${goJson(value)}`), type: 'FieldValueTypeInvalid' }));
  }

  /** Whole numbers are compared as Go's int64, which cuts what limits have behind the point. */
  #number({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format, type }: OpenApiSchema, value: number, name: string): void {
    const isWhole = Number.isInteger(value);
    const limit = (number: number): number => (isWhole ? Math.trunc(number) : number);
    const text = (number: number): string => (isWhole ? goNumber(number) : goFloat(number));
    const range = ranges[format ?? ''];
    if (range !== undefined && (type === 'integer' || type === undefined) && isWhole && (value < range.min || value > range.max)) this.errors.push(invalid(this.#base, '', `Checked value must be of type integer with format ${format ?? ''} in ${name}`));
    if (multipleOf !== undefined) this.#multiple(limit(multipleOf), value, name);
    if (maximum !== undefined && (exclusiveMaximum === true ? value >= limit(maximum) : value > limit(maximum))) this.#say(name, value, `should be less than ${exclusiveMaximum === true ? '' : 'or equal to '}${text(limit(maximum))}`);
    if (minimum !== undefined && (exclusiveMinimum === true ? value <= limit(minimum) : value < limit(minimum))) this.#say(name, value, `should be greater than ${exclusiveMinimum === true ? '' : 'or equal to '}${text(limit(minimum))}`);
  }

  #multiple(factor: number, value: number, name: string): void {
    if (factor <= 0) this.#add(name, (path) => invalid(path, factor, `factor MultipleOf declared for ${name} must be positive: ${goNumber(factor)}`));
    else if (!Number.isInteger(factor < 1 ? (1 / factor) * value : value / factor)) this.#say(name, value, `should be a multiple of ${goNumber(factor)}`);
  }

  #items({ schema, old }: Judged, value: readonly unknown[], name: string): void {
    const { items, minItems, maxItems, uniqueItems } = schema;
    const before = oldItem(schema, old);
    if (items !== undefined) for (const [i, item] of value.entries()) this.value({ schema: items, value: item, old: before(item) }, `${name}[${i}]`);
    if (minItems !== undefined && value.length < minItems) this.#say(name, value.length, `should have at least ${minItems} items`);
    if (maxItems !== undefined && value.length > maxItems) this.#add(name, (path) => tooMany(path, value.length, maxItems));
    if (uniqueItems === true && value.some((item, i) => value.slice(0, i).some((one) => deepEqual(one, item)))) this.#say(name, '', 'shouldn\'t contain duplicates');
  }

  #properties({ schema, old }: Judged, value: Readonly<Record<string, unknown>>, name: string): void {
    const { properties, additionalProperties, minProperties, maxProperties } = schema;
    const count = Object.keys(value).length;
    if (minProperties !== undefined && count < minProperties) {
      this.#say(name, count, `should have at least ${minProperties} properties`);
      return;
    }
    if (maxProperties !== undefined && count > maxProperties) {
      this.#add(name, (path) => tooMany(path, count, maxProperties));
      return;
    }
    const before = (member: string): unknown => (isFields(old) ? getOwn(old, member) : undefined);
    for (const [member, item] of Object.entries(value)) {
      const own = properties !== undefined && Object.hasOwn(properties, member) ? properties[member] : typeof additionalProperties === 'object' ? additionalProperties : undefined;
      if (own !== undefined) this.value({ schema: own, value: item, old: before(member) }, name === '' ? member : `${name}.${member}`);
    }
    for (const member of schema.required ?? []) if (!Object.hasOwn(value, member)) this.#add(name === '' ? member : `${name}.${member}`, (path) => required(path, ''));
  }

  /** Several schemas at once. */
  #combined({ allOf = [], anyOf = [], oneOf = [], not }: OpenApiSchema, value: unknown, name: string): void {
    if (anyOf.length > 0) this.#oneAtLeast(anyOf, value, name);
    if (oneOf.length > 0) this.#onlyOne(oneOf, value, name);
    if (allOf.length > 0) {
      const failures = allOf.map((schema) => this.#failures(schema, value, name));
      for (const errors of failures) this.errors.push(...errors);
      const passed = failures.filter((errors) => errors.length === 0).length;
      if (passed < allOf.length) this.errors.push(invalid(pathOf(this.#base, name), '', `${quoted(name)} must validate all the schemas (allOf)${passed === 0 ? '. None validated' : ''}`));
    }
    if (not !== undefined && this.#failures(not, value, name).length === 0) this.errors.push(invalid(pathOf(this.#base, name), '', `${quoted(name)} must not validate the schema (not)`));
  }

  #oneAtLeast(schemas: readonly OpenApiSchema[], value: unknown, name: string): void {
    const failures = schemas.map((schema) => this.#failures(schema, value, name));
    if (failures.some((errors) => errors.length === 0)) return;
    this.errors.push(invalid(pathOf(this.#base, name), '', `${quoted(name)} must validate at least one schema (anyOf)`), ...(failures[0] ?? []));
  }

  #onlyOne(schemas: readonly OpenApiSchema[], value: unknown, name: string): void {
    const failures = schemas.map((schema) => this.#failures(schema, value, name));
    const passed = failures.filter((errors) => errors.length === 0).length;
    if (passed === 1) return;
    const why = passed === 0 ? 'Found none valid' : `Found ${passed} valid alternatives`;
    this.errors.push(invalid(pathOf(this.#base, name), '', `${quoted(name)} must validate one and only one schema (oneOf). ${why}`), ...(passed === 0 ? (failures[0] ?? []) : []));
  }

  #failures(schema: OpenApiSchema, value: unknown, name: string): FieldError[] {
    const walk = new SchemaWalk(this.#base);
    walk.#left = this.#left;
    walk.#depth = this.#depth;
    walk.value({ schema, value }, name);
    this.#left = walk.#left;
    return walk.errors;
  }
}

function quoted(name: string): string {
  return `"${name}"`;
}

/** `spec.items[0].name` below `base`, as one path. */
function pathOf(base: FieldPath | undefined, name: string): FieldPath | undefined {
  let path = base;
  for (const [, member = '', index] of name.matchAll(/([^.[]+)|\[(\d+)\]/g)) {
    if (index !== undefined && path !== undefined) path = path.index(Number(index));
    else path = path === undefined ? FieldPath.of(member) : path.child(member);
  }
  return path;
}

const ranges: Readonly<Record<string, { readonly min: number; readonly max: number }>> = { int32: { min: -(2 ** 31), max: 2 ** 31 - 1 } };

function typeError({ type, nullable, 'x-kubernetes-int-or-string': isIntOrString }: OpenApiSchema, value: unknown): { readonly actual: string; readonly expected: string } | undefined {
  const actual = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
  if (value === null && nullable === true) return undefined;
  if (isIntOrString === true) return actual === 'integer' || actual === 'string' ? undefined : { actual, expected: 'integer,string' };
  if (type === undefined || type === '' || type === actual || (type === 'number' && actual === 'integer')) return undefined;
  return { actual, expected: type };
}

const patterns = new Map<string, RE2JS | undefined>();

/** Linear in the text, whatever the pattern; undefined for patterns that Go does not read either. */
function matches(pattern: string, value: string): boolean | undefined {
  if (!patterns.has(pattern)) {
    if (patterns.size > 500) patterns.clear();
    patterns.set(pattern, compilePattern(pattern));
  }
  return byteLength(value) > 100_000 ? undefined : patterns.get(pattern)?.test(value);
}

/** Undefined for what Go's regular expressions are not. */
export function compilePattern(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
