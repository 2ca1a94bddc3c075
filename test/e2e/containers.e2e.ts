// What one does inside containers, from the tree and the palette: a shell, a broken probe, the logs before a crash, files out and in, a port.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { KubectlTab } from './support/kubectl-tab.ts';
import { hostName, Workbench } from './support/workbench.ts';

const helloPod = `apiVersion: v1
kind: Pod
metadata:
  name: hello-pod
spec:
  containers:
    - name: hello-ctr
      image: nigelpoulton/k8sbook:latest
      command: [sh, -c, touch /tmp/ready && exec node ./app.js]
      ports:
        - containerPort: 8080
      readinessProbe:
        exec: { command: [cat, /tmp/ready] }
        periodSeconds: 1
        failureThreshold: 1
`;
const crashing = `apiVersion: v1
kind: Pod
metadata:
  name: crashing
spec:
  containers:
    - name: main
      image: busybox
      command: [sh, -c, 'echo instance of $(date +%s%N); sleep 1; exit 1']
    - name: talker
      image: busybox
      stdin: true
      command: [sh, -c, 'while read line; do echo "heard $line"; done']
`;

let workbench: Workbench;
beforeAll(async () => { workbench = await Workbench.open({ files: { 'hello.yaml': helloPod, 'crashing.yaml': crashing, 'note.txt': 'from the workspace\n' } }); });
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  process.stderr.write(`${workbench.errors.join('\n').slice(-3000)}\n`);
  await workbench.screenshot(`failed-${task.name.slice(0, 30)}`);
});
afterAll(async () => { await workbench.close(); });

async function choose(row: string | RegExp, label: string): Promise<void> {
  await workbench.choose(workbench.treeRow(row).first(), label);
}

const terminal = async (line: string, pattern: RegExp): Promise<void> => {
  await workbench.typeInTerminal(`${line}\n`);
  await expect.poll(() => workbench.terminalText(), { message: line }).toMatch(pattern);
};

test('a shell opened from the tree: ps, ls, curl; a deleted file takes the Pod out of readiness', async () => {
  const kubectl = await KubectlTab.open(workbench);
  expect(await kubectl.run('kubectl apply -f .')).toMatch(/pod\/crashing created\s+pod\/hello-pod created/);
  await workbench.command('View: Show Podlab');
  await workbench.treeRow(/hello-pod.*1\/1 Running/).waitFor();
  await choose('hello-pod', 'Open Shell');
  await expect.poll(() => workbench.terminalText()).toMatch(/# *\n*$/);
  await terminal('ps aux', /1 root .*node \.\/app\.js/);
  await terminal('ls', /app\.js/);
  await terminal('apk add curl', /OK: .*packages/);
  await terminal('clear; curl localhost:8080', /<html>/i);
  await terminal('rm /tmp/ready', /rm \/tmp\/ready/);
  await workbench.treeRow(/hello-pod.*0\/1 Running/).waitFor();
  await terminal('touch /tmp/ready; exit', /The shell ended/);
  await workbench.treeRow(/hello-pod.*1\/1 Running/).waitFor();
});

test('the logs of the instance before a crash', async () => {
  // As upstream: between its end and the back-off being shown, the instance before is gone and the last one is not the previous one yet.
  await workbench.treeRow(/crashing.*CrashLoopBackOff/).waitFor();
  await choose('crashing', 'View Previous Logs');
  await workbench.pick('main');
  await expect.poll(() => workbench.terminalText()).toMatch(/Previous logs of crashing.*[^]*instance of \d+/);
});

test('attached, a person talks to the process of a container', async () => {
  await choose('crashing', 'Attach');
  await workbench.pick('talker');
  await expect.poll(() => workbench.terminalText()).toMatch(/try pressing enter/);
  await terminal('you there', /heard you there/);
});

test('a file is copied out of a container and one into it', async () => {
  await choose('hello-pod', 'Copy from Container…');
  await workbench.answer('File or folder in hello-ctr', '/src/app.js');
  await workbench.page.locator('.quick-input-widget', { hasText: 'Save app.js as' }).waitFor();
  await workbench.page.keyboard.press('Enter');
  await expect.poll(async () => {
    await workbench.page.keyboard.press('Control+Shift+E');
    return workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'app.js' }).count();
  }).toBe(1);
  await workbench.openFile('app.js');
  await expect.poll(() => workbench.editorText()).toContain('app.listen(8080)');
  await workbench.choose(workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'note.txt' }), 'Copy to Container…');
  await workbench.pick('hello-pod');
  await workbench.answer('Path in hello-ctr', '/tmp/');
  await workbench.page.locator('.statusbar-item', { hasText: 'note.txt copied to hello-pod:/tmp/' }).waitFor();
  await workbench.command('View: Show Podlab');
  await choose('hello-pod', 'Open Shell');
  await expect.poll(() => workbench.terminalText()).toMatch(/# *\n*$/);
  await terminal('cat /tmp/note.txt', /from the workspace/);
});

test(hostName === 'node' ? 'a port of the Pod is opened on this computer' : 'what a port of the Pod answers is shown', async () => {
  await choose('hello-pod', 'Forward Port…');
  await workbench.pick('8080');
  await (hostName === 'node' ? workbench.answer('Port of this computer', '0') : workbench.answer('for this path', '/'));
  if (hostName === 'web') {
    await expect.poll(() => workbench.editorText()).toMatch(/<html>/i);
    return;
  }
  const item = workbench.page.locator('.statusbar-item', { hasText: '1 port forward' });
  await item.waitFor();
  const [said = ''] = (await workbench.messages()).filter((text) => text.includes('leads to port 8080'));
  const port = /127\.0\.0\.1:(\d+)/.exec(said)?.[1] ?? '';
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toMatch(/<html>/i);
  await workbench.clearMessages();
  await item.click();
  await workbench.pick(`127.0.0.1:${port}`);
  await workbench.pick('Stop');
  await item.waitFor({ state: 'detached' });
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});
