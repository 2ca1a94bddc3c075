// Ownership of things that must be given back: timers, watches, listeners, processes.

/** Something with a lifetime. `dispose` may be called more than once; only the first call acts. */
export interface Disposable {
  dispose(): void;
}

/** Wraps `release` so that it runs at most once. */
export function toDisposable(release: () => void): Disposable {
  let done = false;
  return {
    dispose: () => {
      if (done) return;
      done = true;
      release();
    },
  };
}

/** Owns disposables and gives them back together, last added first. Adding to a disposed store disposes at once. */
export class DisposableStore implements Disposable {
  #owned: Set<Disposable> | undefined;
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** How many are still owned; tests assert 0 after a lifetime ends. */
  get size(): number {
    return this.#owned?.size ?? 0;
  }

  add<T extends Disposable>(disposable: T): T {
    if (this.#disposed) disposable.dispose();
    else (this.#owned ??= new Set()).add(disposable);
    return disposable;
  }

  /** Disposes one early, so that long-lived stores do not grow. */
  delete(disposable: Disposable): void {
    if (this.#owned?.delete(disposable) === true) disposable.dispose();
  }

  clear(): void {
    const owned = [...(this.#owned ?? [])].reverse();
    this.#owned = undefined;
    for (const disposable of owned) disposable.dispose();
  }

  dispose(): void {
    this.#disposed = true;
    this.clear();
  }
}
