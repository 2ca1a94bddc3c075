// Objects, revisions, history and watches: the place of etcd and of the API server's watch cache. Memory first; a Persistence makes writes durable.
import type { Clock } from '../../base/clock.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { CommitLog } from './commit-log.ts';
import { deepFreeze } from '../../api/meta/deep-freeze.ts';
import type { Change, HistoryWindow } from './history.ts';
import type { Persistence } from './persistence.ts';
import { ResourceTable } from './resource-table.ts';
import { reuse } from '../../api/meta/reuse.ts';
import { StorageError } from './storage-error.ts';
import { StoreWatch, type StoreWatchOptions, type StoreWatchSink } from './store-watch.ts';

export interface StoreOptions {
  readonly clock: Clock;
  readonly persistence?: Persistence;
  /** Per resource: named functions to the value under which an object is found by `list({ index })`. */
  readonly indexes?: Readonly<Record<string, Readonly<Record<string, (object: KubeObject) => string>>>>;
  readonly window?: Partial<HistoryWindow>;
  /** A blocked watcher that falls behind by more changes than this is ended. */
  readonly maxLag?: number;
}

export interface StoreListOptions {
  readonly prefix?: string;
  readonly index?: { readonly name: string; readonly value: string };
  /** State at this revision instead of now; StorageError Compacted or FutureRevision when it cannot be had. */
  readonly revision?: number;
}

const defaultWindow: HistoryWindow = { minChanges: 1_000, maxChanges: 20_000, maxAgeMs: 300_000 };

/**
 * Keys are `namespace/name` or `name`; resources are named as `pods` or `deployments.apps`. Every method but `open` and `whenDurable` is synchronous, so that
 * a read and the write based on it cannot be interleaved. Objects are frozen when written and shared with all readers.
 * Invariant: revisions strictly increase, one per effective write, none for a write that changes nothing; they are never reused, not even after a crash.
 * Differs from Kubernetes: a read may show a write that is not yet durable (watches and answers never do).
 */
export class Store {
  readonly #options: StoreOptions;
  readonly #window: HistoryWindow;
  readonly #maxLag: number;
  readonly #tables = new Map<string, ResourceTable>();
  readonly #commits: CommitLog | undefined;
  #revision = 0;
  #compactedRevision = 0;

  /** Without persistence. See `open` for the other case. */
  constructor(options: StoreOptions) {
    this.#options = options;
    this.#window = { ...defaultWindow, ...options.window };
    this.#maxLag = options.maxLag ?? 1_000;
    this.#commits = options.persistence && new CommitLog(options.persistence, options.clock, () => { this.#wakeAll(); });
  }

  /** A store with what its persistence holds. */
  static async open(options: StoreOptions): Promise<Store> {
    const store = new Store(options);
    await store.#restore();
    return store;
  }

  /** Of the last write. */
  get revision(): number {
    return this.#revision;
  }

  /** How many objects a resource has. */
  count(resource: string): number {
    return this.#tables.get(resource)?.size ?? 0;
  }

