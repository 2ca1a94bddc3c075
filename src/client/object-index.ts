// The cached objects of an informer by a value of theirs: client-go's Indexer.
import type { KubeObject } from '../api/meta/object.ts';

/** Invariant: holds each object of the cache under its value, those without a value not at all. Kept by the informer. */
export class ObjectIndex<T extends KubeObject> {
  readonly #valueOf: (object: T) => string | undefined;
  readonly #byValue = new Map<string, Map<string, T>>();

  constructor(valueOf: (object: T) => string | undefined) {
    this.#valueOf = valueOf;
  }

  /** In no particular order. */
  of(value: string): T[] {
    const objects = this.#byValue.get(value);
    return objects === undefined ? [] : [...objects.values()];
  }

  /** For the informer: `object`, absent when it was deleted, takes the place of `old` in the cache. */
  replace(key: string, old: T | undefined, object: T | undefined): void {
    const before = old === undefined ? undefined : this.#valueOf(old);
    const after = object === undefined ? undefined : this.#valueOf(object);
    if (before !== undefined && before !== after) {
      const objects = this.#byValue.get(before);
      objects?.delete(key);
      if (objects?.size === 0) this.#byValue.delete(before);
    }
    if (after === undefined || object === undefined) return;
    const objects = this.#byValue.get(after);
    if (objects === undefined) this.#byValue.set(after, new Map([[key, object]]));
    else objects.set(key, object);
  }
}
