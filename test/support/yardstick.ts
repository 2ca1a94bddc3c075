// How fast a machine is just now: limits in milliseconds are of the machine whose figures are the benchmarks' baseline.

/** What the work takes there. */
const baselineMs = 15;

/** Processor time of work that is the same whatever Podlab does, in baselines; never below 1. `cpuMs` counts what was used so far. */
export function slowness(cpuMs: () => number): number {
  const before = cpuMs();
  const rows = Array.from({ length: 10_000 }, (_, i) => ({ name: `pod-${i}`, labels: { app: `app-${i % 7}` } }));
  const copies = JSON.parse(JSON.stringify(rows)) as typeof rows;
  copies.sort((a, b) => b.name.localeCompare(a.name));
  return Math.max(1, (cpuMs() - before) / baselineMs);
}
