// The main job, as a person does it in a real VS Code: write a Pod with help, apply it, watch it run, read its logs and description, delete it.
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fetchKubectl } from '../../scripts/hosts/cache.ts';
import { hostName, Workbench } from './support/workbench.ts';

let workbench: Workbench;
beforeAll(async () => { workbench = await Workbench.open(hostName === 'node' ? { path: path.dirname((await fetchKubectl()).kubectl) } : {}); });
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  process.stderr.write(`${workbench.errors.join('\n').slice(-3000)}\n`);
  await workbench.screenshot(`failed-${task.name.slice(0, 30)}`);
});
afterAll(async () => { await workbench.close(); });

test('completion offers the fields of the place, and accepting one writes its structure', async () => {
  const { page } = workbench;
  await workbench.openFile('01-hello-pod.yaml');
  // The path of symbols shows that the language server has read the file.
  await workbench.goTo(7, 10);
  await page.locator('.breadcrumbs-control', { hasText: 'Pod hello-pod' }).waitFor();
  await workbench.goTo(12, 1);
  // Take the containers out: from here to the end of the file.
  await page.keyboard.press('Control+Shift+End');
  await page.keyboard.press('Delete');
  await page.keyboard.type('  contai');
  const suggestions = page.locator('.suggest-widget.visible .monaco-list-row');
  await suggestions.filter({ hasText: 'containers' }).first().waitFor();
  await workbench.screenshot('completion');
  await page.keyboard.press('Enter');
  await expect.poll(() => workbench.editorText()).toMatch(/spec:.*\n {2}containers:\n {2,4}- name: /);
  await workbench.command('File: Revert File');
  await expect.poll(() => workbench.editorText()).toContain('nigelpoulton/k8sbook:latest');
});

test('a mistyped field is underlined where it stands, in the server’s words, and a quick fix mends it', async () => {
  const { page } = workbench;
  await workbench.goTo(14, 7);
  await page.keyboard.press('Shift+End');
  await page.keyboard.type('imgae: nigelpoulton/k8sbook:latest');
  await page.keyboard.press('Escape');
  await page.locator('.squiggly-error').first().waitFor();
  await workbench.command('Problems: Focus on Problems View');
  const problem = page.locator('.markers-panel .monaco-list-row', { hasText: 'unknown field "spec.containers[0].imgae"' });
  await problem.waitFor();
  expect(await problem.textContent()).toContain('[Ln 14, Col 7]');
  await workbench.screenshot('diagnostic');
  await workbench.command('View: Hide Panel');
  await workbench.goTo(14, 9);
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row.focused', { hasText: 'Rename to image' }).waitFor();
  await workbench.screenshot('quick-fix');
  await page.keyboard.press('Enter');
  await expect.poll(() => workbench.editorText()).toContain('image: nigelpoulton/k8sbook:latest');
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
});

test('a hover says what a value means, hints say what is not written, and a rename reaches every mount', async () => {
  const { page } = workbench;
  await workbench.openFile('09-sidecar.yaml');
  await expect.poll(() => workbench.editorText()).toMatch(/spec:.*\(QoS BestEffort\)/);
  await workbench.goTo(10, 6);
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+I');
  await page.locator('.monaco-hover:not(.hidden)', { hasText: 'terminationGracePeriodSeconds' }).first().waitFor();
  await workbench.screenshot('hover');
  await page.keyboard.press('Escape');
  await workbench.goTo(20, 18);
  await page.keyboard.press('F2');
  const name = page.locator('.rename-box input.rename-input');
  await name.waitFor();
  expect(await name.inputValue()).toBe('logs');
  await name.fill('requests');
  await page.keyboard.press('Enter');
  await expect.poll(async () => [...(await workbench.editorText()).matchAll(/- name: requests$/gm)].length).toBe(3);
  await workbench.command('File: Revert File');
  await expect.poll(async () => (await workbench.editorText()).includes('requests')).toBe(false);
  await workbench.openFile('01-hello-pod.yaml');
});

test('applied from the palette, the Pod is seen to go to Running in the tree', async () => {
  await workbench.command('Podlab: Apply');
  await workbench.command('View: Show Podlab');
  const row = workbench.treeRow('hello-pod');
  await row.waitFor();
  await workbench.treeRow(/hello-pod.*1\/1 Running/).waitFor();
  await workbench.screenshot('running');
  expect(await workbench.messages()).toEqual(['pod/hello-pod created']);
  await workbench.clearMessages();
});

test('its description refreshes itself and holds the five Events in order', async () => {
  await workbench.choose(workbench.treeRow('hello-pod'), 'Describe');
  await expect.poll(() => workbench.editorText()).toMatch(/^Name: +hello-pod/m);
  await workbench.page.keyboard.press('Control+End');
  await expect.poll(async () => [...(await workbench.editorText()).matchAll(/Normal +(\w+)/g)].map(([, reason]) => reason)).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']);
  await workbench.screenshot('describe');
});

