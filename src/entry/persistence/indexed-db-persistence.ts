// The store's disk in a browser: one IndexedDB database a cluster. One owner at a time, by a lock of the browser that ends with its worker.
import type { KubeObject } from '../../api/meta/object.ts';
import type { StoredState, StoreRecord } from '../../cluster/store/persistence.ts';
import type { OpenPersistence, StatePlace } from './open-persistence.ts';
import { NewerStateError, StateInUseError, UnreadableStateError } from './state-errors.ts';

/** Raised whenever the stores change; a database of a newer format is refused and left as it is. */
const formatVersion = 1;

/** What a browser offers to a worker; not all of it on every page. */
export interface BrowserStorage {
  readonly indexedDB: IDBFactory | undefined;
  readonly locks: Pick<LockManager, 'request'> | undefined;
  /** Dates what is set aside. */
  nowMs(): number;
}

/** Objects are kept as JSON: a property `__proto__` survives, and what is read is ours alone. */
interface Row {
  readonly resource: string;
  readonly key: string;
  readonly revision: number;
  readonly json: string;
}

interface Header {
  readonly highWaterMark: number;
  readonly atMs: number;
}

const headerKey = 'header';

/** The database called `name` as a place for one cluster's state. */
export function indexedDbPlace(name: string, { indexedDB, locks, nowMs }: BrowserStorage): StatePlace {
  const acquireDatabase = async (): Promise<{ readonly factory: IDBFactory; readonly release: () => void }> => {
    if (indexedDB === undefined || locks === undefined) throw new Error('this browser has no IndexedDB or no locks here');
    return { factory: indexedDB, release: await acquire(locks, name) };
  };
  return {
    async open() {
      const { factory, release } = await acquireDatabase();
      try {
        return new IndexedDbPersistence(await openDatabase(factory, name), name, release);
      } catch (error) {
        release();
        throw error;
      }
    },
    async setAside() {
      const { factory, release } = await acquireDatabase();
      try {
        return await moveRows(factory, name, `${name} damaged ${new Date(nowMs()).toISOString()}`);
      } finally {
        release();
      }
    },
  };
}

class IndexedDbPersistence implements OpenPersistence {
  readonly #db: IDBDatabase;
  readonly #name: string;
  readonly #release: () => void;
  #header: Header = { highWaterMark: 0, atMs: 0 };

  constructor(db: IDBDatabase, name: string, release: () => void) {
    this.#db = db;
    this.#name = name;
    this.#release = release;
  }

  async load(): Promise<StoredState> {
    const transaction = this.#db.transaction(['objects', 'meta']);
    const [rows, header] = await Promise.all([
      result(transaction.objectStore('objects').getAll() as IDBRequest<Row[]>),
      result(transaction.objectStore('meta').get(headerKey) as IDBRequest<Header | undefined>),
    ]);
    if (header === undefined && rows.length > 0) throw new UnreadableStateError(this.#name, 'the header is missing');
    this.#header = header ?? this.#header;
    try {
      return { ...this.#header, records: rows.map(readRow).sort((a, b) => a.revision - b.revision) };
    } catch (error) {
      throw new UnreadableStateError(this.#name, error);
    }
  }

  append(records: readonly StoreRecord[], atMs: number): Promise<void> {
    return this.#write({ ...this.#header, atMs }, (objects) => {
      for (const { resource, key, revision, object } of records) {
        if (object === undefined) objects.delete([resource, key]);
        else objects.put({ resource, key, revision, json: JSON.stringify(object) } satisfies Row);
      }
    });
  }

  reserve(highWaterMark: number): Promise<void> {
    return this.#write({ ...this.#header, highWaterMark }, () => undefined);
  }

  clear(): Promise<void> {
    return this.#write(this.#header, (objects) => { objects.clear(); });
  }

  close(): void {
    this.#db.close();
    this.#release();
  }

  async #write(header: Header, change: (objects: IDBObjectStore) => void): Promise<void> {
    const transaction = this.#db.transaction(['objects', 'meta'], 'readwrite', { durability: 'strict' });
    const done = completed(transaction);
    try {
      change(transaction.objectStore('objects'));
      transaction.objectStore('meta').put(header, headerKey);
    } catch (error) {
      transaction.abort();
      await done.catch(() => undefined);
      throw error;
    }
    await done;
    this.#header = header;
  }
}

function readRow({ resource, key, revision, json }: Row): StoreRecord {
  return { resource, key, revision, object: JSON.parse(json) as KubeObject };
}

/** Holds the lock of that name until the returned function is called or the worker ends. */
async function acquire(locks: Pick<LockManager, 'request'>, name: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  await new Promise<void>((acquired, refused) => {
    locks.request(`podlab ${name}`, { ifAvailable: true }, (lock) => {
      if (lock === null) {
        refused(new StateInUseError(name));
        return undefined;
      }
      acquired();
      return promise;
    }).catch(refused);
  });
  return () => { resolve(undefined); };
}

async function openDatabase(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  const request = factory.open(name, formatVersion);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('objects', { keyPath: ['resource', 'key'] });
    request.result.createObjectStore('meta');
  };
  try {
    return await result(request);
  } catch (error) {
    if (error instanceof Error && error.name === 'VersionError') {
      const format = (await factory.databases()).find((database) => database.name === name)?.version ?? formatVersion + 1;
      throw new NewerStateError(name, format, formatVersion);
    }
    throw error;
  }
}

/** Copies every row as it is, then empties the original. Returns `to`. */
async function moveRows(factory: IDBFactory, from: string, to: string): Promise<string> {
  const source = await openDatabase(factory, from);
  const target = await openDatabase(factory, to);
  try {
    const rows = await result(source.transaction('objects').objectStore('objects').getAll() as IDBRequest<Row[]>);
    const header = await result(source.transaction('meta').objectStore('meta').get(headerKey) as IDBRequest<Header | undefined>);
    const copy = target.transaction(['objects', 'meta'], 'readwrite', { durability: 'strict' });
    for (const row of rows) copy.objectStore('objects').put(row);
    if (header !== undefined) copy.objectStore('meta').put(header, headerKey);
    await completed(copy);
    const emptied = source.transaction(['objects', 'meta'], 'readwrite', { durability: 'strict' });
    emptied.objectStore('objects').clear();
    emptied.objectStore('meta').clear();
    await completed(emptied);
    return to;
  } finally {
    source.close();
    target.close();
  }
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(request.error ?? new Error('IndexedDB failed')); };
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => { resolve(); };
    transaction.onabort = () => { reject(transaction.error ?? new Error('IndexedDB gave the transaction up')); };
  });
}
