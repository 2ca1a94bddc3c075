// The structural schema of a custom resource as one of the API's types, so that what holds for every kind (completion, hover, server-side apply) holds for it.
import { typeSchema, type FieldSchema, type MergeFacts, type TypeSchema } from '../schema/schema.ts';

/** A structural schema as a CustomResourceDefinition writes it. */
export interface OpenApiSchema {
  readonly type?: string;
  readonly title?: string;
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
  readonly uniqueItems?: boolean;
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
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}

export interface ValidationRule {
  readonly rule?: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** Deeper schemas are any value: nobody writes them, and an attack would. */
const maxDepth = 40;
const anyType = typeSchema('any');
/** What no schema describes: its values say what they are. */
const deduced: TypeSchema = { goType: 'deduced', shape: 'any', isOpenEnum: false, isDeduced: true };

/** The type of the objects of a kind; `name` is what hovers call it. */
export function customType(schema: OpenApiSchema, name: string): TypeSchema {
  const root = typeOf({ ...schema, type: 'object', properties: schema.properties ?? {} }, name, 0);
  const own = (root.fields ?? []).filter((member) => !['apiVersion', 'kind', 'metadata'].includes(member.name));
  const common = [field('apiVersion', typeSchema('string'), name, true), field('kind', typeSchema('string'), name, true), field('metadata', typeSchema('meta/v1.ObjectMeta'), name, true)];
  return { ...root, fields: [...common, ...own], ...(isOpen(schema) && { element: deduced }) };
}

/** Whether fields that the schema does not name are kept. */
function isOpen(schema: OpenApiSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}

function typeOf(schema: OpenApiSchema, name: string, depth: number): TypeSchema {
  if (depth > maxDepth || typeof schema !== 'object' || schema === null) return anyType;
  if (schema['x-kubernetes-int-or-string'] === true) return typeSchema('intstr.IntOrString');
  const { type, items, enum: values } = schema;
  switch (type) {
    case 'object':
      return objectType(schema, name, depth);
    case 'array':
      return { goType: `[]${name}`, shape: 'list', isOpenEnum: false, element: items === undefined ? anyType : typeOf(items, name, depth + 1) };
    case 'string': {
      const strings = (values ?? []).filter((value) => typeof value === 'string');
      return strings.length > 0 ? { goType: name, shape: 'string', values: strings, isOpenEnum: false } : { goType: 'string', shape: 'string', isOpenEnum: false };
    }
    case 'boolean':
      return typeSchema('bool');
    case 'integer':
      return typeSchema(schema.format === 'int32' ? 'int32' : 'int64');
    case 'number':
      return typeSchema('float64');
    default:
      return isOpen(schema) ? deduced : anyType;
  }
}

function objectType(schema: OpenApiSchema, name: string, depth: number): TypeSchema {
  const { properties, additionalProperties } = schema;
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  if (properties === undefined && !isEmbedded) {
    return typeof additionalProperties === 'object' ? { goType: `map[string]${name}`, shape: 'map', isOpenEnum: false, element: typeOf(additionalProperties, name, depth + 1) } : deduced;
  }
  const written = Object.entries(properties ?? {}).map(([key, value]) => field(key, typeOf(value, `${name}.${key}`, depth + 1), name, schema.required?.includes(key) === true, value));
  const embedded = isEmbedded ? [field('apiVersion', typeSchema('string'), name, true), field('kind', typeSchema('string'), name, true), field('metadata', typeSchema('meta/v1.ObjectMeta'), name, false)] : [];
  return {
    goType: name, shape: 'struct', isOpenEnum: false, fields: [...written, ...embedded.filter((member) => !written.some((one) => one.name === member.name))],
    ...(isOpen(schema) && { element: deduced }),
  };
}

function field(name: string, type: TypeSchema, owner: string, isRequired: boolean, schema: OpenApiSchema = {}): FieldSchema {
  const { description, default: byDefault } = schema;
  const merge = mergeFacts(schema);
  return {
    name, goName: name, type, isPointer: true, isOmitEmpty: false, isRequired, owner, embedded: [], ...(merge && { merge }),
    ...(typeof description === 'string' && { description }), ...(byDefault !== undefined && { byDefault: typeof byDefault === 'string' ? byDefault : JSON.stringify(byDefault) }),
  };
}

function mergeFacts(schema: OpenApiSchema): MergeFacts | undefined {
  const { 'x-kubernetes-list-type': listType, 'x-kubernetes-list-map-keys': keys = [], 'x-kubernetes-map-type': mapType } = schema;
  if (schema.type === 'array') return { listType: listType === 'set' || listType === 'map' ? listType : 'atomic', keys, patchStrategies: [], keyDefaults: keyDefaults(schema.items, keys) };
  return mapType === 'atomic' ? { listType: 'atomic', keys: [], patchStrategies: [] } : undefined;
}

function keyDefaults(items: OpenApiSchema | undefined, keys: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(keys.flatMap((key) => {
    const byDefault = items?.properties !== undefined && Object.hasOwn(items.properties, key) ? items.properties[key]?.default : undefined;
    return byDefault === undefined ? [] : [[key, byDefault]];
  }));
}
