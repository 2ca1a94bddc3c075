// The store against its model, and the harness against seeded faults: a harness that finds nothing proves nothing.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import type { KubeObject } from '../../../src/api/meta/object.ts';
import { isStorageError } from '../../../src/cluster/store/storage-error.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import type { Persistence, StoreRecord } from '../../../src/cluster/store/persistence.ts';
import { driveStore, type StoreModules } from './store-model.ts';
import { driveVolume } from './store-volume.ts';

const folder = fileURLToPath(new URL('../../../src/cluster/store/', import.meta.url));

/** One wrong line in one file of the store. */
const faults: readonly (readonly [name: string, file: string, from: string, to: string])[] = [
  ['a watch starts one event late', 'history.ts', '?? Infinity) <= revision', '?? Infinity) <= revision + 1'],
  ['a watch of the future shows the present', 'store-watch.ts', 'change.revision <= this.#options.from || ', ''],
  ['a write without change takes a revision', 'store.ts', 'return next === current && !isForced ? current : this.#write', 'return this.#write'],
  ['a lost update is accepted', 'store.ts', "if (stored !== current) throw", 'if (false) throw'],
  ['leaving a selector is not told', 'store-watch.ts', "return matched ? { type: 'DELETED'", "return matched && object === undefined ? { type: 'DELETED'"],
  ['entering a selector is MODIFIED', 'store-watch.ts', "type: matched ? 'MODIFIED' : 'ADDED'", "type: previous !== undefined ? 'MODIFIED' : 'ADDED'"],
  ['DELETED carries the old revision', 'store-watch.ts', 'resourceVersion: String(change.revision)', 'resourceVersion: previous.metadata.resourceVersion'],
  ['the namespace of a watch is ignored', 'store-watch.ts', '|| (prefix !== undefined && !change.key.startsWith(prefix))', ''],
  ['events are sent while the reader is blocked', 'store-watch.ts', 'this.#isBlocked = true;', ''],
  ['a blocked reader is never woken', 'store-watch.ts', 'this.#progress();\n      this.wake();', 'this.#progress();'],
  ['a slow reader silently loses events', 'store-watch.ts', 'if (this.#hasLost()) {\n      this.#expire();\n      return;\n    }', ''],
  ['progress is told ahead of the events', 'store-watch.ts', 'this.#wantsProgress = true;', 'this.#wantsProgress = true; this.#progress(this.#position = this.#store.visibleRevision);'],
  ['progress lags by one', 'store-watch.ts', 'this.#sink.onProgress(this.#position);', 'this.#sink.onProgress(this.#position - 1);'],
  ['compaction is not checked', 'store.ts', 'if (revision < oldest) throw', 'if (false) throw'],
  ['compaction goes one too far', 'history.ts', 'this.#drop(this.positionAfter(revision) - this.#start);', 'this.#drop(this.positionAfter(revision) - this.#start + 1);'],
  ['a list of the past shows today', 'history.ts', 'before.set(change.key, change.previous);', ''],
  ['a list of the past stops one change early', 'history.ts', 'change.revision <= revision) break', 'change.revision <= revision + 1) break'],
  ['a deleted object comes back in lists', 'resource-table.ts', 'this.#objects.delete(key);\n      this.#keys.delete(key);', 'this.#objects.delete(key);'],
  ['an index keeps what has left it', 'resource-table.ts', 'keys?.delete(key);', ''],
  ['an index misses updates', 'resource-table.ts', 'if (old === now) continue;', 'if (old !== undefined && now !== undefined) continue;'],
  ['a prefix takes in its neighbour', 'sorted-keys.ts', "!key.startsWith(prefix)", "!key.startsWith(prefix.slice(0, -1))"],
  ['keys lose their order', 'sorted-keys.ts', 'run.splice(index, 0, key)', 'run.push(key)'],
  ['stored objects can be changed', 'meta/deep-freeze.ts', 'Object.freeze(value);', ''],
  ['a changed part is taken for the old one', 'meta/reuse.ts', 'if (shared !== before) isSame = false;', ''],
  ['a dropped property is not noticed', 'meta/reuse.ts', 'isSame && count === 0', 'isSame'],
  ['two keys share a creation', 'store.ts', "if (table.get(key) !== undefined) throw", 'if (false) throw'],
  ['a watch goes on after its end', 'store-watch.ts', 'if (this.#isDisposed || this.#isBlocked) return;', 'if (this.#isBlocked) return;'],
  ['the future can be listed', 'store.ts', 'if (revision > this.#revision) throw', 'if (false) throw'],
];

