// The one door to an API server: what a request is, and what carries it (in process, over a message port, over HTTPS).
import type { Disposable } from '../base/disposable.ts';
import type { Status } from '../api/generated/meta-v1.ts';

/** The resource part of a request, e.g. `{ group: 'apps', version: 'v1', resource: 'deployments' }`. The core group is ''. */
export interface ResourceRef {
  readonly group: string;
  readonly version: string;
  /** Plural, lower case. */
  readonly resource: string;
}

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection' | 'connect';

export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml';

/** A parsed request: kube-apiserver's RequestInfo with its options and body. HTTP paths are parsed into this at the endpoint; in-process clients build it directly. */
export interface ApiRequest {
  readonly verb: Verb;
  /** Undefined for non-resource requests, which have `path` instead. */
  readonly ref?: ResourceRef;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Non-resource path such as `/version` or `/openapi/v3`; for subresource `proxy`, the path that the Pod's server is asked for. */
  readonly path?: string;
  /** Options spelled as Kubernetes' query parameters (`limit`, `labelSelector`, `dryRun`, `fieldManager`, `container`, `command` …). */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** A value as JSON holds it; the receiver may keep it and must not change it. */
  readonly body?: unknown;
  /** The body as text, when it came over a wire: strict decoding needs the text (duplicate keys). Takes the place of `body`. */
  readonly rawBody?: string;
  /** Of the body; default `application/json`. For patches, the patch type. */
  readonly contentType?: string;
  /** E.g. `application/json;as=Table;v=v1;g=meta.k8s.io`. */
  readonly accept?: string;
  /** E.g. `kubectl/v1.36.3`; default field manager names derive from it. */
  readonly userAgent?: string;
  /** Of a stream: it came as a plain request, without the upgrade that all but logs need. */
  readonly isPlain?: boolean;
}

export interface ApiResponse {
  /** HTTP status code. Refusals are answers (a Status body), not exceptions. */
  readonly code: number;
  /** A JSON value (frozen, shared: copy before changing) or, for text answers, a string. */
  readonly body: unknown;
  /** Texts of `Warning: 299` headers. */
  readonly warnings: readonly string[];
  /** Default `application/json`, for string bodies `text/plain`; none when empty. */
  readonly contentType?: string;
  /** As text it is indented, as kube-apiserver writes its version and its paths. */
  readonly isIndented?: true;
  /** Further headers, names in lower case, e.g. `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WatchEvent<T = unknown> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  /** A Status for ERROR. Frozen, shared. */
  readonly object: T;
}

export interface WatchSink {
  /** Events in order. While a returned promise is pending no more are delivered; the server buffers a bounded number and then closes. */
  onEvents(events: readonly WatchEvent[]): Promise<void> | undefined;
  /** Texts of `Warning: 299` headers, before anything else. May be left out by a server. */
  onWarnings?(warnings: readonly string[]): void;
  /** Called once: the watch ended. `status` when it was refused or failed. */
  onClose(status?: Status): void;
}

/** The streams of logs, exec, attach and port-forward: numbered channels of bytes (0 stdin, 1 stdout, 2 stderr, 3 error Status as JSON, 4 resize as JSON). */
export interface ChannelSink {
  /** The request was accepted: from here on a failure is the stream's, not the request's. May be left out by a server. */
  onOpen?(): void;
  onData(channel: number, bytes: Uint8Array): Promise<void> | undefined;
  /** Called once. `status` when the request was refused (or, for exec, the final Status). */
  onClose(status?: Status): void;
}
export interface Channel extends Disposable {
  send(channel: number, bytes: Uint8Array): void;
  /** Half-closes one channel, e.g. end of stdin. */
  end(channel: number): void;
}

/** Rejects only when the server cannot be reached (`ConnectionLostError`); everything that the server says is a value. */
export interface Transport {
  send(request: ApiRequest): Promise<ApiResponse>;
  /** `request.verb` is 'watch'. Events before `dispose` only. */
  watch(request: ApiRequest, sink: WatchSink): Disposable;
  /** `request.verb` is 'connect' (`subresource` log, exec, attach, portforward). */
  connect(request: ApiRequest, sink: ChannelSink): Channel;
}

/** The server is gone: its process ended, or the connection broke. */
export class ConnectionLostError extends Error {
  constructor(message = 'connection to the cluster lost') {
    super(message);
    this.name = 'ConnectionLostError';
  }
}
