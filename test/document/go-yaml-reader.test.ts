// What Kubernetes 1.36.3's own reader says of YAML, asked of a real kube-apiserver on 2026-11-24 with each text as a body.
import { expect, test } from 'vitest';
import { readAsGo } from '../../src/document/go-yaml-reader.ts';
import { parseWireYaml } from '../../src/document/wire-yaml.ts';

const answers: readonly (readonly [text: string, problem: string | undefined])[] = [
  ["a: b: c\n", "mapping values are not allowed in this context"],
  ["x: 1\na: b: c\n", "line 2: mapping values are not allowed in this context"],
  ["a: [1\n", "line 1: did not find expected ',' or ']'"],
  ["a: [1, 2\nb: c\n", "line 1: did not find expected ',' or ']'"],
  ["a: {b: c\nd: e\n", "line 1: did not find expected ',' or '}'"],
  ["a: ]\n", "did not find expected node content"],
  ["a: [1 2: 3 4]\n", undefined],
  ["- a\nb: c\n", "line 1: did not find expected '-' indicator"],
  ["a:\n  - b\n c: d\n", "line 2: did not find expected key"],
  ["a:\n\t- b\n", "line 2: found character that cannot start any token"],
  ["a: |\n\ttext\n", "line 2: found a tab character where an indentation space is expected"],
  ["a: b\n \tc\n", undefined],
  ["a:\n- b\n\tc\n", "line 3: found a tab character that violates indentation"],
  ["key\n", undefined],
  ["key\nother: x\n", "line 2: mapping values are not allowed in this context"],
  ["a: b\nkey\nc: d\n", "line 3: could not find expected ':'"],
  ["a: 'text\nb: c\n", "line 3: found unexpected end of stream"],
  ["a: \"\\q\"\n", "found unknown escape character"],
  ["a: \"\\xZZ\"\n", "did not find expected hexdecimal number"],
  ["a: \"\\ud800\"\n", "found invalid Unicode character escape code"],
  ["a: |0\n  b\n", "found an indentation indicator equal to 0"],
  ["a: |x\n  b\n", "did not find expected comment or line break"],
  ["a: *\n", "did not find expected alphabetic or numeric character"],
  ["a: &\n", "did not find expected alphabetic or numeric character"],
  ["a: *b\n", "unknown anchor 'b' referenced"],
  ["a: &b c\nd: *b\n", undefined],
  ["a: !<tag b\n", "did not find the expected '>'"],
  ["a: !a, b\n", undefined],
  ["a: @b\n", "found character that cannot start any token"],
  ["a: `b`\n", "found character that cannot start any token"],
  ["%YAML 1\n---\na: b\n", "did not find expected digit or '.' character"],
  ["%FOO\n---\na\n", "found unknown directive name"],
  ["%YAML 1.1\na: b\n", "line 1: did not find expected <document start>"],
  ["a: - b\n", "block sequence entries are not allowed in this context"],
  ["a: b\n- c\n", "line 1: did not find expected key"],
  ["? a\n: b\n", undefined],
  ["a: ? b\n", "mapping keys are not allowed in this context"],
  ["a: {b: [c}\n", "did not find expected ',' or ']'"],
  ["a: {b, c\n", "line 1: did not find expected ',' or '}'"],
  ["a: [?]\n", "line 1: did not find expected ',' or ']'"],
  ["a: {b?: c}\n", "did not find expected ',' or '}'"],
  ["\"a\n---\nb\"\n", "line 2: found unexpected document indicator"],
  ["a: \u0001\n", "control characters are not allowed"],
  ["  a: b\nc: d\n", undefined],
  ["{\"a\": \"b\" \"c\": 1}\n", "did not find expected ',' or '}'"],
  [": a\n", "did not find expected key"],
  ["a:\n  : b\n", "line 1: did not find expected key"],
  ["a: \"b\" c\n", "did not find expected key"],
  ["a: [b]]\n", "did not find expected key"],
  ["\"a\": b\n\"c\n", "line 3: found unexpected end of stream"],
  ["a: >-\n  b\n c\n", "line 2: did not find expected key"],
  ["---\na: b\n---\n[\n", undefined],
  ["", undefined],
];

test.each(answers)('%j', (text, problem) => {
  expect(readAsGo(text).problem?.text).toBe(problem);
});

test('where it stops is told: the rest is not looked at', () => {
  expect(readAsGo('  a: b\nc: d\n')).toEqual({ end: 7 });
  expect(parseWireYaml('  a: b\nc: d\n').value).toEqual({ a: 'b' });
  expect(parseWireYaml('a: b\n---\n[\n').value).toEqual({ a: 'b' });
});

test('depth is bounded, and long texts are read once', () => {
  expect(readAsGo('['.repeat(200_000)).problem?.text).toBe('exceeded max depth of 10000');
  expect(readAsGo('- '.repeat(20_000)).problem?.text).toBe('exceeded max depth of 10000');
  expect(readAsGo(`${'{a, '.repeat(9_000)}${'x\n'.repeat(50_000)}`).problem?.text).toBe("line 50000: did not find expected ',' or '}'");
});
