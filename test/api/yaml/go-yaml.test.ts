import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../../src/api/yaml/go-yaml.ts';

test.each([
  ['true', '"true"'], ['1', '"1"'], ['1e3', '"1e3"'], ['null', '"null"'], ['y', '"y"'], ['2024-05-06', '"2024-05-06"'], ['0x1F', '"0x1F"'], ['1:30', '"1:30"'], ['', '""'], ['plain text', 'plain text'], ['a: b', "'a: b'"],
  ['#x', "'#x'"], ["it's", "it's"], ["'quoted'", "'''quoted'''"], ['- x', "'- x'"], ['*/5 * * * *', "'*/5 * * * *'"], ['a\tb', '"a\\tb"'], [' lead', "' lead'"], ['é', 'é'], ['v1.36.3', 'v1.36.3'], ['10.0.0.1', '10.0.0.1'], ['100m', '100m'],
])('%j is written %s', (text, written) => {
  expect(toYaml({ a: text })).toBe(`a: ${written}\n`);
});

test('lists stand at the indentation of their key, text of several lines in a block', () => {
  expect(toYaml({ b: [{ x: 1, y: [true, null] }, [1]], a: 'one\ntwo\n', c: {}, d: [] })).toBe('a: |\n  one\n  two\nb:\n- x: 1\n  "y":\n  - true\n  - null\n- - 1\nc: {}\nd: []\n');
});

test('long text is folded at a space after column 80', () => {
  const message = '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims';
  expect(toYaml({ message })).toBe(`message: '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient\n  cpu. no new claims'\n`);
});

test('numbers in keys are compared by value', () => {
  expect(toYaml({ a10: 1, a9: 2, B: 3, 'a-b': 4 })).toBe('B: 3\na-b: 4\na9: 2\na10: 1\n');
});

test('what is written reads back as it was', () => {
  // The parser that reads it back takes a dot or an exponent alone for a number, which Go's does not.
  const isClear = (s: string): boolean => !/^[-+]?[._]*([eE][-+]?[\d_]*)?$/.test(s) || s === '';
  const text = fc.string().filter(isClear);
  const value = fc.letrec((tie) => ({
    leaf: fc.oneof(text, fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null), fc.stringMatching(/^[a-z: #'"\n-]{0,120}$/)),
    node: fc.oneof({ maxDepth: 3 }, tie('leaf'), fc.array(tie('node'), { maxLength: 3 }), fc.dictionary(fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9/.-]{0,20}$/).filter(isClear), tie('node'), { maxKeys: 3 })),
  })).node;
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{2,8}$/), value, { maxKeys: 4 }), (object) => {
      expect(parse(toYaml(object), { version: '1.1', uniqueKeys: false })).toEqual({ ...object });
    }),
    { numRuns: 300 },
  );
});

test('a key that is longer than a simple one stands by itself', () => {
  const long = `k:{"name":"${'a'.repeat(120)}"}`;
  expect(toYaml({ f: { [long]: { '.': {} }, [`${long}b`]: {}, [`${long}c`]: [1], [`${long}d`]: 'x' }, ['e'.repeat(128)]: 1 })).toBe(`${'e'.repeat(128)}: 1\nf:\n  ? ${long}\n  : .: {}\n  ? ${long}b\n  : {}\n  ? ${long}c\n  : - 1\n  ? ${long}d\n  : x\n`);
});
