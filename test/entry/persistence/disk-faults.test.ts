// Every call to the disk on the way to a saved write fails once, by strace: nothing acknowledged is lost, and the writer is told.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/system-clock.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { openSqlitePersistence } from '../../../src/entry/persistence/sqlite-persistence.ts';
import { Acknowledged, bundleWriter } from './acknowledged.ts';

/** Which call fails, with what, and the which time: while the files are made, and at a few writes. */
const faults: readonly { readonly call: string; readonly error: string; readonly nth: readonly number[] }[] = [
  { call: 'pwrite64', error: 'ENOSPC', nth: [1, 2, 3, 4, 5, 6, 10, 15, 20, 25, 30, 35] },
  { call: 'pwrite64', error: 'EIO', nth: [1, 8, 21, 32] },
  // The second and the sixth are of the folder; SQLite goes on without, and rightly: nothing is renamed.
  { call: 'fsync', error: 'EIO', nth: [1, 3, 4, 5, 7, 9, 11, 13] },
];
/** Files that cannot be opened at all. */
const refused = ['podlab.db', 'podlab.db-wal'] as const;

let folder = '';
let writer = '';
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'podlab-faults-'));
  writer = await bundleWriter(folder);
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

interface Ended {
  readonly code: number;
  readonly said: readonly string[];
  readonly errors: string;
}

/** A writer of a few writes under strace, which makes calls fail as `inject` says. */
function write(dir: string, inject: readonly string[]): Promise<Ended> {
  const args = ['-f', '-qq', '-o', '/dev/null', ...inject, process.execPath, writer, dir, '7', '10'];
  return new Promise((resolve) => {
    execFile('strace', args, (error, stdout, stderr) => { resolve({ code: error === null ? 0 : Number(error.code), said: stdout.split('\n'), errors: stderr }); });
  });
}

async function judge(dir: string, said: readonly string[], acknowledged: Acknowledged): Promise<void> {
  const persistence = openSqlitePersistence(dir);
  acknowledged.judge(said, await Store.open({ clock: systemClock, persistence }));
  persistence.close();
}

test('a call that fails loses nothing that was acknowledged, and is told of', { timeout: 120_000 }, async () => {
  const cases = [
    ...faults.flatMap(({ call, error, nth }) => nth.map((n) => () => ['-e', `inject=${call}:error=${error}:when=${n}`, '-e', `trace=${call}`])),
    ...refused.map((name) => (dir: string) => ['-e', 'inject=openat:error=EPERM', '-e', 'trace=openat', '-P', path.join(dir, name)]),
  ];
  let acks = 0;
  const play = async (injectionFor: (dir: string) => string[], dir: string): Promise<void> => {
    const inject = injectionFor(dir);
    const { code, said, errors } = await write(dir, inject);
    const acknowledged = new Acknowledged();
    await judge(dir, said, acknowledged);
    acks += acknowledged.count;
    expect(code, `nobody noticed ${inject.join(' ')}`).not.toBe(0);
    expect(errors, inject.join(' ')).toMatch(/disk|I\/O|unable to open|full/i);
  };
  const queue = cases.map((injectionFor, i) => () => play(injectionFor, path.join(folder, String(i))));
  // Some at a time: each waits for the disk most of its time.
  await Promise.all(Array.from({ length: 4 }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
  }));
  expect(acks, "some calls fail after acknowledged writes").toBeGreaterThan(20);
});
