// What runtimes ask of the cluster's network: the place of the CNI plugin, kube-proxy and the DNS server. All data are byte strings (one character per byte).
import type { Disposable } from '../../base/disposable.ts';

export type NetworkErrorCode = 'EADDRINUSE' | 'ECONNREFUSED' | 'EHOSTUNREACH' | 'ETIMEDOUT' | 'ECONNRESET';

/** A failed listen or dial. */
export class NetworkError extends Error {
  readonly code: NetworkErrorCode;
  constructor(code: NetworkErrorCode) {
    super(code);
    this.name = 'NetworkError';
    this.code = code;
  }
}

/** The sending side of a TCP connection. */
export interface NetworkStream {
  readonly remoteAddress: string;
  readonly remotePort: number;
  write(bytes: string): void;
  /** Undefined when the peer keeps up; else a promise to await before writing more. */
  ready(): Promise<void> | undefined;
  /** Half-closes. */
  end(): void;
  /** Drops the connection in both directions. */
  destroy(): void;
}

/** The receiving side. `onEnd`: the peer half-closed; `onClose`: the connection is gone. */
export interface StreamSink {
  onData(bytes: string): void;
  onEnd(): void;
  onClose(): void;
  ready?(): Promise<void> | undefined;
}

/** One network namespace: a Pod's, or a node's own. */
export interface NetworkNamespace extends Disposable {
  readonly ip: string;
  /** Throws NetworkError EADDRINUSE when the port is taken. Port 0 takes a free one. */
  listen(address: string, port: number, accept: (stream: NetworkStream) => StreamSink): Disposable & { readonly port: number };
  /** Dials an address; `127.0.0.1` is this namespace itself. Rejects with NetworkError. */
  connect(address: string, port: number, sink: StreamSink): Promise<NetworkStream>;
  /** Ports that are listened on. */
  ports(): readonly { readonly address: string; readonly port: number }[];
  /** Open connections, as this namespace sees them; one to itself is there from both ends. */
  connections(): readonly NetworkConnection[];
}

export interface NetworkConnection {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

export interface Network {
  /** A Pod's namespace with an address from the node's range. */
  attach(node: { readonly name: string; readonly podCidr: string }): NetworkNamespace;
  /** The node's own namespace, as host network Pods and the kubelet have it. */
  node(name: string): NetworkNamespace;
  /** True when some namespace has this address. */
  isReachable(ip: string): boolean;
  /** Asks the cluster's DNS for a fully qualified name (no search list); undefined when it does not exist. */
  lookup(name: string): Promise<readonly string[] | undefined>;
}
