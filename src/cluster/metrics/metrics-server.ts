// What Pods and Nodes use, as metrics.k8s.io tells it: metrics-server, which here looks when it is asked, so that idle costs nothing.
import type { Node, Pod } from '../../api/generated/core-v1.ts';
import { formatGoDuration } from '../../api/meta/go-duration.ts';
import { type Clock, formatTime, parseTime } from '../../base/clock.ts';
import type { ContainerStats } from '../kubelet/runtime-service.ts';

/** Upstream's --metric-resolution: no newer figures are taken within it. */
const resolutionMs = 15_000;
/** So many containers are remembered before those that are gone are forgotten. */
const mostSeen = 10_000;

export type StatsOf = (node: string, containerId: string) => Pick<ContainerStats, 'cpuMillis' | 'memoryBytes'> | undefined;

/** The newest look at a container. */
interface Seen {
  readonly sinceMs: number;
  readonly atMs: number;
  /** Thousandths of a processor. */
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly node: string;
}

export interface Usage {
  /** Billionths of a processor. */
  readonly cpu: string;
  readonly memory: string;
}

/** Differs from Kubernetes: processor time is told per second of the host, so that a faster clock makes Pods look busier than they are. */
export class MetricsServer {
  readonly #clock: Clock;
  readonly #statsOf: StatsOf;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock, statsOf: StatsOf) {
    this.#clock = clock;
    this.#statsOf = statsOf;
  }

  /** A PodMetrics; undefined while nothing of the Pod runs. */
  ofPod({ metadata: { name, namespace, labels }, spec, status }: Pod): unknown {
    const seen = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].flatMap((container) => {
      const { startedAt } = container.state?.running ?? {};
      const found = typeof startedAt === 'string' ? this.#look(spec.nodeName ?? '', container.containerID ?? '', parseTime(startedAt)) : undefined;
      return found === undefined ? [] : [{ name: container.name, found }];
    });
    const [first] = seen;
    if (first === undefined) return undefined;
    return { ...this.#head('PodMetrics', { name, ...(namespace !== undefined && { namespace }), ...(labels && { labels }) }, first.found), containers: seen.map((container) => ({ name: container.name, usage: usageOf([container.found]) })) };
  }

  /** A NodeMetrics of what `pods`, which are the Node's, use. Differs from Kubernetes: a node's own processes use nothing. */
  ofNode({ metadata: { name, labels } }: Node, pods: readonly Pod[]): unknown {
    const seen = pods.flatMap(({ status }) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]).flatMap(({ state, containerID = '' }) => {
      const { startedAt } = state?.running ?? {};
      return (typeof startedAt === 'string' ? this.#look(name, containerID, parseTime(startedAt)) : undefined) ?? [];
    });
    const nowMs = this.#clock.now();
    const window: Pick<Seen, 'sinceMs' | 'atMs'> = seen[0] ?? { sinceMs: nowMs - resolutionMs, atMs: nowMs };
    return { ...this.#head('NodeMetrics', { name, ...(labels && { labels }) }, window), usage: usageOf(seen) };
  }

  #head(kind: string, metadata: object, { sinceMs, atMs }: Pick<Seen, 'sinceMs' | 'atMs'>): object {
    return { kind, apiVersion: 'metrics.k8s.io/v1beta1', metadata: { ...metadata, creationTimestamp: formatTime(this.#clock.now()) }, timestamp: formatTime(atMs), window: formatGoDuration(Math.round(atMs - sinceMs)) };
  }

  #look(node: string, containerId: string, startedAtMs: number): Seen | undefined {
    const id = containerId.slice(containerId.indexOf('//') + 2);
    const nowMs = this.#clock.now();
    const known = this.#seen.get(id);
    if (known !== undefined && nowMs - known.atMs < resolutionMs) return known;
    const stats = this.#statsOf(node, id);
    if (stats === undefined) return undefined;
    const seen: Seen = { sinceMs: known?.atMs ?? startedAtMs, atMs: nowMs, cpuMillis: stats.cpuMillis, memoryBytes: stats.memoryBytes, node };
    if (this.#seen.size >= mostSeen) this.#forget();
    this.#seen.set(id, seen);
    return seen;
  }

  #forget(): void {
    for (const [id, { node }] of this.#seen) if (this.#statsOf(node, id) === undefined) this.#seen.delete(id);
  }
}

function usageOf(seen: readonly Pick<Seen, 'cpuMillis' | 'memoryBytes'>[]): Usage {
  const milliCores = seen.reduce((sum, { cpuMillis }) => sum + cpuMillis, 0);
  const bytes = seen.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  return { cpu: milliCores === 0 ? '0' : `${Math.ceil(milliCores * 1e6)}n`, memory: `${Math.ceil(bytes / 1024)}Ki` };
}
