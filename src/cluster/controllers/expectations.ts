// What a controller has asked for and not yet seen: client-go's ControllerExpectations. Keeps it from acting twice on a stale cache.
import type { Clock } from '../../base/clock.ts';

const timeoutMs = 300_000;

interface Expected {
  adds: number;
  readonly deletions: Set<string>;
  readonly sinceMs: number;
}

export class Expectations {
  readonly #clock: Clock;
  readonly #lookAgain: (key: string, delayMs: number) => void;
  readonly #byKey = new Map<string, Expected>();

  /** `lookAgain` is asked to come back when what was asked for has been waited for too long: after a relist, what came and went in between is never seen. */
  constructor(clock: Clock, lookAgain: (key: string, delayMs: number) => void) {
    this.#clock = clock;
    this.#lookAgain = lookAgain;
  }

  /** True when everything asked for was seen, or waited for too long. */
  isSatisfied(key: string): boolean {
    const expected = this.#byKey.get(key);
    if (expected === undefined || (expected.adds <= 0 && expected.deletions.size === 0)) return true;
    const leftMs = expected.sinceMs + timeoutMs - this.#clock.now();
    if (leftMs > 0) this.#lookAgain(key, leftMs);
    return leftMs <= 0;
  }

  expect(key: string, adds: number, deletions: readonly string[]): void {
    this.#byKey.set(key, { adds, deletions: new Set(deletions), sinceMs: this.#clock.now() });
  }

  sawCreation(key: string): void {
    const expected = this.#byKey.get(key);
    if (expected !== undefined) expected.adds--;
  }

  sawDeletion(key: string, uid: string): void {
    this.#byKey.get(key)?.deletions.delete(uid);
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }
}
