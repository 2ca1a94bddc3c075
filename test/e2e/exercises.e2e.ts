// The exercises of a Pods chapter in a real VS Code: by tree, palette and the built-in kubectl, at sixty times the speed of a clock. The words are checked with the real kubectl in test/entry/exercises.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as manifests from '../entry/exercises/manifests.ts';
import { KubectlTab } from './support/kubectl-tab.ts';
import { Workbench } from './support/workbench.ts';

const files = {
  'pod.yml': manifests.helloPod,
  'everything.yml': manifests.everything,
  'claim.yml': manifests.claim,
  'sharing.yml': manifests.sharing,
  'twice.yml': manifests.samePort,
  'together.yml': manifests.sharedProcesses,
  'half.yml': manifests.halfBroken,
  'probes.yml': manifests.livenessFile,
  'configured.yml': manifests.configured,
  'db-secret.yml': manifests.dbSecret,
  'deployment.yml': manifests.deployment,
  'gpu.yml': manifests.pod('gpu', '  nodeSelector: { gpu: nvidia, disktype: ssd }\n  containers: [{ name: cuda, image: "nvidia/cuda", command: [sleep, infinity] }]\n'),
  'mine.yml': manifests.pod('mine', '  containers:\n  - name: main\n    image: nosuch/app:1\n'),
};

let workbench: Workbench;
let kubectl: KubectlTab;
beforeAll(async () => {
  workbench = await Workbench.open({ files });
  await workbench.command('Podlab: Start Cluster');
  await workbench.command('Podlab: Set Clock Speed');
  await workbench.pick('60 times as fast');
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  process.stderr.write(`${workbench.errors.join('\n').slice(-3000)}\n`);
  await workbench.screenshot(`failed-${task.name.slice(0, 30)}`);
});
afterAll(async () => { await workbench.close(); });

