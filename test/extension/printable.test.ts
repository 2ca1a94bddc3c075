import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, printableLine, TerminalText } from '../../src/extension/text/printable.ts';

const encoder = new TextEncoder();

function throughTerminal(chunks: readonly string[]): string {
  const text = new TerminalText();
  return chunks.map((chunk) => text.write(encoder.encode(chunk))).join('') + text.end();
}

describe('printable', () => {
  test.each([
    ['plain text\n\tstays', 'plain text\n\tstays'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007after', 'after'],
    ['\u001b]8;;http://example.com\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['a\u0000b\u009bcc', 'abc'],
    ['user\u202egnp.exe', 'usergnp.exe'],
  ])('%j reads %j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  test('a line has no line ends', () => {
    expect(printableLine('one\r\ntwo\tthree ')).toBe('one two three');
  });
});

describe('TerminalText', () => {
  test('keeps colours and drops what commands the terminal', () => {
    expect(throughTerminal(['\u001b[1;32mok\u001b[0m\u001b[2J\u001b]52;c;aGk=\u0007\n'])).toBe('\u001b[1;32mok\u001b[0m\r\n');
  });

  test('wherever the chunks are cut, the result is the same', () => {
    const text = 'a\u001b[31mred\u001b[0m \u001b]0;title\u0007b\u001b[Hc €\n';
    const whole = throughTerminal([text]);
    expect(whole).toBe('a\u001b[31mred\u001b[0m bc €\r\n');
    for (let at = 0; at <= text.length; at++) expect(throughTerminal([text.slice(0, at), text.slice(at)])).toBe(whole);
  });

  test('never lets an escape through but a colour, for any bytes in any chunks', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001b', '[', ']', '31m', '\u0007', '\u009b', '\\', '0;x', '2J', '\n'));
    fc.assert(fc.property(fc.array(piece), (chunks) => {
      const left = throughTerminal(chunks).replace(/\u001b\[[0-9;:]*m/g, '').replaceAll('\r\n', '');
      expect(left).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
    }));
  });
});
