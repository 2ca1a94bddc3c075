import { expect, test } from 'vitest';
import { recordedWarnings } from '../../../src/api/meta/warning-header.ts';

test('each warning once, none with control characters', () => {
  expect(recordedWarnings(['a', 'b', 'a', '', 'c\n'])).toEqual(['a', 'b']);
});

test('too many are cut to their beginnings, and at some point dropped', () => {
  const texts = Array.from({ length: 30 }, (_, i) => String(i).padStart(300, '.'));
  const kept = recordedWarnings(texts);
  expect(kept).toHaveLength(16);
  expect(kept.every((text) => text.length === 256)).toBe(true);
  expect(recordedWarnings(texts.slice(0, 13))).toEqual(texts.slice(0, 13));
});