test('1 to 3: the first Pod from the terminal, a tty in it, imperative commands', async () => {
  kubectl = await KubectlTab.open(workbench);
  expect(await kubectl.run('kubectl apply -f pod.yml')).toContain('pod/hello-pod created');
  await kubectl.until('kubectl get pods -o wide', /hello-pod +1\/1 +Running +0 +\S+ +10\.244\.\d+\.\d+ +worker-\d/);
  expect(await kubectl.run('kubectl explain pod.spec.nodeName')).toContain('NodeName indicates in which node this pod is scheduled');
  await kubectl.type('kubectl exec -it hello-pod -- sh');
  await kubectl.shows(/# *\n*$/);
  await kubectl.type('hostname; tty && exit 4');
  await kubectl.shows(/hello-pod\s+\/dev\/pts\/\d/);
  await kubectl.shows(/exit code 4\s+\$ *\n*$/);
  expect(await kubectl.run('kubectl run nginx-pod --image=nginx --port=80 --labels="app=web,env=prod"')).toContain('pod/nginx-pod created');
  await kubectl.until('kubectl get pods -l app=web --show-labels', /nginx-pod +1\/1 +Running .* app=web,env=prod/);
  expect(await kubectl.run('kubectl logs nginx-pod --previous')).toContain('Error from server (BadRequest): previous terminated container "nginx-pod" in pod "nginx-pod" not found');
  await kubectl.run('kubectl cp pod.yml nginx-pod:/etc/pod.yml');
  expect(await kubectl.run('kubectl exec nginx-pod -- head -1 /etc/pod.yml')).toContain('kind: Pod');
  await kubectl.run('kubectl get pod nginx-pod -o yaml > copy.yml');
  expect(await kubectl.run('kubectl cp nginx-pod:/etc/hostname ./name.txt')).not.toContain('error');
  expect(await kubectl.run('kubectl create configmap copied --from-file=name.txt --dry-run=client -o yaml')).toContain('name.txt: |\n    nginx-pod');
  expect(await kubectl.run('kubectl delete pod nginx-pod --grace-period=0 --force')).toContain('pod "nginx-pod" force deleted');
});

test('4 and 10: a Pod waits for its claim, its image’s secret and its configuration', async () => {
  await kubectl.run('kubectl apply -f everything.yml -f configured.yml -f db-secret.yml');
  await kubectl.until('kubectl describe pod my-pod', /persistentvolumeclaim "pvc-datalake-class-blob" not found/);
  await kubectl.run('kubectl apply -f claim.yml');
  await kubectl.until('kubectl get pods', /configured +0\/1[^]*my-pod +0\/1 +(?:ErrImagePull|ImagePullBackOff)/);
  await kubectl.run('kubectl create secret docker-registry acr-secret --docker-server=registry.podlab.test:5000 --docker-username=user --docker-password=secret');
  await kubectl.run('kubectl create configmap app-config --from-literal=COLOUR=blue');
  await kubectl.until('kubectl get pods', /configured +1\/1 +Running[^]*my-pod +1\/1 +Running/);
  expect(await kubectl.run('kubectl exec configured -- sh -c "env | grep -e COLOUR -e PASS; mount | grep /etc/secret"')).toMatch(/COLOUR=blue[^]*PASSWORD=password123|PASSWORD=password123[^]*COLOUR=blue/);
  await kubectl.run('kubectl delete pod my-pod configured --force');
});

test('5, 6 and 9: containers share, a Pod is Ready as a whole, probes decide', async () => {
  await kubectl.run('kubectl apply -f sharing.yml -f twice.yml -f together.yml -f half.yml -f probes.yml');
  await kubectl.until('kubectl get pods', /half +1\/2 +(?:ErrImagePull|ImagePullBackOff)[^]*readiness +0\/1 +Running[^]*together +2\/2[^]*twice +1\/2 +(?:Error|CrashLoopBackOff)[^]*web +2\/2/);
  expect(await kubectl.run('kubectl exec web -c web -- curl -s localhost:9090')).toContain('from-side');
  expect(await kubectl.run('kubectl exec together -c shell -- ps')).toMatch(/1 \S+ +\S+ +\/pause[^]*nginx: master/);
  await kubectl.until('kubectl logs twice -c second', /98: Address (?:already )?in use/);
  await kubectl.run("kubectl exec readiness -- sh -c 'echo ok > /usr/share/nginx/html/ready.html'");
  await kubectl.until('kubectl get pods', /liveness +1\/1 +Running +[1-9][^]*readiness +1\/1/);
  await kubectl.run('kubectl delete pods --all --force');
});

test('7 and 11: labelled nodes get their Pods; a Deployment replaces what is deleted; the logs of all its Pods in one terminal', async () => {
  await kubectl.run('kubectl apply -f gpu.yml -f deployment.yml');
  await kubectl.until('kubectl describe pod gpu', /2 node\(s\) didn't match Pod's node affinity\/selector/);
  await kubectl.run('kubectl label node worker-2 gpu=nvidia disktype=ssd');
  await kubectl.until('kubectl get pod gpu -o wide', /1\/1 +Running.*worker-2/);
  expect(await kubectl.until('kubectl rollout status deployment/web', /successfully rolled out/)).toContain('web');
  await kubectl.run('kubectl set image deployment/web nginx=nginx:1.25');
  await kubectl.until('kubectl rollout history deployment/web', /\n2 +<none>/);
  await kubectl.run('kubectl rollout undo deployment/web');
  await kubectl.run('kubectl delete pods -l app=web --wait=false');
  await kubectl.until('kubectl get deployment web', /web +3\/3/);
  await kubectl.type('kubectl edit deployment web');
  // An editor that opens takes its room back from the panel.
  await workbench.page.locator('.tab.active', { hasText: /\d+\.yaml/ }).waitFor();
  await expect.poll(() => workbench.editorText()).toContain('# Please edit the object below.');
  const lines = (await workbench.editorText()).split('\n');
  await workbench.goTo(lines.findIndex((line) => line.trim() === 'replicas: 3') + 1, 1);
  await workbench.page.keyboard.press('End');
  await workbench.page.keyboard.press('Backspace');
  await workbench.page.keyboard.type('2');
  await workbench.page.keyboard.press('Control+S');
  await kubectl.shows(/deployment\.apps\/web edited/);
  await workbench.command('View: Show Podlab');
  await workbench.treeRow(/^web.*2\/2/).first().waitFor();
  await workbench.choose(workbench.treeRow(/^web.*2\/2/).first(), 'View Logs');
  // Lines carry the names of their Pod and container, because other Pods may join.
  await expect.poll(() => workbench.terminalText()).toMatch(/web-\w+-\w+\/nginx .*start worker process/);
});

test('8: a dead worker takes its bare Pod with it, and a Deployment’s Pods are replaced', async () => {
  await workbench.command('View: Show Podlab');
  await workbench.expand('Nodes');
  await workbench.choose(workbench.treeRow(/^worker-2.*Ready/).first(), 'Power Off Node');
  await workbench.treeRow(/^worker-2.*NotReady/).first().waitFor();
  await workbench.treeRow(/^gpu.*Terminating/).waitFor();
  await workbench.treeRow(/^web.*2\/2/).first().waitFor();
});

test('12: the way of a Pod, from request to status, with links to fields and Events', async () => {
  await workbench.openFile('mine.yml');
  await workbench.command('Podlab: Apply');
  await workbench.command('View: Show Podlab');
  await workbench.treeRow(/^mine.*(?:ErrImagePull|ImagePullBackOff)/).waitFor();
  // An image that no registry has: a file describes it, and the Pod runs.
  await workbench.openFile('mine.yml');
  await workbench.goTo(8, 14);
  await workbench.page.keyboard.press('Control+.');
  await workbench.page.locator('.action-widget .monaco-list-row.focused', { hasText: 'Describe image nosuch/app:1…' }).waitFor();
  await workbench.page.keyboard.press('Enter');
  await workbench.page.locator('.tab.active[data-resource-name="app-1.podlab-image.yaml"]').waitFor();
  await workbench.command('View: Show Podlab');
  await workbench.treeRow(/^mine.*1\/1 Running/).waitFor();
  await workbench.choose(workbench.treeRow(/^mine/), 'Show the Way of a Pod');
  await expect.poll(() => workbench.editorText()).toMatch(/ 1\. Request\n +POST \/api\/v1\/namespaces\/default\/pods/);
  await workbench.screenshot('pod-way');
  await workbench.page.keyboard.press('Control+End');
  await expect.poll(() => workbench.editorText()).toMatch(/Event Failed[^]*status\.phase: Running/);
  await workbench.follow('status.phase', 'mine.yaml');
  await expect.poll(() => workbench.editorText()).toMatch(/phase: Running/);
});

test('what a Pod went through is a chart, and each of its moments can be gone back to', async () => {
  const { page } = workbench;
  await workbench.choose(workbench.treeRow(/^mine/), 'Show Timeline');
  await expect.poll(() => workbench.editorText()).toMatch(/\nPod +░[^\n]*█\n/u);
  await workbench.screenshot('timeline');
  expect(await workbench.editorText()).toMatch(/ImagePullBackOff, for [\d.]+ s +→ spec\.containers\[0\]\.image/);
  await workbench.choose(workbench.treeRow(/^mine/), 'Show History…');
  // The newest moment comes first, and the oldest before it again; what the cursor is on is shown.
  await page.locator('.quick-input-list .monaco-list-row.focused').waitFor();
  await page.keyboard.press('ArrowUp');
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'created' }).waitFor();
  await expect.poll(() => page.locator('.tab.active').innerText()).toMatch(/mine: before ↔ [\d:.]+/);
  await workbench.screenshot('history');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.editor-instance .modified .view-lines').innerText()).toMatch(/apiVersion:\sv1/u);
});

test('a fault is caused from the tree, and kept as the step of a test', async () => {
  const { page } = workbench;
  await workbench.command('View: Show Podlab');
  await workbench.choose(workbench.treeRow(/^mine/), 'Cause a Fault…');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Run Out of Memory' }).waitFor();
  await workbench.screenshot('fault');
  await workbench.pick('Exit…');
  await workbench.answer('Exit code', '3');
  await workbench.treeRow(/^mine.*restart/).waitFor();
  expect((await workbench.messages()).join('\n')).toContain('Caused in mine: { pod: mine, container: main, exitCode: 3 }');
});
