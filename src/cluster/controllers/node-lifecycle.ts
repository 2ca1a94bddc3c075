// Watches over nodes: taints them by their conditions and cordon, declares those silent that stopped renewing, and taints what is down zone by zone. kube-controller-manager's node-lifecycle-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Lease } from '../../api/generated/coordination-v1.ts';
import type { Node, NodeCondition, Pod, Taint } from '../../api/generated/core-v1.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { nodeOf, podCondition, withCondition } from '../component-helpers/pods.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';
import { evictionTaint, nodeCondition, withEvictionTaint, withNoScheduleTaints } from './node-taints.ts';
import { NodeZones } from './node-zones.ts';

const monitorMs = 5000;
const graceMs = 50_000;
/** For nodes that never said how they are. */
const startupGraceMs = 60_000;
const maxAttempts = 5;
const reportedTypes = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;
const excluded = 'node.kubernetes.io/exclude-disruption';
/** Labels whose older names follow them. */
const mirroredLabels = [['kubernetes.io/os', 'beta.kubernetes.io/os'], ['kubernetes.io/arch', 'beta.kubernetes.io/arch']] as const;

/** The conditions of a node that nobody hears of any more. */
function silentConditions(node: Node, now: string): NodeCondition[] {
  const known = (node.status.conditions ?? []).map((c): NodeCondition => (reportedTypes.some((t) => t === c.type) && c.status !== 'Unknown'
    ? { ...c, status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: now }
    : c));
  const missing = reportedTypes.filter((type) => nodeCondition(node, type) === undefined).map((type): NodeCondition => ({
    type, status: 'Unknown', reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.', lastHeartbeatTime: node.metadata.creationTimestamp, lastTransitionTime: now,
  }));
  return [...known, ...missing];
}

class NodeLifecycle extends ControllerBase {
  readonly #nodes: Informer<Node>;
  readonly #leases: Informer<Lease>;
  readonly #pods: Informer<Pod>;
  /** When each node was last heard of, by this controller's own clock. */
  readonly #seen = new Map<string, { renewTime: string; atMs: number }>();
  /** The nodes that were greeted, by name. */
  readonly #known = new Map<string, Node>();
  /** Nodes with Pods that could not be marked. */
  readonly #unmarked = new Set<string>();
  readonly #zones = new NodeZones();
  #evictions: Disposable | undefined;

  constructor(context: ControllerContext) {
    super(context, 'node-controller', (key) => this.#reconcile(key));
    this.#nodes = this.informer<Node>(resources.nodes);
    this.#leases = this.informer<Lease>(resources.leases);
    this.#pods = this.informer<Pod>(resources.pods);
    this.enqueueChanges(this.#nodes);
    // A fresh node status counts like a renewed lease.
    this.onChange(this.#nodes, (node, old) => {
      const heartbeat = (n: Node | undefined): string | undefined => n?.status.conditions?.find((c) => c.type === 'Ready')?.lastHeartbeatTime;
      if (old !== undefined && heartbeat(node) !== undefined && heartbeat(old) !== heartbeat(node)) this.#seen.set(node.metadata.name, { renewTime: this.#seen.get(node.metadata.name)?.renewTime ?? '', atMs: this.nowMs });
    });
    this.onChange(this.#leases, (lease) => {
      if (lease.metadata.namespace === 'kube-node-lease') this.#hear(lease.metadata.name, lease.spec.renewTime ?? '');
    });
    this.#monitorLater();
  }

  override dispose(): void {
    this.#evictions?.dispose();
    super.dispose();
  }

  #hear(name: string, renewTime: string): void {
    if (this.#seen.get(name)?.renewTime !== renewTime) this.#seen.set(name, { renewTime, atMs: this.nowMs });
  }

