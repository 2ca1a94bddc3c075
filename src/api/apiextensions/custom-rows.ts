// The rows that a CustomResourceDefinition adds to the scheme, one for each version that it serves.
import type { CustomResourceDefinition, CustomResourceDefinitionVersion } from '../generated/apiextensions-v1.ts';
import type { KindRow, Subresource } from '../scheme.ts';
import type { CustomResource } from './custom-resource.ts';
import { compareVersions } from './kube-versions.ts';
import { customType, type OpenApiSchema } from './structural-schema.ts';

/** A row for objects that only their definition knows. */
export interface CustomRow extends KindRow {
  readonly custom: CustomResource;
}

const verbs: readonly string[] = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const changeVerbs: readonly string[] = ['get', 'patch', 'update'];

export function hasCondition({ status }: CustomResourceDefinition, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true;
}

const rows = new WeakMap<CustomResourceDefinition, readonly CustomRow[]>();

/** The rows of the versions that a stored (frozen) definition serves, preferred first; none before its names are accepted. */
export function rowsOfDefinition(definition: CustomResourceDefinition): readonly CustomRow[] {
  let known = rows.get(definition);
  if (known === undefined) rows.set(definition, (known = makeRows(definition)));
  return known;
}

function makeRows(definition: CustomResourceDefinition): readonly CustomRow[] {
  if (!hasCondition(definition, 'Established')) return [];
  const served = (definition.spec.versions ?? []).filter((version) => version.served);
  return served.sort((a, b) => compareVersions(a.name, b.name)).map((version) => makeRow(definition, version));
}

/** The schema that objects are held against; every field is kept where the definition says so. */
export function schemaOf({ spec }: CustomResourceDefinition, version: CustomResourceDefinitionVersion): OpenApiSchema {
  const schema = version.schema?.openAPIV3Schema as OpenApiSchema | undefined;
  if (spec.preserveUnknownFields === true || schema === undefined) return { ...schema, type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return schema;
}

function makeRow(definition: CustomResourceDefinition, version: CustomResourceDefinitionVersion): CustomRow {
  const { spec: { group, scope }, status: { acceptedNames: names } } = definition;
  const apiVersion = `${group}/${version.name}`;
  const { status, scale } = version.subresources ?? {};
  const subresources: Subresource[] = [];
  if (status !== undefined) subresources.push({ name: 'status', kind: names.kind, verbs: changeVerbs });
  if (scale !== undefined) subresources.push({ name: 'scale', kind: 'Scale', groupVersion: { group: 'autoscaling', version: 'v1' }, verbs: changeVerbs });
  const schema = schemaOf(definition, version);
  return {
    group, version: version.name, apiVersion, kind: names.kind, listKind: names.listKind ?? '', plural: names.plural, singular: names.singular ?? '', shortNames: names.shortNames ?? [], categories: names.categories ?? [],
    isNamespaced: scope === 'Namespaced', goType: 'unstructured.Unstructured', subresources, verbs, isStored: true,
    custom: {
      definition, schema, type: customType(schema, `${apiVersion}.${names.kind}`), storageApiVersion: `${group}/${definition.spec.versions.find((v) => v.storage)?.name ?? version.name}`, hasStatus: status !== undefined, scale,
      columns: version.additionalPrinterColumns,
      selectableFields: (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath),
      warning: version.deprecated === true ? (version.deprecationWarning ?? `${apiVersion} ${names.kind} is deprecated`) : undefined,
      isTerminating: hasCondition(definition, 'Terminating'),
    },
  };
}
