// The times of a CronJob: github.com/robfig/cron's standard five fields, with its error texts.
import { parseGoDuration } from '../meta/go-duration.ts';

/** For each field the set of values at which it fires. */
export interface CronSchedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
  /** Whether the day fields are written as `*` or `?`: two restricted ones are alternatives. */
  readonly isAnyDayOfMonth: boolean;
  readonly isAnyDayOfWeek: boolean;
  /** `@every 5m`; the fields are empty then. */
  readonly everyMs?: number;
  /** From a `TZ=` prefix. */
  readonly timeZone?: string;
}

class CronError extends Error {}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}
const minutes: Bounds = { min: 0, max: 59 };
const hours: Bounds = { min: 0, max: 23 };
const days: Bounds = { min: 1, max: 31 };
const months: Bounds = { min: 1, max: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] };
const weekdays: Bounds = { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] };
const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};

/** Who else reads such fields. */
export interface CronDialect {
  /** Sunday may be written as 7 too, as cron daemons have it. */
  readonly hasSunday7?: boolean;
}

/** The schedule, or robfig/cron's error text. */
export function parseCronSchedule(text: string, dialect: CronDialect = {}): CronSchedule | string {
  try {
    return parse(text, dialect);
  } catch (error) {
    if (error instanceof CronError) return error.message;
    throw error;
  }
}

function parse(text: string, dialect: CronDialect): CronSchedule {
  if (text === '') throw new CronError('empty spec string');
  let spec = text;
  let timeZone: string | undefined;
  const zone = /^(?:CRON_TZ|TZ)=([^ ]*) ?/.exec(text);
  if (zone !== null) {
    timeZone = zone[1] ?? '';
    const problem = timeZoneError(timeZone);
    if (problem !== undefined) throw new CronError(`provided bad location ${timeZone}: ${problem}`);
    spec = text.slice(zone[0].length).trim();
  }
  const schedule = spec.startsWith('@') ? parseDescriptor(spec) : parseFields(spec, dialect);
  return timeZone === undefined ? schedule : { ...schedule, timeZone };
}

function parseDescriptor(spec: string): CronSchedule {
  const standard = descriptors[spec];
  if (standard !== undefined) return parseFields(standard);
  if (!spec.startsWith('@every ')) throw new CronError(`unrecognized descriptor: ${spec}`);
  const everyMs = parseGoDuration(spec.slice('@every '.length));
  if (everyMs === undefined) throw new CronError(`failed to parse duration ${spec}: time: invalid duration ${JSON.stringify(spec.slice('@every '.length))}`);
  const none: ReadonlySet<number> = new Set();
  return { minutes: none, hours: none, daysOfMonth: none, months: none, daysOfWeek: none, isAnyDayOfMonth: false, isAnyDayOfWeek: false, everyMs };
}

function parseFields(spec: string, { hasSunday7 = false }: CronDialect = {}): CronSchedule {
  const fields = spec.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) throw new CronError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  return {
    minutes: parseField(minute, minutes), hours: parseField(hour, hours), daysOfMonth: parseField(day, days), months: parseField(month, months),
    daysOfWeek: hasSunday7 ? new Set([...parseField(weekday, { ...weekdays, max: 7 })].map((value) => value % 7)) : parseField(weekday, weekdays),
    isAnyDayOfMonth: isAny(day), isAnyDayOfWeek: isAny(weekday),
  };
}
function isAny(field: string): boolean {
  return field.split(',').some((part) => part === '*' || part === '?');
}

function parseField(field: string, bounds: Bounds): ReadonlySet<number> {
  const values = new Set<number>();
  for (const part of field.split(',').filter((text) => text !== '')) addRange(values, part, bounds);
  return values;
}

function addRange(values: Set<number>, expression: string, bounds: Bounds): void {
  const rangeAndStep = expression.split('/');
  const lowAndHigh = (rangeAndStep[0] ?? '').split('-');
  const isSingle = lowAndHigh.length === 1;
  let start = bounds.min;
  let end = bounds.max;
  if (lowAndHigh[0] !== '*' && lowAndHigh[0] !== '?') {
    start = parseValue(lowAndHigh[0] ?? '', bounds);
    if (lowAndHigh.length > 2) throw new CronError(`too many hyphens: ${expression}`);
    end = isSingle ? start : parseValue(lowAndHigh[1] ?? '', bounds);
  }
  let step = 1;
  if (rangeAndStep.length > 2) throw new CronError(`too many slashes: ${expression}`);
  if (rangeAndStep.length === 2) {
    step = parseNumber(rangeAndStep[1] ?? '');
    if (isSingle) end = bounds.max;
  }
  if (start < bounds.min) throw new CronError(`beginning of range (${start}) below minimum (${bounds.min}): ${expression}`);
  if (end > bounds.max) throw new CronError(`end of range (${end}) above maximum (${bounds.max}): ${expression}`);
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${expression}`);
  if (step === 0) throw new CronError(`step of range should be a positive number: ${expression}`);
  for (let value = start; value <= end; value += step) values.add(value);
}

function parseValue(text: string, bounds: Bounds): number {
  const named = bounds.names?.indexOf(text.toLowerCase()) ?? -1;
  return named >= 0 ? named + bounds.min : parseNumber(text);
}
function parseNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = Number(text);
  if (value < 0) throw new CronError(`negative number (${value}) not allowed: ${text}`);
  return value;
}

/** Go's complaint about a time zone's name, as `time.LoadLocation` gives it. */
export function timeZoneError(name: string): string | undefined {
  if (name === '' || name === 'UTC' || name === 'Local') return undefined;
  if (name.includes('..') || name.startsWith('/') || name.startsWith('\\')) return 'time: invalid location name';
  const isSpelledAsFile = name.split('/').every((part) => /^[A-Z]/.test(part));
  return isSpelledAsFile && isKnownZone(name) ? undefined : `unknown time zone ${name}`;
}
function isKnownZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
