// `--raw`: requests by path.
import { StatusError } from '../../api/meta/status-error.ts';
import type { ApiRequest, Verb } from '../../client/transport.ts';
import type { Invocation } from '../command.ts';
import { PlainError } from '../errors.ts';
import { inGoOrder } from '../printers/go-order.ts';
import { toCompactGoJson } from '../printers/json.ts';

/** Reads an API path into a request; paths outside the resources stay paths. */
export function requestOfPath(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string): ApiRequest {
  const [path = '', search = ''] = url.split('?', 2);
  const query: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(search)) query[key] = query[key] === undefined ? value : [query[key], value].flat();
  const parts = path.split('/').filter((part) => part !== '').map(decodeURIComponent);
  const rest = parts[0] === 'api' ? parts.slice(2) : parts[0] === 'apis' ? parts.slice(3) : [];
  const withQuery = Object.keys(query).length > 0 ? { query } : {};
  if (rest.length === 0) return { verb: method === 'GET' ? 'get' : 'create', path, ...withQuery };
  const [group = '', version = ''] = parts[0] === 'api' ? ['', parts[1]] : [parts[1], parts[2]];
  const isInNamespace = rest[0] === 'namespaces' && rest.length > 2 && !(rest.length === 3 && ['finalize', 'status'].includes(rest[2] ?? ''));
  const [resource = '', name, ...sub] = isInNamespace ? rest.slice(2) : rest;
  const verb: Verb = method === 'GET' ? (name === undefined ? 'list' : 'get') : method === 'POST' ? 'create' : method === 'PUT' ? 'update' : name === undefined ? 'deletecollection' : 'delete';
  return {
    verb,
    ref: { group, version, resource },
    ...(isInNamespace && { namespace: rest[1] ?? '' }),
    ...(name !== undefined && { name }),
    ...(sub.length > 0 && { subresource: sub.join('/') }),
    ...withQuery,
  };
}

/** `get --raw`. */
export async function getRaw({ session, flags }: Invocation): Promise<undefined> {
  try {
    const { body } = await session.client.send(requestOfPath('GET', flags.string('raw')));
    session.io.stdout(rawText(body));
  } catch (error) {
    // A path that nothing serves is answered in plain text, of which client-go reads the code alone.
    if (error instanceof StatusError && error.code === 404 && error.reason === '') throw new PlainError('Error from server (NotFound): the server could not find the requested resource');
    throw error;
  }
  return undefined;
}

/** The answer's body as the server sends it. */
export function rawText(body: unknown): string {
  if (typeof body === 'string') return body;
  // What is no API object, such as the version, is written for readers.
  const isObject = typeof body === 'object' && body !== null && 'kind' in body;
  return isObject ? `${toCompactGoJson(inGoOrder(body))}\n` : JSON.stringify(body, undefined, 2);
}
