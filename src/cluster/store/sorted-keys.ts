// The keys of one resource in etcd's order (bytewise), for lists and pages.

/** A sorted set of ASCII strings with ranges by prefix. */
export class SortedKeys {
  readonly #keys: string[] = [];

  get size(): number {
    return this.#keys.length;
  }

  add(key: string): void {
    const last = this.#keys.at(-1);
    if (last === undefined || last < key) this.#keys.push(key);
    else this.#keys.splice(this.#from(key), 0, key);
  }

  delete(key: string): void {
    const at = this.#from(key);
    if (this.#keys[at] === key) this.#keys.splice(at, 1);
  }

  /** The keys that start with `prefix`, in order; all for ''. */
  range(prefix: string): readonly string[] {
    if (prefix === '') return this.#keys;
    const from = this.#from(prefix);
    let to = from;
    while (to < this.#keys.length && (this.#keys[to] ?? '').startsWith(prefix)) to++;
    return this.#keys.slice(from, to);
  }

  /** The first index whose key is not below `key`. */
  #from(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
