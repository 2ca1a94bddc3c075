// A map for a few entries: what thousands of objects have one of each, and few put anything in.

/** As Map, in order of insertion, but an empty one takes no table, and finding an entry takes as long as there are entries. */
export class SmallMap<K, V> {
  #entries: { readonly key: K; value: V }[] | undefined;

  get size(): number {
    return this.#entries?.length ?? 0;
  }

  has(key: K): boolean {
    return this.#find(key) !== undefined;
  }

  get(key: K): V | undefined {
    return this.#find(key)?.value;
  }

  set(key: K, value: V): void {
    const known = this.#find(key);
    if (known !== undefined) known.value = value;
    // A list that is made with its entry has room for that one; one that is pushed to has room for seventeen.
    else if (this.#entries === undefined) this.#entries = [{ key, value }];
    else this.#entries.push({ key, value });
  }

  delete(key: K): void {
    const rest = this.#entries?.filter((entry) => entry.key !== key);
    this.#entries = rest?.length === 0 ? undefined : rest;
  }

  clear(): void {
    this.#entries = undefined;
  }

  keys(): K[] {
    return this.#entries?.map(({ key }) => key) ?? [];
  }

  values(): V[] {
    return this.#entries?.map(({ value }) => value) ?? [];
  }

  #find(key: K): { value: V } | undefined {
    return this.#entries?.find((entry) => entry.key === key);
  }
}
