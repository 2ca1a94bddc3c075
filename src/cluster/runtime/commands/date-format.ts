// strftime and the date texts that `date -d` reads. Containers run in UTC.

const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

function two(value: number, fill = '0'): string {
  return String(value).padStart(2, fill);
}

function dayOfYear(date: Date): number {
  return Math.floor((Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

function isoWeek(date: Date): { week: number; year: number } {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * 86_400_000);
  return { week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1, year: thursday.getUTCFullYear() };
}

/** C's strftime in UTC. */
export function formatDate(format: string, epochMs: number): string {
  const date = new Date(epochMs);
  const hour12 = date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12;
  return format.replace(/%([-_0]?)([a-zA-Z%])/g, (whole, flag: string, letter: string) => {
    const number = (value: number, fill = '0', width = 2): string => (flag === '-' ? String(value) : String(value).padStart(width, flag === '_' ? ' ' : fill));
    switch (letter) {
      case 'Y': return String(date.getUTCFullYear());
      case 'C': return two(Math.floor(date.getUTCFullYear() / 100));
      case 'y': return two(date.getUTCFullYear() % 100);
      case 'm': return number(date.getUTCMonth() + 1);
      case 'd': return number(date.getUTCDate());
      case 'e': return number(date.getUTCDate(), ' ');
      case 'H': return number(date.getUTCHours());
      case 'k': return number(date.getUTCHours(), ' ');
      case 'I': return number(hour12);
      case 'l': return number(hour12, ' ');
      case 'M': return number(date.getUTCMinutes());
      case 'S': return number(date.getUTCSeconds());
      case 'N': return String(Math.floor((epochMs % 1000) * 1e6)).padStart(9, '0');
      case 'p': return date.getUTCHours() < 12 ? 'AM' : 'PM';
      case 'P': return date.getUTCHours() < 12 ? 'am' : 'pm';
      case 's': return String(Math.floor(epochMs / 1000));
      case 'j': return number(dayOfYear(date), '0', 3);
      case 'u': return String(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
      case 'w': return String(date.getUTCDay());
      case 'a': return dayNames[date.getUTCDay()]?.slice(0, 3) ?? '';
      case 'A': return dayNames[date.getUTCDay()] ?? '';
      case 'b':
      case 'h': return monthNames[date.getUTCMonth()]?.slice(0, 3) ?? '';
      case 'B': return monthNames[date.getUTCMonth()] ?? '';
      case 'U': return two(Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7));
      case 'W': return two(Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() + 6) % 7)) / 7));
      case 'g': return two(isoWeek(date).year % 100);
      case 'V': return two(isoWeek(date).week);
      case 'G': return String(isoWeek(date).year);
      case 'F': return formatDate('%Y-%m-%d', epochMs);
      case 'T': return formatDate('%H:%M:%S', epochMs);
      case 'X': return formatDate('%H:%M:%S', epochMs);
      case 'R': return formatDate('%H:%M', epochMs);
      case 'r': return formatDate('%I:%M:%S %p', epochMs);
      case 'D': return formatDate('%m/%d/%y', epochMs);
      case 'x': return formatDate('%m/%d/%y', epochMs);
      case 'c': return formatDate('%a %b %e %H:%M:%S %Y', epochMs);
      case 'Z': return 'UTC';
      case 'z': return '+0000';
      case 'n': return '\n';
      case 't': return '\t';
      case '%': return '%';
      default: return whole;
    }
  });
}

/** GNU's `now`, `yesterday`, `2 days ago`. */
function parseRelative(text: string, nowMs: number): number | undefined {
  if (text === 'now' || text === '' || text === 'today') return nowMs;
  if (text === 'yesterday') return nowMs - 86_400_000;
  if (text === 'tomorrow') return nowMs + 86_400_000;
  const relative = /^([-+]?\d+)\s*(second|sec|minute|min|hour|day|week)s?(\s+ago)?$/.exec(text);
  if (relative) {
    const units: Readonly<Record<string, number>> = { second: 1, sec: 1, minute: 60, min: 60, hour: 3600, day: 86400, week: 604800 };
    return nowMs + Number(relative[1]) * (units[relative[2] ?? ''] ?? 1) * 1000 * (relative[3] ? -1 : 1);
  }
  return undefined;
}

