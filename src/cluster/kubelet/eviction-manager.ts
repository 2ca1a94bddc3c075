// Ends Pods that use more storage than they may, and others when the node runs out of memory or disk: pkg/kubelet/eviction.
import type { Node, Pod, Taint } from '../../api/generated/core-v1.ts';
import { quantityOf, quantityText } from '../../api/resource/quantity.ts';
import { quantityValue, resourceAmount } from '../component-helpers/quantities.ts';
import { findUntolerated } from '../component-helpers/taints.ts';
import type { Rejection } from './admission.ts';
import type { KubeletContext } from './kubelet-context.ts';
import type { PodRuntime } from './pod-runtime.ts';
import type { VolumeRef } from './runtime-service.ts';

/** What the manager needs of a Pod worker. */
export interface EvictablePod {
  readonly pod: Pod;
  readonly isActive: boolean;
  readonly podRuntime: PodRuntime;
  volume(name: string): VolumeRef | undefined;
  /** Ends the Pod; with a pressure also told in the condition DisruptionTarget. */
  evict(message: string, isPressure: boolean): void;
}

export type Pressure = 'MemoryPressure' | 'DiskPressure';
type Resource = 'memory' | 'ephemeral-storage';

interface Signal {
  readonly pressure: Pressure;
  readonly resource: Resource;
  readonly capacity: number;
  readonly threshold: number;
  readonly used: number;
}

/** The hard thresholds of a kubelet that is not configured otherwise. */
const memoryThresholdBytes = 100 * 1024 * 1024;
const diskThresholdShare = 0.1;
/** How long a pressure is told after it was last seen. */
const transitionMs = 300_000;
/** Volumes are measured some time after their Pod was seen, then once a minute. */
const firstVolumesMs = 20_000;
const volumesMs = 60_000;
const criticalPriority = 2_000_000_000;
const memoryTaint: Taint = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' };

function bytesText(bytes: number): string {
  return quantityText(quantityOf(Math.round(bytes), 'BinarySI'));
}

/** One per kubelet; looks when it is told to, which the kubelet does each 10 s. */
export class EvictionManager {
  readonly #context: KubeletContext;
  readonly #workers: () => Iterable<EvictablePod>;
  readonly #lastSeenMs = new Map<Pressure, number>();
  /** From when a Pod's volumes are measured next, and whether its own storage has been. */
  readonly #measured = new Map<string, { volumesDueMs: number; isSeen: boolean }>();

  constructor(context: KubeletContext, workers: () => Iterable<EvictablePod>) {
    this.#context = context;
    this.#workers = workers;
  }

