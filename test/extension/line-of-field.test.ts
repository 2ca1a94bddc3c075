import { expect, test } from 'vitest';
import { lineOfField } from '../../src/extension/pod-way/line-of-field.ts';

const text = `apiVersion: v1
metadata:
  labels:
    app.kubernetes.io/name: web
  name: web
spec:
  containers:
  - env:
    - name: A
      value: b
    image: one
    name: first
  - image: two
    imagePullPolicy: Always
    name: second
  nodeName: worker-1
status:
  conditions:
  - type: Ready
  phase: Running
`;
const at = (path: string): string => text.split('\n')[lineOfField(text, path)]?.trim() ?? '';

test('finds fields, items of lists and their first keys', () => {
  expect(at('spec.nodeName')).toBe('nodeName: worker-1');
  expect(at('spec.containers[0].image')).toBe('image: one');
  expect(at('spec.containers[1].image')).toBe('- image: two');
  expect(at('spec.containers[1].imagePullPolicy')).toBe('imagePullPolicy: Always');
  expect(at('spec.containers[0].env[0].value')).toBe('value: b');
  expect(at('metadata.labels[app.kubernetes.io/name]')).toBe('app.kubernetes.io/name: web');
  expect(at('status.phase')).toBe('phase: Running');
});

test('what is not printed leads to the nearest field above it', () => {
  expect(at('spec.containers[1].resources.limits')).toBe('- image: two');
  expect(at('spec.containers[7]')).toBe('containers:');
  expect(at('status.podIP')).toBe('status:');
});
