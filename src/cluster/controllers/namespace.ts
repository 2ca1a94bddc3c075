// Empties and removes namespaces that are being deleted: kube-controller-manager's namespace-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { CustomResourceDefinition } from '../../api/generated/apiextensions-v1.ts';
import type { Namespace, Pod } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { isConflict, isNotFound, StatusError } from '../../api/meta/status-error.ts';
import { compareText } from '../../api/field/go-text.ts';
import { kindRows } from '../../api/scheme.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { customRows } from '../component-helpers/custom-informers.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

/** How long what is not a Pod may take to go. */
const unknownSeconds = 15;
/** What is created last in a namespace may be seen late: each change of one that is being deleted is looked at so much later. */
const settlingMs = 5000;

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
      if (!isGone && namespace.metadata.deletionTimestamp !== undefined) this.queue.addAfter(namespace.metadata.name, settlingMs);
    });
  }

  async #reconcile(name: string): Promise<void> {
    const namespace = this.#namespaces.get(name);
    if (namespace?.metadata.deletionTimestamp === undefined) return;
    const left: Left[] = [];
    const custom = customRows(this.#definitions).filter((row) => row.isNamespaced).map(({ group, version, plural }) => ({ group, version, resource: plural }));
    for (const ref of [...this.#kinds, ...custom]) {
      const items = await this.#empty(ref, name);
      if (items.length > 0) left.push({ ref, items });
    }
    try {
      const told = await this.#tell(namespace, left);
      if (left.length > 0) {
        this.queue.addAfter(name, retryMs(left));
        return;
      }
      const finalizers = (told.spec.finalizers ?? []).filter((f) => f !== 'kubernetes');
      await this.client.update<Namespace>(resources.namespaces, { ...told, spec: { ...told.spec, finalizers } }, { subresource: 'finalize' });
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(name, 20);
      else if (!isNotFound(error)) throw error;
    }
  }

  /** Says in the status what is left and what holds it; the namespace as it is then. */
  async #tell(namespace: Namespace, left: readonly Left[]): Promise<Namespace> {
    const known = namespace.status.conditions ?? [];
    const now = formatTime(this.nowMs);
    let isNew = false;
    const conditions = deletionConditions(left).map((next) => {
      const old = known.find((c) => c.type === next.type);
      if (old?.status === next.status && old.reason === next.reason && old.message === next.message) return old;
      isNew = true;
      return { ...next, lastTransitionTime: now };
    });
    if (!isNew) return namespace;
    return this.client.update<Namespace>(resources.namespaces, { ...namespace, status: { ...namespace.status, conditions: [...known.filter((k) => !conditions.some((c) => c.type === k.type)), ...conditions] } }, { subresource: 'status' });
  }

  /** Deletes all objects of the kind; those that are still there. */
  async #empty(ref: ResourceRef, namespace: string): Promise<readonly KubeObject[]> {
    let items: KubeObject[];
    try {
      ({ items } = await this.client.list<KubeObject>(ref, namespace));
    } catch (error) {
      if (error instanceof StatusError && (error.code === 404 || error.code === 405)) return [];
      throw error;
    }
    for (const { metadata } of items) {
      if (metadata.deletionTimestamp !== undefined) continue;
      await this.client.delete(ref, metadata.name, namespace, { propagationPolicy: 'Background' }).catch((error: unknown) => {
        if (!(error instanceof StatusError)) throw error;
      });
    }
    return items.length === 0 ? [] : (await this.client.list<KubeObject>(ref, namespace)).items;
  }
}

interface Left {
  readonly ref: ResourceRef;
  readonly items: readonly KubeObject[];
}

/** Half of the time that the slowest of them may take, and a second. */
function retryMs(left: readonly Left[]): number {
  const seconds = left.flatMap(({ ref, items }) => (ref.resource === 'pods' && ref.group === '' ? items.map((pod) => (pod as Pod).metadata.deletionGracePeriodSeconds ?? 0) : [unknownSeconds]));
  return Math.floor(Math.max(...seconds) / 2 + 1) * 1000;
}

function deletionConditions(left: readonly Left[]): NonNullable<Namespace['status']['conditions']> {
  const counts = left.map(({ ref, items }) => `${ref.resource}.${ref.group} has ${items.length} resource instances`).sort(compareText);
  const holders = new Map<string, number>();
  for (const finalizer of left.flatMap(({ items }) => items.flatMap((o) => o.metadata.finalizers ?? []))) holders.set(finalizer, (holders.get(finalizer) ?? 0) + 1);
  const held = [...holders].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`).sort(compareText);
  return [
    { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', reason: 'ResourcesDiscovered', message: 'All resources successfully discovered' },
    { type: 'NamespaceDeletionGroupVersionParsingFailure', status: 'False', reason: 'ParsedGroupVersions', message: 'All legacy kube types successfully parsed' },
    { type: 'NamespaceDeletionContentFailure', status: 'False', reason: 'ContentDeleted', message: 'All content successfully deleted, may be waiting on finalization' },
    counts.length === 0 ? { type: 'NamespaceContentRemaining', status: 'False', reason: 'ContentRemoved', message: 'All content successfully removed' } : { type: 'NamespaceContentRemaining', status: 'True', reason: 'SomeResourcesRemain', message: `Some resources are remaining: ${counts.join(', ')}` },
    held.length === 0 ? { type: 'NamespaceFinalizersRemaining', status: 'False', reason: 'ContentHasNoFinalizers', message: 'All content-preserving finalizers finished' } : { type: 'NamespaceFinalizersRemaining', status: 'True', reason: 'SomeFinalizersRemain', message: `Some content in the namespace has finalizers remaining: ${held.join(', ')}` },
  ];
}

export const namespaceController: Controller = { name: 'namespace-controller', start: (context): Disposable => new NamespaceController(context) };
