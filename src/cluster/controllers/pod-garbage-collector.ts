// Removes Pods that no kubelet will: on nodes that are gone, and unscheduled ones being deleted. kube-controller-manager's pod-garbage-collector-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Node, Pod } from '../../api/generated/core-v1.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { isPodTerminal, withCondition } from '../component-helpers/pods.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

const periodMs = 20_000;
const quarantineMs = 40_000;
const maxTerminated = 12_500;
const outOfService = 'node.kubernetes.io/out-of-service';

class PodGarbageCollector extends ControllerBase {
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  /** Nodes that Pods name and that are not there, since when. */
  readonly #missing = new Map<string, number>();

  constructor(context: ControllerContext) {
    super(context, 'pod-garbage-collector', () => this.#collect(), 1);
    this.#pods = this.informer<Pod>(resources.pods);
    this.#nodes = this.informer<Node>(resources.nodes);
    this.#tick();
  }

  #tick(): void {
    const timer = this.owned.add(this.context.clock.setTimeout(() => {
      this.owned.delete(timer);
      this.queue.add('all');
      if (!this.owned.isDisposed) this.#tick();
    }, periodMs));
  }

  async #collect(): Promise<void> {
    const pods = this.#pods.list();
    for (const pod of pods) if (pod.metadata.deletionTimestamp !== undefined && (pod.spec.nodeName ?? '') === '') await this.#remove(pod, undefined);
    await this.#collectOrphans(pods);
    for (const node of this.#nodes.list()) {
      const isReady = node.status.conditions?.find((c) => c.type === 'Ready')?.status === 'True';
      if (isReady || !node.spec.taints?.some((t) => t.key === outOfService)) continue;
      for (const pod of pods) if (pod.spec.nodeName === node.metadata.name && pod.metadata.deletionTimestamp !== undefined) await this.#remove(pod, undefined);
    }
    const ended = pods.filter(isPodTerminal).sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
    for (const pod of ended.slice(0, Math.max(0, ended.length - maxTerminated))) await this.#remove(pod, undefined);
  }

  async #collectOrphans(pods: readonly Pod[]): Promise<void> {
    const missing = new Set(pods.map((p) => p.spec.nodeName ?? '').filter((name) => name !== '' && this.#nodes.get(name) === undefined));
    for (const name of [...this.#missing.keys()]) if (!missing.has(name)) this.#missing.delete(name);
    for (const name of missing) if (!this.#missing.has(name)) this.#missing.set(name, this.nowMs);
    for (const pod of pods) {
      const sinceMs = this.#missing.get(pod.spec.nodeName ?? '');
      if (sinceMs === undefined || this.nowMs - sinceMs < quarantineMs) continue;
      await this.#remove(pod, { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' });
    }
  }

  /** A Pod that was running is marked as failed first, so that its owner counts it. */
  async #remove(pod: Pod, cause: { reason: string; message: string } | undefined): Promise<void> {
    const { name, namespace, uid } = pod.metadata;
    try {
      if (!isPodTerminal(pod)) {
        const observedGeneration = pod.metadata.generation ?? 0;
        const conditions = cause === undefined ? pod.status.conditions : withCondition(pod.status.conditions, { type: 'DisruptionTarget', status: 'True', observedGeneration, ...cause, lastTransitionTime: formatTime(this.nowMs) });
        await this.client.update<Pod>(resources.pods, { ...pod, status: { ...pod.status, phase: 'Failed', observedGeneration, ...(conditions !== undefined && { conditions }) } }, { subresource: 'status' });
      }
      await this.client.delete(resources.pods, name, namespace, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }
}

export const podGarbageCollectorController: Controller = { name: 'pod-garbage-collector-controller', start: (context): Disposable => new PodGarbageCollector(context) };
