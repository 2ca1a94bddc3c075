// Schemas where the API's type also takes something else (`items`, `additionalProperties` and the like): they are read by JSON methods of their own, which drop what they do not know without a word.
import { canonical } from '../decode/canonical.ts';
import { decode } from '../decode/decode.ts';
import type { CustomResourceDefinition } from '../generated/apiextensions-v1.ts';
import { type Fields, isFields } from '../meta/json.ts';
import { typeSchema } from '../schema/schema.ts';

const schemaType = typeSchema('apiextensions/v1.JSONSchemaProps');
const maxDepth = 200;

/** Reads the schemas of a decoded definition, in place. */
export function readNestedSchemas({ spec }: CustomResourceDefinition): void {
  for (const { schema } of spec.versions ?? []) if (isFields(schema?.openAPIV3Schema)) visit(schema.openAPIV3Schema, 0);
}

function visit(schema: Fields, depth: number): void {
  if (depth > maxDepth) return;
  const below = (value: unknown): void => { if (isFields(value)) visit(value, depth + 1); };
  for (const name of ['items', 'additionalProperties', 'additionalItems']) {
    const value = schema[name];
    if (isFields(value)) schema[name] = read(value, depth);
    // Upstream's type keeps a list for `items` only to refuse it.
    else if (name !== 'items' && typeof value !== 'boolean') delete schema[name];
  }
  for (const name of ['allOf', 'oneOf', 'anyOf']) if (Array.isArray(schema[name])) (schema[name] as unknown[]).forEach(below);
  below(schema['not']);
  for (const name of ['properties', 'patternProperties', 'definitions']) if (isFields(schema[name])) Object.values(schema[name]).forEach(below);
}

function read(value: Fields, depth: number): Fields {
  const decoded = decode(schemaType, value).value;
  visit(decoded, depth + 1);
  return canonical(schemaType, decoded) as Fields;
}
