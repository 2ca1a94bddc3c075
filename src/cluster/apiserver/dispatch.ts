// From a request to the verb that answers it: kube-apiserver's installed routes.
import type { Disposable } from '../../base/disposable.ts';
import { deprecatedKinds } from '../../api/deprecated-kinds.ts';
import { failure, newBadRequest, newNotFound, StatusError } from '../../api/meta/status-error.ts';
import { type KindRow, kindRows, rowByResource } from '../../api/scheme.ts';
import type { ApiRequest, ApiResponse, Channel, ChannelSink, ResourceRef, WatchSink } from '../../client/transport.ts';
import { refuseUnauthorized } from './auth/access-of-request.ts';
import { handlePath } from './non-resource.ts';
import { isQuerySet, type RequestContext, type ServerContext } from './request-context.ts';
import { noRoute, unroutable } from './request-info.ts';
import type { UserInfo } from './user-info.ts';
import { answerError, methodNotAllowed, notFound } from './verbs/answer.ts';
import { bind } from './verbs/binding.ts';
import { get } from './verbs/get.ts';
import { list } from './verbs/list.ts';
import { formless, unacceptable, withoutTables } from './verbs/output-form.ts';
import { patch, refuseUnroutedPatch } from './verbs/patch.ts';
import { remove, removeCollection } from './verbs/remove.ts';
import { reviews } from './verbs/reviews.ts';
import { proxy } from './verbs/proxy.ts';
import { connectPod } from './verbs/streams.ts';
import { subresources } from './verbs/subresources.ts';
import { watch } from './verbs/watch.ts';
import { create, update } from './verbs/write.ts';

const verbs: Readonly<Record<string, (context: RequestContext) => ApiResponse>> = { get, list, create, update, patch, delete: remove, deletecollection: removeCollection };
/** Of a body, in UTF-16 units (kube-apiserver counts bytes; the endpoint does too). */
const maxBodyLength = 3 * 1024 * 1024;
const objectVerbs: ReadonlySet<string> = new Set(['get', 'update', 'patch', 'delete']);
const groups: ReadonlySet<string> = new Set(kindRows.map((r) => r.group));

