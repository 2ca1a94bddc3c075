// PATCH: JSON patch, merge patch and strategic merge patch of one object or of a view of it.
import { firstRefused, readObject as readPatched } from '../../../api/check.ts';
import { parseJson } from '../../../api/decode/json-text.ts';
import { repeatedNames } from '../../../api/decode/json-value.ts';
import { notConvertible, typeMetaText } from '../../../api/decode/recognize.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { invalid } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import { failure, newBadRequest, newInvalid, type StatusError } from '../../../api/meta/status-error.ts';
import { typeSchema } from '../../../api/schema/schema.ts';
import { type KindRow, rowByKind } from '../../../api/scheme.ts';
import type { ApiRequest, ApiResponse } from '../../../client/transport.ts';
import { type Fields, isFields } from '../../../api/meta/json.ts';
import { jsonPatch, JsonPatchError, type JsonPatchOperation } from '../../../api/patch/json-patch.ts';
import { mergePatch } from '../../../api/patch/merge-patch.ts';
import { goText, isInt64 } from '../../../api/field/go-text.ts';
import { strategicMergePatch, StrategicPatchError, withoutAddedNulls } from '../../../api/patch/strategic-merge-patch.ts';
import { refuseOtherName, refuseOtherNamespace } from '../registry/create.ts';
import { updateObject } from '../registry/update.ts';
import type { RequestContext } from '../request-context.ts';
import { type WriteOptions, writeOptions } from '../options.ts';
import { unreasonedError } from '../unreasoned-error.ts';
import { answerObject, internalType } from './answer.ts';
import { apply } from './apply.ts';
import { partsToKeep } from '../rulebook.ts';
import { bodyOf } from './body.ts';
import { converterText, firstConverted } from './converter-text.ts';

const maxOperations = 10_000;
const operationFields: ReadonlySet<string> = new Set(['op', 'path', 'from', 'value']);

const patchTypes: ReadonlySet<string> = new Set(['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml']);

/** The router looks at what a patch is before anybody else does; custom resources have no routes. Throws 415. */
export function refuseUnroutedPatch({ request, row, subresource }: RequestContext): void {
  if (row.custom === undefined && subresource?.name !== 'proxy' && !patchTypes.has(typeOf(request))) throw unsupportedType();
}

function typeOf({ contentType = '' }: ApiRequest): string {
  return contentType.split(';')[0]?.trim() ?? '';
}

function unsupportedType(): StatusError {
  return failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
}

export function patch(context: RequestContext): ApiResponse {
  if (context.request.contentType?.split(';')[0] === 'application/apply-patch+yaml') return apply(context);
  const options = writeOptions(context, 'PatchOptions');
  const { isDryRun, fieldManager } = options;
  const patchObject = patcher(context, context.row);
  const object = updateObject(context, {
    isDryRun, fieldManager,
    update: (old) => {
      const patched = patchObject(old, options);
      if (patched.metadata.name) refuseOtherNamespace(context, patched);
      refuseOtherName(context, patched);
      return patched;
    },
  });
  return answerObject(context, 200, object);
}

/** The function that patches an object of `row`. Throws 415; the function throws what the body, which is read once there is an object, or the result deserves. */
export function patcher(context: RequestContext, row: KindRow): (old: KubeObject, options: WriteOptions) => KubeObject {
  const { contentType = '' } = context.request;
  if (row.custom !== undefined && contentType.startsWith('application/strategic-merge-patch+json')) throw customUnsupported();
  switch (contentType.split(';')[0]) {
    case 'application/json-patch+json': {
      return (old, options) => {
        const { operations, findings } = jsonPatchBody(context, options);
        return decodePatched(context, row, old, jsonPatched(old, operations), options, undefined, findings);
      };
    }
    case 'application/merge-patch+json': {
      return (old, options) => {
        const { body, findings } = mergeBody(context, options);
        if (body === undefined) throw newBadRequest('Invalid JSON Patch');
        return decodePatched(context, row, old, mergePatch(old, body), options, undefined, findings);
      };
    }
    case 'application/strategic-merge-patch+json': {
      return (old, options) => {
        const { body = {}, findings } = objectBody(context, '');
        const merged = rejected(() => strategicMergePatch(old, body, typeSchema(row.goType)));
        refuseWrongType(merged, withoutAddedNulls(old, body));
        // The result is read as what was there, whatever kind it names.
        const patched = { ...merged, apiVersion: row.apiVersion, kind: row.kind };
        return decodePatched(context, row, old, patched, options, body, findings);
      };
    }
    default:
      throw unsupportedType();
  }
}

