// The fast parser answers what `yaml` does, or nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseAnyDocument } from '../../src/document/parse-document.ts';
import { parsePlainDocument } from '../../src/document/parse-plain.ts';
import { splitStream } from '../../src/document/split-stream.ts';
import { manifests } from '../language/support/manifests.ts';
import { readCases } from '../support/validate-oracle.ts';

/** True where the fast parser answered. */
function compare(source: string): boolean {
  const plain = parsePlainDocument(source);
  if (plain === undefined) return false;
  const whole = parseAnyDocument(source);
  expect(whole.findings, source).toEqual([]);
  expect(plain.root, source).toEqual(whole.root);
  return true;
}

describe('parsePlainDocument', () => {
  it('takes plainly written manifests', () => {
    expect(compare('---\n# c\na: 1 # one\nb:\n- x: "y" # c\n  z: \'w\'\n- {a: [b, "c"], d: {}}\nc:\n  - -1\n  - a:b\ne:\nf: |\n  x\n   y\n\n  z\n\ng: |-\n  end\n# tail\n')).toBe(true);
    expect(compare('a: 1\r\nb:\r\n- c\r\n')).toBe(true);
    expect(manifests.slice(3).filter(compare).length).toBeGreaterThan(8);
  });
  it('leaves the rest alone', () => {
    for (const source of ['a: b: c', 'a: &x 1', 'a: >\n  b', 'a:\n\tb: 1', 'a: "b\\n"', 'a: 1\na: 2', '- - a', 'a: b\n  c', 'a', '? a', '<<: {}', 'a: *b', '{a: }', 'a: [b', '...\n', 'a: "b" c']) expect(parsePlainDocument(source), source).toBeUndefined();
  });
  it('agrees about every recorded manifest', () => {
    let answered = 0;
    for (const [i, { manifest }] of readCases('cases').entries()) if (i % 40 === 0 && compare(stringify(manifest, { aliasDuplicateObjects: false }))) answered++;
    expect(answered).toBeGreaterThan(100);
  });

  const piece = fc.constantFrom('a', 'b:', ': ', ' ', '  ', '\n', '\n  ', '- ', '-', '"', "'", '#', ' # c', '{', '}', '[', ']', ',', ', ', '|\n', '|-', '1', 'y', '~', '---', '\n---\n', '.', '/', 'é', '\r\n', '\\', '?', '*', '&', '!', '>', '%', '@', '`', '<<', 'a: 1\n', '- b\n');
  it('agrees about any text', () => {
    fc.assert(fc.property(fc.array(piece, { maxLength: 14 }).map((p) => p.join('').replace(/\r(?!\n)/g, '')), (text) => {
      for (const source of splitStream(text)) compare(source);
    }), { numRuns: Number(process.env['PODLAB_TEXTS'] ?? 5000) });
  }, 600_000);
  it('agrees about edited manifests', () => {
    const edit = fc.tuple(fc.nat(), fc.nat(6), fc.array(piece, { maxLength: 3 }).map((p) => p.join('')));
    fc.assert(fc.property(fc.nat(manifests.length - 1), fc.array(edit, { minLength: 1, maxLength: 3 }), (index, edits) => {
      let text = (manifests[index] ?? '').replaceAll('\r\n', '\n');
      for (const [at, length, inserted] of edits) text = text.slice(0, at % (text.length + 1)) + inserted + text.slice((at % (text.length + 1)) + length);
      for (const source of splitStream(text.replace(/\r(?!\n)/g, ''))) compare(source);
    }), { numRuns: Number(process.env['PODLAB_TEXTS'] ?? 500) });
  }, 600_000);
});
