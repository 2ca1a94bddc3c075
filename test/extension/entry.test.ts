import { describe, expect, test } from 'vitest';
import type { Pod } from '../../src/api/generated/core-v1.ts';
import { containerHealth, containerParts, descriptionParts, entryHealth, spokenText } from '../../src/extension/cluster-view/describe-entry.ts';
import { toEntry, watchedKinds } from '../../src/extension/cluster-view/entry.ts';
import { kubectlName, pathOfTarget, targetOfPath, toTarget } from '../../src/extension/resource-target.ts';
import { ClusterModel } from '../../src/extension/cluster-view/cluster-model.ts';
import { defined } from './defined.ts';

const podKind = defined(watchedKinds.find(({ kind }) => kind === 'Pod'));
const created = '2026-01-01T00:00:00Z';
const threeMinutesLater = Date.parse(created) + 180_000;

function podEntry(cells: Record<string, string>, status: object = {}): ReturnType<typeof toEntry> {
  const pod = { metadata: { name: 'p', namespace: 'default', uid: 'u', creationTimestamp: created }, spec: { initContainers: [{ name: 'side', image: 's', restartPolicy: 'Always' }], containers: [{ name: 'main', image: 'busybox' }] }, status };
  return toEntry(podKind, { object: pod as unknown as Pod, cells });
}

describe('a Pod’s line', () => {
  test.each([
    [{ Ready: '1/1', Status: 'Running', Restarts: '2 (3m ago)', Node: 'worker-1' }, '1/1 Running · 2 restarts · 3m · worker-1', 'good'],
    [{ Ready: '0/1', Status: 'Running', Restarts: '0', Node: 'worker-1' }, '0/1 Running · 3m · worker-1', 'warning'],
    [{ Ready: '0/1', Status: 'Pending', Restarts: '0', Node: '<none>' }, '0/1 Pending · 3m', 'progressing'],
    [{ Ready: '0/1', Status: 'ContainerCreating', Restarts: '0', Node: 'worker-2' }, '0/1 ContainerCreating · 3m · worker-2', 'progressing'],
    [{ Ready: '0/1', Status: 'Init:0/2', Restarts: '0', Node: 'worker-2' }, '0/1 Init:0/2 · 3m · worker-2', 'progressing'],
    [{ Ready: '0/1', Status: 'CrashLoopBackOff', Restarts: '1', Node: 'worker-2' }, '0/1 CrashLoopBackOff · 1 restart · 3m · worker-2', 'error'],
    [{ Ready: '0/1', Status: 'Completed', Restarts: '0', Node: 'worker-2' }, '0/1 Completed · 3m · worker-2', 'finished'],
    [{ Ready: '1/1', Status: 'Terminating', Restarts: '0', Node: 'worker-2' }, '1/1 Terminating · 3m · worker-2', 'terminating'],
  ])('%o reads %s and looks %s', (cells, words, health) => {
    const entry = podEntry(cells);
    expect(descriptionParts(entry, threeMinutesLater).join(' · ')).toBe(words);
    expect(entryHealth(entry)).toBe(health);
  });

  test('a Pod that found no node needs a look, and its tooltip says why', () => {
    const entry = podEntry({ Ready: '0/1', Status: 'Pending' }, { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }] });
    expect(entryHealth(entry)).toBe('warning');
    expect(entry.pod?.message).toBe('0/3 nodes are available');
  });

  test('containers carry their role and the kubelet’s reason', () => {
    const entry = podEntry({}, { containerStatuses: [{ name: 'main', ready: false, restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } } }] });
    const [sidecar, main] = defined(entry.pod).containers;
    expect(sidecar).toMatchObject({ role: 'sidecar', state: 'unknown' });
    expect(containerParts(defined(main))).toEqual(['CrashLoopBackOff', '3 restarts', 'busybox']);
    expect(containerHealth(defined(main))).toBe('error');
  });

  test('is spoken in full and without control characters', () => {
    expect(spokenText('Pod', 'p', ['1/1 Running', '3m'])).toBe('Pod p, 1/1 Running, 3m');
    expect(descriptionParts(podEntry({ Ready: '1/1', Status: '\u001b[31mRunning' }), threeMinutesLater)).toEqual(['1/1 Running', '3m']);
  });
});

describe('targets', () => {
  const model = new ClusterModel();
  model.apply([{ after: podEntry({}) }]);

  test('come from tree nodes, containers and lenses', () => {
    expect(toTarget(model, { type: 'object', id: 'pods/default/p' })).toMatchObject({ kind: 'Pod', name: 'p', namespace: 'default' });
    expect(toTarget(model, { type: 'container', id: 'pods/default/p#main', podId: 'pods/default/p', container: 'main' })).toMatchObject({ name: 'p', container: 'main' });
    expect(toTarget(model, { kind: 'Deployment', name: 'web' })).toMatchObject({ kind: 'Deployment', namespace: 'default', name: 'web' });
  });

  test.each([undefined, null, 'pods/x', 7, [], {}, { kind: 'Pod' }, { kind: 'Pod', name: '--all' }, { kind: 'Pod', name: 'a b' }, { kind: 'Pod', name: 'x', namespace: '-A' }, { kind: '__proto__', name: 'x' }, { kind: 'Pod', name: '../x' }, { type: 'object', id: 'pods/default/unknown' }])('%j names nothing', (argument) => {
    expect(toTarget(model, argument)).toBeUndefined();
  });

  test('of custom kinds say their resource', () => {
    const widget = defined(toTarget(model, { kind: 'Widget', resource: 'widgets.v1.example.com', name: 'w', namespace: 'a' }));
    expect(kubectlName(widget)).toEqual(['widgets.example.com/w', '-n', 'a']);
    expect(targetOfPath(pathOfTarget(widget, 'describe'))).toMatchObject({ ref: widget.ref, name: 'w', namespace: 'a' });
    expect(toTarget(model, { kind: 'Widget', resource: 'widgets.v1.example.com', name: 'w' })).toEqual({ kind: 'Widget', ref: widget.ref, name: 'w' });
    for (const resource of ['widgets', 'widgets.v1', '--all.v1.x', 7]) expect(toTarget(model, { kind: 'Widget', resource, name: 'w' })).toBeUndefined();
  });

  test('survive the way through a document’s path', () => {
    const pod = defined(toTarget(model, { kind: 'Pod', name: 'hello.pod', namespace: 'a' }));
    const node = defined(toTarget(model, { kind: 'Node', name: 'worker-1' }));
    expect(targetOfPath(pathOfTarget(pod, 'yaml'))).toEqual(pod);
    expect(targetOfPath(pathOfTarget(node, 'describe'))).toEqual(node);
    expect(kubectlName(pod)).toEqual(['pods/hello.pod', '-n', 'a']);
    expect(kubectlName(defined(toTarget(model, { kind: 'Deployment', name: 'web' })))).toEqual(['deployments.apps/web', '-n', 'default']);
  });
});
