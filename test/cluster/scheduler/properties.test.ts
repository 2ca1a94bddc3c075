// What must hold however Pods and nodes are: nothing is overcommitted, the same seed gives the same placement, an explanation foretells what happens.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import type { Node, Pod } from '../../../src/api/generated/core-v1.ts';
import { SchedulerCache } from '../../../src/cluster/scheduler/cache.ts';
import { explainScheduling } from '../../../src/cluster/scheduler/explain.ts';
import { podInfo } from '../../../src/cluster/scheduler/pod-info.ts';
import { defaultPlugins } from '../../../src/cluster/scheduler/profile.ts';
import { schedulePod } from '../../../src/cluster/scheduler/schedule-pod.ts';
import type { Listers } from '../../../src/cluster/scheduler/snapshot.ts';

const nothing: Listers = {
  namespace: () => undefined, services: () => [], replicationController: () => undefined, replicaSet: () => undefined, statefulSet: () => undefined,
  podDisruptionBudgets: () => [], claim: () => undefined, volume: () => undefined, volumes: () => [], storageClass: () => undefined, csiNode: () => undefined,
};
const plugins = defaultPlugins();

const labels = fc.record({ zone: fc.constantFrom('a', 'b'), app: fc.constantFrom('x', 'y') }, { requiredKeys: [] });
const nodeShape = fc.record({
  milliCpu: fc.integer({ min: 0, max: 4000 }), mebibytes: fc.integer({ min: 0, max: 4096 }), pods: fc.integer({ min: 0, max: 6 }), gpus: fc.integer({ min: 0, max: 2 }),
  labels, isUnschedulable: fc.boolean(), isTainted: fc.boolean(),
});
const podShape = fc.record({
  milliCpu: fc.integer({ min: 0, max: 2000 }), mebibytes: fc.integer({ min: 0, max: 2048 }), gpus: fc.integer({ min: 0, max: 1 }), hostPort: fc.option(fc.integer({ min: 80, max: 82 })),
  labels, selector: fc.option(labels), isTolerant: fc.boolean(), spreads: fc.boolean(), shuns: fc.boolean(),
});
type NodeShape = typeof nodeShape extends fc.Arbitrary<infer T> ? T : never;
type PodShape = typeof podShape extends fc.Arbitrary<infer T> ? T : never;

function node(shape: NodeShape, i: number): Node {
  const allocatable = { cpu: `${shape.milliCpu}m`, memory: `${shape.mebibytes}Mi`, pods: String(shape.pods), 'example.com/gpu': String(shape.gpus) };
  return {
    metadata: { name: `node-${i}`, uid: `n${i}`, labels: { ...shape.labels, 'kubernetes.io/hostname': `node-${i}` } },
    spec: { ...(shape.isUnschedulable && { unschedulable: true }), ...(shape.isTainted && { taints: [{ key: 't', effect: 'NoSchedule' }] }) },
    status: { allocatable, capacity: allocatable },
  } as unknown as Node;
}

function pod(shape: PodShape, i: number): Pod {
  const requests = { cpu: `${shape.milliCpu}m`, memory: `${shape.mebibytes}Mi`, ...(shape.gpus > 0 && { 'example.com/gpu': String(shape.gpus) }) };
  const labelSelector = { matchLabels: { app: 'x' } };
  return {
    metadata: { name: `pod-${i}`, namespace: 'default', uid: `p${i}`, labels: shape.labels },
    spec: {
      containers: [{ name: 'c', image: 'nginx', resources: { requests }, ports: shape.hostPort === null ? [] : [{ containerPort: 80, hostPort: shape.hostPort }] }],
      ...(shape.selector !== null && { nodeSelector: shape.selector }),
      ...(shape.isTolerant && { tolerations: [{ operator: 'Exists' }] }),
      ...(shape.spreads && { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector }] }),
      ...(shape.shuns && { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector }] } } }),
    },
    status: {},
  } as unknown as Pod;
}