/** Answers anything but watches and streams. Throws StatusError. */
export function handle(server: ServerContext, request: ApiRequest, user: UserInfo): ApiResponse {
  refuseUnauthorized(server.store, request, user);
  if (request.ref === undefined) return handlePath(server, request);
  if (!groups.has(request.ref.group) && !isCustom(server, request)) return { code: 404, body: '404 page not found\n', warnings: [] };
  const context = contextOf(server, request, user);
  if ((request.rawBody?.length ?? 0) > maxBodyLength) throw failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${maxBodyLength}`);
  try {
    return answerRequest(context);
  } catch (error) {
    // A refusal carries what had been said until then.
    if (error instanceof StatusError) return answerError(error, context.warnings);
    throw error;
  }
}

function answerRequest(asked: RequestContext): ApiResponse {
  const context = tablesLeftOut(asked);
  const { request, subresource } = context;
  const served = subresource?.verbs ?? context.row.verbs;
  if (subresource === undefined && request.name !== undefined && !hasObjects(context.row)) throw notFound();
  if (!served.includes(request.verb)) throw methodNotAllowed();
  if (request.name === undefined && objectVerbs.has(request.verb)) throw methodNotAllowed();
  if (request.verb === 'patch') refuseUnroutedPatch(context);
  refuseUnacceptable(context);
  context.warnings.push(...deprecationsOf(context));
  refuseFormless(context);
  if (request.verb === 'get' && request.query?.['export'] !== undefined) refuseExport(context);
  const special: ((context: RequestContext) => ApiResponse) | undefined = subresource === undefined ? undefined : subresources[subresource.name];
  if (special !== undefined) return special(context);
  if (context.row.kind === 'Binding') return bind(context);
  const review = context.row.isStored ? undefined : reviews[context.row.kind];
  if (review !== undefined) return review(context);
  const verb = verbs[request.verb];
  if (verb === undefined) throw methodNotAllowed();
  return verb(context);
}

/** Reviews and bindings are made and never kept: nothing is below the paths of their collections. */
function hasObjects({ verbs: served }: KindRow): boolean {
  return served.some((verb) => objectVerbs.has(verb));
}

function refuseExport({ request, subresource }: RequestContext): void {
  if (subresource !== undefined && streamed.has(subresource.name)) return;
  if (isQuerySet(request, 'export')) throw newBadRequest('the export parameter, deprecated since v1.14, is no longer supported');
}

const streamed: ReadonlySet<string> = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);

/** Streams of Pods answer in forms of their own. */
function refuseUnacceptable({ request, subresource }: RequestContext): void {
  if (subresource !== undefined && streamed.has(subresource.name)) return;
  const refusal = unacceptable(request.accept, request.verb === 'list' || request.verb === 'watch');
  if (refusal !== undefined) throw refusal;
}

/** Subresources that have no table of their own; nor have kinds that are not kept. */
const withoutTable: ReadonlySet<string> = new Set(['binding', 'ephemeralcontainers', 'eviction', 'finalize', 'resize', 'token']);

/** kubectl asks for a table, or else for the object: where there is no table it gets the object. */
function tablesLeftOut(context: RequestContext): RequestContext {
  const { request, row, subresource } = context;
  const makesTables = subresource === undefined ? row.isStored || row.verbs.includes('list') : !withoutTable.has(subresource.name);
  return makesTables || request.accept === undefined ? context : { ...context, request: { ...request, accept: withoutTables(request.accept) } };
}

function refuseFormless({ request, subresource }: RequestContext): void {
  if (subresource !== undefined && streamed.has(subresource.name)) return;
  const refusal = formless(request.accept);
  if (refusal !== undefined) throw refusal;
}

function deprecationsOf({ row }: RequestContext): readonly string[] {
  if (row.custom !== undefined) return row.custom.warning === undefined ? [] : [row.custom.warning];
  return deprecatedKinds[`${row.apiVersion} ${row.kind}`] ?? [];
}

export function openWatch(server: ServerContext, request: ApiRequest, user: UserInfo, sink: WatchSink): Disposable {
  refuseUnauthorized(server.store, request, user);
  const context = contextOf(server, request, user);
  if (context.subresource !== undefined || !context.row.verbs.includes('watch')) throw methodNotAllowed();
  refuseUnacceptable(context);
  sink.onWarnings?.(deprecationsOf(context));
  refuseFormless(context);
  return watch(context, sink);
}

export function connect(server: ServerContext, request: ApiRequest, user: UserInfo, sink: ChannelSink): Channel {
  refuseUnauthorized(server.store, request, user);
  return connectPod(contextOf(server, request, user), sink);
}

/** Answers what goes on to a server in the cluster. Throws StatusError. */
export async function handleProxy(server: ServerContext, request: ApiRequest, user: UserInfo): Promise<ApiResponse> {
  refuseUnauthorized(server.store, request, user);
  return proxy(contextOf(server, request, user));
}

function rowOf({ custom }: ServerContext, { group, version, resource }: ResourceRef): KindRow | undefined {
  return rowByResource(group, version, resource) ?? custom.rowByResource(group, version, resource);
}

/** Whether a definition serves the path; one of the wrong scope is not there at all. */
function isCustom({ custom }: ServerContext, { ref, namespace, name, verb }: ApiRequest): boolean {
  const row = ref && custom.rowByResource(ref.group, ref.version, ref.resource);
  if (row === undefined) return false;
  if (!row.isNamespaced) return namespace === undefined;
  return namespace !== undefined || (name === undefined && (verb === 'list' || verb === 'watch'));
}

function contextOf(server: ServerContext, request: ApiRequest, user: UserInfo): RequestContext {
  const { ref } = request;
  const row = ref === undefined ? undefined : rowOf(server, ref);
  if (row === undefined) throw notFound();
  if (request.subresource === noRoute) throw notFound();
  if (request.subresource?.startsWith(unroutable) === true) {
    const asked = request.subresource.slice(unroutable.length);
    const hasPlace = request.name === undefined || (hasObjects(row) && row.isNamespaced === (request.namespace !== undefined));
    if (row.custom === undefined && !(hasPlace && (asked === '' || row.subresources.some((s) => s.name === asked)))) throw notFound();
    // The handler of custom resources looks at the method only: with a name, a POST is one all the same.
    if (row.custom === undefined || request.verb !== 'create' || request.name === undefined) throw methodNotAllowed();
    const { name: _name, subresource: _subresource, ...collection } = request;
    return contextOf(server, collection, user);
  }
  const namespace = request.namespace ?? '';
  // What belongs to the whole cluster is in no namespace, whatever rights its caller has there.
  if (!row.isNamespaced && namespace !== '') throw notFound();
  const isCollectionOverAll = namespace === '' && request.name === undefined;
  if (row.isNamespaced ? namespace === '' && !(isCollectionOverAll && ['list', 'watch'].includes(request.verb)) : false) throw request.verb === 'create' || request.name === undefined ? methodNotAllowed() : notFound();
  const subresource = request.subresource === undefined ? undefined : row.subresources.find((s) => s.name === request.subresource);
  if (request.subresource !== undefined && subresource === undefined) throw row.custom === undefined ? notFound() : newNotFound({ group: row.group, resource: row.plural }, request.name ?? '');
  return { server, request, user, row, subresource, namespace, name: request.name ?? '', warnings: [] };
}
