// Shares the thread: processes run in slices, and the host gets its turn after each, so that a busy loop blocks nobody.
import type { Clock } from '../../../base/clock.ts';
import type { Disposable } from '../../../base/disposable.ts';
import type { CpuAccount } from './cpu-account.ts';

/** Gives the host (I/O, timers, other tasks) a turn and resolves afterwards. */
export type YieldToHost = () => Promise<void>;

export interface SchedulerOptions {
  readonly yieldToHost: YieldToHost;
  /** Real time, used only to measure slices and to hold back containers that used up their CPU limit. */
  readonly host: Clock;
  readonly sliceMs?: number;
}

/** How many steps run between two looks at the clock. */
const stepsPerLook = 32;
/** How many containers go on in one slice at most; each that is over before the slice is makes room for the next. */
const maxPerTurn = 8;
/** How many slices a container that slept may use before those who are always busy have their turn. */
const creditSlices = 2;

/**
 * One per thread. Containers take turns as in Linux' fair scheduler: whoever used least for its weight goes on next.
 * Invariant: no process runs longer than about `sliceMs` before the host gets a turn, provided that it calls `tick` for each bounded piece of work.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #sliceMs: number;
  /** Whose steps have not been charged. */
  readonly #ran = new Set<CpuAccount>();
  /** Who waits for a turn. */
  readonly #queue = new Set<CpuAccount>();
  #steps = 0;
  #turn: 'none' | 'open' | 'over' = 'none';
  #turnStartMs = 0;
  #lastLookMs = 0;
  /** What a step takes, for those that end between two looks. */
  #msPerStep = 0.002;
  /** The least virtual time of those who wait: who comes from a long sleep starts here. */
  #floorMs = 0;
  #wakeTimer: Disposable | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#sliceMs = options.sliceMs ?? 4;
  }

  /** Real milliseconds, in which processor time is measured. */
  hostNow(): number {
    return this.#options.host.now();
  }

  /** Counts one step of `account`; the promise, when there is one, must be awaited before going on. */
  tick(account: CpuAccount, steps = 1): Promise<void> | undefined {
    if (this.#turn === 'none') this.#beginTurn();
    if (account.steps === 0) this.#ran.add(account);
    account.steps += steps;
    this.#steps += steps;
    if (this.#turn === 'over') return this.#pause(account);
    if (this.#steps >= stepsPerLook) this.#look();
    else if (account.throttledUntilMs === 0) return undefined;
    return this.#isOver() || this.#isThrottled(account) ? this.#pause(account) : undefined;
  }

  /** A turn lasts until the host had its own; it begins with a first step or with those who waited. */
  #beginTurn(): void {
    this.#turn = 'open';
    this.#turnStartMs = this.#lastLookMs = this.#options.host.now();
    this.#steps = 0;
    void this.#options.yieldToHost().then(() => { this.#endTurn(); });
  }

  #isOver(): boolean {
    return this.#turn === 'over';
  }

  #isThrottled(account: CpuAccount): boolean {
    if (account.throttledUntilMs === 0) return false;
    if (account.throttledUntilMs > this.#options.host.now()) return true;
    account.throttledUntilMs = 0;
    return false;
  }

  /** Charges what was used since the last look, and ends the slice when it is used up. */
  #look(): void {
    const now = this.#options.host.now();
    // What took longer than a slice was the machine running others, or asleep.
    const elapsedMs = Math.min(this.#sliceMs, now - this.#lastLookMs);
    this.#msPerStep = 0.98 * this.#msPerStep + 0.02 * (elapsedMs / this.#steps);
    this.#charge(elapsedMs / this.#steps, now);
    this.#lastLookMs = now;
    if (now - this.#turnStartMs >= this.#sliceMs) this.#turn = 'over';
  }

  #charge(msPerStep: number, now: number): void {
    for (const account of this.#ran) {
      account.charge(account.steps * msPerStep, now);
      account.steps = 0;
    }
    this.#ran.clear();
    this.#steps = 0;
  }

  #pause(account: CpuAccount): Promise<void> {
    if (!this.#queue.has(account)) {
      this.#queue.add(account);
      account.resume(this.#floorMs, creditSlices * this.#sliceMs);
    }
    return new Promise((resolve) => { account.waiting.push(resolve); });
  }

  #endTurn(): void {
    // The time since the last look was also the host's, so that steps are charged for what steps take.
    this.#charge(this.#msPerStep, this.#options.host.now());
    this.#turn = 'none';
    if (this.#queue.size > 0) this.#dispatch();
  }

  /** Lets those go on that used least, and arms a timer when all who wait are held back by their limits. */
  #dispatch(): void {
    this.#wakeTimer?.dispose();
    this.#wakeTimer = undefined;
    const now = this.#options.host.now();
    const ready: CpuAccount[] = [];
    let wakeAtMs = Infinity;
    for (const account of this.#queue) {
      if (account.throttledUntilMs <= now) ready.push(account);
      else wakeAtMs = Math.min(wakeAtMs, account.throttledUntilMs);
    }
    if (ready.length === 0) {
      this.#wakeTimer = this.#options.host.setTimeout(() => { if (this.#turn === 'none') this.#dispatch(); }, wakeAtMs - now);
      return;
    }
    ready.sort((a, b) => a.virtualMs - b.virtualMs);
    const least = ready[0]?.virtualMs ?? 0;
    this.#floorMs = Math.max(this.#floorMs, least);
    this.#beginTurn();
    for (const account of ready.slice(0, maxPerTurn)) {
      if (account.virtualMs > least + this.#sliceMs) break;
      this.#queue.delete(account);
      for (const wake of account.waiting.splice(0)) wake();
    }
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
