import { describe, expect, test } from 'vitest';
import { ClusterModel, groupSize, type TreeNode } from '../../src/extension/cluster-view/cluster-model.ts';
import { definitionKind, type Entry, entryId, watchedKinds } from '../../src/extension/cluster-view/entry.ts';
import { defined } from './defined.ts';

function entry(kind: string, name: string, options: { namespace?: string; owner?: string; uid?: string; containers?: string[] } = {}): Entry {
  const { ref } = defined(watchedKinds.find((watched) => watched.kind === kind));
  const namespace = kind === 'Node' || kind === 'Namespace' ? undefined : options.namespace ?? 'default';
  return {
    id: entryId(ref, namespace, name), kind, ref, name, uid: options.uid ?? `uid-${kind}-${name}`, createdMs: 0, isDeleting: false, cells: {},
    live: { apiVersion: 'v1', kind, namespace: namespace ?? '', name, uid: '', labels: {}, cells: {} },
    ...(namespace !== undefined && { namespace }),
    ...(options.owner !== undefined && { ownerUid: options.owner }),
    ...(kind === 'Pod' && { pod: { message: '', containers: (options.containers ?? ['main']).map((container) => ({ name: container, image: 'busybox', role: 'container' as const, state: 'running' as const, reason: '', message: '', isReady: true, restarts: 0 })) } }),
  };
}

function added(...entries: Entry[]): { after: Entry }[] {
  return entries.map((after) => ({ after }));
}

/** The tree as indented ids. */
function drawn(model: ClusterModel, node?: TreeNode, indent = ''): string[] {
  return model.children(node).flatMap((child) => [`${indent}${child.id}`, ...drawn(model, child, `${indent}  `)]);
}

const house = added(entry('Namespace', 'kube-system'), entry('Namespace', 'default'), entry('Node', 'worker-1'));

