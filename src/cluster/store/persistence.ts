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

export interface Persistence {
  /** The current objects, one record a key, and the highest revision ever reserved (0 when new). */
  load(): Promise<{ readonly highWaterMark: number; readonly records: readonly StoreRecord[] }>;
  /** Makes the records durable, all or none, before it resolves. Calls never overlap. */
  append(records: readonly StoreRecord[]): Promise<void>;
  /** Makes durable that revisions up to `highWaterMark` may have been handed out, so that none is ever used twice. */
  reserve(highWaterMark: number): Promise<void>;
}
