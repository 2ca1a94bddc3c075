// The objects of one kind by the uid of their controller, and those without one by namespace.
import type { KubeObject } from '../../api/meta/object.ts';
import type { Informer } from '../../client/informer.ts';
import type { ObjectIndex } from '../../client/object-index.ts';
import { controllerOf } from '../component-helpers/pods.ts';

export function controllerUid(object: KubeObject): string | undefined {
  return controllerOf(object)?.uid;
}

function namespaceOfOrphan(object: KubeObject): string | undefined {
  return controllerOf(object) === undefined ? (object.metadata.namespace ?? '') : undefined;
}

/** Two indexes of the informer, which all who follow its objects share. */
export class OwnedObjects<T extends KubeObject> {
  readonly #byOwner: ObjectIndex<T>;
  readonly #orphans: ObjectIndex<T>;

  constructor(informer: Informer<T>) {
    this.#byOwner = informer.index(controllerUid);
    this.#orphans = informer.index(namespaceOfOrphan);
  }

  of(ownerUid: string): T[] {
    return this.#byOwner.of(ownerUid);
  }

  /** Objects in the namespace that no controller owns. */
  orphans(namespace: string): T[] {
    return this.#orphans.of(namespace);
  }
}
