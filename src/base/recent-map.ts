// A map that keeps the entries used last and forgets old ones: for what is worth keeping but can be made again.

/** Holds at least the `limit` entries used last, and at most twice as many. */
export class RecentMap<K, V> {
  readonly #limit: number;
  #recent = new Map<K, V>();
  #older = new Map<K, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: K): V | undefined {
    const value = this.#recent.get(key);
    if (value !== undefined) return value;
    const old = this.#older.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    this.#recent.set(key, value);
    if (this.#recent.size < this.#limit) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }
}
