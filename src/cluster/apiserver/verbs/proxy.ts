// GET, POST ... of a Pod's or a Service's proxy subresource: the request goes on to the server behind it (apimachinery's UpgradeAwareHandler and the registries' ResourceLocation).
import type { Pod, Service } from '../../../api/generated/core-v1.ts';
import type { EndpointSlice } from '../../../api/generated/discovery-v1.ts';
import { failure, newBadRequest, type StatusError } from '../../../api/meta/status-error.ts';
import { randomInt } from '../../../base/random.ts';
import type { ApiResponse, Verb } from '../../../client/transport.ts';
import { readObject } from '../registry/update.ts';
import type { RequestContext } from '../request-context.ts';
import { methodNotAllowed } from './answer.ts';

const methodOf: Partial<Readonly<Record<Verb, string>>> = { get: 'GET', create: 'POST', update: 'PUT', patch: 'PATCH', delete: 'DELETE' };
/** Headers of answers that are passed on. */
const passedHeaders: readonly string[] = ['location', 'etag', 'last-modified', 'set-cookie', 'www-authenticate', 'retry-after'];

interface Place {
  readonly nodeName: string;
  readonly host: string;
  readonly port: number;
}

/** Throws StatusError when there is nothing to reach. Differs from Kubernetes: links in HTML are left as they are, and answers are text. */
export async function proxy(context: RequestContext): Promise<ApiResponse> {
  const { server, request, row } = context;
  const method = methodOf[request.verb];
  if (method === undefined) throw methodNotAllowed();
  const { scheme, name, port } = schemeNamePort(row.kind.toLowerCase(), context.name);
  const named: RequestContext = { ...context, name };
  const place = row.kind === 'Pod' ? placeOfPod(readObject(named) as Pod, port) : row.kind === 'Service' ? placeOfService(named, readObject(named) as Service, port) : undefined;
  if (place === undefined || server.podStreams?.http === undefined) throw unreachable('no connection to it');
  const headers = { host: `${place.host}:${place.port}`, accept: request.accept ?? '*/*', 'user-agent': request.userAgent ?? 'Go-http-client/1.1', ...(request.contentType !== undefined && { 'content-type': request.contentType }) };
  const body = request.rawBody ?? (request.body === undefined ? '' : JSON.stringify(request.body));
  try {
    const answer = await server.podStreams.http(place.nodeName, { scheme: scheme === 'https' ? 'https' : 'http', host: place.host, port: place.port, method, target: `${request.path ?? '/'}${queryText(request.query)}`, headers, body });
    const passed = passedHeaders.flatMap((header) => (answer.headers[header] === undefined ? [] : [[header, answer.headers[header]] as const]));
    return { code: answer.status, body: answer.body, warnings: [], contentType: answer.headers['content-type'] ?? 'text/plain; charset=utf-8', headers: Object.fromEntries(passed) };
  } catch (error) {
    throw unreachable(error instanceof Error ? error.message : String(error));
  }
}

function unavailable(message: string): StatusError {
  return failure(503, 'ServiceUnavailable', message);
}
function unreachable(why: string): StatusError {
  return unavailable(`error trying to reach service: ${why}`);
}

/** `NAME`, `NAME:PORT` or `SCHEME:NAME:PORT`. */
function schemeNamePort(kind: string, id: string): { scheme: string; name: string; port: string } {
  const parts = id.split(':');
  const [scheme, name, port] = parts.length === 1 ? ['', id, ''] : parts.length === 2 ? ['', parts[0] ?? '', parts[1] ?? ''] : [parts[0] ?? '', parts[1] ?? '', parts[2] ?? ''];
  if (parts.length > 3 || name === '' || !['', 'http', 'https'].includes(scheme)) throw newBadRequest(`invalid ${kind} request ${JSON.stringify(id)}`);
  return { scheme, name, port };
}

function placeOfPod({ spec, status }: Pod, port: string): Place {
  const host = status.podIP;
  if (host === undefined || host === '') throw newBadRequest('address not allowed');
  const chosen = port === '' ? (spec.containers.find((c) => (c.ports ?? []).length > 0)?.ports?.[0]?.containerPort ?? 80) : Number(port);
  if (!Number.isInteger(chosen) || chosen < 1 || chosen > 65535) throw unreachable(`dial tcp: lookup tcp/${port}: unknown port`);
  return { nodeName: spec.nodeName ?? '', host, port: chosen };
}

/** A random endpoint that is ready; ports are asked for by name or number. */
function placeOfService({ server, namespace }: RequestContext, { metadata, spec }: Service, asked: string): Place {
  const ports = spec.ports ?? [];
  const port = asked === '' && ports.length === 1 ? ports[0] : ports.find((p) => (p.name ?? '') === asked || String(p.port) === asked);
  if (port === undefined) throw unavailable(`no service port ${JSON.stringify(asked)} found for service ${JSON.stringify(metadata.name)}`);
  const places: Place[] = [];
  for (const slice of server.store.list('endpointslices.discovery.k8s.io', { prefix: `${namespace}/` }) as unknown as EndpointSlice[]) {
    if (slice.metadata.labels?.['kubernetes.io/service-name'] !== metadata.name) continue;
    const number = slice.ports?.find((p) => (p.name ?? '') === (port.name ?? ''))?.port;
    if (number === undefined) continue;
    for (const { conditions, addresses, nodeName } of slice.endpoints ?? []) {
      const [host] = addresses;
      if (conditions?.ready !== false && host !== undefined) places.push({ nodeName: nodeName ?? '', host, port: number });
    }
  }
  const place = places[randomInt(server.random, Math.max(places.length, 1))];
  if (place === undefined) throw unavailable(`no endpoints available for service ${JSON.stringify(metadata.name)}`);
  return place;
}

function queryText(query: RequestContext['request']['query']): string {
  const text = Object.entries(query ?? {}).flatMap(([name, value]) => [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`)).join('&');
  return text === '' ? '' : `?${text}`;
}
