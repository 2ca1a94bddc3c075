// Deletes Pods from nodes with NoExecute taints that they do not tolerate, or not for longer: kube-controller-manager's taint-eviction-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Node, Pod, PodCondition, Taint } from '../../api/generated/core-v1.ts';
import { deepEqual } from '../../api/meta/deep-equal.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { nodeOf, podCondition, withCondition } from '../component-helpers/pods.ts';
import { tolerates } from '../component-helpers/taints.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

/** How long the Pod may stay: 0 when some taint is not tolerated, Infinity when all are for ever. Of several tolerations of one taint the first counts. */
function toleratedSeconds(pod: Pod, taints: readonly Taint[]): number {
  let shortest = Infinity;
  for (const taint of taints) {
    const toleration = pod.spec.tolerations?.find((t) => tolerates(t, taint));
    if (toleration === undefined) return 0;
    if (toleration.tolerationSeconds !== undefined) shortest = Math.min(shortest, Math.max(0, toleration.tolerationSeconds));
  }
  return shortest;
}

function noExecute(node: Node | undefined): Taint[] {
  return (node?.spec.taints ?? []).filter((t) => t.effect === 'NoExecute');
}

class TaintEviction extends ControllerBase {
  readonly #nodes: Informer<Node>;
  readonly #pods: Informer<Pod>;
  /** Pods that are to go, or went, at a time that stands until it is called off. */
  readonly #scheduled = new Map<string, { uid: string; timer: Disposable | undefined }>();

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
    for (const { timer } of this.#scheduled.values()) timer?.dispose();
    super.dispose();
  }

  async #reconcile(key: string): Promise<void> {
    const pod = this.#pods.get(key);
    const known = this.#scheduled.get(key);
    if (pod === undefined || (known !== undefined && known.uid !== pod.metadata.uid)) this.#cancel(key);
    if (pod === undefined) return;
    const taints = noExecute(this.#nodes.get(pod.spec.nodeName ?? ''));
    const seconds = toleratedSeconds(pod, taints);
    if (seconds === Infinity) {
      this.#cancel(key);
    } else if (seconds === 0) {
      this.#cancel(key);
      this.#scheduled.set(key, { uid: pod.metadata.uid, timer: undefined });
      await this.#evict(pod);
    } else if (!this.#scheduled.has(key)) {
      // A time that was set stands, whatever taints come and go, as long as there are some.
      const timer = this.context.clock.setTimeout(() => {
        this.#scheduled.set(key, { uid: pod.metadata.uid, timer: undefined });
        const current = this.#pods.get(key);
        if (current?.metadata.uid === pod.metadata.uid) this.#evict(current).catch(this.context.onError);
      }, seconds * 1000);
      this.#scheduled.set(key, { uid: pod.metadata.uid, timer });
    }
  }

  #tell(key: string, what: string): void {
    const [namespace = '', name = ''] = key.split('/');
    this.events.event({ kind: 'Pod', apiVersion: 'v1', namespace, name }, 'Normal', 'TaintManagerEviction', `${what} Pod ${key}`);
  }

  /** Told as an Event when the Pod was still to go. */
  #cancel(key: string): void {
    const known = this.#scheduled.get(key);
    if (known === undefined) return;
    this.#scheduled.delete(key);
    if (known.timer === undefined) return;
    known.timer.dispose();
    this.#tell(key, 'Cancelling deletion of');
  }

  async #evict(pod: Pod): Promise<void> {
    const { namespace = '', name, uid } = pod.metadata;
    this.#tell(keyOf(pod), 'Marking for deletion');
    try {
      if (podCondition(pod.status, 'DisruptionTarget')?.reason !== 'DeletionByTaintManager') {
        const condition: PodCondition = {
          type: 'DisruptionTarget',
          observedGeneration: pod.metadata.generation ?? 0,
          status: 'True',
          reason: 'DeletionByTaintManager',
          message: 'Taint manager: deleting due to NoExecute taint',
          lastTransitionTime: formatTime(this.nowMs),
        };
        const order = withCondition(pod.status.conditions, condition).map(({ type }) => ({ type }));
        await this.client.patch<Pod>(resources.pods, name, namespace, 'application/strategic-merge-patch+json', { metadata: { uid }, status: { '$setElementOrder/conditions': order, conditions: [condition] } }, { subresource: 'status' });
      }
      await this.client.delete(resources.pods, name, namespace, { preconditions: { uid } });
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }
}

export const taintEvictionController: Controller = { name: 'taint-eviction-controller', start: (context): Disposable => new TaintEviction(context) };
