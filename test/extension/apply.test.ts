import { describe, expect, test } from 'vitest';
import { isAlreadySaid } from '../../src/extension/apply/already-said.ts';
import { refusedFields } from '../../src/extension/apply/refused-fields.ts';
import { documentLines, selectedDocuments } from '../../src/extension/apply/selected-documents.ts';

const three = ['# first', 'kind: A', '---', 'kind: B', 'text: |', '  ---', '--- # third', 'kind: C', ''].join('\n');

describe('selectedDocuments', () => {
  test('without a selection it is the text', () => {
    expect(selectedDocuments(three, [])).toBe(three);
  });

  test('keeps the touched documents at their lines and blanks the others', () => {
    expect(selectedDocuments(three, [{ start: 4, end: 4 }])).toBe(['', '', '---', 'kind: B', 'text: |', '  ---', '---', '', ''].join('\n'));
    expect(selectedDocuments(three, [{ start: 1, end: 3 }])).toBe(['# first', 'kind: A', '---', 'kind: B', 'text: |', '  ---', '---', '', ''].join('\n'));
    expect(selectedDocuments(three, [{ start: 0, end: 0 }, { start: 7, end: 7 }])).toBe(['# first', 'kind: A', '---', '', '', '', '--- # third', 'kind: C', ''].join('\n'));
  });
});

describe('documentLines', () => {
  test('counts documents as YAML does', () => {
    expect([0, 1, 2, 3].map((at) => documentLines(three, at))).toEqual([{ start: 0, end: 1 }, { start: 2, end: 5 }, { start: 6, end: 8 }, undefined]);
    expect(documentLines('# comment\n---\nkind: A\n---\nkind: B\n', 0)).toEqual({ start: 1, end: 2 });
  });
});

describe('refusedFields', () => {
  test('names the field of every cause', () => {
    const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, details: { causes: [{ field: 'spec.containers[0].image', message: 'Required value' }, { field: 'metadata.name', message: 'Invalid value: "X"' }] } };
    expect(refusedFields(status, 'Pod "X" is invalid')).toEqual([
      { field: 'spec.containers[0].image', message: 'spec.containers[0].image: Required value' },
      { field: 'metadata.name', message: 'metadata.name: Invalid value: "X"' },
    ]);
  });

  test('takes decoding errors apart by their words', () => {
    expect(refusedFields(undefined, 'strict decoding error: unknown field "spec.containers[0].imag", duplicate field "spec.restartPolicy"')).toEqual([
      { field: 'spec.containers[0].imag', message: 'unknown field "spec.containers[0].imag"' },
      { field: 'spec.restartPolicy', message: 'duplicate field "spec.restartPolicy"' },
    ]);
  });

  test.each([
    ['Error from server (BadRequest): Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field PodSpec.spec.nodeName of type string', { field: 'spec.nodeName', message: 'json: cannot unmarshal number into Go struct field PodSpec.spec.nodeName of type string' }],
    ['error: error parsing a.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context', { field: '', line: 2 }],
    ['error: resource mapping not found for name: "a" namespace: "" from "a.yaml": no matches for kind "Pot" in version "v1"', { field: 'kind' }],
  ])('finds the place in %s', (message, expected) => {
    expect(refusedFields(undefined, message)).toEqual([expect.objectContaining(expected)]);
  });

  test('a missing namespace is about metadata.namespace', () => {
    const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, reason: 'NotFound' as const, details: { kind: 'namespaces', name: 'nowhere' } };
    expect(refusedFields(status, 'namespaces "nowhere" not found')).toEqual([{ field: 'metadata.namespace', message: 'namespaces "nowhere" not found' }]);
  });

  test('falls back to the whole document', () => {
    expect(refusedFields(undefined, 'the server is busy')).toEqual([{ field: '', message: 'the server is busy' }]);
  });
});

describe('what the editor says already', () => {
  const said = [{ line: 1, message: 'no matches for kind "Pot" in version "v1"; did you mean "Pod"?', code: 'no-matches-for-kind' }, { line: 4, message: 'unknown field "spec.foo"; did you mean "bar"?', code: 'unknown-field' }];
  test('is not said again by apply', () => {
    expect(isAlreadySaid({ line: 1, message: 'error: resource mapping not found for name: "a" namespace: "" from "a.yaml": no matches for kind "Pot" in version "v1"\nensure CRDs are installed first' }, said)).toBe(true);
    expect(isAlreadySaid({ line: 4, message: 'unknown field "spec.foo"' }, said)).toBe(true);
    expect(isAlreadySaid({ line: 5, message: 'unknown field "spec.foo"' }, said)).toBe(false);
    expect(isAlreadySaid({ line: 1, message: 'no matches for kind "Pan" in version "v1"' }, said)).toBe(false);
  });
  test('of a text that is no YAML may stand on another line', () => {
    const message = 'error: error parsing a.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context';
    expect(isAlreadySaid({ line: 2, message }, [{ line: 7, message: 'Nested mappings are not allowed', code: 'block-as-implicit-key' }])).toBe(true);
    expect(isAlreadySaid({ line: 2, message }, said)).toBe(false);
  });
});