/** What only the driver with the full history sees. */
const missedInVolume = new Set(['a dropped property is not noticed', 'a list of the past stops one change early', 'a slow reader silently loses events', 'a watch of the future shows the present', 'compaction goes one too far']);

async function buildWithFault([name, file, from, to]: (typeof faults)[number]): Promise<StoreModules> {
  const seed: Plugin = {
    name: 'seed',
    setup(b) {
      b.onLoad({ filter: new RegExp(`/${file.includes('/') ? '' : 'store/'}${file.replace('.', '\\.')}$`) }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!text.includes(from)) throw new Error(`the fault "${name}" no longer has its place in ${file}`);
        return { contents: text.replace(from, to), loader: 'ts' };
      });
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: "export { Store } from './store.ts'; export { isStorageError } from './storage-error.ts';", resolveDir: folder, loader: 'ts' },
    bundle: true, write: false, format: 'esm', target: 'node24', plugins: [seed], logLevel: 'silent',
  });
  const temporary = mkdtempSync(join(tmpdir(), 'podlab-fault-'));
  const path = join(temporary, 'store.mjs');
  writeFileSync(path, outputFiles[0]?.contents ?? '');
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as StoreModules;
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

describe('store', () => {
  it('agrees with its model for any seed', async () => {
    await fc.assert(fc.asyncProperty(fc.integer(), (seed) => driveStore({ Store, isStorageError }, seededRandom(seed), 600)), { numRuns: 40 });
  });

  it.each(faults)('the harness finds: %s', async (...fault) => {
    const modules = await buildWithFault(fault);
    let found = false;
    for (let seed = 0; seed < 40 && !found; seed++) {
      await driveStore(modules, seededRandom(seed), 600).catch(() => { found = true; });
    }
    expect(found).toBe(true);
    if (missedInVolume.has(fault[0])) return;
    await expect(driveVolume(modules, seededRandom(1), { operations: 30_000, watchers: 64, compareEvery: 10_000 })).rejects.toThrow();
  });
});

describe('store with persistence', () => {
  const clock = { now: () => 0, setTimeout: () => ({ dispose: () => undefined }) };
  const pod = (name: string): KubeObject => ({ kind: 'Pod', apiVersion: 'v1', metadata: { name } }) as unknown as KubeObject;

  class Disk implements Persistence {
    readonly records = new Map<string, StoreRecord>();
    highWaterMark = 0;
    release: (() => void) | undefined;
    isHeld = false;
    async load() { return { highWaterMark: this.highWaterMark, atMs: 0, records: [...this.records.values()] }; }
    async reserve(mark: number) { this.highWaterMark = mark; }
    async append(records: readonly StoreRecord[]) {
      if (this.isHeld) await new Promise<void>((resolve) => { this.release = resolve; });
      for (const r of records) {
        if (r.object === undefined) this.records.delete(`${r.resource} ${r.key}`);
        else this.records.set(`${r.resource} ${r.key}`, r);
      }
    }
  }

  it('answers and tells watchers only what is durable, and never uses a revision twice', async () => {
    const disk = new Disk();
    const store = await Store.open({ clock, persistence: disk });
    disk.isHeld = true;
    const seen: string[] = [];
    store.watch('pods', { from: store.revision }, { onEvents: (es) => { seen.push(...es.map((e) => e.object.metadata.name)); return undefined; }, onProgress: () => undefined, onExpired: () => undefined });
    store.create('pods', 'a/x', pod('x'));
    let isDurable = false;
    const durable = store.whenDurable()?.then(() => { isDurable = true; });
    await new Promise((r) => setTimeout(r, 5));
    expect([seen, isDurable]).toEqual([[], false]);
    disk.isHeld = false;
    disk.release?.();
    await durable;
    await new Promise((r) => setTimeout(r, 5));
    expect([seen, isDurable]).toEqual([['x'], true]);
    const last = store.revision;

    const again = await Store.open({ clock, persistence: disk });
    expect(again.get('pods', 'a/x')?.metadata.name).toBe('x');
    again.create('pods', 'a/y', pod('y'));
    expect(again.revision).toBeGreaterThan(last);
    expect(() => again.watch('pods', { from: 1 }, { onEvents: () => undefined, onProgress: () => undefined, onExpired: () => undefined })).toThrow('too old resource version');
  });

  it('refuses everything after a failed save', async () => {
    const disk = new Disk();
    const store = await Store.open({ clock, persistence: disk });
    disk.append = () => Promise.reject(new Error('disk full'));
    store.create('pods', 'a/x', pod('x'));
    await expect(store.whenDurable()).rejects.toThrow('disk full');
    expect(() => store.create('pods', 'a/y', pod('y'))).toThrow('disk full');
  });
});
