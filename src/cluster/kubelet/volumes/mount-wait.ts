// How a Pod waits for volumes that cannot be mounted: each try comes later than the one before.
const firstRetryMs = 500;
const maxRetryMs = 122_000;
const stepMs = 123_000;

/** Begins with the first failure. */
export class MountWait {
  readonly #sinceMs: number;
  #retryMs = firstRetryMs;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** One step of the Pod's life waits so long for the volumes, and meanwhile looks at nothing else. */
  isOneStep(nowMs: number): boolean {
    return nowMs - this.#sinceMs < stepMs;
  }

  /** Until the next try. */
  nextMs(): number {
    const delayMs = this.#retryMs;
    this.#retryMs = Math.min(delayMs * 2, maxRetryMs);
    return delayMs;
  }
}
