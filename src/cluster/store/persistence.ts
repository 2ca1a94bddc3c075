// What the store asks of a disk. The store knows neither SQLite nor IndexedDB; an implementation is given to it.
import type { KubeObject } from '../../api/meta/object.ts';

/** One acknowledged write: the object at that revision, or its removal. */
export interface StoreRecord {
  readonly revision: number;
  /** As in `Store`: `pods`, `deployments.apps`. */
  readonly resource: string;
  readonly key: string;
  /** Absent: the key was deleted. */
  readonly object?: KubeObject;
}

/** What a disk holds. */
export interface StoredState {
  /** The highest revision ever reserved; 0 when new. */
  readonly highWaterMark: number;
  /** The cluster's time at the last `append`; 0 when new. */
  readonly atMs: number;
  /** The current objects, one record a key. */
  readonly records: readonly StoreRecord[];
}

export interface Persistence {
  load(): Promise<StoredState>;
  /** Makes the records, and that the cluster's time was `atMs`, durable, all or none, before it resolves. Calls never overlap; one that rejected has changed nothing. */
  append(records: readonly StoreRecord[], atMs: number): Promise<void>;
  /** Makes durable that revisions up to `highWaterMark` may have been handed out, so that none is ever used twice. */
  reserve(highWaterMark: number): Promise<void>;
}
