// The keys of one resource in etcd's order (bytewise), for lists and pages.

/** A run that grows longer is cut in two. */
const maxRun = 512;

/** A sorted set of ASCII strings with ranges by prefix. Invariant: `#runs` are sorted, not empty, and each ends below the start of the next. */
export class SortedKeys {
  readonly #runs: string[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** `key` must not be in it yet. */
  add(key: string): void {
    const { run, at, index } = this.#find(key);
    if (run === undefined) {
      this.#append(key);
      return;
    }
    run.splice(index, 0, key);
    this.#size++;
    if (run.length > maxRun) this.#runs.splice(at + 1, 0, run.splice(maxRun >>> 1));
  }

  delete(key: string): void {
    const { run, at, index } = this.#find(key);
    if (run?.[index] !== key) return;
    run.splice(index, 1);
    this.#size--;
    if (run.length === 0) this.#runs.splice(at, 1);
  }

  /** The keys that start with `prefix`, in order; all for ''. */
  range(prefix: string): readonly string[] {
    if (prefix === '') return this.#runs.flat();
    const keys: string[] = [];
    const start = this.#find(prefix);
    let from = start.index;
    for (let at = start.at; at < this.#runs.length; at++) {
      const run = this.#runs[at] ?? [];
      for (let i = from; i < run.length; i++) {
        const key = run[i] ?? '';
        if (!key.startsWith(prefix)) return keys;
        keys.push(key);
      }
      from = 0;
    }
    return keys;
  }

  /** Adds the last key of all: names often come in order. */
  #append(key: string): void {
    const last = this.#runs.at(-1);
    if (last === undefined || last.length >= maxRun) this.#runs.push([key]);
    else last.push(key);
    this.#size++;
  }

  /** The place of the first key that is not below `key`; without a run when all are. */
  #find(key: string): { readonly run: string[] | undefined; readonly at: number; readonly index: number } {
    const at = lowerBound(this.#runs.length, (i) => (this.#runs[i]?.at(-1) ?? '') < key);
    const run = this.#runs[at];
    return { run, at, index: run === undefined ? 0 : lowerBound(run.length, (i) => (run[i] ?? '') < key) };
  }
}

/** The first of `count` positions that is not below. */
function lowerBound(count: number, isBelow: (position: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBelow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
