// Paths that name no resource: health, version, metrics, discovery, OpenAPI.
import type { ApiRequest, ApiResponse } from '../../client/transport.ts';
import { kindRows } from '../../api/scheme.ts';
import { historyPath } from '../../client/object-history.ts';
import { podWayPath } from '../../client/pod-way.ts';
import type { StatusError } from '../../api/meta/status-error.ts';
import { aggregatedDiscovery, aggregatedVersion, apiVersions, groupList, groupOf, groupsOf, resourceList } from './discovery/discovery.ts';
import { openApiDocument, openApiIndex, openApiV2, openApiV2Protobuf } from './discovery/openapi.ts';
import { healthText } from './health.ts';
import { objectHistory } from './object-history.ts';
import type { ServerContext } from './request-context.ts';
import { methodNotAllowed, notFound } from './verbs/answer.ts';
import { acceptsPlain, firstOf, notAcceptable, unacceptable } from './verbs/output-form.ts';

const versionInfo = {
  major: '1', minor: '36', emulationMajor: '1', emulationMinor: '36', minCompatibilityMajor: '1', minCompatibilityMinor: '35', gitVersion: 'v1.36.3', gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean', buildDate: '2026-01-01T00:00:00Z', goVersion: 'go1.26', compiler: 'gc', platform: 'linux/amd64',
} as const;

const openApiType = 'application/com.github.proto-openapi.spec.';
/** An answer without a body and its type. */
const nothing = { body: '', contentType: '', warnings: [] } as const;

/** Throws StatusError. */
export function handlePath(server: ServerContext, request: ApiRequest): ApiResponse {
  const path = trimSlash(request.path ?? '/');
  const answer = answerPath(server, path, request);
  if (answer === undefined) return { code: 404, body: '404 page not found\n', warnings: [] };
  if (!isRoute(path)) return answer;
  // The aggregator, whose lists of groups these are, looks at no method.
  if (request.verb !== 'get' && !areGroups(path)) throw methodNotAllowed();
  const refusal = isAggregated(path, request) ? undefined : refusalOf(path, request.accept);
  if (refusal !== undefined) throw refusal;
  return answer;
}

/** Lists of groups answer to whatever is asked and then find no form; the others are routes that say what they make. */
function refusalOf(path: string, accept: string | undefined): StatusError | undefined {
  if (path === '/version') return unacceptable(accept, false, ['application/json']);
  return (areGroups(path) ? undefined : unacceptable(accept, false)) ?? (acceptsPlain(accept) ? undefined : notAcceptable());
}

function areGroups(path: string): boolean {
  return /^\/apis(\/[^/]+)?$/.test(path);
}

/** Version and discovery are routes that say what they take and make; health, metrics and OpenAPI answer any method. */
function isRoute(path: string): boolean {
  return /^\/(version\/?|apis?(\/.*)?)$/.test(path);
}

function isAggregated(path: string, request: ApiRequest): boolean {
  return (path === '/api' || path === '/apis') && aggregatedVersion(request) !== undefined;
}

function trimSlash(path: string): string {
  return isRoute(path) && path.endsWith('/') ? path.slice(0, -1) : path;
}

function json(body: unknown, contentType?: string): ApiResponse {
  return { code: 200, body, warnings: [], ...(contentType !== undefined && { contentType }) };
}

function answerPath(server: ServerContext, path: string, request: ApiRequest): ApiResponse | undefined {
  switch (path) {
    case '/': case '/index.html': return { ...json({ paths: rootPaths(server) }, 'application/json'), isIndented: true };
    case '/version': return { ...json(versionInfo, 'application/json'), isIndented: true };
    case '/metrics': return json(server.metrics.text(server.store), 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores');
    case '/openapi/v2': return openApi(request, 'v2', openApiV2(), openApiV2Protobuf);
    // In Go a map of paths that nobody gave a type.
    case '/openapi/v3': return json(openApiIndex(server.custom), 'text/plain; charset=utf-8');
    case '/api': case '/apis': return discoveryRoot(server, path === '/api', request);
    default:
  }
  if (path.startsWith(`${podWayPath}/`)) return podWay(server, path.slice(podWayPath.length + 1));
  if (path.startsWith(`${historyPath}/`)) return orNotFound(objectHistory(server.store, path.slice(historyPath.length + 1)));
  const health = healthText(path, request.query?.['verbose'] !== undefined);
  if (health !== undefined) return json(health);
  const parts = path.split('/').slice(1);
  if (parts[0] === 'version') throw notFound();
  if (parts[0] === 'openapi' && parts[1] === 'v3') {
    const document = parts[2] === 'api' && parts.length === 4 ? openApiDocument(server.custom, '', parts[3] ?? '') : parts.length === 5 ? openApiDocument(server.custom, parts[3] ?? '', parts[4] ?? '') : undefined;
    return document === undefined ? { ...nothing, code: 404 } : openApi(request, 'v3', document);
  }
  if (parts[0] === 'api' && parts.length === 2) return orNotFound(resourceList(server.custom, '', parts[1] ?? ''));
  if (parts[0] !== 'apis') return undefined;
  const group = parts[1] ?? '';
  const served = groupsOf(server.custom).find((g) => g.group === group);
  if (served === undefined) return undefined;
  if (parts.length === 2) return orNotFound(groupOf(server.custom, group));
  const resources = resourceList(server.custom, group, parts[2] ?? '');
  return resources === undefined && !kindRows.some((row) => row.group === group) ? undefined : orNotFound(resources);
}

/** How a Pod came about. Differs from Kubernetes: it has no such path. */
function podWay(server: ServerContext, key: string): ApiResponse {
  const uid = server.store.get('pods', key)?.metadata.uid;
  return orNotFound(uid === undefined ? undefined : server.podCreations.wayOf(uid));
}

/** A document as JSON or, where there is one, as protobuf. Differs from Kubernetes: documents of v3 are JSON also for those who accept only protobuf. */
function openApi(request: ApiRequest, version: string, document: unknown, protobuf?: string): ApiResponse {
  const types = [`${openApiType}${version}@v1.0+protobuf`, `${openApiType}${version}.v1.0+protobuf`];
  const type = firstOf(request.accept, ['application/json', ...types]);
  if (type === undefined) return { ...nothing, code: 406 };
  return type === 'application/json' || protobuf === undefined ? json(document, 'application/json') : json(protobuf, types[1]);
}

function orNotFound(body: unknown): ApiResponse {
  if (body === undefined) throw notFound();
  return json(body);
}

function discoveryRoot({ custom }: ServerContext, isCore: boolean, request: ApiRequest): ApiResponse {
  const version = aggregatedVersion(request);
  const headers = { vary: 'Accept' };
  if (version === undefined) return { ...json(isCore ? apiVersions() : groupList(custom)), headers };
  return { ...json(aggregatedDiscovery(custom, isCore, version), `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`), headers };
}

function rootPaths({ custom }: ServerContext): readonly string[] {
  const groups = groupsOf(custom).flatMap(({ group, versions }) => [`/apis/${group}`, ...versions.map((v) => `/apis/${group}/${v}`)]);
  return ['/.well-known/openid-configuration', '/api', '/api/v1', '/apis', '/apis/', ...groups, '/healthz', '/livez', '/metrics', '/openapi/v2', '/openapi/v3', '/openapi/v3/', '/openid/v1/jwks', '/readyz', '/version'].sort();
}
