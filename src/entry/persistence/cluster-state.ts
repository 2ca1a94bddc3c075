// What becomes of the embedded cluster's objects when its window is reloaded: kept where there is a place for them, and said when there is none.
import { type Clock, sleep } from '../../base/clock.ts';
import type { Persistence, StoredState } from '../../cluster/store/persistence.ts';
import type { OpenPersistence, StatePlace } from './open-persistence.ts';
import { NewerStateError, StateInUseError, UnreadableStateError } from './state-errors.ts';

/** A window that is reloaded waits so long for its former self to let go. */
const patienceMs = 6000;
const retryMs = 100;
/** A save that fails is tried again after these; then the store refuses every write. */
const saveRetriesMs = [100, 400, 1600];

const onlyInMemory = 'This cluster is kept in memory only: it is gone when its window closes.';

export interface ClusterStateOptions {
  /** Absent: nothing is kept. */
  readonly place?: StatePlace;
  /** The machine's, not the cluster's, which may be paused. */
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** Invariant: only the persistence attached last writes; one of a cluster that was reset does not reach the next. */
export class ClusterState {
  readonly #options: ClusterStateOptions;
  #opening: Promise<OpenPersistence | undefined> | undefined;
  #attached: object | undefined;
  #notice: string | undefined;

  constructor(options: ClusterStateOptions) {
    this.#options = options;
  }

  /** What the user should know of how the cluster is kept. */
  get notice(): string | undefined {
    return this.#notice;
  }

  /** The persistence for one cluster; undefined when nothing is to be kept. `onLoaded` hears the time at which the state was written, before the cluster has it. */
  attach(onLoaded: (atMs: number) => void): Persistence | undefined {
    if (this.#options.place === undefined) return undefined;
    const owner = {};
    this.#attached = owner;
    const save = async (action: (persistence: OpenPersistence) => Promise<void>): Promise<void> => {
      const persistence = await this.#opening;
      await this.#insist(owner, () => (persistence === undefined ? Promise.resolve() : action(persistence)));
    };
    return {
      load: async () => {
        const state = await this.#load();
        onLoaded(state.atMs);
        return state;
      },
      append: (records, atMs) => save((persistence) => persistence.append(records, atMs)),
      reserve: (highWaterMark) => save((persistence) => persistence.reserve(highWaterMark)),
    };
  }

  /** Forgets every object; the persistence attached before fails from now on. */
  async clear(): Promise<void> {
    const owner = {};
    this.#attached = owner;
    const persistence = await this.#opening;
    if (persistence !== undefined) await this.#insist(owner, () => persistence.clear());
  }

  async close(): Promise<void> {
    this.#attached = undefined;
    const opening = this.#opening;
    this.#opening = undefined;
    (await opening)?.close();
  }

  async #load(): Promise<StoredState> {
    if (this.#opening === undefined) {
      const opened = this.#open();
      this.#opening = opened.then(({ persistence }) => persistence);
      return (await opened).state;
    }
    return (await (await this.#opening)?.load()) ?? nothing;
  }

  /** Never rejects: a cluster that cannot be kept is better than none. */
  async #open(): Promise<{ readonly persistence?: OpenPersistence; readonly state: StoredState }> {
    const { place, clock, onError } = this.#options;
    if (place === undefined) return { state: nothing };
    try {
      return await openPlace(place, clock);
    } catch (error) {
      if (!(error instanceof UnreadableStateError)) return this.#withoutPlace(error);
      onError(error);
    }
    try {
      const aside = await place.setAside();
      this.#notice = `The saved cluster is damaged and could not be read. It was kept in ${aside}; the cluster starts empty.`;
      const { persistence } = await openPlace(place, clock);
      // Which revisions were handed out is lost with the state. Each start reserves a million, so none can be as high as the milliseconds since 1970.
      const state = { ...nothing, highWaterMark: Math.floor(clock.now()) };
      await persistence.reserve(state.highWaterMark);
      return { persistence, state };
    } catch (error) {
      return this.#withoutPlace(error);
    }
  }

  #withoutPlace(error: unknown): { readonly state: StoredState } {
    this.#options.onError(error);
    if (error instanceof StateInUseError) this.#notice = `Another window has the cluster of this folder. ${onlyInMemory}`;
    else if (error instanceof NewerStateError) this.#notice = `The saved cluster was written by a newer Podlab, and was left as it is. ${onlyInMemory}`;
    else this.#notice = `The cluster cannot be saved (${error instanceof Error ? error.message : String(error)}). ${onlyInMemory}`;
    return { state: nothing };
  }

  async #insist(owner: object, action: () => Promise<void>): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      if (this.#attached !== owner) throw new Error('the cluster has ended');
      try {
        await action();
        return;
      } catch (error) {
        const delayMs = saveRetriesMs[attempt];
        if (delayMs === undefined) throw error;
        this.#options.onError(error);
        await sleep(this.#options.clock, delayMs);
      }
    }
  }
}

const nothing: StoredState = { highWaterMark: 0, atMs: 0, records: [] };

/** Waits for an owner that is about to end. */
async function openPlace(place: StatePlace, clock: Clock): Promise<{ readonly persistence: OpenPersistence; readonly state: StoredState }> {
  const until = clock.now() + patienceMs;
  for (;;) {
    try {
      const persistence = await place.open();
      try {
        return { persistence, state: await persistence.load() };
      } catch (error) {
        persistence.close();
        throw error;
      }
    } catch (error) {
      if (!(error instanceof StateInUseError) || clock.now() >= until) throw error;
      await sleep(clock, retryMs);
    }
  }
}
