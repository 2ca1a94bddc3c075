// A live copy of one resource as the server's Table: its cells are the columns of `kubectl get`, so that no rule for STATUS exists twice.
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { Client } from '../../client/client.ts';
import { keyOf } from '../../client/informer.ts';
import { Reflector } from '../../client/reflector.ts';
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
const maxBackoffMs = 5000;

export class TableInformer<T> implements Disposable {
  readonly #options: TableInformerOptions<T>;
  readonly #kept = new Map<string, { readonly resourceVersion: string; readonly value: T }>();
  readonly #changes = new Emitter<readonly TableChange<T>[]>();
  readonly #reflector: Reflector;
  #columns: readonly string[] = [];

  /** What changed, in batches as the server sent them. The first batch, perhaps empty, is the first list. */
  readonly onDidChange = this.#changes.event;

  constructor(options: TableInformerOptions<T>) {
    this.#options = options;
    const { client, clock, ref, namespace, fieldSelector } = options;
    this.#reflector = new Reflector({
      client, clock, maxBackoffMs,
      request: { ref, accept, query: { includeObject: 'Object', ...(fieldSelector !== undefined && { fieldSelector }) }, ...(namespace !== undefined && { namespace }) },
      list: (signal) => this.#list(signal),
      apply: (events) => this.#apply(events),
    });
  }

  start(): void {
    this.#reflector.start();
  }

  dispose(): void {
    this.#reflector.dispose();
    this.#changes.dispose();
    this.#kept.clear();
  }

  async #list(signal: AbortSignal): Promise<string> {
    const { client, ref, namespace, fieldSelector } = this.#options;
    const present = new Set<string>();
    const changes: TableChange<T>[] = [];
    let next = '';
    let resourceVersion = '';
    do {
      const query = { includeObject: 'Object', limit: String(pageSize), ...(fieldSelector !== undefined && { fieldSelector }), ...(next !== '' && { continue: next }) };
      const { body } = await client.send({ verb: 'list', ref, accept, query, ...(namespace !== undefined && { namespace }) });
      if (signal.aborted) return '';
      const table = body as Table;
      for (const row of this.#rows(table)) {
        present.add(keyOf(row.object));
        this.#put(row, changes);
      }
      resourceVersion = table.metadata?.resourceVersion ?? '';
      next = table.metadata?.continue ?? '';
    } while (next !== '');
    for (const key of [...this.#kept.keys()]) if (!present.has(key)) this.#drop(key, changes);
    this.#changes.fire(changes);
    return resourceVersion;
  }

  #apply(events: readonly WatchEvent[]): string | undefined {
    let reached: string | undefined;
    const changes: TableChange<T>[] = [];
    for (const event of events) {
      const table = event.object as Table;
      for (const row of this.#rows(table)) {
        reached = row.object.metadata.resourceVersion;
        if (event.type === 'DELETED') this.#drop(keyOf(row.object), changes);
        else if (event.type !== 'BOOKMARK') this.#put(row, changes);
      }
      if (event.type === 'BOOKMARK' && table.metadata?.resourceVersion) reached = table.metadata.resourceVersion;
    }
    if (changes.length > 0) this.#changes.fire(changes);
    return reached;
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
