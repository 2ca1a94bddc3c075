// Empties and removes namespaces that are being deleted: kube-controller-manager's namespace-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { CustomResourceDefinition } from '../../api/generated/apiextensions-v1.ts';
import type { Namespace } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { isNotFound, StatusError } from '../../api/meta/status-error.ts';
import { kindRows } from '../../api/scheme.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { customRows } from '../component-helpers/custom-informers.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

const retryMs = 500;

class NamespaceController extends ControllerBase {
  readonly #namespaces: Informer<Namespace>;
  readonly #kinds: readonly ResourceRef[];
  readonly #definitions: Informer<CustomResourceDefinition>;

  constructor(context: ControllerContext) {
    super(context, 'namespace-controller', (key) => this.#reconcile(key));
    this.#kinds = kindRows.filter((row) => row.isNamespaced).map(({ group, version, plural }) => ({ group, version, resource: plural }));
    this.#namespaces = this.informer<Namespace>(resources.namespaces);
    this.#definitions = this.informer<CustomResourceDefinition>(resources.customResourceDefinitions);
    this.onChange(this.#namespaces, (namespace, _old, isGone) => {
      if (!isGone && namespace.metadata.deletionTimestamp !== undefined) this.queue.add(namespace.metadata.name);
    });
  }

  async #reconcile(name: string): Promise<void> {
    const namespace = this.#namespaces.get(name);
    if (namespace?.metadata.deletionTimestamp === undefined) return;
    let left = 0;
    const custom = customRows(this.#definitions).filter((row) => row.isNamespaced).map(({ group, version, plural }) => ({ group, version, resource: plural }));
    for (const ref of [...this.#kinds, ...custom]) left += await this.#empty(ref, name);
    if (left > 0) {
      this.queue.addAfter(name, retryMs);
      return;
    }
    const finalizers = (namespace.spec.finalizers ?? []).filter((f) => f !== 'kubernetes');
    try {
      await this.client.update<Namespace>(resources.namespaces, { ...namespace, spec: { ...namespace.spec, finalizers } }, { subresource: 'finalize' });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** Deletes all objects of the kind; how many are still there. */
  async #empty(ref: ResourceRef, namespace: string): Promise<number> {
    let items: KubeObject[];
    try {
      ({ items } = await this.client.list<KubeObject>(ref, namespace));
    } catch (error) {
      if (error instanceof StatusError && (error.code === 404 || error.code === 405)) return 0;
      throw error;
    }
    for (const { metadata } of items) {
      if (metadata.deletionTimestamp !== undefined) continue;
      await this.client.delete(ref, metadata.name, namespace, { propagationPolicy: 'Background' }).catch((error: unknown) => {
        if (!(error instanceof StatusError)) throw error;
      });
    }
    return items.length === 0 ? 0 : (await this.client.list<KubeObject>(ref, namespace)).items.length;
  }
}

export const namespaceController: Controller = { name: 'namespace-controller', start: (context): Disposable => new NamespaceController(context) };
