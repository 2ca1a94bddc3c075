// The recent changes of one resource: what etcd's revisions and the watch cache's window give to watches and to lists of the past.
import type { KubeObject } from '../../api/meta/object.ts';

/** One write. `object` is absent for a deletion, `previous` for a creation. */
export interface Change {
  readonly revision: number;
  readonly atMs: number;
  readonly key: string;
  readonly object: KubeObject | undefined;
  readonly previous: KubeObject | undefined;
  /** `previous` under this change's revision, as DELETED events show it; made for the first watcher, shared by all. */
  departed: KubeObject | undefined;
}

export interface HistoryWindow {
  /** Changes at least this many are kept whatever their age. */
  readonly minChanges: number;
  readonly maxChanges: number;
  readonly maxAgeMs: number;
}

/** Changes in order of revision. Invariant: every change with a revision above `compactedRevision` is held. */
export class History {
  #changes: Change[] = [];
  #start = 0;
  #compactedRevision: number;

  constructor(compactedRevision: number) {
    this.#compactedRevision = compactedRevision;
  }

  /** The past up to and including this revision is gone: watches may start from here, but not from before. */
  get compactedRevision(): number {
    return this.#compactedRevision;
  }

  /** Positions are stable numbers: how many changes came before, ever. */
  get end(): number {
    return this.#start + this.#changes.length;
  }

  add(change: Change, window: HistoryWindow): void {
    this.#changes.push(change);
    const { length } = this.#changes;
    if (length <= window.minChanges || length % 64 !== 0) return;
    let drop = Math.max(0, length - window.maxChanges);
    while (drop < length - window.minChanges && (this.#changes[drop]?.atMs ?? 0) < change.atMs - window.maxAgeMs) drop++;
    // What is left is copied: a few at a time would copy the whole for each.
    if (drop > length / 16) this.#drop(drop);
  }

  at(position: number): Change | undefined {
    return this.#changes[position - this.#start];
  }

  /** Whether the change at this position has been dropped. */
  isGone(position: number): boolean {
    return position < this.#start;
  }

  /** The position of the first change after `revision`. */
  positionAfter(revision: number): number {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#changes[middle]?.revision ?? Infinity) <= revision) low = middle + 1;
      else high = middle;
    }
    return this.#start + low;
  }

  /** What each key changed after `revision` held at that revision (undefined: absent). */
  undo(revision: number): Map<string, KubeObject | undefined> {
    const before = new Map<string, KubeObject | undefined>();
    for (let position = this.end - 1; position >= this.#start; position--) {
      const change = this.at(position);
      if (change === undefined || change.revision <= revision) break;
      before.set(change.key, change.previous);
    }
    return before;
  }

  changesOf(key: string): Change[] {
    return this.#changes.filter((change) => change.key === key);
  }

  compact(revision: number): void {
    if (revision <= this.#compactedRevision) return;
    this.#drop(this.positionAfter(revision) - this.#start);
    this.#compactedRevision = revision;
  }

  #drop(count: number): void {
    const last = this.#changes[count - 1];
    if (last === undefined) return;
    this.#changes = this.#changes.slice(count);
    this.#start += count;
    this.#compactedRevision = Math.max(this.#compactedRevision, last.revision);
  }
}
