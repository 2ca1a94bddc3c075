// The browser's locks, as far as the state uses them: exclusive, and only when free.

export class TestLocks {
  readonly #held = new Set<string>();

  request(name: string, options: unknown, callback?: unknown): Promise<never> {
    const run = callback as (lock: unknown) => unknown;
    const { ifAvailable } = options as LockOptions;
    if (ifAvailable !== true) throw new Error('the state never waits for a lock');
    if (this.#held.has(name)) return Promise.resolve(run(null)) as Promise<never>;
    this.#held.add(name);
    return Promise.resolve(run({ name })).finally(() => { this.#held.delete(name); }) as Promise<never>;
  }

  /** Resolves when what was released is free. */
  settled(): Promise<void> {
    return new Promise((resolve) => { setImmediate(resolve); });
  }
}
