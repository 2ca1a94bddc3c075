// The objects of one kind by the uid of their controller, and those without one by namespace: an indexer over an informer.
import type { KubeObject } from '../../api/meta/object.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { controllerOf } from '../component-helpers/pods.ts';

/** Follows the informer; make it before the informer's listeners that use it. */
export class OwnedObjects<T extends KubeObject> implements Disposable {
  readonly #informer: Informer<T>;
  readonly #byOwner = new Map<string, Set<string>>();
  readonly #orphans = new Map<string, Set<string>>();
  readonly #owned = new DisposableStore();

  constructor(informer: Informer<T>) {
    this.#informer = informer;
    for (const object of informer.list()) this.#add(object);
    this.#owned.add(informer.onDidAdd(({ object }) => { this.#add(object); }));
    this.#owned.add(informer.onDidUpdate(({ old, object }) => {
      if (controllerOf(old)?.uid === controllerOf(object)?.uid) return;
      this.#remove(old);
      this.#add(object);
    }));
    this.#owned.add(informer.onDidDelete(({ object }) => { this.#remove(object); }));
  }

  of(ownerUid: string): T[] {
    return this.#resolve(this.#byOwner.get(ownerUid));
  }

  /** Objects in the namespace that no controller owns. */
  orphans(namespace: string): T[] {
    return this.#resolve(this.#orphans.get(namespace));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #resolve(keys: ReadonlySet<string> | undefined): T[] {
    const objects: T[] = [];
    for (const key of keys ?? []) {
      const object = this.#informer.get(key);
      if (object !== undefined) objects.push(object);
    }
    return objects;
  }

  #setOf(object: T): [Map<string, Set<string>>, string] {
    const owner = controllerOf(object);
    return owner === undefined ? [this.#orphans, object.metadata.namespace ?? ''] : [this.#byOwner, owner.uid];
  }

  #add(object: T): void {
    const [map, at] = this.#setOf(object);
    const set = map.get(at) ?? new Set<string>();
    set.add(keyOf(object));
    map.set(at, set);
  }

  #remove(object: T): void {
    const [map, at] = this.#setOf(object);
    const set = map.get(at);
    set?.delete(keyOf(object));
    if (set?.size === 0) map.delete(at);
  }
}
