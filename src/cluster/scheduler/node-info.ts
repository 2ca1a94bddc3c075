// A node with the Pods on it and their sums: kube-scheduler's framework.NodeInfo.
import type { ContainerPort, Node } from '../../api/generated/core-v1.ts';
import { quantityValue } from '../component-helpers/quantities.ts';
import { amountsOf } from '../component-helpers/pod-requests.ts';
import { type PodInfo, type Resource, toResource } from './pod-info.ts';

/** Invariant: the sums are those of `pods`; changed by `addPod` and `removePod` only. */
export class NodeInfo {
  node: Node;
  readonly pods = new Map<string, PodInfo>();
  /** Those that draw or push others when nodes are scored, which required anti-affinity does not. */
  readonly podsWithAffinity = new Map<string, PodInfo>();
  readonly podsWithRequiredAntiAffinity = new Map<string, PodInfo>();
  readonly requested: Resource = { milliCpu: 0, memory: 0, ephemeralStorage: 0 };
  readonly nonZeroRequested: Resource = { milliCpu: 0, memory: 0, ephemeralStorage: 0 };
  allocatable: Resource = { milliCpu: 0, memory: 0, ephemeralStorage: 0 };
  allowedPods = 0;
  /** Host ports in use, each with how many Pods use it: `protocol|port` → host IP → count. */
  readonly usedPorts = new Map<string, Map<string, number>>();
  /** Changes with every change; lets readers keep what they reckoned. */
  generation = 0;

  constructor(node: Node) {
    this.node = node;
    this.setNode(node);
  }

  setNode(node: Node): void {
    this.generation++;
    if (this.node.status.allocatable !== node.status.allocatable || this.generation === 1) {
      this.allocatable = toResource(amountsOf(node.status.allocatable));
      this.allowedPods = quantityValue(node.status.allocatable?.['pods']);
    }
    this.node = node;
  }

  addPod(info: PodInfo): void {
    const { uid } = info.pod.metadata;
    this.generation++;
    this.pods.set(uid, info);
    if (hasAffinity(info)) this.podsWithAffinity.set(uid, info);
    if (info.requiredAntiAffinity.length > 0) this.podsWithRequiredAntiAffinity.set(uid, info);
    this.#account(info, 1);
  }

  /** Takes away the Pod as it was added. */
  removePod(uid: string): boolean {
    const info = this.pods.get(uid);
    if (info === undefined) return false;
    this.generation++;
    this.pods.delete(uid);
    this.podsWithAffinity.delete(uid);
    this.podsWithRequiredAntiAffinity.delete(uid);
    this.#account(info, -1);
    return true;
  }

  clone(): NodeInfo {
    const copy = new NodeInfo(this.node);
    for (const info of this.pods.values()) copy.addPod(info);
    return copy;
  }

  /** Whether another Pod holds one of these host ports: 0.0.0.0 clashes with every address of the same port and protocol. */
  hasPortConflict(ports: readonly ContainerPort[]): boolean {
    return ports.some((port) => {
      const users = this.usedPorts.get(portKey(port));
      if (users === undefined || users.size === 0) return false;
      const ip = hostIpOf(port);
      return ip === wildcard || users.has(wildcard) || users.has(ip);
    });
  }

  #account(info: PodInfo, sign: 1 | -1): void {
    addResource(this.requested, info.requests, sign);
    addResource(this.nonZeroRequested, info.nonZeroRequests, sign);
    for (const port of info.hostPorts) this.#countPort(port, sign);
  }

  #countPort(port: ContainerPort, sign: 1 | -1): void {
    const key = portKey(port);
    const users = this.usedPorts.get(key) ?? new Map<string, number>();
    const ip = hostIpOf(port);
    const count = (users.get(ip) ?? 0) + sign;
    if (count > 0) users.set(ip, count);
    else users.delete(ip);
    if (users.size > 0) this.usedPorts.set(key, users);
    else this.usedPorts.delete(key);
  }
}

const wildcard = '0.0.0.0';

function portKey(port: ContainerPort): string {
  return `${port.protocol ?? 'TCP'}|${port.hostPort}`;
}
function hostIpOf(port: ContainerPort): string {
  return port.hostIP === undefined || port.hostIP === '' ? wildcard : port.hostIP;
}

function hasAffinity(info: PodInfo): boolean {
  return info.requiredAffinity.length > 0 || info.preferredAffinity.length > 0 || info.preferredAntiAffinity.length > 0;
}

function addResource(into: Resource, from: Resource, sign: 1 | -1): void {
  into.milliCpu += sign * from.milliCpu;
  into.memory += sign * from.memory;
  into.ephemeralStorage += sign * from.ephemeralStorage;
  if (from.scalar === undefined) return;
  const scalar = (into.scalar ??= {});
  for (const name in from.scalar) scalar[name] = (scalar[name] ?? 0) + sign * (from.scalar[name] ?? 0);
}
