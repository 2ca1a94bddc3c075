// Shares the thread: processes run in slices, and the host gets its turn after each, so that a busy loop blocks nobody.
import { type Clock, sleep } from '../../../base/clock.ts';

/** Gives the host (I/O, timers, other tasks) a turn and resolves afterwards. */
export type YieldToHost = () => Promise<void>;

/** Who used the processor; one per container. */
export interface CpuAccount {
  /** Milliseconds of processor time used since the start. */
  usedMs: number;
  /** Steps since the last settlement. */
  steps: number;
  /** Millicores it may use; Infinity when it has no limit. */
  limitMillis: number;
  /** Host time before which its processes do not run again (throttled by its limit). */
  throttledUntilMs: number;
}

export function newCpuAccount(limitMillis = Infinity): CpuAccount {
  return { usedMs: 0, steps: 0, limitMillis, throttledUntilMs: 0 };
}

export interface SchedulerOptions {
  readonly yieldToHost: YieldToHost;
  /** Real time, used only to measure slices and to hold back containers that used up their CPU limit. */
  readonly host: Clock;
  readonly sliceMs?: number;
}

/** How many steps run between two looks at the clock. */
const stepsPerLook = 32;

/**
 * One per thread. Invariant: no process runs longer than about `sliceMs` before the host gets a turn, provided that it calls `tick` for each bounded piece of work.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #sliceMs: number;
  readonly #busy = new Set<CpuAccount>();
  #sliceStartMs: number;
  #steps = 0;
  #pending: Promise<void> | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#sliceMs = options.sliceMs ?? 4;
    this.#sliceStartMs = options.host.now();
  }

  /** Real milliseconds, in which processor time is measured. */
  hostNow(): number {
    return this.#options.host.now();
  }

  /** Counts one step of `account`; the promise, when there is one, must be awaited before going on. */
  tick(account: CpuAccount, steps = 1): Promise<void> | undefined {
    // A slice begins with its first step: the time before was idle and is nobody's.
    if (this.#busy.size === 0) this.#sliceStartMs = this.#options.host.now();
    account.steps += steps;
    this.#busy.add(account);
    if (this.#pending !== undefined) return this.#pauseAccount(account);
    this.#steps += steps;
    if (this.#steps < stepsPerLook) return undefined;
    this.#steps = 0;
    const now = this.#options.host.now();
    const elapsedMs = now - this.#sliceStartMs;
    if (elapsedMs < this.#sliceMs) return now < account.throttledUntilMs ? this.#pauseAccount(account) : undefined;
    this.#settle(elapsedMs > 200 ? this.#sliceMs : elapsedMs, now);
    return this.#pauseAccount(account);
  }

  async #pauseAccount(account: CpuAccount): Promise<void> {
    this.#pending ??= this.#options.yieldToHost().then(() => {
      this.#pending = undefined;
      this.#sliceStartMs = this.#options.host.now();
      this.#steps = 0;
    });
    await this.#pending;
    const waitMs = account.throttledUntilMs - this.#options.host.now();
    if (waitMs > 0) await sleep(this.#options.host, waitMs);
  }

  #settle(elapsedMs: number, now: number): void {
    let total = 0;
    for (const account of this.#busy) total += account.steps;
    for (const account of this.#busy) {
      const share = (elapsedMs * account.steps) / total;
      account.usedMs += share;
      account.steps = 0;
      if (account.limitMillis < 1000) account.throttledUntilMs = now + Math.min(100, (share * (1000 - account.limitMillis)) / Math.max(10, account.limitMillis));
    }
    this.#busy.clear();
  }
}

/**
 * The default YieldToHost. Node has setImmediate, which lets timers and I/O run; elsewhere a message to itself does.
 * In Node messages would not do: they are delivered before timers, which then starve.
 */
export function yieldToHost(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => unknown };
  return new Promise((resolve) => {
    if (setImmediate) {
      setImmediate(resolve);
      return;
    }
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(0);
  });
}
