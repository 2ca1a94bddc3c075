// The scheduler's picture of nodes and Pods, kept current by informers and by its own assumptions: kube-scheduler's backend/cache with its snapshot and node tree.
import type { Node, Pod } from '../../api/generated/core-v1.ts';
import { zoneKey } from '../../api/core/node-zone.ts';
import { NodeInfo } from './node-info.ts';
import { type PodInfo, podInfo } from './pod-info.ts';
import type { ImageState, Listers, Snapshot } from './snapshot.ts';

const nobody: readonly PodInfo[] = [];

/**
 * Also the snapshot: scheduling one Pod never awaits, so what it reads cannot change under it.
 * Invariant: a Pod is on at most one node; an assumed Pod counts like a real one until it is confirmed or forgotten.
 */
export class SchedulerCache implements Snapshot {
  readonly byName = new Map<string, NodeInfo>();
  readonly listers: Listers;
  readonly #nodeOf = new Map<string, string>();
  readonly #assumed = new Map<string, PodInfo>();
  /** Pods on nodes that are not known (yet). */
  readonly #homeless = new Map<string, PodInfo>();
  readonly #nominated = new Map<string, Map<string, PodInfo>>();
  readonly #nominationOf = new Map<string, string>();
  readonly #images = new Map<string, { sizeBytes: number; nodeNames: Set<string> }>();
  readonly #claimUsers = new Map<string, number>();
  #nodes: NodeInfo[] | undefined;
  #withAffinity: NodeInfo[] | undefined;
  #hasAntiAffinity: boolean | undefined;

  constructor(listers: Listers) {
    this.listers = listers;
  }

  get nodes(): readonly NodeInfo[] {
    this.#nodes ??= roundRobinOverZones([...this.byName.values()]);
    return this.#nodes;
  }

  get withAffinity(): readonly NodeInfo[] {
    this.#withAffinity ??= this.nodes.filter((n) => n.podsWithAffinity.size > 0);
    return this.#withAffinity;
  }

  get hasRequiredAntiAffinity(): boolean {
    this.#hasAntiAffinity ??= this.nodes.some((n) => n.podsWithRequiredAntiAffinity.size > 0);
    return this.#hasAntiAffinity;
  }

  claimUsers(key: string): number {
    return this.#claimUsers.get(key) ?? 0;
  }

  image(name: string): ImageState | undefined {
    return this.#images.get(name);
  }

  nominated(nodeName: string): readonly PodInfo[] {
    // Asked of every node, while there are hardly ever any.
    const pods = this.#nominationOf.size === 0 ? undefined : this.#nominated.get(nodeName);
    return pods === undefined || pods.size === 0 ? nobody : [...pods.values()];
  }

  /** Counts the Pod as about to run on the node; no name takes a nomination back. */
  nominate(pod: Pod, nodeName: string): void {
    const { uid } = pod.metadata;
    const old = this.#nominationOf.get(uid);
    if (old !== undefined) this.#nominated.get(old)?.delete(uid);
    this.#nominationOf.delete(uid);
    if (nodeName === '') return;
    const pods = this.#nominated.get(nodeName) ?? new Map<string, PodInfo>();
    pods.set(uid, podInfo(pod));
    this.#nominated.set(nodeName, pods);
    this.#nominationOf.set(uid, nodeName);
  }

  nominationOf(uid: string): string | undefined {
    return this.#nominationOf.get(uid);
  }

  setNode(node: Node): void {
    const { name } = node.metadata;
    const known = this.byName.get(name);
    if (known !== undefined && zoneKey(known.node) === zoneKey(node)) {
      this.#forgetImages(known.node);
      known.setNode(node);
    } else {
      if (known !== undefined) this.#forgetImages(known.node);
      const info = new NodeInfo(node);
      for (const pod of known?.pods.values() ?? []) info.addPod(pod);
      for (const [uid, pod] of this.#homeless) {
        if (pod.pod.spec.nodeName !== name) continue;
        this.#homeless.delete(uid);
        info.addPod(pod);
      }
      this.byName.set(name, info);
      this.#invalidate();
    }
    this.#rememberImages(node);
  }