  /** The resources that have, or had, objects. */
  resources(): string[] {
    return [...this.#tables.keys()].sort();
  }

  get(resource: string, key: string): KubeObject | undefined {
    return this.#tables.get(resource)?.get(key);
  }

  /** In the order of keys. */
  list(resource: string, options: StoreListOptions = {}): KubeObject[] {
    const table = this.#table(resource);
    const { revision } = options;
    if (revision === undefined || revision === this.#revision) return table.list(options);
    if (revision > this.#revision) throw new StorageError('FutureRevision', `Too large resource version: ${revision}, current: ${this.#revision}`, this.#revision);
    this.#refuseCompacted(table, revision);
    return table.listAt(revision, options.prefix ?? '');
  }

  /** Stores a copy of `object` with its resourceVersion. */
  create(resource: string, key: string, object: KubeObject): KubeObject {
    const table = this.#table(resource);
    if (table.get(key) !== undefined) throw new StorageError('KeyExists', `${resource} ${key} exists`);
    return this.#write(table, key, undefined, object);
  }

  /**
   * Replaces `current`, which the caller has read; Conflict when it is no longer the stored one. Returns `current` itself when nothing but the resourceVersion differs, unless the write is forced.
   * `object` belongs to the store from now on: parts of it are replaced by equal parts of `current`.
   */
  update(resource: string, key: string, current: KubeObject, object: KubeObject, isForced = false): KubeObject {
    const table = this.#table(resource);
    this.#refuseStale(table, key, current);
    const next = reuse(current, { ...object, metadata: { ...object.metadata, resourceVersion: current.metadata.resourceVersion } });
    return next === current && !isForced ? current : this.#write(table, key, current, next);
  }

  /** Removes `current`, which the caller has read. Returns the revision of its end, which the DELETED event shows on its last state. */
  delete(resource: string, key: string, current: KubeObject): number {
    const table = this.#table(resource);
    this.#refuseStale(table, key, current);
    const revision = this.#nextRevision();
    table.apply({ revision, atMs: this.#options.clock.now(), key, object: undefined, previous: current, departed: undefined }, current, this.#window);
    this.#commits?.add({ revision, resource, key });
    table.wakeWatches();
    return revision;
  }

  /** Events after `options.from`; StorageError Compacted when they are no longer all known. A revision of the future waits silently, as in Kubernetes. */
  watch(resource: string, options: StoreWatchOptions, sink: StoreWatchSink): StoreWatch {
    const table = this.#table(resource);
    this.#refuseCompacted(table, options.from);
    const watched = { maxLag: this.#maxLag, visibleRevision: () => this.#visibleRevision() };
    const watch = new StoreWatch(table.history, { maxLag: watched.maxLag, get visibleRevision() { return watched.visibleRevision(); } }, options, sink, (it) => { table.watches.delete(it); });
    table.watches.add(watch);
    return watch;
  }

  /** What happened to one object, as far back as the history of its resource reaches; oldest first. */
  changesOf(resource: string, key: string): readonly Change[] {
    return this.#tables.get(resource)?.history.changesOf(key) ?? [];
  }

  /** Forgets the past up to and including `revision`. */
  compact(revision: number): void {
    const upTo = Math.min(revision, this.#revision);
    this.#compactedRevision = Math.max(this.#compactedRevision, upTo);
    for (const table of this.#tables.values()) table.compact(upTo);
  }

  /** Resolves when every write so far is durable (undefined: it already is); rejects when that failed. */
  whenDurable(): Promise<void> | undefined {
    return this.#commits?.whenDurable(this.#revision);
  }

  #visibleRevision(): number {
    return Math.min(this.#revision, this.#commits?.durableRevision ?? Infinity);
  }

  #wakeAll(): void {
    for (const table of this.#tables.values()) table.wakeWatches();
  }

  #table(resource: string): ResourceTable {
    let table = this.#tables.get(resource);
    if (table === undefined) {
      table = new ResourceTable(resource, this.#options.indexes?.[resource] ?? {}, this.#compactedRevision);
      this.#tables.set(resource, table);
    }
    return table;
  }

  #write(table: ResourceTable, key: string, current: KubeObject | undefined, object: KubeObject): KubeObject {
    const revision = this.#nextRevision();
    const stored = withRevision(object, revision);
    table.apply({ revision, atMs: this.#options.clock.now(), key, object: stored, previous: current, departed: undefined }, current, this.#window);
    this.#commits?.add({ revision, resource: table.resource, key, object: stored });
    table.wakeWatches();
    return stored;
  }

  #nextRevision(): number {
    this.#commits?.refuseWhenFailed();
    this.#revision++;
    return this.#revision;
  }

  #refuseStale(table: ResourceTable, key: string, current: KubeObject): void {
    const stored = table.get(key);
    if (stored === undefined) throw new StorageError('KeyNotFound', `${table.resource} ${key} not found`);
    if (stored !== current) throw new StorageError('Conflict', `${table.resource} ${key} has changed`);
  }

  #refuseCompacted(table: ResourceTable, revision: number): void {
    const oldest = table.history.compactedRevision;
    if (revision < oldest) throw new StorageError('Compacted', `too old resource version: ${revision} (${oldest})`, oldest);
  }

  async #restore(): Promise<void> {
    const commits = this.#commits;
    if (commits === undefined) return;
    const { highWaterMark, records } = await commits.load();
    for (const { resource, key, object } of records) if (object !== undefined) this.#table(resource).restore(key, deepFreeze(object));
    this.#revision = highWaterMark;
    this.compact(highWaterMark);
    await commits.start(highWaterMark);
  }
}

function withRevision(object: KubeObject, revision: number): KubeObject {
  return deepFreeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } });
}
