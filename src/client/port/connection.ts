// Requests, streams and byte channels over any message port: worker, child process, or a pair in one process.
import type { Disposable } from '../../base/disposable.ts';

/** What both sides of a worker, a child process or a MessageChannel can do. Messages are structured-cloneable. */
export interface MessagePortLike {
  post(message: unknown): void;
  /** Called for each message that arrives, in order. */
  onMessage(listener: (message: unknown) => void): Disposable;
  /** Called once when the other side is gone. */
  onClose(listener: () => void): Disposable;
}
