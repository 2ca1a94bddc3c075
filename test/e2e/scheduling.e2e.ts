// Where a Pod would land, as a person sees it: the lens above a manifest changes as one types, the table says why, nodes are cordoned from the tree.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Workbench } from './support/workbench.ts';

const manifest = `apiVersion: v1
kind: Pod
metadata:
  name: placed
spec:
  containers:
    - name: main
      image: busybox:1.36
      command: ["sleep", "infinity"]
      resources:
        requests:
          cpu: 100m
`;

let workbench: Workbench;
beforeAll(async () => { workbench = await Workbench.open({ files: { 'pod.yaml': manifest } }); });
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  process.stderr.write(`${workbench.errors.join('\n').slice(-3000)}\n`);
  await workbench.screenshot(`failed-${task.name.slice(0, 30)}`);
});
afterAll(async () => { await workbench.close(); });

const lenses = async (): Promise<string> => (await workbench.page.locator('.contentWidgets .codelens-decoration').allTextContents()).join(' ').replaceAll('\u00a0', ' ');

test('the lens says nothing without a cluster, and where the Pod would land with one', async () => {
  await workbench.openFile('pod.yaml');
  await expect.poll(lenses).toContain('Apply');
  expect(await lenses()).not.toContain('would');
  await workbench.command('Podlab: Start Cluster');
  await expect.poll(lenses).toContain('would land on worker-1 or worker-2');
});

test('an impossible nodeSelector, as one types it, changes the lens before anything is applied', async () => {
  await workbench.goTo(5, 6);
  await workbench.page.keyboard.press('Enter');
  await workbench.page.keyboard.type('  nodeSelector: {disk: ssd');
  await workbench.page.keyboard.press('Escape');
  await expect.poll(lenses).toMatch(/stays Pending: .*rejects it: /);
  await workbench.screenshot('scheduling-lens');
});

test('the lens opens the table of nodes and reasons', async () => {
  await workbench.page.locator('.contentWidgets .codelens-decoration a', { hasText: 'stays Pending' }).first().click();
  await expect.poll(() => workbench.editorText()).toMatch(/^Scheduling: +stays Pending: /m);
  const text = await workbench.editorText();
  expect(text).toMatch(/worker-1 +rejected +NodeAffinity: node\(s\) didn't match Pod's node affinity\/selector/);
  expect(text).toMatch(/Message: +0\/3 nodes are available: 1 node\(s\) had untolerated taint\(s\), 2 node\(s\) didn't match Pod's node affinity\/selector\./);
  await workbench.screenshot('scheduling-table');
});

test('a node that is cordoned from the tree is out of the lens', async () => {
  await workbench.openFile('pod.yaml');
  await workbench.command('File: Revert File');
  await expect.poll(lenses).toContain('would land on worker-1 or worker-2');
  await workbench.command('View: Show Podlab');
  await workbench.treeRow('Nodes').click();
  await workbench.choose(workbench.treeRow('worker-1'), 'Cordon Node');
  await workbench.treeRow(/worker-1.*SchedulingDisabled/).waitFor();
  await expect.poll(lenses).toMatch(/would land on worker-2(?! or)/);
  await workbench.screenshot('scheduling-cordoned');
});
