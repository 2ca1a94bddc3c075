// The explanation against what the scheduler then does: the same nodes, the same words.
import { afterEach, describe, expect, it } from 'vitest';
import type { Namespace, Node, Pod } from '../../../src/api/generated/core-v1.ts';
import type { New } from '../../../src/api/meta/object.ts';
import { isNotFound } from '../../../src/api/meta/status-error.ts';
import * as resources from '../../../src/client/resources.ts';
import { explainSchedulingPath, type SchedulingExplanation } from '../../../src/client/scheduling-explanation.ts';
import { createFakeRuntime } from '../../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

async function start(disable: readonly string[] = []): Promise<VirtualCluster> {
  virtual = await startVirtualCluster({ disable, createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) });
  return virtual;
}

async function explain(pod: unknown): Promise<SchedulingExplanation> {
  const response = await virtual?.client.send({ verb: 'create', path: explainSchedulingPath, body: pod });
  return response?.body as SchedulingExplanation;
}

function pod(name: string, cpu: string, spec: Partial<New<Pod['spec']>> = {}): New<Pod> {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', 'infinity'], resources: { requests: { cpu } } }], ...spec } };
}

async function bind(name: string, cpu: string, nodeName: string): Promise<void> {
  await virtual?.client.create(resources.pods, pod(name, cpu, { nodeName }), 'default');
  await virtual?.until(async () => (await virtual?.pod(name))?.status.phase === 'Running');
}

