// The API server's door: requests in, answers out, for every client of the cluster: kube-apiserver.
import type { Clock } from '../../base/clock.ts';
import { type Disposable, toDisposable } from '../../base/disposable.ts';
import { type Random, randomHex } from '../../base/random.ts';
import type { Status } from '../../api/generated/meta-v1.ts';
import { newInternalError, StatusError } from '../../api/meta/status-error.ts';
import type { ApiRequest, ApiResponse, Channel, ChannelSink, Transport, WatchSink } from '../../client/transport.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { Store, StoreOptions } from '../store/store.ts';
import { admissionChain } from './admission/admission.ts';
import { admissionPlugins } from './admission/plugins.ts';
import { impersonatedUser } from './auth/impersonation.ts';
import { ServiceAccountTokens } from './auth/service-account-tokens.ts';
import { DefinitionController } from './custom/definition-controller.ts';
import { CustomKinds } from './custom/custom-kinds.ts';
import { EventExpiry } from './event-expiry.ts';
import { bootstrap } from './bootstrap.ts';
import { RequestMetrics } from './metrics.ts';
import { LatestPodCreations } from './pod-creations.ts';
import { PodSpecs } from './pod-specs.ts';
import type { PodStreams } from './pod-streams.ts';
import { connect, handle, handleProxy, openWatch } from './dispatch.ts';
import type { ServerContext } from './request-context.ts';
import { adminUser, type UserInfo } from './user-info.ts';
import type { YamlCodec } from './yaml-codec.ts';
import { textAt } from './json.ts';
import { inYaml } from './wire-form.ts';

export interface ApiServerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Absent: log, exec, attach and portforward are refused. */
  readonly podStreams?: PodStreams;
  /** The cluster's CA as PEM, for `kube-root-ca.crt`. */
  readonly certificate?: string;
  /** Absent: bodies and answers in YAML are refused. */
  readonly yaml?: YamlCodec;
  /** A new secret of at least 32 random characters, for tokens; by default drawn from `random`, which is fit for tests only. */
  readonly newSecret?: () => string;
  /** Hears of bugs; clients get a 500. */
  readonly onError?: (error: unknown) => void;
}

export interface ApiServer extends Disposable {
  /** In process; requests are handled as `user` (default: the administrator). */
  transport(user?: UserInfo): Transport;
  /** The user of a service account's token; undefined when it is none or no longer valid. */
  authenticate(token: string): UserInfo | undefined;
  /** Who `headers` (names in lower case) ask to act as; a Status (403) when `user` may not. */
  impersonate(user: UserInfo, headers: Readonly<Record<string, string | undefined>>): UserInfo | { readonly refusal: Status };
  /** Creates what every cluster has: namespaces, service accounts, priority classes, service `kubernetes`. Call once before clients. */
  bootstrap(): Promise<void>;
}

/** Options for a Store that serves an API server. */
export const storeIndexes: StoreOptions['indexes'] = { pods: { 'spec.nodeName': (pod: KubeObject) => textAt(pod, 'spec', 'nodeName') } };

const apiServerUser: UserInfo = { name: 'system:apiserver', groups: ['system:masters'] };

export function createApiServer(options: ApiServerOptions): ApiServer {
  const { store, clock, random } = options;
  const tokens = new ServiceAccountTokens(store, clock, options.newSecret ?? (() => randomHex(random, 64)));
  const server: ServerContext = {
    tokens, yaml: options.yaml, store, custom: new CustomKinds(store), clock, random, podStreams: options.podStreams, podCreations: new LatestPodCreations(), podSpecs: new PodSpecs(), metrics: new RequestMetrics(clock), admission: admissionChain(admissionPlugins({ store, random, clock })) };
  const onError = options.onError ?? (() => undefined);
  const transport = (user: UserInfo = adminUser): Transport => ({
    send: (request) => send(server, request, user, onError),
    watch: (request, sink) => guardedWatch(server, request, user, sink, onError),
    connect: (request, sink) => guardedConnect(server, request, user, sink, onError),
  });
  const definitions = new DefinitionController({ store, clock, transport: transport(apiServerUser), onError });
  server.custom.onDeleted = (name) => { if (server.custom.isTerminating(name)) queueMicrotask(() => { definitions.empty(name); }); };
  const expiry = new EventExpiry(store, clock, onError);
  return {
    transport,
    dispose: () => { expiry.dispose(); },
    authenticate: (token) => tokens.authenticate(token),
    impersonate: (user, headers) => {
      try {
        return impersonatedUser(store, user, headers);
      } catch (error) {
        return { refusal: statusOf(error, onError) };
      }
    },
    bootstrap: async () => {
      await bootstrap(transport(apiServerUser), options.certificate ?? '');
      store.compact(store.revision);
    },
  };
}

async function send(server: ServerContext, request: ApiRequest, user: UserInfo, onError: (error: unknown) => void): Promise<ApiResponse> {
  let response: ApiResponse;
  try {
    response = inYaml(request, withRetryAfter(request.subresource === 'proxy' ? await handleProxy(server, request, user) : handle(server, request, user)));
    const durable = isRead(request) ? undefined : server.store.whenDurable();
    if (durable !== undefined) await durable;
  } catch (error) {
    const status = statusOf(error, onError);
    response = inYaml(request, withRetryAfter({ code: status.code ?? 500, body: status, warnings: [] }));
  }
  server.metrics.count(request.verb, request.ref?.resource ?? '', response.code);
  return response;
}

/** The header that upstream sends with the Status detail. */
function withRetryAfter(response: ApiResponse): ApiResponse {
  if (response.code < 400) return response;
  const seconds = typeof response.body === 'string' ? undefined : (response.body as Status | undefined)?.details?.retryAfterSeconds;
  return seconds ? { ...response, headers: { ...response.headers, 'retry-after': String(seconds) } } : response;
}

function isRead({ verb }: ApiRequest): boolean {
  return verb === 'get' || verb === 'list';
}

/** Bugs stop here: the client gets a 500, the cluster goes on. */
function statusOf(error: unknown, onError: (error: unknown) => void): StatusError['status'] {
  if (error instanceof StatusError) return error.status;
  onError(error);
  return newInternalError(error instanceof Error ? error.message : String(error)).status;
}

function guardedWatch(server: ServerContext, request: ApiRequest, user: UserInfo, sink: WatchSink, onError: (error: unknown) => void): Disposable {
  try {
    return openWatch(server, request, user, sink);
  } catch (error) {
    return refuse((status) => { sink.onClose(status); }, statusOf(error, onError));
  }
}

function guardedConnect(server: ServerContext, request: ApiRequest, user: UserInfo, sink: ChannelSink, onError: (error: unknown) => void): Channel {
  try {
    return connect(server, request, user, sink);
  } catch (error) {
    const refusal = refuse((status) => { sink.onClose(status); }, statusOf(error, onError));
    return { send: () => undefined, end: () => undefined, dispose: () => { refusal.dispose(); } };
  }
}

/** Tells the refusal soon, never synchronously, and not after dispose. */
function refuse(tell: (status: StatusError['status']) => void, status: StatusError['status']): Disposable {
  let isDisposed = false;
  queueMicrotask(() => { if (!isDisposed) tell(status); });
  return toDisposable(() => { isDisposed = true; });
}

