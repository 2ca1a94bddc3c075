// The state in a browser: what IndexedDB holds comes back, one owner at a time, newer and damaged databases are left alone.
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/api/meta/object.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { indexedDbPlace } from '../../../src/entry/persistence/indexed-db-persistence.ts';
import { NewerStateError, StateInUseError, UnreadableStateError } from '../../../src/entry/persistence/state-errors.ts';
import { TestLocks } from './test-locks.ts';

const name = 'podlab test';
let indexedDB: IDBFactory;
let locks: TestLocks;
beforeEach(() => {
  indexedDB = new IDBFactory();
  locks = new TestLocks();
});

function place() {
  return indexedDbPlace(name, { indexedDB, locks, nowMs: () => 0 });
}

function configMap(key: string): KubeObject {
  return { kind: 'ConfigMap', metadata: { name: key }, data: JSON.parse('{"__proto__":"plain","a":"b"}') as object } as unknown as KubeObject;
}

test('what was acknowledged comes back, with higher revisions and the time of the last write', async () => {
  const first = await place().open();
  const store = await Store.open({ clock: { ...systemClock, now: () => 4000 }, persistence: first });
  store.create('configmaps', 'a/x', configMap('x'));
  const y = store.create('configmaps', 'a/y', configMap('y'));
  store.delete('configmaps', 'a/y', y);
  await store.whenDurable();
  first.close();
  await locks.settled();

  const second = await place().open();
  expect((await second.load()).atMs).toBe(4000);
  const again = await Store.open({ clock: systemClock, persistence: second });
  expect(again.revision).toBeGreaterThan(store.revision);
  expect(again.list('configmaps')).toEqual(store.list('configmaps'));
  expect(Object.keys((again.get('configmaps', 'a/x') as unknown as { data: object }).data)).toEqual(['__proto__', 'a']);
});

test('clearing forgets the objects, not the revisions', async () => {
  const persistence = await place().open();
  const store = await Store.open({ clock: systemClock, persistence });
  store.create('configmaps', 'a/x', configMap('x'));
  await store.whenDurable();
  await persistence.clear();
  const { highWaterMark, records } = await persistence.load();
  expect(records).toEqual([]);
  expect(highWaterMark).toBeGreaterThan(store.revision);
});

test('a second owner is refused until the first has gone', async () => {
  const first = await place().open();
  await expect(place().open()).rejects.toThrow(StateInUseError);
  first.close();
  await locks.settled();
  (await place().open()).close();
});

test('a transaction that fails changes nothing and rejects', async () => {
  const persistence = await place().open();
  await persistence.append([{ revision: 1, resource: 'configmaps', key: 'a/x', object: configMap('x') }], 0);
  const circular = configMap('y') as KubeObject & { self?: unknown };
  circular.self = circular;
  await expect(persistence.append([{ revision: 2, resource: 'configmaps', key: 'a/x' }, { revision: 3, resource: 'configmaps', key: 'a/y', object: circular }], 0)).rejects.toThrow('circular');
  expect((await persistence.load()).records.map(({ key }) => key)).toEqual(['a/x']);
});

test('a database of a newer format is refused and left as it is', async () => {
  await new Promise((resolve) => {
    const request = indexedDB.open(name, 99);
    request.onsuccess = () => {
      request.result.close();
      resolve(undefined);
    };
  });
  await expect(place().open()).rejects.toThrow(NewerStateError);
  expect(await indexedDB.databases()).toEqual([{ name, version: 99 }]);
});

test('a damaged database is told of, and set aside as it is', async () => {
  const persistence = await place().open();
  await persistence.append([{ revision: 1, resource: 'configmaps', key: 'a/x', object: configMap('x') }], 0);
  persistence.close();
  await locks.settled();
  const db = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => { resolve(request.result); };
  });
  await new Promise((resolve) => {
    const transaction = db.transaction('objects', 'readwrite');
    transaction.objectStore('objects').put({ resource: 'configmaps', key: 'a/x', revision: 1, json: '{"kind":' });
    transaction.oncomplete = resolve;
  });
  db.close();
  const damaged = await place().open();
  await expect(damaged.load()).rejects.toThrow(UnreadableStateError);
  damaged.close();
  await locks.settled();
  expect(await place().setAside()).toBe(`${name} damaged 1970-01-01T00:00:00.000Z`);
  await locks.settled();
  expect((await (await place().open()).load()).records).toEqual([]);
  expect((await indexedDB.databases()).map((database) => database.name).sort()).toEqual([name, `${name} damaged 1970-01-01T00:00:00.000Z`]);
});

test('a page without locks or IndexedDB says so', async () => {
  await expect(indexedDbPlace(name, { indexedDB, locks: undefined, nowMs: () => 0 }).open()).rejects.toThrow('no locks');
});