describe('an explanation', () => {
  it('says by how much each node misses, the nearest miss first, and what the Event would say', async () => {
    const { client, until, pod: get } = await start();
    await bind('filler-1', '1', 'worker-1');
    await bind('filler-2', '1500m', 'worker-2');
    const explanation = await explain(pod('big', '1300m'));
    expect(explanation.outcome).toBe('unschedulable');
    expect(explanation.nodes.map(({ nodeName, lacks }) => [nodeName, lacks.map(({ resource, lacking }) => `${lacking} ${resource}`).join()])).toEqual([['worker-1', '300m cpu'], ['worker-2', '800m cpu'], ['control-plane', '']]);
    expect(explanation.nodes[2]?.rejections).toEqual([{ plugin: 'TaintToleration', reasons: ['node(s) had untolerated taint(s)'] }]);
    expect(explanation.predictedNodes).toEqual([]);
    await client.create(resources.pods, pod('big', '1300m'), 'default');
    const message = await until(async () => (await get('big'))?.status.conditions?.find((c) => c.type === 'PodScheduled')?.message ?? false);
    expect(explanation.message).toBe(message);
    expect((await explain({ metadata: { name: 'big' } })).message).toBe(message);
  });

  it('names the node that the Pod then gets, with the scores that add up', async () => {
    const { client, until, pod: get } = await start();
    await bind('filler', '1', 'worker-1');
    const explanation = await explain(pod('small', '100m'));
    expect(explanation).toMatchObject({ outcome: 'fits', predictedNodes: ['worker-2'], message: '' });
    for (const { fits, scores = {}, total } of explanation.nodes) if (fits) expect(Object.values(scores).reduce((a, b) => a + b, 0)).toBe(total);
    await client.create(resources.pods, pod('small', '100m'), 'default');
    expect(await until(async () => (await get('small'))?.spec.nodeName ?? false)).toBe('worker-2');
  });

  it('counts a Pod that is somewhere out, whether it is asked for or edited', async () => {
    await start();
    await bind('wide', '1900m', 'worker-1');
    await bind('other', '1900m', 'worker-2');
    expect(await explain({ metadata: { name: 'wide' } })).toMatchObject({ outcome: 'fits', currentNode: 'worker-1', predictedNodes: ['worker-1'], pod: { namespace: 'default', name: 'wide' } });
    expect(await explain(pod('wide', '1800m'))).toMatchObject({ outcome: 'fits', currentNode: 'worker-1', predictedNodes: ['worker-1'], pod: { namespace: 'default', name: 'wide' } });
    expect(await explain(pod('new', '1800m'))).toMatchObject({ outcome: 'unschedulable', predictedNodes: [] });
  });

  it('tells whom preemption would evict, and evicts nobody', async () => {
    const { client, pod: get } = await start();
    await client.create(resources.priorityClasses, { metadata: { name: 'urgent' }, value: 1000 } as never);
    await bind('victim', '1500m', 'worker-1');
    await bind('kept', '100m', 'worker-2');
    const asked = pod('urgent', '1', { priorityClassName: 'urgent', nodeSelector: { 'kubernetes.io/hostname': 'worker-1' } });
    const explanation = await explain(asked);
    expect(explanation.preemption).toEqual({ nodeName: 'worker-1', victims: ['default/victim'] });
    expect(explanation.nodes.find(({ nodeName }) => nodeName === 'worker-2')?.rejections[0]?.plugin).toBe('NodeAffinity');
    expect((await get('victim'))?.metadata.deletionTimestamp).toBeUndefined();
    await expect(client.get(resources.pods, 'urgent', 'default')).rejects.toSatisfy(isNotFound);
  });

  it('tells of gates, other schedulers, bound Pods and refusals', async () => {
    const { client } = await start();
    expect(await explain(pod('gated', '1m', { schedulingGates: [{ name: 'example.com/wait' }] }))).toMatchObject({ outcome: 'gated', message: 'waiting for scheduling gates: [example.com/wait]' });
    expect(await explain(pod('foreign', '1m', { schedulerName: 'other' }))).toMatchObject({ outcome: 'foreign', predictedNodes: [] });
    expect(await explain(pod('bound', '1m', { nodeName: 'worker-2' }))).toMatchObject({ outcome: 'bound', predictedNodes: ['worker-2'] });
    await expect(explain({ metadata: { name: 'nowhere' } })).rejects.toThrow('pods "nowhere" not found');
    await expect(explain({ metadata: { name: 'x' }, spec: { containers: [] } })).rejects.toThrow('spec.containers: Required value');
    await expect(explain([])).rejects.toThrow('the body is not a Pod');
    await expect(client.send({ verb: 'get', path: explainSchedulingPath })).rejects.toThrow('does not allow this method');
    await client.create<Namespace>(resources.namespaces, { metadata: { name: 'elsewhere' } } as never);
    expect((await explain({ ...pod('far', '1m'), metadata: { name: 'far', namespace: 'elsewhere' } })).pod).toEqual({ namespace: 'elsewhere', name: 'far' });
  });

  it('grows no faster than the nodes, so that it can be asked while one types', async () => {
    /** The middle of 30, in milliseconds: both are taken on the same machine, only their ratio counts. */
    const median = async (): Promise<number> => {
      const times: number[] = [];
      for (let i = 0; i < 30; i++) {
        const startMs = performance.now();
        await explain(pod('any', i % 2 === 0 ? '10m' : '64'));
        times.push(performance.now() - startMs);
      }
      return times.sort((a, b) => a - b)[15] ?? 0;
    };
    const { client, until } = await start(['controllers']);
    const model = await client.get<Node>(resources.nodes, 'worker-1');
    await until(async () => (await explain(pod('any', '10m'))).nodes.length === 3);
    await median();
    const few = await median();
    for (let i = 0; i < 97; i++) {
      const name = `extra-${i}`;
      await client.create<Node>(resources.nodes, { metadata: { name, labels: { 'kubernetes.io/hostname': name } }, spec: {} } as never);
      await client.patch<Node>(resources.nodes, name, undefined, 'application/merge-patch+json', { status: model.status }, { subresource: 'status' });
    }
    await until(async () => (await explain(pod('any', '10m'))).nodes.length === 100);
    // 33 times as many nodes (measured: some 10 times as long).
    expect(await median() / few).toBeLessThan(100);
  });
});
