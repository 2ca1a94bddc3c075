// A learner's first hour with kubectl, in a whole simulated cluster: apply, get, describe, logs, exec, delete.
import { afterEach, expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { startVirtualCluster, type VirtualCluster } from '../support/cluster-fakes/virtual-cluster.ts';
import { kubectlOf } from '../support/cluster-fakes/virtual-kubectl.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

const podYaml = `apiVersion: v1
kind: Pod
metadata:
  name: hello-pod
  labels: {zone: prod, version: v1}
spec:
  containers:
  - name: hello-ctr
    image: nigelpoulton/k8sbook:latest
    command: ["sh", "-c", "echo hello from \${HOSTNAME}; sleep 3600"]
    ports:
    - containerPort: 8080
`;

test('a Pod from YAML to logs', async () => {
  virtual = await startVirtualCluster({});
  const kubectl = kubectlOf(virtual, { 'pod.yml': podYaml });
  expect(await kubectl('apply -f pod.yml')).toEqual({ exit: 0, out: 'pod/hello-pod created\n', err: '' });
  expect(await kubectl('wait --for=condition=Ready pod/hello-pod')).toEqual({ exit: 0, out: 'pod/hello-pod condition met\n', err: '' });
  expect((await kubectl('get pods')).out).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\nhello-pod +1\/1 +Running +0 +\d+s\n$/);
  const described = (await kubectl('describe pods hello-pod')).out;
  expect(described).toMatch(/^Name: +hello-pod\n/);
  expect([...described.matchAll(/^ {2}Normal +(\w+)/gm)].map(([, reason]) => reason)).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']);
  expect((await kubectl('logs hello-pod')).out).toBe('hello from hello-pod\n');
  expect(await kubectl('exec hello-pod -- hostname')).toEqual({ exit: 0, out: 'hello-pod\n', err: '' });
  expect((await kubectl(['exec', 'hello-pod', '--', 'sh', '-c', 'exit 3'])).exit).toBe(3);
  expect((await kubectl('logs hello-pod --previous')).err).toContain('previous terminated container "hello-ctr" in pod "hello-pod" not found');
  expect(await kubectl('apply -f pod.yml')).toEqual({ exit: 0, out: 'pod/hello-pod unchanged\n', err: '' });
  expect(await kubectl('delete -f pod.yml')).toEqual({ exit: 0, out: 'pod "hello-pod" deleted from default namespace\n', err: '' });
  expect(await kubectl('get pods')).toEqual({ exit: 0, out: '', err: 'No resources found in default namespace.\n' });
}, 60_000);

test('run, attach, scale and drain', async () => {
  virtual = await startVirtualCluster({});
  const kubectl = kubectlOf(virtual, {});
  const once = await kubectl(['run', 'once', '--image=busybox:1.36', '--restart=Never', '-i', '--rm', '-q', '--', 'sh', '-c', 'sleep 1; echo ready; exit 4']);
  expect([once.exit, once.out]).toEqual([4, 'ready\n']);
  expect((await kubectl('create deployment web --image=nginx --replicas=2')).out).toBe('deployment.apps/web created\n');
  expect((await kubectl('rollout status deploy/web')).out).toMatch(/deployment "web" successfully rolled out\n$/);
  expect((await kubectl('scale deploy web --replicas=3')).out).toBe('deployment.apps/web scaled\n');
  expect((await kubectl('rollout status deploy web')).exit).toBe(0);
  expect((await kubectl('get deploy web')).out).toMatch(/^web +3\/3 +3 +3 /m);
  expect((await kubectl('set image deploy/web nginx=nginx:1.21')).out).toBe('deployment.apps/web image updated\n');
  expect((await kubectl('rollout status deploy/web')).exit).toBe(0);
  expect((await kubectl('rollout undo deploy/web')).out).toBe('deployment.apps/web rolled back\n');
  expect((await kubectl('rollout history deploy/web')).out).toMatch(/^deployment.apps\/web \nREVISION {2}CHANGE-CAUSE\n2 +<none>\n3 +<none>\n\n$/);
  expect((await kubectl('drain worker-1 --ignore-daemonsets --delete-emptydir-data --force')).out).toMatch(/^node\/worker-1 cordoned\n(evicting pod default\/web-.*\n)+(pod\/web-.* evicted\n)+node\/worker-1 drained\n$/);
  expect((await kubectl('get nodes worker-1')).out).toMatch(/Ready,SchedulingDisabled/);
}, 60_000);

test('drain gives up at its time, though a timer fires a millisecond early', async () => {
  virtual = await startVirtualCluster({});
  const { clock } = virtual;
  const early: Clock = { now: () => clock.now(), setTimeout: (wake, delayMs) => clock.setTimeout(wake, delayMs - 1) };
  const kubectl = kubectlOf(virtual, {}, early);
  await kubectl('create deployment web --image=nginx --replicas=1');
  await kubectl('rollout status deploy/web');
  await kubectl('create poddisruptionbudget keep --selector=app=web --min-available=1');
  const node = (await kubectl('get pods -l app=web -o jsonpath={.items[0].spec.nodeName}')).out;
  const drained = await kubectl(`drain ${node} --ignore-daemonsets --timeout=7s`);
  expect(drained.exit).toBe(1);
  expect(drained.out.match(/evicting pod/g)).toHaveLength(3);
  expect(drained.err.match(/will retry after 5s/g)).toHaveLength(2);
  expect(drained.err).toContain('global timeout reached: 7s\n');
}, 60_000);
