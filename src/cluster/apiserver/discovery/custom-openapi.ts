// The OpenAPI schemas of custom resources: apiextensions-apiserver's openapi builder.
import type { CustomRow } from '../../../api/apiextensions/custom-rows.ts';
import type { OpenApiSchema } from '../../../api/apiextensions/structural-schema.ts';
import { type Fields, isFields } from '../../../api/meta/json.ts';
import { fieldDescription } from '../../../api/schema/docs.ts';
import { fieldOf, typeSchema } from '../../../api/schema/schema.ts';

export type Reference = (name: string) => Fields;

const conventions = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const listMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta';

/** `io.example.art.v1.Painting` */
function definitionName({ group, version, kind }: CustomRow): string {
  return [...group.split('.').reverse(), version, kind].join('.');
}

/** The definitions of a kind and of its list, by name. */
export function customDefinitions(row: CustomRow, reference: Reference): [string, Fields][] {
  const { group, version, kind, listKind, plural, custom: { schema } } = row;
  const name = definitionName(row);
  const own = published(schema, reference);
  const properties = isFields(own['properties']) ? own['properties'] : {};
  const metadata = { description: `Standard object's metadata. More info: ${conventions}#metadata`, allOf: [reference(objectMeta)] };
  const object: Fields = { ...own, type: 'object', properties: { ...typeFields(), ...properties, ...typeFields(), metadata }, 'x-kubernetes-group-version-kind': [{ group, kind, version }] };
  const list: Fields = {
    description: `${listKind} is a list of ${kind}`, type: 'object', required: ['items'],
    properties: {
      ...typeFields(), items: { description: `List of ${plural}. More info: ${conventions}`, type: 'array', items: reference(name) },
      metadata: { description: `Standard list metadata. More info: ${conventions}#types-kinds`, allOf: [reference(listMeta)] },
    },
    'x-kubernetes-group-version-kind': [{ group, kind: listKind, version }],
  };
  return [[name, object], [listDefinitionName(row), list]];
}

function listDefinitionName(row: CustomRow): string {
  return definitionName({ ...row, kind: row.listKind });
}

function typeFields(): Fields {
  // Every kind describes them in the same words.
  const kind = typeSchema('core/v1.Pod');
  return Object.fromEntries(['apiVersion', 'kind'].map((name) => {
    const field = fieldOf(kind, name);
    return [name, { description: field === undefined ? '' : fieldDescription(kind, field), type: 'string' }];
  }));
}

/** A schema as clients see it. */
function published(schema: OpenApiSchema, reference: Reference): Fields {
  const { properties, items, additionalProperties, ...rest } = schema as OpenApiSchema & Fields;
  const shown: Fields = { ...rest };
  if (schema['x-kubernetes-int-or-string'] === true && schema.anyOf === undefined && schema.allOf === undefined) shown['anyOf'] = [{ type: 'integer' }, { type: 'string' }];
  if (properties !== undefined) shown['properties'] = Object.fromEntries(Object.entries(properties).map(([name, own]) => [name, published(own, reference)]));
  if (items !== undefined) shown['items'] = published(items, reference);
  if (additionalProperties !== undefined) shown['additionalProperties'] = typeof additionalProperties === 'object' ? published(additionalProperties, reference) : additionalProperties;
  return schema['x-kubernetes-embedded-resource'] === true ? embedded(shown, reference) : shown;
}

function embedded(shown: Fields, reference: Reference): Fields {
  return {
    ...shown, required: [...new Set([...((shown['required'] as readonly string[] | undefined) ?? []), 'kind', 'apiVersion'])],
    properties: {
      ...(shown['properties'] as Fields | undefined),
      apiVersion: { description: `apiVersion defines the versioned schema of this representation of an object. More info: ${conventions}#resources`, type: 'string' },
      kind: { description: `kind is a string value representing the type of this object. In CamelCase. More info: ${conventions}#types-kinds`, type: 'string' },
      metadata: { description: `Standard object's metadata. More info: ${conventions}#metadata`, allOf: [reference(objectMeta)] },
    },
  };
}
