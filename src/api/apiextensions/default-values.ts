// Fills what a custom resource left open with the defaults of its schema: apiextensions-apiserver's structural defaulting.
import { cloneJson, type Fields, getOwn, isFields, setOwn } from '../meta/json.ts';
import type { OpenApiSchema } from './structural-schema.ts';

/** Changes `value`, which belongs to the caller, in place. A null that may not be one is as if it were not written. */
export function applySchemaDefaults(schema: OpenApiSchema, value: unknown): void {
  if (Array.isArray(value)) {
    if (schema.items !== undefined) for (const item of value as unknown[]) applySchemaDefaults(schema.items, item);
    return;
  }
  if (!isFields(value)) return;
  const { properties = {}, additionalProperties } = schema;
  for (const [name, own] of Object.entries(properties)) defaultMember(value, name, own);
  if (typeof additionalProperties !== 'object') return;
  for (const name of Object.keys(value)) if (!Object.hasOwn(properties, name)) defaultMember(value, name, additionalProperties, true);
}

function defaultMember(object: Fields, name: string, schema: OpenApiSchema, isExtra = false): void {
  const member = getOwn(object, name);
  const isOpen = member === null ? schema.nullable !== true : !isExtra && member === undefined;
  if (isOpen && schema.default !== undefined) setOwn(object, name, cloneJson(schema.default));
  else if (member === null && schema.nullable !== true && hasShape(schema)) delete object[name];
  applySchemaDefaults(schema, getOwn(object, name));
}

/** A value of which nothing is known may be null. */
function hasShape(schema: OpenApiSchema): boolean {
  return schema.type !== undefined || schema['x-kubernetes-int-or-string'] === true || schema.properties !== undefined;
}
