// GET of a collection: pages, selectors and resourceVersions as apiserver's cacher and etcd3 store answer them.
import { base64UrlDecode, base64UrlEncode } from '../../../base/base64-url.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { failure, newBadRequest, newExpired, type StatusError } from '../../../api/meta/status-error.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { isStorageError } from '../../store/storage-error.ts';
import { isFields } from '../../../api/meta/json.ts';
import { type RequestContext, storeKey } from '../request-context.ts';
import { storedResource } from '../resource-names.ts';
import { answerList } from './answer.ts';
import type { ListMetadata } from './list-metadata.ts';
import { type ListOptions, listOptions, parseResourceVersion } from './list-options.ts';

export function list(context: RequestContext): ApiResponse {
  const options = listOptions(context, false);
  const { items, metadata } = readList(context, options);
  return answerList(context, items, metadata);
}

interface Page {
  readonly items: readonly KubeObject[];
  readonly metadata: ListMetadata;
}

/** The objects of the request in the order of keys. Throws StatusError. */
export function readList(context: RequestContext, options: ListOptions): Page {
  const { store } = context.server;
  const token = options.continue === '' ? undefined : parseContinue(options.continue);
  if (token !== undefined && options.resourceVersion !== '' && options.resourceVersion !== '0') throw newBadRequest('specifying resource version is not allowed when using continue');
  const wanted = token === undefined ? listRevision(options.resourceVersion) : 0;
  refuseFuture(context, wanted);
  const isExact = options.resourceVersionMatch === 'Exact' || (wanted > 0 && options.limit > 0 && options.resourceVersionMatch === '');
  const revision = token?.revision ?? (isExact ? wanted : store.revision);
  const all = readAt(context, options, revision, token !== undefined);
  const start = token?.start ?? '';
  const from = start === '' ? all : all.filter((o) => `${storeKey(o.metadata.namespace ?? '', o.metadata.name)}\0` > start);
  // A list that may be served from the cache ignores the limit.
  const limit = options.resourceVersion === '0' && token === undefined ? 0 : options.limit;
  const resourceVersion = String(revision);
  if (limit <= 0 || from.length <= limit) return { items: from, metadata: { resourceVersion } };
  const items = from.slice(0, limit);
  const last = items.at(-1);
  const next = last === undefined ? '' : `${storeKey(last.metadata.namespace ?? '', last.metadata.name)}\0`;
  const metadata = { resourceVersion, continue: encodeContinue(revision, next), ...(options.filter === undefined && { remainingItemCount: from.length - limit }) };
  return { items, metadata };
}

/** Lists, which are read from the store, refuse what is no number with a 400; reads of the watch cache with a 500. */
export function listRevision(text: string): number {
  try {
    return parseResourceVersion(text);
  } catch (error) {
    throw newBadRequest(`invalid resource version: ${(error as Error).message}`);
  }
}

function readAt(context: RequestContext, options: ListOptions, revision: number, isContinued: boolean): KubeObject[] {
  const { store } = context.server;
  const prefix = context.namespace === '' ? '' : `${context.namespace}/`;
  const node = context.row.kind === 'Pod' && revision === store.revision ? options.fields.find((f) => f.field === 'spec.nodeName' && f.isEqual) : undefined;
  try {
    const items = store.list(storedResource(context.row), { prefix, revision, ...(node && { index: { name: 'spec.nodeName', value: node.value } }) });
    return options.filter === undefined ? items : items.filter(options.filter);
  } catch (error) {
    if (!isStorageError(error, 'Compacted')) throw error;
    throw newExpired(isContinued
      ? 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'
      : 'The resourceVersion for the provided list is too old.');
  }
}

/** 504 for a revision that the server has not reached. */
export function refuseFuture({ server }: Pick<RequestContext, 'server'>, revision: number): void {
  if (revision > server.store.revision) throw tooLarge({ server }, revision);
}

export function tooLarge({ server }: Pick<RequestContext, 'server'>, revision: number): StatusError {
  return failure(504, 'Timeout', `Timeout: Too large resource version: ${revision}, current: ${server.store.revision}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

const tokenVersion = 'meta.k8s.io/v1';

function encodeContinue(revision: number, start: string): string {
  return base64UrlEncode(JSON.stringify({ v: tokenVersion, rv: revision, start }));
}

function parseContinue(token: string): { readonly revision: number; readonly start: string } {
  const refuse = (why: string): Error => newBadRequest(`invalid continue token: continue key is not valid: ${why}`);
  const text = base64UrlDecode(token);
  if (typeof text !== 'string') throw refuse(`illegal base64 data at input byte ${text.illegalAt}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse(`invalid character '${text.charAt(0)}' looking for beginning of value`);
  }
  const { v, rv, start } = isFields(value) ? value : {};
  if (v !== tokenVersion) throw refuse(`server does not recognize this encoded version ${typeof v === 'string' ? v : ''}`);
  if (rv === 0 || rv === undefined) throw refuse('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof start !== 'string' || start === '') throw refuse('encoded start key empty (version meta.k8s.io/v1)');
  return { revision: Number(rv), start };
}
