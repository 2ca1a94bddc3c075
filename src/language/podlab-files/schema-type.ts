// The schemas of Podlab's own files as types of the API, so that completion and hover know their fields as they know a Pod's.
import { defineDocs } from '../../api/schema/docs.ts';
import { defineTypes, type TypeSchema, typeSchema } from '../../api/schema/schema.ts';

/** As much of JSON Schema as the file's schema uses. */
interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly $ref?: string;
  /** Of a value that is either fields or a word. */
  readonly then?: JsonSchema;
}

type TypeRow = Parameters<typeof defineTypes>[0][string];

const group = 'podlab';
const wireTypes: Readonly<Record<string, string>> = { string: 'string', number: 'float64', integer: 'int64', boolean: 'bool' };

/** The type of a whole file. */
export function typeOfSchema(rootName: string, schema: unknown): TypeSchema {
  const root = schema as JsonSchema;
  const rows: Record<string, TypeRow> = {};
  const docs: Record<string, Record<string, string>> = {};
  const structs: Record<string, JsonSchema> = { ...root.definitions, [rootName]: root };
  const nameOf = (schema: JsonSchema): string => (schema.$ref ?? schema.then?.$ref)?.replace('#/definitions/', '') ?? '';
  const resolved = (schema: JsonSchema): JsonSchema => root.definitions?.[nameOf(schema)] ?? schema;
  const goTypeOf = (schema: JsonSchema, owner: string, field: string): string => {
    const target = resolved(schema);
    if (target.enum !== undefined) {
      const name = `${group}.${owner}${field}`;
      rows[name] = { type: 'string', values: [...target.enum] };
      return name;
    }
    if (target.type === 'array' && target.items !== undefined) return `[]${goTypeOf(target.items, owner, field)}`;
    if (target.type === 'object' && target.properties === undefined) return 'map[string]string';
    return target.type === 'object' ? `${group}.${nameOf(schema)}` : (wireTypes[String(target.type ?? '')] ?? 'any');
  };
  for (const [name, { properties, required = [], description }] of Object.entries(structs)) {
    if (properties === undefined) continue;
    const said: Record<string, string> = { '': description ?? '' };
    rows[`${group}.${name}`] = Object.entries(properties).map(([field, schema]) => {
      said[field] = schema.description ?? resolved(schema).description ?? '';
      return [field, goTypeOf(schema, name, field), required.includes(field) ? 'r' : 'o'] as const;
    });
    docs[`${group}.${name}`] = said;
  }
  defineTypes(rows);
  defineDocs(docs);
  return typeSchema(`${group}.${rootName}`);
}
