import { expect, test } from 'vitest';
import type { Pod } from '../../../src/api/generated/core-v1.ts';
import { PodResize } from '../../../src/cluster/kubelet/pod-resize.ts';
import type { PodRuntime } from '../../../src/cluster/kubelet/pod-runtime.ts';
import type { RuntimeService } from '../../../src/cluster/kubelet/runtime-service.ts';

const mebibyte = 1024 * 1024;

function podWith(whole: string, generation: number): Pod {
  return { metadata: { name: 'p', generation }, spec: { resources: { limits: { memory: whole } }, containers: [{ name: 'main', resources: {} }] }, status: {} } as unknown as Pod;
}

function world(usedBytes: number): { podRuntime: PodRuntime; runtime: RuntimeService; limits: unknown[] } {
  const view = { name: 'main', id: 'c1', report: { state: 'running' } };
  const limits: unknown[] = [];
  const runtime = { containerStats: () => ({ memoryBytes: usedBytes }), updateContainerResources: (_id: string, given: unknown) => { limits.push(given); return Promise.resolve(); } } as unknown as RuntimeService;
  return { podRuntime: { latest: () => view, running: () => [view] } as unknown as PodRuntime, runtime, limits };
}

test('what a Pod has as a whole is resized, and given to containers that name nothing', async () => {
  const { podRuntime, runtime, limits } = world(0);
  const resize = new PodResize();
  const told: string[] = [];
  const record = (_type: string, reason: string): void => { told.push(reason); };
  expect(resize.decide(podWith('64Mi', 1), '', () => undefined, record)).toBe(false);
  const wanted = podWith('96Mi', 2);
  expect(resize.granted(wanted).spec.resources).toEqual({ limits: { memory: '64Mi' } });
  expect(resize.decide(wanted, '', () => undefined, record)).toBe(true);
  expect(await resize.actuate(wanted, podRuntime, runtime, record)).toEqual([]);
  expect(limits).toMatchObject([{ memoryLimitBytes: 96 * mebibyte }]);
  expect(told).toEqual(['ResizeStarted', 'ResizeCompleted']);
  expect(resize.conditions(2)).toEqual([]);
});

test('memory is not made smaller than what is in use; that is told once and tried again', async () => {
  const { podRuntime, runtime } = world(80 * mebibyte);
  const resize = new PodResize();
  const told: string[] = [];
  const record = (_type: string, reason: string, message: string): void => { told.push(`${reason} ${message}`); };
  resize.decide(podWith('96Mi', 1), '', () => undefined, record);
  const wanted = podWith('64Mi', 2);
  resize.decide(wanted, '2026-01-01T00:00:00Z', () => undefined, record);
  await resize.actuate(wanted, podRuntime, runtime, record);
  await resize.actuate(wanted, podRuntime, runtime, record);
  expect(told.slice(1)).toEqual(['ResizeError Pod resize error: {"containers":[{"name":"main","resources":{}}],"generation":2,"error":"cannot decrease memory limits: attempting to set pod memory limit (67108864) below current usage (83886080)"}']);
  expect(resize.conditions(2)).toMatchObject([{ type: 'PodResizeInProgress', lastProbeTime: '2026-01-01T00:00:00Z' }]);
  expect(await resize.actuate(wanted, podRuntime, world(0).runtime, record)).toEqual([]);
  expect(resize.conditions(2)).toEqual([]);
});
