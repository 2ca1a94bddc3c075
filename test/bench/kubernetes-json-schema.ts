// A JSON Schema of a Kubernetes kind from the same tables that Podlab uses, for language servers that need one.
import { fieldDescription } from '../../src/api/schema/docs.ts';
import { fieldsOf, typeSchema, type TypeSchema } from '../../src/api/schema/schema.ts';

type JsonSchema = Record<string, unknown>;

export function kubernetesJsonSchema(goType: string): JsonSchema {
  const definitions: Record<string, JsonSchema> = {};
  const schemaOf = (type: TypeSchema): JsonSchema => {
    switch (type.shape) {
      case 'struct': {
        const key = type.goType.replaceAll('/', '.');
        if (definitions[key] === undefined) {
          const definition: JsonSchema = (definitions[key] = { type: 'object', additionalProperties: false });
          const fields = fieldsOf(type);
          definition['properties'] = Object.fromEntries(fields.map((f) => [f.name, { description: fieldDescription(type, f), ...schemaOf(f.type) }]));
          definition['required'] = fields.filter((f) => f.isRequired).map((f) => f.name);
        }
        return { $ref: `#/definitions/${key}` };
      }
      case 'list':
        return { type: 'array', items: type.element && schemaOf(type.element) };
      case 'map':
        return { type: 'object', additionalProperties: type.element && schemaOf(type.element) };
      case 'integer':
        return { type: 'integer' };
      case 'number':
        return { type: 'number' };
      case 'bool':
        return { type: 'boolean' };
      case 'quantity':
      case 'intOrString':
        return { type: ['string', 'number'] };
      case 'any':
        return {};
      default:
        return { type: 'string', ...(type.values && !type.isOpenEnum && { enum: type.values }) };
    }
  };
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...schemaOf(typeSchema(goType)), definitions };
}
