// The objects of one resource with their order, indexes, history and watches.
import type { KubeObject } from '../../api/meta/object.ts';
import { type Change, History, type HistoryWindow } from './history.ts';
import { SortedKeys } from './sorted-keys.ts';
import type { StoreWatch } from './store-watch.ts';

type IndexFunctions = Readonly<Record<string, (object: KubeObject) => string>>;

/** Invariant: `#keys`, `#indexes` and `#objects` hold the same keys. */
export class ResourceTable {
  readonly resource: string;
  readonly history: History;
  readonly watches = new Set<StoreWatch>();
  readonly #objects = new Map<string, KubeObject>();
  readonly #keys = new SortedKeys();
  readonly #indexFunctions: readonly (readonly [string, (object: KubeObject) => string])[];
  readonly #indexes = new Map<string, Map<string, SortedKeys>>();

  constructor(resource: string, indexes: IndexFunctions, compactedRevision: number) {
    this.resource = resource;
    this.history = new History(compactedRevision);
    this.#indexFunctions = Object.entries(indexes);
    for (const [name] of this.#indexFunctions) this.#indexes.set(name, new Map());
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): KubeObject | undefined {
    return this.#objects.get(key);
  }

  list({ prefix = '', index }: { prefix?: string; index?: { name: string; value: string } }): KubeObject[] {
    const keys = index === undefined ? this.#keys : this.#indexes.get(index.name)?.get(index.value);
    return this.#read(keys?.range(prefix) ?? []);
  }

  /** The state at a revision that the history still reaches. */
  listAt(revision: number, prefix: string): KubeObject[] {
    const before = this.history.undo(revision);
    const keys = new Set(this.#keys.range(prefix));
    for (const [key, object] of before) {
      if (!key.startsWith(prefix)) continue;
      if (object === undefined) keys.delete(key);
      else keys.add(key);
    }
    return [...keys].sort().map((key) => before.get(key) ?? this.#objects.get(key)).filter((object) => object !== undefined);
  }

  /** Takes a change over. `current` is the stored object that it replaces. */
  apply(change: Change, current: KubeObject | undefined, window: HistoryWindow): void {
    const { key, object } = change;
    if (object === undefined) {
      this.#objects.delete(key);
      this.#keys.delete(key);
    } else {
      this.#objects.set(key, object);
      if (current === undefined) this.#keys.add(key);
    }
    this.#reindex(key, current, object);
    this.history.add(change, window);
  }

  restore(key: string, object: KubeObject): void {
    this.#objects.set(key, object);
    this.#keys.add(key);
    this.#reindex(key, undefined, object);
  }

  compact(revision: number): void {
    this.history.compact(revision);
    this.wakeWatches();
  }

  wakeWatches(): void {
    // A watch that ends here leaves the set while it is walked, which a Set allows.
    for (const watch of this.watches) watch.wake();
  }

  #read(keys: readonly string[]): KubeObject[] {
    const objects: KubeObject[] = [];
    for (const key of keys) {
      const object = this.#objects.get(key);
      if (object !== undefined) objects.push(object);
    }
    return objects;
  }

  #reindex(key: string, from: KubeObject | undefined, to: KubeObject | undefined): void {
    for (const [name, indexOf] of this.#indexFunctions) {
      const old = from === undefined ? undefined : indexOf(from);
      const now = to === undefined ? undefined : indexOf(to);
      if (old === now) continue;
      const index = this.#indexes.get(name);
      if (index === undefined) continue;
      if (old !== undefined) {
        const keys = index.get(old);
        keys?.delete(key);
        if (keys?.size === 0) index.delete(old);
      }
      if (now === undefined) continue;
      let keys = index.get(now);
      if (keys === undefined) index.set(now, (keys = new SortedKeys()));
      keys.add(key);
    }
  }
}
