import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonPath } from '../../../src/api/json-path/json-path.ts';

const data = { kind: 'List', items: [{ metadata: { name: 'a', labels: { 'x.y/z': '1' } }, n: 3 }, { metadata: { name: 'b' }, n: 10 }], empty: [] };
const print = (template: string): string => new JsonPath(template, { allowsMissingKeys: true }).print(data);

test.each([
  ['{.items[*].metadata.name}', 'a b'], ['{.items[-1:].metadata.name}', 'b'], ['{.items[0:2].n}', '3 10'], ['{.items[::2].n}', '3'], ['{..name}', 'a b'], ['{.items[?(@.n>5)].metadata.name}', 'b'],
  ["{.items[0].metadata.labels['x\\.y/z']}", '1'], ['{.items[0].metadata.labels.x\\.y/z}', '1'], ['{range .items[*]}{.n}{"\\n"}{end}done', '3\n10\ndone'], ['{range .empty[*]}x{end}', ''], ['{.nope}', ''],
  ['{.items[0].metadata}', '{"labels":{"x.y/z":"1"},"name":"a"}'], ['{$.kind}: {@.kind}', 'List: List'], ["{'quoted'}", 'quoted'], ["{.items[0]['n','metadata.name']}", '3 a'],
])('%s prints %j', (template, text) => {
  expect(print(template)).toBe(text);
});

test.each([
  ['{.items[7]}', 'array index out of bounds: index 7, length 2'], ['{foo}', 'unrecognized identifier foo'], ['{.a', 'unclosed action'], ['{.a[}', 'unterminated array'], ['{.a[x]}', 'invalid array index x'], ['{end}', 'not in range, nothing to end'],
])('%s is refused: %s', (template, message) => {
  expect(() => print(template)).toThrow(message);
});

test('any text is printed or refused, never a bug', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[{}.[\]*?()@$a-z0-9:,'"\\ <>=!-]{0,30}$/), (template) => {
      try {
        expect(typeof print(template)).toBe('string');
      } catch (error) {
        expect((error as Error).name).toBe('Error');
      }
    }),
    { numRuns: 2000 },
  );
});