/** What is no document cannot be patched into one; a list is one, of no kind. */
function jsonPatched(old: KubeObject, operations: readonly JsonPatchOperation[]): unknown {
  const value = rejected(() => jsonPatch(old, operations));
  if (typeof value !== 'object' || value === null) throw notPatchable();
  if (Array.isArray(value)) throw invalidPatch(JSON.stringify(value), listIsNoType);
  return value;
}

function notPatchable(): StatusError {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

/** The converter of strategic patches reads the type of what is patched, whose text then stays. */
function refuseWrongType(merged: Fields, body: Fields): void {
  for (const name of ['apiVersion', 'kind'] as const) {
    const written = merged[name] ?? '';
    if (typeof written !== 'string') throw invalidPatch(goText(body), typeof written === 'number' && isInt64(written) ? 'cannot convert int64 to string' : 'unrecognized type: string');
  }
}

function customUnsupported(): StatusError {
  return failure(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml');
}

/** Defaults and checks a patched value as a body would be, with the refusals of a patch (422 instead of 400). */
function decodePatched(context: RequestContext, row: KindRow, old: KubeObject, value: unknown, options: WriteOptions, strategic?: Fields, patchFindings: readonly string[] = []): KubeObject {
  if (isFields(value) && !value['apiVersion']) return versionless(context, row, value, options, patchFindings);
  const { object, decodeError, strictErrors, wrongValues } = readPatched(row, { value, fieldValidation: options.fieldValidation, stored: row === context.row ? partsToKeep(context, old) : undefined });
  const shown = (): string => (strategic === undefined ? JSON.stringify(value) : goText(withoutAddedNulls(old, strategic)));
  const wrong = strategic === undefined ? firstRefused(row, wrongValues) : firstConverted(row, wrongValues);
  if (wrong !== undefined) throw invalidPatch(shown(), strategic === undefined ? wrong.message : converterText(row, wrong, value));
  const unknown = strictErrors.map((e) => e.message);
  // The converter of strategic patches tells them in order.
  const findings = [...patchFindings, ...(strategic === undefined ? unknown : unknown.sort())];
  if (options.fieldValidation === 'Strict' && findings.length > 0) throw invalidPatch(shown(), `strict decoding error: ${findings.join(', ')}`);
  if (decodeError !== undefined || object === undefined) throw invalidPatch(shown(), (row.custom === undefined ? kindText(value, row) : undefined) ?? decodeError?.message ?? '');
  if (options.fieldValidation === 'Warn') context.warnings.push(...findings);
  return object;
}

/** What has no version is read as the type that has no fields in JSON: all that is written is unknown, the name too. */
function versionless(context: RequestContext, row: KindRow, value: Fields, { fieldValidation }: WriteOptions, patchFindings: readonly string[]): KubeObject {
  const shown = JSON.stringify(value);
  const kind = String(value['kind'] || row.kind);
  const other = rowByKind(row.apiVersion, kind);
  if (kind !== row.kind) throw invalidPatch(shown, other === undefined ? notConvertible('', kind, internalType(row)) : `converting (${internalType(other)}) to (${internalType(row)}): unknown conversion`);
  const findings = [...patchFindings, ...Object.keys(value).filter((name) => name !== 'apiVersion' && name !== 'kind').sort().map((name) => `unknown field "${name}"`)];
  if (fieldValidation === 'Strict') throw invalidPatch(shown, `strict decoding error: ${findings.join(', ')}`);
  if (fieldValidation === 'Warn') context.warnings.push(...findings);
  throw newBadRequest(`the name of the object (${context.name} based on URL) was undeterminable: name must be provided`);
}

function invalidPatch(shown: string, why: string): StatusError {
  // Upstream names no kind here.
  const { status } = newInvalid({ group: '', kind: '' }, '', [invalid(FieldPath.of('patch'), shown, why)]);
  return failure(422, 'Invalid', status.message ?? '', { causes: status.details?.causes ?? [] });
}

const unreadableType = "couldn't get version/kind; json parse error:";
const listIsNoType = `${unreadableType} json: cannot unmarshal array into Go value of type ${typeMetaText}`;

/** A patch may not make an object into one of another kind. */
function kindText(value: unknown, row: KindRow): string | undefined {
  if (!isFields(value)) return undefined;
  for (const name of ['apiVersion', 'kind'] as const) {
    const written = value[name] ?? '';
    if (typeof written !== 'string') return `${unreadableType} json: cannot unmarshal ${jsonKind(written)} into Go struct field .${name} of type string`;
  }
  const apiVersion = (value['apiVersion'] ?? '') as string;
  const kind = (value['kind'] ?? '') as string;
  if (apiVersion === row.apiVersion && kind === row.kind) return undefined;
  // It is first read as what it claims to be.
  const other = rowByKind(apiVersion, kind);
  const wrong = other === undefined ? undefined : readPatched(other, { value, fieldValidation: 'Ignore' }).wrongValues[0];
  return wrong?.message ?? notConvertible(apiVersion, kind, internalType(row));
}

function rejected<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof JsonPatchError) throw notPatchable();
    if (error instanceof StrategicPatchError) throw error.isBadFormat ? newBadRequest(error.message) : unreasonedError(error.message);
    throw error;
  }
}

