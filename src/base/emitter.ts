// Events inside one process: a listener list with owned subscriptions.
import { type Disposable, toDisposable } from './disposable.ts';

/** Subscribes `listener`; dispose to stop. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Fires values to every listener in the order in which they subscribed. A listener that throws is reported and does not keep the others from hearing. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onError: (error: unknown) => void;

  /** `onError` hears what listeners throw; by default it is thrown again after all have heard. */
  constructor(onError?: (error: unknown) => void) {
    this.#onError =
      onError ??
      ((error) => {
        queueMicrotask(() => {
          throw error;
        });
      });
  }

  readonly event: Event<T> = (listener) => {
    const own = (value: T): void => { listener(value); };
    this.#listeners.add(own);
    return toDisposable(() => this.#listeners.delete(own));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
