import { expect, test } from 'vitest';
import { ageSince, humanDuration } from '../../../src/api/meta/human-duration.ts';

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