/** Milliseconds by a format of strptime; undefined when the text is not of it. */
export function parseByFormat(text: string, format: string, nowMs: number): number | undefined {
  const today = new Date(nowMs);
  const found: Record<string, number> = { Y: today.getUTCFullYear(), m: today.getUTCMonth() + 1, d: today.getUTCDate(), H: 0, M: 0, S: 0 };
  let at = 0;
  for (const [, letter, literal = ''] of format.replace(/%F/g, '%Y-%m-%d').replace(/%T/g, '%H:%M:%S').replace(/%R/g, '%H:%M').replace(/%D/g, '%m/%d/%y').matchAll(/%(.)|([^%])/g)) {
    if (letter === undefined || letter === '%') {
      if (text[at++] !== (letter ?? literal)) return undefined;
      continue;
    }
    const isName = letter === 'b' || letter === 'B' || letter === 'h';
    const part = (isName ? /[A-Za-z]+/y : letter === 's' ? /\d+/y : letter === 'Y' ? /\d{1,4}/y : /\s*\d{1,2}/y);
    part.lastIndex = at;
    const read = part.exec(text)?.[0];
    if (read === undefined) return undefined;
    at += read.length;
    if (letter === 's') return Number(read) * 1000;
    if (isName) found['m'] = monthNames.findIndex((name) => name.toLowerCase().startsWith(read.toLowerCase())) + 1;
    else if (letter === 'y') found['Y'] = Number(read) + (Number(read) > 68 ? 1900 : 2000);
    else found[letter === 'e' ? 'd' : letter] = Number(read);
  }
  const { Y = 0, m = 1, d = 1, H = 0, M = 0, S = 0 } = found;
  return at < text.length ? undefined : Date.UTC(Y, m - 1, d, H, M, S);
}

/** Milliseconds of `@1700000000`, `2026-01-02 03:04`, `03:04` …; with `isGnu` of `2 days ago` too; undefined when not understood. */
export function parseDate(text: string, nowMs: number, isGnu: boolean): number | undefined {
  if (/^@-?\d+(?:\.\d+)?$/.test(text)) return Number(text.slice(1)) * 1000;
  const relative = isGnu ? parseRelative(text, nowMs) : undefined;
  if (relative !== undefined) return relative;
  const full = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?(?:\.\d+)?\s*(?:Z|UTC|\+00:?00)?$/.exec(text);
  if (full) return Date.UTC(Number(full[1]), Number(full[2]) - 1, Number(full[3]), Number(full[4] ?? 0), Number(full[5] ?? 0), Number(full[6] ?? 0));
  // [[[[[CC]YY]MM]DD]hh]mm[.ss], and MM.DD-hh:mm.
  const compact = /^(?:(\d{2}(?:\d{2})?)?(\d{2})(\d{2})(\d{2})|(\d{2})?)(\d{2})(?:\.(\d{2}))?$/.exec(text);
  const now = new Date(nowMs);
  if (compact) {
    const year = compact[1] === undefined ? now.getUTCFullYear() : compact[1].length === 2 ? 2000 + Number(compact[1]) - (Number(compact[1]) > 68 ? 100 : 0) : Number(compact[1]);
    const isWhole = compact[2] !== undefined;
    return Date.UTC(year, isWhole ? Number(compact[2]) - 1 : now.getUTCMonth(), isWhole ? Number(compact[3]) : now.getUTCDate(), Number(compact[4] ?? compact[5] ?? now.getUTCHours()), Number(compact[6]), Number(compact[7] ?? 0));
  }
  const dotted = /^(?:(\d{4})\.)?(\d{1,2})\.(\d{1,2})-(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (dotted) return Date.UTC(Number(dotted[1] ?? now.getUTCFullYear()), Number(dotted[2]) - 1, Number(dotted[3]), Number(dotted[4]), Number(dotted[5]), Number(dotted[6] ?? 0));
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text);
  if (clock) {
    return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0));
  }
  return undefined;
}
