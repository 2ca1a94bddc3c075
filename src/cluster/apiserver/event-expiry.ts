// Events go an hour after they were last written: kube-apiserver's --event-ttl, which etcd's leases keep.
import type { KubeObject } from '../../api/meta/object.ts';
import { type Clock, parseTime } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Store } from '../store/store.ts';
import type { StoreEvent } from '../store/store-watch.ts';

const resource = 'events';
const ttlMs = 3_600_000;
/** Events written within this time go together. */
const bucketMs = 60_000;
/** No more at once, so that what thousands of Pods said holds nobody up. */
const mostAtOnce = 500;
const restMs = 10;

interface Bucket {
  readonly endMs: number;
  readonly keys: string[];
  /** An Event of a later revision was written again. */
  lastRevision: number;
}

/** Invariant: every Event's key is in the bucket of its last write; the oldest bucket comes first, and one timer waits for it. */
export class EventExpiry implements Disposable {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #buckets: Bucket[] = [];
  readonly #timer = new DisposableStore();
  readonly #watch = new DisposableStore();

  constructor(store: Store, clock: Clock, onError: (error: unknown) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#onError = onError;
    this.#follow();
  }

  dispose(): void {
    this.#timer.dispose();
    this.#watch.dispose();
  }

  /** Begins with the Events that are there, each as old as its last write. */
  #follow(): void {
    this.#buckets.length = 0;
    const { revision } = this.#store;
    const known = this.#store.list(resource).map((event) => ({ event, atMs: lastWriteMs(event) })).sort((a, b) => a.atMs - b.atMs);
    for (const { event, atMs } of known) this.#add(event, atMs, revision);
    this.#arm();
    this.#watch.clear();
    this.#watch.add(this.#store.watch(resource, { from: revision }, {
      onEvents: (events) => {
        this.#hear(events);
        return undefined;
      },
      onProgress: () => undefined,
      onExpired: () => { this.#follow(); },
    }));
  }

  #hear(events: readonly StoreEvent[]): void {
    const nowMs = this.#clock.now();
    const wasEmpty = this.#buckets.length === 0;
    for (const { type, object, revision } of events) if (type !== 'DELETED') this.#add(object, nowMs, revision);
    if (wasEmpty) this.#arm();
  }

  #add({ metadata: { namespace = '', name } }: KubeObject, atMs: number, revision: number): void {
    let last = this.#buckets.at(-1);
    if (last === undefined || atMs >= last.endMs) {
      last = { endMs: (Math.floor(atMs / bucketMs) + 1) * bucketMs, keys: [], lastRevision: 0 };
      this.#buckets.push(last);
    }
    last.keys.push(`${namespace}/${name}`);
    last.lastRevision = revision;
  }

  #arm(): void {
    this.#timer.clear();
    const [oldest] = this.#buckets;
    if (oldest !== undefined) this.#timer.add(this.#clock.setTimeout(() => { this.#expire(oldest); }, oldest.endMs + ttlMs - this.#clock.now()));
  }

  #expire(bucket: Bucket): void {
    try {
      for (const key of bucket.keys.splice(0, mostAtOnce)) {
        const event = this.#store.get(resource, key);
        if (event !== undefined && Number(event.metadata.resourceVersion) <= bucket.lastRevision) this.#store.delete(resource, key, event);
      }
    } catch (error) {
      // The disk failed: the store says so to every writer.
      this.#onError(error);
    }
    this.#timer.clear();
    if (bucket.keys.length > 0) {
      this.#timer.add(this.#clock.setTimeout(() => { this.#expire(bucket); }, restMs));
      return;
    }
    this.#buckets.shift();
    this.#arm();
  }
}

/** Every write that changes an Event is dated in its managed fields. */
function lastWriteMs({ metadata: { creationTimestamp, managedFields = [] } }: KubeObject): number {
  return Math.max(parseTime(creationTimestamp), ...managedFields.map(({ time }) => (time === undefined ? 0 : parseTime(time))));
}
