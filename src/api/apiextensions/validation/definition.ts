// Rules of CustomResourceDefinitions: apiextensions-apiserver's ValidateCustomResourceDefinition.
import { isNilList } from '../../decode/decode.ts';
import { type FieldError, invalid, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { CustomResourceDefinition, CustomResourceDefinitionSpec, CustomResourceDefinitionVersion } from '../../generated/apiextensions-v1.ts';
import { deepEqual } from '../../meta/deep-equal.ts';
import { isDNS1035Label, isDNS1123Subdomain, nameIsDNSSubdomain } from '../../meta/validation/names.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../../meta/validation/object-meta.ts';
import { hasCondition } from '../custom-rows.ts';
import type { OpenApiSchema } from '../structural-schema.ts';
import { validateColumns } from './columns.ts';
import { validateConversion } from './conversion.ts';
import { validateNames } from './names.ts';
import { validateDefinitionSchema } from './schema.ts';
import { validateSelectableFields } from './selectable-fields.ts';
import { validateSubresources } from './subresources.ts';

const spec = FieldPath.of('spec');
const metadata = FieldPath.of('metadata');
const storedVersions = FieldPath.of('status', 'storedVersions');

export function validateDefinition(definition: CustomResourceDefinition): FieldError[] {
  const { spec: { names, group } } = definition;
  const validateName = (name: string, isPrefix: boolean): readonly string[] => {
    const own = nameIsDNSSubdomain(name, isPrefix);
    return name === `${names.plural}.${group}` ? own : [...own, 'must be spec.names.plural+"."+spec.group'];
  };
  return [...validateObjectMeta(definition.metadata, { isNamespaced: false, validateName }, metadata), ...validateSpec(definition.spec), ...validateStored(definition), ...validateApproval(definition)];
}

const immutableText = 'field is immutable';

export function validateDefinitionUpdate(definition: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  const errors = [...validateObjectMetaUpdate(definition.metadata, old.metadata, metadata), ...validateSpec(definition.spec)];
  const { group, scope, names } = definition.spec;
  if (hasCondition(old, 'Established')) {
    if (scope !== old.spec.scope) errors.push(invalid(spec.child('scope'), scope, immutableText));
    if (names.kind !== old.spec.names.kind) errors.push(invalid(spec.child('names', 'kind'), names.kind, immutableText));
  }
  if (group !== old.spec.group) errors.push(invalid(spec.child('group'), group, immutableText));
  if (names.plural !== old.spec.names.plural) errors.push(invalid(spec.child('names', 'plural'), names.plural, immutableText));
  return [...errors, ...validateStored(definition), ...(hasApproval(old) ? [] : validateApproval(definition))];
}

/** Whoever writes the status may say what is stored. */
export function validateDefinitionStatus(definition: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  return validateObjectMetaUpdate(definition.metadata, old.metadata, metadata);
}

function validateSpec(of: CustomResourceDefinitionSpec): FieldError[] {
  const { group, scope, names, conversion, preserveUnknownFields } = of;
  const versions = of.versions ?? [];
  const errors: FieldError[] = [];
  if (group === '') errors.push(required(spec.child('group'), ''));
  else if (isDNS1123Subdomain(group).length > 0) errors.push(...isDNS1123Subdomain(group).map((text) => invalid(spec.child('group'), group, text)));
  else if (!group.includes('.')) errors.push(invalid(spec.child('group'), group, 'should be a domain with at least one dot'));
  if ((scope as string) === '') errors.push(required(spec.child('scope'), ''));
  else if (scope !== 'Cluster' && scope !== 'Namespaced') errors.push(notSupported(spec.child('scope'), scope, ['Cluster', 'Namespaced']));
  if (preserveUnknownFields === true) errors.push(invalid(spec.child('preserveUnknownFields'), true, 'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead'));
  if (preserveUnknownFields === true && versions.some(({ schema }) => hasDefault(schema?.openAPIV3Schema as OpenApiSchema | undefined))) errors.push(invalid(spec.child('preserveUnknownFields'), true, 'must be false in order to use defaults in the schema'));
  for (const [i, version] of versions.entries()) errors.push(...validateVersionName(version, i));
  const names_ = versions.map(({ name }) => name);
  if (new Set(names_).size < names_.length) errors.push(invalid(spec.child('versions'), of.versions.map(internalVersion(of)), 'must contain unique version names'));
  if (versions.filter(({ storage }) => storage).length !== 1) errors.push(invalid(spec.child('versions'), of.versions === undefined || isNilList(of.versions) ? null : versions.map(internalVersion(of)), 'must have exactly one version marked as storage version'));
  for (const [i, { schema }] of versions.entries()) if (schema?.openAPIV3Schema === undefined) errors.push(required(spec.child('versions').index(i).child('schema', 'openAPIV3Schema'), ''));
  const [first] = versions;
  if (first !== undefined && first.name !== '' && isDNS1035Label(first.name).length > 0) errors.push(...isDNS1035Label(first.name).map((text) => invalid(spec.child('version'), first.name, text)));
  errors.push(...validateNames(names, spec.child('names')), ...validateParts(of), ...validateConversion(conversion, spec.child('conversion')));
  return errors;
}

function validateVersionName({ name, deprecated, deprecationWarning: warning }: CustomResourceDefinitionVersion, i: number): FieldError[] {
  const path = spec.child('versions').index(i);
  const errors = isDNS1035Label(name).map((text) => invalid(path.child('name'), name, text));
  if (warning === undefined) return errors;
  if (deprecated !== true) errors.push(invalid(path.child('deprecationWarning'), warning, 'can only be set for deprecated versions'));
  if (warning.length > 256) errors.push(invalid(path.child('deprecationWarning'), warning, 'must be <= 256 characters long'));
  else if (warning === '') errors.push(invalid(path.child('deprecationWarning'), warning, 'must not be an empty string'));
  return errors;
}

type Part = 'schema' | 'subresources' | 'additionalPrinterColumns' | 'selectableFields';

/** What all versions have in common stands above them in the server's own version of the type, and there its mistakes are told, once. */
function partsOf<P extends Part>({ versions }: CustomResourceDefinitionSpec, part: P, above: FieldPath, name: string): readonly (readonly [CustomResourceDefinitionVersion[P], FieldPath, number])[] {
  const all = versions ?? [];
  if (isShared(all, part)) return all.length === 0 ? [] : [[all[0]?.[part], above, 0]];
  return all.map((version, i) => [version[part], spec.child('versions').index(i).child(name), i]);
}

function isShared(versions: readonly CustomResourceDefinitionVersion[], part: Part): boolean {
  return versions.every((version) => deepEqual(version[part], versions[0]?.[part]));
}

function validateParts(of: CustomResourceDefinitionSpec): FieldError[] {
  const errors: FieldError[] = [];
  for (const [schema, path] of partsOf(of, 'schema', spec.child('validation'), 'schema')) if (schema?.openAPIV3Schema !== undefined) errors.push(...validateDefinitionSchema(schema.openAPIV3Schema as OpenApiSchema, path.child('openAPIV3Schema')));
  for (const [subresources, path] of partsOf(of, 'subresources', spec.child('subresources'), 'subresources')) if (subresources !== undefined) errors.push(...validateSubresources(subresources, path));
  for (const [columns = [], path] of partsOf(of, 'additionalPrinterColumns', spec.child('additionalPrinterColumns'), 'additionalPrinterColumns')) errors.push(...validateColumns(columns, path));
  for (const [fields = [], path, i] of partsOf(of, 'selectableFields', spec.child('selectableFields'), 'selectableFields')) errors.push(...validateSelectableFields(fields, of.versions[i]?.schema?.openAPIV3Schema as OpenApiSchema | undefined, path));
  return errors;
}

/** A version as the server's own version of the type prints it. */
function internalVersion({ versions }: CustomResourceDefinitionSpec): (version: CustomResourceDefinitionVersion) => unknown {
  const own = <P extends Part>(version: CustomResourceDefinitionVersion, part: P): unknown => (isShared(versions, part) ? null : (version[part] ?? null));
  return (version) => ({
    Name: version.name, Served: version.served, Storage: version.storage, Deprecated: version.deprecated ?? false, DeprecationWarning: version.deprecationWarning ?? null,
    Schema: own(version, 'schema'), Subresources: own(version, 'subresources'), AdditionalPrinterColumns: own(version, 'additionalPrinterColumns'), SelectableFields: own(version, 'selectableFields'),
  });
}

function validateStored({ spec: { versions = [] }, status }: CustomResourceDefinition): FieldError[] {
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0) return [invalid(storedVersions, null, 'must have at least one stored version')];
  const errors: FieldError[] = [];
  for (const [i, name] of stored.entries()) {
    if (!versions.some((version) => version.name === name)) errors.push(invalid(storedVersions.index(i), name, `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`));
  }
  const storage = versions.findLast((version) => version.storage)?.name;
  if (storage !== undefined && !stored.includes(storage)) errors.push(invalid(storedVersions, stored, `must have the storage version ${storage}`));
  return errors;
}

