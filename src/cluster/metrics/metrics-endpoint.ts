// metrics.k8s.io in front of an API server, as its aggregator puts metrics-server there. Pods and Nodes are read with the rights of whoever asks.
// Differs from Kubernetes: its kinds have no OpenAPI, so that `kubectl explain` does not know them, and no Tables.
import type { Node, Pod } from '../../api/generated/core-v1.ts';
import type { KubeList } from '../../api/meta/object.ts';
import { failure, newNotFound, StatusError } from '../../api/meta/status-error.ts';
import { nodes, pods } from '../../client/resources.ts';
import type { ApiRequest, ApiResponse, Transport } from '../../client/transport.ts';
import type { MetricsServer } from './metrics-server.ts';

const group = 'metrics.k8s.io';
const version = 'v1beta1';
const groupVersion = `${group}/${version}`;
const verbs = ['get', 'list'];
const resources = [
  { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs },
  { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs },
];
const groupEntry = { name: group, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };

/** The same transport, which also tells what Pods and Nodes use. */
export function withMetrics(transport: Transport, metrics: MetricsServer): Transport {
  return {
    send: (request) => {
      if (request.ref?.group === group) return answer(transport, request, metrics);
      return request.ref === undefined && request.path?.startsWith('/apis') === true ? discovery(transport, request) : transport.send(request);
    },
    watch: (request, sink) => transport.watch(request, sink),
    connect: (request, sink) => transport.connect(request, sink),
  };
}

async function discovery(transport: Transport, request: ApiRequest): Promise<ApiResponse> {
  const path = request.path?.replace(/\/$/, '');
  if (path === `/apis/${group}`) return ok({ kind: 'APIGroup', apiVersion: 'v1', ...groupEntry });
  if (path === `/apis/${groupVersion}`) return ok({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources });
  const response = await transport.send(request);
  if (path !== '/apis' || response.code !== 200) return response;
  const body = response.body as { readonly groups?: readonly unknown[]; readonly items?: readonly unknown[] };
  if (body.groups !== undefined) return { ...response, body: { ...body, groups: [...body.groups, groupEntry] } };
  if (body.items === undefined) return response;
  const aggregated = resources.map(({ name, namespaced, kind }) => ({ resource: name, responseKind: { group: '', version: '', kind }, scope: namespaced ? 'Namespaced' : 'Cluster', singularResource: '', verbs }));
  return { ...response, body: { ...body, items: [...body.items, { metadata: { name: group, creationTimestamp: null }, versions: [{ version, resources: aggregated, freshness: 'Current' }] }] } };
}

async function answer(transport: Transport, request: ApiRequest, metrics: MetricsServer): Promise<ApiResponse> {
  try {
    const { ref, verb, name, namespace, query = {} } = request;
    if (ref?.version !== version || !['pods', 'nodes'].includes(ref.resource) || request.subresource !== undefined) throw failure(404, 'NotFound', 'the server could not find the requested resource', {});
    if (!verbs.includes(verb)) throw failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
    const { labelSelector, fieldSelector } = query;
    const selected = { ...(labelSelector !== undefined && { labelSelector }), ...(fieldSelector !== undefined && { fieldSelector }) };
    const tell = ref.resource === 'pods' ? podMetrics(transport, metrics, namespace) : nodeMetrics(transport, metrics);
    if (verb === 'list') return ok({ kind: ref.resource === 'pods' ? 'PodMetricsList' : 'NodeMetricsList', apiVersion: groupVersion, metadata: {}, items: await tell(selected) });
    const [found] = await tell({ fieldSelector: `metadata.name=${name ?? ''}` });
    if (found === undefined) throw newNotFound({ group, resource: ref.resource === 'pods' ? 'podmetrics' : 'nodemetrics' }, ref.resource === 'pods' ? `${namespace ?? ''}/${name ?? ''}` : (name ?? ''));
    return ok(found);
  } catch (error) {
    if (error instanceof StatusError) return { code: error.status.code ?? 500, body: error.status, warnings: [] };
    throw error;
  }
}

type Query = NonNullable<ApiRequest['query']>;

function podMetrics(transport: Transport, metrics: MetricsServer, namespace: string | undefined): (query: Query) => Promise<unknown[]> {
  return async (query) => (await listed<Pod>(transport, { verb: 'list', ref: pods, query, ...(namespace !== undefined && { namespace }) })).flatMap((pod) => metrics.ofPod(pod) ?? []);
}

function nodeMetrics(transport: Transport, metrics: MetricsServer): (query: Query) => Promise<unknown[]> {
  return async (query) => {
    const found = await listed<Node>(transport, { verb: 'list', ref: nodes, query });
    const byNode = Map.groupBy(await listed<Pod>(transport, { verb: 'list', ref: pods }), ({ spec }) => spec.nodeName ?? '');
    return found.map((node) => metrics.ofNode(node, byNode.get(node.metadata.name) ?? []));
  };
}

async function listed<T extends Pod | Node>(transport: Transport, request: ApiRequest): Promise<readonly T[]> {
  const { code, body } = await transport.send(request);
  if (code !== 200) throw new StatusError(body as StatusError['status']);
  return (body as KubeList<T>).items;
}

function ok(body: unknown): ApiResponse {
  return { code: 200, body, warnings: [] };
}