test('the logs of one container of a Pod of two are followed in a terminal', async () => {
  await workbench.openFile('03-shared-volume.yaml');
  await workbench.command('Podlab: Apply');
  await workbench.command('View: Show Podlab');
  await workbench.treeRow(/shared-volume.*2\/2 Running/).waitFor();
  await workbench.choose(workbench.treeRow('shared-volume'), 'View Logs');
  await workbench.pick('syncer');
  await expect.poll(() => workbench.terminalText()).toMatch(/synced: \w{3} \w{3} +\d+ [\d:]+ UTC \d{4}/);
  const lines = (await workbench.terminalText()).split('synced:').length;
  await expect.poll(async () => (await workbench.terminalText()).split('synced:').length).toBeGreaterThan(lines);
  await workbench.screenshot('logs');
});

if (hostName === 'node') {
  test('the real kubectl, in a terminal that leads to the cluster, sees the Pods of the tree', async () => {
    await workbench.command('Podlab: Open Terminal with kubectl');
    await workbench.page.locator('.terminal-tabs-entry, .single-terminal-tab', { hasText: 'kubectl' }).first().waitFor();
    await expect.poll(() => workbench.terminalText()).toMatch(/[$#] *$/m);
    await workbench.typeInTerminal('kubectl get pods -o name && kubectl version\n');
    await expect.poll(() => workbench.terminalText()).toMatch(/pod\/hello-pod\s+pod\/shared-volume[^]*Server Version: v1\.36\.3/);
    await workbench.screenshot('kubectl-terminal');
  });
} else {
  test('in a browser, where no program can reach the cluster, no terminal with kubectl is offered', async () => {
    await workbench.page.keyboard.press('F1');
    await workbench.page.locator('.quick-input-widget input').fill('>Podlab: Open');
    const rows = workbench.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'Podlab: Open Shell' }).waitFor();
    expect(await rows.filter({ hasText: 'Open Terminal with kubectl' }).count()).toBe(0);
    await workbench.page.keyboard.press('Escape');
  });
}

test('the pictures in light, dark and high contrast', async () => {
  await workbench.clearMessages();
  await workbench.widenSideBar(410);
  await workbench.treeRow('shared-volume').click();
  await workbench.page.keyboard.press('ArrowRight');
  await workbench.treeRow(/^syncer/).waitFor();
  await workbench.expand('Nodes');
  await workbench.treeRow(/^worker-2/).last().waitFor();
  await workbench.goTo(29, 1);
  for (const [name, theme, base] of [['light', 'Light Modern', 'vs'], ['dark', 'Dark Modern', 'vs-dark'], ['contrast', 'Dark High Contrast', 'hc-black']] as const) {
    await workbench.setTheme(theme, base);
    await workbench.screenshot(`theme-${name}`);
  }
});

test('deleted with its grace period, it is Terminating and then gone from the tree', async () => {
  const { page } = workbench;
  await workbench.choose(workbench.treeRow('hello-pod'), 'Delete…');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  await workbench.screenshot('delete');
  await dialog.getByRole('button', { name: 'Delete with Grace Period…' }).click();
  await workbench.answer('Seconds between SIGTERM and SIGKILL', '3');
  await workbench.treeRow(/hello-pod.*Terminating/).waitFor();
  await workbench.treeRow('hello-pod').waitFor({ state: 'detached', timeout: 20_000 });
});

test('tests of manifests run in the Testing view, and one that fails says why at its step', async () => {
  const { page } = workbench;
  await workbench.openFile('02-hello-web.yaml');
  await workbench.command('Podlab: Create Test for Manifest');
  await page.locator('.tab.active[data-resource-name="02-hello-web.podlab-test.yaml"]').waitFor();
  await workbench.expandFolder('tests', 'samples.podlab-test.yaml');
  await workbench.openFile('samples.podlab-test.yaml');
  await page.locator('.testing-run-glyph').first().waitFor();
  await workbench.command('View: Show Testing');
  await workbench.command('Test: Run All Tests');
  await page.locator('.part.sidebar').getByText('15/15').waitFor();
  await workbench.screenshot('tests');
  // What runs is what the editor shows, saved or not.
  await workbench.goTo(13, 35);
  await page.keyboard.type('x');
  await workbench.command('Test: Run Test at Cursor');
  await page.getByText(/"Welcome to nginxx!" is not in what it prints/).first().waitFor();
  await workbench.screenshot('test-failed');
  await workbench.command('File: Revert File');
});
