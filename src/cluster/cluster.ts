// Wires the parts of a simulated cluster: store, API server, scheduler, controllers, and a kubelet with a runtime per node. The face of this folder.
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { type Random, randomHex } from '../base/random.ts';
import type { Fault } from '../api/podlab/fault.ts';
import type { ImageDescription } from '../api/podlab/podlab-image.ts';
import type { PersistentVolumeClaim, Pod } from '../api/generated/core-v1.ts';
import { lateTransport } from '../client/late-transport.ts';
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
import { Faults } from './faults.ts';
import type { NodeConfig } from './kubelet/node-status.ts';
import { PodSource } from './kubelet/pod-source.ts';
import { createKubeletStreams } from './kubelet/pod-streams.ts';
import type { RuntimeService } from './kubelet/runtime-service.ts';
import { type ClusterNode, type MachineParts, Machines } from './machines.ts';
import { withMetrics } from './metrics/metrics-endpoint.ts';
import { MetricsServer } from './metrics/metrics-server.ts';
import { createNetwork } from './network/network.ts';
import { ServiceProxy } from './proxy/service-proxy.ts';
import { createRuntime, createRuntimeShared, type RuntimeShared } from './runtime/runtime.ts';
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
  /** The host's own time, by which containers get their shares of the processor; the system's by default. */
  readonly hostClock?: Clock;
  /** Some of `componentNames`. */
  readonly disable?: readonly string[];
  /** Controllers that run although `disable` names `controllers`. */
  readonly enable?: readonly string[];
  readonly persistence?: Persistence;
  /** The cluster's CA as PEM; how bodies in YAML are read; where secrets of tokens come from. */
  readonly apiServer?: Pick<ApiServerOptions, 'certificate' | 'yaml' | 'newSecret'>;
  readonly onError?: (error: unknown) => void;
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
  /** Registries offer these images besides the catalogue's; the ones given before are no longer offered. */
  describeImages(descriptions: readonly ImageDescription[]): void;
  /** Rejects when what it is about is not there. */
  causeFault(fault: Fault): Promise<void>;
  /** Faults that go on until they are mended. */
  readonly faults: readonly Fault[];
  /** One more machine; resolves when its Node is registered. Rejects when there is one of that name. */
  addNode(settings: NodeSettings): Promise<ClusterNode>;
  /** The machine dies, and its Node is deleted. */
  removeNode(name: string): Promise<void>;
  /** Undefined when it is disabled. */
  readonly scheduler: Scheduler | undefined;
}

/** What `disable` and `enable` may name: `controllers` stands for all of them, the others are Kubernetes' names. */
export const componentNames: readonly string[] = ['scheduler', 'kubelets', 'controllers', ...controllers.map(({ name }) => name)];

const clusterDomain = 'cluster.local';
const clusterDns = ['10.96.0.10'];

/** Runtimes of one cluster: they share images, disks, the network and the time that containers get. */
function runtimeFactory({ config }: ClusterOptions, shared: RuntimeShared, onError: (error: unknown) => void, machines: Machines, proxy: ServiceProxy, dns: ClusterDns): RuntimeFactory {
  const network = createNetwork({
    nodeIp: (name) => machines.ip(name),
    resolveService: (ip, port, fromIp) => proxy.resolve(ip, port, fromIp),
    lookup: dns,
  });
  return ({ name, podCidr, capacity, preloadedImages = [] }, { clock, random, latencies }) => createRuntime({
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
    presentImages: [...config.preloadedImages, ...preloadedImages],
    cpuCount: Math.max(1, Math.floor(quantityMilliValue(capacity['cpu']) / 1000)),
    memoryBytes: quantityValue(capacity['memory']),
    onBug: onError,
  });
}

