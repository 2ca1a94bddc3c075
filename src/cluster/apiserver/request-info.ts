// From an HTTP request to an ApiRequest: apiserver's RequestInfo resolver as a pure function.
import type { ApiRequest, Verb } from '../../client/transport.ts';
import { rowByResource } from '../../api/scheme.ts';

export interface HttpRequest {
  readonly method: string;
  /** Path with query, as on the request line. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The decoded body as text; absent when there is none. */
  readonly body?: string;
}

export interface RequestInfo {
  /** Which Transport method serves the request. */
  readonly kind: 'send' | 'watch' | 'connect';
  readonly request: ApiRequest;
}

const verbsOfMethod: Readonly<Record<string, Verb>> = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
/** Subresources that are streams, and the verbs that open one. */
const streams: ReadonlyMap<string, readonly Verb[]> = new Map([['log', ['get']], ...['exec', 'attach', 'portforward'].map((name): [string, readonly Verb[]] => [name, ['get', 'create']])]);
/** What is asked of the server behind a proxy subresource. */
const proxiedPath = /\/(?:pods|services|nodes)\/[^/]+\/proxy(\/.*)?$/;
/** Subresources of namespaces themselves; anything else after a namespace's name is a resource in it. */
const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

export function requestInfo(http: HttpRequest): RequestInfo {
  const at = http.url.indexOf('?');
  const path = at < 0 ? http.url : http.url.slice(0, at);
  const query = at < 0 ? undefined : parseQuery(http.url.slice(at + 1));
  const verb = verbsOfMethod[http.method];
  const common = {
    ...(query && { query }),
    ...(http.body !== undefined && { rawBody: http.body }),
    ...pick(http.headers, 'content-type', 'contentType'),
    ...pick(http.headers, 'accept', 'accept'),
    ...pick(http.headers, 'user-agent', 'userAgent'),
  };
  const parts = partsOf(path);
  const resource = parseResource(parts, verb ?? 'get', query);
  // A method without a verb is refused where it is refused at all as a POST would be.
  if (resource === undefined) return { kind: 'send', request: { verb: verb ?? 'create', path, ...common } };
  if (verb === undefined) return { kind: 'send', request: { ...resource, verb: 'create', subresource: resource.subresource === noRoute ? noRoute : `${unroutable}${resource.subresource ?? ''}`, ...common } };
  const request: ApiRequest = { ...resource, ...common, ...(resource.subresource === 'proxy' && { path: proxiedPath.exec(path)?.[1] ?? '/' }) };
  if (request.verb === 'connect') return { kind: 'connect', request };
  return { kind: request.verb === 'watch' ? 'watch' : 'send', request };
}

/** What stands between the slashes; those at the end count for nothing. */
function partsOf(path: string): string[] {
  const parts = path.split('/');
  parts.shift();
  while (parts.at(-1) === '') parts.pop();
  return path.includes('%') ? parts.map(decode) : parts;
}

type ResourcePart = Pick<ApiRequest, 'verb' | 'ref' | 'namespace' | 'name' | 'subresource'>;

/** Undefined: a path that names no resource. */
function parseResource(parts: readonly string[], method: Verb, query: ApiRequest['query']): ResourcePart | undefined {
  const [root, ...rest] = parts;
  const isCore = root === 'api';
  if (!isCore && root !== 'apis') return undefined;
  const prefix = isCore ? 1 : 2;
  if (rest.length <= prefix) return undefined;
  const [group, version] = isCore ? ['', rest[0] ?? ''] : [rest[0] ?? '', rest[1] ?? ''];
  let below = rest.slice(prefix);
  let verb = method;
  const isOldWatch = below[0] === 'watch' && below.length > 1;
  if (isOldWatch) below = below.slice(1);
  let namespace: string | undefined;
  if (below[0] === 'namespaces' && below.length > 2 && !(isCore && below.length === 3 && namespaceSubresources.has(below[2] ?? ''))) {
    namespace = below[1];
    below = below.slice(2);
  }
  const [plural = '', name, subresource, ...more] = below;
  const isPath = plural !== '' && name !== '' && subresource !== '' && (more.length === 0 || subresource === 'proxy');
  if (!isPath) return { verb, ref: { group, version, resource: plural }, name: name ?? '', subresource: noRoute };
  if (name === undefined) verb = collectionVerb(verb);
  else if (verb === 'create' && subresource === undefined) return { verb, ref: { group, version, resource: plural }, name, ...(namespace !== undefined && { namespace }), subresource: unroutable };
  if (isOldWatch && method !== 'get') return { verb, ref: { group, version, resource: plural }, subresource: unroutable, ...(namespace !== undefined && { namespace }) };
  if (isOldWatch) verb = 'watch';
  else if (verb === 'list' && isWatchQuery(query)) verb = 'watch';
  if (subresource !== undefined && streams.get(subresource)?.includes(verb) === true && rowByResource(group, version, plural)?.subresources.some((s) => s.name === subresource) === true) verb = 'connect';
  return {
    verb, ref: { group, version, resource: plural },
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  };
}

/** POST to the path of an object, and methods without a verb: no route has them, so they are told apart by a subresource that cannot exist, which the one that was asked for may follow. */
export const unroutable = '\0';
/** The same for paths that no resource has. */
export const noRoute = '\0\0';

function collectionVerb(verb: Verb): Verb {
  if (verb === 'get') return 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}

function isWatchQuery(query: ApiRequest['query']): boolean {
  const value = query?.['watch'];
  const text = (typeof value === 'string' ? value : value?.[0])?.toLowerCase();
  return text !== undefined && text !== 'false' && text !== '0';
}

function pick(headers: HttpRequest['headers'], name: string, as: string): Record<string, string> {
  const value = headers[name];
  return value === undefined ? {} : { [as]: value };
}

function decode(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Every option with its values in order; a Map keeps names such as `__proto__` harmless until they are frozen into the record. */
function parseQuery(text: string): Record<string, string | readonly string[]> | undefined {
  if (text === '') return undefined;
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]));
}
