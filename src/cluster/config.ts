// What a cluster is made of: the content of podlab.yaml.
import type { Taint } from '../api/generated/core-v1.ts';
import { usualCapacity } from '../client/node-entry.ts';

export interface NodeSettings {
  readonly name: string;
  readonly capacity: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Besides those that every node has. */
  readonly preloadedImages?: readonly string[];
}

/** How long things take that a real cluster takes time for, in milliseconds of the cluster's clock. */
export interface LatencySettings {
  /** Before the first byte of an image comes. */
  readonly imagePullMs: number;
  /** Of the registry, bytes per second; 0 means that pulling takes `imagePullMs` only. */
  readonly imageBytesPerSecond: number;
  /** Making a Pod's sandbox with its network. */
  readonly sandboxMs: number;
  /** Making and starting one container. */
  readonly containerStartMs: number;
  /** How often a kubelet looks at what became of its containers. */
  readonly relistMs: number;
  /** How long a kubelet takes to see what became of a step of its own: 0.2 s on a quiet node, a second where many Pods start. */
  readonly relookMs: number;
}

export interface ClusterConfig {
  readonly nodes: readonly NodeSettings[];
  readonly latencies: LatencySettings;
  /** Simulated seconds per real second at the start. */
  readonly speed: number;
  /** Images that every node has from the beginning. */
  readonly preloadedImages: readonly string[];
  /** Whether metrics.k8s.io is served, which a new cluster does not have. */
  readonly hasMetricsServer?: boolean;
}

export const realisticLatencies: LatencySettings = { imagePullMs: 600, imageBytesPerSecond: 40 * 1024 * 1024, sandboxMs: 250, containerStartMs: 450, relistMs: 1000, relookMs: 600 };

/** Nothing takes time: for tests and benchmarks. */
export const noLatencies: LatencySettings = { imagePullMs: 0, imageBytesPerSecond: 0, sandboxMs: 0, containerStartMs: 0, relistMs: 0, relookMs: 0 };

/** What tells a control plane's node from others. */
export const controlPlane: Pick<NodeSettings, 'labels' | 'taints'> = {
  labels: { 'node-role.kubernetes.io/control-plane': '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' },
  taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
};

/**
 * One control plane and two workers. The names say the role, because a learner reads them in every `kubectl get pods -o wide` and must see at a glance
 * that Pods land on workers; they are DNS labels without a prefix so that columns stay narrow.
 */
export const defaultClusterConfig: ClusterConfig = {
  nodes: [
    { name: 'control-plane', capacity: usualCapacity, ...controlPlane },
    { name: 'worker-1', capacity: usualCapacity, labels: {}, taints: [] },
    { name: 'worker-2', capacity: usualCapacity, labels: {}, taints: [] },
  ],
  latencies: realisticLatencies,
  speed: 1,
  // What the recorded lives of Pods were recorded with; everything else is pulled, as on a fresh node.
  preloadedImages: ['busybox:1.36', 'webserver:1'],
};
