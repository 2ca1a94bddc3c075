// k8s.io/apiserver's watcher_tests.go, test by test under the same names, on our API server and store.
import { beforeEach, describe, expect, test } from 'vitest';
import { everywhere, refusal, settle, Storage } from './storage.ts';
import { notApplicable, watcherTests } from './table.ts';

let storage: Storage;
beforeEach(async () => { storage = await Storage.open(); });

const now = (): Record<string, string> => ({ resourceVersion: String(storage.store.revision) });

/** Create, enter and leave `node=bar`, delete: what each kind of watch is told. */
async function lifeOfFoo(): Promise<void> {
  await storage.create('foo');
  await storage.label('foo', { node: 'bar' });
  await storage.label('foo', { node: 'bar', more: 'true' });
  await storage.label('foo', { node: 'other' });
  await storage.delete('foo');
  await settle();
}

const cases: Partial<Record<(typeof watcherTests)[number], () => Promise<void>>> = {
  async Watch() {
    const all = storage.watch(now());
    const matching = storage.watch({ ...now(), labelSelector: 'node=bar' });
    const others = storage.watch({ ...now(), labelSelector: 'node!=bar' });
    await lifeOfFoo();
    expect(all.said).toEqual(['ADDED foo', 'MODIFIED foo', 'MODIFIED foo', 'MODIFIED foo', 'DELETED foo']);
    expect(matching.said).toEqual(['ADDED foo', 'MODIFIED foo', 'DELETED foo']);
    expect(others.said).toEqual(['ADDED foo', 'DELETED foo', 'ADDED foo', 'DELETED foo']);
    // What left the selector is shown as it last matched, with the revision at which it left.
    const left = matching.events.at(-1)?.object.metadata;
    expect([left?.labels, left?.resourceVersion]).toEqual([{ node: 'bar', more: 'true' }, all.events[3]?.object.metadata.resourceVersion]);
  },

  async ClusterScopedWatch() {
    const all = storage.watch({ ...now(), labelSelector: 'own' }, everywhere);
    const named = storage.watch({ ...now(), fieldSelector: 'metadata.name=t1' }, everywhere);
    await storage.create('t1', { own: 'true' }, 'first');
    await storage.create('t2', { own: 'true' }, 'second');
    await storage.label('t1', { own: 'changed' }, 'first');
    await settle();
    expect(all.said).toEqual(['ADDED t1', 'ADDED t2', 'MODIFIED t1']);
    expect(named.said).toEqual(['ADDED t1', 'MODIFIED t1']);
  },

  async NamespaceScopedWatch() {
    const first = storage.watch(now(), 'first');
    const named = storage.watch({ ...now(), fieldSelector: 'metadata.name=foo' }, 'first');
    const one = storage.watch(now(), 'first', 'foo');
    await storage.create('foo', {}, 'second');
    await storage.create('foo', {}, 'first');
    await storage.create('bar', {}, 'first');
    await storage.label('foo', { a: 'b' }, 'first');
    await settle();
    expect(first.said).toEqual(['ADDED foo', 'ADDED bar', 'MODIFIED foo']);
    expect(named.said).toEqual(['ADDED foo', 'MODIFIED foo']);
    expect(one.said).toEqual(named.said);
  },

  async DeleteTriggerWatch() {
    await storage.create('foo');
    const watched = storage.watch(now());
    await storage.delete('foo');
    await settle();
    expect(watched.said).toEqual(['DELETED foo']);
  },

  async WatchFromZero() {
    await storage.create('foo');
    const first = storage.watch({ resourceVersion: '0' });
    await settle();
    expect(first.said).toEqual(['ADDED foo']);
    const updated = await storage.label('foo', { a: '1' });
    storage.store.compact(storage.store.revision);
    const second = storage.watch({ resourceVersion: '0' });
    await settle();
    expect(second.events).toEqual([{ type: 'ADDED', object: updated }]);
  },

  async WatchFromNonZero() {
    const stored = await storage.create('foo');
    const watched = storage.watch({ resourceVersion: stored.metadata.resourceVersion });
    const updated = await storage.label('foo', { version: '2' });
    await settle();
    expect(watched.events).toEqual([{ type: 'MODIFIED', object: updated }]);
  },

  async DelayedWatchDelivery() {
    // A reader that comes late to its events has all of them, in order.
    const { revision } = storage.store;
    const got: string[] = [];
    let release: () => void = () => undefined;
    storage.store.watch('configmaps', { from: revision, prefix: 'test-ns/' }, {
      onEvents: (events) => {
        got.push(...events.map(({ object }) => object.metadata.name));
        return new Promise((resolve) => { release = resolve; });
      },
      onProgress: () => undefined,
      onExpired: () => { got.push('expired'); },
    });
    const names = Array.from({ length: 200 }, (_, i) => `foo-${i}`);
    for (const name of names) await storage.create(name);
    for (let i = 0; got.length < names.length && i < 1000; i++) {
      release();
      await settle();
    }
    expect(got).toEqual(names);
  },

  async WatchContextCancel() {
    const watched = storage.watch({ resourceVersion: '0' });
    watched.stop();
    await storage.create('foo');
    await settle();
    expect(watched.said).toEqual([]);
  },

  async WatcherTimeout() {
    // A watcher that takes nothing is ended and hinders no other.
    let isExpired = false;
    storage.store.watch('configmaps', { from: storage.store.revision }, { onEvents: () => new Promise(() => undefined), onProgress: () => undefined, onExpired: () => { isExpired = true; } });
    const reading = storage.watch(now());
    for (let i = 0; i < 1_100; i++) await storage.create(`foo-${i}`);
    await settle();
    expect([isExpired, reading.said.length]).toEqual([true, 1_100]);
  },

  async WatchDeleteEventObjectHaveLatestRV() {
    const stored = await storage.create('foo');
    const watched = storage.watch(now());
    await storage.delete('foo');
    await settle();
    expect(watched.events[0]?.object.metadata.resourceVersion).toBe(String(storage.store.revision));
    expect(watched.events[0]?.object.metadata.uid).toBe(stored.metadata.uid);
  },

  async ProgressNotify() {
    const watched = storage.watch({ ...now(), allowWatchBookmarks: 'true' });
    await storage.create('elsewhere', {}, 'second');
    storage.clock.advanceTo(storage.clock.now() + 61_000);
    await settle();
    expect(watched.said).toEqual([`BOOKMARK ${storage.store.revision}`]);
    // Nothing of an object but its kind and the revision.
    expect(watched.events[0]?.object).toEqual({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { resourceVersion: String(storage.store.revision) } });
  },

  async WatchDispatchBookmarkEvents() {
    const asked = storage.watch({ ...now(), allowWatchBookmarks: 'true' });
    const notAsked = storage.watch(now());
    storage.clock.advanceTo(storage.clock.now() + 121_000);
    await settle();
    expect(asked.said.length).toBeGreaterThan(0);
    expect(asked.said.every((words) => words.startsWith('BOOKMARK'))).toBe(true);
    expect(notAsked.said).toEqual([]);
  },

  async OptionalWatchBookmarksWithCorrectResourceVersion() {
    const watched = storage.watch({ ...now(), allowWatchBookmarks: 'true' });
    for (let i = 0; i < 50; i++) {
      await storage.create(`foo-${i}`);
      storage.clock.advanceTo(storage.clock.now() + 20_000);
    }
    await settle();
    let reached = 0;
    for (const { type, object } of watched.events) {
      const revision = Number(object.metadata.resourceVersion);
      if (type === 'BOOKMARK') expect(revision).toBeGreaterThanOrEqual(reached);
      else expect(revision).toBeGreaterThan(reached);
      reached = revision;
    }
    expect(watched.said.filter((words) => words.startsWith('BOOKMARK')).length).toBeGreaterThan(10);
  },

  async SendInitialEventsBackwardCompatibility() {
    await storage.create('foo');
    const watched = storage.watch({ resourceVersion: '0', allowWatchBookmarks: 'true' });
    await settle();
    // Upstream's storage sends no bookmark without sendInitialEvents; its endpoint, before it, asks for initial events of itself.
    expect(watched.said).toEqual(['ADDED foo', `BOOKMARK ${storage.store.revision}`]);
  },

  async WatchSemantics() {
    await storage.create('a');
    const last = await storage.create('b');
    const streaming = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' };
    const end = `BOOKMARK ${storage.store.revision}`;
    for (const resourceVersion of ['', '0', last.metadata.resourceVersion]) {
      const watched = storage.watch({ ...streaming, resourceVersion });
      await settle();
      expect(watched.said, `from ${JSON.stringify(resourceVersion)}`).toEqual(['ADDED a', 'ADDED b', end]);
      expect(watched.events.at(-1)?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
      watched.stop();
    }
    const withoutBookmarks = storage.watch({ sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' });
    const nothingFirst = storage.watch({ sendInitialEvents: 'false', resourceVersionMatch: 'NotOlderThan', resourceVersion: '0' });
    const legacy = storage.watch({ resourceVersion: '' });
    await settle();
    await storage.create('c');
    await settle();
    expect(withoutBookmarks.said).toEqual(['ADDED a', 'ADDED b', 'ADDED c']);
    expect(nothingFirst.said).toEqual(['ADDED c']);
    expect(legacy.said).toEqual(['ADDED a', 'ADDED b', 'ADDED c']);
  },

  async WatchSemanticInitialEventsExtended() {
    for (const name of ['a', 'b', 'c']) await storage.create(name);
    await storage.delete('b');
    await storage.label('c', { now: 'true' });
    const watched = storage.watch({ sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' });
    // Written while the initial events are under way: they come after the bookmark.
    await storage.create('d');
    await settle();
    expect(watched.said.map((words) => words.replace(/\d+/, 'N'))).toEqual(['ADDED a', 'ADDED c', 'BOOKMARK N', 'ADDED d']);
  },

  async WatchListMatchSingle() {
    await storage.create('a');
    await storage.create('b');
    const watched = storage.watch({ sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true', fieldSelector: 'metadata.name=a' });
    await settle();
    expect(watched.said).toEqual(['ADDED a', `BOOKMARK ${storage.store.revision}`]);
    expect(await refusal(storage.get('a'))).toBe('accepted');
  },
};

describe('watcher_tests.go', () => {
  test('every test is played here or has a reason not to be', () => {
    expect([...Object.keys(cases), ...Object.keys(notApplicable).filter((name) => (watcherTests as readonly string[]).includes(name))].sort()).toEqual([...watcherTests].sort());
  });
  test.each(Object.entries(cases))('%s', async (_, play) => { await play(); });
});
