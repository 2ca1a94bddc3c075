// PATCH: JSON patch, merge patch, strategic merge patch and apply of one object or of its status.
import { type FieldError } from '../../../api/field/error.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { failure, newBadRequest, newInvalid } from '../../../api/meta/status-error.ts';
import { typeSchema } from '../../../api/schema/schema.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { isFields } from '../json.ts';
import { jsonPatch, JsonPatchError, type JsonPatchOperation } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMergePatch, StrategicPatchError } from '../patch/strategic-merge-patch.ts';
import { updateObject } from '../registry/update.ts';
import type { RequestContext } from '../request-context.ts';
import { writeOptions } from '../options.ts';
import { decodeValue } from '../rulebook.ts';
import { answerObject } from './answer.ts';

const maxOperations = 10_000;

export function patch(context: RequestContext): ApiResponse {
  const { isDryRun, fieldValidation } = writeOptions(context, 'PatchOptions');
  const apply = patcher(context);
  const object = updateObject(context, {
    isDryRun,
    update: (old) => {
      const patched = decodeValue(context, apply(old), fieldValidation);
      if (patched.metadata.name !== context.name) throw newBadRequest(`the name of the object (${patched.metadata.name ?? ''}) does not match the name on the URL (${context.name})`);
      return patched;
    },
  });
  return answerObject(context, 200, object);
}

/** The function that patches an object's JSON. Throws 400 or 415 for a body that is no patch. */
export function patcher(context: RequestContext): (old: KubeObject) => unknown {
  const { contentType = '' } = context.request;
  switch (contentType.split(';')[0]) {
    case 'application/json-patch+json': {
      const operations = jsonPatchBody(context);
      return (old) => orInvalid(context, () => jsonPatch(old, operations));
    }
    case 'application/merge-patch+json': {
      const body = bodyOf(context);
      if (!isFields(body)) throw newBadRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(body)} into Go value of type map[string]interface {}`);
      return (old) => mergePatch(old, body);
    }
    case 'application/strategic-merge-patch+json': {
      const body = bodyOf(context);
      if (!isFields(body)) throw newBadRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(body)} into Go value of type map[string]interface {}`);
      return (old) => orInvalid(context, () => strategicMergePatch(old, body, typeSchema(context.row.goType)));
    }
    default:
      throw failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, application/apply-patch+cbor, application/strategic-merge-patch+json`);
  }
}

function orInvalid<T>(context: RequestContext, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof JsonPatchError) throw failure(422, 'Invalid', error.message.startsWith('Unexpected') ? error.message : `the server rejected our request due to an error in our request`, {});
    if (error instanceof StrategicPatchError) throw newBadRequest(error.message);
    throw error;
  }
}

function jsonPatchBody(context: RequestContext): readonly JsonPatchOperation[] {
  const body = bodyOf(context);
  if (!Array.isArray(body)) throw newBadRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(body)} into Go value of type jsonpatch.Patch`);
  if (body.length > maxOperations) {
    throw failure(413, 'RequestEntityTooLarge', `Request entity is too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${body.length}`);
  }
  return body as readonly JsonPatchOperation[];
}

export function bodyOf({ request }: RequestContext): unknown {
  if (request.rawBody === undefined) return request.body;
  try {
    return JSON.parse(request.rawBody);
  } catch (error) {
    throw newBadRequest(`error decoding patch: ${(error as Error).message}`);
  }
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

export function refuseInvalid(context: RequestContext, name: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw newInvalid({ group: context.row.group, kind: context.row.kind }, name, errors);
}

