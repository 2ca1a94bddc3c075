// Keeps a node registered and alive in the API: kubelet's node status and lease controllers.
import { type Clock, formatMicroTime, formatTime } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Lease } from '../../api/generated/coordination-v1.ts';
import type { Node } from '../../api/generated/core-v1.ts';
import { isAlreadyExists, isConflict, isNotFound } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import { leases, nodes } from '../../client/resources.ts';
import type { Pressure } from './eviction-manager.ts';
import { type NodeConfig, nodeObject, nodeStatus } from './node-status.ts';
import type { RuntimeService } from './runtime-service.ts';

const leaseNamespace = 'kube-node-lease';
const leaseSeconds = 40;
const renewMs = 10_000;
const statusCheckMs = 10_000;
const statusReportMs = 300_000;

export interface HeartbeatOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly config: NodeConfig;
  readonly runtime: RuntimeService;
  /** Looks after the node's resources; true when its conditions changed. */
  readonly synchronize: () => boolean;
  readonly pressures: () => readonly Pressure[];
  readonly onError: (error: unknown) => void;
}

/** Registers the node once, then renews its Lease each 10 s and its status when it changed or after five minutes. A Node that was deleted stays so until a kubelet is started. */
export class Heartbeat implements Disposable {
  readonly #options: HeartbeatOptions;
  readonly #owned = new DisposableStore();
  #node: Node | undefined;
  #lease: Lease | undefined;
  #reportedAtMs = -Infinity;
  #reportedImages = '';

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Resolves when the node is known to the API with its first status. */
  async start(): Promise<void> {
    await this.#register();
    await this.#renew();
    await this.#report();
    this.#every(renewMs, () => this.#renew());
    this.#every(statusCheckMs, () => this.#reportWhenDue());
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #every(periodMs: number, work: () => Promise<void>): void {
    const arm = (): void => {
      const timer = this.#owned.add(this.#options.clock.setTimeout(() => {
        this.#owned.delete(timer);
        if (this.#owned.isDisposed) return;
        work().catch((error: unknown) => { if (!this.#owned.isDisposed) this.#options.onError(error); }).finally(arm);
      }, periodMs));
    };
    if (!this.#owned.isDisposed) arm();
  }

  async #register(): Promise<void> {
    const { client, config } = this.#options;
    try {
      this.#node = await client.create<Node>(nodes, nodeObject(config));
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      this.#node = await client.get<Node>(nodes, config.name);
    }
  }

  async #reportWhenDue(): Promise<void> {
    const isPressed = this.#options.synchronize();
    const isChanged = isPressed || this.#images() !== this.#reportedImages;
    if (isChanged || this.#options.clock.now() - this.#reportedAtMs >= statusReportMs) await this.#report();
  }

  #images(): string {
    return this.#options.runtime.listImages().map((i) => i.digest).join();
  }

  async #report(): Promise<void> {
    const { client, clock, config, runtime } = this.#options;
    const images = this.#images();
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        const node = attempt === 0 && this.#node !== undefined ? this.#node : await client.get<Node>(nodes, config.name);
        const status = nodeStatus(config, runtime.listImages(), node.status.conditions, formatTime(clock.now()), this.#options.pressures());
        this.#node = await client.patch<Node>(nodes, config.name, undefined, 'application/strategic-merge-patch+json', { status }, { subresource: 'status' });
        this.#reportedAtMs = clock.now();
        this.#reportedImages = images;
        return;
      } catch (error) {
        if (isNotFound(error)) {
          this.#node = undefined;
          return;
        }
        if (!isConflict(error)) throw error;
      }
    }
  }

  /** Without a Node there is no Lease either. */
  async #renew(): Promise<void> {
    const { client, clock, config } = this.#options;
    const renewTime = formatMicroTime(clock.now());
    try {
      if (this.#lease === undefined) {
        this.#node ??= await client.get<Node>(nodes, config.name);
        const { uid } = this.#node.metadata;
        const owner = [{ apiVersion: 'v1', kind: 'Node', name: config.name, uid }];
        this.#lease = await client.create<Lease>(leases, {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { name: config.name, namespace: leaseNamespace, ownerReferences: owner },
          spec: { holderIdentity: config.name, leaseDurationSeconds: leaseSeconds, renewTime },
        }, leaseNamespace);
        return;
      }
      this.#lease = await client.update<Lease>(leases, { ...this.#lease, spec: { ...this.#lease.spec, renewTime } });
    } catch (error) {
      if (isNotFound(error)) {
        this.#lease = undefined;
        this.#node = undefined;
      } else if (isAlreadyExists(error) || isConflict(error)) {
        const known = await client.get<Lease>(leases, config.name, leaseNamespace);
        this.#lease = await client.update<Lease>(leases, { ...known, spec: { ...known.spec, holderIdentity: config.name, renewTime } });
      } else throw error;
    }
  }
}
