import { expect, it } from 'vitest';
import { LineTable } from '../../src/document/line-table.ts';

it('counts every kind of line break, in UTF-16 units', () => {
  const lines = new LineTable('a\r\n😀b\rc\n');
  expect(lines.lineCount).toBe(4);
  expect(lines.positionAt(5)).toEqual({ line: 1, character: 2 });
  expect(lines.offsetAt({ line: 2, character: 9 })).toBe(8);
  expect(lines.offsetAt({ line: 9, character: 0 })).toBe(9);
  expect(lines.lineText(1)).toBe('😀b');
});

it('never lets a range split a character', () => {
  const lines = new LineTable('a😀b');
  expect(lines.rangeOf({ start: 2, end: 2 })).toEqual({ start: { line: 0, character: 1 }, end: { line: 0, character: 3 } });
});
