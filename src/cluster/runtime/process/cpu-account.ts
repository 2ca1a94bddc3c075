// What one container may use of the processor and has used: the place of its cpu cgroup.

/** How long the window is in which a limit is kept: cpu.cfs_period_us. */
const periodMs = 100;
/** From here on a limit is more than the one processor there is. */
const wholeProcessor = 1000;
/** Millicores that stand for no request, and for more than a node is likely to have: shares between containers stay within these. */
const minWeight = 100;
const maxWeight = 4000;

/** One per container. */
export class CpuAccount {
  /** Milliseconds of processor time used since the start. */
  usedMs = 0;
  /** Steps since they were last charged. */
  steps = 0;
  /** Used time as its weight makes it count: whoever has least runs next. */
  virtualMs = 0;
  /** Host time before which its processes do not run again. */
  throttledUntilMs = 0;
  /** Continuations of its processes that wait for their turn. */
  waiting: (() => void)[] = [];
  limitMillis: number;
  /** Windows in which it ran under a limit, those in which that held it back, and for how long: cpu.stat. */
  periods = 0;
  throttledPeriods = 0;
  throttledMs = 0;
  #requestMillis: number;
  #weight: number;
  #periodStartMs = 0;
  #leftMs = 0;

  /** Millicores; no limit: Infinity, no request: 0. */
  constructor(limitMillis = Infinity, requestMillis = 0) {
    this.limitMillis = limitMillis;
    this.#requestMillis = requestMillis;
    this.#weight = weightOf(requestMillis);
  }

  get requestMillis(): number {
    return this.#requestMillis;
  }

  set requestMillis(millis: number) {
    this.#requestMillis = millis;
    this.#weight = weightOf(millis);
  }

  /** Waits again beside others, who have at least `floorMs`. A sleep is not saved up, but for the first `creditMs` it goes before those who are always busy. */
  resume(floorMs: number, creditMs: number): void {
    this.virtualMs = Math.max(this.virtualMs, floorMs - (creditMs * wholeProcessor) / this.#weight);
  }

  /** Takes `ms` that ended at `nowMs`. Beyond the limit the account is held back to the end of its period; what it used too much counts in the next. */
  charge(ms: number, nowMs: number): void {
    this.usedMs += ms;
    this.virtualMs += (ms * wholeProcessor) / this.#weight;
    if (this.limitMillis >= wholeProcessor) return;
    const quotaMs = Math.max(1, (this.limitMillis / wholeProcessor) * periodMs);
    const periods = Math.floor((nowMs - this.#periodStartMs) / periodMs);
    if (periods > 0) {
      this.#periodStartMs += periods * periodMs;
      this.#leftMs = Math.min(quotaMs, this.#leftMs + periods * quotaMs);
      this.periods++;
    }
    this.#leftMs -= ms;
    if (this.#leftMs > 0) return;
    const untilMs = this.#periodStartMs + periodMs * (1 + Math.floor(-this.#leftMs / quotaMs));
    if (untilMs > this.throttledUntilMs) {
      this.throttledPeriods++;
      this.throttledMs += untilMs - Math.max(nowMs, this.throttledUntilMs);
    }
    this.throttledUntilMs = untilMs;
  }
}

function weightOf(requestMillis: number): number {
  return Math.min(maxWeight, Math.max(minWeight, requestMillis));
}
