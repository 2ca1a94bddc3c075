// The package that users get, installed into a VS Code with a Node extension host: the main job in short, and nothing left running after it.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processesBelow } from './support/processes.ts';
import { root, Workbench } from './support/workbench.ts';

const vsix = path.join(root, 'out', 'podlab.vsix');
const maxBytes = 3_300_000;

/** Makes the package unless it is newer than what was bundled last. */
function packageWhenOld(): void {
  const dist = path.join(root, 'dist');
  const bundledMs = Math.max(...readdirSync(dist).map((name) => statSync(path.join(dist, name)).mtimeMs));
  if (existsSync(vsix) && statSync(vsix).mtimeMs >= bundledMs) return;
  execFileSync(process.execPath, ['scripts/package.ts'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

// VS Code for the Web takes packages from a gallery only.
describe('installed from its package', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    packageWhenOld();
    workbench = await Workbench.open({ vsix });
  });
  let isClosed = false;
  afterAll(async () => { if (!isClosed) await workbench.close(); });

  test('it is small', () => {
    expect(statSync(vsix).size).toBeLessThan(maxBytes);
  });

  test('it helps, applies, shows the Pod running and its logs, and deletes it', async () => {
    const { page } = workbench;
    await workbench.openFile('02-hello-web.yaml');
    await workbench.goTo(7, 10);
    await page.locator('.breadcrumbs-control', { hasText: 'Pod hello-web' }).waitFor();
    await workbench.command('Podlab: Apply');
    await workbench.command('View: Show Podlab');
    await workbench.treeRow(/hello-web.*1\/1 Running/).waitFor();
    await workbench.choose(workbench.treeRow('hello-web'), 'View Logs');
    await expect.poll(() => workbench.terminalText()).toMatch(/start worker process|GET \//);
    await workbench.screenshot('vsix');
    await workbench.choose(workbench.treeRow('hello-web'), 'Delete…');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Force Delete' }).click();
    await workbench.treeRow('hello-web').waitFor({ state: 'detached', timeout: 20_000 });
  });

  test('closed, it leaves no process behind', async () => {
    const ours = processesBelow(`--port ${workbench.port} `, 'podlab');
    expect(ours.length).toBeGreaterThan(1);
    isClosed = true;
    await workbench.close();
    await expect.poll(() => ours.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  });
});
