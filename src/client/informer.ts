// A cache of one resource kept current by list and watch: client-go's store and shared informer over its reflector.
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { KubeObject } from '../api/meta/object.ts';
import type { Client } from './client.ts';
import { ObjectIndex } from './object-index.ts';
import { Reflector } from './reflector.ts';
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
  readonly #indexes = new Map<(object: T) => string | undefined, ObjectIndex<T>>();
  readonly #added = new Emitter<{ readonly object: T }>();
  readonly #updated = new Emitter<{ readonly old: T; readonly object: T }>();
  readonly #deleted = new Emitter<{ readonly object: T }>();
  readonly #lost = new Emitter<unknown>();
  readonly #reflector: Reflector;
  readonly #synced: Promise<void>;
  #resolveSynced: () => void = () => undefined;
  #hasSynced = false;

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
    const { clock, namespace } = options;
    this.#reflector = new Reflector({
      client, clock, maxBackoffMs,
      request: { ref, query: this.#selectors(), ...(namespace !== undefined && { namespace }) },
      list: (signal) => this.#list(signal),
      apply: (events, signal) => this.#apply(events as readonly WatchEvent<T>[], signal),
      onFailure: (error) => { this.#lost.fire(error); },
    });
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

  /** The cached objects by a value: one index for all who give the same function. Up to date before listeners hear of a change. */
  index(valueOf: (object: T) => string | undefined): ObjectIndex<T> {
    let index = this.#indexes.get(valueOf);
    if (index === undefined) {
      this.#indexes.set(valueOf, (index = new ObjectIndex(valueOf)));
      for (const [key, object] of this.#cache) index.replace(key, undefined, object);
    }
    return index;
  }

  start(): void {
    this.#reflector.start();
  }

  dispose(): void {
    this.#reflector.dispose();
    this.#added.dispose();
    this.#updated.dispose();
    this.#deleted.dispose();
    this.#lost.dispose();
  }

  async #list(signal: AbortSignal): Promise<string> {
    const list = await this.#client.list<T>(this.#ref, this.#options.namespace, this.#selectors());
    if (signal.aborted) return '';
    const present = new Set<string>();
    for (const object of list.items) {
      present.add(keyOf(object));
      this.#put(object);
    }
    for (const [key, object] of this.#cache) {
      if (present.has(key)) continue;
      this.#remove(key, object);
    }
    this.#hasSynced = true;
    this.#resolveSynced();
    return list.metadata.resourceVersion;
  }

  #selectors(): { labelSelector?: string; fieldSelector?: string } {
    const { labelSelector, fieldSelector } = this.#options;
    return { ...(labelSelector !== undefined && { labelSelector }), ...(fieldSelector !== undefined && { fieldSelector }) };
  }

  #apply(events: readonly WatchEvent<T>[], signal: AbortSignal): string | undefined {
    let reached: string | undefined;
    for (const { type, object } of events) {
      if (signal.aborted) break;
      reached = object.metadata.resourceVersion;
      if (type === 'BOOKMARK') continue;
      if (type === 'DELETED') this.#remove(keyOf(object), object);
      else this.#put(object);
    }
    return reached;
  }

  #put(object: T): void {
    const key = keyOf(object);
    const old = this.#cache.get(key);
    if (old !== undefined && old.metadata.resourceVersion === object.metadata.resourceVersion) return;
    this.#cache.set(key, object);
    for (const index of this.#indexes.values()) index.replace(key, old, object);
    if (old === undefined) this.#added.fire({ object });
    else this.#updated.fire({ old, object });
  }

  /** `object` is its last state. */
  #remove(key: string, object: T): void {
    const old = this.#cache.get(key);
    if (old === undefined) return;
    this.#cache.delete(key);
    for (const index of this.#indexes.values()) index.replace(key, old, undefined);
    this.#deleted.fire({ object });
  }
}
