// The simulated machines of a cluster: a runtime with containers and the kubelet over it, which can be added, powered on and off, and taken away.
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Random } from '../base/random.ts';
import type { Node } from '../api/generated/core-v1.ts';
import { isNotFound } from '../api/meta/status-error.ts';
import type { Client } from '../client/client.ts';
import { nodes } from '../client/resources.ts';
import type { InformerFactory } from './component-helpers/informer-factory.ts';
import type { LatencySettings, NodeSettings } from './config.ts';
import { Kubelet } from './kubelet/kubelet.ts';
import type { NodeConfig } from './kubelet/node-status.ts';
import type { PodSource } from './kubelet/pod-source.ts';
import type { RuntimeService } from './kubelet/runtime-service.ts';

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

export interface MachineParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly latencies: LatencySettings;
  readonly clusterDomain: string;
  readonly clusterDns: readonly string[];
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly pods: PodSource;
  readonly createRuntime: (node: NodeConfig) => RuntimeService;
  /** Lets other work of the process run. */
  readonly yieldToHost: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** On Nodes that were added at run time: the cluster makes their machines again when it is started from its state. */
const addedAnnotation = 'podlab/added-node';

class Machine implements ClusterNode {
  readonly name: string;
  readonly config: NodeConfig;
  readonly #parts: MachineParts;
  kubelet: Kubelet | undefined;
  #runtime: RuntimeService | undefined;

  constructor(config: NodeConfig, parts: MachineParts) {
    this.name = config.name;
    this.config = config;
    this.#parts = parts;
  }

  get isPoweredOn(): boolean {
    return this.#runtime !== undefined;
  }

  async powerOn(): Promise<void> {
    if (this.#runtime !== undefined) return;
    const { createRuntime, latencies, ...rest } = this.#parts;
    this.#runtime = createRuntime(this.config);
    this.kubelet = new Kubelet({ ...rest, config: this.config, runtime: this.#runtime, relistMs: latencies.relistMs, relookMs: latencies.relookMs });
    await this.kubelet.start();
  }

  powerOff(): void {
    this.kubelet?.dispose();
    this.#runtime?.dispose();
    this.kubelet = undefined;
    this.#runtime = undefined;
  }

  /** Undefined while the machine is off. */
  get runtime(): RuntimeService | undefined {
    return this.#runtime;
  }

  stopKubelet(): void {
    this.kubelet?.stop();
  }

  async startKubelet(): Promise<void> {
    await this.kubelet?.start();
  }
}

/** More would be a slow cluster rather than a large one. */
const maxMachines = 1000;
/** How many ranges of Pod addresses there are in 10.244.0.0/16 to 10.255.0.0/16. */
const ranges = 12 * 256;

/** Invariant: no two machines have addresses in common, and those of a removed machine rest for as long as there are others. */
export class Machines implements Disposable {
  readonly #byName = new Map<string, Machine>();
  readonly #beingAdded = new Set<string>();
  readonly #ips = new Set<string>();
  #nextIndex = 0;

  /** Addresses of machines. */
  get ips(): ReadonlySet<string> {
    return this.#ips;
  }

  list(): readonly ClusterNode[] {
    return [...this.#byName.values()];
  }

  kubelet(name: string): Kubelet | undefined {
    return this.#byName.get(name)?.kubelet;
  }

  runtime(name: string): RuntimeService | undefined {
    return this.#byName.get(name)?.runtime;
  }

  ip(name: string): string | undefined {
    return this.#byName.get(name)?.config.ip;
  }

  /** Makes the machines of the configuration and those that were added in an earlier life, and waits until they have registered. */
  async start(configured: readonly NodeSettings[], parts: MachineParts): Promise<void> {
    for (const settings of configured) this.#make(this.#newConfig(settings), parts);
    const { items } = await parts.client.list<Node>(nodes);
    for (const node of items) if (node.metadata.annotations?.[addedAnnotation] !== undefined && !this.#byName.has(node.metadata.name)) this.#revive(node, parts);
    await Promise.all([...this.#byName.values()].map((machine) => machine.powerOn()));
  }

  /** A further machine, which has registered when this resolves. Rejects when there is a Node of that name. */
  async add(settings: NodeSettings, parts: MachineParts): Promise<ClusterNode> {
    const { name } = settings;
    if (this.#byName.size >= maxMachines) throw new Error(`a cluster has at most ${maxMachines} nodes`);
    if (this.#beingAdded.has(name)) throw new Error(`there is a node "${name}" already`);
    this.#beingAdded.add(name);
    try {
      if (await exists(parts.client, name)) throw new Error(`there is a node "${name}" already`);
      // A machine whose Node was deleted is thrown away: it would not register again by itself.
      this.#drop(name);
      const machine = this.#make({ ...this.#newConfig(settings), annotations: { [addedAnnotation]: 'true' } }, parts);
      await machine.powerOn();
      return machine;
    } finally {
      this.#beingAdded.delete(name);
    }
  }

  /** The machine dies and its Node is deleted. What becomes of its Pods is for the controllers. */
  async remove(name: string, { client }: MachineParts): Promise<void> {
    if (!this.#drop(name)) throw new Error(`there is no machine "${name}"`);
    await client.delete(nodes, name).catch((error: unknown) => { if (!isNotFound(error)) throw error; });
  }

  dispose(): void {
    for (const machine of this.#byName.values()) machine.powerOff();
  }

  #make(config: NodeConfig, parts: MachineParts): Machine {
    const machine = new Machine(config, parts);
    this.#byName.set(config.name, machine);
    this.#ips.add(config.ip);
    return machine;
  }

  #drop(name: string): boolean {
    const machine = this.#byName.get(name);
    if (machine === undefined) return false;
    machine.powerOff();
    this.#byName.delete(name);
    this.#ips.delete(machine.config.ip);
    return true;
  }

  #newConfig(settings: NodeSettings): NodeConfig {
    while (this.#ips.has(addresses(this.#nextIndex).ip)) this.#nextIndex = (this.#nextIndex + 1) % ranges;
    const config = { ...settings, ...addresses(this.#nextIndex) };
    this.#nextIndex = (this.#nextIndex + 1) % ranges;
    return config;
  }

  /** What its own kubelet had said of it. */
  #revive({ metadata: { name }, spec, status }: Node, parts: MachineParts): void {
    const index = indexOf(spec.podCIDR ?? '');
    this.#nextIndex = Math.max(this.#nextIndex, index + 1) % ranges;
    this.#make({ name, capacity: { ...status.capacity }, labels: {}, taints: [], ...addresses(index) }, parts);
  }
}

function exists(client: Client, name: string): Promise<boolean> {
  return client.get<Node>(nodes, name).then(() => true, (error: unknown) => {
    if (isNotFound(error)) return false;
    throw error;
  });
}

function addresses(index: number): Pick<NodeConfig, 'ip' | 'podCidr'> {
  return { ip: `172.18.${Math.floor((index + 2) / 250)}.${((index + 2) % 250) + 1}`, podCidr: `10.${244 + Math.floor(index / 256)}.${index % 256}.0/24` };
}

/** The inverse of `addresses`. */
function indexOf(podCidr: string): number {
  const [, second = '244', third = '0'] = podCidr.split(/[./]/);
  return (Number(second) - 244) * 256 + Number(third);
}
