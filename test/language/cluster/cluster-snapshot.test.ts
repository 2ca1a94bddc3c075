import { describe, expect, it } from 'vitest';
import { ClusterSnapshot } from '../../../src/language/cluster/cluster-snapshot.ts';
import { liveId } from '../../../src/language/cluster/live-object.ts';
import { liveSummary } from '../../../src/language/cluster/live-summary.ts';
import { live, liveContainer, livePod, told, warning } from './live.ts';

const deployment = live('Deployment', 'web', { cells: { Ready: '1/2' } });
const replicaSet = live('ReplicaSet', 'web-1', { ownerUid: deployment.uid });
const pod = livePod('web-1-a', [liveContainer('c')], { ownerUid: replicaSet.uid, cells: { Ready: '1/1', Status: 'Running', Restarts: '2 (3m ago)' } });

describe('the snapshot of the cluster', () => {
  it('finds objects by what a document says, and the Pods that they control', () => {
    const snapshot = new ClusterSnapshot();
    snapshot.apply(told(deployment, replicaSet, pod, live('Node', 'worker-1'), warning(pod, 'BackOff', 'Back-off')));
    const found = snapshot.find({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: '' });
    expect(found).toBe(deployment);
    expect(snapshot.podsOf(deployment)).toEqual([pod]);
    expect(snapshot.warnings(pod).map(({ reason }) => reason)).toEqual(['BackOff']);
    expect(snapshot.find({ apiVersion: 'v1', kind: 'Node', name: 'worker-1', namespace: 'default' })?.name).toBe('worker-1');
  });

  it('follows changes and forgets at a reset', () => {
    const snapshot = new ClusterSnapshot();
    snapshot.apply(told(deployment, replicaSet, pod));
    snapshot.apply({ ...told({ ...deployment, cells: { Ready: '2/2' } }), isReset: false, deleted: [liveId(pod)] });
    expect(snapshot.podsOf(deployment)).toEqual([]);
    expect([...snapshot.ofKind('Deployment')].map(liveSummary)).toEqual(['2/2 ready']);
    snapshot.apply({ isReset: true, isRunning: false, isComplete: true, put: [], deleted: [] });
    expect(snapshot.isComplete).toBe(false);
    expect([...snapshot.ofKind('Deployment')]).toEqual([]);
  });

  it.each([
    [pod, 'Running 1/1 · 2 restarts'], [deployment, '1/2 ready'], [live('Job', 'j', { cells: { Status: 'Running', Completions: '0/1' } }), 'Running 0/1'],
    [live('ConfigMap', 'c', { keys: ['a'] }), '1 key'], [live('CronJob', 'c', { cells: { Suspend: 'True' } }), 'suspended'], [live('Namespace', 'n', { cells: { Status: 'Active' } }), 'Active'],
  ])('sums up %#', (object, words) => { expect(liveSummary(object)).toBe(words); });
});