  #monitorLater(): void {
    const timer = this.owned.add(this.context.clock.setTimeout(() => {
      this.owned.delete(timer);
      this.#monitor().catch(this.context.onError).finally(() => { if (!this.owned.isDisposed) this.#monitorLater(); });
    }, monitorMs));
  }

  /** Taints of effect NoSchedule and labels follow a change at once; what evicts waits for the monitor. */
  async #reconcile(name: string): Promise<void> {
    const node = this.#nodes.get(name);
    if (node === undefined) {
      this.#seen.delete(name);
      return;
    }
    await this.#setTaints(name, (n) => withNoScheduleTaints(n, formatTime(this.nowMs)));
    const labels = Object.fromEntries(mirroredLabels.flatMap(([label, older]) => {
      const value = node.metadata.labels?.[label];
      return value === undefined || node.metadata.labels?.[older] === value ? [] : [[older, value]];
    }));
    if (Object.keys(labels).length > 0) await this.#ifThere(this.client.patch<Node>(resources.nodes, name, undefined, 'application/strategic-merge-patch+json', { metadata: { labels } }));
  }

  async #ifThere(write: Promise<unknown>): Promise<void> {
    try {
      await write;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** Writes what `change` makes of the node's taints, if it makes anything. */
  async #setTaints(name: string, change: (node: Node) => Taint[] | undefined): Promise<void> {
    let node = this.#nodes.get(name);
    for (let attempt = 1; node !== undefined; attempt++) {
      const taints = change(node);
      if (taints === undefined) return;
      try {
        await this.client.patch<Node>(resources.nodes, name, undefined, 'application/merge-patch+json', { metadata: { resourceVersion: node.metadata.resourceVersion }, spec: { taints: taints.length === 0 ? null : taints } });
        return;
      } catch (error) {
        if (isNotFound(error)) return;
        if (!isConflict(error) || attempt === maxAttempts) throw error;
        node = await this.client.get<Node>(resources.nodes, name).catch(() => undefined);
      }
    }
  }

  async #monitor(): Promise<void> {
    const nodes = this.#nodes.list();
    this.#greet(nodes);
    const health: { node: Node; isReady: boolean }[] = [];
    for (const node of nodes) {
      const current = await this.#judgeHealth(node);
      if (current === undefined) continue;
      const ready = nodeCondition(current, 'Ready');
      if (node.metadata.labels?.[excluded] === undefined) health.push({ node, isReady: ready?.status === 'True' });
      if (ready === undefined) continue;
      await this.#plan(current);
      await this.#tellPods(node, current);
    }
    const turn = this.#zones.judge(health);
    if (turn === 'down') for (const { node } of health) await this.#setTaints(node.metadata.name, (n) => withEvictionTaint(n, undefined, ''));
    if (turn === 'back') for (const { node } of health) this.#seen.set(node.metadata.name, { renewTime: this.#seen.get(node.metadata.name)?.renewTime ?? '', atMs: this.nowMs });
    await this.#evict();
  }

  #greet(nodes: readonly Node[]): void {
    const tell = (node: Node, reason: string, what: string): void => {
      const { name, uid } = node.metadata;
      this.events.event({ kind: 'Node', apiVersion: 'v1', name, uid }, 'Normal', reason, `Node ${name} event: ${what}`);
    };
    for (const node of nodes) {
      const { name } = node.metadata;
      if (!this.#known.has(name)) tell(node, 'RegisteredNode', `Registered Node ${name} in Controller`);
      this.#known.set(name, node);
    }
    if (this.#known.size === nodes.length) return;
    const there = new Set(nodes.map((n) => n.metadata.name));
    for (const [name, node] of this.#known) {
      if (there.has(name)) continue;
      tell(node, 'RemovingNode', `Removing Node ${name} from Controller`);
      this.#known.delete(name);
      this.#unmarked.delete(name);
      this.#zones.remove(name);
    }
  }

  #isSilent(node: Node): boolean {
    const { name } = node.metadata;
    const seen = this.#seen.get(name);
    if (seen === undefined) {
      this.#seen.set(name, { renewTime: '', atMs: this.nowMs });
      return false;
    }
    return this.nowMs - seen.atMs > (nodeCondition(node, 'Ready') === undefined ? startupGraceMs : graceMs);
  }

  /** The node as it is after what was found out about it; undefined when it is gone. */
  async #judgeHealth(node: Node): Promise<Node | undefined> {
    let current: Node | undefined = node;
    for (let attempt = 1; current !== undefined; attempt++) {
      if (!this.#isSilent(current) || reportedTypes.every((type) => current !== undefined && nodeCondition(current, type)?.status === 'Unknown')) return current;
      try {
        return await this.client.update<Node>(resources.nodes, { ...current, status: { ...current.status, conditions: silentConditions(current, formatTime(this.nowMs)) } }, { subresource: 'status' });
      } catch (error) {
        if (isNotFound(error)) return undefined;
        if (!isConflict(error) || attempt === maxAttempts) throw error;
        current = await this.client.get<Node>(resources.nodes, node.metadata.name).catch(() => undefined);
      }
    }
    return undefined;
  }

  /** A ready node loses its eviction taint, one that is down in another way than before changes it, one that is newly down waits for its turn. */
  async #plan(node: Node): Promise<void> {
    const { name } = node.metadata;
    const taint = evictionTaint(node);
    if (taint === undefined) {
      this.#zones.remove(name);
      await this.#setTaints(name, (n) => withEvictionTaint(n, undefined, ''));
    } else if (taint.hasOther) {
      await this.#setTaints(name, (n) => withEvictionTaint(n, taint.key, formatTime(this.nowMs)));
    } else if (!taint.has) {
      this.#zones.add(node);
    }
  }

  async #evict(): Promise<void> {
    this.#evictions?.dispose();
    for (const name of this.#zones.take(this.nowMs)) {
      await this.#setTaints(name, (n) => {
        const taint = evictionTaint(n);
        return taint === undefined ? undefined : withEvictionTaint(n, taint.key, formatTime(this.nowMs));
      });
    }
    const nextMs = this.#zones.nextMs(this.nowMs);
    if (nextMs !== undefined && nextMs < monitorMs && !this.owned.isDisposed) this.#evictions = this.context.clock.setTimeout(() => { this.#evict().catch(this.context.onError); }, nextMs);
  }

  /** The Pods of a node that fell silent are not ready; what its kubelet says of itself changes nothing about them. */
  async #tellPods(observed: Node, current: Node): Promise<void> {
    const { name, uid } = current.metadata;
    const wasReady = nodeCondition(observed, 'Ready')?.status === 'True';
    const isReady = nodeCondition(current, 'Ready')?.status === 'True';
    if (wasReady && !isReady) this.events.event({ kind: 'Node', apiVersion: 'v1', name, uid }, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
    else if (wasReady || !this.#unmarked.has(name)) return;
    this.#unmarked.delete(name);
    for (const pod of this.#pods.index(nodeOf).of(name)) if (!await this.#markNotReady(pod)) this.#unmarked.add(name);
  }

  async #markNotReady(pod: Pod): Promise<boolean> {
    const old = podCondition(pod.status, 'Ready');
    if (old?.status !== 'True') return true;
    const conditions = withCondition(pod.status.conditions, { ...old, status: 'False', lastTransitionTime: formatTime(this.nowMs) });
    try {
      await this.client.update<Pod>(resources.pods, { ...pod, status: { ...pod.status, conditions } }, { subresource: 'status' });
    } catch (error) {
      if (isNotFound(error)) return true;
      if (isConflict(error)) return false;
      throw error;
    }
    this.events.event({ ...pod, kind: 'Pod', apiVersion: 'v1' }, 'Warning', 'NodeNotReady', 'Node is not ready');
    return true;
  }
}

export const nodeLifecycleController: Controller = { name: 'node-lifecycle-controller', start: (context): Disposable => new NodeLifecycle(context) };
