// The tables of the state on disk, and how those of older formats become today's.
import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { NewerStateError } from './state-errors.ts';
import { rowChecksum } from './row-checksum.ts';

/** Raised whenever the tables change; a file of a newer format is refused and left as it is. */
const formatVersion = 2;

/** Makes the tables, or brings those of an older format up to date, all or nothing. Throws NewerStateError. */
export function migrate(db: DatabaseSync, dir: string): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > formatVersion) throw new NewerStateError(dir, version, formatVersion);
  if (version === formatVersion) return;
  db.exec('BEGIN');
  try {
    if (version === 0) create(db);
    else fromFormat1(db);
    db.exec(`PRAGMA user_version = ${formatVersion}; COMMIT`);
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

const header = 'CREATE TABLE header (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL, crc INTEGER NOT NULL);';

function create(db: DatabaseSync): void {
  db.exec(`CREATE TABLE objects (resource TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, json TEXT NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (resource, key)) WITHOUT ROWID; ${header}`);
}

/** Format 1 had no checksums, and its high-water mark in a table `meta`. */
function fromFormat1(db: DatabaseSync): void {
  db.exec(`ALTER TABLE objects ADD COLUMN crc INTEGER NOT NULL DEFAULT 0; ${header}`);
  const rows = db.prepare('SELECT resource, key, revision, json FROM objects').all() as unknown as { resource: string; key: string; revision: number; json: string }[];
  const setChecksum = db.prepare('UPDATE objects SET crc = ? WHERE resource = ? AND key = ?');
  let sum = 0;
  for (const row of rows) {
    const crc = rowChecksum(row);
    setChecksum.run(crc, row.resource, row.key);
    sum += crc;
  }
  const mark = db.prepare("SELECT value FROM meta WHERE name = 'highWaterMark'").get() as { value: number } | undefined;
  const json = JSON.stringify({ highWaterMark: mark?.value ?? 0, atMs: 0, sum });
  db.prepare('INSERT INTO header (id, json, crc) VALUES (1, ?, ?)').run(json, crc32(json));
  db.exec('DROP TABLE meta');
}
