import { expect, test } from 'vitest';
import { validatePodEphemeralContainersUpdate } from '../../../../src/api/core/validation/pod-ephemeral-containers.ts';
import { validatePodResize } from '../../../../src/api/core/validation/pod-resize.ts';
import type { PodSpec } from '../../../../src/api/generated/core-v1.ts';
import type { New } from '../../../../src/api/meta/object.ts';
import { pod, texts } from './findings.ts';

function resizeFindings(newSpec: New<PodSpec>, oldSpec: New<PodSpec>): string[] {
  return texts(validatePodResize(pod(newSpec), { ...pod(oldSpec), status: { phase: 'Running' } }));
}
const withCPU = (requests: Record<string, string>, more: object = {}) => ({ containers: [{ name: 'c', image: 'x:1', resources: { requests }, ...more }] });

test('cpu and memory can be resized', () => {
  expect(resizeFindings(withCPU({ cpu: '2' }), withCPU({ cpu: '1' }))).toEqual([]);
  expect(resizeFindings(withCPU({ cpu: '1', memory: '1Gi' }), withCPU({ cpu: '1' }))).toEqual([]);
});

test('nothing else can', () => {
  expect(resizeFindings(withCPU({ cpu: '1', 'ephemeral-storage': '2Gi' }), withCPU({ cpu: '1', 'ephemeral-storage': '1Gi' }))).toEqual(['spec: Forbidden: only cpu and memory resources are mutable']);
  expect(resizeFindings(withCPU({ memory: '1' }), withCPU({ cpu: '1' }))).toEqual(['spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed']);
  expect(resizeFindings(withCPU({ cpu: '1' }, { name: 'd' }), withCPU({ cpu: '1' }))).toEqual(['spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize']);
  expect(resizeFindings({}, withCPU({ cpu: '1' }))[0]).toMatch(/^spec: Invalid value: "[A-Za-z]*": Pod QOS Class may not change as a result of resizing$/);
});

test('a Windows Pod keeps its size', () => {
  expect(resizeFindings({ os: { name: 'windows' } }, { os: { name: 'windows' } })).toEqual(['[]: Forbidden: windows pods cannot be resized']);
});

test('a running container reports its resources where it can be resized', () => {
  const old = { ...pod(withCPU({ cpu: '1' })), status: { phase: 'Running' as const, containerStatuses: [{ name: 'c', state: { running: {} } }] } };
  expect(texts(validatePodResize(pod(withCPU({ cpu: '1' })), old))).toEqual(['spec: Forbidden: Pod running on node without support for resize']);
});

test('pod-level resources do not go away', () => {
  const old = { resources: { requests: { cpu: '1' } } };
  expect(resizeFindings({ resources: { requests: { cpu: '2' } } }, old)).toEqual([]);
  expect(resizeFindings({}, old)).toContain('spec.resources: Forbidden: pod-level resources cannot be removed');
});

test('ephemeral containers are added only', () => {
  const debug = { name: 'd', image: 'x:1' };
  const update = (after: object[], before: object[]) => texts(validatePodEphemeralContainersUpdate(pod({ ephemeralContainers: after }), pod({ ephemeralContainers: before })));
  expect(update([debug], [])).toEqual([]);
  expect(update([], [debug])).toEqual(['spec.ephemeralContainers: Forbidden: existing ephemeral containers "d" may not be removed\n']);
  expect(update([{ ...debug, tty: true }], [debug])).toEqual([
    'spec.ephemeralContainers: Forbidden: existing ephemeral containers "d" may not be changed\n@@ -27,6 +27,6 @@\n  "SecurityContext": null,\n  "Stdin": false,\n  "StdinOnce": false,\n- "TTY": false,\n+ "TTY": true,\n  "TargetContainerName": ""\n }\n',
  ]);
});
