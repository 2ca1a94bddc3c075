import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCreate } from '../../../src/api/check.ts';
import { canonical } from '../../../src/api/decode/canonical.ts';
import { decode } from '../../../src/api/decode/decode.ts';
import { parseJson } from '../../../src/api/decode/json-text.ts';
import { plainJson } from '../../../src/api/decode/json-value.ts';
import { readBase64 } from '../../../src/api/decode/base64.ts';
import { kindRows } from '../../../src/api/scheme.ts';
import { fieldsOf, type TypeSchema, typeSchema } from '../../../src/api/schema/schema.ts';

/** Values that fit a type often enough to reach deep, and often do not. */
function valuesOf(type: TypeSchema, depth: number): fc.Arbitrary<unknown> {
  const odd = fc.constantFrom<unknown>(null, '', 'x', 0, -1, 1.5, true, [], {}, 'Always', '100m', ['a'], { a: 'b' });
  if (depth === 0) return odd;
  const fits = ((): fc.Arbitrary<unknown> => {
    switch (type.shape) {
      case 'struct': return fc.record(Object.fromEntries(fieldsOf(type).map((field) => [field.name, valuesOf(field.type, depth - 1)])), { requiredKeys: [] });
      case 'list': return fc.array(type.element === undefined ? odd : valuesOf(type.element, depth - 1), { maxLength: 2 });
      case 'map': return fc.dictionary(fc.constantFrom('a', 'cpu', '__proto__', 'a.b/c'), type.element === undefined ? odd : valuesOf(type.element, depth - 1), { maxKeys: 2 });
      case 'bool': return fc.boolean();
      case 'integer': return fc.integer({ min: -2, max: 70_000 });
      case 'string': return fc.constantFrom(...(type.values ?? []), 'name', 'Bad_Name', '');
      case 'quantity': return fc.constantFrom('1', '1Gi', '-1', 'x');
      case 'intOrString': return fc.constantFrom<unknown>(80, '25%', 'http');
      default: return odd;
    }
  })();
  return fc.oneof({ weight: 12, arbitrary: fits }, { weight: 1, arbitrary: odd });
}

test('any manifest of any kind gets an answer, and never an exception', { timeout: 60_000 }, () => {
  for (const row of kindRows.filter((r) => r.isStored)) {
    fc.assert(fc.property(valuesOf(typeSchema(row.goType), 5), (manifest) => {
      const { errors, object, decodeError } = checkCreate({ value: { ...(manifest as object), kind: row.kind, apiVersion: row.apiVersion }, apiVersion: row.apiVersion, kind: row.kind, namespace: 'default', fieldValidation: 'Warn' });
      expect(object !== undefined || decodeError !== undefined).toBe(true);
      for (const error of errors) expect(typeof error.detail).toBe('string');
    }), { numRuns: 40 });
  }
});

test('what is accepted decodes again to itself', { timeout: 60_000 }, () => {
  const type = typeSchema('core/v1.Pod');
  fc.assert(fc.property(valuesOf(type, 5), (manifest) => {
    const first = decode(type, manifest);
    const once = canonical(type, first.value);
    expect(canonical(type, decode(type, once).value)).toEqual(once);
  }), { numRuns: 300 });
});

test('text reads as JSON.parse reads it', () => {
  fc.assert(fc.property(fc.json(), (text) => {
    const parsed = parseJson(text);
    expect(parsed.error).toBeUndefined();
    expect(JSON.stringify(plainJson('value' in parsed ? parsed.value : undefined))).toBe(JSON.stringify(JSON.parse(text)));
  }));
  fc.assert(fc.property(fc.string(), (text) => {
    const isJson = ((): boolean => { try { JSON.parse(text); return true; } catch { return false; } })();
    expect(parseJson(text).error === undefined).toBe(isJson);
  }));
});

test('base64 is what atob reads, faults are inside the text', () => {
  fc.assert(fc.property(fc.base64String(), (text) => { expect(atob(String(readBase64(text)))).toBe(atob(text)); }));
  fc.assert(fc.property(fc.string(), (text) => {
    const read = readBase64(text);
    if (typeof read === 'string') expect(atob(read)).toBe(atob(text.replace(/[\r\n]/g, '')));
    else expect(read.illegalAt).toBeLessThanOrEqual(new TextEncoder().encode(text).length);
  }));
});
