// Names from elsewhere in a real VS Code: from a file that is not open and from the running cluster; and a running Pod's trouble on the line that caused it.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Workbench } from './support/workbench.ts';

const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: colours\ndata:\n  favourite: blue\n';
const pod = `apiVersion: v1
kind: Pod
metadata:
  name: painter
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: main
      image: busybox:1.36
      command: ["sleep", "infinity"]
      env:
        - name: COLOUR
          valueFrom:
            configMapKeyRef:
              name: colours
              key: favorite
`;

let workbench: Workbench;
beforeAll(async () => {
  workbench = await Workbench.open({ files: { 'pod.yaml': pod, 'settings.yaml': settings } });
  await workbench.command('Problems: Focus on Problems View');
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  process.stderr.write(`${(await workbench.problems()).join('\n')}\n${workbench.errors.join('\n').slice(-3000)}\n`);
  await workbench.screenshot(`failed-${task.name.slice(0, 30)}`);
});
afterAll(async () => { await workbench.close(); });

const suggestions = (): Promise<string[]> => workbench.page.locator('.suggest-widget .monaco-list-row .label-name').allInnerTexts();

async function suggest(line: number, column: number): Promise<void> {
  await workbench.goTo(line, column);
  await workbench.page.keyboard.press('Control+Space');
  await workbench.page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor();
}

test('a key that another file of the workspace does not have, and the one that it has', async () => {
  await workbench.openFile('pod.yaml');
  await expect.poll(() => workbench.problems()).toContainEqual(expect.stringContaining('ConfigMap "colours" has no key "favorite" in the workspace; did you mean "favourite"? at line 16'));
  await suggest(16, 20);
  await expect.poll(suggestions).toContain('favourite');
  await workbench.page.keyboard.press('Escape');
});

test('the trouble of the running Pod stands on its line, and goes when it is mended', async () => {
  await workbench.openFile('settings.yaml');
  await workbench.command('Podlab: Apply');
  await workbench.openFile('pod.yaml');
  await workbench.command('Podlab: Apply');
  await expect.poll(() => workbench.problems(), { timeout: 60_000 }).toContainEqual(expect.stringMatching(/couldn't find key favorite in ConfigMap default\/colours.* at line 16/));
  await workbench.screenshot('live-trouble');
  await workbench.openFile('settings.yaml');
  await workbench.goTo(6, 3);
  await workbench.page.keyboard.press('Shift+End');
  await workbench.page.keyboard.type('favorite: blue');
  await workbench.page.keyboard.press('Escape');
  await workbench.command('Podlab: Apply');
  await workbench.openFile('pod.yaml');
  await expect.poll(async () => (await workbench.problems()).filter((row) => /no key|find key/.test(row)), { timeout: 60_000 }).toEqual([]);
});

test('names that only the cluster has are offered', async () => {
  await workbench.openFile('pod.yaml');
  await workbench.goTo(6, 1);
  await workbench.page.keyboard.type('  nodeName: \n');
  await suggest(6, 13);
  await expect.poll(suggestions).toContain('worker-1');
  await workbench.screenshot('live-names');
});
