// Deletes Pods from nodes with NoExecute taints that they do not tolerate, or not for longer: kube-controller-manager's taint-eviction-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Node, Pod, Taint } from '../../api/generated/core-v1.ts';
import { deepEqual } from '../../api/meta/deep-equal.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { isPodTerminal, nodeOf, withCondition } from '../component-helpers/pods.ts';
import { tolerates } from '../component-helpers/taints.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

/** How long the Pod may stay: 0 when some taint is not tolerated, Infinity when all are for ever. */
function toleratedSeconds(pod: Pod, taints: readonly Taint[]): number {
  let shortest = Infinity;
  for (const taint of taints) {
    const tolerations = (pod.spec.tolerations ?? []).filter((t) => tolerates(t, taint));
    if (tolerations.length === 0) return 0;
    for (const { tolerationSeconds } of tolerations) if (tolerationSeconds !== undefined) shortest = Math.min(shortest, Math.max(0, tolerationSeconds));
  }
  return shortest;
}

function noExecute(node: Node | undefined): Taint[] {
  return (node?.spec.taints ?? []).filter((t) => t.effect === 'NoExecute');
}

class TaintEviction extends ControllerBase {
  readonly #nodes: Informer<Node>;
  readonly #pods: Informer<Pod>;
  /** Pods that are to go, and since when that is so. */
  readonly #scheduled = new Map<string, { uid: string; sinceMs: number; timer: Disposable }>();

  constructor(context: ControllerContext) {
    super(context, 'taint-eviction-controller', (key) => this.#reconcile(key));
    this.#nodes = this.informer<Node>(resources.nodes);
    this.#pods = this.informer<Pod>(resources.pods);
    const onNodes = this.#pods.index(nodeOf);
    this.onChange(this.#nodes, (node, old) => {
      if (old !== undefined && (old.spec === node.spec || deepEqual(noExecute(old), noExecute(node)))) return;
      for (const pod of onNodes.of(node.metadata.name)) this.queue.add(keyOf(pod));
    });
    this.onChange(this.#pods, (pod, old) => {
      if (pod.spec.nodeName === undefined) return;
      if (old === undefined || old.spec !== pod.spec || old.spec.nodeName !== pod.spec.nodeName) this.queue.add(keyOf(pod));
    });
  }

  override dispose(): void {
    for (const { timer } of this.#scheduled.values()) timer.dispose();
    super.dispose();
  }

  async #reconcile(key: string): Promise<void> {
    const pod = this.#pods.get(key);
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) {
      this.#cancel(key, undefined);
      return;
    }
    const taints = noExecute(this.#nodes.get(pod.spec.nodeName ?? ''));
    const known = this.#scheduled.get(key);
    if (known !== undefined && known.uid !== pod.metadata.uid) this.#cancel(key, undefined);
    if (taints.length === 0) {
      this.#cancel(key, pod);
      return;
    }
    const seconds = toleratedSeconds(pod, taints);
    if (seconds === 0) {
      this.#cancel(key, undefined);
      await this.#evict(pod);
      return;
    }
    if (seconds === Infinity) {
      this.#cancel(key, undefined);
      return;
    }
    const sinceMs = this.#scheduled.get(key)?.sinceMs ?? this.nowMs;
    this.#cancel(key, undefined);
    const timer = this.context.clock.setTimeout(() => {
      this.#scheduled.delete(key);
      const current = this.#pods.get(key);
      if (current?.metadata.uid === pod.metadata.uid) this.#evict(current).catch(this.context.onError);
    }, sinceMs + seconds * 1000 - this.nowMs);
    this.#scheduled.set(key, { uid: pod.metadata.uid, sinceMs, timer });
  }

  /** Told as an Event only when the Pod may stay after all. */
  #cancel(key: string, pod: Pod | undefined): void {
    const known = this.#scheduled.get(key);
    if (known === undefined) return;
    known.timer.dispose();
    this.#scheduled.delete(key);
    if (pod !== undefined) this.events.event({ ...pod, kind: 'Pod', apiVersion: 'v1' }, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
  }

  async #evict(pod: Pod): Promise<void> {
    const { namespace = '', name } = pod.metadata;
    this.events.event({ ...pod, kind: 'Pod', apiVersion: 'v1' }, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${namespace}/${name}`);
    try {
      const conditions = withCondition(pod.status.conditions, {
        type: 'DisruptionTarget',
        observedGeneration: pod.metadata.generation ?? 0,
        status: 'True',
        reason: 'DeletionByTaintManager',
        message: 'Taint manager: deleting due to NoExecute taint',
        lastTransitionTime: formatTime(this.nowMs),
      });
      await this.client.patch<Pod>(resources.pods, name, namespace, 'application/strategic-merge-patch+json', { metadata: { uid: pod.metadata.uid }, status: { conditions: conditions.filter((c) => c.type === 'DisruptionTarget') } }, { subresource: 'status' });
      await this.client.delete(resources.pods, name, namespace, { preconditions: { uid: pod.metadata.uid } });
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }
}

export const taintEvictionController: Controller = { name: 'taint-eviction-controller', start: (context): Disposable => new TaintEviction(context) };
