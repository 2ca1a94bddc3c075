// The sums of a node stay those of its Pods, whatever comes and goes.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Node, Pod } from '../../../src/api/generated/core-v1.ts';
import { Heap } from '../../../src/cluster/scheduler/heap.ts';
import { NodeInfo } from '../../../src/cluster/scheduler/node-info.ts';
import { podInfo } from '../../../src/cluster/scheduler/pod-info.ts';

const node = { metadata: { name: 'n' }, spec: {}, status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } } } as unknown as Node;

function pod(uid: string, cpu: number, hostPort: number | undefined): Pod {
  return {
    metadata: { name: uid, namespace: 'default', uid },
    spec: { containers: [{ name: 'c', resources: { requests: { cpu: `${cpu}m`, memory: '1Mi' } }, ...(hostPort !== undefined && { ports: [{ containerPort: hostPort, hostPort }] }) }] },
    status: {},
  } as unknown as Pod;
}

it('is empty again when all Pods are gone, in any order', () => {
  fc.assert(fc.property(fc.array(fc.record({ cpu: fc.integer({ min: 0, max: 900 }), port: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }) }), { maxLength: 20 }), fc.infiniteStream(fc.nat()), (specs, picks) => {
    const info = new NodeInfo(node);
    const uids = specs.map((spec, i) => {
      info.addPod(podInfo(pod(`u${i}`, spec.cpu, spec.port)));
      return `u${i}`;
    });
    expect(info.requested.milliCpu).toBe(specs.reduce((n, s) => n + s.cpu, 0));
    while (uids.length > 0) info.removePod(uids.splice((picks.next().value ?? 0) % uids.length, 1)[0] ?? '');
    expect({ ...info.requested, ports: info.usedPorts.size, pods: info.pods.size }).toEqual({ milliCpu: 0, memory: 0, ephemeralStorage: 0, ports: 0, pods: 0 });
  }));
});

it('a heap gives back in order what was not taken out', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer(), { maxLength: 50 }), fc.array(fc.nat(49)), (values, removed) => {
    const heap = new Heap<number>(String, (a, b) => a < b);
    for (const value of values) heap.push(value);
    const gone = new Set(removed.map((i) => values[i]).filter((v) => v !== undefined));
    for (const value of gone) heap.delete(String(value));
    const out: number[] = [];
    for (let next = heap.pop(); next !== undefined; next = heap.pop()) out.push(next);
    expect(out).toEqual(values.filter((v) => !gone.has(v)).sort((a, b) => a - b));
  }));
});
