// A binary heap of keyed items, from which any can be taken out: kube-scheduler's backend/heap.

/** Invariant: `peek` is the item before which no other comes. */
export class Heap<T> {
  readonly #keyOf: (item: T) => string;
  readonly #isBefore: (a: T, b: T) => boolean;
  readonly #items: T[] = [];
  readonly #at = new Map<string, number>();

  constructor(keyOf: (item: T) => string, isBefore: (a: T, b: T) => boolean) {
    this.#keyOf = keyOf;
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#items.length;
  }

  get(key: string): T | undefined {
    const at = this.#at.get(key);
    return at === undefined ? undefined : this.#items[at];
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  /** Adds the item, or puts it in place of the one with its key. */
  push(item: T): void {
    const key = this.#keyOf(item);
    const at = this.#at.get(key) ?? this.#items.length;
    this.#set(at, item);
    this.#down(this.#up(at));
  }

  pop(): T | undefined {
    const first = this.#items[0];
    if (first !== undefined) this.delete(this.#keyOf(first));
    return first;
  }

  delete(key: string): T | undefined {
    const at = this.#at.get(key);
    if (at === undefined) return undefined;
    const item = this.#items[at];
    const last = this.#items.pop();
    this.#at.delete(key);
    if (last !== undefined && at < this.#items.length) {
      this.#set(at, last);
      this.#down(this.#up(at));
    }
    return item;
  }

  values(): readonly T[] {
    return this.#items;
  }

  #set(at: number, item: T): void {
    this.#items[at] = item;
    this.#at.set(this.#keyOf(item), at);
  }

  #up(from: number): number {
    let at = from;
    const item = this.#items[at];
    if (item === undefined) return at;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#items[parentAt];
      if (parent === undefined || !this.#isBefore(item, parent)) break;
      this.#set(at, parent);
      at = parentAt;
    }
    this.#set(at, item);
    return at;
  }

  #down(from: number): void {
    let at = from;
    const item = this.#items[at];
    if (item === undefined) return;
    for (;;) {
      let childAt = 2 * at + 1;
      let child = this.#items[childAt];
      const right = this.#items[childAt + 1];
      if (child === undefined) break;
      if (right !== undefined && this.#isBefore(right, child)) {
        child = right;
        childAt++;
      }
      if (!this.#isBefore(child, item)) break;
      this.#set(at, child);
      at = childAt;
    }
    this.#set(at, item);
  }
}
