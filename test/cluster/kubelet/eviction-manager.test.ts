// Pods that use more than they may are ended; a node that runs short tells so, ends the greediest Pod and takes no more.
import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import type { Node, Pod } from '../../../src/api/generated/core-v1.ts';
import { type EvictablePod, EvictionManager } from '../../../src/cluster/kubelet/eviction-manager.ts';
import type { KubeletContext } from '../../../src/cluster/kubelet/kubelet-context.ts';
import type { PodRuntime } from '../../../src/cluster/kubelet/pod-runtime.ts';

const MiB = 1024 ** 2;

interface Use { readonly memory?: number; readonly rootfs?: number; readonly volume?: number }

function setUp(capacity: Record<string, string>, pods: readonly { readonly name: string; readonly use: Use; readonly spec?: Partial<Pod['spec']>; readonly requests?: Record<string, string>; readonly limits?: Record<string, string> }[]) {
  const clock = new SimulatedClock(systemClock, { startMs: 0, speed: 1, isPaused: true });
  const told: string[] = [];
  const ended = new Map<string, { message: string; isPressure: boolean }>();
  const isEnded = (name: string): boolean => ended.has(name);
  const workers = pods.map(({ name, spec, requests, limits }): EvictablePod => ({
    pod: { metadata: { name, uid: name }, spec: { containers: [{ name: 'main', resources: { ...(requests && { requests }), ...(limits && { limits }) } }], ...spec }, status: { qosClass: requests ? 'Burstable' : 'BestEffort' } } as unknown as Pod,
    get isActive() { return !isEnded(name); },
    podRuntime: { running: () => (isEnded(name) ? [] : [{ name: 'main', id: name }]) } as unknown as PodRuntime,
    volume: () => ({ kind: 'pod', podUid: name, name: 'v' }),
    evict: (message, isPressure) => { ended.set(name, { message, isPressure }); },
  }));
  const useOf = (name: string): Use => (isEnded(name) ? {} : (pods.find((p) => p.name === name)?.use ?? {}));
  const context = {
    clock,
    events: { event: (_about: unknown, _type: string, reason: string, message: string) => { told.push(`${reason}: ${message}`); } },
    node: () => ({ metadata: { name: 'n' }, status: { capacity } }) as unknown as Node,
    runtime: {
      containerStats: (id: string) => ({ cpuMillis: 0, memoryBytes: useOf(id).memory ?? 0, rootfsBytes: useOf(id).rootfs ?? 0, logBytes: 0 }),
      nodeUsage: () => ({ memoryBytes: pods.reduce((sum, p) => sum + (useOf(p.name).memory ?? 0), 0), diskBytes: pods.reduce((sum, p) => sum + (useOf(p.name).rootfs ?? 0), 0) }),
      volumeUsedBytes: ({ podUid }: { podUid: string }) => useOf(podUid).volume,
    },
  } as unknown as KubeletContext;
  return { manager: new EvictionManager(context, () => workers), clock, told, ended, pod: (name: string): Pod => workers.find((w) => w.pod.metadata.name === name)?.pod as Pod };
}

const large = { memory: '4Gi', 'ephemeral-storage': '20Gi' };

describe('eviction', () => {
  test('an emptyDir beyond its size limit, a container and a Pod beyond their storage limits', () => {
    const { manager, ended, told, clock } = setUp(large, [
      { name: 'volume', use: { volume: 8 * MiB }, spec: { volumes: [{ name: 'v', emptyDir: { sizeLimit: '4Mi' } }] } },
      { name: 'within', use: { volume: 4 * MiB }, spec: { volumes: [{ name: 'v', emptyDir: { sizeLimit: '4Mi' } }] } },
      { name: 'storage', use: { rootfs: 8 * MiB }, limits: { 'ephemeral-storage': '4Mi' } },
    ]);
    // What a Pod stores is measured some time after it was seen, its volumes last.
    const look = (atMs: number): string[] => {
      clock.advanceTo(atMs);
      expect(manager.synchronize()).toBe(false);
      return [...ended.keys()];
    };
    expect([look(0), look(10_000), look(20_000)]).toEqual([[], ['storage'], ['storage', 'volume']]);
    expect(Object.fromEntries(ended)).toEqual({
      volume: { message: 'Usage of EmptyDir volume "v" exceeds the limit "4Mi". ', isPressure: false },
      storage: { message: 'Pod ephemeral local storage usage exceeds the total limit of containers 4Mi. ', isPressure: false },
    });
    expect(told).toHaveLength(2);
  });

  test('short of memory: the Pod furthest beyond its request goes, and the node tells so for five minutes', () => {
    const { manager, ended, told, clock, pod } = setUp({ ...large, memory: '512Mi' }, [
      { name: 'modest', use: { memory: 200 * MiB }, requests: { memory: '256Mi' } },
      { name: 'greedy', use: { memory: 120 * MiB }, requests: { memory: '16Mi' } },
      { name: 'best', use: { memory: 110 * MiB } },
    ]);
    expect(manager.synchronize()).toBe(true);
    expect(manager.pressures).toEqual(['MemoryPressure']);
    expect([...ended.keys()]).toEqual(['best']);
    expect(ended.get('best')).toEqual({ message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 82Mi. Container main was using 110Mi, request is 0, has larger consumption of memory. ', isPressure: true });
    expect(told[0]).toBe('EvictionThresholdMet: Attempting to reclaim memory');
    expect(manager.refusal(pod('best'))).toEqual({ reason: 'Evicted', message: 'The node had condition: [MemoryPressure]. ' });
    expect(manager.refusal(pod('greedy'))).toBeUndefined();
    expect(manager.synchronize()).toBe(false);
    clock.advanceTo(300_000);
    expect(manager.synchronize()).toBe(true);
    expect(manager.pressures).toEqual([]);
  });

  test('short of disk: nobody is taken any more, and system-critical Pods stay', () => {
    const { manager, ended, pod } = setUp({ memory: '4Gi', 'ephemeral-storage': '100Mi' }, [
      { name: 'critical', use: { rootfs: 60 * MiB }, spec: { priority: 2_000_001_000 } },
      { name: 'other', use: { rootfs: 35 * MiB }, requests: { cpu: '1' } },
    ]);
    manager.synchronize();
    expect([...ended.keys()]).toEqual(['other']);
    expect(manager.refusal(pod('other'))?.message).toBe('The node had condition: [DiskPressure]. ');
    expect(manager.refusal(pod('critical'))).toBeUndefined();
  });
});
