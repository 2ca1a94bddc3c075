import { expect, test } from 'vitest';
import { formatRfc1123 } from '../../../src/kubectl/text/rfc1123.ts';

test('dates print as RFC 1123', () => {
  expect(formatRfc1123('2024-05-06T07:08:09Z')).toBe('Mon, 06 May 2024 07:08:09 +0000');
});
