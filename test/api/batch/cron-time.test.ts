// When schedules fire.
import { expect, it } from 'vitest';
import { formatTime } from '../../../src/base/clock.ts';
import { parseCronSchedule } from '../../../src/api/batch/cron-schedule.ts';
import { firesAt, formatInZone, nextTime } from '../../../src/api/batch/cron-time.ts';

it.each([
  ['*/5 * * * *', 'UTC', '2026-01-01T12:01:30Z', '2026-01-01T12:05:00Z'],
  ['0 0 * * *', 'UTC', '2026-01-01T12:00:00Z', '2026-01-02T00:00:00Z'],
  ['30 8 * * 1-5', 'UTC', '2026-01-02T09:00:00Z', '2026-01-05T08:30:00Z'],
  ['0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
  ['0 12 1 * 5', 'UTC', '2026-01-01T12:00:00Z', '2026-01-02T12:00:00Z'],
  ['0 9 * * *', 'Asia/Tokyo', '2026-01-01T12:00:00Z', '2026-01-02T00:00:00Z'],
  ['@hourly', 'UTC', '2026-01-01T12:00:00Z', '2026-01-01T13:00:00Z'],
])('%s in %s after %s', (text, zone, after, expected) => {
  const schedule = parseCronSchedule(text);
  if (typeof schedule === 'string') throw new Error(schedule);
  expect(formatTime(nextTime(schedule, Date.parse(after), zone) ?? 0)).toBe(expected);
});

it.each([
  [undefined, '2026-07-01T12:00:00Z'],
  ['Europe/Berlin', '2026-07-01T14:00:00+02:00'],
  ['America/St_Johns', '2026-07-01T09:30:00-02:30'],
  ['Etc/UTC', '2026-07-01T12:00:00Z'],
])('noon is written as in %s', (zone, expected) => {
  expect(formatInZone(Date.UTC(2026, 6, 1, 12), zone)).toBe(expected);
});

it('fires in a minute when all its fields say so; Sunday is 7 too for who wants it', () => {
  const schedule = (text: string, hasSunday7 = false) => {
    const parsed = parseCronSchedule(text, { hasSunday7 });
    if (typeof parsed === 'string') throw new Error(parsed);
    return parsed;
  };
  const sunday = Date.UTC(2026, 0, 4, 12, 30);
  expect(firesAt(schedule('30 12 * * 7', true), sunday)).toBe(true);
  expect(firesAt(schedule('30 12 * * 5-7', true), sunday)).toBe(true);
  expect(firesAt(schedule('30 12 * * 1-6'), sunday)).toBe(false);
  expect(firesAt(schedule('31 12 * * 0'), sunday)).toBe(false);
  expect(firesAt(schedule('30 12 4 2 *'), sunday)).toBe(false);
  expect(firesAt(schedule('30 12 5 * sun'), sunday)).toBe(true);
  expect(parseCronSchedule('30 12 * * 7')).toBe('end of range (7) above maximum (6): 7');
});
