// The API server's way to the rulebook in src/api: decode, default, validate. No rule lives here.
import type { FieldError } from '../../api/field/error.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { newBadRequest } from '../../api/meta/status-error.ts';
import type { KindRow } from '../../api/scheme.ts';
import { cloneJson, isFields } from './json.ts';
import type { RequestContext } from './request-context.ts';

/** The body as an object of `row`, its own copy, decoded but not defaulted. Throws StatusError. */
export function decodeBody(context: RequestContext, row: KindRow = context.row): KubeObject {
  const { request } = context;
  const body: unknown = request.rawBody === undefined ? request.body : JSON.parse(request.rawBody);
  return decodeValue(context, body, row);
}

export function decodeValue(_context: RequestContext, body: unknown, row: KindRow): KubeObject {
  if (!isFields(body)) throw newBadRequest('the body of the request was in an unknown format');
  const object = cloneJson(body) as unknown as KubeObject;
  const meta: unknown = object.metadata;
  object.metadata = (isFields(meta) ? meta : {}) as unknown as KubeObject['metadata'];
  return { kind: row.kind, apiVersion: row.apiVersion, ...object };
}

export function applyDefaults(_row: KindRow, _object: KubeObject): void {
  // Wired to src/api's defaults.
}

export function validateCreate(_row: KindRow, _object: KubeObject): readonly FieldError[] {
  return [];
}

export function validateUpdate(_row: KindRow, _object: KubeObject, _old: KubeObject, _subresource: string): readonly FieldError[] {
  return [];
}

/** Warnings that a write of this object carries. */
export function objectWarnings(_row: KindRow, _object: KubeObject, _old: KubeObject | undefined): readonly string[] {
  return [];
}
