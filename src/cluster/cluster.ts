// Wires the parts of a simulated cluster: store, API server, scheduler, controllers, and a kubelet with a runtime per node. The face of this folder.
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Random } from '../base/random.ts';
import type { PersistentVolumeClaim, Pod } from '../api/generated/core-v1.ts';
import { Client } from '../client/client.ts';
import * as resources from '../client/resources.ts';
import type { Transport } from '../client/transport.ts';
import { type ApiServer, type ApiServerOptions, createApiServer, storeIndexes } from './apiserver/api-server.ts';
import { adminUser, mastersGroup, type UserInfo } from './apiserver/user-info.ts';
import { InformerFactory } from './component-helpers/informer-factory.ts';
import { quantityMilliValue, quantityValue } from './component-helpers/quantities.ts';
import type { ClusterConfig, LatencySettings, NodeSettings } from './config.ts';
import { controllers, startControllers } from './controllers/controllers.ts';
import { type ClusterDns, createClusterDns } from './dns/cluster-dns.ts';
import { Kubelet } from './kubelet/kubelet.ts';
import type { NodeConfig } from './kubelet/node-status.ts';
import { PodSource } from './kubelet/pod-source.ts';
import { createKubeletStreams } from './kubelet/pod-streams.ts';
import type { RuntimeService } from './kubelet/runtime-service.ts';
import { createNetwork } from './network/network.ts';
import { ServiceProxy } from './proxy/service-proxy.ts';
import { createRuntime, createRuntimeShared } from './runtime/runtime.ts';
import { withExplanations } from './scheduler/explain-endpoint.ts';
import { defaultPlugins } from './scheduler/profile.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import type { Persistence } from './store/persistence.ts';
import { Store } from './store/store.ts';

export type RuntimeFactory = (node: NodeConfig, options: { readonly clock: Clock; readonly random: Random; readonly latencies: LatencySettings }) => RuntimeService;

export interface ClusterOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly config: ClusterConfig;
  /** In place of the runtime that runs containers; for tests. */
  readonly createRuntime?: RuntimeFactory;
  /** Lets the host do other work; awaited now and then in long runs. */
  readonly yieldToHost?: () => Promise<void>;
  /** Names as `--disable` takes them: `scheduler`, `kubelet`, `controllers`, or one controller by upstream's name. */
  readonly disable?: readonly string[];
  /** Controllers that run although `disable` names `controllers`. */
  readonly enable?: readonly string[];
  readonly persistence?: Persistence;
  /** The cluster's CA as PEM; how bodies in YAML are read; where secrets of tokens come from. */
  readonly apiServer?: Pick<ApiServerOptions, 'certificate' | 'yaml' | 'newSecret'>;
  readonly onError?: (error: unknown) => void;
}

/** One simulated machine. */
export interface ClusterNode {
  readonly name: string;
  readonly isPoweredOn: boolean;
  /** The machine starts: its kubelet registers, and Pods still bound to it start anew. */
  powerOn(): Promise<void>;
  /** The machine dies at once with all that runs on it; the API learns of it by silence. */
  powerOff(): void;
  /** Only the kubelet stops; containers go on. */
  stopKubelet(): void;
  startKubelet(): Promise<void>;
}

export interface Cluster extends Disposable {
  /** Requests as the administrator. */
  readonly transport: Transport;
  /** Requests as somebody else. */
  transportFor(user: UserInfo): Transport;
  /** Who the bearer of a token is, and whom its user may act as. Resolves when the API answers. */
  readonly authentication: Promise<Pick<ApiServer, 'authenticate' | 'impersonate'>>;
  readonly clock: Clock;
  /** Resolves when the API answers and all nodes are registered. */
  readonly ready: Promise<void>;
  readonly nodes: readonly ClusterNode[];
  /** Undefined when it is disabled. */
  readonly scheduler: Scheduler | undefined;
}

const clusterDomain = 'cluster.local';
const clusterDns = ['10.96.0.10'];

function nodeConfig(settings: NodeSettings, index: number): NodeConfig {
  return { ...settings, ip: `172.18.${Math.floor((index + 2) / 250)}.${((index + 2) % 250) + 1}`, podCidr: `10.${244 + Math.floor(index / 256)}.${index % 256}.0/24` };
}

interface Parts {
  readonly options: ClusterOptions;
  readonly informers: InformerFactory;
  readonly pods: PodSource;
  readonly clientFor: (component: string) => Client;
  readonly createRuntime: RuntimeFactory;
  readonly onError: (error: unknown) => void;
}

/** Runtimes of one cluster: they share images, disks, the network and the time that containers get. */
function runtimeFactory({ config, yieldToHost }: ClusterOptions, onError: (error: unknown) => void, proxy: ServiceProxy, dns: ClusterDns): RuntimeFactory {
  const shared = createRuntimeShared(yieldToHost === undefined ? {} : { yieldToHost });
  const ips = new Map(config.nodes.map((settings, i) => [settings.name, nodeConfig(settings, i).ip]));
  const network = createNetwork({
    nodeIp: (name) => ips.get(name),
    resolveService: (ip, port, fromIp) => proxy.resolve(ip, port, fromIp),
    lookup: dns,
  });
  return ({ name, podCidr, capacity }, { clock, random, latencies }) => createRuntime({
    nodeName: name,
    podCidr,
    clock,
    random,
    network,
    shared,
    latencies: {
      sandboxMs: latencies.sandboxMs,
      createMs: 0,
      startMs: latencies.containerStartMs,
      pullResolveMs: latencies.imagePullMs,
      pullBytesPerSecond: latencies.imageBytesPerSecond === 0 ? Infinity : latencies.imageBytesPerSecond,
    },
    presentImages: config.preloadedImages,
    cpuCount: Math.max(1, Math.floor(quantityMilliValue(capacity['cpu']) / 1000)),
    memoryBytes: quantityValue(capacity['memory']),
    onBug: onError,
  });
}