export const approvalAnnotation = 'api-approved.kubernetes.io';

function hasApproval({ metadata: { annotations }, spec: { group } }: CustomResourceDefinition): boolean {
  return !isProtectedGroup(group) || (annotations?.[approvalAnnotation] ?? '') !== '';
}

/** Groups of Kubernetes itself. */
export function isProtectedGroup(group: string): boolean {
  return /(^|\.)(k8s|kubernetes)\.io$/.test(group);
}

const approvalHelp = 'see https://github.com/kubernetes/enhancements/pull/1111';

function validateApproval({ metadata: { annotations }, spec: { group } }: CustomResourceDefinition): FieldError[] {
  if (!isProtectedGroup(group)) return [];
  const path = metadata.child('annotations').key(approvalAnnotation);
  const value = annotations?.[approvalAnnotation] ?? '';
  if (value === '') return [required(path, `protected groups must have approval annotation ${JSON.stringify(approvalAnnotation)}, ${approvalHelp}`)];
  if (value.startsWith('unapproved') || /^[a-z][a-z0-9+.-]*:\/\/[^/\s]+/i.test(value)) return [];
  return [invalid(path, value, `protected groups must have approval annotation ${JSON.stringify(approvalAnnotation)} with either a URL or a reason starting with "unapproved", ${approvalHelp}`)];
}

function hasDefault(schema: OpenApiSchema | undefined): boolean {
  if (schema === undefined) return false;
  const { properties = {}, items, additionalProperties } = schema;
  return schema.default !== undefined || [...Object.values(properties), ...(items ? [items] : []), ...(typeof additionalProperties === 'object' ? [additionalProperties] : [])].some(hasDefault);
}
