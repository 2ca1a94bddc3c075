// The fast reader may only answer where the careful one would answer the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainJson } from '../../../src/api/decode/json-value.ts';
import { parseJson } from '../../../src/api/decode/json-text.ts';
import { parsePlainJson } from '../../../src/api/decode/plain-json.ts';

test.each([
  '{"a":1,"a":2}', '{"b":{"a":1,"a":2}}', '{"1":"x"}', '{"__proto__":{}}', '{"a":1.0}', '{"a":1e3}', '{"a":-0}', '{"a":9007199254740993}', '{"a":"\\u0041"}', '{"a":01}', '{"a":1', '{"a" 1}', '{"a":1}}', '["\ud800"]', `${'['.repeat(201)}${']'.repeat(201)}`, '{"a":nul}', '',
])('leaves %s to the careful one', (text) => {
  expect(parsePlainJson(text, 200)).toBeUndefined();
});

test.each(['{}', '[]', '{"a":"1:2","b:":{"c":[{"d":-5},null,true]}} ', '"x"', '12', `${'['.repeat(200)}${']'.repeat(200)}`])('reads %s', (text) => {
  expect(parsePlainJson(text, 200)).toEqual({ value: JSON.parse(text) });
});

test('what it reads, the careful reader reads alike', () => {
  let read = 0;
  fc.assert(fc.property(fc.jsonValue(), fc.nat(3), (value, cut) => {
    const whole = JSON.stringify(value);
    const text = cut === 0 ? whole.slice(0, -1) : whole;
    const fast = parsePlainJson(text, 200);
    if (fast === undefined) return;
    read++;
    // The escape makes the fast one give up.
    const careful = parseJson(`["\\u0041",${text}]`);
    expect(careful.error).toBeUndefined();
    expect(plainJson('value' in careful ? careful.value : undefined)).toEqual(['A', fast.value]);
  }), { numRuns: 2000 });
  expect(read).toBeGreaterThan(200);
});
