import { expect, test } from 'vitest';
import { ageSince, formatGoDuration, formatRfc1123, humanDuration, parseGoDuration } from '../../../src/kubectl/text/human-duration.ts';

const [s, m, h, d] = [1000, 60_000, 3_600_000, 86_400_000];

test.each([
  [-2 * s, '<invalid>'], [-1 * s, '0s'], [0, '0s'], [119 * s, '119s'], [2 * m, '2m'], [9 * m + 59 * s, '9m59s'], [10 * m + 5 * s, '10m'], [3 * h, '3h'], [7 * h + 30 * m, '7h30m'], [8 * h + 30 * m, '8h'],
  [47 * h, '47h'], [2 * d, '2d'], [7 * d + 23 * h, '7d23h'], [8 * d, '8d'], [729 * d, '729d'], [730 * d, '2y'], [731 * d, '2y1d'], [3000 * d, '8y'],
])('%d ms is %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test('an age without a time is unknown', () => {
  expect(ageSince(undefined, 0)).toBe('<unknown>');
  expect(ageSince('1970-01-01T00:00:00Z', 5000)).toBe('5s');
});

test.each([['1h30m', 5_400_000], ['-1.5s', -1500], ['0', 0], ['300ms', 300], ['abc', undefined], ['5', undefined], ['', undefined]])('%s is %s ms', (text, ms) => {
  expect(parseGoDuration(text)).toBe(ms);
});

test('durations print as Go prints them', () => {
  expect([0, 500, 90_000, 20_000, 3_661_000].map(formatGoDuration)).toEqual(['0s', '500ms', '1m30s', '20s', '1h1m1s']);
});

test('dates print as RFC 1123', () => {
  expect(formatRfc1123('2024-05-06T07:08:09Z')).toBe('Mon, 06 May 2024 07:08:09 +0000');
});
