// A stand-in for the cluster's process in tests of the extension: Tables, watches, logs, kubectl and apply over a port, from plain data.
import type { KubeObject } from '../../src/api/meta/object.ts';
import { type Disposable, toDisposable } from '../../src/base/disposable.ts';
import { Connection, type MessagePortLike, type StreamServer } from '../../src/client/port/connection.ts';
import { serveTransport } from '../../src/client/port/remote-transport.ts';
import type { ClusterPort } from '../../src/extension/platform.ts';
import type { ApiRequest, ApiResponse, ChannelSink, Transport, WatchSink } from '../../src/client/transport.ts';

interface Row {
  readonly object: KubeObject;
  readonly cells: readonly string[];
}

const columns: Readonly<Record<string, readonly string[]>> = {
  pods: ['Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP', 'Node', 'Nominated Node', 'Readiness Gates'],
  nodes: ['Name', 'Status', 'Roles', 'Age', 'Version'],
  namespaces: ['Name', 'Status', 'Age'],
  deployments: ['Name', 'Ready', 'Up-to-date', 'Available', 'Age'],
  replicasets: ['Name', 'Desired', 'Current', 'Ready', 'Age'],
};

export class FakeCluster {
  readonly requests: ApiRequest[] = [];
  readonly #rows = new Map<string, Map<string, Row>>();
  readonly #watches = new Set<{ readonly resource: string; readonly sink: WatchSink }>();
  #version = 1;
  /** What a log request answers. */
  logs = 'listening on 8080\n';
  /** How many items a list page holds at most. */
  pageSize = Infinity;
  /** Answers kubectl. */
  kubectl: (argv: readonly string[]) => { code: number; stdout?: string; stderr?: string } = (argv) => ({ code: 0, stdout: `${argv.join(' ')}\n` });

