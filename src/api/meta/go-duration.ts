// Durations as Go prints and reads them: time.ParseDuration and Duration.String.

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, 'μs': 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a Go duration such as `1h30m` or `-1s`; undefined when it is not one. */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([+-]?)(.*)$/s.exec(text);
  const body = match?.[2] ?? '';
  if (body === '0') return 0;
  if (!/^(\d+(\.\d*)?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)|\.\d+(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/.test(body)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of body.matchAll(/([\d.]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g)) totalMs += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  return match?.[1] === '-' ? -totalMs : totalMs;
}

/** A duration as Go's Duration.String prints it: `1m30s`, `500ms`, `0s`. */
export function formatGoDuration(durationMs: number): string {
  if (durationMs === 0) return '0s';
  const sign = durationMs < 0 ? '-' : '';
  const ms = Math.abs(durationMs);
  if (ms < 1000) return ms < 1 ? `${sign}${ms * 1000}µs` : `${sign}${ms}ms`;
  const seconds = (ms % 60_000) / 1000;
  const minutes = Math.trunc(ms / 60_000) % 60;
  const hours = Math.trunc(ms / 3_600_000);
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}s` : `${sign}${seconds}s`;
}
