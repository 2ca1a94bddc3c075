// PATCH with an apply patch: server-side apply of one object or of a view of it.
import { readObject } from '../../../api/check.ts';
import type { KindRow } from '../../../api/scheme.ts';
import { parseJson } from '../../../api/decode/json-text.ts';
import { jsonKind } from '../../../api/decode/json-value.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { newBadRequest, newConflict, newNotFound } from '../../../api/meta/status-error.ts';
import { typeSchema } from '../../../api/schema/schema.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { cloneJson, type Fields, isFields } from '../../../api/meta/json.ts';
import { applyConfig } from '../managed-fields/managed-fields.ts';
import { withLastApplied } from '../managed-fields/last-applied.ts';
import { resetFields } from '../managed-fields/reset-fields.ts';
import { rootPlace } from '../managed-fields/place.ts';
import { typedErrors } from '../managed-fields/typed-errors.ts';
import { writeOptions } from '../options.ts';
import { createObject, refuseOtherName, refuseOtherNamespace } from '../registry/create.ts';
import { updateObject } from '../registry/update.ts';
import { isQuerySet, type RequestContext, storeKey } from '../request-context.ts';
import { storedResource } from '../resource-names.ts';
import { partsToKeep } from '../rulebook.ts';
import { unreasonedError } from '../unreasoned-error.ts';
import type { YamlCodec } from '../yaml-codec.ts';
import { zeroValue } from '../zero-value.ts';
import { answerObject } from './answer.ts';
import { converterText, firstConverted } from './converter-text.ts';

export function apply(context: RequestContext): ApiResponse {
  const { isDryRun, fieldManager } = writeOptions(context, 'PatchOptions');
  const { row, server, name, namespace } = context;
  const old = server.store.get(storedResource(row), storeKey(namespace, name));
  const subresource = context.subresource?.name ?? '';
  if (old === undefined && subresource !== '') throw newNotFound({ group: row.group, resource: row.plural }, name);
  const config = configOf(context);
  // As it was written: the namespace of the path is filled in below.
  const shown = shownAs(config);
  const facts = { row, manager: fieldManager, subresource, nowMs: server.clock.now(), reset: resetFields(row, subresource), isForced: isQuerySet(context.request, 'force') };
  if (old === undefined) {
    const uid = config.metadata.uid;
    if (uid) throw newConflict({ group: row.group, resource: row.plural }, name, `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`);
    refuseOther(context, config);
    const empty = { kind: row.kind, apiVersion: row.apiVersion, ...zeroValue(row.goType), metadata: {} } as unknown as KubeObject;
    const object = converted(context, shown, applyConfig(facts, empty, config));
    delete (object.metadata as { resourceVersion?: string }).resourceVersion;
    return answerObject(context, 201, createObject(context, object, { isDryRun, isTracked: true }));
  }
  const stored = updateObject(context, {
    isDryRun, isTracked: true,
    update: (live) => {
      const merged = converted(context, shown, withLastApplied(facts.manager, applyConfig(facts, live, config), config), partsToKeep(context, live));
      refuseOther(context, merged);
      return merged;
    },
  });
  return answerObject(context, 200, stored);
}

/** The applied configuration as it was written. Throws what upstream answers to one that cannot be applied. */
export function configOf(context: RequestContext, row: KindRow = context.row): KubeObject {
  const fields = appliedFields(context);
  const [apiVersion, kind] = [textOf(fields['apiVersion']), textOf(fields['kind'])];
  if (kind !== row.kind || apiVersion.replace(/^\/(?=[^/]*$)/, '') !== row.apiVersion) throw newBadRequest(`invalid object type: ${goKind(apiVersion, kind)}`);
  const config = cloneJson(fields) as unknown as KubeObject;
  const metadata: Fields = isFields(config.metadata) ? config.metadata : {};
  const errors = typedErrors(rootPlace(row.custom?.type ?? typeSchema(row.goType)), config);
  // Entries that cannot be read as such count as none.
  if (hasManagedFields(metadata['managedFields']) && !errors.some((error) => error.startsWith('.metadata.managedFields') && !error.endsWith(': field not declared in schema'))) throw newBadRequest('metadata.managedFields must be nil');
  if (errors.length > 0) throw unreasonedError(`failed to create typed patch object (${shownAs(config)}): ${errors.length === 1 ? errors.join('') : `errors:\n  ${errors.join('\n  ')}`}`);
  config.metadata = metadata as unknown as KubeObject['metadata'];
  return config;
}

function hasManagedFields(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 || value.some((entry) => entry !== null) : value !== undefined && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What is applied must be what the path names; an object that exists need not be named again. */
function refuseOther(context: RequestContext, object: KubeObject): void {
  refuseOtherNamespace(context, object);
  refuseOtherName(context, object);
}

/** The merged value as an object of the kind; what the schema let through may still be no value of its field. */
export function converted({ row }: Pick<RequestContext, 'row'>, shown: string, merged: unknown, stored?: Partial<KubeObject>): KubeObject {
  const { object, wrongValues, decodeError } = readObject(row, { value: merged, fieldValidation: 'Ignore', stored });
  const wrong = firstConverted(row, wrongValues);
  if (wrong !== undefined) throw unreasonedError(`failed to convert new object (${shown}) to proper version: unable to convert unstructured object to ${goKind(row.apiVersion, row.kind)}: ${converterText(row, wrong, merged)}`);
  if (object === undefined) throw newBadRequest(decodeError?.message ?? '');
  return object;
}

/** `NAMESPACE/NAME; GROUP/VERSION, Kind=KIND` */
export function shownAs({ metadata, apiVersion, kind }: KubeObject): string {
  const { namespace, name }: Fields = isFields(metadata) ? metadata : {};
  return `${textOf(namespace)}/${textOf(name)}; ${goKind(apiVersion ?? '', kind ?? '')}`;
}

/** An apply patch is YAML, of which JSON is a part. */
function appliedFields({ request, server }: RequestContext): Fields {
  const { rawBody } = request;
  const { value, error } = rawBody === undefined ? { value: request.body } : readYaml(rawBody, server.yaml);
  if (error !== undefined) throw newBadRequest(`error decoding YAML: error converting YAML to JSON: yaml: ${error}`);
  if (value === null || value === undefined) return {};
  if (isFields(value)) return value;
  throw newBadRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`);
}

/** JSON is tried first: it is what most clients send, and cheap. */
function readYaml(text: string, yaml: YamlCodec | undefined): { readonly value?: unknown; readonly error?: string } {
  if (text.startsWith('{')) {
    const parsed = parseJson(text);
    if (parsed.error === undefined) return { value: JSON.parse(text) };
    if (yaml === undefined) return { error: parsed.error };
  }
  return yaml?.parse(text) ?? { error: 'no codec' };
}

/** A GroupVersionKind as Go prints it: `/v1, Kind=Secret`. */
function goKind(apiVersion: string, kind: string): string {
  // What has more than one slash is no version, and then Go forgets the kind.
  if (apiVersion.split('/').length > 2) return '/, Kind=';
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}