class Machine implements ClusterNode {
  readonly name: string;
  readonly #config: NodeConfig;
  readonly #parts: Parts;
  kubelet: Kubelet | undefined;
  #runtime: RuntimeService | undefined;

  constructor(config: NodeConfig, parts: Parts) {
    this.name = config.name;
    this.#config = config;
    this.#parts = parts;
  }

  get isPoweredOn(): boolean {
    return this.#runtime !== undefined;
  }

  async powerOn(): Promise<void> {
    if (this.#runtime !== undefined) return;
    const { options, informers, pods, clientFor, createRuntime, onError } = this.#parts;
    const { clock, random } = options;
    this.#runtime = createRuntime(this.#config, { clock, random, latencies: options.config.latencies });
    this.kubelet = new Kubelet({ client: clientFor('kubelet'), clock, random, config: this.#config, runtime: this.#runtime, informers, pods, relistMs: options.config.latencies.relistMs, clusterDns, clusterDomain, onError });
    await this.kubelet.start();
  }

  powerOff(): void {
    this.kubelet?.dispose();
    this.#runtime?.dispose();
    this.kubelet = undefined;
    this.#runtime = undefined;
  }

  stopKubelet(): void {
    this.kubelet?.stop();
  }

  async startKubelet(): Promise<void> {
    await this.kubelet?.start();
  }
}

export function createCluster(options: ClusterOptions): Cluster {
  const { clock, random, config, disable = [], enable = [] } = options;
  const owned = new DisposableStore();
  const onError = options.onError ?? ((): void => undefined);
  const yieldToHost = options.yieldToHost ?? ((): Promise<void> => Promise.resolve());
  const machines: Machine[] = [];
  const streams = createKubeletStreams((name) => machines.find((m) => m.name === name)?.kubelet, () => clock.now());
  let scheduler: Scheduler | undefined;

  const start = async (): Promise<ApiServer> => {
    const storeOptions = { clock, indexes: storeIndexes };
    const store = options.persistence === undefined ? new Store(storeOptions) : await Store.open({ ...storeOptions, persistence: options.persistence });
    const server = createApiServer({ store, clock, random, podStreams: streams, onError, ...options.apiServer });
    await server.bootstrap();
    const clientFor = (component: string): Client => new Client(server.transport({ name: `system:${component}`, groups: [mastersGroup] }), { userAgent: component });
    const informers = owned.add(new InformerFactory(clientFor('kube-controller-manager'), clock));
    const pods = owned.add(new PodSource(informers.of<Pod>(resources.pods)));
    const nodeIps = new Set(config.nodes.map((settings, i) => nodeConfig(settings, i).ip));
    const proxy = owned.add(new ServiceProxy(informers, random, nodeIps));
    const dns = createClusterDns(informers, clusterDomain);
    const parts: Parts = { options, informers, pods, clientFor, createRuntime: options.createRuntime ?? runtimeFactory(options, onError, proxy, dns), onError };
    if (!disable.includes('scheduler')) {
      const client = clientFor('kube-scheduler');
      const plugins = defaultPlugins({ client, clock, claims: informers.of<PersistentVolumeClaim>(resources.persistentVolumeClaims) });
      scheduler = owned.add(new Scheduler({ client, informers, clock, random, plugins, yieldToHost, onError }));
    }
    const disabledControllers = disable.includes('controllers') ? controllers.map((c) => c.name).filter((name) => !enable.includes(name)) : disable;
    owned.add(startControllers({ clock, random, informers, clientFor, certificate: options.apiServer?.certificate ?? '', onError }, disabledControllers));
    if (!disable.includes('kubelet')) machines.push(...config.nodes.map((settings, i) => new Machine(nodeConfig(settings, i), parts)));
    informers.start();
    for (const machine of machines) owned.add({ dispose: () => { machine.powerOff(); } });
    await Promise.all(machines.map((machine) => machine.powerOn()));
    return server;
  };

  const started = start();
  const transportFor = (user: UserInfo): Transport => lateTransport(started.then((server) => withExplanations(server.transport(user), { scheduler: () => scheduler, clock })));
  return {
    transport: transportFor(adminUser),
    transportFor,
    authentication: started,
    clock,
    ready: started.then(() => undefined),
    get nodes() { return machines; },
    get scheduler() { return scheduler; },
    dispose: () => { owned.dispose(); },
  };
}

/** A transport that may be used before the server is up: requests wait. */
function lateTransport(started: Promise<Transport>): Transport {
  return {
    send: async (request) => (await started).send(request),
    watch: (request, sink) => {
      let isDisposed = false;
      let inner: Disposable | undefined;
      started.then((transport) => { if (!isDisposed) inner = transport.watch(request, sink); }, () => { sink.onClose(); });
      return {
        dispose: () => {
          isDisposed = true;
          inner?.dispose();
        },
      };
    },
    connect: (request, sink) => {
      const inner = started.then((transport) => transport.connect(request, sink));
      inner.catch(() => { sink.onClose(); });
      return {
        send: (channel, bytes) => { void inner.then((c) => { c.send(channel, bytes); }); },
        end: (channel) => { void inner.then((c) => { c.end(channel); }); },
        dispose: () => { void inner.then((c) => { c.dispose(); }); },
      };
    },
  };
}
