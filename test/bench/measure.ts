// Times, CPU and memory as the benchmarks take them.
import type { Figure } from './report.ts';

export interface Spent {
  readonly ms: number;
  /** CPU of the measuring thread, without the garbage collector's helpers. */
  readonly cpuMs: number;
}

/** What one run of `work` takes. */
export async function spentBy(work: () => Promise<void> | void): Promise<Spent> {
  const cpu = process.threadCpuUsage();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  const { user, system } = process.threadCpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000 };
}

/** A rate as a figure, `count` things done in `spent`. */
export function rate(name: string, count: number, spent: Spent, goal: Pick<Figure, 'aim' | 'real'> = {}): Figure {
  return { name, value: (count / spent.ms) * 1000, onQuietCore: (count / spent.cpuMs) * 1000, unit: '/s', better: 'higher', ...goal };
}

/** A duration as a figure. */
export function duration(name: string, spent: Spent, goal: Pick<Figure, 'aim' | 'real'> = {}): Figure {
  return { name, value: spent.ms, onQuietCore: spent.cpuMs, unit: 'ms', better: 'lower', ...goal };
}

/** Bytes of live objects, after a full collection. Needs --expose-gc. */
export function heapBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export async function eachOf(count: number, concurrency: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: concurrency }, async () => {
    while (next < count) await work(next++);
  }));
}
