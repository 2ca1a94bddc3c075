// The state on disk: nothing acknowledged is lost by kill -9, revisions are never used twice, one owner at a time, newer formats are left alone.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { randomInt, seededRandom } from '../../../src/base/random.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import type { KubeObject } from '../../../src/api/meta/object.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { openSqlitePersistence } from '../../../src/entry/persistence/sqlite-persistence.ts';
import { Acknowledged, bundleWriter } from './acknowledged.ts';
import { NewerStateError, UnreadableStateError } from '../../../src/entry/persistence/state-errors.ts';

const kills = Number(process.env['PODLAB_KILLS'] ?? 200);
let writer = '';
let dir = '';

beforeAll(async () => { writer = await bundleWriter(mkdtempSync(path.join(tmpdir(), 'podlab-writer-'))); });
afterAll(() => { rmSync(path.dirname(writer), { recursive: true, force: true }); });

beforeEach(() => { dir = mkdtempSync(path.join(tmpdir(), 'podlab-state-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

/** Lets a writer run and kills it; what it said is returned. */
function writeAndKill(seed: number, afterMs: number): Promise<string[]> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [writer, dir, String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    let isArmed = false;
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (!isArmed && said.includes('start')) {
        isArmed = true;
        setTimeout(() => child.kill('SIGKILL'), afterMs);
      }
    });
    child.on('close', () => { resolve(said.split('\n').filter((line) => line.endsWith('\n') || line !== '')); });
  });
}

test(`${kills} kills lose no acknowledged write and reuse no revision`, { timeout: 240_000 }, async () => {
  const acknowledged = new Acknowledged();
  for (let kill = 0; kill < kills; kill++) {
    const said = await writeAndKill(kill, (kill * 7) % 40);
    const persistence = openSqlitePersistence(dir);
    acknowledged.judge(said, await Store.open({ clock: systemClock, persistence }));
    persistence.close();
  }
  expect(acknowledged.count).toBeGreaterThan(kills);
});

test('a second owner is refused, and a first one that was killed is not in the way', async () => {
  const persistence = openSqlitePersistence(dir);
  const second = spawnSync(process.execPath, [writer, dir], { encoding: 'utf8' });
  expect(second.status).not.toBe(0);
  expect(second.stderr).toContain('is in use by another Podlab');
  persistence.close();
  await writeAndKill(1, 5);
  openSqlitePersistence(dir).close();
});

test('a state of a newer format is refused and left as it is', () => {
  openSqlitePersistence(dir).close();
  const db = new DatabaseSync(path.join(dir, 'podlab.db'));
  db.exec('PRAGMA user_version = 99');
  db.close();
  expect(() => openSqlitePersistence(dir)).toThrow(NewerStateError);
  const after = new DatabaseSync(path.join(dir, 'podlab.db'));
  expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 });
  after.close();
});

test('a state of format 1 is brought up to date', async () => {
  const db = new DatabaseSync(path.join(dir, 'podlab.db'));
  db.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE objects (resource TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (resource, key)) WITHOUT ROWID;
    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
    INSERT INTO objects VALUES ('configmaps', 'default/a', 5, '{"metadata":{"name":"a"}}'), ('pods', 'default/b', 7, '{"metadata":{"name":"b"}}');
    INSERT INTO meta VALUES ('highWaterMark', 1000007);
    PRAGMA user_version = 1;`);
  db.close();
  const expected = { highWaterMark: 1_000_007, atMs: 0, records: [{ resource: 'configmaps', key: 'default/a', revision: 5, object: { metadata: { name: 'a' } } }, { resource: 'pods', key: 'default/b', revision: 7, object: { metadata: { name: 'b' } } }] };
  for (let opening = 0; opening < 2; opening++) {
    const persistence = openSqlitePersistence(dir);
    expect(await persistence.load()).toEqual(expected);
    persistence.close();
  }
});

test('a bit that flipped is found, or was of no use', async () => {
  const persistence = openSqlitePersistence(dir);
  await persistence.load();
  await persistence.reserve(1_000_000);
  for (let i = 1; i <= 60; i++) await persistence.append([{ resource: 'configmaps', key: `default/${i}`, revision: i, object: { metadata: { name: String(i) }, data: { pad: 'x'.repeat(300) } } as unknown as KubeObject }], i);
  const whole = await persistence.load();
  persistence.close();
  const file = path.join(dir, 'podlab.db');
  const bytes = readFileSync(file);
  const random = seededRandom(1);
  let found = 0;
  for (let flip = 0; flip < 300; flip++) {
    const damaged = Buffer.from(bytes);
    const at = randomInt(random, bytes.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << randomInt(random, 8));
    writeFileSync(file, damaged);
    try {
      const opened = openSqlitePersistence(dir);
      const state = await opened.load().finally(() => { opened.close(); });
      expect(state, `byte ${at}`).toEqual(whole);
    } catch (error) {
      if (!(error instanceof UnreadableStateError || error instanceof NewerStateError)) throw error;
      found++;
    }
  }
  expect(found).toBeGreaterThan(150);
});
