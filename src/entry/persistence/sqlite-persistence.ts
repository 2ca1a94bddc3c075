// The store's disk on Node: SQLite with a write-ahead log, as k3s keeps Kubernetes' state. One owner at a time, by SQLite's own exclusive lock.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { KubeObject } from '../../api/meta/object.ts';
import type { Persistence, StoreRecord } from '../../cluster/store/persistence.ts';

/** Raised whenever the tables change; a file of a newer format is refused and left as it is. */
const formatVersion = 1;
const fileName = 'podlab.db';

/** Another process has the state open. */
export class StateInUseError extends Error {
  constructor(dir: string) {
    super(`the state in ${dir} is in use by another Podlab`);
    this.name = 'StateInUseError';
  }
}

export interface OpenPersistence extends Persistence {
  close(): void;
}

/** Opens or makes `dir`/podlab.db. Throws StateInUseError when it has another owner, Error when it is of a newer format. */
export function openSqlitePersistence(dir: string): OpenPersistence {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(path.join(dir, fileName));
  try {
    // Exclusive before the first access: the lock is then held until the process ends, however it ends.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    db.close();
    if (/locked|busy/i.test(String(error))) throw new StateInUseError(dir);
    throw error;
  }
  checkFormat(db, dir);
  const upsert = db.prepare('INSERT INTO objects (resource, key, revision, json) VALUES (?, ?, ?, ?) ON CONFLICT (resource, key) DO UPDATE SET revision = excluded.revision, json = excluded.json');
  const remove = db.prepare('DELETE FROM objects WHERE resource = ? AND key = ?');
  const setMark = db.prepare("INSERT INTO meta (name, value) VALUES ('highWaterMark', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  return {
    load() {
      const mark = db.prepare("SELECT value FROM meta WHERE name = 'highWaterMark'").get() as { value: number } | undefined;
      const rows = db.prepare('SELECT resource, key, revision, json FROM objects ORDER BY revision').all() as unknown as { resource: string; key: string; revision: number; json: string }[];
      const records = rows.map(({ resource, key, revision, json }): StoreRecord => ({ resource, key, revision, object: JSON.parse(json) as KubeObject }));
      return Promise.resolve({ highWaterMark: mark?.value ?? 0, records });
    },
    append(records) {
      return attempt(() => {
        db.exec('BEGIN');
        try {
          for (const { resource, key, revision, object } of records) {
            if (object === undefined) remove.run(resource, key);
            else upsert.run(resource, key, revision, JSON.stringify(object));
          }
          db.exec('COMMIT');
        } catch (error) {
          db.exec('ROLLBACK');
          throw error;
        }
      });
    },
    reserve: (highWaterMark) => attempt(() => { setMark.run(highWaterMark); }),
    close: () => { db.close(); },
  };
}

/** Turns what SQLite throws into a rejection, as the store expects. */
function attempt(action: () => void): Promise<void> {
  return new Promise((resolve) => {
    action();
    resolve();
  });
}

function checkFormat(db: DatabaseSync, dir: string): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > formatVersion) {
    db.close();
    throw new Error(`the state in ${dir} was written by a newer Podlab (format ${version}, this one knows ${formatVersion}); it was left as it is`);
  }
  db.exec(`CREATE TABLE IF NOT EXISTS objects (resource TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (resource, key)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
    PRAGMA user_version = ${formatVersion};`);
}
