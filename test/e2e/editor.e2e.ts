// A manifest in a real VS Code: refactorings, lenses and colours; names from a file that is not open and from the running cluster; a running Pod's trouble on the line that caused it.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Workbench } from './support/workbench.ts';

const pod = `kind: Pod
apiVersion: v1
metadata:
    name: web
    labels: {app: web}
spec:
    containers:
    -   name: web
        image: nigelpoulton/k8sbook:latest
        command: [sh, -c]
        args:
        - |
          # shows its name
          if [ -n "$HOSTNAME" ]; then
            echo "I am $(HOSTNAME)"
          fi
          sleep 3600
        resources:
          requests: {cpu: 100m, memory: 64Mi}
          limits: {memory: 64Mi}
`;

const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: colours\ndata:\n  favourite: blue\n';
const painter = `apiVersion: v1
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

const podlabYaml = 'nodes:\n  - name: cp\n    role: control-plane\n  - name: lonely\n    labels: { disk: ssd }\n';

let workbench: Workbench;
beforeAll(async () => { workbench = await Workbench.open({ files: { 'podlab.yaml': podlabYaml, 'pod.yaml': pod, 'painter.yaml': painter, 'settings.yaml': settings, 'command.yaml': 'kubectl run quick --image=nginx:1.27 --port=80\n', 'values.yaml': 'replicas: 1\n' } }); });
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  process.stderr.write(`${(await workbench.problems()).join('\n')}\n${workbench.errors.join('\n').slice(-3000)}\n`);
  await workbench.screenshot(`failed-${task.name.slice(0, 30)}`);
});
afterAll(async () => { await workbench.close(); });

const lens = (text: string | RegExp): ReturnType<Workbench['editor']> => workbench.page.locator('.editor-instance .codelens-decoration a, .editor-instance .codelens-decoration span', { hasText: text }).first();

test('a manifest is formatted and its fields are put in order', async () => {
  await workbench.openFile('pod.yaml');
  await workbench.goTo(1, 2);
  await lens('Apply').waitFor();
  await workbench.command('Format Document');
  await expect.poll(() => workbench.editorText()).toContain('spec:\n  containers:\n  - name: web\n    image: nigelpoulton/k8sbook:latest\n');
  await workbench.codeAction('Sort fields in conventional order');
  await expect.poll(() => workbench.editorText()).toContain('apiVersion: v1\nkind: Pod\nmetadata:\n');
});

test('a script in a manifest has the colours of a shell, in every kind of theme', async () => {
  const colours = async (words: readonly string[]): Promise<string[]> => {
    const spans = workbench.page.locator('.editor-instance .view-line span span');
    return Promise.all(words.map((word) => spans.filter({ hasText: new RegExp(`^\\s*${word}`) }).first().evaluate((span) => getComputedStyle(span).color)));
  };
  for (const [theme, base] of [['Light Modern', 'vs'], ['Dark High Contrast', 'hc-black'], ['Dark Modern', 'vs-dark']] as const) {
    await workbench.setTheme(theme, base);
    await expect.poll(async () => new Set(await colours(['#\\sshows', 'if', '"I'])).size).toBe(3);
    await workbench.screenshot(`script-${base}`);
  }
});

test('applied, the object’s live state stands above it, and Diff shows what an edit would change', async () => {
  const { page } = workbench;
  // A lens that is drawn anew just then takes no click.
  for (let attempt = 1; attempt <= 4 && await lens(/Running 1\/1/).count() === 0; attempt++) {
    await lens('Apply').click();
    await lens(/Running 1\/1/).waitFor({ timeout: 8000 }).catch(() => undefined);
  }
  expect(await lens(/Running 1\/1/).count()).toBe(1);
  await workbench.screenshot('live-lens');
  await workbench.clearMessages();
  await lens('Diff').click();
  await expect.poll(() => workbench.messages()).toEqual(['The cluster has it exactly as the manifest says.']);
  await workbench.clearMessages();
  await workbench.goTo(5, 20);
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(', tier: front');
  await lens('Diff').click();
  await page.locator('.tab.active', { hasText: 'v1.Pod.default.web: Live' }).waitFor();
  await page.locator('.diff-editor .line-insert, .monaco-diff-editor .line-insert').first().waitFor();
  expect(await page.locator('.monaco-diff-editor .modified .view-line', { hasText: 'tier: front' }).count()).toBe(1);
  await workbench.screenshot('diff');
});

test('a pasted command becomes a manifest', async () => {
  await workbench.openFile('command.yaml');
  await workbench.goTo(1, 5);
  await workbench.codeAction('Convert the command to a manifest');
  await expect.poll(() => workbench.editorText()).toMatch(/^apiVersion: v1\nkind: Pod\n[^]*- image: nginx:1.27\n/);
  await workbench.screenshot('converted');
});

test('the language status says what a file is', async () => {
  await workbench.openFile('values.yaml');
  await workbench.page.locator('.statusbar-item', { has: workbench.page.locator('[aria-label*="Editor Language Status"]') }).first().hover();
  await workbench.page.locator('.hover-language-status', { hasText: /Podlab: (?:Helm chart|not a Kubernetes manifest)/ }).first().waitFor();
});

const suggestions = (): Promise<string[]> => workbench.page.locator('.suggest-widget .monaco-list-row .label-name').allInnerTexts();

async function suggest(line: number, column: number): Promise<void> {
  await workbench.goTo(line, column);
  await workbench.page.keyboard.press('Control+Space');
  await workbench.page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor();
}

test('a key that another file of the workspace does not have, and the one that it has', async () => {
  await workbench.command('Problems: Focus on Problems View');
  await workbench.openFile('painter.yaml');
  await expect.poll(() => workbench.problems()).toContainEqual(expect.stringContaining('ConfigMap "colours" has no key "favorite" in the workspace; did you mean "favourite"? at line 16'));
  await suggest(16, 20);
  await expect.poll(suggestions).toContain('favourite');
  await workbench.page.keyboard.press('Escape');
});

test('the trouble of the running Pod stands on its line, and goes when it is mended', async () => {
  await workbench.openFile('settings.yaml');
  await workbench.command('Podlab: Apply');
  await workbench.openFile('painter.yaml');
  await workbench.command('Podlab: Apply');
  await expect.poll(() => workbench.problems(), { timeout: 60_000 }).toContainEqual(expect.stringMatching(/couldn't find key favorite in ConfigMap default\/colours.* at line 16/));
  await workbench.screenshot('live-trouble');
  await workbench.openFile('settings.yaml');
  await workbench.goTo(6, 3);
  await workbench.page.keyboard.press('Shift+End');
  await workbench.page.keyboard.type('favorite: blue');
  await workbench.page.keyboard.press('Escape');
  await workbench.command('Podlab: Apply');
  await workbench.openFile('painter.yaml');
  await expect.poll(async () => (await workbench.problems()).filter((row) => /no key|find key/.test(row)), { timeout: 60_000 }).toEqual([]);
});

test('names that only the cluster has are offered', async () => {
  await workbench.openFile('painter.yaml');
  await workbench.goTo(6, 1);
  await workbench.page.keyboard.type('  nodeName: \n');
  await suggest(6, 13);
  await expect.poll(suggestions).toContain('lonely');
  await workbench.screenshot('live-names');
});

test('the cluster has the nodes of podlab.yaml', async () => {
  await workbench.command('View: Show Podlab');
  await workbench.expand('Nodes');
  await workbench.treeRow(/lonely.*Ready/).waitFor();
  expect(await workbench.treeRow('worker-1').count()).toBe(0);
});
