// Hands each kubelet the Pods bound to its node: the place of its own watch with a field selector.
import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import { nodeOf } from '../component-helpers/pods.ts';
import type { Informer } from '../../client/informer.ts';

export interface PodListener {
  onPod(pod: Pod): void;
  onRemoved(pod: Pod): void;
}

/**
 * Differs from Kubernetes: the kubelets of one process share one watch of all Pods instead of one each, because a thousand nodes would cost a thousand
 * comparisons for every change.
 */
export class PodSource implements Disposable {
  readonly informer: Informer<Pod>;
  readonly #listeners = new Map<string, PodListener>();
  readonly #owned = new DisposableStore();

  constructor(informer: Informer<Pod>) {
    this.informer = informer;
    this.#owned.add(informer.onDidAdd(({ object }) => { this.#of(object)?.onPod(object); }));
    this.#owned.add(informer.onDidUpdate(({ old, object }) => {
      if (old.metadata.uid !== object.metadata.uid) this.#of(old)?.onRemoved(old);
      this.#of(object)?.onPod(object);
    }));
    this.#owned.add(informer.onDidDelete(({ object }) => { this.#of(object)?.onRemoved(object); }));
  }

  /** Tells of all Pods of the node, those known now first. */
  subscribe(nodeName: string, listener: PodListener): Disposable {
    this.#listeners.set(nodeName, listener);
    for (const pod of this.of(nodeName)) listener.onPod(pod);
    return toDisposable(() => { if (this.#listeners.get(nodeName) === listener) this.#listeners.delete(nodeName); });
  }

  /** The Pods of the node that are known now. */
  of(nodeName: string): Pod[] {
    return this.informer.index(nodeOf).of(nodeName);
  }

  current(namespace: string, name: string): Pod | undefined {
    return this.informer.get(`${namespace}/${name}`);
  }

  dispose(): void {
    this.#owned.dispose();
    this.#listeners.clear();
  }

  #of(pod: Pod): PodListener | undefined {
    return this.#listeners.get(pod.spec.nodeName ?? '');
  }
}