  /** What the node's conditions say. */
  get pressures(): readonly Pressure[] {
    return [...this.#lastSeenMs.keys()];
  }

  /** Under pressure a node takes no Pods; when only memory is short, BestEffort ones alone are kept away. */
  refusal(pod: Pod): Rejection | undefined {
    const { pressures } = this;
    if (pressures.length === 0 || isCritical(pod)) return undefined;
    if (pressures.length === 1 && pressures[0] === 'MemoryPressure') {
      if (pod.status.qosClass !== 'BestEffort' || findUntolerated([memoryTaint], pod.spec.tolerations, ['NoSchedule']) === undefined) return undefined;
    }
    return { reason: 'Evicted', message: `The node had condition: [${pressures.join(' ')}]. ` };
  }

  /** Looks at the storage of Pods with limits, then at the node; one Pod at most is ended for the node's sake. True when the node's conditions changed. */
  synchronize(): boolean {
    const before = this.pressures.join();
    const active = [...this.#workers()].filter((worker) => worker.isActive);
    this.#forgetAllBut(active);
    const evicted = active.filter((worker) => this.#evictForOwnLimit(worker));
    const node = this.#context.node();
    const starved = this.#signals(node).filter((signal) => signal.capacity > 0 && signal.capacity - signal.used < signal.threshold);
    const now = this.#context.clock.now();
    for (const { pressure } of starved) this.#lastSeenMs.set(pressure, now);
    for (const [pressure, seenMs] of this.#lastSeenMs) if (now - seenMs >= transitionMs) this.#lastSeenMs.delete(pressure);
    const [worst] = starved;
    if (worst !== undefined && evicted.length === 0) this.#reclaim(node, worst, active);
    return this.pressures.join() !== before;
  }

  #signals(node: Node): Signal[] {
    const allocatable = node.status.capacity ?? {};
    const usage = this.#context.runtime.nodeUsage();
    const memory = resourceAmount('memory', allocatable['memory']);
    const disk = resourceAmount('ephemeral-storage', allocatable['ephemeral-storage']);
    return [
      { pressure: 'MemoryPressure', resource: 'memory', capacity: memory, threshold: memoryThresholdBytes, used: usage.memoryBytes },
      { pressure: 'DiskPressure', resource: 'ephemeral-storage', capacity: disk, threshold: disk * diskThresholdShare, used: usage.diskBytes },
    ];
  }

  #reclaim(node: Node, { resource, capacity, used, threshold }: Signal, active: readonly EvictablePod[]): void {
    this.#context.events.event({ ...node, kind: 'Node', apiVersion: 'v1' }, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${resource}`);
    const usageOf = (worker: EvictablePod): number => this.#usageByContainer(worker, resource).reduce((sum, [, bytes]) => sum + bytes, 0);
    const excessOf = (worker: EvictablePod): number => usageOf(worker) - requestOf(worker.pod, resource);
    const ranked = active.filter((worker) => !isCritical(worker.pod)).sort((a, b) =>
      Number(excessOf(b) > 0) - Number(excessOf(a) > 0) || (a.pod.spec.priority ?? 0) - (b.pod.spec.priority ?? 0) || excessOf(b) - excessOf(a));
    const [victim] = ranked;
    if (victim === undefined) return;
    let message = `The node was low on resource: ${resource}. Threshold quantity: ${bytesText(threshold)}, available: ${bytesText(Math.max(0, capacity - used))}. `;
    for (const [name, bytes] of this.#usageByContainer(victim, resource)) {
      const request = victim.pod.spec.containers.find((c) => c.name === name)?.resources.requests?.[resource] ?? '0';
      if (bytes > quantityValue(request)) message += `Container ${name} was using ${bytesText(bytes)}, request is ${request}, has larger consumption of ${resource}. `;
    }
    this.#end(victim, message, true);
  }

  #usageByContainer({ podRuntime }: EvictablePod, resource: Resource): [string, number][] {
    return podRuntime.running().map((view) => {
      const stats = this.#context.runtime.containerStats(view.id);
      return [view.name, resource === 'memory' ? (stats?.memoryBytes ?? 0) : (stats?.rootfsBytes ?? 0) + (stats?.logBytes ?? 0)];
    });
  }

  #evictForOwnLimit(worker: EvictablePod): boolean {
    const { uid } = worker.pod.metadata;
    const now = this.#context.clock.now();
    const known = this.#measured.get(uid) ?? { volumesDueMs: now + firstVolumesMs, isSeen: false };
    const areVolumesDue = now >= known.volumesDueMs;
    this.#measured.set(uid, { volumesDueMs: areVolumesDue ? now + volumesMs : known.volumesDueMs, isSeen: true });
    // What a look finds is what was measured before it.
    const message = (areVolumesDue ? this.#volumeExcess(worker) : undefined) ?? (known.isSeen ? this.#storageExcess(worker) : undefined);
    if (message === undefined || isCritical(worker.pod)) return false;
    this.#end(worker, message, false);
    return true;
  }

  #forgetAllBut(active: readonly EvictablePod[]): void {
    const uids = new Set(active.map(({ pod }) => pod.metadata.uid));
    for (const uid of this.#measured.keys()) if (!uids.has(uid)) this.#measured.delete(uid);
  }

  #volumeExcess(worker: EvictablePod): string | undefined {
    for (const { name, emptyDir } of worker.pod.spec.volumes ?? []) {
      const limit = quantityValue(emptyDir?.sizeLimit);
      const ref = limit > 0 ? worker.volume(name) : undefined;
      if (ref !== undefined && (this.#context.runtime.volumeUsedBytes(ref) ?? 0) > limit) return `Usage of EmptyDir volume "${name}" exceeds the limit "${emptyDir?.sizeLimit ?? ''}". `;
    }
    return undefined;
  }

  #storageExcess(worker: EvictablePod): string | undefined {
    const { pod } = worker;
    const limits = new Map(pod.spec.containers.map((c) => [c.name, c.resources.limits?.['ephemeral-storage']]));
    if ([...limits.values()].every((limit) => limit === undefined)) return undefined;
    const used = this.#usageByContainer(worker, 'ephemeral-storage');
    const volumes = (pod.spec.volumes ?? []).filter((v) => v.emptyDir !== undefined && v.emptyDir.medium !== 'Memory').map((v) => worker.volume(v.name)).filter((ref) => ref !== undefined);
    const total = used.reduce((sum, [, bytes]) => sum + bytes, 0) + volumes.reduce((sum, ref) => sum + (this.#context.runtime.volumeUsedBytes(ref) ?? 0), 0);
    const podLimit = [...limits.values()].reduce((sum, limit) => sum + quantityValue(limit), 0);
    if (total > podLimit) return `Pod ephemeral local storage usage exceeds the total limit of containers ${bytesText(podLimit)}. `;
    const over = used.find(([name, bytes]) => limits.get(name) !== undefined && bytes > quantityValue(limits.get(name)));
    return over === undefined ? undefined : `Container ${over[0]} exceeded its local ephemeral storage limit "${limits.get(over[0]) ?? ''}". `;
  }

  #end(worker: EvictablePod, message: string, isPressure: boolean): void {
    this.#context.events.event(worker.pod, 'Warning', 'Evicted', message);
    worker.evict(message, isPressure);
  }
}

function isCritical(pod: Pod): boolean {
  return (pod.spec.priority ?? 0) >= criticalPriority;
}

function requestOf(pod: Pod, resource: Resource): number {
  return pod.spec.containers.reduce((sum, c) => sum + quantityValue(c.resources.requests?.[resource]), 0);
}
