// A node's container runtime behind the CRI's door: sandboxes, images, containers, volumes, streams. Models containerd with runc and the CRI plugin.
import { type Clock, sleep } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { type Random, randomHex } from '../../base/random.ts';
import { systemClock } from '../../base/system-clock.ts';
import { type Network, NetworkError, type NetworkNamespace } from '../network/network-service.ts';
import { type ConnectionSink, type Connection, type RuntimeService, type SandboxConfig, RuntimeError } from '../kubelet/runtime-service.ts';
import { arrayOfBytes, bytesOfArray } from './bytes.ts';
import { executable } from './commands/executable.ts';
import { loadProgram } from './commands/registry.ts';
import { Container } from './container/container.ts';
import { LogFile } from './container/log-file.ts';
import { type Sandbox, newSandbox } from './container/sandbox.ts';
import { type Disks, VolumeStore } from './container/volumes.ts';
import { grpcHealth } from './http/grpc-health.ts';
import { callHttp, probeHttp, probeTcp } from './http/probe.ts';
import { catalogue } from './images/catalogue.ts';
import { ImageCatalogue, ImageStore } from './images/registry.ts';
import type { MachineFacts } from './process/machine-facts.ts';
import { MemoryPool } from './process/memory-account.ts';
import { Scheduler, type YieldToHost, yieldToHost } from './process/scheduler.ts';

/** How long the runtime's own work takes, in the Clock's time. All 0 in fast tests. */
export interface RuntimeLatencies {
  readonly sandboxMs: number;
  readonly createMs: number;
  readonly startMs: number;
  readonly pullResolveMs: number;
  readonly pullBytesPerSecond: number;
}

const realisticLatencies: RuntimeLatencies = { sandboxMs: 250, createMs: 40, startMs: 90, pullResolveMs: 600, pullBytesPerSecond: 25 * 1024 * 1024 };
export const noLatencies: RuntimeLatencies = { sandboxMs: 0, createMs: 0, startMs: 0, pullResolveMs: 0, pullBytesPerSecond: Infinity };

/** What the runtimes of all nodes of one cluster (in one thread) share. */
export interface RuntimeShared {
  readonly scheduler: Scheduler;
  readonly images: ImageCatalogue;
  readonly disks: Disks;
  readonly memory: MemoryPool;
}

/** What all containers of a cluster may use of the memory of the process that simulates them. */
const clusterMemoryBytes = 1024 ** 3;

export function createRuntimeShared(options: { yieldToHost?: YieldToHost; host?: Clock } = {}): RuntimeShared {
  return {
    scheduler: new Scheduler({ yieldToHost: options.yieldToHost ?? yieldToHost, host: options.host ?? systemClock }),
    images: new ImageCatalogue(catalogue, executable),
    disks: new Map(),
    memory: new MemoryPool(clusterMemoryBytes),
  };
}

export interface RuntimeOptions {
  readonly nodeName: string;
  readonly podCidr: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  /** Given to all nodes of a cluster; made when absent. */
  readonly shared?: RuntimeShared;
  readonly latencies?: Partial<RuntimeLatencies>;
  /** Images that the node has from the start. */
  readonly presentImages?: readonly string[];
  readonly cpuCount?: number;
  readonly memoryBytes?: number;
  /** A bug inside a container's program; the container goes on. */
  readonly onBug?: (error: unknown) => void;
}

export function createRuntime(options: RuntimeOptions): RuntimeService {
  return new NodeRuntime(options);
}

class NodeRuntime implements RuntimeService {
  readonly #options: RuntimeOptions;
  readonly #shared: RuntimeShared;
  readonly #latencies: RuntimeLatencies;
  readonly #images: ImageStore;
  readonly #volumes: VolumeStore;
  readonly #node: NetworkNamespace;
  readonly #facts: MachineFacts;
  readonly #memory: MemoryPool;
  readonly #sandboxes = new Map<string, Sandbox>();
  readonly #containers = new Map<string, Container>();
  readonly #changed = new Emitter<{ readonly containerId: string; readonly sandboxId: string }>();
  readonly onDidChange = this.#changed.event;

  constructor(options: RuntimeOptions) {
    this.#options = options;
    this.#shared = options.shared ?? createRuntimeShared();
    this.#latencies = { ...realisticLatencies, ...options.latencies };
    this.#images = new ImageStore(this.#shared.images, options.clock, { resolveMs: this.#latencies.pullResolveMs, bytesPerSecond: this.#latencies.pullBytesPerSecond }, options.presentImages);
    this.#volumes = new VolumeStore(options.clock, this.#shared.disks);
    this.#node = options.network.node(options.nodeName);
    this.#facts = { hostname: options.nodeName, cpuCount: options.cpuCount ?? 2, memoryBytes: options.memoryBytes ?? 4 * 1024 ** 3, bootedAtMs: options.clock.now(), kernelVersion: '6.8.0-podlab' };
    this.#memory = new MemoryPool(this.#facts.memoryBytes, this.#shared.memory);
  }

