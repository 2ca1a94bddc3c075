// A thousand Pods under the tree: the window stays usable while they come, live and go.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { typingDelays } from './support/typing-delays.ts';
import { Workbench } from './support/workbench.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: crowd
spec:
  replicas: 1000
  selector:
    matchLabels:
      app: crowd
  template:
    metadata:
      labels:
        app: crowd
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: main
          image: busybox
          command: [sleep, infinity]
`;

let workbench: Workbench;
beforeAll(async () => { workbench = await Workbench.open({ files: { 'crowd.yaml': deployment, 'notes.md': '\n' } }); });
afterAll(async () => { await workbench.close(); });

test('1,000 Pods: the tree groups them, and typing and scrolling do not wait', async () => {
  const { page } = workbench;
  const told: string[] = [];
  await workbench.openFile('crowd.yaml');
  await workbench.command('View: Show Podlab');
  await workbench.treeRow('Nodes').waitFor();
  await workbench.command('Podlab: Apply');
  await workbench.treeRow(/^crowd[1-9]\d*\/1000 ready/).waitFor();
  await workbench.openFile('notes.md');
  const while_ = await typingDelays(page, 'typed while a thousand Pods come');
  told.push(`while they come: key to paint median ${while_.median} ms, worst ${while_.worst} ms, worst frame ${await worstFrameMs()} ms`);
  await workbench.command('View: Show Podlab');
  // The Deployment's ReplicaSet holds groups of 250; more Pods than the nodes take stay Pending.
  const group = workbench.treeRow('1–250');
  if (await group.count() === 0) {
    await workbench.treeRow(/^crowd-/).click();
    await page.keyboard.press('ArrowRight');
  }
  await group.waitFor();
  await group.click();
  await page.keyboard.press('ArrowRight');
  await workbench.treeRow(/^crowd-.*1\/1 Running/).first().waitFor();
  await workbench.screenshot('many-pods');
  const scrolled = await Promise.all([worstFrameMs(), scroll()]);
  told.push(`scrolling 250 Pods: worst frame ${scrolled[0]} ms`);
  process.stderr.write(`1,000 Pods: ${told.join('; ')}\n`);
  expect(while_.median).toBeLessThan(200);
});

async function scroll(): Promise<void> {
  await workbench.treeRow(/^crowd-/).nth(1).hover();
  for (let step = 0; step < 20; step++) {
    await workbench.page.mouse.wheel(0, 200);
    await workbench.page.waitForTimeout(50);
  }
}

/** The longest time between two frames in some 2 s. */
async function worstFrameMs(): Promise<number> {
  return workbench.page.evaluate(() => new Promise<number>((resolve) => {
    let worst = 0;
    let last = performance.now();
    const end = last + 2000;
    const frame = (): void => {
      const now = performance.now();
      worst = Math.max(worst, now - last);
      last = now;
      if (now < end) requestAnimationFrame(frame);
      else resolve(Math.round(worst));
    };
    requestAnimationFrame(frame);
  }));
}

test('deleted, all of them go', async () => {
  await workbench.page.keyboard.press('Home');
  await workbench.choose(workbench.treeRow(/^crowd\d+\/1000 ready/), 'Delete…');
  await workbench.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Delete', exact: true }).click();
  await workbench.treeRow('No workloads').first().waitFor({ timeout: 90_000 });
  expect(await workbench.treeRow(/^crowd/).count()).toBe(0);
});
