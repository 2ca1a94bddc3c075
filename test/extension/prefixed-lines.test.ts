import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PrefixedLines } from '../../src/extension/text/prefixed-lines.ts';

function through(prefix: string, chunks: readonly string[]): string {
  const lines = new PrefixedLines(prefix);
  return chunks.map((chunk) => lines.write(chunk)).join('');
}

test('every line has the prefix once', () => {
  expect(through('web ', ['one\r\ntwo\r\n', 'three'])).toBe('web one\r\nweb two\r\nweb three');
  expect(through('', ['one\r\n', '\r\n'])).toBe('one\r\n\r\n');
});

test('an open line is ended, a closed one is not ended again', () => {
  const lines = new PrefixedLines('');
  expect(lines.write('one') + lines.end()).toBe('one\u001b[0m\r\n');
  expect(lines.write('two\r\n') + lines.end()).toBe('two\r\n\u001b[0m');
});

test('the chunks make no difference', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('a', 'bc', '\r\n', 'd\r\n', '\r\n\r\n')), (chunks) => {
    expect(through('> ', chunks)).toBe(through('> ', [chunks.join('')]));
  }));
});
