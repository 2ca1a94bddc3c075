// `--raw`: requests by path.
import { fieldsOf, kindSchema, type TypeSchema } from '../../api/schema/schema.ts';
import type { ApiRequest, Verb } from '../../client/transport.ts';
import type { Invocation } from '../command.ts';
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
  const { body } = await session.client.send(requestOfPath('GET', flags.string('raw')));
  session.io.stdout(rawText(body));
  return undefined;
}

/** The answer's body as the server sends it. */
export function rawText(body: unknown): string {
  return typeof body === 'string' ? body : `${toCompactGoJson(inGoOrder(body))}\n`;
}

/** Fields in the order of the Go type, which is the order in which the server writes them. */
function inGoOrder(body: unknown): unknown {
  const { apiVersion = '', kind = '' } = (body ?? {}) as { apiVersion?: string; kind?: string };
  const type = kindSchema(apiVersion, kind);
  return type ? ordered(body, type) : body;
}

function ordered(value: unknown, type: TypeSchema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => ordered(item, type?.element));
  if (typeof value !== 'object' || value === null || type?.shape !== 'struct') return value;
  const rank = new Map(fieldsOf(type).map((field, i) => [field.name, { i, type: field.type }]));
  const entries = Object.entries(value).sort(([a], [b]) => (rank.get(a)?.i ?? 0) - (rank.get(b)?.i ?? 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item, rank.get(key)?.type)]));
}
