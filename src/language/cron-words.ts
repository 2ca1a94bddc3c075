// A cron schedule in plain words: `*/5 * * * *` → every 5 minutes.

const months = ['', 'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const macros: Readonly<Record<string, string>> = { '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *' };

/** Undefined for what is no schedule that can be said in words. */
export function cronWords(schedule: string): string | undefined {
  const text = schedule.trim();
  const every = /^@every\s+(\S+)$/.exec(text);
  if (every?.[1] !== undefined) return `every ${every[1]}`;
  const fields = (macros[text] ?? text).split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5 || !fields.every((field) => /^[\d*/,A-Za-z?-]+$/.test(field))) return undefined;
  const parts = [timeWords(minute, hour)];
  if (!isAny(day)) parts.push(`on day ${listWords(day, String)} of the month`);
  if (!isAny(weekday)) parts.push(`${isAny(day) ? 'on' : 'or on'} ${listWords(weekday, (n) => days[n] ?? String(n), weekdayNames)}`);
  if (!isAny(month)) parts.push(`in ${listWords(month, (n) => months[n] ?? String(n), monthNames)}`);
  return parts.join(', ');
}

const weekdayNames = days.map((day) => day.slice(0, 3).toLowerCase());
const monthNames = months.map((month) => month.slice(0, 3).toLowerCase());

function isAny(field: string): boolean {
  return field === '*' || field === '?';
}

function timeWords(minute: string, hour: string): string {
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  const hourStep = /^\*\/(\d+)$/.exec(hour)?.[1];
  const isFixedMinute = /^\d+$/.test(minute);
  if (isAny(minute) && isAny(hour)) return 'every minute';
  if (step !== undefined && isAny(hour)) return `every ${step} minutes`;
  if (isFixedMinute && isAny(hour)) return minute === '0' ? 'every hour, on the hour' : `every hour, ${minute} minutes past`;
  if (isFixedMinute && hourStep !== undefined) return `every ${hourStep} hours, ${minute === '0' ? 'on the hour' : `${minute} minutes past`}`;
  if (isFixedMinute && /^\d+(?:,\d+)*$/.test(hour)) return `at ${hour.split(',').map((h) => `${h.padStart(2, '0')}:${minute.padStart(2, '0')}`).join(' and ')}`;
  const minutes = isAny(minute) ? 'every minute' : step !== undefined ? `every ${step} minutes` : `at minute ${listWords(minute, String)}`;
  return isAny(hour) ? minutes : `${minutes} of hour ${listWords(hour, String)}`;
}

function listWords(field: string, name: (n: number) => string, names: readonly string[] = []): string {
  const one = (text: string): string => {
    const known = names.indexOf(text.toLowerCase());
    return /^\d+$/.test(text) ? name(Number(text)) : known >= 0 ? name(known) : text;
  };
  return field.split(',').map((part) => {
    const [range = '', step] = part.split('/');
    const words = isAny(range) ? 'any' : range.split('-').map(one).join(' to ');
    return step === undefined ? words : `every ${step} from ${words}`;
  }).join(' and ');
}
