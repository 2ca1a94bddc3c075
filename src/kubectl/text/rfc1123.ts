// Dates as kubectl describe prints them: Go's time.RFC1123Z.
import { parseTime } from '../../base/clock.ts';

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
