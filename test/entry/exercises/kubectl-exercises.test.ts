// The exercises of a Pods chapter with the real kubectl 1.36.3 against `podlab serve`, typed as their readers type them.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fetchKubectl } from '../../../scripts/hosts/cache.ts';
import { type Ran, run, start, startInTerminal } from '../support/run.ts';
import { bundledCli, type Served, serve } from '../support/served.ts';
import * as manifests from './manifests.ts';

/** Simulated seconds per second: what takes a reader minutes takes seconds here. */
const speed = 10;
const folder = mkdtempSync(path.join(tmpdir(), 'podlab-exercises-'));
const { kubectl: program } = await fetchKubectl();
let served: Served;

beforeAll(async () => {
  served = await serve(['--ephemeral', '--kubeconfig', path.join(folder, 'kubeconfig'), '--speed', String(speed)]);
}, 60_000);
afterAll(async () => {
  await served.end();
  rmSync(folder, { recursive: true });
});

/** Splits at spaces; what is in quotes stays together. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

/** A reader with a folder and a namespace of their own. */
class Reader {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly namespace: string;

  constructor(namespace: string, cluster: Served) {
    this.namespace = namespace;
    this.folder = path.join(folder, namespace);
    mkdirSync(this.folder);
    const config = JSON.parse(readFileSync(cluster.kubeconfig, 'utf8')) as { contexts: { context: Record<string, string> }[] };
    for (const { context } of config.contexts) context['namespace'] = namespace;
    writeFileSync(path.join(this.folder, '.kubeconfig'), JSON.stringify(config));
    this.env = { PATH: `${path.dirname(program)}:${process.env['PATH'] ?? ''}`, HOME: folder, KUBECONFIG: path.join(this.folder, '.kubeconfig') };
  }

  static async open(namespace: string, files: Readonly<Record<string, string>> = {}, cluster = served): Promise<Reader> {
    const reader = new Reader(existsSync(path.join(folder, namespace)) ? `${namespace}-again` : namespace, cluster);
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(reader.folder, name), text);
    await reader.ok(`create namespace ${reader.namespace}`);
    return reader;
  }

  run(line: string, input?: string): Promise<Ran> {
    return run(program, words(line), { env: this.env, cwd: this.folder, ...(input !== undefined && { input }) });
  }

  /** What kubectl printed, once it succeeded. */
  async ok(line: string, input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(line, input);
    expect(code, `kubectl ${line}: ${stderr}`).toBe(0);
    return stdout;
  }

  /** Asks until the answer is as wanted. */
  async until(line: string, pattern: RegExp): Promise<string> {
    return vi.waitFor(async () => {
      const { stdout, stderr } = await this.run(line);
      expect(stdout + stderr).toMatch(pattern);
      return stdout;
    }, { timeout: 20_000, interval: 200 });
  }

  ready(name: string): Promise<string> {
    return this.ok(`wait --for=condition=Ready pod/${name} --timeout=45s`);
  }
}