  async #wait(delayMs: number): Promise<void> {
    if (delayMs > 0) await sleep(this.#options.clock, delayMs);
  }

  async runSandbox(config: SandboxConfig): Promise<{ id: string; ip: string }> {
    await this.#wait(this.#latencies.sandboxMs);
    if (config.groupWithoutUser !== undefined) throw new RuntimeError('Unknown', `failed to start sandbox "${randomHex(this.#options.random, 64)}": failed to generate sandbox container spec options: failed to generate user string: user group "${config.groupWithoutUser}" is specified without user`);
    const network = config.hostNetwork ? this.#node : this.#options.network.attach({ name: this.#options.nodeName, podCidr: this.#options.podCidr });
    const id = randomHex(this.#options.random, 64);
    this.#sandboxes.set(id, newSandbox(id, config, network, this.#options.network, this.#facts, this.#options.clock.now()));
    return { id, ip: network.ip };
  }

  async stopSandbox(sandboxId: string): Promise<void> {
    const sandbox = this.#sandboxes.get(sandboxId);
    if (sandbox === undefined) return;
    sandbox.isStopped = true;
    for (const container of sandbox.containers) container.kill();
    for (const container of sandbox.containers) await container.exited();
    for (const process of [...(sandbox.pids?.processes.values() ?? [])]) process.signal(9, true);
    if (!sandbox.config.hostNetwork) sandbox.network.dispose();
    this.#sandboxes.delete(sandboxId);
  }

  imageStatus(image: string): ReturnType<RuntimeService['imageStatus']> {
    return this.#images.find(image)?.report;
  }

  listImages(): ReturnType<RuntimeService['listImages']> {
    return this.#images.list();
  }

  pullImage(image: string, credentials?: { readonly username: string; readonly password: string }): ReturnType<RuntimeService['pullImage']> {
    return this.#images.pull(image, credentials);
  }

  async createContainer(sandboxId: string, config: Parameters<RuntimeService['createContainer']>[1]): Promise<string> {
    await this.#wait(this.#latencies.createMs);
    const sandbox = this.#sandboxes.get(sandboxId);
    if (sandbox === undefined || sandbox.isStopped) throw new RuntimeError('NotFound', `failed to find sandbox id "${sandboxId}": not found`);
    const image = this.#images.find(config.image);
    if (image === undefined) throw new RuntimeError('NotFound', `failed to resolve image "${config.image}": not found`);
    const profile = config.security?.seccompProfile;
    if (profile !== undefined && this.#volumes.statHost(profile) !== 'file') throw new RuntimeError('Unknown', `failed to create containerd container: cannot load seccomp profile "${profile}": open ${profile}: no such file or directory`);
    const pidTarget = config.pidTargetId === undefined ? undefined : this.#container(config.pidTargetId);
    if (pidTarget !== undefined && pidTarget.state !== 'running') throw new RuntimeError('Unknown', `invalid target container: container "${pidTarget.id}" is not running - in state CONTAINER_${pidTarget.state.toUpperCase()}`);
    const id = randomHex(this.#options.random, 64);
    const container = new Container({
      id, sandbox, config, image, findImage: (name) => this.#images.find(name), pidTarget, volumes: this.#volumes, log: new LogFile(() => this.#options.clock.now()), clock: this.#options.clock, random: this.#options.random, scheduler: this.#shared.scheduler, memory: this.#memory, loadProgram,
      onBug: (error) => { this.#options.onBug?.(error); },
      onChange: () => { this.#changed.fire({ containerId: id, sandboxId }); },
    });
    this.#containers.set(id, container);
    sandbox.containers.add(container);
    return id;
  }

  #container(containerId: string): Container {
    const container = this.#containers.get(containerId);
    if (container === undefined) throw new RuntimeError('NotFound', `an error occurred when try to find container "${containerId}": not found`);
    return container;
  }

  async startContainer(containerId: string): Promise<void> {
    const container = this.#container(containerId);
    await this.#wait(this.#latencies.startMs);
    if (container.state !== 'created') throw new RuntimeError('Unknown', `failed to start container "${containerId}": container is in CONTAINER_${container.state.toUpperCase()} state`);
    container.start();
  }

  async stopContainer(containerId: string, graceSeconds: number): Promise<void> {
    await this.#containers.get(containerId)?.stop(graceSeconds * 1000);
  }

  crashContainer(...[containerId, how]: Parameters<RuntimeService['crashContainer']>): void {
    this.#containers.get(containerId)?.crash(how);
  }

  async removeContainer(containerId: string): Promise<void> {
    const container = this.#containers.get(containerId);
    if (container === undefined) return;
    container.kill();
    await container.exited();
    container.sandbox.containers.delete(container);
    this.#containers.delete(containerId);
  }

  containerStatus(containerId: string): ReturnType<RuntimeService['containerStatus']> {
    return this.#containers.get(containerId)?.status();
  }

  async updateContainerResources(...[containerId, resources]: Parameters<RuntimeService['updateContainerResources']>): Promise<void> {
    await Promise.resolve();
    this.#container(containerId).setLimits(resources);
  }

  containerStats(containerId: string): ReturnType<RuntimeService['containerStats']> {
    return this.#containers.get(containerId)?.stats();
  }

  nodeUsage(): ReturnType<RuntimeService['nodeUsage']> {
    let memoryBytes = 0;
    let diskBytes = this.#volumes.diskBytes;
    for (const container of this.#containers.values()) {
      if (container.state === 'running') memoryBytes += container.memory.usedBytes;
      diskBytes += container.rootfsBytes + container.log.size;
    }
    return { memoryBytes, diskBytes };
  }

  exec(...[containerId, command, options, io]: Parameters<RuntimeService['exec']>): ReturnType<RuntimeService['exec']> {
    return this.#container(containerId).exec(command, options, io);
  }

  attach(...[containerId, options, io]: Parameters<RuntimeService['attach']>): ReturnType<RuntimeService['attach']> {
    return this.#container(containerId).attach(options, io);
  }

  logs(...[containerId, options, sink]: Parameters<RuntimeService['logs']>): Disposable {
    return this.#container(containerId).log.read(options, sink);
  }

  async ensureVolume(...[volume, options]: Parameters<RuntimeService['ensureVolume']>): Promise<void> {
    await Promise.resolve();
    this.#volumes.ensure(volume, options);
  }

  async writeVolume(...[volume, files]: Parameters<RuntimeService['writeVolume']>): Promise<void> {
    await Promise.resolve();
    this.#volumes.write(volume, files);
  }

  async removeVolume(volume: Parameters<RuntimeService['removeVolume']>[0]): Promise<void> {
    await Promise.resolve();
    this.#volumes.remove(volume);
  }

  volumeUsedBytes(volume: Parameters<RuntimeService['removeVolume']>[0]): number | undefined {
    return this.#volumes.usedBytes(volume);
  }

  statHost(path: string): ReturnType<RuntimeService['statHost']> {
    return this.#volumes.statHost(path);
  }

  async dialSandbox(sandboxId: string, port: number, sink: ConnectionSink): Promise<Connection> {
    const sandbox = this.#sandboxes.get(sandboxId);
    if (sandbox === undefined) throw new RuntimeError('NotFound', `failed to find sandbox id "${sandboxId}": not found`);
    let isClosed = false;
    const close = (): void => {
      if (isClosed) return;
      isClosed = true;
      sink.onClose();
    };
    try {
      const stream = await sandbox.network.connect('127.0.0.1', port, { onData: (bytes) => { sink.onData(arrayOfBytes(bytes)); }, onEnd: close, onClose: close });
      return { write: (bytes) => { stream.write(bytesOfArray(bytes)); }, end: () => { stream.end(); }, dispose: () => { stream.destroy(); } };
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      throw new RuntimeError('Unknown', `failed to execute portforward in network namespace "/var/run/netns/cni-${sandboxId.slice(0, 8)}": failed to connect to localhost:${String(port)} inside namespace "${sandboxId}", IPv4: dial tcp4 127.0.0.1:${String(port)}: connect: connection refused`);
    }
  }

  httpGet(...[probe, timeoutMs]: Parameters<RuntimeService['httpGet']>): ReturnType<RuntimeService['httpGet']> {
    return probeHttp(this.#node, this.#options.clock, probe, timeoutMs);
  }

  httpRequest(...[call, timeoutMs]: Parameters<RuntimeService['httpRequest']>): ReturnType<RuntimeService['httpRequest']> {
    return callHttp(this.#node, this.#options.clock, call, timeoutMs);
  }

  tcpDial(host: string, port: number, timeoutMs: number): Promise<void> {
    return probeTcp(this.#node, this.#options.clock, host, port, timeoutMs);
  }

  grpcHealth(...[host, port, service, timeoutMs]: Parameters<RuntimeService['grpcHealth']>): ReturnType<RuntimeService['grpcHealth']> {
    return grpcHealth(this.#node, this.#options.clock, { host, port, service }, timeoutMs);
  }

  dispose(): void {
    for (const container of this.#containers.values()) container.kill();
    for (const sandbox of this.#sandboxes.values()) {
      for (const process of [...(sandbox.pids?.processes.values() ?? [])]) process.signal(9, true);
      if (!sandbox.config.hostNetwork) sandbox.network.dispose();
    }
    this.#sandboxes.clear();
    this.#containers.clear();
    this.#node.dispose();
    this.#changed.dispose();
  }
}

