import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/system-clock.ts';
import { Client } from '../../src/client/client.ts';
import { pods } from '../../src/client/resources.ts';
import { type TableChange, TableInformer } from '../../src/extension/session/table-informer.ts';
import { FakeCluster } from './fake-cluster.ts';

function pod(name: string): { metadata: { name: string; namespace: string } } {
  return { metadata: { name, namespace: 'default' } };
}

function start(cluster: FakeCluster): { informer: TableInformer<string>; heard: TableChange<string>[] } {
  const heard: TableChange<string>[] = [];
  const client = new Client(cluster.transport, { userAgent: 'test' });
  const informer = new TableInformer({ client, ref: pods, clock: systemClock, project: (row) => `${row.object.metadata.name} ${row.cells['Status'] ?? ''}` });
  informer.onDidChange((changes) => heard.push(...changes));
  informer.start();
  return { informer, heard };
}

const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 20); });

describe('TableInformer', () => {
  test('lists in pages, then follows', async () => {
    const cluster = new FakeCluster();
    cluster.pageSize = 2;
    for (const name of ['a', 'b', 'c', 'd', 'e']) cluster.put('pods', pod(name), ['0/1', 'Pending']);
    const { informer, heard } = start(cluster);
    await settled();
    expect(heard.map((change) => change.after)).toEqual(['a Pending', 'b Pending', 'c Pending', 'd Pending', 'e Pending']);
    cluster.put('pods', pod('a'), ['1/1', 'Running']);
    cluster.delete('pods', 'b');
    await settled();
    expect(heard.slice(5)).toEqual([{ before: 'a Pending', after: 'a Running' }, { before: 'b Pending' }]);
    informer.dispose();
  });

  test('reports what it missed while it was cut off', async () => {
    const cluster = new FakeCluster();
    cluster.put('pods', pod('a'), ['0/1', 'Pending']);
    cluster.put('pods', pod('b'), ['0/1', 'Pending']);
    const { informer, heard } = start(cluster);
    await settled();
    heard.length = 0;
    cluster.endWatches(410);
    cluster.put('pods', pod('a'), ['1/1', 'Running']);
    cluster.delete('pods', 'b');
    await settled();
    expect(heard).toEqual([{ before: 'a Pending', after: 'a Running' }, { before: 'b Pending' }]);
    informer.dispose();
  });

  test('watches again from where it stood when the server ends the watch', async () => {
    const cluster = new FakeCluster();
    const { informer, heard } = start(cluster);
    await settled();
    cluster.endWatches();
    await settled();
    cluster.put('pods', pod('a'), ['0/1', 'Pending']);
    expect(heard).toEqual([{ after: 'a Pending' }]);
    expect(cluster.requests.filter((request) => request.verb === 'list')).toHaveLength(1);
    informer.dispose();
  });
});