/** Places the Pods one after the other; per Pod the node's name, or ''. `see` looks at each step before and after. */
function place(nodes: readonly NodeShape[], pods: readonly PodShape[], seed: number, see: (cache: SchedulerCache, pod: Pod, placed: string) => void = () => undefined): string[] {
  const cache = new SchedulerCache(nothing);
  nodes.forEach((shape, i) => { cache.setNode(node(shape, i)); });
  const random = seededRandom(seed);
  return pods.map((shape, i) => {
    const waiting = pod(shape, i);
    const decision = schedulePod(plugins, podInfo(waiting), cache, { random });
    const name = decision.kind === 'fits' ? decision.nodeName : '';
    see(cache, waiting, name);
    if (name !== '') cache.assume(waiting, name);
    return name;
  });
}

const world = [fc.array(nodeShape, { maxLength: 5 }), fc.array(podShape, { maxLength: 14 }), fc.nat()] as const;

test('no node is ever overcommitted, and no host port is given twice', () => {
  fc.assert(fc.property(...world, (nodes, pods, seed) => {
    let last: SchedulerCache | undefined;
    const placements = place(nodes, pods, seed, (cache) => { last = cache; });
    nodes.forEach((shape, i) => {
      const here = pods.filter((_, at) => placements[at] === `node-${i}`);
      const sum = (amount: (pod: PodShape) => number): number => here.reduce((total, one) => total + amount(one), 0);
      expect(here.length).toBeLessThanOrEqual(here.length === 0 ? 0 : shape.pods);
      expect(sum((p) => p.milliCpu)).toBeLessThanOrEqual(shape.milliCpu);
      expect(sum((p) => p.mebibytes)).toBeLessThanOrEqual(shape.mebibytes);
      expect(sum((p) => p.gpus)).toBeLessThanOrEqual(shape.gpus);
      const ports = here.flatMap(({ hostPort }) => (hostPort === null ? [] : [hostPort]));
      expect(new Set(ports).size).toBe(ports.length);
      // The cache reckons as the Pods say.
      if (last !== undefined && placements.at(-1) === '') expect(last.byName.get(`node-${i}`)?.requested.milliCpu).toBe(sum((p) => p.milliCpu));
    });
  }), { numRuns: 300 });
});

test('the same seed gives the same placement', () => {
  fc.assert(fc.property(...world, (nodes, pods, seed) => {
    expect(place(nodes, pods, seed)).toEqual(place(nodes, pods, seed));
  }), { numRuns: 100 });
});

test('an explanation names the node that the Pod then gets, has a verdict for every node, and changes nothing', () => {
  fc.assert(fc.property(...world, (nodes, pods, seed) => {
    const seen = place(nodes, pods, seed, (cache, waiting, placed) => {
      const { outcome, predictedNodes, nodes: verdicts, message } = explainScheduling(waiting, { plugins, snapshot: cache, schedulerName: 'default-scheduler', nowMs: 0 });
      expect(outcome).toBe(placed === '' ? 'unschedulable' : 'fits');
      if (placed === '') expect(message).not.toBe('');
      else expect(predictedNodes).toContain(placed);
      expect(verdicts.map(({ nodeName }) => nodeName).sort()).toEqual(nodes.map((_, i) => `node-${i}`));
      for (const { fits, rejections } of verdicts) expect(rejections.length > 0).toBe(!fits);
    });
    expect(seen).toEqual(place(nodes, pods, seed));
  }), { numRuns: 200 });
});

test('a Pod that is on a node is told that it would fit there anew, or what is against it besides itself', () => {
  fc.assert(fc.property(...world, (nodes, pods, seed) => {
    place(nodes, pods, seed, (cache, waiting, placed) => {
      if (placed === '') return;
      const bound = { ...waiting, spec: { ...waiting.spec, nodeName: placed } };
      cache.assume(bound, placed);
      const before = explainScheduling(bound, { plugins, snapshot: cache, schedulerName: 'default-scheduler', nowMs: 0, stored: bound });
      cache.forget(bound.metadata.uid);
      expect(before).toMatchObject({ currentNode: placed, outcome: 'fits' });
      expect(before.nodes).toEqual(explainScheduling(waiting, { plugins, snapshot: cache, schedulerName: 'default-scheduler', nowMs: 0 }).nodes);
    });
  }), { numRuns: 150 });
});
