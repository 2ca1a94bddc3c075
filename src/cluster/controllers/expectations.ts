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
  readonly #byKey = new Map<string, Expected>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True when everything asked for was seen, or waited for too long. */
  isSatisfied(key: string): boolean {
    const expected = this.#byKey.get(key);
    return expected === undefined || (expected.adds <= 0 && expected.deletions.size === 0) || this.#clock.now() - expected.sinceMs > timeoutMs;
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
