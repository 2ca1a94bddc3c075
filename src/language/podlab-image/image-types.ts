// The schema of `*.podlab-image.yaml` as types of the API, so that completion and hover know its fields as they know a Pod's.
import { imageSchema } from '../../api/podlab/podlab-image.ts';
import { defineDocs } from '../../api/schema/docs.ts';
import { defineTypes, type TypeSchema, typeSchema } from '../../api/schema/schema.ts';

/** As much of JSON Schema as the file's schema uses. */
interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly $ref?: string;
}

type TypeRow = Parameters<typeof defineTypes>[0][string];

const group = 'podlab';
const wireTypes: Readonly<Record<string, string>> = { string: 'string', number: 'float64', integer: 'int64', boolean: 'bool' };

/** Type of the whole file. */
export const imageType: TypeSchema = define('ImageDescription', imageSchema as JsonSchema);

function define(rootName: string, root: JsonSchema): TypeSchema {
  const rows: Record<string, TypeRow> = {};
  const docs: Record<string, Record<string, string>> = {};
  const structs: Record<string, JsonSchema> = { ...root.definitions, [rootName]: root };
  const resolved = (schema: JsonSchema): JsonSchema => structs[schema.$ref?.replace('#/definitions/', '') ?? ''] ?? schema;
  const goTypeOf = (schema: JsonSchema, owner: string, field: string): string => {
    const target = resolved(schema);
    if (target.enum !== undefined) {
      const name = `${group}.${owner}${field}`;
      rows[name] = { type: 'string', values: [...target.enum] };
      return name;
    }
    if (target.type === 'array' && target.items !== undefined) return `[]${goTypeOf(target.items, owner, field)}`;
    if (target.type === 'object' && target.properties === undefined) return 'map[string]string';
    const name = schema.$ref?.replace('#/definitions/', '') ?? '';
    return target.type === 'object' ? `${group}.${name}` : (wireTypes[target.type ?? ''] ?? 'any');
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
