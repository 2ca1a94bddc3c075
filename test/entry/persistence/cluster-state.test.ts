// How the embedded cluster is kept: who may write, how long a second window waits, and what a user is told when there is no place.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import type { KubeObject } from '../../../src/api/meta/object.ts';
import type { Persistence } from '../../../src/cluster/store/persistence.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { ClusterState } from '../../../src/entry/persistence/cluster-state.ts';
import type { StatePlace } from '../../../src/entry/persistence/open-persistence.ts';
import { sqlitePlace } from '../../../src/entry/persistence/sqlite-persistence.ts';

let dir = '';
let errors: unknown[] = [];
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'podlab-state-'));
  errors = [];
});
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

const pod = (name: string): KubeObject => ({ kind: 'Pod', metadata: { name } }) as unknown as KubeObject;

function stateOf(place: StatePlace | undefined, clock = new SimulatedClock(systemClock, { isPaused: true })) {
  return { clock, state: new ClusterState({ clock, onError: (error) => errors.push(error), ...(place && { place }) }) };
}

/** Lets promises run, and time pass, until `promise` is settled. */
async function passing<T>(clock: SimulatedClock, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = (): void => { isSettled = true; };
  promise.then(settle, settle);
  while (!isSettled) {
    await new Promise((resolve) => { setImmediate(resolve); });
    clock.step();
  }
  return promise;
}

function attach(state: ClusterState, onLoaded: (atMs: number) => void = () => undefined): Persistence {
  const persistence = state.attach(onLoaded);
  if (persistence === undefined) throw new Error('nothing is kept');
  return persistence;
}

const place = (): StatePlace => sqlitePlace(dir, () => Date.UTC(2026, 0, 1));

test('a cluster comes back with its objects, higher revisions and its time', async () => {
  const first = stateOf(place());
  const store = await Store.open({ clock: { ...systemClock, now: () => 5_000_000 }, persistence: attach(first.state) });
  store.create('pods', 'a/x', pod('x'));
  await store.whenDurable();
  await first.state.close();

  const second = stateOf(place());
  let loadedAtMs = 0;
  const again = await Store.open({ clock: systemClock, persistence: attach(second.state, (atMs) => { loadedAtMs = atMs; }) });
  expect(again.list('pods')).toEqual(store.list('pods'));
  expect(again.revision).toBeGreaterThan(store.revision);
  expect(loadedAtMs).toBe(5_000_000);
  expect([second.state.notice, errors]).toEqual([undefined, []]);
  await second.state.close();
});

test('nothing is kept without a place', () => {
  expect(stateOf(undefined).state.attach(() => undefined)).toBeUndefined();
});

test('a cluster that was reset writes no more, and the next one starts empty with higher revisions', async () => {
  const { state, clock } = stateOf(place());
  const store = await Store.open({ clock: systemClock, persistence: attach(state) });
  store.create('pods', 'a/old', pod('old'));
  await store.whenDurable();
  await state.clear();
  const next = await Store.open({ clock: systemClock, persistence: attach(state) });
  store.create('pods', 'a/late', pod('late'));
  await expect(passing(clock, store.whenDurable() ?? Promise.resolve())).rejects.toThrow('has ended');
  expect(next.list('pods')).toEqual([]);
  expect(next.revision).toBeGreaterThan(store.revision);
  next.create('pods', 'a/new', pod('new'));
  await next.whenDurable();
  await state.close();
  const last = stateOf(place());
  expect((await attach(last.state).load()).records.map(({ key }) => key)).toEqual(['a/new']);
  await last.state.close();
});

test('a second window waits six seconds, then has a cluster of its own and says so', async () => {
  const first = stateOf(place());
  await attach(first.state).load();
  const second = stateOf(place());
  const beganMs = second.clock.now();
  const store = await passing(second.clock, Store.open({ clock: systemClock, persistence: attach(second.state) }));
  expect(second.clock.now() - beganMs).toBe(6000);
  expect(second.state.notice).toMatch(/^Another window has the cluster of this folder\./);
  store.create('pods', 'a/mine', pod('mine'));
  await store.whenDurable();
  await first.state.close();
  const third = stateOf(place());
  expect((await attach(third.state).load()).records).toEqual([]);
  await third.state.close();
});

