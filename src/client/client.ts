// Typed verbs over a Transport: what client-go's typed clients are to rest.Interface. Refusals are thrown as StatusError.
import type { Disposable } from '../base/disposable.ts';
import type { Status } from '../api/generated/meta-v1.ts';
import type { KubeList, KubeObject, New } from '../api/meta/object.ts';
import { StatusError } from '../api/meta/status-error.ts';
import type { ApiRequest, ApiResponse, Channel, ChannelSink, PatchType, ResourceRef, Transport, WatchEvent, WatchSink } from './transport.ts';

/** Query options as Kubernetes spells them; undefined ones are left out. */
export type QueryOptions = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface WatchHandlers<T> {
  onEvent(event: WatchEvent<T>): void;
  /** Called once; `status` when refused. */
  onClose(status?: Status): void;
}

/** One API server as seen by one component. `userAgent` names the component, as in managedFields and Event sources. */
export class Client {
  readonly transport: Transport;
  readonly #userAgent: string;

  constructor(transport: Transport, options: { userAgent: string }) {
    this.transport = transport;
    this.#userAgent = options.userAgent;
  }

  /** Sends any request; throws StatusError for a refusal, after `onWarning` heard the answer's warnings. Answers are frozen and shared: copy before changing. */
  async send(request: ApiRequest, onWarning?: (text: string) => void): Promise<ApiResponse> {
    const response = await this.transport.send({ userAgent: this.#userAgent, ...request });
    if (onWarning !== undefined) response.warnings.forEach(onWarning);
    if (response.code >= 400) throw new StatusError(asStatus(response));
    return response;
  }

  async get<T extends KubeObject>(ref: ResourceRef, name: string, namespace?: string, options?: { subresource?: string; query?: QueryOptions }): Promise<T> {
    return (await this.send({ verb: 'get', ref, name, ...at(namespace, options) })).body as T;
  }

  async list<T extends KubeObject>(ref: ResourceRef, namespace?: string, query?: QueryOptions): Promise<KubeList<T>> {
    return (await this.send({ verb: 'list', ref, ...at(namespace, { query }) })).body as KubeList<T>;
  }

  async create<T extends KubeObject>(ref: ResourceRef, object: New<T>, namespace?: string, options?: { name?: string; subresource?: string; query?: QueryOptions }): Promise<T> {
    return (await this.send({ verb: 'create', ref, body: object, ...(options?.name !== undefined && { name: options.name }), ...at(namespace, options) })).body as T;
  }

  /** Replaces the object named by its metadata. Its resourceVersion, when set, guards against lost updates (409). */
  async update<T extends KubeObject>(ref: ResourceRef, object: T, options?: { subresource?: string; query?: QueryOptions }): Promise<T> {
    return (await this.send({ verb: 'update', ref, name: object.metadata.name, body: object, ...at(object.metadata.namespace, options) })).body as T;
  }

  async patch<T extends KubeObject>(ref: ResourceRef, name: string, namespace: string | undefined, type: PatchType, patch: unknown, options?: { subresource?: string; query?: QueryOptions }): Promise<T> {
    return (await this.send({ verb: 'patch', ref, name, contentType: type, body: patch, ...at(namespace, options) })).body as T;
  }

  /** `options` is a DeleteOptions body. */
  async delete(ref: ResourceRef, name: string, namespace?: string, options?: { gracePeriodSeconds?: number; propagationPolicy?: string; preconditions?: { uid?: string; resourceVersion?: string } }): Promise<unknown> {
    return (await this.send({ verb: 'delete', ref, name, ...at(namespace), ...(options && { body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options } }) })).body;
  }

  watch<T extends KubeObject>(ref: ResourceRef, namespace: string | undefined, query: QueryOptions, handlers: WatchHandlers<T>): Disposable {
    return this.follow(
      { verb: 'watch', ref, ...at(namespace, { query }) },
      {
        onEvents: (events) => {
          for (const event of events) handlers.onEvent(event as WatchEvent<T>);
          return undefined;
        },
        onClose: (status) => { handlers.onClose(status); },
      },
    );
  }

  /** Any watch, its events in batches as they come. */
  follow(request: ApiRequest, sink: WatchSink): Disposable {
    return this.transport.watch({ userAgent: this.#userAgent, ...request }, sink);
  }

  connect(request: ApiRequest, sink: ChannelSink): Channel {
    return this.transport.connect({ userAgent: this.#userAgent, ...request }, sink);
  }
}

function at(namespace: string | undefined, options?: { subresource?: string; query?: QueryOptions | undefined }): Partial<ApiRequest> {
  return {
    ...(namespace !== undefined && { namespace }),
    ...(options?.subresource !== undefined && { subresource: options.subresource }),
    ...(options?.query && { query: toQuery(options.query) }),
  };
}

function toQuery(options: QueryOptions): Record<string, string | readonly string[]> {
  const query: Record<string, string | readonly string[]> = {};
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined) continue;
    query[key] = typeof value === 'object' ? value : String(value);
  }
  return query;
}

function asStatus({ code, body }: ApiResponse): Status {
  if (typeof body === 'object' && body !== null && (body as { kind?: string }).kind === 'Status') return body as Status;
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code, message: typeof body === 'string' ? body : `the server answered ${code}` } as Status;
}
