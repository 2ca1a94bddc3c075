// A cache of one resource kept current by list and watch: client-go's reflector, store and shared informer.
import { type Clock, sleep } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { KubeObject } from '../api/meta/object.ts';
import { StatusError } from '../api/meta/status-error.ts';
import type { Client } from './client.ts';
import type { ResourceRef, WatchEvent } from './transport.ts';

export interface InformerOptions {
  readonly clock: Clock;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** `namespace/name`, or `name` for cluster-scoped objects. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

const firstBackoffMs = 100;
const maxBackoffMs = 10_000;

/**
 * Per object, listeners see a subsequence of its states in order; between objects no order is promised. A delete and a recreation in between may
 * appear as one update with another uid. After a lost connection or an expired resourceVersion it lists again and reports the differences.
 */
export class Informer<T extends KubeObject> implements Disposable {
  readonly #client: Client;
  readonly #ref: ResourceRef;
  readonly #options: InformerOptions;
  readonly #cache = new Map<string, T>();
  readonly #added = new Emitter<{ readonly object: T }>();
  readonly #updated = new Emitter<{ readonly old: T; readonly object: T }>();
  readonly #deleted = new Emitter<{ readonly object: T }>();
  readonly #lost = new Emitter<unknown>();
  readonly #abort = new AbortController();
  readonly #watch = new DisposableStore();
  readonly #synced: Promise<void>;
  #resolveSynced: () => void = () => undefined;
  #hasSynced = false;
  #resourceVersion = '';
  #isStarted = false;

  readonly onDidAdd = this.#added.event;
  readonly onDidUpdate = this.#updated.event;
  /** `object` is the last state that the server sent, with its final resourceVersion when the watch said so. */
  readonly onDidDelete = this.#deleted.event;
  /** Each failure to list or watch; the informer tries again by itself. */
  readonly onDidFail = this.#lost.event;

  constructor(client: Client, ref: ResourceRef, options: InformerOptions) {
    this.#client = client;
    this.#ref = ref;
    this.#options = options;
    this.#synced = new Promise((resolve) => {
      this.#resolveSynced = resolve;
    });
  }

  /** True once the first list is in the cache and its objects were reported. */
  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  /** Resolves at the first sync. */
  whenSynced(): Promise<void> {
    return this.#synced;
  }

  get(key: string): T | undefined {
    return this.#cache.get(key);
  }

  /** The cached objects, in no particular order. */
  list(): T[] {
    return [...this.#cache.values()];
  }

  get size(): number {
    return this.#cache.size;
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.#run();
  }

  dispose(): void {
    this.#abort.abort();
    this.#watch.dispose();
    this.#added.dispose();
    this.#updated.dispose();
    this.#deleted.dispose();
    this.#lost.dispose();
  }

  #isStopped(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Lists, watches until the watch ends, and again: from where it stood when that is still known to the server. */
  async #run(): Promise<void> {
    let backoffMs = firstBackoffMs;
    while (!this.#isStopped()) {
      try {
        if (this.#resourceVersion === '') await this.#relist();
        await this.#watchOnce();
        backoffMs = firstBackoffMs;
      } catch (error) {
        if (this.#isStopped()) return;
        if (error instanceof StatusError && error.code === 410) {
          this.#resourceVersion = '';
          continue;
        }
        this.#lost.fire(error);
        this.#resourceVersion = '';
        await sleep(this.#options.clock, backoffMs, this.#abort.signal);
        backoffMs = Math.min(backoffMs * 2, maxBackoffMs);
      }
    }
  }

  async #relist(): Promise<void> {
    const { namespace } = this.#options;
    const list = await this.#client.list<T>(this.#ref, namespace, this.#selectors());
    if (this.#isStopped()) return;
    const present = new Set<string>();
    for (const object of list.items) {
      present.add(keyOf(object));
      this.#put(object);
    }
    for (const [key, object] of this.#cache) {
      if (present.has(key)) continue;
      this.#cache.delete(key);
      this.#deleted.fire({ object });
    }
    this.#resourceVersion = list.metadata.resourceVersion;
    this.#hasSynced = true;
    this.#resolveSynced();
  }

  #selectors(): { labelSelector?: string; fieldSelector?: string } {
    const { labelSelector, fieldSelector } = this.#options;
    return { ...(labelSelector !== undefined && { labelSelector }), ...(fieldSelector !== undefined && { fieldSelector }) };
  }

  /** Resolves when the server ends the watch; rejects when it refuses or fails it. */
  #watchOnce(): Promise<void> {
    return new Promise((resolve, reject) => {
      const query = { ...this.#selectors(), resourceVersion: this.#resourceVersion, allowWatchBookmarks: true };
      const subscription = this.#client.watch<T>(this.#ref, this.#options.namespace, query, {
        onEvent: (event) => {
          if (this.#isStopped()) return;
          if (event.type === 'ERROR') reject(new StatusError(event.object as unknown as StatusError['status']));
          else this.#apply(event);
        },
        onClose: (status) => {
          this.#watch.delete(subscription);
          if (status !== undefined) reject(new StatusError(status));
          else resolve();
        },
      });
      this.#watch.add(subscription);
      this.#abort.signal.addEventListener('abort', () => { resolve(); }, { once: true });
    });
  }

  #apply(event: WatchEvent<T>): void {
    const { object } = event;
    this.#resourceVersion = object.metadata.resourceVersion;
    if (event.type === 'BOOKMARK') return;
    if (event.type !== 'DELETED') {
      this.#put(object);
      return;
    }
    if (this.#cache.delete(keyOf(object))) this.#deleted.fire({ object });
  }

  #put(object: T): void {
    const key = keyOf(object);
    const old = this.#cache.get(key);
    if (old !== undefined && old.metadata.resourceVersion === object.metadata.resourceVersion) return;
    this.#cache.set(key, object);
    if (old === undefined) this.#added.fire({ object });
    else this.#updated.fire({ old, object });
  }
}
