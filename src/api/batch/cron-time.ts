// When a cron schedule fires: robfig/cron's SpecSchedule.Next. Pure.
import { formatTime } from '../../base/clock.ts';
import type { CronSchedule } from './cron-schedule.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const searchedMs = 5 * 366 * dayMs;

/** How far the zone's clock is ahead of UTC at that moment. */
function offsetMs(epochMs: number, timeZone: string): number {
  if (timeZone === 'UTC' || timeZone === 'Local' || timeZone === '') return 0;
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(epochMs);
  const of = (type: string): number => Number(parts.find((p) => p.type === type)?.value ?? 0);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - Math.floor(epochMs / 1000) * 1000;
}

/** The moment as a clock of the zone shows it, in RFC 3339; without a zone in UTC. */
export function formatInZone(epochMs: number, timeZone: string | undefined): string {
  if (timeZone === undefined) return formatTime(epochMs);
  const offset = offsetMs(epochMs, timeZone);
  if (offset === 0) return formatTime(epochMs);
  const minutes = Math.abs(offset) / minuteMs;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `${formatTime(epochMs + offset).slice(0, -1)}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function isDay(schedule: CronSchedule, local: Date): boolean {
  const isDayOfMonth = schedule.daysOfMonth.has(local.getUTCDate());
  const isDayOfWeek = schedule.daysOfWeek.has(local.getUTCDay());
  return schedule.isAnyDayOfMonth || schedule.isAnyDayOfWeek ? isDayOfMonth && isDayOfWeek : isDayOfMonth || isDayOfWeek;
}

/** Whether it fires in the minute that begins at `epochMs`, by UTC. */
export function firesAt(schedule: CronSchedule, epochMs: number): boolean {
  const time = new Date(epochMs);
  return schedule.minutes.has(time.getUTCMinutes()) && schedule.hours.has(time.getUTCHours()) && schedule.months.has(time.getUTCMonth() + 1) && isDay(schedule, time);
}

/** The first time after `afterMs`; undefined when there is none within five years. */
export function nextTime(schedule: CronSchedule, afterMs: number, timeZone = schedule.timeZone ?? 'UTC'): number | undefined {
  if (schedule.everyMs !== undefined) return Math.floor(afterMs / 1000) * 1000 + schedule.everyMs;
  let at = (Math.floor(afterMs / minuteMs) + 1) * minuteMs;
  while (at - afterMs < searchedMs) {
    const offset = offsetMs(at, timeZone);
    const local = new Date(at + offset);
    const sinceMidnight = (at + offset) % dayMs;
    if (!schedule.months.has(local.getUTCMonth() + 1) || !isDay(schedule, local)) at += dayMs - sinceMidnight;
    else if (!schedule.hours.has(local.getUTCHours())) at += hourMs - (sinceMidnight % hourMs);
    else if (!schedule.minutes.has(local.getUTCMinutes())) at += minuteMs;
    else return at;
  }
  return undefined;
}
