import { expect, test } from 'vitest';
import { errorBody, invalid, NamedString, notSupported } from '../../../src/api/field/error.ts';
import { byteLength, goJson, goQuote } from '../../../src/api/field/go-text.ts';
import { FieldPath } from '../../../src/api/field/path.ts';

test('a string is as long as its UTF-8', () => {
  expect([byteLength('abc'), byteLength('é'), byteLength('𝒳')]).toEqual([3, 2, 4]);
});

test('strings are quoted as strconv.Quote does', () => {
  expect(goQuote('a"b\\c\n\x01\x7fé\u200b𝒳')).toBe(String.raw`"a\"b\\c\n\x01\x7fé\u200b𝒳"`);
});

test('named strings and objects are printed as encoding/json does', () => {
  expect(goJson({ b: '<&>' })).toBe(String.raw`{"b":"\u003c\u0026\u003e"}`);
  const path = FieldPath.of('spec');
  expect(errorBody(invalid(path, '<\x01', 'no'))).toBe(String.raw`Invalid value: "<\x01": no`);
  expect(errorBody(invalid(path, new NamedString('<\x01'), 'no'))).toBe(String.raw`Invalid value: "\u003c\u0001": no`);
});

test('supported values keep their order', () => {
  expect(errorBody(notSupported(FieldPath.of('spec'), 'x', ['NonIndexed', 'Indexed']))).toBe('Unsupported value: "x": supported values: "NonIndexed", "Indexed"');
});
