// The store under millions of random operations with many watchers, against Maps: each watcher keeps a replica, and all replicas are compared again and again.
import type { Clock } from '../../../src/base/clock.ts';
import { type Random, randomInt } from '../../../src/base/random.ts';
import type { KubeObject } from '../../../src/api/meta/object.ts';
import type { StoreEvent, StoreWatchSink } from '../../../src/cluster/store/store-watch.ts';
import type { Store } from '../../../src/cluster/store/store.ts';
import type { StoreModules } from './store-model.ts';

export interface VolumeOptions {
  readonly operations: number;
  readonly watchers: number;
  /** Replicas are compared with the model after so many operations. */
  readonly compareEvery: number;
}

/** What was played, so that a test can tell that everything was. */
export interface VolumeCounts {
  writes: number;
  noops: number;
  refusals: number;
  events: number;
  comparisons: number;
  pastLists: number;
  resumed: number;
  relisted: number;
  expired: number;
  compactions: number;
}

const resourceNames = ['pods', 'secrets', 'configmaps', 'leases.coordination.k8s.io'];
const namespaces = Array.from({ length: 16 }, (_, i) => `ns-${i}`);
const names = [...Array.from({ length: 30 }, (_, i) => `name-${i}`), '__proto__', 'constructor'];
const apps = ['one', 'two', 'three'];
/** Made once: to join two strings costs more than to write an object. */
const keys = namespaces.flatMap((namespace) => names.map((name) => `${namespace}/${name}`));
/** Parts of objects, frozen as those that the API server hands over again; every tenth write brings its own. */
const parts = apps.map((app) => Object.freeze({ app }));
const specs = Array.from({ length: 4 }, (_, n) => Object.freeze({ n }));
const maxLag = 400;

/** Throws at the first violation. */
export async function driveVolume(modules: StoreModules, random: Random, options: VolumeOptions): Promise<VolumeCounts> {
  const run = new VolumeRun(modules, random, options);
  await run.play();
  return run.counts;
}

/** One resource as it should be. */
interface Model {
  readonly resource: string;
  readonly objects: Map<string, KubeObject>;
}

class VolumeRun {
  readonly counts: VolumeCounts = { writes: 0, noops: 0, refusals: 0, events: 0, comparisons: 0, pastLists: 0, resumed: 0, relisted: 0, expired: 0, compactions: 0 };
  readonly #modules: StoreModules;
  readonly #random: Random;
  readonly #options: VolumeOptions;
  readonly #store: Store;
  readonly #models: readonly Model[] = resourceNames.map((resource) => ({ resource, objects: new Map() }));
  readonly #watchers: Replica[] = [];
  /** Stored objects that have been replaced or deleted since, perhaps. */
  readonly #old: { readonly model: Model; readonly key: string; readonly object: KubeObject }[] = [];
  #snapshot: { readonly model: Model; readonly revision: number; readonly prefix: string; readonly objects: readonly KubeObject[] } | undefined;
  #revision = 0;
  #compacted = 0;
  #nowMs = 0;

  constructor(modules: StoreModules, random: Random, options: VolumeOptions) {
    this.#modules = modules;
    this.#random = random;
    this.#options = options;
    const clock: Clock = { now: () => this.#nowMs, setTimeout: () => ({ dispose: () => undefined }) };
    const byApp = { app: (object: KubeObject) => object.metadata.labels?.['app'] ?? '' };
    this.#store = new modules.Store({ clock, indexes: { pods: byApp, secrets: byApp }, maxLag, window: { minChanges: 300, maxChanges: 2000, maxAgeMs: 50_000 } });
  }

  async play(): Promise<void> {
    const { operations, watchers, compareEvery } = this.#options;
    for (let i = 0; i < watchers; i++) {
      const model = this.#models[i % this.#models.length] as Model;
      this.#watchers.push(new Replica({ store: this.#store, modules: this.#modules, model, options: watcherOptions(i), counts: this.counts, compacted: () => this.#compacted }));
    }
    let untilYield = 0;
    for (let operation = 1; operation <= operations; operation++) {
      this.#operate();
      if (untilYield-- === 0) {
        untilYield = this.#int(80);
        await Promise.resolve();
      }
      if (operation % compareEvery === 0) await this.#compareReplicas();
    }
    await this.#compareReplicas();
  }

  #operate(): void {
    this.#nowMs++;
    const dice = this.#int(1000);
    if (dice < 450) this.#put();
    else if (dice < 570) this.#remove();
    else if (dice < 574) this.#stale();
    else if (dice < 950) this.#get();
    else if (dice < 980) this.#pick(this.#watchers).release();
    else if (dice < 984) this.#pick(this.#watchers).reopen();
    else if (dice < 990) this.#pick(this.#watchers).requestProgress();
    else if (dice < 995) this.#list();
    else if (dice < 999) this.#listPast();
    else this.#compact();
  }

