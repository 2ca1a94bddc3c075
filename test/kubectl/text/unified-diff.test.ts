import { expect, test } from 'vitest';
import { unifiedDiff } from '../../../src/kubectl/text/unified-diff.ts';

test('equal texts have no hunks', () => {
  expect(unifiedDiff('a\nb\n', 'a\nb\n', 3)).toBe('');
});

test('one changed line with its context', () => {
  expect(unifiedDiff('a\nb\nc\nd\ne\nf\ng\n', 'a\nb\nc\nX\ne\nf\ng\n', 1)).toBe('@@ -3,3 +3,3 @@\n c\n-d\n+X\n e\n');
});

test('a new text is all additions', () => {
  expect(unifiedDiff('', 'a\nb\n', 3)).toBe('@@ -0,0 +1,2 @@\n+a\n+b\n');
});

test('changes further apart than twice the context are hunks of their own', () => {
  expect(unifiedDiff('1\n2\n3\n4\n5\n6\n7\n', 'x\n2\n3\n4\n5\n6\ny\n', 1).match(/@@ /g)?.length).toBe(2);
});
