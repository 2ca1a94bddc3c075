// When schedules fire.
import { expect, it } from 'vitest';
import { formatTime } from '../../../src/base/clock.ts';
import { parseCronSchedule } from '../../../src/api/batch/cron-schedule.ts';
import { formatInZone, nextTime } from '../../../src/cluster/controllers/cron-time.ts';

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
