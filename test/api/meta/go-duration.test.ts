import { expect, test } from 'vitest';
import { formatGoDuration, parseGoDuration } from '../../../src/api/meta/go-duration.ts';

test.each([['1h30m', 5_400_000], ['-1.5s', -1500], ['0', 0], ['300ms', 300], ['abc', undefined], ['5', undefined], ['', undefined]])('%s is %s ms', (text, ms) => {
  expect(parseGoDuration(text)).toBe(ms);
});

test('durations print as Go prints them', () => {
  expect([0, 500, 90_000, 20_000, 3_661_000].map(formatGoDuration)).toEqual(['0s', '500ms', '1m30s', '20s', '1h1m1s']);
});
