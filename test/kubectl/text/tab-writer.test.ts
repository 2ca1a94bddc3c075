import { expect, test } from 'vitest';
import { alignTabs, TabWriter } from '../../../src/kubectl/text/tab-writer.ts';

test('a column lasts while consecutive lines have a cell in it', () => {
  const text = 'Name:\tp\nConditions:\n  Type\tStatus\n  Ready \tTrue \nEvents:\t<none>\n';
  expect(alignTabs(text, { minWidth: 0, padding: 2 })).toBe('Name:  p\nConditions:\n  Type    Status\n  Ready   True \nEvents:   <none>\n');
});

test('widths are counted in characters, not in UTF-16 units', () => {
  expect(alignTabs('a😀\tb\nccc\td\n', { minWidth: 0, padding: 1 })).toBe('a😀  b\nccc d\n');
});

test('remembered widths only grow', () => {
  const writer = new TabWriter({ minWidth: 6, padding: 3, rememberWidths: true });
  writer.write('NAME\tAGE\nlong-long-name\t1s\n');
  expect(writer.flush()).toBe('NAME             AGE\nlong-long-name   1s\n');
  writer.write('x\t2s\n');
  expect(writer.flush()).toBe('x                2s\n');
});