test('a reloaded window has its cluster as soon as the old host lets go', async () => {
  const first = stateOf(place());
  const persistence = attach(first.state);
  await persistence.load();
  await persistence.append([{ revision: 7, resource: 'pods', key: 'a/x', object: pod('x') }], 0);
  const second = stateOf(place());
  second.clock.setTimeout(() => { void first.state.close(); }, 3000);
  const { records } = await passing(second.clock, attach(second.state).load());
  expect(records.map(({ key }) => key)).toEqual(['a/x']);
  expect(second.state.notice).toBeUndefined();
  await second.state.close();
});

test('a state of a newer format is left as it is', async () => {
  const db = new DatabaseSync(path.join(dir, 'podlab.db'));
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE future (x); PRAGMA user_version = 99');
  db.close();
  const before = readFileSync(path.join(dir, 'podlab.db'));
  const { state } = stateOf(place());
  const store = await Store.open({ clock: systemClock, persistence: attach(state) });
  store.create('pods', 'a/x', pod('x'));
  await store.whenDurable();
  await state.clear();
  expect(state.notice).toMatch(/newer Podlab.*left as it is/);
  await state.close();
  expect(readFileSync(path.join(dir, 'podlab.db'))).toEqual(before);
});

test('a damaged state is set aside, and no revision of it is used again', async () => {
  const garbage = 'this is no database, it only looks like one\n'.repeat(100);
  writeFileSync(path.join(dir, 'podlab.db'), garbage);
  const { state, clock } = stateOf(place());
  const store = await Store.open({ clock: systemClock, persistence: attach(state) });
  expect(store.revision).toBe(clock.now());
  expect(state.notice).toContain(`kept in ${path.join(dir, 'damaged-2026-01-01T00-00-00.000Z')}`);
  expect(errors.map(String)).toEqual([expect.stringContaining('is damaged')]);
  expect(readFileSync(path.join(dir, 'damaged-2026-01-01T00-00-00.000Z', 'podlab.db'), 'utf8')).toBe(garbage);
  store.create('pods', 'a/x', pod('x'));
  await store.whenDurable();
  await state.close();
  const next = stateOf(place());
  expect((await attach(next.state).load()).records.map(({ key }) => key)).toEqual(['a/x']);
  await next.state.close();
});

test('a folder that cannot be used leaves a cluster in memory', async () => {
  const file = path.join(dir, 'file');
  writeFileSync(file, '');
  const { state } = stateOf(sqlitePlace(file, () => 0));
  const store = await Store.open({ clock: systemClock, persistence: attach(state) });
  store.create('pods', 'a/x', pod('x'));
  await store.whenDurable();
  expect(state.notice).toMatch(/^The cluster cannot be saved \(EEXIST.*kept in memory only/);
  expect(readdirSync(dir)).toEqual(['file']);
});

test('a save that fails for a while is tried again; one that fails for good ends all writes', async () => {
  let failures = 3;
  const { state, clock } = stateOf({
    open: async () => {
      const persistence = await place().open();
      const append = persistence.append.bind(persistence);
      persistence.append = (records, atMs) => (failures-- > 0 ? Promise.reject(new Error('disk full')) : append(records, atMs));
      return persistence;
    },
    setAside: () => Promise.reject(new Error('not damaged')),
  });
  const store = await Store.open({ clock: systemClock, persistence: attach(state) });
  store.create('pods', 'a/x', pod('x'));
  await passing(clock, store.whenDurable() ?? Promise.resolve());
  expect(errors.map(String)).toEqual(Array.from({ length: 3 }, () => 'Error: disk full'));
  failures = 4;
  store.create('pods', 'a/y', pod('y'));
  await expect(passing(clock, store.whenDurable() ?? Promise.resolve())).rejects.toThrow('disk full');
  expect(() => store.create('pods', 'a/z', pod('z'))).toThrow('the store could not be saved: Error: disk full');
  await state.close();
  const next = stateOf(place());
  expect((await attach(next.state).load()).records.map(({ key }) => key)).toEqual(['a/x']);
  await next.state.close();
});
