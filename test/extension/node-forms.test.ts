import { expect, test } from 'vitest';
import { keyAndValueProblem } from '../../src/extension/node-forms.ts';

test('labels need a key and a value by the API’s rules', () => {
  expect(keyAndValueProblem('disk=ssd', { needsValue: true })).toBeUndefined();
  expect(keyAndValueProblem('example.com/disk=', { needsValue: true })).toBeUndefined();
  expect(keyAndValueProblem('disk', { needsValue: true })).toMatch(/key=value/);
  expect(keyAndValueProblem('', { needsValue: true })).toBe('Enter a key');
  expect(keyAndValueProblem('-disk=ssd', { needsValue: true })).toMatch(/^Key: /);
  expect(keyAndValueProblem('disk=a b', { needsValue: true })).toMatch(/^Value: /);
  expect(keyAndValueProblem('a=b=c', { needsValue: true })).toMatch(/^Value: /);
});

test('a taint may be a key alone', () => {
  expect(keyAndValueProblem('dedicated', { needsValue: false })).toBeUndefined();
  expect(keyAndValueProblem('dedicated=gpu', { needsValue: false })).toBeUndefined();
  expect(keyAndValueProblem('dedicated:NoSchedule', { needsValue: false })).toMatch(/^Key: /);
});
