// One watch over a resource's history: a cursor, not a queue, so that a watcher costs no memory and can lose nothing unnoticed.
import type { Disposable } from '../../base/disposable.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { Change, History } from './history.ts';
import { deepFreeze } from '../../api/meta/deep-freeze.ts';

export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** For DELETED: the last state that matched, with the revision of its end. */
  readonly object: KubeObject;
  readonly revision: number;
}

export interface StoreWatchSink {
  /** Events in order of revision. No more come while a returned promise is pending. */
  onEvents(events: readonly StoreEvent[]): Promise<void> | undefined;
  /** The events up to `revision` have all been delivered; asked for by `requestProgress`, in order with the events. */
  onProgress(revision: number): void;
  /** Called once when the store ends the watch: the reader is too far behind. Not called after `dispose`. */
  onExpired(): void;
}

export interface StoreWatchOptions {
  /** Events after this revision. */
  readonly from: number;
  /** Keys that start with this (a namespace and `/`), or all. */
  readonly prefix?: string;
  readonly filter?: (object: KubeObject) => boolean;
}

/** What a watch needs to know of its store. */
export interface WatchedStore {
  /** Every change up to here may be shown. */
  readonly visibleRevision: number;
  readonly maxLag: number;
}

/** Invariant: every matching change with `from < revision <= position` has been delivered once and in order, and none after it. */
export class StoreWatch implements Disposable {
  readonly #history: History;
  readonly #store: WatchedStore;
  readonly #options: StoreWatchOptions;
  readonly #sink: StoreWatchSink;
  readonly #onDispose: (watch: StoreWatch) => void;
  #cursor: number;
  #position: number;
  #isBlocked = false;
  #isScheduled = false;
  #isDisposed = false;
  #wantsProgress = false;

  constructor(history: History, store: WatchedStore, options: StoreWatchOptions, sink: StoreWatchSink, onDispose: (watch: StoreWatch) => void) {
    this.#history = history;
    this.#store = store;
    this.#options = options;
    this.#sink = sink;
    this.#onDispose = onDispose;
    this.#cursor = history.positionAfter(options.from);
    this.#position = options.from;
    this.wake();
  }

  /** Everything up to this revision has been delivered. */
  get position(): number {
    return this.#position;
  }

  /** Delivers what is new, soon. Ends the watch when it is blocked and too far behind. */
  wake(): void {
    if (this.#isDisposed) return;
    if (this.#isBlocked) {
      if (this.#hasLost() || this.#history.end - this.#cursor > this.#store.maxLag) this.#expire();
      return;
    }
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  /** Asks for one `onProgress`, now or when the reader has caught up. */
  requestProgress(): void {
    this.#wantsProgress = true;
    this.wake();
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#onDispose(this);
  }

  #flush(): void {
    if (this.#isDisposed || this.#isBlocked) return;
    if (this.#hasLost()) {
      this.#expire();
      return;
    }
    const limit = this.#store.visibleRevision;
    const events: StoreEvent[] = [];
    for (; this.#cursor < this.#history.end; this.#cursor++) {
      const change = this.#history.at(this.#cursor);
      if (change === undefined || change.revision > limit) break;
      const event = this.#toEvent(change);
      if (event !== undefined) events.push(event);
    }
    this.#position = Math.max(this.#position, limit);
    const pending = events.length > 0 ? this.#sink.onEvents(events) : undefined;
    if (pending === undefined) {
      this.#progress();
      return;
    }
    this.#isBlocked = true;
    const resume = (): void => {
      this.#isBlocked = false;
      if (this.#isDisposed) return;
      this.#progress();
      this.wake();
    };
    pending.then(resume, resume);
  }

  /** Whether a change that was still to be shown has been dropped. One of before `from`, which may lie in the future, never was. */
  #hasLost(): boolean {
    if (!this.#history.isGone(this.#cursor)) return false;
    if (this.#history.compactedRevision > this.#position) return true;
    this.#cursor = this.#history.positionAfter(this.#history.compactedRevision);
    return false;
  }

  #progress(): void {
    if (!this.#wantsProgress || this.#isDisposed) return;
    this.#wantsProgress = false;
    this.#sink.onProgress(this.#position);
  }

  #expire(): void {
    this.dispose();
    this.#sink.onExpired();
  }

  #toEvent(change: Change): StoreEvent | undefined {
    const { prefix, filter } = this.#options;
    if (change.revision <= this.#options.from || (prefix !== undefined && !change.key.startsWith(prefix))) return undefined;
    const { object, previous, revision } = change;
    const matched = previous !== undefined && (filter === undefined || filter(previous));
    if (object !== undefined && (filter === undefined || filter(object))) return { type: matched ? 'MODIFIED' : 'ADDED', object, revision };
    return matched ? { type: 'DELETED', object: departed(change, previous), revision } : undefined;
  }
}

/** The last matching state under the revision at which it stopped to match; one object for all watchers. */
function departed(change: Change, previous: KubeObject): KubeObject {
  change.departed ??= deepFreeze({ ...previous, metadata: { ...previous.metadata, resourceVersion: String(change.revision) } });
  return change.departed;
}
