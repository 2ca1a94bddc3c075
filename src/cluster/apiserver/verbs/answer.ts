// Turning what the registry returns into an answer: status codes and the forms that a client may ask for (Table, PartialObjectMetadata).
import type { KubeObject } from '../../../api/meta/object.ts';
import { failure, type StatusError } from '../../../api/meta/status-error.ts';
import { recordedWarnings } from '../../../api/meta/warning-header.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import type { KindRow } from '../../../api/scheme.ts';
import type { RequestContext } from '../request-context.ts';
import { fromStoredVersion } from '../versions.ts';
import { internalMetadata, tableOf } from '../tables/table.ts';
import type { ListMetadata } from './list-metadata.ts';
import { notAcceptable, type OutputForm, outputForm } from './output-form.ts';

export function answer(code: number, body: unknown, warnings: readonly string[] = []): ApiResponse {
  return { code, body, warnings: warnings.length === 0 ? warnings : recordedWarnings(warnings) };
}

export function answerError(error: StatusError, warnings: readonly string[] = []): ApiResponse {
  return { code: error.code, body: error.status, warnings: warnings.length === 0 ? warnings : recordedWarnings(warnings) };
}

/** One object in the form that the request accepts. `row` is the object's kind when that is not the request's. */
export function answerObject(context: RequestContext, code: number, object: KubeObject, row: KindRow = context.row): ApiResponse {
  return answer(code, shapeObject(context, outputForm(context.request.accept), fromStoredVersion(row, object), row), context.warnings);
}

export function shapeObject(context: RequestContext, form: OutputForm, object: KubeObject, row: KindRow): unknown {
  switch (form.as) {
    case 'object': return object;
    case 'Table': return tableOf(context, row, [object], { version: form.version, metadata: { resourceVersion: object.metadata.resourceVersion } });
    case 'PartialObjectMetadata': return partial(object, form.version);
    case 'PartialObjectMetadataList': throw failure(406, 'NotAcceptable', `you requested PartialObjectMetadataList, but the requested object is not a list (*${internalType(row)})`);
    case 'none': throw notAcceptable();
  }
}

export function answerList(context: RequestContext, stored: readonly KubeObject[], metadata: ListMetadata): ApiResponse {
  const { row } = context;
  const items = stored.map((object) => fromStoredVersion(row, object));
  const form = outputForm(context.request.accept);
  if (form.as === 'none') throw notAcceptable();
  if (form.as === 'Table') return answer(200, tableOf(context, row, items, { version: form.version, metadata }), context.warnings);
  if (form.as === 'PartialObjectMetadata') throw failure(406, 'NotAcceptable', `you requested PartialObjectMetadata, but the requested object is a list (*${internalType(row)}List)`);
  if (form.as === 'PartialObjectMetadataList') {
    const list = { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${form.version}`, metadata, items: items.length === 0 ? null : items.map((o) => partial(o, form.version)) };
    return answer(200, list, context.warnings);
  }
  // Go's unstructured lists say of each item what it is.
  if (row.custom !== undefined) return answer(200, { apiVersion: row.apiVersion, items, kind: row.listKind, metadata: { ...metadata, continue: metadata.continue ?? '' } }, context.warnings);
  const head = { kind: row.listKind, apiVersion: row.apiVersion, metadata };
  const body: object = { ...head, get items(): readonly unknown[] { return itemsOf(body, items); } };
  listed.set(body, { head, items });
  return answer(200, body, context.warnings);
}

/** The Go type of a kind within the server, e.g. `core.Pod`. */
export function internalType({ goType }: KindRow): string {
  // Both groups have one type of Events.
  if (goType === 'events/v1.Event') return 'core.Event';
  return goType.replace(/\/v\d\w*\./, '.');
}

/** A list of whole objects, as it is stored: who prints lists can print each object once. */
export interface ListedObjects {
  /** The body without its items. */
  readonly head: object;
  /** In order, each with its own type, which the body leaves out. */
  readonly items: readonly KubeObject[];
}

const listed = new WeakMap<object, ListedObjects>();

/** What a list's body shows; undefined for what is no list of whole objects. */
export function listedObjects(body: object): ListedObjects | undefined {
  return listed.get(body);
}

/** Made when they are first looked at: who prints `listedObjects` never does. */
function itemsOf(body: object, stored: readonly KubeObject[]): readonly unknown[] {
  const items = stored.map(withoutType);
  Object.defineProperty(body, 'items', { value: items, enumerable: true });
  return items;
}

/** Items of a list carry no type of their own. */
function withoutType(object: KubeObject): unknown {
  const { kind: _kind, apiVersion: _apiVersion, ...item } = object;
  return Object.freeze(item);
}

function partial(object: KubeObject, version: string): unknown {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: internalMetadata(object) };
}

export function notFound(): StatusError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function methodNotAllowed(): StatusError {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}
