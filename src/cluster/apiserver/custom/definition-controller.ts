// Accepts the names of CustomResourceDefinitions, and empties those that are being deleted: apiextensions-apiserver's naming, establishing, approval and finalizing controllers.
import type { CustomResourceDefinition } from '../../../api/generated/apiextensions-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { type KindRow, rowByKind } from '../../../api/scheme.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Transport } from '../../../client/transport.ts';
import { deepFreeze } from '../../../api/meta/deep-freeze.ts';
import type { Store } from '../../store/store.ts';
import { trackUpdate } from '../managed-fields/managed-fields.ts';
import { resetFields } from '../managed-fields/reset-fields.ts';
import { cleanupFinalizer } from './definition-strategy.ts';
import { definitionResource } from './custom-kinds.ts';
import { withApproval, withCondition, withEstablished, withNames } from './definition-status.ts';

export interface DefinitionControllerOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** As the API server itself. */
  readonly transport: Transport;
  readonly onError: (error: unknown) => void;
}

export class DefinitionController {
  readonly #options: DefinitionControllerOptions;
  readonly #row: KindRow;

  constructor(options: DefinitionControllerOptions) {
    this.#options = options;
    const row = rowByKind('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
    if (row === undefined) throw new Error('the scheme has no CustomResourceDefinition');
    this.#row = row;
    this.#watch();
    queueMicrotask(() => { this.#syncAll(); });
  }

  #watch(): void {
    const { store } = this.#options;
    store.watch(definitionResource, { from: store.revision }, {
      onEvents: () => {
        this.#syncAll();
        return undefined;
      },
      onProgress: () => undefined,
      onExpired: () => { this.#watch(); },
    });
  }

  /** Few definitions, seldom changed: what one loses another may gain, so all are looked at. */
  #syncAll(): void {
    try {
      for (const { metadata: { name } } of this.#all()) this.#sync(name);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #all(): readonly CustomResourceDefinition[] {
    return this.#options.store.list(definitionResource) as CustomResourceDefinition[];
  }

  #get(name: string): CustomResourceDefinition | undefined {
    return this.#options.store.get(definitionResource, name) as CustomResourceDefinition | undefined;
  }

  #sync(name: string): void {
    const nowMs = this.#options.clock.now();
    const steps = [(d: CustomResourceDefinition) => withApproval(withNames(d, this.#all(), nowMs), nowMs), (d: CustomResourceDefinition) => withEstablished(d, nowMs)];
    for (const step of steps) {
      const definition = this.#get(name);
      if (definition !== undefined) this.#write(definition, step(definition));
    }
    const definition = this.#get(name);
    if (definition?.metadata.deletionTimestamp !== undefined && definition.metadata.finalizers?.includes(cleanupFinalizer) === true) this.empty(name);
  }

  #write(old: CustomResourceDefinition, made: CustomResourceDefinition): void {
    if (made === old) return;
    const { store, clock } = this.#options;
    const next = { ...made, metadata: { ...made.metadata } };
    trackUpdate({ row: this.#row, manager: 'kube-apiserver', subresource: 'status', nowMs: clock.now(), reset: resetFields(this.#row, 'status') }, old, next);
    store.update(definitionResource, old.metadata.name, old, deepFreeze(next));
  }

  /** Deletes what is left of a kind that is going, and the definition when nothing is. */
  empty(name: string): void {
    const definition = this.#get(name);
    if (definition?.metadata.deletionTimestamp === undefined || definition.metadata.finalizers?.includes(cleanupFinalizer) !== true) return;
    const { store, clock } = this.#options;
    const left = store.list(`${definition.spec.names.plural}.${definition.spec.group}`);
    if (left.length === 0) {
      this.#finish(definition);
      return;
    }
    this.#write(definition, withCondition(definition, { type: 'Terminating', status: 'True', reason: 'InstanceDeletionInProgress', message: 'CustomResource deletion is in progress' }, clock.now()));
    const { group, names: { plural: resource }, versions } = definition.spec;
    const version = versions.find((v) => v.served)?.name;
    if (version === undefined) return;
    for (const { metadata } of left) if (metadata.deletionTimestamp === undefined) void this.#options.transport.send({ verb: 'delete', ref: { group, version, resource }, name: metadata.name, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }) });
  }

  #finish(definition: CustomResourceDefinition): void {
    const { store, clock } = this.#options;
    const { name } = definition.metadata;
    this.#write(definition, withCondition(definition, { type: 'Terminating', status: 'False', reason: 'InstanceDeletionCompleted', message: 'removed all instances' }, clock.now()));
    const done = this.#get(name);
    if (done === undefined) return;
    const finalizers = (done.metadata.finalizers ?? []).filter((finalizer) => finalizer !== cleanupFinalizer);
    if (finalizers.length === 0) store.delete(definitionResource, name, done);
    else store.update(definitionResource, name, done, deepFreeze({ ...done, metadata: { ...done.metadata, finalizers } } as KubeObject));
  }
}