  #put(): void {
    const model = this.#pick(this.#models);
    const key = this.#key();
    const current = model.objects.get(key);
    const labels = this.#pick(parts);
    const spec = this.#pick(specs);
    const isOwn = this.#int(10) === 0;
    const object = { kind: 'Thing', metadata: { name: key, labels: isOwn ? { ...labels } : labels }, spec: isOwn ? { ...spec } : spec } as unknown as KubeObject;
    if (current === undefined) {
      this.#stored(model, key, this.#store.create(model.resource, key, object));
      return;
    }
    const isSame = current.metadata.labels?.['app'] === labels.app && (current as unknown as { spec: { n: number } }).spec.n === spec.n;
    const stored = this.#store.update(model.resource, key, current, object);
    if (!isSame) {
      if (this.#int(64) === 0) this.#remember({ model, key, object: current });
      this.#stored(model, key, stored);
      return;
    }
    if (stored !== current || this.#store.revision !== this.#revision) violation('I1: a write that changes nothing was written');
    this.counts.noops++;
  }

  #stored(model: Model, key: string, stored: KubeObject): void {
    this.#advance();
    if (stored.metadata.resourceVersion !== String(this.#revision)) violation('I1: the object has not its revision');
    if (!Object.isFrozen(stored) || !Object.isFrozen(stored.metadata.labels)) violation('I13: a stored object can be changed');
    model.objects.set(key, stored);
  }

  #remove(): void {
    const model = this.#pick(this.#models);
    const key = this.#key();
    const current = model.objects.get(key);
    if (current === undefined) return;
    if (this.#int(64) === 0) this.#remember({ model, key, object: current });
    const revision = this.#store.delete(model.resource, key, current);
    this.#advance();
    if (revision !== this.#revision) violation('I1: a deletion has another revision');
    model.objects.delete(key);
  }

  #advance(): void {
    this.#revision++;
    this.counts.writes++;
    if (this.#store.revision !== this.#revision) violation(`I1: revision ${this.#store.revision}, not ${this.#revision}`);
  }

  #remember(old: { readonly model: Model; readonly key: string; readonly object: KubeObject }): void {
    if (this.#old.length < 256) this.#old.push(old);
    else this.#old[this.#int(256)] = old;
  }

  #stale(): void {
    if (this.#old.length === 0) return;
    const { model: { resource, objects }, key, object } = this.#pick(this.#old);
    const current = objects.get(key);
    const reason = current === undefined ? 'KeyNotFound' : 'Conflict';
    this.#refused(reason, () => this.#store.update(resource, key, object, { ...object, metadata: { ...object.metadata, labels: {} } }));
    this.#refused(reason, () => this.#store.delete(resource, key, object));
    if (current !== undefined) this.#refused('KeyExists', () => this.#store.create(resource, key, { ...object }));
    if (this.#store.revision !== this.#revision || this.#store.get(resource, key) !== current) violation('I2: a refused write changed something');
  }

  #refused(reason: 'KeyNotFound' | 'Conflict' | 'KeyExists' | 'FutureRevision', act: () => unknown): void {
    this.counts.refusals++;
    try {
      act();
    } catch (error) {
      if (this.#modules.isStorageError(error, reason)) return;
      throw error;
    }
    violation(`I2: not refused with ${reason}`);
  }

  #get(): void {
    const model = this.#pick(this.#models);
    const key = this.#key();
    if (this.#store.get(model.resource, key) !== model.objects.get(key)) violation('I8: get shows another object');
  }

  #list(): void {
    const { resource, objects } = this.#pick(this.#models);
    const prefix = `${this.#pick(namespaces)}/`;
    const expected = under(objects, prefix);
    sameObjects(this.#store.list(resource, { prefix }), expected, 'I8: list');
    if (resource !== 'pods' && resource !== 'secrets') return;
    const app = this.#pick(apps);
    sameObjects(this.#store.list(resource, { prefix, index: { name: 'app', value: app } }), expected.filter((object) => object.metadata.labels?.['app'] === app), 'I8: list by index');
    this.#refused('FutureRevision', () => this.#store.list(resource, { revision: this.#revision + 1 }));
  }

  /** Lists a state of before, which was kept, and keeps the one of now. */
  #listPast(): void {
    const past = this.#snapshot;
    if (past !== undefined) {
      try {
        sameObjects(this.#store.list(past.model.resource, past), past.objects, 'I7: list of the past');
        if (past.revision < this.#compacted) violation('I6: a compacted revision was listed');
        this.counts.pastLists++;
      } catch (error) {
        if (!this.#modules.isStorageError(error, 'Compacted')) throw error;
        // 300 changes of its resource are kept at least, whatever is written to the three others.
        if (past.revision >= this.#compacted && this.#revision - past.revision < 300) violation('I6: a revision was refused too early');
      }
    }
    if (past !== undefined && this.#int(3) !== 0) return;
    const model = this.#pick(this.#models);
    const prefix = `${this.#pick(namespaces)}/`;
    this.#snapshot = { model, prefix, revision: this.#revision, objects: under(model.objects, prefix) };
  }

  #compact(): void {
    if (this.#int(20) !== 0) return;
    const revision = Math.max(0, this.#revision - this.#int(500));
    this.#store.compact(revision);
    this.#compacted = Math.max(this.#compacted, revision);
    this.counts.compactions++;
  }

  async #compareReplicas(): Promise<void> {
    for (const watcher of this.#watchers) await watcher.catchUp();
    for (const watcher of this.#watchers) watcher.compare(this.#revision);
  }

  #key(): string {
    return this.#pick(keys);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#int(items.length)] as T;
  }

  #int(below: number): number {
    return randomInt(this.#random, below);
  }
}

interface ReplicaOptions {
  readonly prefix: string | undefined;
  readonly app: string | undefined;
  readonly isSlow: boolean;
}

/** An eighth sees everything, a quarter a label, the others a namespace or both; a quarter reads slowly. */
function watcherOptions(i: number): ReplicaOptions {
  const kind = Math.floor(i / resourceNames.length) % 8;
  const seesLabel = kind === 1 || kind === 2 || kind >= 6;
  return { prefix: kind >= 3 ? `${namespaces[i % namespaces.length] ?? ''}/` : undefined, app: seesLabel ? apps[i % apps.length] : undefined, isSlow: Math.floor(i / 4) % 4 === i % 4 };
}

/** A watcher that holds what its events say, as an informer does. */
class Replica implements StoreWatchSink {
  readonly #store: Store;
  readonly #modules: StoreModules;
  readonly #model: Model;
  readonly #options: ReplicaOptions;
  readonly #counts: VolumeCounts;
  readonly #compacted: () => number;
  readonly #held = new Map<string, KubeObject>();
  readonly #filter: ((object: KubeObject) => boolean) | undefined;
  #watch: { dispose(): void; requestProgress(): void; readonly position: number } | undefined;
  /** Everything up to here is in `#held`. */
  #reached = 0;
  #release: (() => void) | undefined;
  #asked = 0;
  /** Thrown later: what a callback throws would be lost. */
  #violation: string | undefined;

  constructor({ store, modules, model, options, counts, compacted }: { store: Store; modules: StoreModules; model: Model; options: ReplicaOptions; counts: VolumeCounts; compacted: () => number }) {
    this.#store = store;
    this.#modules = modules;
    this.#model = model;
    this.#options = options;
    this.#counts = counts;
    this.#compacted = compacted;
    const { app } = options;
    this.#filter = app === undefined ? undefined : (object) => object.metadata.labels?.['app'] === app;
    this.#relist();
  }

  onEvents(events: readonly StoreEvent[]): Promise<void> | undefined {
    if (this.#release !== undefined) this.#violation = 'events came while the reader was busy';
    for (const event of events) this.#take(event);
    this.#counts.events += events.length;
    if (!this.#options.isSlow) return undefined;
    return new Promise((resolve) => {
      this.#release = () => {
        this.#release = undefined;
        resolve();
      };
    });
  }

  onProgress(revision: number): void {
    if (revision < this.#reached) this.#violation = 'I5: a bookmark is behind the events';
    if (this.#asked === 0) this.#violation = 'a bookmark that nobody asked for';
    this.#asked = 0;
    this.#reached = revision;
  }

  onExpired(): void {
    this.#counts.expired++;
    if (!this.#options.isSlow && this.#compacted() <= this.#reached) this.#violation = 'a watcher that was not slow has been ended';
    this.#watch = undefined;
    this.#release = undefined;
  }

  release(): void {
    this.#release?.();
  }

  requestProgress(): void {
    this.#asked++;
    this.#watch?.requestProgress();
  }

  /** Ends the watch and goes on from where it was, or from a new list when that is too long ago. */
  reopen(): void {
    this.#watch?.dispose();
    this.#release?.();
    this.#asked = 0;
    try {
      this.#open();
      this.#counts.resumed++;
    } catch (error) {
      if (!this.#modules.isStorageError(error, 'Compacted')) throw error;
      this.#relist();
    }
  }

  /** Lets everything that is under way arrive. */
  async catchUp(): Promise<void> {
    if (this.#watch === undefined) this.reopen();
    for (let i = 0; i < 4 || this.#release !== undefined; i++) {
      if (i > 1000) violation('a watcher never catches up');
      this.#release?.();
      await Promise.resolve();
    }
    this.requestProgress();
    await Promise.resolve();
    await Promise.resolve();
  }

  compare(revision: number): void {
    if (this.#violation !== undefined) violation(this.#violation);
    const { prefix = '' } = this.#options;
    let expected = 0;
    for (const [key, object] of this.#model.objects) {
      if (!key.startsWith(prefix) || this.#filter?.(object) === false) continue;
      expected++;
      if (this.#held.get(key) !== object) violation(`I3: a replica holds another ${key}`);
    }
    if (expected !== this.#held.size) violation(`I3: a replica holds ${this.#held.size} objects, not ${expected}`);
    if (this.#reached !== revision) violation(`I5: a bookmark says ${this.#reached} at revision ${revision}`);
    this.#counts.comparisons++;
  }

  #take({ type, object, revision }: StoreEvent): void {
    const { name } = object.metadata;
    if (revision <= this.#reached) this.#violation = `I4: revision ${revision} after ${this.#reached}`;
    if (this.#held.has(name) === (type === 'ADDED')) this.#violation = `I4: ${type} of ${name}`;
    // Of every fourth only: these cost more than the store's own work.
    if ((revision & 3) === 0) this.#inspect(type, object, revision);
    this.#reached = revision;
    if (type === 'DELETED') this.#held.delete(name);
    else this.#held.set(name, object);
  }

  #inspect(type: string, { metadata: { name, resourceVersion, labels } }: KubeObject, revision: number): void {
    const { prefix, app } = this.#options;
    if (resourceVersion !== String(revision)) this.#violation = `I10: ${type} at ${revision} carries ${resourceVersion ?? 'nothing'}`;
    if (prefix !== undefined && !name.startsWith(prefix)) this.#violation = `I4: ${name} is of another namespace`;
    if (app !== undefined && labels?.['app'] !== app) this.#violation = `I4: ${name} is not selected`;
  }

  #relist(): void {
    this.#counts.relisted++;
    this.#held.clear();
    const { prefix = '' } = this.#options;
    for (const object of this.#store.list(this.#model.resource, { prefix })) if (this.#filter?.(object) !== false) this.#held.set(object.metadata.name, object);
    this.#reached = this.#store.revision;
    this.#open();
  }

  #open(): void {
    const { prefix } = this.#options;
    const own: StoreWatchSink = {
      onEvents: (events) => (this.#watch === watch ? this.onEvents(events) : this.#late()),
      onProgress: (revision) => { if (this.#watch === watch) this.onProgress(revision); else this.#late(); },
      onExpired: () => { if (this.#watch === watch) this.onExpired(); else this.#late(); },
    };
    const watch = this.#store.watch(this.#model.resource, { from: this.#reached, ...(prefix !== undefined && { prefix }), ...(this.#filter && { filter: this.#filter }) }, own);
    this.#watch = watch;
  }

  #late(): undefined {
    this.#violation = 'a watch goes on after its end';
    return undefined;
  }
}

function under(objects: ReadonlyMap<string, KubeObject>, prefix: string): KubeObject[] {
  return [...objects.keys()].filter((key) => key.startsWith(prefix)).sort().map((key) => objects.get(key) as KubeObject);
}

function sameObjects(got: readonly KubeObject[], expected: readonly KubeObject[], what: string): void {
  if (got.length !== expected.length || got.some((object, i) => object !== expected[i])) violation(`${what}: ${got.length} objects differ from the ${expected.length} expected`);
}

function violation(text: string): never {
  throw new Error(text);
}
