// Ages and durations as kubectl prints and reads them: k8s.io/apimachinery's duration.HumanDuration and Go's time.ParseDuration.
import { parseTime } from '../../base/clock.ts';

/** A short age such as `5m30s` or `3d`; `<invalid>` for more than a second in the future. */
export function humanDuration(durationMs: number): string {
  const seconds = Math.trunc(durationMs / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 192) return withRest(days, 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  if (hours < 24 * 365 * 8) return withRest(years, 'y', days % 365, 'd');
  return `${years}y`;
}

function withRest(whole: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${whole}${unit}` : `${whole}${unit}${rest}${restUnit}`;
}

/** The age of an API time; `<unknown>` when there is none. */
export function ageSince(time: string | null | undefined, nowMs: number): string {
  const at = time ? parseTime(time) : Number.NaN;
  return Number.isNaN(at) ? '<unknown>' : humanDuration(nowMs - at);
}

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, 'μs': 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a Go duration such as `1h30m` or `-1s`; undefined when it is not one. */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([+-]?)(.*)$/s.exec(text);
  const body = match?.[2] ?? '';
  if (body === '0') return 0;
  if (!/^(\d+(\.\d*)?(ns|us|µs|μs|ms|s|m|h)|\.\d+(ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of body.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)) totalMs += Number(amount) * (unitMs[unit ?? ''] ?? 0);
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

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Go's time.RFC1123Z in UTC: `Mon, 06 May 2024 07:08:09 +0000`; Go's zero time when there is none. */
export function formatRfc1123(time: string | null | undefined): string {
  const at = time ? parseTime(time) : Number.NaN;
  if (Number.isNaN(at)) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const iso = new Date(at).toISOString();
  const date = new Date(at);
  return `${dayNames[date.getUTCDay()] ?? ''}, ${iso.slice(8, 10)} ${monthNames[date.getUTCMonth()] ?? ''} ${iso.slice(0, 4)} ${iso.slice(11, 19)} +0000`;
}
