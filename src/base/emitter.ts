// Events inside one process: a listener list with owned subscriptions.
import { type Disposable, toDisposable } from './disposable.ts';

/** Subscribes `listener`; dispose to stop. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Fires values to every listener in the order in which they subscribed. A listener that throws is reported and does not keep the others from hearing. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  /** Those of now, for a walk that later subscriptions do not change; made anew after each. */
  #walked: readonly ((value: T) => void)[] | undefined;
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
    this.#walked = undefined;
    return toDisposable(() => {
      this.#listeners.delete(own);
      this.#walked = undefined;
    });
  };

  fire(value: T): void {
    this.#walked ??= [...this.#listeners];
    for (const listener of this.#walked) {
      try {
        listener(value);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
    this.#walked = undefined;
  }
}
