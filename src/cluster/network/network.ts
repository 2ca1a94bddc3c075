// The cluster-wide network: Pod addresses, listening ports, connections between them, and hooks for Services and DNS.
import type { Disposable } from '../../base/disposable.ts';
import { SmallMap } from '../../base/small-map.ts';
import { type Network, type NetworkConnection, NetworkError, type NetworkNamespace, type NetworkStream, type StreamSink } from './network-service.ts';

export interface NetworkOptions {
  /**
   * Where a connection to a Service address (or a node port) goes: an endpoint; `refused` when it is a Service without endpoints; undefined when it is no Service.
   * `fromIp` is the dialling namespace.
   */
  readonly resolveService?: (ip: string, port: number, fromIp: string) => { readonly ip: string; readonly port: number } | 'refused' | undefined;
  /** The cluster's DNS: addresses of a fully qualified name without a trailing dot. */
  readonly lookup?: (name: string) => Promise<readonly string[] | undefined> | readonly string[] | undefined;
  /** Addresses of nodes by name; 10.0.0.x in order of use when absent. */
  readonly nodeIp?: (nodeName: string) => string | undefined;
}

interface Listener {
  readonly address: string;
  readonly accept: (stream: NetworkStream) => StreamSink;
}

const firstEphemeralPort = 32768;
const portCount = 28232;

/** Addresses that mean every interface. */
function isWildcard(address: string): boolean {
  return address === '' || address === '0.0.0.0' || address === '::' || address === '*';
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.');
}

/** An open connection between two namespaces. */
interface Pair extends Disposable {
  readonly client: Namespace;
  readonly server: Namespace;
  readonly clientPort: number;
  /** As the client dialled. */
  readonly dialledAddress: string;
  readonly dialledPort: number;
  readonly serverPort: number;
}

class Namespace implements NetworkNamespace {
  readonly ip: string;
  readonly listeners = new SmallMap<number, Listener[]>();
  isDisposed = false;
  readonly #network: SimulatedNetwork;
  readonly #onDispose: () => void;
  /** Made with the first connection: most Pods have none. */
  #streams: Set<Pair> | undefined;
  #nextPort = firstEphemeralPort;

  constructor(network: SimulatedNetwork, ip: string, onDispose: () => void) {
    this.#network = network;
    this.ip = ip;
    this.#onDispose = onDispose;
  }

  get streams(): Set<Pair> {
    return this.#streams ??= new Set();
  }

  ephemeralPort(): number {
    this.#nextPort = firstEphemeralPort + ((this.#nextPort + 1 - firstEphemeralPort) % portCount);
    return this.#nextPort;
  }

  listen(address: string, port: number, accept: Listener['accept']): Disposable & { readonly port: number } {
    const actual = port === 0 ? this.ephemeralPort() : port;
    const taken = this.listeners.get(actual) ?? [];
    if (taken.some((other) => isWildcard(other.address) || isWildcard(address) || other.address === address)) throw new NetworkError('EADDRINUSE');
    const listener: Listener = { address: isWildcard(address) ? '0.0.0.0' : address, accept };
    this.listeners.set(actual, [...taken, listener]);
    return {
      port: actual,
      dispose: () => {
        const left = (this.listeners.get(actual) ?? []).filter((one) => one !== listener);
        if (left.length > 0) this.listeners.set(actual, left);
        else this.listeners.delete(actual);
      },
    };
  }

  ports(): readonly { readonly address: string; readonly port: number }[] {
    return this.listeners.keys().flatMap((port) => (this.listeners.get(port) ?? []).map(({ address }) => ({ address, port })));
  }

  connections(): readonly NetworkConnection[] {
    return [...(this.#streams ?? [])].flatMap(({ client, server, clientPort, dialledAddress, dialledPort, serverPort }) => {
      const address = isLoopback(dialledAddress) ? '127.0.0.1' : undefined;
      const ends: NetworkConnection[] = [];
      if (server === this) ends.push({ localAddress: address ?? server.ip, localPort: serverPort, remoteAddress: address ?? client.ip, remotePort: clientPort });
      if (client === this) ends.push({ localAddress: address ?? client.ip, localPort: clientPort, remoteAddress: address ?? dialledAddress, remotePort: dialledPort });
      return ends;
    });
  }

