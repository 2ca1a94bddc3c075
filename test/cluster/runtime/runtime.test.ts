// The runtime's door: what a kubelet relies on.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, newHarness } from './runtime-harness.ts';

describe('runtime', () => {
  let harness: Harness;
  beforeEach(() => { harness = newHarness(); });
  afterEach(() => {
    expect(harness.bugs).toEqual([]);
    harness.dispose();
  });

  test('a script runs to its end', async () => {
    expect(await harness.script('echo hello; exit 3')).toEqual({ output: 'hello\n', exitCode: 3, reason: 'Error' });
    expect(await harness.script('echo line1; sleep 1; echo line2 >&2')).toEqual({ output: 'line1\nline2\n', exitCode: 0, reason: 'Completed' });
  });

  test('PID 1 ignores TERM without a handler and obeys a trap', async () => {
    const sandbox = await harness.sandbox();
    const plain = await harness.start(sandbox.id, { image: 'busybox:1.36', command: ['sleep', '100000'] });
    await harness.runtime.stopContainer(plain, 2);
    expect(harness.runtime.containerStatus(plain)).toMatchObject({ exitCode: 137, reason: 'Error' });
    const trapping = await harness.start(sandbox.id, { image: 'busybox:1.36', name: 'other', command: ['sh', '-c', "trap 'echo got TERM; exit 7' TERM; while :; do sleep 0.2; done"] });
    await harness.settle();
    await harness.runtime.stopContainer(trapping, 30);
    expect(harness.runtime.containerStatus(trapping)).toMatchObject({ exitCode: 7 });
    expect(await harness.log(trapping)).toBe('got TERM\n');
  });

  test('a bad command is a StartError with the text of runc', async () => {
    const sandbox = await harness.sandbox();
    await harness.runtime.pullImage('busybox:1.36');
    const base = 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: ';
    for (const [command, detail] of [['nosuch', '"nosuch": executable file not found in $PATH'], ['/no/such/file', '"/no/such/file": stat /no/such/file: no such file or directory'], ['/etc', '"/etc": permission denied']] as const) {
      await expect(harness.start(sandbox.id, { image: 'busybox:1.36', command: [command] })).rejects.toThrow(base + detail);
    }
  });

  test('a memory limit kills the container', async () => {
    expect(await harness.script('tail /dev/zero', { memoryLimitBytes: 16 * 1024 * 1024 })).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    expect(await harness.script('x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done', { memoryLimitBytes: 16 * 1024 * 1024 })).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  test('the largest process is killed first: a container outlives its child, and its end tells of it', async () => {
    const limit = { memoryLimitBytes: 16 * 1024 * 1024 };
    expect(await harness.script('dd if=/dev/zero of=/dev/null bs=100M count=1; echo code $?', limit)).toMatchObject({ exitCode: 0, reason: 'OOMKilled', output: 'Killed\ncode 137\n' });
    expect(await harness.script('dd if=/dev/zero bs=40M count=2 2>/tmp/said | wc -c; head -2 /tmp/said; echo 12345 | dd bs=100M 2>/dev/null')).toMatchObject({ exitCode: 0, output: '83886080\n2+0 records in\n2+0 records out\n12345\n' });
    expect(await harness.script('tail /dev/zero; echo code $?', limit)).toMatchObject({ exitCode: 0, reason: 'OOMKilled', output: 'Killed\ncode 137\n' });
    const sandbox = await harness.sandbox();
    const id = await harness.start(sandbox.id, { image: 'busybox:1.36', command: ['sleep', '1000'], ...limit });
    expect(await harness.exec(id, ['tail', '/dev/zero'])).toMatchObject({ exitCode: 137 });
    expect(harness.runtime.containerStatus(id)).toMatchObject({ state: 'running' });
  });

  test('root without its capabilities is refused what they are for', async () => {
    const drop = (names: readonly string[]) => ({ security: { dropCapabilities: names } });
    expect(await harness.script('touch /x; chown 1 /x; chgrp 1 /x; echo $?', drop(['CHOWN']))).toMatchObject({ output: 'chown: /x: Operation not permitted\nchgrp: /x: Operation not permitted\n1\n' });
    expect(await harness.script('echo a > /x; chmod 0 /x; cat /x; echo $?', drop(['ALL']))).toMatchObject({ output: "cat: can't open '/x': Permission denied\n1\n" });
    const profile = { security: { seccompProfile: '/var/lib/kubelet/seccomp/none.json' } };
    await expect(harness.script('true', profile)).rejects.toThrow('cannot load seccomp profile "/var/lib/kubelet/seccomp/none.json": open /var/lib/kubelet/seccomp/none.json: no such file or directory');
  });

  test('exec sees and changes the container, and reports what is missing', async () => {
    const sandbox = await harness.sandbox();
    const id = await harness.start(sandbox.id, { image: 'busybox:1.36', command: ['sleep', '1000'] });
    expect(await harness.exec(id, ['sh', '-c', 'echo x > /tmp/a; cat /tmp/a; ls /nosuch; exit 5'])).toMatchObject({ stdout: 'x\n', stderr: 'ls: /nosuch: No such file or directory\n', exitCode: 5 });
    expect(await harness.exec(id, ['cat'], 'to the end')).toMatchObject({ stdout: 'to the end' });
    expect(() => harness.runtime.exec(id, ['nosuch'], { stdin: false, tty: false }, { onStdout: () => undefined, onStderr: () => undefined, onExit: () => undefined })).toThrow(/^failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in \$PATH$/);
  });

  test('the k8sbook page is served on 8080 and its process is PID 1', async () => {
    const sandbox = await harness.sandbox();
    const id = await harness.start(sandbox.id, { image: 'nigelpoulton/k8sbook:latest' });
    await harness.settle();
    const answer = await harness.runtime.httpGet({ scheme: 'http', host: sandbox.ip, port: 8080, path: '/', headers: [] }, 1000);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('Kubernetes Rocks!');
    const { stdout } = await harness.exec(id, ['ps', 'aux']);
    expect(stdout).toMatch(/^\s+1 root\s+0:00 node \.\/app\.js$/m);
  });

  test('two servers on one port: the second says so and exits', async () => {
    const sandbox = await harness.sandbox();
    await harness.start(sandbox.id, { image: 'webserver:1' });
    const second = await harness.start(sandbox.id, { image: 'webserver:1', name: 'second' });
    expect(await harness.ended(second)).toEqual({ output: 'error: listen tcp :8080: bind: address already in use\n', exitCode: 1, reason: 'Error' });
  });

  test('probes get the texts of the Go client', async () => {
    const sandbox = await harness.sandbox();
    await harness.start(sandbox.id, { image: 'webserver:1', args: ['-grpc-port=9000'] });
    await harness.settle();
    const probe = { scheme: 'http', host: sandbox.ip, port: 8080, path: '/healthz', headers: [] } as const;
    await expect(harness.runtime.httpGet({ ...probe, port: 81 }, 1000)).rejects.toThrow(`Get "http://${sandbox.ip}:81/healthz": dial tcp ${sandbox.ip}:81: connect: connection refused`);
    await expect(harness.runtime.httpGet({ ...probe, scheme: 'https' }, 1000)).rejects.toThrow(`Get "https://${sandbox.ip}:8080/healthz": http: server gave HTTP response to HTTPS client`);
    await expect(harness.runtime.httpGet({ ...probe, path: '/slow/3000' }, 1000)).rejects.toThrow(`Get "http://${sandbox.ip}:8080/slow/3000": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`);
    expect(await harness.runtime.httpGet({ ...probe, path: '/status/404' }, 1000)).toMatchObject({ status: 404 });
    expect(await harness.runtime.httpGet({ ...probe, path: '/status/302' }, 1000)).toMatchObject({ status: 200, body: 'ok\n' });
    const call = { scheme: 'http', host: sandbox.ip, port: 8080, method: 'GET', target: '/status/302', headers: { host: 'x' }, body: '' } as const;
    expect(await harness.runtime.httpRequest(call, 1000)).toMatchObject({ status: 302, headers: { location: '/healthz' } });
    await expect(harness.runtime.httpRequest({ ...call, port: 81 }, 1000)).rejects.toThrow(`dial tcp ${sandbox.ip}:81: connect: connection refused`);
    await expect(harness.runtime.httpRequest({ ...call, target: '/slow/3000' }, 1000)).rejects.toThrow('context deadline exceeded');
    await expect(harness.runtime.tcpDial(sandbox.ip, 8081, 1000)).rejects.toThrow(`dial tcp ${sandbox.ip}:8081: connect: connection refused`);
    expect(await harness.runtime.grpcHealth(sandbox.ip, 9000, '', 1000)).toBe('SERVING');
    expect(await harness.runtime.grpcHealth(sandbox.ip, 9000, 'down', 1000)).toBe('NOT_SERVING');
  });

  test('images: unknown ones fail with the words of containerd, private ones want credentials', async () => {
    const { runtime } = harness;
    await expect(runtime.pullImage('busybox:nosuch')).rejects.toThrow('failed to pull and unpack image "docker.io/library/busybox:nosuch": failed to resolve image: docker.io/library/busybox:nosuch: not found');
    await expect(runtime.pullImage('registry.podlab.test:5000/private/busybox:1.36')).rejects.toThrow('failed to resolve image: pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials');
    await expect(runtime.pullImage('registry.podlab.test:5000/private/busybox:1.36', { username: 'user', password: 'wrong' })).rejects.toThrow('failed to pull and unpack image "registry.podlab.test:5000/private/busybox:1.36": failed to resolve image: unexpected status from HEAD request to http://registry.podlab.test:5000/v2/private/busybox/manifests/1.36: 401 Unauthorized');
    expect(await runtime.pullImage('registry.podlab.test:5000/private/busybox:1.36', { username: 'user', password: 'secret' })).toMatchObject({ image: 'registry.podlab.test:5000/private/busybox:1.36' });
    expect(runtime.imageStatus('nginx')).toBeUndefined();
    await runtime.pullImage('nginx');
    expect(runtime.imageStatus('nginx')).toMatchObject({ image: 'docker.io/library/nginx:latest', stopSignal: 'SIGQUIT' });
    await expect(runtime.pullImage('127.0.0.1:5999/x:1')).rejects.toThrow('dial tcp 127.0.0.1:5999: connect: connection refused');
  });
});
