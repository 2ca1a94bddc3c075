// A persistence that is held by one owner: what SQLite and IndexedDB have in common.
import type { Persistence } from '../../cluster/store/persistence.ts';

export interface OpenPersistence extends Persistence {
  /** Forgets every object. The reserved revisions stay reserved. */
  clear(): Promise<void>;
  /** Gives the state up to the next owner. */
  close(): void;
}

/** A place for one cluster's state. */
export interface StatePlace {
  /** Opens or makes it. Rejects with StateInUseError, NewerStateError or UnreadableStateError, having changed nothing. */
  open(): Promise<OpenPersistence>;
  /** Moves a damaged state out of the way, and says where it is now. */
  setAside(): Promise<string>;
}
