// PATCH: JSON patch, merge patch and strategic merge patch of one object or of a view of it.
import { readObject as readPatched } from '../../../api/check.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { invalid } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import { failure, newBadRequest, newInvalid, type StatusError } from '../../../api/meta/status-error.ts';
import { typeSchema, walk } from '../../../api/schema/schema.ts';
import { type KindRow, rowByKind } from '../../../api/scheme.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { type Fields, isFields } from '../../../api/meta/json.ts';
import { jsonPatch, JsonPatchError, type JsonPatchOperation } from '../../../api/patch/json-patch.ts';
import { mergePatch } from '../../../api/patch/merge-patch.ts';
import { goText } from '../../../api/field/go-text.ts';
import { strategicMergePatch, StrategicPatchError } from '../../../api/patch/strategic-merge-patch.ts';
import { updateObject } from '../registry/update.ts';
import type { RequestContext } from '../request-context.ts';
import { type WriteOptions, writeOptions } from '../options.ts';
import { unreasonedError } from '../unreasoned-error.ts';
import { answerObject } from './answer.ts';
import { apply } from './apply.ts';
import { bodyOf } from './body.ts';

const maxOperations = 10_000;
const operationFields: ReadonlySet<string> = new Set(['op', 'path', 'from', 'value']);

export function patch(context: RequestContext): ApiResponse {
  if (context.request.contentType?.split(';')[0] === 'application/apply-patch+yaml') return apply(context);
  const options = writeOptions(context, 'PatchOptions');
  const { isDryRun, fieldManager } = options;
  const patchObject = patcher(context, context.row);
  const object = updateObject(context, {
    isDryRun, fieldManager,
    update: (old) => {
      const patched = patchObject(old, options);
      if (patched.metadata.name !== context.name) throw newBadRequest(`the name of the object (${patched.metadata.name ?? ''}) does not match the name on the URL (${context.name})`);
      return patched;
    },
  });
  return answerObject(context, 200, object);
}

/** The function that patches an object of `row`. Throws 400 or 415 for a body that is no patch; the function throws what the result deserves. */
export function patcher(context: RequestContext, row: KindRow): (old: KubeObject, options: WriteOptions) => KubeObject {
  const { contentType = '' } = context.request;
  switch (contentType.split(';')[0]) {
    case 'application/json-patch+json': {
      const operations = jsonPatchBody(context);
      const unknown = operations.flatMap((operation, i) => Object.keys(operation).filter((key) => !operationFields.has(key)).map((key) => `json patch unknown field "[${i}].${key}"`));
      return (old, options) => decodePatched(context, row, rejected(() => jsonPatch(old, operations)), options, undefined, unknown);
    }
    case 'application/merge-patch+json': {
      const body = objectBody(context);
      return (old, options) => decodePatched(context, row, mergePatch(old, body), options);
    }
    case 'application/strategic-merge-patch+json': {
      const body = objectBody(context);
      return (old, options) => decodePatched(context, row, rejected(() => strategicMergePatch(old, body, typeSchema(row.goType))), options, body);
    }
    default:
      throw failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  }
}

/** Defaults and checks a patched value as a body would be, with the refusals of a patch (422 instead of 400). */
function decodePatched(context: RequestContext, row: KindRow, value: unknown, options: WriteOptions, strategic?: Fields, patchFindings: readonly string[] = []): KubeObject {
  const { object, decodeError, strictErrors, wrongValues } = readPatched(row, { value, fieldValidation: options.fieldValidation });
  const shown = strategic === undefined ? JSON.stringify(value) : goText(strategic);
  const [wrong] = wrongValues;
  if (wrong !== undefined) throw invalidPatch(shown, strategic === undefined ? wrong.message : converterText(row, wrong));
  const findings = [...patchFindings, ...strictErrors.map((e) => e.message)];
  if (options.fieldValidation === 'Strict' && findings.length > 0) throw invalidPatch(shown, `strict decoding error: ${findings.join(', ')}`);
  if (decodeError !== undefined || object === undefined) throw invalidPatch(shown, kindText(value, row) ?? decodeError?.message ?? '');
  if (options.fieldValidation === 'Warn') context.warnings.push(...findings);
  return object;
}

function invalidPatch(shown: string, why: string): StatusError {
  // Upstream names no kind here.
  const { status } = newInvalid({ group: '', kind: '' }, '', [invalid(FieldPath.of('patch'), shown, why)]);
  return failure(422, 'Invalid', status.message ?? '', { causes: status.details?.causes ?? [] });
}

/** A patch may not make an object into one of another kind. */
function kindText(value: unknown, row: KindRow): string | undefined {
  if (!isFields(value) || (value['apiVersion'] === row.apiVersion && value['kind'] === row.kind)) return undefined;
  // It is first read as what it claims to be.
  const other = rowByKind(String(value['apiVersion']), String(value['kind']));
  const wrong = other === undefined ? undefined : readPatched(other, { value, fieldValidation: 'Ignore' }).wrongValues[0];
  if (wrong !== undefined) return wrong.message;
  return `no kind ${JSON.stringify(value['kind'] ?? '')} is registered for version ${JSON.stringify(value['apiVersion'] ?? '')} in scheme "pkg/runtime/scheme.go:111"`;
}

/** What the converter from unstructured values, which strategic patches go through, says of a wrong type. */
function converterText(row: KindRow, { message, path }: { readonly message: string; readonly path: FieldPath | undefined }): string {
  const type = path === undefined ? undefined : walk(typeSchema(row.goType), path.segments());
  const source = /cannot unmarshal (\w+)/.exec(message)?.[1];
  if (type === undefined || source === undefined) return message;
  const kind = source === 'number' ? 'int64' : source === 'array' ? 'slice' : source === 'object' ? 'map' : source;
  switch (type.shape) {
    case 'struct': return `cannot restore struct from: ${kind}`;
    case 'list': return `cannot restore slice from ${kind}`;
    case 'map': return `cannot restore map from ${kind}`;
    case 'string': case 'bool': return `unrecognized type: ${type.shape}`;
    case 'integer': return `unrecognized type: int${type.bits ?? 64}`;
    default: return message;
  }
}

function rejected<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof JsonPatchError) throw failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
    if (error instanceof StrategicPatchError) throw error.isBadFormat ? newBadRequest(error.message) : unreasonedError(error.message);
    throw error;
  }
}

function jsonPatchBody(context: RequestContext): readonly JsonPatchOperation[] {
  const body = bodyOf(context);
  if (!Array.isArray(body)) throw newBadRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(body)} into Go value of type []handlers.jsonPatchOp`);
  if (body.length > maxOperations) {
    throw failure(413, 'RequestEntityTooLarge', `Request entity is too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${body.length}`);
  }
  return body as readonly JsonPatchOperation[];
}

function objectBody(context: RequestContext): Fields {
  const body = bodyOf(context);
  if (body === null) throw newBadRequest('Invalid JSON Patch');
  if (!isFields(body)) throw newBadRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(body)} into Go value of type map[string]interface {}`);
  return body;
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
