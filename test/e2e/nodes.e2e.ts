// Where a Pod would land, as a person sees it: the lens above a manifest changes as one types, the table says why. And nodes as a person handles them: one is cordoned, one is added, labelled, tainted, drained and removed from the tree, and one dies with its Pods.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Workbench } from './support/workbench.ts';

const containers = 'containers: [{name: main, image: "busybox:1.36", command: [sleep, infinity]}]';
/** Wants what no node has until one is added. */
const picky = `apiVersion: apps/v1
kind: Deployment
metadata: {name: picky}
spec:
  selector: {matchLabels: {app: picky}}
  template:
    metadata: {labels: {app: picky}}
    spec:
      nodeSelector: {disk: ssd}
      terminationGracePeriodSeconds: 0
      ${containers}
`;
/** Both leave a dead node after 5 s instead of 5 minutes. */
const spread = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]
      ${containers}
---
apiVersion: v1
kind: Pod
metadata: {name: bare}
spec:
  nodeName: worker-1
  tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]
  ${containers}
`;

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
beforeAll(async () => { workbench = await Workbench.open({ files: { 'pod.yaml': manifest, 'picky.yaml': picky, 'spread.yaml': spread } }); });
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  process.stderr.write(`${workbench.errors.join('\n').slice(-3000)}\n`);
  await workbench.screenshot(`failed-${task.name.slice(0, 30)}`);
});
afterAll(async () => { await workbench.close(); });

async function choose(row: string | RegExp, item: string): Promise<void> {
  await workbench.choose(workbench.treeRow(row).first(), item);
}

async function removeNode(name: string): Promise<void> {
  await choose(new RegExp(`^${name}`), 'Remove Node…');
  await workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Remove Node' }).click();
  await workbench.treeRow(new RegExp(`^${name}.*Ready`)).waitFor({ state: 'detached' });
}

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
  await workbench.expand('Nodes');
  await workbench.choose(workbench.treeRow('worker-1'), 'Cordon Node');
  await workbench.treeRow(/worker-1.*SchedulingDisabled/).waitFor();
  await expect.poll(lenses).toMatch(/would land on worker-2(?! or)/);
  await workbench.screenshot('scheduling-cordoned');
  await workbench.choose(workbench.treeRow('worker-1'), 'Uncordon Node');
  await expect.poll(lenses).toContain('would land on worker-1 or worker-2');
});

test('a node is added from the tree, and the Pod that waited for it lands there', async () => {
  await workbench.openFile('picky.yaml');
  await workbench.command('Podlab: Apply');
  await workbench.command('View: Show Podlab');
  await workbench.treeRow(/^picky.*0\/1/).first().waitFor();
  await choose('Nodes', 'Add Node…');
  await workbench.pick('Labels');
  await workbench.answer('key=value, with commas', 'disk=ssd');
  await workbench.screenshot('add-node');
  await workbench.pick('Add worker-3');
  await workbench.treeRow(/^worker-3.*Ready/).waitFor();
  await workbench.treeRow(/^picky.*1\/1/).first().waitFor();
});

test('it is labelled, tainted, drained and removed', async () => {
  await choose(/^worker-3/, 'Describe');
  await choose(/^worker-3/, 'Label Node…');
  await workbench.pick('Add a label');
  await workbench.answer('key=value', 'zone=a');
  await expect.poll(() => workbench.editorText()).toMatch(/^ +zone=a$/m);
  await choose(/^worker-3/, 'Taint Node…');
  await workbench.answer('Key, or key=value', 'dedicated=gpu');
  await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'PreferNoSchedule' }).waitFor();
  await workbench.pick('NoSchedule');
  await expect.poll(() => workbench.editorText()).toMatch(/^Taints: +dedicated=gpu:NoSchedule$/m);
  await choose(/^worker-3/, 'Drain Node…');
  await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: '--ignore-daemonsets' }).waitFor();
  await workbench.page.keyboard.press('Enter');
  await workbench.treeRow(/^worker-3.*SchedulingDisabled/).waitFor();
  await workbench.treeRow(/^picky.*0\/1/).first().waitFor();
  await removeNode('worker-3');
});

test('a node dies: the Pods of a Deployment, scaled from the palette, are replaced, and the bare one is lost', async () => {
  await workbench.openFile('spread.yaml');
  await workbench.command('Podlab: Apply');
  await workbench.command('View: Show Podlab');
  await workbench.treeRow(/^web.*1\/1/).first().waitFor();
  await workbench.command('Podlab: Scale…');
  await workbench.pick('web');
  await workbench.answer('How many Pods it should have', '4');
  await workbench.treeRow(/^web.*4\/4/).first().waitFor();
  await workbench.treeRow(/^bare.*1\/1 Running/).waitFor();
  await choose(/^worker-1.*Ready/, 'Power Off Node');
  await workbench.treeRow(/^worker-1.*powered off/).waitFor();
  await workbench.command('Podlab: Set Clock Speed…');
  await workbench.pick('60 times');
  await workbench.treeRow(/^worker-1.*NotReady/).waitFor();
  await workbench.treeRow(/^bare.*Terminating/).waitFor();
  await workbench.treeRow(/^web.*4\/4/).first().waitFor();
  await workbench.screenshot('dead-node');
  await removeNode('worker-1');
  await workbench.treeRow(/^bare/).waitFor({ state: 'detached' });
  await workbench.treeRow(/^web.*4\/4/).first().waitFor();
});
