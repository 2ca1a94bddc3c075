// A live copy of one resource as the server's Table: its cells are the columns of `kubectl get`, so that no rule for STATUS exists twice.
import { type Clock, sleep } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import { keyOf } from '../../client/informer.ts';
import type { ResourceRef, WatchEvent } from '../../client/transport.ts';

/** One row: the object and its cells by column name. */
export interface TableRow {
  readonly object: KubeObject;
  readonly cells: Readonly<Record<string, string>>;
}

export interface TableChange<T> {
  readonly before?: T;
  readonly after?: T;
}

export interface TableInformerOptions<T> {
  readonly client: Client;
  readonly ref: ResourceRef;
  readonly clock: Clock;
  /** What to keep of a row; the row itself is dropped. */
  readonly project: (row: TableRow) => T;
  /** Limits the watch, e.g. `metadata.name=hello-pod`. */
  readonly namespace?: string;
  readonly fieldSelector?: string;
}

interface Table {
  readonly kind: string;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  /** Null after the first Table of a watch. */
  readonly columnDefinitions?: readonly { readonly name: string }[] | null;
  readonly rows?: readonly { readonly cells: readonly unknown[]; readonly object?: KubeObject }[];
}

const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const pageSize = 500;
const firstBackoffMs = 100;
const maxBackoffMs = 5000;

export class TableInformer<T> implements Disposable {
  readonly #options: TableInformerOptions<T>;
  readonly #kept = new Map<string, { readonly resourceVersion: string; readonly value: T }>();
  readonly #changes = new Emitter<readonly TableChange<T>[]>();
  readonly #abort = new AbortController();
  readonly #watch = new DisposableStore();
  #columns: readonly string[] = [];
  #resourceVersion = '';

  /** What changed, in batches as the server sent them. The first batch, perhaps empty, is the first list. */
  readonly onDidChange = this.#changes.event;

  constructor(options: TableInformerOptions<T>) {
    this.#options = options;
  }

  start(): void {
    void this.#run();
  }

  dispose(): void {
    this.#abort.abort();
    this.#watch.dispose();
    this.#changes.dispose();
    this.#kept.clear();
  }

  #isStopped(): boolean {
    return this.#abort.signal.aborted;
  }

  async #run(): Promise<void> {
    let backoffMs = firstBackoffMs;
    while (!this.#isStopped()) {
      try {
        if (this.#resourceVersion === '') await this.#relist();
        await this.#watchOnce();
        backoffMs = firstBackoffMs;
      } catch (error) {
        const isExpired = error instanceof StatusError && error.code === 410;
        this.#resourceVersion = '';
        if (this.#isStopped()) return;
        if (isExpired) continue;
        await sleep(this.#options.clock, backoffMs, this.#abort.signal);
        backoffMs = Math.min(backoffMs * 2, maxBackoffMs);
      }
    }
  }

  async #relist(): Promise<void> {
    const { client, ref, namespace, fieldSelector } = this.#options;
    const present = new Set<string>();
    const changes: TableChange<T>[] = [];
    let next = '';
    do {
      const query = { includeObject: 'Object', limit: String(pageSize), ...(fieldSelector !== undefined && { fieldSelector }), ...(next !== '' && { continue: next }) };
      const { body } = await client.send({ verb: 'list', ref, accept, query, ...(namespace !== undefined && { namespace }) });
      if (this.#isStopped()) return;
      const table = body as Table;
      for (const row of this.#rows(table)) {
        present.add(keyOf(row.object));
        this.#put(row, changes);
      }
      this.#resourceVersion = table.metadata?.resourceVersion ?? '';
      next = table.metadata?.continue ?? '';
    } while (next !== '');
    for (const key of [...this.#kept.keys()]) if (!present.has(key)) this.#drop(key, changes);
    this.#changes.fire(changes);
  }

  /** Resolves when the server ends the watch; rejects when it refuses or fails it. */
  #watchOnce(): Promise<void> {
    const { client, ref, namespace, fieldSelector } = this.#options;
    return new Promise((resolve, reject) => {
      const query = { includeObject: 'Object', resourceVersion: this.#resourceVersion, allowWatchBookmarks: 'true', ...(fieldSelector !== undefined && { fieldSelector }) };
      const subscription = client.transport.watch({ verb: 'watch', ref, accept, query, userAgent: 'podlab-extension', ...(namespace !== undefined && { namespace }) }, {
        onEvents: (events) => {
          if (this.#isStopped()) return undefined;
          const failure = events.find((event) => event.type === 'ERROR');
          this.#applyAll(events.filter((event) => event.type !== 'ERROR'));
          if (failure !== undefined) reject(new StatusError(failure.object as StatusError['status']));
          return undefined;
        },
        onClose: (status) => {
          this.#watch.delete(subscription);
          if (status === undefined) resolve();
          else reject(new StatusError(status));
        },
      });
      this.#watch.add(subscription);
      this.#abort.signal.addEventListener('abort', () => { resolve(); }, { once: true });
    });
  }

  #applyAll(events: readonly WatchEvent[]): void {
    const changes: TableChange<T>[] = [];
    for (const event of events) {
      const table = event.object as Table;
      for (const row of this.#rows(table)) {
        this.#resourceVersion = row.object.metadata.resourceVersion;
        if (event.type === 'DELETED') this.#drop(keyOf(row.object), changes);
        else if (event.type !== 'BOOKMARK') this.#put(row, changes);
      }
      if (event.type === 'BOOKMARK' && table.metadata?.resourceVersion) this.#resourceVersion = table.metadata.resourceVersion;
    }
    if (changes.length > 0) this.#changes.fire(changes);
  }

  /** Rows of a Table; a plain object, from a server that sends no Tables, is a row without cells. Column names come with the first Table only. */
  #rows(table: Table): TableRow[] {
    if (table.kind !== 'Table') return 'items' in table ? (table as { items: KubeObject[] }).items.map((object) => ({ object, cells: {} })) : [{ object: table as unknown as KubeObject, cells: {} }];
    if (table.columnDefinitions && table.columnDefinitions.length > 0) this.#columns = table.columnDefinitions.map((column) => column.name);
    const rows: TableRow[] = [];
    for (const { cells, object } of table.rows ?? []) {
      if (object === undefined) continue;
      rows.push({ object, cells: Object.fromEntries(this.#columns.map((name, at) => [name, cellText(cells[at])])) });
    }
    return rows;
  }

  #put(row: TableRow, changes: TableChange<T>[]): void {
    const key = keyOf(row.object);
    const old = this.#kept.get(key);
    const { resourceVersion } = row.object.metadata;
    if (old?.resourceVersion === resourceVersion) return;
    const value = this.#options.project(row);
    this.#kept.set(key, { resourceVersion, value });
    changes.push({ ...(old && { before: old.value }), after: value });
  }

  #drop(key: string, changes: TableChange<T>[]): void {
    const old = this.#kept.get(key);
    if (old === undefined) return;
    this.#kept.delete(key);
    changes.push({ before: old.value });
  }
}

function cellText(cell: unknown): string {
  return typeof cell === 'string' ? cell : typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}
