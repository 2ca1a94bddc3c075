// A model of the store (maps and full history) and a random driver that compares the two: invariants I1-I8 and I13 of the hazards.
import { expect } from 'vitest';
import type { Clock } from '../../../src/base/clock.ts';
import { type Random, randomInt } from '../../../src/base/random.ts';
import type { KubeObject } from '../../../src/api/meta/object.ts';
import type { Store, StoreOptions } from '../../../src/cluster/store/store.ts';
import type { StoreEvent, StoreWatchSink } from '../../../src/cluster/store/store-watch.ts';

/** The parts of the store's modules that a driver uses, so that a build with a seeded fault can stand in. */
export interface StoreModules {
  readonly Store: new (options: StoreOptions) => Store;
  readonly isStorageError: (error: unknown, reason: 'KeyExists' | 'KeyNotFound' | 'Conflict' | 'Compacted' | 'FutureRevision') => boolean;
}

interface ModelEvent { readonly revision: number; readonly key: string; readonly object: KubeObject | undefined; readonly previous: KubeObject | undefined }

interface Watcher {
  readonly from: number;
  readonly isSlow: boolean;
  readonly prefix: string | undefined;
  readonly filter: ((object: KubeObject) => boolean) | undefined;
  readonly seen: StoreEvent[];
  readonly progress: { readonly revision: number; readonly after: number }[];
  release: (() => void) | undefined;
  isExpired: boolean;
  dispose(): void;
  requestProgress(): void;
}

const namespaces = ['a', 'ab', 'a-b'];
const names = ['x', 'y', 'z', '__proto__', 'constructor'];
const maxLag = 40;
const minChanges = 30;