describe('the tree', () => {
  test('puts default first, Pods under their controllers and bare Pods under the namespace', () => {
    const model = new ClusterModel();
    model.apply([...house, ...added(
      entry('Pod', 'bare', { containers: ['a', 'b'] }),
      entry('Deployment', 'web'),
      entry('ReplicaSet', 'web-1', { owner: 'uid-Deployment-web' }),
      entry('Pod', 'web-1-x', { owner: 'uid-ReplicaSet-web-1' }),
    )]);
    expect(drawn(model)).toEqual([
      'namespaces/default',
      '  deployments.apps/default/web',
      '    replicasets.apps/default/web-1',
      '      pods/default/web-1-x',
      '        pods/default/web-1-x#main',
      '  pods/default/bare',
      '    pods/default/bare#a',
      '    pods/default/bare#b',
      'namespaces/kube-system',
      '  namespaces/kube-system#empty',
      'nodes/',
      '  nodes/worker-1',
    ]);
  });

  test('has custom kinds with their objects in a group of their own, and Pods that those own in their namespace', () => {
    const model = new ClusterModel();
    const ref = { group: 'example.com', version: 'v1', resource: 'crontabs' };
    const definition: Entry = { ...entry('Namespace', 'x'), id: entryId(definitionKind.ref, undefined, 'crontabs.example.com'), kind: definitionKind.kind, ref: definitionKind.ref, name: 'crontabs.example.com', uid: 'd', defines: { kind: 'CronTab', ref } };
    const custom: Entry = { ...entry('Job', 'nightly'), id: entryId(ref, 'default', 'nightly'), kind: 'CronTab', ref, uid: 'c', definitionId: definition.id };
    const objects = added(custom, entry('Pod', 'made', { owner: 'c' }), definition);
    model.apply([...house, ...objects]);
    const group = ['custom/', '  customresourcedefinitions.apiextensions.k8s.io/crontabs.example.com', '    crontabs.example.com/default/nightly'];
    expect(drawn(model).slice(-3)).toEqual(group);
    expect(drawn(model)).toContain('  pods/default/made');
    expect(model.parent(defined(model.objectNode(custom.id)))?.id).toBe(definition.id);
    expect(model.apply([{ before: custom }, { before: definition }]).parents).toContain(undefined);
    expect(drawn(model).filter((line) => group.includes(line))).toEqual([]);
  });

  test('is the same in whatever order objects arrive', () => {
    const objects = added(entry('Deployment', 'web'), entry('ReplicaSet', 'web-1', { owner: 'uid-Deployment-web' }), entry('Pod', 'p', { owner: 'uid-ReplicaSet-web-1' }));
    const forwards = new ClusterModel();
    forwards.apply([...house, ...objects]);
    const backwards = new ClusterModel();
    backwards.apply([...objects].reverse());
    backwards.apply(house);
    expect(drawn(backwards)).toEqual(drawn(forwards));
  });

  test('an update touches its own line only', () => {
    const model = new ClusterModel();
    model.apply([...house, ...added(entry('Pod', 'p'))]);
    const changes = model.apply([{ before: entry('Pod', 'p'), after: entry('Pod', 'p') }]);
    expect([...changes.items]).toEqual(['pods/default/p']);
    expect([...changes.parents]).toEqual([]);
  });

  test('an arrival touches its parent, also when its children were there first', () => {
    const model = new ClusterModel();
    model.apply([...house, ...added(entry('Pod', 'p', { owner: 'uid-ReplicaSet-rs' }))]);
    expect(model.parent(defined(model.children(model.children()[0])[0]))?.id).toBe('namespaces/default');
    const changes = model.apply(added(entry('ReplicaSet', 'rs')));
    expect([...changes.parents]).toEqual(['namespaces/default']);
    expect(drawn(model).slice(0, 3)).toEqual(['namespaces/default', '  replicasets.apps/default/rs', '    pods/default/p']);
  });

  test('when an owner goes, what it owned hangs under the namespace again', () => {
    const model = new ClusterModel();
    const owner = entry('ReplicaSet', 'rs');
    model.apply([...house, ...added(owner, entry('Pod', 'p', { owner: owner.uid }))]);
    const changes = model.apply([{ before: owner }]);
    expect([...changes.parents]).toEqual(['namespaces/default']);
    expect(drawn(model).slice(0, 2)).toEqual(['namespaces/default', '  pods/default/p']);
  });

  test('a Pod that came back with another uid is one line', () => {
    const model = new ClusterModel();
    model.apply([...house, ...added(entry('Pod', 'p', { uid: 'one' }))]);
    model.apply([{ before: entry('Pod', 'p', { uid: 'one' }), after: entry('Pod', 'p', { uid: 'two' }) }]);
    expect(drawn(model).filter((line) => line.trim() === 'pods/default/p')).toHaveLength(1);
    expect(model.entry('pods/default/p')?.uid).toBe('two');
  });

  test('10,000 Pods hang in groups and every Pod is in exactly one', () => {
    const model = new ClusterModel();
    model.apply([...house, ...added(...Array.from({ length: 10_000 }, (_, at) => entry('Pod', `p-${String(at).padStart(5, '0')}`)))]);
    const [namespace] = model.children();
    const groups = model.children(namespace);
    expect(groups).toHaveLength(10_000 / groupSize);
    const pods = groups.flatMap((group) => model.children(group).map((pod) => pod.id));
    expect(new Set(pods).size).toBe(10_000);
  });

  test('every node but the roots has a parent that lists it', () => {
    const model = new ClusterModel();
    model.apply([...house, ...added(entry('Deployment', 'web'), entry('ReplicaSet', 'rs', { owner: 'uid-Deployment-web' }), entry('Pod', 'p', { owner: 'uid-ReplicaSet-rs' }))]);
    const visit = (node: TreeNode | undefined): void => {
      for (const child of model.children(node)) {
        if (child.type !== 'empty') expect(model.parent(child)?.id).toBe(node?.id);
        visit(child);
      }
    };
    visit(undefined);
  });
});
