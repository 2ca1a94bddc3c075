import { expect, test } from 'vitest';
import { LineEditor, type LineEvent } from '../../src/extension/terminals/line-editor.ts';

function typed(...keys: string[]): LineEvent[] {
  const editor = new LineEditor('$ ', () => undefined);
  editor.start();
  return keys.flatMap((key) => editor.feed(key));
}
const [left, up, down, del] = ['\u001b[D', '\u001b[A', '\u001b[B', '\u001b[3~'];

test('edits in the middle of a line', () => {
  expect(typed('get pds', left, left, 'o', '\r')).toEqual([{ line: 'get pods' }]);
  expect(typed('abc', '\u0001', del, '\u0005', '\u007f', 'x\r')).toEqual([{ line: 'bx' }]);
  expect(typed('one two', '\u0017', 'three', '\u0001', '\u000b', 'four\r')).toEqual([{ line: 'four' }]);
});

test('several pasted lines are several lines', () => {
  expect(typed('a\rb\nc\r')).toEqual([{ line: 'a' }, { line: 'b' }, { line: 'c' }]);
});

test('history goes back and comes forward to what was being typed', () => {
  expect(typed('first\r', 'second\r', 'dra', up, up, '\r').at(-1)).toEqual({ line: 'first' });
  expect(typed('first\r', 'dra', up, down, 'ft\r').at(-1)).toEqual({ line: 'draft' });
});

test('control keys interrupt, end and complete', () => {
  expect(typed('abc', '\u0003')).toEqual([{ isInterrupt: true }]);
  expect(typed('\u0004')).toEqual([{ isEnd: true }]);
  expect(typed('get po', '\t')).toEqual([{ completeFor: 'get po' }]);
});

test('what is drawn is the line, on a screen narrower than it too', () => {
  const screen = new Screen(10);
  const editor = new LineEditor('$ ', (text) => { screen.write(text); });
  editor.columns = 10;
  editor.start();
  editor.feed('abcdefghijklmnopqrst');
  editor.feed(left.repeat(14));
  editor.feed('X');
  expect(screen.text()).toBe('$ abcdefXghijklmnopqrst');
  editor.feed('\u0015');
  expect(screen.text()).toBe('$ ghijklmnopqrst');
});

/** As much of a terminal as a line editor draws with. */
class Screen {
  readonly #columns: number;
  #cells: string[] = [];
  #at = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  write(text: string): void {
    for (const [, count, command, plain] of text.matchAll(/\u001b\[(\d*)([A-Z])|([^\u001b])/gsu)) {
      const row = Math.floor(this.#at / this.#columns) * this.#columns;
      if (command === 'A') this.#at -= this.#columns * Number(count);
      else if (command === 'C') this.#at += Number(count);
      else if (command === 'J') this.#cells = this.#cells.slice(0, this.#at);
      else if (plain === '\r') this.#at = row;
      else if (plain !== undefined) this.#cells[this.#at++] = plain;
    }
  }

  text(): string {
    return this.#cells.join('').trimEnd();
  }
}
