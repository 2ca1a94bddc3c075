// PATCH with an apply patch: server-side apply of one object or of a view of it.
import { matchNamespace } from '../../../api/check.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { failure, newBadRequest, newConflict } from '../../../api/meta/status-error.ts';
import { typeSchema } from '../../../api/schema/schema.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { cloneJson, type Fields, isFields } from '../../../api/meta/json.ts';
import { applyConfig } from '../managed-fields/managed-fields.ts';
import { resetFields } from '../managed-fields/reset-fields.ts';
import { rootPlace, typedError } from '../managed-fields/typed-value.ts';
import { writeOptions } from '../options.ts';
import { createObject } from '../registry/create.ts';
import { updateObject } from '../registry/update.ts';
import { isQuerySet, type RequestContext, storeKey } from '../request-context.ts';
import { storedResource } from '../resource-names.ts';
import { decodeValue } from '../rulebook.ts';
import { unreasonedError } from '../unreasoned-error.ts';
import { zeroValue } from '../zero-value.ts';
import { answerObject } from './answer.ts';
import { bodyOf } from './body.ts';

export function apply(context: RequestContext): ApiResponse {
  const { isDryRun, fieldManager } = writeOptions(context, 'PatchOptions');
  const { row, server, name, namespace } = context;
  const config = configOf(context);
  const old = server.store.get(storedResource(row), storeKey(namespace, name));
  const subresource = context.subresource?.name ?? '';
  const facts = { row, manager: fieldManager, subresource, nowMs: server.clock.now(), reset: resetFields(row, subresource), isForced: isQuerySet(context.request, 'force') };
  if (old === undefined) {
    if (subresource !== '') throw failure(404, 'NotFound', `${row.plural}${row.group === '' ? '' : `.${row.group}`} "${name}" not found`, { name, ...(row.group !== '' && { group: row.group }), kind: row.plural });
    const uid = config.metadata.uid;
    if (uid) throw newConflict({ group: row.group, resource: row.plural }, name, `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`);
    const empty = { kind: row.kind, apiVersion: row.apiVersion, ...zeroValue(row.goType), metadata: {} } as unknown as KubeObject;
    const object = decodeValue(context, applyConfig(facts, empty, config), 'Ignore');
    delete (object.metadata as { resourceVersion?: string }).resourceVersion;
    return answerObject(context, 201, createObject(context, object, { isDryRun, isTracked: true }));
  }
  const stored = updateObject(context, {
    isDryRun, isTracked: true,
    update: (live) => decodeValue(context, applyConfig(facts, live, config), 'Ignore'),
  });
  return answerObject(context, 200, stored);
}

/** The applied configuration as it was written. Throws what upstream answers to one that cannot be applied. */
function configOf(context: RequestContext): KubeObject {
  const { row, name, namespace } = context;
  const body = appliedBody(context);
  const fields: Fields = isFields(body) ? body : {};
  const { apiVersion = '', kind = '' } = fields as { apiVersion?: string; kind?: string };
  if (apiVersion === '' || kind === '') throw newBadRequest(`invalid object type: ${goKind(apiVersion, kind)}`);
  if (kind !== row.kind || groupOf(apiVersion) !== row.group) throw newBadRequest(`invalid object type: ${goKind(apiVersion, kind)}`);
  if (apiVersion !== row.apiVersion) throw newBadRequest(`Incorrect version specified in apply patch. Specified patch version: ${apiVersion}, expected: ${row.apiVersion}`);
  const config = cloneJson(fields) as unknown as KubeObject;
  const metadata = (config.metadata ?? {}) as KubeObject['metadata'];
  const ownName = metadata.name ?? '';
  const shown = `${metadata.namespace ?? ''}/${ownName}; ${goKind(apiVersion, kind)}`;
  if (metadata.managedFields !== undefined) throw newBadRequest('metadata.managedFields must be nil');
  const error = typedError(rootPlace(typeSchema(row.goType)), config);
  if (error !== undefined) throw unreasonedError(`failed to create typed patch object (${shown}): ${error}`);
  if (ownName === '') throw newBadRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (ownName !== name) throw newBadRequest(`the name of the object (${ownName}) does not match the name on the URL (${name})`);
  const mismatch = matchNamespace(row, config, namespace);
  if (mismatch !== undefined) throw newBadRequest(mismatch);
  return config;
}

/** An apply patch is YAML, of which JSON is a part. */
function appliedBody(context: RequestContext): unknown {
  const { rawBody } = context.request;
  const { yaml } = context.server;
  if (rawBody === undefined || yaml === undefined || rawBody.startsWith('{')) return rawBody?.trim() === '' ? undefined : bodyOf(context);
  const { value, error } = yaml.parse(rawBody);
  if (error !== undefined) throw newBadRequest(`error decoding YAML: error converting YAML to JSON: yaml: ${error}`);
  return value;
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** A GroupVersionKind as Go prints it: `/v1, Kind=Secret`. */
function goKind(apiVersion: string, kind: string): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}
