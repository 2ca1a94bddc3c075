// What happens when a process or worker of Podlab dies while it is used: it is started again, says so, and goes on working. And when its window is closed: the cluster is there again, for one window at a time, until it is reset.
import type { Worker as PageWorker } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { processesBelow } from './support/processes.ts';
import { hostName, Workbench } from './support/workbench.ts';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await Workbench.open();
  if (hostName === 'web') await rememberWorkers();
});
afterEach(async ({ task }) => { if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.slice(0, 30)}`); });
afterAll(async () => { await workbench.close(); });

test('the cluster dies while its tree is open: it is restarted, the view says so, and the same manifest runs again', async () => {
  await workbench.openFile('01-hello-pod.yaml');
  await workbench.command('Podlab: Apply');
  await workbench.command('View: Show Podlab');
  await workbench.treeRow(/hello-pod.*1\/1 Running/).waitFor();
  await end('cluster');
  await expect.poll(() => workbench.messages()).toContainEqual(expect.stringContaining('The cluster’s process ended unexpectedly and is being restarted.'));
  await workbench.page.locator('.part.sidebar', { hasText: 'The cluster’s process ended unexpectedly and was restarted.' }).waitFor();
  await workbench.screenshot('crash-restarted');
  expect((await workbench.messages()).join('\n')).not.toMatch(/\n\s+at \S+ \(|\.js:\d+/);
  await workbench.clearMessages();
  await workbench.treeRow('Nodes').waitFor();
  await workbench.command('Podlab: Apply');
  await workbench.treeRow(/hello-pod.*1\/1 Running/).waitFor();
});

test('the language server dies: nothing typed is lost and what is typed next is checked', async () => {
  const { page } = workbench;
  await workbench.goTo(14, 7);
  await page.keyboard.press('Shift+End');
  await page.keyboard.type('imgae: busybox');
  await page.keyboard.press('Escape');
  await page.locator('.squiggly-error').first().waitFor();
  await end('language');
  await workbench.goTo(14, 7);
  await page.keyboard.press('Shift+End');
  await page.keyboard.type('iamge: busybox');
  await page.keyboard.press('Escape');
  await workbench.command('Problems: Focus on Problems View');
  await expect.poll(() => workbench.problems(), { timeout: 30_000 }).toContainEqual(expect.stringContaining('unknown field "spec.containers[0].iamge"'));
  expect(await workbench.editorText()).toContain('iamge: busybox');
  await workbench.screenshot('crash-language');
});

test('the language server hangs: it is replaced, the file is left alone until it is edited, and then helped with again', async () => {
  const { page } = workbench;
  const retype = async (field: string): Promise<void> => {
    await workbench.goTo(14, 7);
    await page.keyboard.press('Shift+End');
    await page.keyboard.type(`${field}: busybox`);
    await page.keyboard.press('Escape');
  };
  await workbench.clearMessages();
  await hang();
  await retype('imaeg');
  await expect.poll(() => workbench.messages(), { timeout: 30_000 }).toContainEqual(expect.stringContaining('help stopped answering on 01-hello-pod.yaml'));
  await page.locator('.statusbar-item', { hasText: 'Podlab: Left alone' }).waitFor();
  await workbench.screenshot('language-hangs');
  await workbench.clearMessages();
  await retype('miage');
  await expect.poll(() => workbench.problems(), { timeout: 30_000 }).toContainEqual(expect.stringContaining('unknown field "spec.containers[0].miage"'));
  await page.locator('.statusbar-item', { hasText: 'Podlab: Left alone' }).waitFor({ state: 'detached' });
});

test('a Pod outlives its window, belongs to one window at a time, and goes with a reset', async () => {
  await workbench.command('File: Revert File');
  await workbench.clearMessages();
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

/** The language server goes on living and answers nothing any more. */
async function hang(): Promise<void> {
  if (hostName === 'node') {
    for (const pid of processesBelow(`--port ${workbench.port} `, 'dist/language-server.js')) process.kill(pid, 'SIGSTOP');
    return;
  }
  const worker = await workerNamed((name) => name.endsWith('podlab language server'));
  await worker.evaluate(() => { setTimeout(() => { for (;;); }); });
}

/** Ends a process of this test's own host as a crash would. On the web the cluster's worker is ended; the language server's has an error that nobody catches, which is all that a worker tells of. */
async function end(which: 'cluster' | 'language'): Promise<void> {
  if (hostName === 'node') {
    const pids = processesBelow(`--port ${workbench.port} `, which === 'cluster' ? 'dist/cluster-process.js' : 'dist/language-server.js');
    expect(pids).toHaveLength(1);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    return;
  }
  if (which === 'language') {
    const worker = await workerNamed((name) => name.endsWith('podlab language server'));
    await worker.evaluate(() => { setTimeout(() => { throw new Error('made by a test'); }); });
    return;
  }
  const host = await workerNamed((name) => name === 'ExtensionHostWorker');
  await host.evaluate(() => {
    for (const { name, worker } of (globalThis as Remembering).madeWorkers ?? []) {
      if (!name.includes('"latencies"')) continue;
      worker.terminate();
      worker.dispatchEvent(new ErrorEvent('error', { message: 'made by a test' }));
    }
  });
}

type Remembering = typeof globalThis & { madeWorkers?: { name: string; worker: Worker }[] };

/** Makes the extension host keep what only its own code has: the workers that it starts. */
async function rememberWorkers(): Promise<void> {
  const host = await workerNamed((name) => name === 'ExtensionHostWorker');
  await host.evaluate(() => {
    const made: { name: string; worker: Worker }[] = [];
    (globalThis as Remembering).madeWorkers = made;
    const Original = globalThis.Worker;
    globalThis.Worker = class extends Original {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        made.push({ name: options?.name ?? '', worker: this });
      }
    };
  });
}

async function workerNamed(isMeant: (name: string) => boolean): Promise<PageWorker> {
  for (const worker of workbench.page.workers()) if (isMeant(await worker.evaluate(() => (globalThis as typeof globalThis & { name: string }).name))) return worker;
  throw new Error('there is no such worker');
}
