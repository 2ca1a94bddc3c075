// The store's disk on Node: SQLite with a write-ahead log, as k3s keeps Kubernetes' state. One owner at a time, by SQLite's own exclusive lock.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { KubeObject } from '../../api/meta/object.ts';
import type { StoredState, StoreRecord } from '../../cluster/store/persistence.ts';
import type { OpenPersistence, StatePlace } from './open-persistence.ts';
import { rowChecksum } from './row-checksum.ts';
import { migrate } from './sqlite-format.ts';
import { NewerStateError, StateInUseError, UnreadableStateError } from './state-errors.ts';

const fileName = 'podlab.db';

/** The folder as a place for one cluster's state. `nowMs` dates what is set aside. */
export function sqlitePlace(dir: string, nowMs: () => number): StatePlace {
  return {
    open: () => Promise.resolve().then(() => openSqlitePersistence(dir)),
    setAside: () => Promise.resolve().then(() => {
      const aside = path.join(dir, `damaged-${new Date(nowMs()).toISOString().replaceAll(':', '-')}`);
      mkdirSync(aside, { mode: 0o700 });
      for (const suffix of ['', '-wal', '-shm']) if (existsSync(path.join(dir, fileName + suffix))) renameSync(path.join(dir, fileName + suffix), path.join(aside, fileName + suffix));
      return aside;
    }),
  };
}

/** Opens or makes `dir`/podlab.db. Throws StateInUseError when it has another owner, NewerStateError, or UnreadableStateError (as `load` may). */
export function openSqlitePersistence(dir: string): OpenPersistence {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(path.join(dir, fileName));
  try {
    // Exclusive before the first access: the lock is then held until the process ends, however it ends.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; COMMIT;');
    migrate(db, dir);
    return new SqlitePersistence(db, dir);
  } catch (error) {
    db.close();
    throw explained(error, dir);
  }
}

/** Beside the objects: what reading them must find again. */
interface Header extends Omit<StoredState, 'records'> {
  /** The sum of the objects' checksums, so that one that is missing is noticed. */
  readonly sum: number;
}

class SqlitePersistence implements OpenPersistence {
  readonly #db: DatabaseSync;
  readonly #dir: string;
  readonly #upsert: StatementSync;
  readonly #remove: StatementSync;
  readonly #setHeader: StatementSync;
  #header: Header = { highWaterMark: 0, atMs: 0, sum: 0 };
  /** The checksum of each stored row. */
  #checksums = new Map<string, number>();

  constructor(db: DatabaseSync, dir: string) {
    this.#db = db;
    this.#dir = dir;
    this.#upsert = db.prepare('INSERT INTO objects (resource, key, revision, json, crc) VALUES (?, ?, ?, ?, ?) ON CONFLICT (resource, key) DO UPDATE SET revision = excluded.revision, json = excluded.json, crc = excluded.crc');
    this.#remove = db.prepare('DELETE FROM objects WHERE resource = ? AND key = ?');
    this.#setHeader = db.prepare('INSERT INTO header (id, json, crc) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json, crc = excluded.crc');
  }

  load(): Promise<StoredState> {
    return attempt(() => {
      try {
        return this.#load();
      } catch (error) {
        throw explained(error, this.#dir);
      }
    });
  }

  append(records: readonly StoreRecord[], atMs: number): Promise<void> {
    return attempt(() => {
      const changed = new Map<string, number>();
      let { sum } = this.#header;
      const before = (id: string): number => changed.get(id) ?? this.#checksums.get(id) ?? 0;
      this.#transact(() => {
        for (const { resource, key, revision, object } of records) {
          const id = `${resource} ${key}`;
          sum -= before(id);
          if (object === undefined) {
            this.#remove.run(resource, key);
            changed.set(id, 0);
          } else {
            const json = JSON.stringify(object);
            const crc = rowChecksum({ resource, key, revision, json });
            this.#upsert.run(resource, key, revision, json, crc);
            changed.set(id, crc);
            sum += crc;
          }
        }
        return { ...this.#header, atMs, sum };
      });
      for (const [id, crc] of changed) {
        if (crc === 0) this.#checksums.delete(id);
        else this.#checksums.set(id, crc);
      }
    });
  }

  reserve(highWaterMark: number): Promise<void> {
    return attempt(() => { this.#transact(() => ({ ...this.#header, highWaterMark })); });
  }

  clear(): Promise<void> {
    return attempt(() => {
      this.#transact(() => {
        this.#db.exec('DELETE FROM objects');
        return { ...this.#header, sum: 0 };
      });
      this.#checksums.clear();
    });
  }

  close(): void {
    this.#db.close();
  }

  #load(): StoredState {
    const { quick_check: verdict } = this.#db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
    if (verdict !== 'ok') throw new UnreadableStateError(this.#dir, verdict);
    const header = this.#db.prepare('SELECT json, crc FROM header').get() as { json: string; crc: number } | undefined;
    if (header !== undefined && crc32(header.json) !== header.crc) throw new UnreadableStateError(this.#dir, 'the header has changed');
    this.#header = header === undefined ? { highWaterMark: 0, atMs: 0, sum: 0 } : (JSON.parse(header.json) as Header);
    const rows = this.#db.prepare('SELECT resource, key, revision, json, crc FROM objects ORDER BY revision').all() as unknown as { resource: string; key: string; revision: number; json: string; crc: number }[];
    this.#checksums = new Map();
    let sum = 0;
    const records = rows.map((row): StoreRecord => {
      const { resource, key, revision, json, crc } = row;
      if (rowChecksum(row) !== crc) throw new UnreadableStateError(this.#dir, `${resource} ${key} has changed`);
      this.#checksums.set(`${resource} ${key}`, crc);
      sum += crc;
      return { resource, key, revision, object: JSON.parse(json) as KubeObject };
    });
    if (sum !== this.#header.sum) throw new UnreadableStateError(this.#dir, 'objects are missing');
    const { highWaterMark, atMs } = this.#header;
    return { highWaterMark, atMs, records };
  }

  /** Runs `change` and writes the header that it returns, all or nothing. */
  #transact(change: () => Header): void {
    this.#db.exec('BEGIN');
    try {
      const header = change();
      const json = JSON.stringify(header);
      this.#setHeader.run(json, crc32(json));
      this.#db.exec('COMMIT');
      this.#header = header;
    } catch (error) {
      // Some failures end the transaction by themselves.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

/** Turns what SQLite throws into a rejection, as the store expects. */
function attempt<T>(action: () => T): Promise<T> {
  return new Promise((resolve) => { resolve(action()); });
}

/** SQLite's primary result codes. */
const [busy, locked, corrupt, notADatabase] = [5, 6, 11, 26];

function explained(error: unknown, dir: string): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (error instanceof SyntaxError) return new UnreadableStateError(dir, error);
  if (code === undefined || error instanceof NewerStateError) return error;
  const primary = code & 0xff;
  if (primary === busy || primary === locked) return new StateInUseError(dir);
  return primary === corrupt || primary === notADatabase ? new UnreadableStateError(dir, error) : error;
}
