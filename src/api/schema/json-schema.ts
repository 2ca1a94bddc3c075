// The API's types as JSON Schema (draft 2020-12): for other tools, and so that ajv can check the decoder as an independent peer.
import { fieldsOf, kindSchema, type TypeSchema } from './schema.ts';

/** A schema or part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const decimal = '[+-]?[0-9]*\\.?[0-9]*';
const quantityPattern = `^\\s*(?=.*\\S)${decimal}(?:[KMGTPE]i|[numkMGTPE]?|[eE][-+]?[0-9]+)\\s*$`;
const date = '[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01]?[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]';
const zone = '(?:Z|[+-][0-9]{2}:[0-9]{2})';
const base64Pattern = '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$';

/** The schema of a served kind with what it refers to; undefined when the API has none. Enums are not closed: that is for rules to refuse. */
export function jsonSchemaOf(apiVersion: string, kind: string): JsonSchema | undefined {
  const type = kindSchema(apiVersion, kind);
  if (type === undefined) return undefined;
  const definitions: Record<string, JsonSchema> = {};
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schemaOf(type, definitions), $defs: definitions };
}

function schemaOf(type: TypeSchema, definitions: Record<string, JsonSchema>): JsonSchema {
  switch (type.shape) {
    case 'struct': return reference(type, definitions);
    case 'list': return { type: ['array', 'null'], ...(type.element && { items: schemaOf(type.element, definitions) }) };
    case 'map': return { type: ['object', 'null'], ...(type.element && { additionalProperties: schemaOf(type.element, definitions) }) };
    case 'bool': return { type: ['boolean', 'null'] };
    case 'integer': return integer(type.goType === 'uint32' ? 0 : -limit(type), type.goType === 'uint32' ? 2 ** 32 - 1 : limit(type) - 1);
    case 'number': return { type: ['number', 'null'] };
    case 'quantity': return { anyOf: [{ type: 'string', pattern: quantityPattern }, { type: ['number', 'null'] }] };
    case 'intOrString': return { anyOf: [{ type: 'string' }, integer(-(2 ** 31), 2 ** 31 - 1)] };
    case 'time': return { type: ['string', 'null'], pattern: `^${date}(?:[.,][0-9]+)?${zone}$` };
    case 'microTime': return { type: ['string', 'null'], pattern: `^${date}\\.[0-9]{6}${zone}$` };
    case 'bytes': return { anyOf: [{ type: 'string', pattern: base64Pattern }, { type: 'array', items: integer(0, 255) }, { type: 'null' }] };
    case 'any': return {};
    default: return { type: ['string', 'null'] };
  }
}

function limit(type: TypeSchema): number {
  return 2 ** ((type.bits ?? 64) - 1);
}
function integer(minimum: number, maximum: number): JsonSchema {
  return { type: ['integer', 'null'], minimum, maximum };
}

/** Structs stand once among the definitions: some contain themselves. */
function reference(type: TypeSchema, definitions: Record<string, JsonSchema>): JsonSchema {
  const name = type.goType.replaceAll('/', '.');
  if (definitions[name] === undefined) {
    definitions[name] = {};
    const fields = fieldsOf(type).map((field) => [field.name, schemaOf(field.type, definitions)] as const);
    definitions[name] = { type: ['object', 'null'], properties: Object.fromEntries(fields), additionalProperties: false };
  }
  return { $ref: `#/$defs/${name}` };
}
