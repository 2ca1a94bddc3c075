// The state on disk: nothing acknowledged is lost by kill -9, revisions are never used twice, one owner at a time, newer formats are left alone.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/system-clock.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { openSqlitePersistence } from '../../../src/entry/persistence/sqlite-persistence.ts';
import { NewerStateError } from '../../../src/entry/persistence/state-errors.ts';

const kills = Number(process.env['PODLAB_KILLS'] ?? 200);
let writer = '';
let dir = '';

// One file without types: half of the time of a child would go into reading the sources.
beforeAll(async () => {
  writer = path.join(mkdtempSync(path.join(tmpdir(), 'podlab-writer-')), 'writer.mjs');
  await build({ entryPoints: [path.join(import.meta.dirname, 'kill-writer.ts')], bundle: true, platform: 'node', format: 'esm', target: 'node24', outfile: writer });
});
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

/** A key's state as the writer printed it: `REVISION there` or `REVISION gone`. */
type State = string;
const never: State = '0 gone';

test(`${kills} kills lose no acknowledged write and reuse no revision`, { timeout: 240_000 }, async () => {
  const known = new Map<string, State>();
  let highest = 0;
  let acks = 0;
  for (let kill = 0; kill < kills; kill++) {
    /** Per key what the disk may hold: the last acknowledged state, or one tried after it. */
    const allowed = new Map([...known].map(([key, state]) => [key, [state]]));
    for (const line of await writeAndKill(kill, (kill * 7) % 40)) {
      const [word = '', key = '', revision = '', there = ''] = line.split(' ');
      if (word === 'start') expect(Number(key), 'a revision could be used twice').toBeGreaterThanOrEqual(highest);
      if (there === '') continue;
      highest = Math.max(highest, Number(revision));
      const states = allowed.get(key) ?? [never];
      if (word === 'try') allowed.set(key, [...states, `${revision} ${there}`]);
      if (word !== 'ack') continue;
      acks++;
      allowed.set(key, states.slice(states.indexOf(`${revision} ${there}`)));
    }
    const persistence = openSqlitePersistence(dir);
    const store = await Store.open({ clock: systemClock, persistence });
    for (const [key, states] of allowed) {
      const version = store.get('configmaps', key)?.metadata.resourceVersion;
      const isAllowed = version === undefined ? states.some((state) => state.endsWith('gone')) : states.includes(`${version} there`);
      expect(isAllowed, `${key} is ${version ?? 'gone'}, not one of ${states.join(', ')}`).toBe(true);
      known.set(key, version === undefined ? never : `${version} there`);
    }
    for (const { metadata: { name } } of store.list('configmaps')) expect(allowed.has(`default/${name}`), `${name} was never written`).toBe(true);
    expect(store.revision, 'a revision could be used twice').toBeGreaterThanOrEqual(highest);
    persistence.close();
  }
  expect(acks).toBeGreaterThan(kills);
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