  readonly transport: Transport = {
    send: (request) => Promise.resolve(this.#send(request)),
    watch: (request, sink) => this.#watch(request, sink),
    connect: (_request, sink: ChannelSink) => {
      void sink.onData(1, new TextEncoder().encode(this.logs));
      return { send: () => undefined, end: () => undefined, dispose: () => undefined };
    },
  };

  /** Adds or changes a row and tells the watches. */
  put(resource: string, object: { metadata: { name: string; namespace?: string; uid?: string } & Record<string, unknown> } & Record<string, unknown>, cells: readonly string[]): void {
    const { metadata } = object;
    const full = { ...object, metadata: { creationTimestamp: '2026-01-01T00:00:00Z', uid: `uid-${resource}-${metadata.name}`, ...metadata, resourceVersion: String(++this.#version) } } as unknown as KubeObject;
    const key = `${metadata.namespace ?? ''}/${metadata.name}`;
    const rows = this.#resource(resource);
    const type = rows.has(key) ? 'MODIFIED' : 'ADDED';
    rows.set(key, { object: full, cells: [metadata.name, ...cells] });
    this.#tell(resource, type, { object: full, cells: [metadata.name, ...cells] });
  }

  delete(resource: string, name: string, namespace = 'default'): void {
    const key = `${namespace}/${name}`;
    const row = this.#resource(resource).get(key);
    if (row === undefined) return;
    this.#resource(resource).delete(key);
    this.#tell(resource, 'DELETED', { ...row, object: { ...row.object, metadata: { ...row.object.metadata, resourceVersion: String(++this.#version) } } });
  }

  /** Ends every watch; with a code, as a failure. */
  endWatches(code?: number): void {
    for (const watch of [...this.#watches]) {
      this.#watches.delete(watch);
      watch.sink.onClose(code === undefined ? undefined : { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code, reason: code === 410 ? 'Expired' : 'InternalError' });
    }
  }

  /** Serves the extension's end at `port`. */
  serve(port: MessagePortLike): Connection {
    const api = serveTransport(this.transport);
    return new Connection(port, {
      request: (method, params) => api.request(method, params) ?? Promise.resolve({ kubernetesVersion: 'v1.36.3', speed: 1, isPaused: (params as { action: string }).action === 'pause', nowMs: Date.parse('2026-01-01T00:05:00Z'), poweredOff: [], faults: [] }),
      stream: (method, params, server) => api.stream(method, params, server) ?? this.#stream(method, params, server),
    });
  }

  #stream(method: string, params: unknown, server: StreamServer): Promise<unknown> {
    if (method === 'apply') {
      void server.send({ documentIndex: 0, outcome: 'created', message: 'pod/hello-pod created' });
      return Promise.resolve(undefined);
    }
    const { code, stdout, stderr } = this.kubectl((params as { argv: string[] }).argv);
    if (stdout !== undefined) void server.send({ stdout });
    if (stderr !== undefined) void server.send({ stderr });
    return Promise.resolve(code);
  }

  #send(request: ApiRequest): ApiResponse {
    this.requests.push(request);
    const resource = request.ref?.resource ?? '';
    if (request.verb === 'get') {
      const row = this.#resource(resource).get(`${request.namespace ?? ''}/${request.name ?? ''}`);
      return row === undefined ? { code: 404, body: { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404, message: `${resource} "${request.name ?? ''}" not found` }, warnings: [] } : { code: 200, body: row.object, warnings: [] };
    }
    const all = [...this.#resource(resource).values()];
    const from = Number(request.query?.['continue'] ?? 0);
    const page = all.slice(from, from + this.pageSize);
    const next = from + page.length < all.length ? String(from + page.length) : '';
    const metadata = { resourceVersion: String(this.#version), continue: next };
    if (request.accept === undefined) return { code: 200, body: { kind: 'List', metadata, items: page.map((row) => row.object) }, warnings: [] };
    return { code: 200, body: table(resource, page, metadata), warnings: [] };
  }

  #watch(request: ApiRequest, sink: WatchSink): Disposable {
    const watch = { resource: request.ref?.resource ?? '', sink };
    this.#watches.add(watch);
    return toDisposable(() => this.#watches.delete(watch));
  }

  #tell(resource: string, type: 'ADDED' | 'MODIFIED' | 'DELETED', row: Row): void {
    for (const watch of this.#watches) if (watch.resource === resource) void watch.sink.onEvents([{ type, object: table(resource, [row], { resourceVersion: String(this.#version) }) }]);
  }

  #resource(resource: string): Map<string, Row> {
    const known = this.#rows.get(resource) ?? new Map<string, Row>();
    this.#rows.set(resource, known);
    return known;
  }
}

function table(resource: string, rows: readonly Row[], metadata: object): object {
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: (columns[resource] ?? ['Name', 'Age']).map((name) => ({ name, type: 'string' })), rows };
}

/** A port in one process: what one side posts the other hears, after a structured clone. */
export function portPair(): { left: ClusterPort; right: ClusterPort; breakOff: () => void } {
  const ends = [end(), end()] as const;
  let isBroken = false;
  const side = (own: typeof ends[0], other: typeof ends[0]): ClusterPort => ({
    post: (message) => {
      const copy = structuredClone(message);
      queueMicrotask(() => { if (!isBroken) for (const listener of other.messages) listener(copy); });
    },
    onMessage: (listener) => {
      own.messages.add(listener);
      return toDisposable(() => own.messages.delete(listener));
    },
    onClose: (listener) => {
      own.closes.add(listener);
      return toDisposable(() => own.closes.delete(listener));
    },
    ended: Promise.resolve(),
    kill: () => undefined,
    dispose: () => undefined,
  });
  return {
    left: side(ends[0], ends[1]),
    right: side(ends[1], ends[0]),
    breakOff: () => {
      isBroken = true;
      for (const one of ends) for (const listener of [...one.closes]) listener();
    },
  };
}

function end(): { messages: Set<(message: unknown) => void>; closes: Set<() => void> } {
  return { messages: new Set(), closes: new Set() };
}
