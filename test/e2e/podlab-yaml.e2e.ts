// A workspace's podlab.yaml, as a person sees it: the nodes of the tree are its nodes, and mistakes are told.
import { afterEach, expect, test } from 'vitest';
import { Workbench } from './support/workbench.ts';

let workbench: Workbench | undefined;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot(`failed-${task.name.slice(0, 30)}`);
  await workbench?.close();
  workbench = undefined;
});

async function startWith(file: string): Promise<Workbench> {
  workbench = await Workbench.open({ files: { 'podlab.yaml': file } });
  await workbench.command('Podlab: Start Cluster');
  await workbench.command('View: Show Podlab');
  await workbench.treeRow('Nodes').click();
  return workbench;
}

test('the cluster has the nodes of the file', async () => {
  const opened = await startWith('nodes:\n  - name: cp\n    role: control-plane\n  - name: lonely\n    labels: { disk: ssd }\n');
  await opened.treeRow(/lonely.*Ready/).waitFor();
  expect(await opened.treeRow('worker-1').count()).toBe(0);
});

test('a file with mistakes leaves the usual nodes, and the mistakes are told', async () => {
  const opened = await startWith('nodes:\n  - nmae: lonely\n');
  await opened.treeRow(/worker-1.*Ready/).waitFor();
  expect(await opened.messages()).toEqual([expect.stringMatching(/podlab\.yaml:2: nodes\[0\]\.name: Required value/)]);
});
