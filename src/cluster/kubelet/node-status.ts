// What a node says of itself: kubelet's node status setters.
import type { Node, NodeCondition } from '../../api/generated/core-v1.ts';
import type { New } from '../../api/meta/object.ts';
import type { Taint } from '../../api/generated/core-v1.ts';
import type { Pressure } from './eviction-manager.ts';
import type { ImageReport } from './runtime-service.ts';

const kubeletVersion = 'v1.36.3';

/** A simulated machine. */
export interface NodeConfig {
  readonly name: string;
  /** Its address inside the cluster. */
  readonly ip: string;
  readonly podCidr: string;
  readonly capacity: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly annotations?: Readonly<Record<string, string>>;
  /** Images that it has from the beginning, besides those that every machine has. */
  readonly preloadedImages?: readonly string[];
}

const healthy: readonly Pick<NodeCondition, 'type' | 'status' | 'reason' | 'message'>[] = [
  { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available' },
  { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' },
  { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available' },
  { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
];

/** Stable 128-bit-looking ids that differ between nodes. */
function machineId(name: string, salt: number): string {
  let text = '';
  let state = salt;
  for (let i = 0; text.length < 32; i++) {
    state = (Math.imul(state, 31) + name.charCodeAt(i % name.length) + i) >>> 0;
    text += (state & 0xf).toString(16);
  }
  return text;
}

function dashed(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

const pressed: Readonly<Record<Pressure, Pick<NodeCondition, 'type' | 'status' | 'reason' | 'message'>>> = {
  MemoryPressure: { type: 'MemoryPressure', status: 'True', reason: 'KubeletHasInsufficientMemory', message: 'kubelet has insufficient memory available' },
  DiskPressure: { type: 'DiskPressure', status: 'True', reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure' },
};

function nodeConditions(old: readonly NodeCondition[] | undefined, now: string, pressures: readonly Pressure[]): NodeCondition[] {
  const others = (old ?? []).filter((c) => !healthy.some((h) => h.type === c.type));
  const current = healthy.map((c) => pressures.filter((p) => p === c.type).map((p) => pressed[p])[0] ?? c);
  return [...others, ...current.map((c) => {
    const before = old?.find((o) => o.type === c.type);
    return { ...c, lastHeartbeatTime: now, lastTransitionTime: before?.status === c.status && before.lastTransitionTime !== undefined ? before.lastTransitionTime : now };
  })];
}

export function nodeStatus(config: NodeConfig, images: readonly ImageReport[], old: readonly NodeCondition[] | undefined, now: string, pressures: readonly Pressure[] = []): New<Node['status']> {
  return {
    capacity: { ...config.capacity },
    allocatable: { ...config.capacity },
    conditions: nodeConditions(old, now, pressures),
    addresses: [{ type: 'InternalIP', address: config.ip }, { type: 'Hostname', address: config.name }],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: machineId(config.name, 17),
      systemUUID: dashed(machineId(config.name, 29)),
      bootID: dashed(machineId(config.name, 43)),
      kernelVersion: '6.12.0-podlab',
      osImage: 'Podlab (simulated)',
      containerRuntimeVersion: 'containerd://2.2.9',
      kubeletVersion,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
    images: [...images].sort((a, b) => b.sizeBytes - a.sizeBytes).slice(0, 50).map((i) => ({ names: [i.digest, i.image], sizeBytes: i.sizeBytes })),
    features: { supplementalGroupsPolicy: true },
    runtimeHandlers: [{ name: '', features: { recursiveReadOnlyMounts: false, userNamespaces: false } }],
  };
}

export function nodeObject(config: NodeConfig): New<Node> {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: config.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': config.name,
        'kubernetes.io/os': 'linux',
        ...config.labels,
      },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true', ...config.annotations },
    },
    spec: {
      podCIDR: config.podCidr,
      podCIDRs: [config.podCidr],
      ...(config.taints.length > 0 && { taints: config.taints.map((t) => ({ ...t })) }),
    },
  };
}
