// Answers `POST /podlab/explain-scheduling` in front of an API server. Differs from Kubernetes: it has no such path; docs/scheduling-explanation.md describes it.
import { isFields } from '../../api/meta/json.ts';
import type { Clock } from '../../base/clock.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import { failure, newBadRequest, StatusError } from '../../api/meta/status-error.ts';
import { pods } from '../../client/resources.ts';
import { explainSchedulingPath } from '../../client/scheduling-explanation.ts';
import type { ApiRequest, ApiResponse, Transport } from '../../client/transport.ts';
import { explainScheduling } from './explain.ts';
import { type Scheduler, schedulerName } from './scheduler.ts';

export interface ExplainEndpointOptions {
  /** Undefined while there is none. */
  readonly scheduler: () => Scheduler | undefined;
  readonly clock: Clock;
}

/** The same transport, which also explains. Pods are read and tried through it, so that its user's rights hold. */
export function withExplanations(transport: Transport, options: ExplainEndpointOptions): Transport {
  return {
    send: (request) => (request.ref === undefined && request.path === explainSchedulingPath ? answer(transport, request, options) : transport.send(request)),
    watch: (request, sink) => transport.watch(request, sink),
    connect: (request, sink) => transport.connect(request, sink),
  };
}

async function answer(transport: Transport, request: ApiRequest, options: ExplainEndpointOptions): Promise<ApiResponse> {
  try {
    return await explain(transport, request, options);
  } catch (error) {
    if (error instanceof StatusError) return { code: error.status.code ?? 500, body: error.status, warnings: [] };
    throw error;
  }
}

interface AskedPod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  /** Absent: a stored Pod is meant. */
  readonly spec?: unknown;
}

async function explain(transport: Transport, request: ApiRequest, { scheduler: current, clock }: ExplainEndpointOptions): Promise<ApiResponse> {
  if (request.verb !== 'create') throw failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
  const asked = readAsked(request);
  const { name, namespace } = asked.metadata;
  const found = name === '' ? undefined : await transport.send({ verb: 'get', ref: pods, namespace, name });
  const stored = found?.code === 200 ? (found.body as Pod) : undefined;
  if (asked.spec === undefined && stored === undefined) return found ?? refuse('the Pod has neither a name nor a spec');
  const tried = asked.spec === undefined ? undefined : await tryCreate(transport, request, asked, stored !== undefined);
  if (tried !== undefined && tried.code >= 400) return tried;
  const scheduler = current();
  if (scheduler === undefined) throw failure(503, 'ServiceUnavailable', 'the scheduler is disabled', {});
  const pod = tried === undefined ? stored : (tried.body as Pod);
  if (pod === undefined) return refuse('the Pod has neither a name nor a spec');
  const explanation = explainScheduling(pod, { plugins: scheduler.plugins, snapshot: scheduler.cache, schedulerName, nowMs: clock.now(), ...(stored !== undefined && { stored }) });
  return { code: 200, body: explanation, warnings: tried?.warnings ?? [] };
}

/** What the API server would store: defaulted, validated and admitted, but not kept. A Pod that exists is tried under a new name. */
function tryCreate(transport: Transport, request: ApiRequest, { metadata, ...rest }: AskedPod, isNameTaken: boolean): Promise<ApiResponse> {
  const { name, ...others } = metadata;
  const body = { ...rest, apiVersion: 'v1', kind: 'Pod', metadata: isNameTaken || name === '' ? { generateName: `${name || 'pod'}-`, ...others } : metadata };
  return transport.send({ verb: 'create', ref: pods, namespace: metadata.namespace, query: { ...request.query, dryRun: 'All' }, body });
}

function readAsked({ body, rawBody }: ApiRequest): AskedPod {
  let value: unknown = body;
  try {
    if (value === undefined && rawBody !== undefined) value = JSON.parse(rawBody);
  } catch {
    throw newBadRequest('the body is not JSON');
  }
  if (!isFields(value) || (value['metadata'] !== undefined && !isFields(value['metadata']))) throw newBadRequest('the body is not a Pod');
  const { uid: _uid, resourceVersion: _version, managedFields: _managed, ...metadata } = value['metadata'] ?? {};
  const text = (field: string): string => (typeof metadata[field] === 'string' ? metadata[field] : '');
  const { spec } = value;
  return { metadata: { ...metadata, name: text('name'), namespace: text('namespace') || 'default' }, ...(spec !== undefined && { spec }) };
}

function refuse(message: string): never {
  throw newBadRequest(message);
}