/** Runs `steps` random operations; throws at the first difference. */
export async function driveStore(modules: StoreModules, random: Random, steps: number, watcherCount = 8): Promise<void> {
  let nowMs = 0;
  const clock: Clock = { now: () => nowMs, setTimeout: () => ({ dispose: () => undefined }) };
  const indexes = { pods: { node: (o: KubeObject) => o.metadata.labels?.['node'] ?? '' } };
  const store = new modules.Store({ clock, indexes, maxLag, window: { minChanges, maxChanges: 200, maxAgeMs: 1000 } });
  const now = new Map<string, KubeObject>();
  const history: ModelEvent[] = [];
  const watchers: Watcher[] = [];
  const violations: string[] = [];
  let compacted = 0;
  const pick = <T>(items: readonly T[]): T => items[randomInt(random, items.length)] as T;
  const labels = (): Record<string, string> => {
    const node = pick(['n1', 'n2', '']);
    return { app: pick(['one', 'two']), ...(node !== '' && { node }) };
  };
  const record = (revision: number, key: string, object: KubeObject | undefined, previous: KubeObject | undefined): void => {
    expect(revision, 'I1: one revision a write').toBe((history.at(-1)?.revision ?? 0) + 1);
    history.push({ revision, key, object, previous });
    if (object === undefined) now.delete(key);
    else now.set(key, object);
  };
  const stateAt = (revision: number): KubeObject[] => {
    const state = new Map<string, KubeObject>();
    for (const e of history) {
      if (e.revision > revision) break;
      if (e.object === undefined) state.delete(e.key);
      else state.set(e.key, e.object);
    }
    return [...state.keys()].sort().map((key) => state.get(key) as KubeObject);
  };

  const write = (): void => {
    const key = `${pick(namespaces)}/${pick(names)}`;
    const current = now.get(key);
    const object = { kind: 'Pod', metadata: { name: key, labels: labels() }, spec: { n: randomInt(random, 3) } } as unknown as KubeObject;
    const before = store.revision;
    if (current === undefined) {
      record(before + 1, key, store.create('pods', key, object), undefined);
      expect(Object.isFrozen(now.get(key)?.metadata.labels), 'I13: frozen').toBe(true);
    } else {
      expect(() => store.create('pods', key, object)).toThrow();
      const isSame = JSON.stringify([current.metadata.labels, (current as { spec?: unknown }).spec]) === JSON.stringify([object.metadata.labels, (object as { spec?: unknown }).spec]);
      const stored = store.update('pods', key, current, object);
      if (isSame) expect(stored, 'I1: no write for no change').toBe(current);
      else record(before + 1, key, stored, current);
    }
    expect(store.revision, 'I1').toBe(history.at(-1)?.revision ?? 0);
    expect(store.get('pods', key), 'I8').toBe(now.get(key));
    expect(now.get(key)?.metadata.resourceVersion).toBe(String(history.findLast((e) => e.key === key)?.revision));
  };
  const remove = (): void => {
    const key = `${pick(namespaces)}/${pick(names)}`;
    const current = now.get(key);
    if (current !== undefined) record(store.delete('pods', key, current), key, undefined, current);
    expect(store.get('pods', key)).toBeUndefined();
  };
  const stale = (): void => {
    const old = pick(history);
    if (old?.object === undefined || now.get(old.key) === old.object) return;
    const { object, key } = old;
    const reason = now.has(key) ? 'Conflict' : 'KeyNotFound';
    const revision = store.revision;
    for (const act of [() => store.update('pods', key, object, { ...object, metadata: { ...object.metadata, labels: {} } }), () => store.delete('pods', key, object)]) {
      let error: unknown;
      try { act(); } catch (e) { error = e; }
      expect(modules.isStorageError(error, reason), 'I2').toBe(true);
    }
    expect(store.revision, 'I2').toBe(revision);
  };
  const otherWrite = (): void => {
    // Another resource shares the revisions, but neither objects nor events.
    const current = store.get('secrets', 'a/s');
    if (current === undefined) record(Number(store.create('secrets', 'a/s', { metadata: { name: 's' } } as unknown as KubeObject).metadata.resourceVersion), '', undefined, undefined);
    else record(store.delete('secrets', 'a/s', current), '', undefined, undefined);
  };
  const list = (): void => {
    const namespace = pick([...namespaces, undefined]);
    const prefix = namespace === undefined ? '' : `${namespace}/`;
    const expected = [...now.keys()].filter((k) => k.startsWith(prefix)).sort();
    expect(store.list('pods', { prefix }), 'I8').toEqual(expected.map((k) => now.get(k)));
    const node = pick(['n1', 'n2', '']);
    const indexed = expected.filter((k) => (now.get(k)?.metadata.labels?.['node'] ?? '') === node);
    expect(store.list('pods', { prefix, index: { name: 'node', value: node } }), 'index').toEqual(indexed.map((k) => now.get(k)));
    const revision = Math.max(0, store.revision - randomInt(random, 60));
    try {
      const items = store.list('pods', { prefix, revision });
      expect(items, 'I7').toEqual(stateAt(revision).filter((o) => o.metadata.name.startsWith(prefix)));
      expect(revision, 'I6').toBeGreaterThanOrEqual(Math.min(compacted, store.revision));
    } catch (error) {
      if (!modules.isStorageError(error, 'Compacted')) throw error;
      expect(revision < compacted || history.filter((e) => e.revision > revision).length > minChanges, 'I6: refused too early').toBe(true);
    }
    expect(() => store.list('pods', { revision: store.revision + 1 })).toThrow();
  };
  const open = (): void => {
    const from = Math.max(0, store.revision + 3 - randomInt(random, 50));
    const app = pick([undefined, 'one', 'two']);
    const namespace = pick([...namespaces, undefined]);
    const filter = app === undefined ? undefined : (o: KubeObject) => o.metadata.labels?.['app'] === app;
    const prefix = namespace === undefined ? undefined : `${namespace}/`;
    const isSlow = randomInt(random, 3) === 0;
    const watcher: Watcher = { from, isSlow, prefix, filter, seen: [], progress: [], release: undefined, isExpired: false, dispose: () => undefined, requestProgress: () => undefined };
    const sink: StoreWatchSink = {
      onEvents(events) {
        // Thrown later: what a callback throws would be lost.
        if (watcher.release !== undefined) violations.push('one batch at a time');
        watcher.seen.push(...events);
        if (!isSlow) return undefined;
        return new Promise((resolve) => { watcher.release = () => { watcher.release = undefined; resolve(); }; });
      },
      onProgress: (revision) => { watcher.progress.push({ revision, after: watcher.seen.length }); },
      onExpired: () => { watcher.isExpired = true; },
    };
    try {
      const watch = store.watch('pods', { from, ...(prefix !== undefined && { prefix }), ...(filter && { filter }) }, sink);
      watcher.dispose = () => { watch.dispose(); };
      watcher.requestProgress = () => { watch.requestProgress(); };
      expect(from, 'I6').toBeGreaterThanOrEqual(compacted);
      watchers.push(watcher);
    } catch (error) {
      if (!modules.isStorageError(error, 'Compacted')) throw error;
      expect(from < compacted || history.filter((e) => e.revision > from).length > minChanges, 'I6: refused too early').toBe(true);
    }
  };
  const expectedOf = (w: Watcher): { type: string; key: string; revision: number }[] => {
    const events: { type: string; key: string; revision: number }[] = [];
    for (const e of history) {
      if (e.revision <= w.from || e.key === '' || (w.prefix !== undefined && !e.key.startsWith(w.prefix))) continue;
      const was = e.previous !== undefined && (w.filter?.(e.previous) ?? true);
      const is = e.object !== undefined && (w.filter?.(e.object) ?? true);
      if (was || is) events.push({ type: is ? (was ? 'MODIFIED' : 'ADDED') : 'DELETED', key: e.key, revision: e.revision });
    }
    return events;
  };
  const check = (w: Watcher, isIdle: boolean): void => {
    expect(violations).toEqual([]);
    const expected = expectedOf(w);
    const got = w.seen.map((e) => ({ type: e.type, key: e.object.metadata.name, revision: e.revision }));
    expect(got, 'I4: ordered, no gap, no duplicate').toEqual(expected.slice(0, got.length));
    for (const e of w.seen) expect(e.object.metadata.resourceVersion, 'I10').toBe(String(e.revision));
    for (const { revision, after } of w.progress) if (revision >= w.from) expect(expected.filter((e) => e.revision <= revision).length, 'I5').toBe(after);
    if (isIdle) expect(got.length, 'I3: nothing is missing').toBe(expected.length);
    if (w.isExpired) expect(w.isSlow || compacted > w.from || history.filter((e) => e.revision > w.from).length > minChanges, 'only a slow watcher is ended').toBe(true);
  };

  for (let step = 0; step < steps; step++) {
    const dice = randomInt(random, 100);
    if (dice < 40) write();
    else if (dice < 52) remove();
    else if (dice < 58) stale();
    else if (dice < 63) otherWrite();
    else if (dice < 75) list();
    else if (dice < 83 && watchers.length < watcherCount) open();
    else if (dice < 88) pick(watchers)?.release?.();
    else if (dice < 91) pick(watchers)?.requestProgress();
    else if (dice < 92 && history.length > 0) {
      const revision = Math.max(0, store.revision - randomInt(random, 30));
      store.compact(revision);
      compacted = Math.max(compacted, revision);
    } else if (dice < 96) await Promise.resolve();
    else nowMs += randomInt(random, 300);
    if (dice >= 97 && watchers.length > 0) {
      const [w] = watchers.splice(randomInt(random, watchers.length), 1);
      const count = w?.seen.length;
      w?.dispose();
      await settle();
      expect(w?.seen.length, 'nothing after dispose').toBe(count);
    }
    if (step % 50 === 49) for (const w of watchers) check(w, false);
  }
  for (const w of watchers) {
    for (let i = 0; i < 20; i++) {
      w.release?.();
      await settle();
    }
    check(w, !w.isExpired);
    if (!w.isExpired) {
      w.requestProgress();
      await settle();
      w.release?.();
      expect(w.progress.at(-1)?.revision, 'I5: progress of an idle watch').toBe(Math.max(store.revision, w.from));
    }
  }
}

async function settle(): Promise<void> {
  for (let i = 0; i < 8; i++) await Promise.resolve();
}