export function createCluster(options: ClusterOptions): Cluster {
  const { clock, random, config, disable = [], enable = [] } = options;
  const shared = createRuntimeShared({ ...(options.yieldToHost && { yieldToHost: options.yieldToHost }), ...(options.hostClock && { host: options.hostClock }) });
  const owned = new DisposableStore();
  const onError = options.onError ?? ((): void => undefined);
  const yieldToHost = options.yieldToHost ?? ((): Promise<void> => Promise.resolve());
  const machines = new Machines();
  const faults = new Faults();
  const streams = createKubeletStreams((name) => machines.kubelet(name), () => clock.now());
  const metrics = config.hasMetricsServer === true ? new MetricsServer(clock, (node, id) => machines.runtime(node)?.containerStats(id)) : undefined;
  const measured = (transport: Transport): Transport => (metrics === undefined ? transport : withMetrics(transport, metrics));
  let scheduler: Scheduler | undefined;

  const start = async (): Promise<{ readonly server: ApiServer; readonly parts: MachineParts }> => {
    const storeOptions = { clock, indexes: storeIndexes };
    const store = options.persistence === undefined ? new Store(storeOptions) : await Store.open({ ...storeOptions, persistence: options.persistence });
    const server = owned.add(createApiServer({ store, clock, random, podStreams: streams, onError, ...options.apiServer }));
    await server.bootstrap();
    const clientFor = (component: string): Client => new Client(server.transport({ name: `system:${component}`, groups: [mastersGroup] }), { userAgent: component });
    // One program runs all controllers: it is the manager of what they write.
    const controllerClient = (component: string): Client => new Client(measured(server.transport({ name: `system:${component}`, groups: [mastersGroup] })), { userAgent: `kube-controller-manager/v1.36.3 (${component})` });
    const informers = owned.add(new InformerFactory(clientFor('kube-controller-manager'), clock));
    const pods = owned.add(new PodSource(informers.of<Pod>(resources.pods)));
    const proxy = owned.add(new ServiceProxy(informers, clock, random, machines.ips));
    const dns = createClusterDns(informers, clusterDomain);
    const createRuntime = options.createRuntime ?? runtimeFactory(options, shared, onError, machines, proxy, dns);
    const { latencies } = config;
    const parts: MachineParts = {
      clock, random, latencies, clusterDomain, clusterDns, informers, pods, yieldToHost, onError,
      client: clientFor('kubelet'),
      createRuntime: (node) => createRuntime(node, { clock, random, latencies }),
    };
    if (!disable.includes('scheduler')) {
      const client = clientFor('kube-scheduler');
      const plugins = defaultPlugins({ client, clock, claims: informers.of<PersistentVolumeClaim>(resources.persistentVolumeClaims) });
      scheduler = owned.add(new Scheduler({ client, informers, clock, random, plugins, yieldToHost, onError }));
    }
    const disabledControllers = disable.includes('controllers') ? controllers.map((c) => c.name).filter((name) => !enable.includes(name)) : disable;
    owned.add(startControllers({ clock, random, informers, clientFor: controllerClient, certificate: options.apiServer?.certificate ?? '', newSecret: options.apiServer?.newSecret ?? (() => randomHex(random, 64)), onError }, disabledControllers));
    informers.start();
    owned.add(machines);
    if (!disable.includes('kubelets')) await machines.start(config.nodes, parts);
    return { server, parts };
  };

  const started = start();
  const transportFor = (user: UserInfo): Transport => lateTransport(started.then(({ server }) => measured(withExplanations(server.transport(user), { scheduler: () => scheduler, clock }))));
  return {
    transport: transportFor(adminUser),
    transportFor,
    get authentication() { return started.then(({ server }) => server); },
    clock,
    ready: started.then(() => undefined),
    get nodes() { return machines.list(); },
    describeImages: (descriptions) => { shared.images.describe(descriptions); },
    causeFault: async (fault) => faults.cause(fault, { client: (await started).parts.client, machines, images: shared.images }),
    get faults() { return faults.lasting; },
    addNode: async (settings) => machines.add(settings, (await started).parts),
    removeNode: async (name) => machines.remove(name, (await started).parts),
    get scheduler() { return scheduler; },
    dispose: () => { owned.dispose(); },
  };
}