  removeNode(node: Node): void {
    const info = this.byName.get(node.metadata.name);
    if (info === undefined) return;
    this.#forgetImages(info.node);
    for (const [uid, pod] of info.pods) this.#homeless.set(uid, pod);
    this.byName.delete(node.metadata.name);
    this.#invalidate();
  }

  /** A Pod that is on its node, as the API says; confirms an assumption. */
  setPod(pod: Pod): void {
    const { uid } = pod.metadata;
    this.#assumed.delete(uid);
    this.#put(podInfo(pod), pod.spec.nodeName ?? '');
  }

  removePod(uid: string): void {
    this.#assumed.delete(uid);
    this.#take(uid);
  }

  /** Counts the Pod on the node before the API knows of it. */
  assume(pod: Pod, nodeName: string): void {
    const info = podInfo(pod);
    this.#assumed.set(pod.metadata.uid, info);
    this.#put(info, nodeName);
  }

  /** Takes an assumption back, unless the API has confirmed it meanwhile. */
  forget(uid: string): void {
    if (this.#assumed.delete(uid)) this.#take(uid);
  }

  isAssumed(uid: string): boolean {
    return this.#assumed.has(uid);
  }

  /** The node on which the Pod counts. */
  nodeOf(uid: string): string | undefined {
    return this.#nodeOf.get(uid);
  }

  #put(info: PodInfo, nodeName: string): void {
    const { uid } = info.pod.metadata;
    this.#take(uid);
    this.#nodeOf.set(uid, nodeName);
    this.#countClaims(info.pod, 1);
    const node = this.byName.get(nodeName);
    if (node === undefined) this.#homeless.set(uid, info);
    else {
      node.addPod(info);
      this.#touchAffinity(info);
    }
  }

  #take(uid: string): void {
    const nodeName = this.#nodeOf.get(uid);
    if (nodeName === undefined) return;
    this.#nodeOf.delete(uid);
    const node = this.byName.get(nodeName);
    const info = this.#homeless.get(uid) ?? node?.pods.get(uid);
    this.#homeless.delete(uid);
    node?.removePod(uid);
    if (info === undefined) return;
    this.#countClaims(info.pod, -1);
    this.#touchAffinity(info);
  }

  #touchAffinity(info: PodInfo): void {
    if (info.requiredAntiAffinity.length > 0) this.#hasAntiAffinity = undefined;
    if (info.requiredAffinity.length + info.preferredAffinity.length + info.preferredAntiAffinity.length > 0) this.#withAffinity = undefined;
  }

  #invalidate(): void {
    this.#nodes = undefined;
    this.#withAffinity = undefined;
    this.#hasAntiAffinity = undefined;
  }

  #countClaims(pod: Pod, by: 1 | -1): void {
    for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
      if (persistentVolumeClaim === undefined) continue;
      const key = `${pod.metadata.namespace}/${persistentVolumeClaim.claimName}`;
      const count = (this.#claimUsers.get(key) ?? 0) + by;
      if (count > 0) this.#claimUsers.set(key, count);
      else this.#claimUsers.delete(key);
    }
  }

  /** The first node that names an image says how large it is. */
  #rememberImages(node: Node): void {
    for (const image of node.status.images ?? []) {
      for (const name of image.names) {
        const state = this.#images.get(name) ?? { sizeBytes: image.sizeBytes ?? 0, nodeNames: new Set<string>() };
        state.nodeNames.add(node.metadata.name);
        this.#images.set(name, state);
      }
    }
  }

  #forgetImages(node: Node): void {
    for (const image of node.status.images ?? []) {
      for (const name of image.names) {
        const state = this.#images.get(name);
        state?.nodeNames.delete(node.metadata.name);
        if (state?.nodeNames.size === 0) this.#images.delete(name);
      }
    }
  }
}

/** One of each zone in turn, so that a search that ends early is spread over zones. */
function roundRobinOverZones(nodes: readonly NodeInfo[]): NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const node of nodes) {
    const zone = zoneKey(node.node);
    const list = zones.get(zone);
    if (list === undefined) zones.set(zone, [node]);
    else list.push(node);
  }
  const lists = [...zones.values()];
  const ordered: NodeInfo[] = [];
  for (let i = 0; ordered.length < nodes.length; i++) {
    for (const list of lists) {
      const node = list[i];
      if (node !== undefined) ordered.push(node);
    }
  }
  return ordered;
}