  connect(address: string, port: number, sink: StreamSink): Promise<NetworkStream> {
    return this.#network.connect(this, address, port, sink);
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.listeners.clear();
    for (const stream of [...(this.#streams ?? [])]) stream.dispose();
    this.#onDispose();
  }
}

/** One direction pair; deliveries happen in order, never inside the sender's call. */
function connectPair(client: Namespace, server: Namespace, clientPort: number, serverAddress: string, dialledPort: number, serverPort: number, clientSink: StreamSink, listener: Listener): NetworkStream {
  let isClosed = false;
  const ended = { client: false, server: false };
  /** Whose end the peer has seen; what was sent before it has been delivered. */
  const seen = { client: false, server: false };
  const accepted: { sink?: StreamSink } = {};
  const later = (deliver: () => void): void => { queueMicrotask(() => { if (!isClosed) deliver(); }); };
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    client.streams.delete(own);
    server.streams.delete(own);
    queueMicrotask(() => {
      clientSink.onClose();
      accepted.sink?.onClose();
    });
  };
  const own: Pair = { client, server, clientPort, dialledAddress: serverAddress, dialledPort, serverPort, dispose: close };
  client.streams.add(own);
  server.streams.add(own);
  const side = (name: 'client' | 'server', peer: () => StreamSink | undefined, remoteAddress: string, remotePort: number): NetworkStream => ({
    remoteAddress,
    remotePort,
    write: (bytes) => { if (!ended[name]) later(() => { peer()?.onData(bytes); }); },
    ready: () => peer()?.ready?.(),
    end: () => {
      if (ended[name] || isClosed) return;
      ended[name] = true;
      later(() => {
        peer()?.onEnd();
        seen[name] = true;
        if (seen.client && seen.server) close();
      });
    },
    destroy: close,
  });
  accepted.sink = listener.accept(side('server', () => clientSink, client.ip, clientPort));
  return side('client', () => accepted.sink, serverAddress, dialledPort);
}

function parseCidr(cidr: string): { base: number; size: number } {
  const [address = '10.244.0.0', bits = '24'] = cidr.split('/');
  const base = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return { base, size: 2 ** (32 - Number(bits)) };
}

function formatIp(value: number): string {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}

/** Addresses of one node's range, handed out in turn as host-local IPAM does. */
interface Range {
  readonly base: number;
  readonly size: number;
  next: number;
}

class SimulatedNetwork implements Network {
  readonly #options: NetworkOptions;
  readonly #byIp = new Map<string, Namespace>();
  readonly #nodes = new Map<string, Namespace>();
  readonly #ranges = new Map<string, Range>();

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  attach(node: { readonly name: string; readonly podCidr: string }): NetworkNamespace {
    let range = this.#ranges.get(node.podCidr);
    if (range === undefined) {
      range = { ...parseCidr(node.podCidr), next: 2 };
      this.#ranges.set(node.podCidr, range);
    }
    for (let tries = 0; tries < range.size; tries++) {
      const ip = formatIp(range.base + range.next);
      range.next = range.next + 1 >= range.size - 1 ? 2 : range.next + 1;
      if (this.#byIp.has(ip)) continue;
      const namespace = new Namespace(this, ip, () => this.#byIp.delete(ip));
      this.#byIp.set(ip, namespace);
      return namespace;
    }
    throw new Error(`no IP addresses available in range set: ${formatIp(range.base + 1)}-${formatIp(range.base + range.size - 2)}`);
  }

  node(name: string): NetworkNamespace {
    let namespace = this.#nodes.get(name);
    if (namespace === undefined) {
      const ip = this.#options.nodeIp?.(name) ?? `10.0.0.${String(this.#nodes.size + 2)}`;
      namespace = new Namespace(this, ip, () => {
        this.#byIp.delete(ip);
        this.#nodes.delete(name);
      });
      this.#nodes.set(name, namespace);
      this.#byIp.set(ip, namespace);
    }
    return namespace;
  }

  isReachable(ip: string): boolean {
    return this.#byIp.has(ip);
  }

  async lookup(name: string): Promise<readonly string[] | undefined> {
    return this.#options.lookup?.(name);
  }

  async connect(from: Namespace, address: string, port: number, sink: StreamSink): Promise<NetworkStream> {
    await Promise.resolve();
    const isLocal = isLoopback(address) || isWildcard(address) || address === from.ip;
    let target: Namespace | undefined = isLocal ? from : undefined;
    let actualPort = port;
    if (!isLocal) {
      const service = this.#options.resolveService?.(address, port, from.ip);
      if (service === 'refused') throw new NetworkError('ECONNREFUSED');
      target = this.#byIp.get(service?.ip ?? address);
      actualPort = service?.port ?? port;
    }
    if (target === undefined || from.isDisposed) throw new NetworkError('EHOSTUNREACH');
    const dialled = isLoopback(address) ? '127.0.0.1' : target.ip;
    const listener = (target.listeners.get(actualPort) ?? []).find((one) => isWildcard(one.address) || one.address === dialled || (isLoopback(one.address) && isLoopback(dialled)));
    if (listener === undefined) throw new NetworkError('ECONNREFUSED');
    return connectPair(from, target, from.ephemeralPort(), address, port, actualPort, sink, listener);
  }
}

/** The network that all nodes of one cluster share. */
export function createNetwork(options: NetworkOptions = {}): Network {
  return new SimulatedNetwork(options);
}
