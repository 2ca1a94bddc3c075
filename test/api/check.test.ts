import { expect, test } from 'vitest';
import { checkCreate, type CheckInput, refusalOf } from '../../src/api/check.ts';
import { rowByKind } from '../../src/api/scheme.ts';

function check(text: string, options: Partial<CheckInput> = {}): ReturnType<typeof checkCreate> {
  return checkCreate({ text, apiVersion: 'v1', kind: 'Pod', namespace: 'default', ...options });
}
const pod = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"busybox"}]}}';

test('an accepted object comes back completed', () => {
  const { object, errors, decodeError } = check(pod);
  expect({ errors, decodeError }).toEqual({ errors: [], decodeError: undefined });
  expect(object).toMatchObject({ metadata: { name: 'p', namespace: 'default' }, spec: { restartPolicy: 'Always', containers: [{ imagePullPolicy: 'Always', terminationMessagePath: '/dev/termination-log' }] }, status: { phase: 'Pending', qosClass: 'BestEffort' } });
});

test('unknown fields refuse, warn or pass, as asked', () => {
  const text = pod.replace('"spec":{', '"spec":{"nope":1,');
  const row = rowByKind('v1', 'Pod');
  if (row === undefined) throw new Error('no Pod');
  expect(refusalOf(check(text), row)?.message).toBe('Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.nope"');
  expect(check(text, { fieldValidation: 'Warn' }).decodeError).toBeUndefined();
  expect(check(text, { fieldValidation: 'Warn' }).warnings).toEqual(['unknown field "spec.nope"']);
  expect(check(text, { fieldValidation: 'Ignore' }).warnings).toEqual([]);
});

test('the editor learns of rules even when a field is unknown', () => {
  const { strictErrors, errors } = check(pod.replace('"spec":{', '"spec":{"nope":1,').replace('"c"', '"C"'));
  expect(strictErrors.map((finding) => finding.path?.toString())).toEqual(['spec.nope']);
  expect(errors.map((error) => error.path?.toString())).toEqual(['spec.containers[0].name']);
});

test.each([
  ['{', 'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: unexpected end of JSON input ({)'],
  ['hello', 'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: invalid character \'h\' looking for beginning of value (68656c6c6f)'],
  ['{"apiVersion":"apps/v1","kind":"Nope"}', 'Nope in version "v1" cannot be handled as a Pod: no kind "Nope" is registered for version "apps/v1" in scheme "pkg/runtime/scheme.go:111"'],
  ['{"metadata":{"namespace":"other"}}', 'the namespace of the provided object does not match the namespace sent on the request'],
])('%s', (text, message) => {
  expect(check(text).decodeError?.message).toBe(message);
});

test('admission works on the defaulted object, before the rules', () => {
  const { object } = check(pod, { admit: (admitted) => { admitted.metadata.labels = { added: 'yes' }; } });
  expect(object?.metadata.labels).toEqual({ added: 'yes' });
});

test('the input is not changed', () => {
  const value = Object.freeze({ metadata: Object.freeze({ name: 'p', labels: Object.freeze({ a: 'b' }) }), spec: Object.freeze({ containers: Object.freeze([Object.freeze({ name: 'c', image: 'i' })]) }) });
  expect(checkCreate({ value, apiVersion: 'v1', kind: 'Pod', namespace: 'default' }).errors).toEqual([]);
});