interface JsonPatchBody {
  readonly operations: readonly JsonPatchOperation[];
  /** What the operations say that is not read, or twice. */
  readonly findings: readonly string[];
}

/** Who wants no findings has the body read by the library that patches, with its texts. */
function jsonPatchBody(context: RequestContext, { fieldValidation }: WriteOptions): JsonPatchBody {
  const isLoose = fieldValidation === 'Ignore';
  const prefix = isLoose ? '' : 'error decoding patch: ';
  const { value, written } = bodyOf(context, prefix);
  if (value === null) return { operations: [], findings: [] };
  if (!Array.isArray(value)) throw newBadRequest(`${prefix}json: cannot unmarshal ${jsonKind(value)} into Go value of type ${isLoose ? 'jsonpatch.Patch' : '[]handlers.jsonPatchOp'}`);
  if (value.length > maxOperations) {
    throw failure(413, 'RequestEntityTooLarge', `Request entity is too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${value.length}`);
  }
  const operations = value.map((operation) => operationOf(operation, isLoose));
  // An operation's value is not looked into.
  const repeated = repeatedNames(written, 2).map((path) => `json patch duplicate field "${path}"`);
  const unknown = operations.flatMap((operation, i) => Object.keys(operation).filter((key) => !operationFields.has(key)).map((key) => `json patch unknown field "[${i}].${key}"`));
  return { operations, findings: [...repeated, ...unknown] };
}

/** The fields of one operation; null is one without any. */
function operationOf(operation: unknown, isLoose: boolean): JsonPatchOperation {
  if (operation === null) return {};
  if (!isFields(operation)) throw newBadRequest(`${isLoose ? '' : 'error decoding patch: '}json: cannot unmarshal ${jsonKind(operation)} into Go value of type ${isLoose ? 'jsonpatch.Operation' : 'handlers.jsonPatchOp'}`);
  // There they are read when the operation is carried out.
  if (isLoose) return operation;
  for (const [name, value] of Object.entries(operation)) {
    if (name === 'value' || !operationFields.has(name) || value === null || typeof value === 'string') continue;
    throw newBadRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(value)} into Go struct field jsonPatchOp.${name} of type string`);
  }
  return operation;
}

interface ObjectBody {
  /** Undefined for null. */
  readonly body: Fields | undefined;
  readonly findings: readonly string[];
}

/** The body of a merge patch: who wants no findings has it read by the library that merges, which replaces the object by what is none. */
function mergeBody(context: RequestContext, { fieldValidation }: WriteOptions): ObjectBody {
  if (fieldValidation !== 'Ignore') return objectBody(context, 'error decoding patch: ');
  const { rawBody = '' } = context.request;
  if (context.request.body === undefined && parseJson(rawBody).error !== undefined) throw newBadRequest('Invalid JSON Patch');
  const { value } = bodyOf(context, '');
  if (Array.isArray(value)) throw invalidPatch(JSON.stringify(value), listIsNoType);
  return objectBody(context, 'error decoding patch: ');
}

function objectBody(context: RequestContext, prefix: string): ObjectBody {
  const { value, written } = bodyOf(context, prefix);
  const findings = repeatedNames(written).map((path) => `duplicate field "${path}"`);
  if (value === null) return { body: undefined, findings };
  if (!isFields(value)) throw newBadRequest(`${prefix}json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`);
  return { body: value, findings };
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