// Dozens of kubectl processes and terminals at once: on a machine that stands still for seconds one of them may come too late. A retried test is named in the report.
describe.concurrent('exercises with the real kubectl', { retry: 1 }, () => {
  test('1 and 2: the first Pod, and inside it', async () => {
    const reader = await Reader.open('first', { 'pod.yml': manifests.helloPod });
    const watch = start(program, words('get pods --watch'), reader.env);
    expect(await reader.ok('apply -f pod.yml')).toBe('pod/hello-pod created\n');
    await reader.ready('hello-pod');
    expect(await watch.until(/1\/1 +Running/)).toMatch(/hello-pod +0\/1 +Pending[^]*hello-pod +0\/1 +ContainerCreating[^]*hello-pod +1\/1 +Running/);
    await watch.stop();
    expect(await reader.ok('get pods -o wide')).toMatch(/hello-pod +1\/1 +Running +0 +\S+ +10\.244\.\d+\.\d+ +worker-[12] +<none> +<none>/);
    const yaml = await reader.ok('get pods hello-pod -o yaml');
    for (const part of ['terminationGracePeriodSeconds: 30', 'restartPolicy: Always', 'imagePullPolicy: Always', 'dnsPolicy: ClusterFirst', 'serviceAccountName: default', 'qosClass: BestEffort', 'phase: Running']) expect(yaml).toContain(part);
    const described = await reader.ok('describe pods hello-pod');
    expect(described).toMatch(/Node: +worker-[12]\/172\.18\./);
    expect(described).toMatch(/QoS Class: +BestEffort/);
    expect(described).toMatch(/Tolerations: +node\.kubernetes\.io\/not-ready:NoExecute op=Exists for 300s\n +node\.kubernetes\.io\/unreachable:NoExecute op=Exists for 300s/);
    expect([...described.matchAll(/^ {2}Normal +(\w+)/gm)].map(([, reason]) => reason)).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']);
    expect(await reader.ok('exec hello-pod -- ps aux')).toMatch(/\n +1 root +\S+ +node \.\/app\.js\n/);
    const shell = startInTerminal('kubectl exec -it hello-pod -- sh', reader.env, reader.folder);
    await shell.until(/# /);
    shell.type('apk add curl\n');
    await shell.until(/OK: .*packages/);
    shell.type('curl localhost:8080\n');
    await shell.until(/<html>[^]*<\/html>/);
    shell.type('hostname\n');
    await shell.until(/hostname\r\nhello-pod\r\n/);
    shell.type('exit\n');
    expect(await shell.code).toBe(0);
    expect(await reader.run('logs hello-pod')).toMatchObject({ code: 0 });
    const before = Date.now();
    expect(await reader.ok('delete -f pod.yml')).toBe(`pod "hello-pod" deleted from ${reader.namespace} namespace\n`);
    // The server ignores SIGTERM, so its Pod ends with the grace period; less than the whole because of what the clock's speed adds to each answer.
    expect((Date.now() - before) * speed).toBeGreaterThan(29_000);
  }, 60_000);

  test('3: imperative commands', async () => {
    const reader = await Reader.open('imperative', { 'config.yaml': 'mode: copied\n' });
    expect(await reader.ok('run nginx --image=nginx --port=80')).toBe('pod/nginx created\n');
    expect((await reader.run('run nginx --image=nginx --labels="app=web,env=prod"')).stderr).toBe('Error from server (AlreadyExists): pods "nginx" already exists\n');
    expect(await reader.ok('run web --image=nginx --labels="app=web,env=prod"')).toBe('pod/web created\n');
    expect(await reader.ok('run nginx-pod --image=nginx')).toBe('pod/nginx-pod created\n');
    for (const name of ['nginx', 'web', 'nginx-pod']) await reader.ready(name);
    expect(await reader.ok('get pods --show-labels')).toMatch(/nginx +1\/1 +Running +0 +\S+ +run=nginx\n/);
    expect(await reader.ok('get pods -l app=web')).toMatch(/^NAME[^\n]*\nweb +1\/1 +Running[^\n]*\n$/);
    expect((await reader.run('get pods -l app=nginx')).stderr).toBe('No resources found in imperative namespace.\n');
    expect(await reader.ok('describe pod nginx')).toMatch(/Port: +80\/TCP/);
    expect(await reader.ok('logs nginx')).toContain('/docker-entrypoint.sh');
    expect(await reader.ok('logs nginx -c nginx')).toContain('ready for start up');
    expect((await reader.run('logs nginx --previous')).stderr).toBe('Error from server (BadRequest): previous terminated container "nginx" in pod "nginx" not found\n');
    const follow = start(program, words('logs -f nginx'), reader.env);
    await reader.ok('exec nginx -- curl -s localhost/followed');
    await follow.until(/GET \/followed HTTP/);
    await follow.stop();
    expect(await reader.ok('exec nginx-pod -- ls /')).toMatch(/^bin\n(?:.*\n)*etc\n(?:.*\n)*var\n/);
    const shell = startInTerminal('kubectl exec -it nginx-pod -c nginx-pod -- /bin/bash', reader.env, reader.folder);
    await shell.until(/# /);
    shell.type('echo $((6 * 7)); exit 5\n');
    await shell.until(/\r\n42\r\n/);
    expect(await shell.code).toBe(5);
    await reader.ok("exec nginx-pod -- sh -c 'echo logged > /var/log/nginx.log'");
    await reader.ok('cp nginx-pod:/var/log/nginx.log ./nginx.log');
    expect(readFileSync(path.join(reader.folder, 'nginx.log'), 'utf8')).toBe('logged\n');
    await reader.ok('cp ./config.yaml nginx-pod:/etc/config.yaml');
    expect(await reader.ok('exec nginx-pod -- cat /etc/config.yaml')).toBe('mode: copied\n');
    expect(await reader.ok('delete pod nginx-pod')).toBe('pod "nginx-pod" deleted from imperative namespace\n');
    expect(await reader.ok('delete pods -l app=web')).toBe('pod "web" deleted from imperative namespace\n');
    const forced = await reader.run('delete pod nginx --grace-period=0 --force');
    expect(forced.stdout).toBe('pod "nginx" force deleted from imperative namespace\n');
    expect(forced.stderr).toContain('Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated.');
    expect(await reader.ok('run again --image=nginx')).toBe('pod/again created\n');
    expect(await reader.ok('delete pods --all')).toBe('pod "again" deleted from imperative namespace\n');
  }, 60_000);

  test('3 and 4: attach, debug and port-forward', async () => {
    const reader = await Reader.open('streams', { 'talker.yml': manifests.talker });
    await reader.ok('apply -f talker.yml');
    await reader.ok('run web --image=nginx');
    await reader.ready('talker');
    await reader.ready('web');
    const attached = startInTerminal('kubectl attach -i talker', reader.env, reader.folder);
    await attached.until(/press/);
    attached.type('you\n');
    await attached.until(/heard you/);
    attached.type('\u0003');
    await attached.code;
    const debugging = startInTerminal('kubectl debug -it web --image=busybox --target=web', reader.env, reader.folder);
    await debugging.until(/try pressing enter/);
    debugging.type('ps\n');
    await debugging.until(/nginx: master/);
    debugging.type('exit\n');
    await debugging.code;
    expect(await reader.ok('describe pod web')).toMatch(/Ephemeral Containers:\n +debugger-\w+:/);
    const forward = start(program, words('port-forward pod/web :80'), reader.env);
    const port = /127\.0\.0\.1:(\d+) -> 80/.exec(await forward.until(/127\.0\.0\.1:\d+ -> 80/))?.[1] ?? '';
    const { stdout } = await run('curl', ['-s', `http://127.0.0.1:${port}/`], { env: reader.env });
    expect(stdout).toContain('Welcome to nginx!');
    await forward.stop();
  }, 60_000);

  test('4: everything in one manifest, and what each restartPolicy makes of the phase', async () => {
    const reader = await Reader.open('everything', { 'pod.yml': manifests.everything, 'claim.yml': manifests.claim });
    await reader.ok('apply -f pod.yml');
    expect(await reader.until('describe pod my-pod', /FailedScheduling/)).toContain('persistentvolumeclaim "pvc-datalake-class-blob" not found');
    expect(await reader.ok('get pod my-pod')).toMatch(/0\/1 +Pending/);
    await reader.ok('apply -f claim.yml');
    await reader.until('get pod my-pod', /ErrImagePull|ImagePullBackOff/);
    expect(await reader.until('describe pod my-pod', /Back-off pulling image/)).toContain('authorization failed: no basic auth credentials');
    await reader.ok('create secret docker-registry acr-secret --docker-server=registry.podlab.test:5000 --docker-username=user --docker-password=secret');
    await reader.ready('my-pod');
    expect(await reader.ok("get pod my-pod -o jsonpath='{.status.qosClass}'")).toBe('Burstable');
    expect(await reader.ok('exec my-pod -- sh -c "echo kept > /mnt/datalake/file; cat /mnt/datalake/file"')).toBe('kept\n');
    for (const [policy, code] of [['Never', 0], ['Never', 1], ['OnFailure', 0], ['OnFailure', 1], ['Always', 0]] as const) await reader.ok(`run ${policy.toLowerCase()}-${code} --image=busybox --restart=${policy} --command -- sh -c 'exit ${code}'`);
    await reader.until('get pods', /always-0 +0\/1 +CrashLoopBackOff[^]*never-0 +0\/1 +Completed +0[^]*never-1 +0\/1 +Error +0[^]*onfailure-0 +0\/1 +Completed +0[^]*onfailure-1 +0\/1 +(?:Error|CrashLoopBackOff) +[1-9]/);
    expect(await reader.ok("get pods never-0 never-1 onfailure-0 -o jsonpath='{.items[*].status.phase}'")).toBe('Succeeded Failed Succeeded');
  }, 60_000);

  test('5: what the containers of a Pod share', async () => {
    const reader = await Reader.open('sharing', { 'web.yml': manifests.sharing, 'twice.yml': manifests.samePort, 'together.yml': manifests.sharedProcesses, 'app.yml': manifests.ambassador });
    await reader.ok('apply -f .');
    for (const name of ['web', 'together', 'app']) await reader.ready(name);
    expect(await reader.ok('exec web -c web -- curl -s localhost:9090')).toBe('from-side\n');
    expect(await reader.ok('exec web -c side -- wget -qO- localhost:80')).toContain('Welcome to nginx!');
    await reader.until('logs web -c side', /"GET \/ HTTP\/1\.1" 200/);
    for (const container of ['web', 'side']) expect(await reader.ok(`exec web -c ${container} -- hostname`)).toBe('web\n');
    expect((await reader.run('exec web -c web -- ls /www')).stderr).toContain('/www');
    expect(await reader.ok('exec web -c side -- ps')).not.toContain('nginx');
    expect(await reader.until('get pod twice', /CrashLoopBackOff|Error/)).toMatch(/1\/2/);
    expect(await reader.ok('logs twice -c second')).toMatch(/bind\(\) to 0\.0\.0\.0:80 failed \(98: Address (?:already )?in use\)/);
    const shown = await reader.ok('exec together -c shell -- ps');
    expect(shown).toMatch(/ 1 .*\/pause\n/);
    expect(shown).toContain('nginx: master');
    expect(await reader.ok("exec app -c app -- sh -c 'echo PING | nc localhost 6379'")).toContain('PONG');
  }, 60_000);

  test('6: a Pod is Ready as a whole or not at all', async () => {
    const reader = await Reader.open('atomic', { 'half.yml': manifests.halfBroken });
    await reader.ok('apply -f half.yml');
    await reader.until('get pods', /half +1\/2 +(?:ErrImagePull|ImagePullBackOff)/);
    expect(await reader.ok("get pod half -o jsonpath='{.status.conditions[?(@.type==\"Ready\")].status}'")).toBe('False');
    await reader.until('describe service half', /Endpoints: +\n/);
  }, 60_000);

  test('9: probes', async () => {
    const reader = await Reader.open('probes', { 'probes.yml': manifests.livenessFile });
    await reader.ok('apply -f probes.yml');
    await reader.until('get pod readiness', /0\/1 +Running/);
    expect(await reader.until('describe pod readiness', /Readiness probe failed/)).toContain('Readiness probe failed: HTTP probe failed with statuscode: 404');
    await reader.ok("exec readiness -- sh -c 'echo ok > /usr/share/nginx/html/ready.html'");
    await reader.ready('readiness');
    expect(await reader.until('get endpointslices -l kubernetes.io/service-name=ready', /10\.244\./)).toContain('80');
    await reader.ok('exec readiness -- rm /usr/share/nginx/html/ready.html');
    await reader.until('get pod readiness', /0\/1 +Running/);
    await reader.until('describe service ready', /Endpoints: +\n/);
    expect(await reader.until('describe pod liveness', /Killing/)).toMatch(/Unhealthy[^]*Liveness probe failed: cat: can't open '\/tmp\/healthy': No such file or directory[^]*Killing .* Container main failed liveness probe, will be restarted/);
    await reader.until('get pod liveness', /1\/1 +Running +1 \(/);
    expect(await reader.run('logs liveness --previous')).toMatchObject({ code: 0 });
  }, 60_000);

  test('10: configuration', async () => {
    const reader = await Reader.open('configuration', { 'pod.yml': manifests.configured, 'secret.yml': manifests.dbSecret });
    await reader.ok('apply -f pod.yml');
    await reader.ok('apply -f secret.yml');
    await reader.until('get pod configured', /ContainerCreating|CreateContainerConfigError/);
    await reader.until('describe pod configured', /configmap "app-config" not found/);
    await reader.ok('create configmap app-config --from-literal=COLOUR=blue');
    await reader.ready('configured');
    expect(await reader.ok('exec configured -- env')).toMatch(/COLOUR=blue\n[^]*PASSWORD=password123\n|PASSWORD=password123\n[^]*COLOUR=blue\n/);
    expect(await reader.ok('exec configured -- cat /etc/secret/password')).toBe('password123');
    expect(await reader.ok('exec configured -- mount')).toMatch(/tmpfs on \/etc\/secret type tmpfs/);
    await reader.ok(`patch configmap app-config -p '{"data":{"COLOUR":"red"}}'`);
    await reader.until('exec configured -- cat /etc/config/COLOUR', /^red$/);
    expect(await reader.ok('exec configured -- printenv COLOUR')).toBe('blue\n');
    await reader.ok('run other --image=busybox --env=A=b --dry-run=client -o yaml');
  }, 60_000);

  test('11: a Deployment', async () => {
    const reader = await Reader.open('deployment', { 'web.yml': manifests.deployment });
    expect(await reader.ok('apply -f web.yml')).toBe('deployment.apps/web created\n');
    expect(await reader.ok('rollout status deployment/web --timeout=200s')).toContain('deployment "web" successfully rolled out\n');
    const first = (await reader.ok('get pods -o name')).trim().split('\n');
    expect(first).toHaveLength(3);
    for (const name of first) expect(name).toMatch(/^pod\/web-[a-z0-9]{6,10}-[a-z0-9]{5}$/);
    expect(await reader.ok('get replicasets')).toMatch(/web-[a-z0-9]+ +3 +3 +3/);
    expect(await reader.ok('scale deployment web --replicas=2')).toBe('deployment.apps/web scaled\n');
    await reader.until('get deployment web', /web +2\/2/);
    expect(await reader.ok('set image deployment/web nginx=nginx:1.25')).toBe('deployment.apps/web image updated\n');
    expect(await reader.ok('rollout status deployment/web --timeout=200s')).toContain('successfully rolled out');
    expect(await reader.ok('rollout history deployment/web')).toMatch(/REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>\n/);
    expect(await reader.ok('rollout undo deployment/web')).toBe('deployment.apps/web rolled back\n');
    await reader.ok('rollout status deployment/web --timeout=200s');
    expect(await reader.ok("get deployment web -o jsonpath='{.spec.template.spec.containers[0].image}'")).toBe('nginx:1.21');
    await reader.until('get pods --no-headers', /^(?:web\S+ +1\/1 +Running.*\n){2}$/);
    const [doomed = ''] = (await reader.ok('get pods -o name')).trim().split('\n');
    await reader.ok(`delete ${doomed} --wait=false`);
    await reader.until('get pods', /(?:1\/1 +Running[^]*){2}/);
    expect(await reader.until('get pods -o name', new RegExp(`^(?!(?:.*\n)*${doomed}\n)(?:pod/web-\\S+\n){2}$`))).not.toContain(doomed);
  }, 60_000);
});

describe('exercises that change the nodes', () => {
  let quick: Served;
  // The five minutes until a dead node's Pods are given up pass in six seconds.
  beforeAll(async () => { quick = await serve(['--ephemeral', '--kubeconfig', path.join(folder, 'quick-kubeconfig'), '--speed', '50']); });
  afterAll(async () => { await quick.end(); });

  test('7: scheduling', async () => {
    const reader = await Reader.open('scheduling', {
      'gpu.yml': manifests.pod('gpu', '  nodeSelector: { gpu: nvidia, disktype: ssd }\n  containers: [{ name: cuda, image: "nvidia/cuda", command: [sleep, infinity] }]\n'),
      'tolerant.yml': manifests.pod('tolerant', '  tolerations: [{ key: special, operator: Equal, value: "true", effect: NoSchedule }]\n  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [worker-1] }] }] } } }\n  containers: [{ name: main, image: nginx }]\n'),
      'preferring.yml': manifests.pod('preferring', '  affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: { matchExpressions: [{ key: gpu, operator: Exists }] } }] } }\n  containers: [{ name: main, image: nginx }]\n'),
      'large.yml': manifests.pod('large', '  containers: [{ name: main, image: nginx, resources: { requests: { cpu: "64" } } }]\n'),
    }, quick);
    await reader.ok('apply -f gpu.yml');
    expect(await reader.until('describe pod gpu', /FailedScheduling/)).toContain("0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector.");
    await reader.ok('label node worker-2 gpu=nvidia disktype=ssd');
    await reader.ready('gpu');
    await reader.ok('taint nodes worker-1 special=true:NoSchedule');
    for (const file of ['tolerant.yml', 'preferring.yml', 'large.yml']) await reader.ok(`apply -f ${file}`);
    await reader.ready('tolerant');
    await reader.ready('preferring');
    expect(await reader.ok("get pods tolerant preferring -o jsonpath='{.items[*].spec.nodeName}'")).toBe('worker-1 worker-2');
    expect(await reader.until('describe pod large', /FailedScheduling/)).toContain('Insufficient cpu');
    await reader.ok('taint nodes worker-1 special-');
    expect(await reader.ok('cordon worker-2')).toBe('node/worker-2 cordoned\n');
    await reader.ok('create deployment many --image=nginx --replicas=5');
    await reader.ok('set resources deployment many --requests=cpu=600m');
    await reader.until('get pods -l app=many -o wide', /(?:worker-1[^]*){3}/);
    expect(await reader.until('get events', /FailedScheduling .*pod\/many/)).toMatch(/FailedScheduling .*pod\/many-\S+ +0\/3 nodes are available:.*1 Insufficient cpu.*1 node\(s\) were unschedulable/);
    await reader.ok('delete deployment many');
    await reader.ok('uncordon worker-2');
  }, 60_000);

  test('8: Pods are mortal and immutable', async () => {
    const reader = await Reader.open('mortality', { 'web.yml': manifests.deployment }, quick);
    await reader.ok('apply -f web.yml');
    await reader.ok(`run bare --image=nginx --port=80 --overrides='{"spec":{"nodeName":"worker-2"}}'`);
    await reader.ok('rollout status deployment/web --timeout=200s');
    await reader.ready('bare');
    const refused = await reader.run(`patch pod bare --type=json -p '[{"op":"replace","path":"/spec/containers/0/ports/0/containerPort","value":81}]'`);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('pod updates may not change fields other than `spec.containers[*].image`');
    expect(await reader.ok('set image pod/bare bare=nginx:1.25')).toBe('pod/bare image updated\n');
    await reader.until('get pod bare', /1\/1 +Running +1 \(/);
    const before = JSON.parse(await reader.ok('get pods -l app=web -o json')) as { items: { metadata: { name: string; uid: string }; spec: { nodeName: string }; status: { podIP: string } }[] };
    const node = await run(process.execPath, [await bundledCli(), 'node', 'stop', 'worker-2'], { env: reader.env });
    expect(node.code, node.stderr).toBe(0);
    await reader.until('get nodes', /worker-2 +NotReady/);
    // The taint manager waits five minutes before it takes the Pods of a dead node.
    await reader.until('get pods', /bare +1\/1 +Terminating/);
    await reader.until('get pods -l app=web -o wide --field-selector=spec.nodeName=worker-1', /(?:1\/1 +Running[^]*){3}/);
    const after = JSON.parse(await reader.ok('get pods -l app=web --field-selector=spec.nodeName=worker-1 -o json')) as typeof before;
    const lost = before.items.filter(({ spec }) => spec.nodeName === 'worker-2');
    expect(lost.length).toBeGreaterThan(0);
    for (const { metadata, status } of lost) expect(after.items.filter((item) => item.metadata.name === metadata.name || item.metadata.uid === metadata.uid || item.status.podIP === status.podIP)).toEqual([]);
    expect(await reader.ok('get pods --field-selector=spec.nodeName=worker-1')).not.toContain('bare');
  }, 90_000);
});
