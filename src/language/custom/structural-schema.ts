// The OpenAPI schema of a custom resource as the editor's own types, so that completion and hover work as for every other kind.
import { typeSchema, type FieldSchema, type TypeSchema } from '../../api/schema/schema.ts';

/** A structural schema as a CustomResourceDefinition writes it. */
export interface OpenApiSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly additionalProperties?: OpenApiSchema | boolean;
  readonly items?: OpenApiSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf?: readonly OpenApiSchema[];
  readonly anyOf?: readonly OpenApiSchema[];
  readonly oneOf?: readonly OpenApiSchema[];
  readonly not?: OpenApiSchema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}

export interface ValidationRule {
  readonly rule?: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly fieldPath?: string;
}

/** Deeper schemas are any value: nobody writes them, and an attack would. */
const maxDepth = 40;
const anyType = typeSchema('any');

/** The type of the objects of a kind; `name` is what hovers call it. */
export function customType(schema: OpenApiSchema, name: string): TypeSchema {
  const root = typeOf({ ...schema, type: 'object' }, name, 0);
  const own = (root.fields ?? []).filter((field) => !['apiVersion', 'kind', 'metadata'].includes(field.name));
  const common = [field('apiVersion', typeSchema('string'), name, true), field('kind', typeSchema('string'), name, true), field('metadata', typeSchema('meta/v1.ObjectMeta'), name, true)];
  return { ...root, fields: [...common, ...own] };
}

function typeOf(schema: OpenApiSchema, name: string, depth: number): TypeSchema {
  if (depth > maxDepth || typeof schema !== 'object' || schema === null) return anyType;
  if (schema['x-kubernetes-int-or-string'] === true) return typeSchema('intstr.IntOrString');
  const { type, properties, additionalProperties, items, enum: values } = schema;
  switch (type) {
    case 'object':
      if (properties !== undefined) return { goType: name, shape: 'struct', isOpenEnum: false, fields: Object.entries(properties).map(([key, value]) => field(key, typeOf(value, `${name}.${key}`, depth + 1), name, schema.required?.includes(key) === true, value)) };
      return typeof additionalProperties === 'object' ? { goType: `map[string]${name}`, shape: 'map', isOpenEnum: false, element: typeOf(additionalProperties, name, depth + 1) } : anyType;
    case 'array':
      return { goType: `[]${name}`, shape: 'list', isOpenEnum: false, element: items === undefined ? anyType : typeOf(items, name, depth + 1) };
    case 'string': {
      const strings = (values ?? []).filter((value) => typeof value === 'string');
      return strings.length > 0 ? { goType: name, shape: 'string', values: strings, isOpenEnum: false } : { goType: 'string', shape: schema.format === 'date-time' ? 'time' : 'string', isOpenEnum: false };
    }
    case 'boolean':
      return typeSchema('bool');
    case 'integer':
      return typeSchema(schema.format === 'int32' ? 'int32' : 'int64');
    case 'number':
      return typeSchema('float64');
    default:
      return anyType;
  }
}

function field(name: string, type: TypeSchema, owner: string, isRequired: boolean, schema: OpenApiSchema = {}): FieldSchema {
  const { description, default: byDefault } = schema;
  return { name, goName: name, type, isPointer: false, isOmitEmpty: !isRequired, isRequired, owner, embedded: [], ...(typeof description === 'string' && { description }), ...(byDefault !== undefined && { byDefault: typeof byDefault === 'string' ? byDefault : JSON.stringify(byDefault) }) };
}
