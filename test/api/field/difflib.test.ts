import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unifiedDiff } from '../../../src/api/field/difflib.ts';

test('nothing differs', () => {
  expect(unifiedDiff('a\nb', 'a\nb')).toBe('');
});

test('a hunk has three lines of context, and its numbers', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);
  const changed = lines.with(9, 'changed');
  expect(unifiedDiff(lines.join('\n'), changed.join('\n'))).toBe('@@ -7,7 +7,7 @@\n line 7\n line 8\n line 9\n-line 10\n+changed\n line 11\n line 12\n line 13\n');
});

/** Applies the hunks as `patch` would. */
function patched(before: string, diff: string): string {
  const source = before.split('\n');
  const result: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(0, -1)) {
    const hunk = /^@@ -(\d+)(,0)?/.exec(line);
    if (hunk !== null) {
      const start = Number(hunk[1]) - (hunk[2] === undefined ? 1 : 0);
      result.push(...source.slice(at, start));
      at = start;
    } else if (line.startsWith('+')) result.push(line.slice(1));
    else {
      expect(source[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) result.push(line.slice(1));
      at++;
    }
  }
  return [...result, ...source.slice(at)].join('\n');
}

test('a diff leads from one text to the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '{', '}'), { minLength: 1, maxLength: 260 }).map((lines) => lines.join('\n'));
  fc.assert(fc.property(text, text, (before, after) => {
    expect(patched(before, unifiedDiff(before, after))).toBe(after);
  }), { numRuns: 200 });
});
