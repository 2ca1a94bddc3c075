import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitStream } from '../../src/document/split-stream.ts';
import { YamlStream } from '../../src/document/yaml-stream.ts';

describe('splitStream', () => {
  it('cuts at --- and after ...', () => {
    expect(splitStream('a: 1\n---\nb: 2\n...\nc: 3\n')).toEqual(['a: 1\n', '---\nb: 2\n...\n', 'c: 3\n']);
  });
  it('leaves --- inside text alone', () => {
    expect(splitStream('a: |\n  ---\n  b\nc: ---\n----\n')).toHaveLength(1);
  });
  it('keeps directives with the document that they are for', () => {
    expect(splitStream('%YAML 1.2\n# c\n---\na: 1\n')).toHaveLength(1);
    expect(splitStream('a: 1\n---\n%b: 1\n---\n')).toHaveLength(3);
  });
  it('takes CRLF and lone CR as line breaks', () => {
    expect(splitStream('a\r\n---\r\nb')).toEqual(['a\r\n', '---\r\nb']);
    expect(splitStream('a\r---\rb')).toEqual(['a\r', '---\rb']);
  });
});

describe('YamlStream', () => {
  it('keeps the documents that an edit does not touch', () => {
    const stream = new YamlStream('a: 1\n---\nb: 2\n---\nc: 3\n');
    const [first, , third] = stream.documents;
    stream.apply([{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 1 } }, text: 'x' }]);
    expect(stream.text()).toBe('a: 1\n---\nx: 2\n---\nc: 3\n');
    expect(stream.documents[0]).toBe(first);
    expect(stream.documents[2]).toBe(third);
  });

  const piece = fc.constantFrom('a: 1\n', '---\n', '...\n', '--', '-', '%T\n', '# c\n', '\r\n', '\r', '\n', ' ', 'b', '🙂', '---', '--- |\n');
  const text = fc.array(piece, { maxLength: 12 }).map((p) => p.join(''));
  it('is, after any edits, the stream of the edited text', () => {
    fc.assert(fc.property(text, fc.array(fc.tuple(fc.nat(8), fc.nat(6), fc.nat(3), fc.nat(6), text), { maxLength: 5 }), (before, edits) => {
      const stream = new YamlStream(before);
      for (const [line, character, lines, endCharacter, inserted] of edits) {
        const range = { start: { line, character }, end: lines === 0 ? { line, character: character + endCharacter } : { line: line + lines, character: endCharacter } };
        const whole = new YamlStream(stream.text());
        const from = offsetOf(stream.text(), range.start);
        const to = Math.max(from, offsetOf(stream.text(), range.end));
        const expected = stream.text().slice(0, from) + inserted + stream.text().slice(to);
        stream.apply([{ range, text: inserted }]);
        expect(stream.text()).toBe(expected);
        expect(stream.documents.map((d) => d.text)).toEqual(splitStream(expected));
        expect(whole.lineCount).toBeGreaterThan(0);
      }
    }), { numRuns: 3000 });
  });
});

function offsetOf(text: string, { line, character }: { line: number; character: number }): number {
  const lines = [...text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)];
  const at = lines[line];
  if (at === undefined) return text.length;
  return at.index + Math.min(character, at[0].replace(/[\r\n]+$/, '').length);
}
