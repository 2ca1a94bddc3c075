// Tells kubelets, by an annotation of each node, how long they may keep Secrets and ConfigMaps without asking: longer in larger clusters. kube-controller-manager's ttl-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { Node } from '../../api/generated/core-v1.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

const annotation = 'node.alpha.kubernetes.io/ttl';
/** A step is left upwards above `max` nodes and downwards below `min`. */
const steps = [{ min: 0, max: 100, seconds: 0 }, { min: 90, max: 500, seconds: 15 }, { min: 450, max: 1000, seconds: 30 }, { min: 900, max: 2000, seconds: 60 }, { min: 1800, max: Infinity, seconds: 300 }] as const;

class NodeTtl extends ControllerBase {
  readonly #nodes: Informer<Node>;
  #count = 0;
  #step = 0;

  constructor(context: ControllerContext) {
    super(context, 'ttl-controller', (key) => this.#reconcile(key));
    this.#nodes = this.informer<Node>(resources.nodes);
    this.onChange(this.#nodes, (node, old, isGone) => {
      if (isGone) this.#count--;
      else if (old === undefined) this.#count++;
      if (this.#count > (steps[this.#step]?.max ?? Infinity)) this.#step++;
      if (this.#count < (steps[this.#step]?.min ?? 0)) this.#step--;
      if (!isGone && node.metadata.annotations?.[annotation] !== this.#wanted) this.queue.add(node.metadata.name);
    });
  }

  get #wanted(): string {
    return String(steps[this.#step]?.seconds ?? 0);
  }

  async #reconcile(name: string): Promise<void> {
    if (this.#nodes.get(name)?.metadata.annotations?.[annotation] === this.#wanted) return;
    try {
      await this.client.patch<Node>(resources.nodes, name, undefined, 'application/strategic-merge-patch+json', { metadata: { annotations: { [annotation]: this.#wanted } } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

export const nodeTtlController: Controller = { name: 'ttl-controller', start: (context): Disposable => new NodeTtl(context) };
