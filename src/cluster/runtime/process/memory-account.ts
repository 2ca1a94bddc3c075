// What containers use of memory: their own limits, as memory cgroups keep them, and what all of them have together, as the kernel's OOM killer does.

/** What can be killed for its memory. */
export interface MemoryUser {
  signal(signal: number, fromOutside?: boolean): void;
}

/** One per container. Passing its limit calls `onOutOfMemory`. */
export interface MemoryAccount {
  usedBytes: number;
  limitBytes: number;
  /** The limit that was asked for, which may be more than a container gets here; none: Infinity. */
  askedLimitBytes: number;
  /** How often it ran out. */
  kills: number;
  /** -1000 (never) to 1000 (first): who is killed when all of them together use too much. */
  readonly oomScoreAdj: number;
  /** What it shares with others; absent for what is not counted. */
  readonly pool?: MemoryPool;
  /** Kills a process: `culprit`, which asks for what cannot be given, or else the largest. */
  readonly onOutOfMemory: (culprit?: MemoryUser) => void;
}

/** Memory that accounts share. Invariant: as long as somebody may be killed, no more than `limitBytes` and one allocation are in use. */
export class MemoryPool {
  readonly #limitBytes: number;
  readonly #accounts = new Set<MemoryAccount>();
  #usedBytes = 0;

  readonly #whole: MemoryPool | undefined;

  /** `whole` is the pool that this one is a part of. */
  constructor(limitBytes: number, whole?: MemoryPool) {
    this.#limitBytes = limitBytes;
    this.#whole = whole;
  }

  /** Takes a change that `account` has made, of which `hostBytes` are the host's; who ends with nothing in use is forgotten. The whole is the host's: it counts those alone. */
  change(account: MemoryAccount, bytes: number, hostBytes: number): void {
    this.#usedBytes += bytes;
    if (account.usedBytes > 0) this.#accounts.add(account);
    else this.#accounts.delete(account);
    if (bytes > 0 && this.#usedBytes > this.#limitBytes) this.#reclaim();
    this.#whole?.change(account, hostBytes, hostBytes);
  }

  /** Kills until there is enough: whoever has most in thousandths of all, with the adjustment, goes first (oom_badness). */
  #reclaim(): void {
    const scoreOf = ({ usedBytes, oomScoreAdj }: MemoryAccount): number => (usedBytes / this.#limitBytes) * 1000 + oomScoreAdj;
    for (const victim of [...this.#accounts].sort((a, b) => scoreOf(b) - scoreOf(a))) {
      if (this.#usedBytes <= this.#limitBytes || scoreOf(victim) <= 0) return;
      victim.onOutOfMemory();
    }
  }
}

/** Accounts for `bytes` more (or less), and calls for help when there is too little memory for it. `hostBytes`: how many of them take memory of the host too; what a process has by being one does not. */
export function takeMemory(account: MemoryAccount, bytes: number, hostBytes: number = bytes): void {
  account.usedBytes += bytes;
  account.pool?.change(account, bytes, hostBytes);
  if (bytes >= 0 && account.usedBytes > account.limitBytes) account.onOutOfMemory();
}
