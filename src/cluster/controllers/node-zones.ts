// How fast nodes that are silent or not ready lose their Pods: a queue and a rate for each zone, slowed down or stopped when much of it is down (kube-controller-manager's rate-limited taint queues and its zone states).
import type { Node } from '../../api/generated/core-v1.ts';
import { zoneKey } from '../../api/core/node-zone.ts';

const evictionsPerSecond = 0.1;
const slowEvictionsPerSecond = 0.01;
/** A zone of up to so many nodes that is partly down keeps all of its Pods. */
const largeZone = 50;
const unhealthyShare = 0.55;

type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

interface Zone {
  /** Nodes that wait for their taint, oldest first. */
  readonly waiting: Set<string>;
  perSecond: number;
  /** When the last of its tokens was taken. */
  takenMs: number;
}

function stateOf(readiness: readonly boolean[]): ZoneState {
  const down = readiness.filter((isReady) => !isReady).length;
  if (down > 0 && down === readiness.length) return 'FullDisruption';
  return down > 2 && down / readiness.length >= unhealthyShare ? 'PartialDisruption' : 'Normal';
}

/** The zones of a cluster and which of their nodes may be tainted now. */
export class NodeZones {
  readonly #zones = new Map<string, Zone>();
  /** That every zone is down: then it is rather the control plane that is cut off, and nothing is evicted. */
  #isAllDown = false;

  #zone(key: string): Zone {
    let zone = this.#zones.get(key);
    if (zone === undefined) this.#zones.set(key, zone = { waiting: new Set(), perSecond: evictionsPerSecond, takenMs: -Infinity });
    return zone;
  }

  add(node: Node): void {
    this.#zone(zoneKey(node)).waiting.add(node.metadata.name);
  }

  remove(nodeName: string): void {
    for (const { waiting } of this.#zones.values()) waiting.delete(nodeName);
  }

  /** Takes note of which nodes are ready. Tells whether the cluster as a whole went down or came back. */
  judge(nodes: readonly { readonly node: Node; readonly isReady: boolean }[]): 'down' | 'back' | undefined {
    const byZone = Map.groupBy(nodes, ({ node }) => zoneKey(node));
    const states = [...byZone].map(([key, members]) => ({ zone: this.#zone(key), size: members.length, state: stateOf(members.map((m) => m.isReady)) }));
    const isAllDown = states.length > 0 && states.every(({ state }) => state === 'FullDisruption');
    const wasAllDown = this.#isAllDown;
    this.#isAllDown = isAllDown;
    for (const { zone, state, size } of states) {
      zone.perSecond = isAllDown ? 0 : state !== 'PartialDisruption' ? evictionsPerSecond : size > largeZone ? slowEvictionsPerSecond : 0;
    }
    return isAllDown === wasAllDown ? undefined : isAllDown ? 'down' : 'back';
  }

  /** The nodes whose turn has come; they leave the queue. */
  take(nowMs: number): string[] {
    const due: string[] = [];
    for (const zone of this.#zones.values()) {
      // A clock that was set back does not stop evictions.
      if (zone.takenMs > nowMs) zone.takenMs = nowMs;
      if (zone.perSecond === 0 || nowMs - zone.takenMs < 1000 / zone.perSecond) continue;
      const [first] = zone.waiting;
      if (first === undefined) continue;
      zone.waiting.delete(first);
      zone.takenMs = nowMs;
      due.push(first);
    }
    return due;
  }

  /** In how many milliseconds somebody's turn comes; undefined when nobody waits or may go. */
  nextMs(nowMs: number): number | undefined {
    let next: number | undefined;
    for (const { waiting, perSecond, takenMs } of this.#zones.values()) {
      if (waiting.size === 0 || perSecond === 0) continue;
      const left = Math.max(0, takenMs + 1000 / perSecond - nowMs);
      next = next === undefined ? left : Math.min(next, left);
    }
    return next;
  }
}
