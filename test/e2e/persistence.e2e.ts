// The cluster outlives its window: what was applied is there after a reload, a second window leaves it alone, and a reset empties it for good.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Workbench } from './support/workbench.ts';

let workbench: Workbench;
beforeAll(async () => { workbench = await Workbench.open(); });
afterEach(async ({ task }) => { if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.slice(0, 30)}`); });
afterAll(async () => { await workbench.close(); });

test('a Pod outlives its window, belongs to one window at a time, and goes with a reset', async () => {
  await workbench.openFile('01-hello-pod.yaml');
  await workbench.command('Podlab: Apply');
  await workbench.command('View: Show Podlab');
  await workbench.treeRow(/hello-pod.*1\/1 Running/).waitFor();

  await workbench.reload();
  await workbench.command('View: Show Podlab');
  await workbench.treeRow(/hello-pod.*1\/1 Running/).waitFor();
  expect((await workbench.messages()).join('\n')).not.toContain('Another window');

  const second = await workbench.openSecondWindow();
  await second.command('View: Show Podlab');
  await second.treeRow('Nodes').waitFor();
  await expect.poll(() => second.messages()).toContainEqual(expect.stringContaining('Another window has the cluster of this folder. This cluster is kept in memory only'));
  expect(await second.treeRows()).not.toContainEqual(expect.stringContaining('hello-pod'));
  await second.page.close();

  await workbench.command('Podlab: Reset Cluster');
  await workbench.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Reset Cluster' }).click();
  await workbench.treeRow('hello-pod').waitFor({ state: 'detached' });
  await workbench.reload();
  await workbench.command('View: Show Podlab');
  await workbench.treeRow('Nodes').waitFor();
  expect(await workbench.treeRows()).not.toContainEqual(expect.stringContaining('hello-pod'));
});
