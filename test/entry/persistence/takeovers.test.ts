// Windows of one folder that take the cluster over from each other, in any order: never two writers, nothing acknowledged is lost, no revision is used twice.
// PODLAB_TAKEOVERS=N plays more; a failure prints its seed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Clock } from '../../../src/base/clock.ts';
import { type Random, randomInt, seededRandom } from '../../../src/base/random.ts';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import type { KubeObject } from '../../../src/api/meta/object.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { ClusterState } from '../../../src/entry/persistence/cluster-state.ts';
import { sqlitePlace } from '../../../src/entry/persistence/sqlite-persistence.ts';

const takeovers = Number(process.env['PODLAB_TAKEOVERS'] ?? 1000);
const stoppedHost: Clock = { now: () => 0, setTimeout: () => ({ dispose: () => undefined }) };
const hostTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

class Window {
  readonly state: ClusterState;
  store: Store | undefined;
  readonly opened: Promise<void>;

  constructor(clock: SimulatedClock, dir: string) {
    this.state = new ClusterState({ clock, onError: () => undefined, place: sqlitePlace(dir, () => clock.now()) });
    const persistence = this.state.attach(() => undefined);
    if (persistence === undefined) throw new Error('nothing is kept');
    this.opened = Store.open({ clock, persistence }).then((store) => { this.store = store; });
  }

  /** Its objects go with it. */
  get isInMemory(): boolean {
    return this.state.notice !== undefined;
  }
}

/** What windows were told is saved. */
class Ledger {
  readonly objects = new Map<string, string>();
  readonly revisions = new Set<number>();

  async write(window: Window, random: Random, count: number): Promise<void> {
    const { store } = window;
    if (store === undefined || window.isInMemory) return;
    for (let i = 0; i < count; i++) {
      const key = `a/${randomInt(random, 20)}`;
      const value = String(random.next());
      const current = store.get('pods', key);
      const object = { kind: 'Pod', metadata: { name: key, labels: { value } } } as unknown as KubeObject;
      const stored = current === undefined ? store.create('pods', key, object) : store.update('pods', key, current, object);
      const revision = Number(stored.metadata.resourceVersion);
      if (this.revisions.has(revision)) throw new Error(`revision ${revision} was used before`);
      this.revisions.add(revision);
      await store.whenDurable();
      this.objects.set(key, value);
    }
  }

  judge({ store }: Window, at: string): void {
    const found = new Map(store?.list('pods').map(({ metadata }) => [metadata.name, metadata.labels?.['value']]));
    for (const [key, value] of this.objects) expect(found.get(key), `${key}, ${at}`).toBe(value);
  }
}

test(`${takeovers} takeovers`, { timeout: 240_000 }, async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'podlab-takeovers-'));
  const seed = 1;
  const random = seededRandom(seed);
  const clock = new SimulatedClock(stoppedHost, { isPaused: true, startMs: 1 });
  const ledger = new Ledger();
  let owner = new Window(clock, dir);
  await owner.opened;
  let refused = 0;
  try {
    for (let round = 0; round < takeovers; round++) {
      const at = `round ${round} of seed ${seed}`;
      await ledger.write(owner, random, 1 + randomInt(random, 3));
      // The next window comes while the first is still there, which goes at once, soon, or too late.
      const overlapMs = [0, randomInt(random, 5900), 6200 + randomInt(random, 500)][randomInt(random, 20) === 0 ? 2 : randomInt(random, 2)] ?? 0;
      const leavesAtMs = clock.now() + overlapMs;
      const next = new Window(clock, dir);
      while (clock.now() < leavesAtMs && next.store === undefined) {
        await hostTurn();
        if (next.store === undefined) await ledger.write(owner, random, randomInt(random, 2));
        clock.advanceTo(Math.min(leavesAtMs, clock.now() + 100 + randomInt(random, 400)));
      }
      // Nobody has both: the newcomer waits, or does without a disk.
      if (overlapMs > 0) expect(next.store === undefined || next.isInMemory, at).toBe(true);
      await owner.state.close();
      const leftAtMs = clock.now();
      while (next.store === undefined) {
        await hostTurn();
        clock.step();
      }
      expect(clock.now() - leftAtMs, at).toBeLessThan(1000);
      owner = next;
      if (next.isInMemory) {
        refused++;
        await next.state.close();
        owner = new Window(clock, dir);
        await owner.opened;
      }
      ledger.judge(owner, at);
    }
    expect(refused).toBeGreaterThan(takeovers / 100);
    expect(ledger.revisions.size).toBeGreaterThan(takeovers);
  } finally {
    await owner.state.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
