import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCronSchedule } from '../../../src/api/batch/cron-schedule.ts';

test('fields become the sets of values at which they fire', () => {
  const schedule = parseCronSchedule('*/20 8-10 1,15 jan mon-FRI');
  if (typeof schedule === 'string') throw new Error(schedule);
  expect([...schedule.minutes]).toEqual([0, 20, 40]);
  expect([...schedule.hours]).toEqual([8, 9, 10]);
  expect([...schedule.daysOfMonth]).toEqual([1, 15]);
  expect([...schedule.months]).toEqual([1]);
  expect([...schedule.daysOfWeek]).toEqual([1, 2, 3, 4, 5]);
  expect(parseCronSchedule('@hourly')).toMatchObject({ isAnyDayOfMonth: true, isAnyDayOfWeek: true });
  expect(parseCronSchedule('@every 1m30s')).toMatchObject({ everyMs: 90_000 });
  expect(parseCronSchedule('TZ=Europe/Paris 0 0 * * *')).toMatchObject({ timeZone: 'Europe/Paris' });
});

test.each([
  ['', 'empty spec string'], ['every day', 'expected exactly 5 fields, found 2: [every day]'], ['61 * * * *', 'end of range (61) above maximum (59): 61'], ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'], ['*/0 * * * *', 'step of range should be a positive number: */0'], ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'], ['1/2/3 * * * *', 'too many slashes: 1/2/3'], ['@never', 'unrecognized descriptor: @never'], ['TZ=Nowhere 0 0 * * *', 'provided bad location Nowhere: unknown time zone Nowhere'],
])('%j: %s', (text, message) => {
  expect(parseCronSchedule(text)).toBe(message);
});

test('any text is a schedule or an error', () => {
  fc.assert(fc.property(fc.string(), (text) => { expect(['string', 'object']).toContain(typeof parseCronSchedule(text)); }));
});
