// Watches over nodes: taints them by their conditions and cordon, and declares those silent that stopped renewing. kube-controller-manager's node-lifecycle-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Lease } from '../../api/generated/coordination-v1.ts';
import type { Node, NodeCondition, Pod, Taint } from '../../api/generated/core-v1.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { nodeOf, podCondition, withCondition } from '../component-helpers/pods.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

const monitorMs = 5000;
const graceMs = 50_000;
const noScheduleByCondition: readonly { readonly type: string; readonly status: string; readonly key: string }[] = [
  { type: 'Ready', status: 'False', key: 'node.kubernetes.io/not-ready' },
  { type: 'Ready', status: 'Unknown', key: 'node.kubernetes.io/unreachable' },
  { type: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure' },
  { type: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure' },
  { type: 'NetworkUnavailable', status: 'True', key: 'node.kubernetes.io/network-unavailable' },
  { type: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure' },
];
const unschedulable = 'node.kubernetes.io/unschedulable';
const ownKeys: ReadonlySet<string> = new Set([...noScheduleByCondition.map((c) => c.key), unschedulable]);

function conditionStatus(node: Node, type: string): string | undefined {
  return node.status.conditions?.find((c) => c.type === type)?.status;
}

/** The taints that the node should have, others kept in place. */
function wantedTaints(node: Node, now: string): Taint[] {
  const noSchedule = noScheduleByCondition.filter((c) => conditionStatus(node, c.type) === c.status).map((c) => c.key);
  if (node.spec.unschedulable === true) noSchedule.push(unschedulable);
  const ready = conditionStatus(node, 'Ready');
  const noExecute = ready === 'False' ? 'node.kubernetes.io/not-ready' : ready === 'Unknown' || ready === undefined ? 'node.kubernetes.io/unreachable' : undefined;
  const wanted: Taint[] = [...noSchedule.map((key): Taint => ({ key, effect: 'NoSchedule', timeAdded: now }))];
  if (noExecute !== undefined && ready !== undefined) wanted.push({ key: noExecute, effect: 'NoExecute', timeAdded: now });
  const current = node.spec.taints ?? [];
  const isOwn = (t: Taint): boolean => (t.effect === 'NoSchedule' && ownKeys.has(t.key)) || (t.effect === 'NoExecute' && (t.key === 'node.kubernetes.io/not-ready' || t.key === 'node.kubernetes.io/unreachable'));
  const kept = current.filter((t) => !isOwn(t) || wanted.some((w) => w.key === t.key && w.effect === t.effect));
  return [...kept, ...wanted.filter((w) => !kept.some((k) => k.key === w.key && k.effect === w.effect))];
}

class NodeLifecycle extends ControllerBase {
  readonly #nodes: Informer<Node>;
  readonly #leases: Informer<Lease>;
  readonly #pods: Informer<Pod>;
  /** When each node was last heard of, by this controller's own clock. */
  readonly #seen = new Map<string, { renewTime: string; atMs: number }>();

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
    this.#monitor();
  }

  #hear(name: string, renewTime: string): void {
    if (this.#seen.get(name)?.renewTime !== renewTime) this.#seen.set(name, { renewTime, atMs: this.nowMs });
  }

  #monitor(): void {
    const timer = this.owned.add(this.context.clock.setTimeout(() => {
      this.owned.delete(timer);
      for (const node of this.#nodes.list()) if (this.#isSilent(node)) this.queue.add(node.metadata.name);
      if (!this.owned.isDisposed) this.#monitor();
    }, monitorMs));
  }

  #isSilent(node: Node): boolean {
    const { name } = node.metadata;
    const seen = this.#seen.get(name);
    if (seen === undefined) {
      this.#seen.set(name, { renewTime: '', atMs: this.nowMs });
      return false;
    }
    return this.nowMs - seen.atMs > graceMs;
  }

  async #reconcile(name: string): Promise<void> {
    const node = this.#nodes.get(name);
    if (node === undefined) {
      this.#seen.delete(name);
      return;
    }
    try {
      if (this.#isSilent(node) && conditionStatus(node, 'Ready') !== 'Unknown') {
        await this.#declareSilent(node);
        return;
      }
      const now = formatTime(this.nowMs);
      const taints = wantedTaints(node, now);
      const current = node.spec.taints ?? [];
      const isSame = taints.length === current.length && taints.every((t, i) => t.key === current[i]?.key && t.effect === current[i].effect);
      if (!isSame) {
        await this.client.patch<Node>(resources.nodes, name, undefined, 'application/merge-patch+json', { metadata: { resourceVersion: node.metadata.resourceVersion }, spec: { taints: taints.length === 0 ? null : taints } });
      }
      const ready = conditionStatus(node, 'Ready');
      if (ready === 'False' || ready === 'Unknown') await this.#markPodsNotReady(node);
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error;
      this.queue.addAfter(name, 20);
    }
  }

  async #declareSilent(node: Node): Promise<void> {
    const now = formatTime(this.nowMs);
    const known = new Set((node.status.conditions ?? []).map((c) => c.type));
    const lost = (type: string, old: NodeCondition | undefined): NodeCondition => ({
      type,
      status: 'Unknown',
      reason: old === undefined ? 'NodeStatusNeverUpdated' : 'NodeStatusUnknown',
      message: old === undefined ? 'Kubelet never posted node status.' : 'Kubelet stopped posting node status.',
      lastHeartbeatTime: old?.lastHeartbeatTime ?? node.metadata.creationTimestamp,
      lastTransitionTime: now,
    });
    const types = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'];
    const conditions = [
      ...(node.status.conditions ?? []).map((c) => (types.includes(c.type) && c.status !== 'Unknown' ? lost(c.type, c) : c)),
      ...types.filter((t) => !known.has(t)).map((t) => lost(t, undefined)),
    ];
    await this.client.update<Node>(resources.nodes, { ...node, status: { ...node.status, conditions } }, { subresource: 'status' });
    this.events.event({ ...node, kind: 'Node', apiVersion: 'v1' }, 'Normal', 'NodeNotReady', `Node ${node.metadata.name} status is now: NodeNotReady`);
  }

  async #markPodsNotReady(node: Node): Promise<void> {
    for (const pod of this.#pods.index(nodeOf).of(node.metadata.name)) {
      if (podCondition(pod.status, 'Ready')?.status !== 'True') continue;
      const now = formatTime(this.nowMs);
      const old = podCondition(pod.status, 'Ready');
      const conditions = withCondition(pod.status.conditions, { ...old, type: 'Ready', status: 'False', lastTransitionTime: now });
      try {
        await this.client.update<Pod>(resources.pods, { ...pod, status: { ...pod.status, conditions } }, { subresource: 'status' });
      } catch (error) {
        if (isConflict(error)) this.queue.addAfter(node.metadata.name, 20);
        else if (!isNotFound(error)) throw error;
        continue;
      }
      this.events.event({ ...pod, kind: 'Pod', apiVersion: 'v1' }, 'Warning', 'NodeNotReady', 'Node is not ready');
    }
  }
}

export const nodeLifecycleController: Controller = { name: 'node-lifecycle-controller', start: (context): Disposable => new NodeLifecycle(context) };
