// Pods, ports, Services and names on the simulated network, seen from containers.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, newHarness } from '../runtime/runtime-harness.ts';

describe('network', () => {
  let harness: Harness;
  let endpoints: { ip: string; port: number }[] = [];
  beforeEach(() => {
    endpoints = [];
    harness = newHarness({
      network_: {
        resolveService: (ip, port) => (ip === '10.96.0.50' && port === 80 ? (endpoints[0] ?? 'refused') : undefined),
        lookup: (name) => (name === 'web.default.svc.cluster.local' ? ['10.96.0.50'] : undefined),
      },
    });
  });
  afterEach(() => {
    expect(harness.bugs).toEqual([]);
    harness.dispose();
  });

  async function client(): Promise<string> {
    const sandbox = await harness.sandbox();
    return harness.start(sandbox.id, { image: 'busybox:1.36', command: ['sleep', '10000'] });
  }

  test('Pods reach each other by IP; containers of a Pod share localhost', async () => {
    const server = await harness.sandbox();
    await harness.start(server.id, { image: 'nginx:1.21' });
    const beside = await harness.start(server.id, { image: 'busybox:1.36', name: 'beside', command: ['sleep', '10000'] });
    await harness.settle();
    const other = await client();
    for (const [id, host] of [[beside, 'localhost'], [beside, '127.0.0.1'], [other, server.ip]] as const) {
      const { stdout, exitCode } = await harness.exec(id, ['wget', '-qO-', `http://${host}/`]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('<title>Welcome to nginx!</title>');
    }
    expect(await harness.exec(other, ['wget', '-qO-', 'http://localhost/'])).toMatchObject({ exitCode: 1, stderr: "wget: can't connect to remote host (127.0.0.1): Connection refused\n" });
    expect(await harness.exec(other, ['wget', '-qO-', `http://${server.ip}/none`])).toMatchObject({ exitCode: 1, stderr: 'wget: server returned error: HTTP/1.1 404 Not Found\n' });
  });

  test('a Service name leads to an endpoint, and to a refusal without one', async () => {
    const server = await harness.sandbox();
    await harness.start(server.id, { image: 'webserver:1' });
    await harness.settle();
    const id = await client();
    expect(await harness.exec(id, ['wget', '-qO-', 'http://web/hostname'])).toMatchObject({ exitCode: 1, stderr: "wget: can't connect to remote host (10.96.0.50): Connection refused\n" });
    endpoints = [{ ip: server.ip, port: 8080 }];
    expect(await harness.exec(id, ['wget', '-qO-', 'http://web.default.svc.cluster.local/hostname'])).toMatchObject({ stdout: 'pod-1\n', exitCode: 0 });
    const { stdout } = await harness.exec(id, ['nslookup', 'web']);
    expect(stdout).toContain('Name:\tweb.default.svc.cluster.local\nAddress: 10.96.0.50');
    expect((await harness.exec(id, ['nslookup', 'nosuch'])).exitCode).toBe(1);
  });

  test('nc carries data both ways and sees the end', async () => {
    const server = await harness.sandbox();
    const listening = await harness.start(server.id, { image: 'busybox:1.36', command: ['sh', '-c', 'echo reply | nc -l -p 9000'] });
    await harness.settle();
    const id = await client();
    expect(await harness.exec(id, ['nc', server.ip, '9000'], 'request\n')).toMatchObject({ stdout: 'reply\n', exitCode: 0 });
    expect(await harness.ended(listening)).toMatchObject({ output: 'request\n', exitCode: 0 });
    expect(await harness.exec(id, ['nc', '-z', server.ip, '9000'])).toMatchObject({ exitCode: 1 });
  });

  test('httpd serves files of a shared volume', async () => {
    const sandbox = await harness.sandbox();
    const volume = { kind: 'pod', podUid: 'u', name: 'html' } as const;
    await harness.runtime.ensureVolume(volume, { medium: 'disk' });
    const mounts = [{ containerPath: '/www', readOnly: false, volume }];
    await harness.start(sandbox.id, { image: 'busybox:1.36', command: ['httpd', '-f', '-p', '8000', '-h', '/www'], mounts });
    const writer = await harness.start(sandbox.id, { image: 'busybox:1.36', name: 'writer', command: ['sh', '-c', 'echo synced > /www/index.html; sleep 1000'], mounts });
    await harness.settle();
    expect(await harness.exec(writer, ['wget', '-qO-', 'http://localhost:8000'])).toMatchObject({ stdout: 'synced\n' });
  });

  test('apk adds curl, which shows the page of the k8sbook image', async () => {
    const sandbox = await harness.sandbox();
    const id = await harness.start(sandbox.id, { image: 'nigelpoulton/k8sbook:latest' });
    await harness.settle();
    expect((await harness.exec(id, ['sh', '-c', 'curl localhost:8080'])).stderr).toBe('sh: curl: not found\n');
    expect((await harness.exec(id, ['apk', 'add', 'curl'])).stdout).toMatch(/Installing curl .*\n.*\nOK: /);
    expect((await harness.exec(id, ['sh', '-c', 'curl -s localhost:8080'])).stdout).toContain('Kubernetes Rocks!');
    expect(await harness.exec(id, ['hostname'])).toMatchObject({ stdout: 'pod-1\n' });
  });

  test('an ambassador proxies to a redis on localhost of another Pod', async () => {
    const database = await harness.sandbox();
    const redis = await harness.start(database.id, { image: 'redis' });
    await harness.settle();
    expect(await harness.exec(redis, ['redis-cli', 'SET', 'k', 'v'])).toMatchObject({ stdout: 'OK\n' });
    const pod = await harness.sandbox();
    await harness.start(pod.id, { image: 'busybox:1.36', name: 'ambassador', command: ['nc', '-lk', '-p', '6379', '-e', 'nc', database.ip, '6379'] });
    const app = await harness.start(pod.id, { image: 'redis', name: 'app', command: ['sleep', '10000'] });
    await harness.settle();
    expect(await harness.exec(app, ['redis-cli', 'GET', 'k'])).toMatchObject({ stdout: 'v\n' });
  });

  test('port-forward dials localhost of the Pod', async () => {
    const sandbox = await harness.sandbox();
    await harness.start(sandbox.id, { image: 'webserver:1' });
    await harness.settle();
    const text = await new Promise<string>((resolve, reject) => {
      let received = '';
      harness.runtime.dialSandbox(sandbox.id, 8080, { onData: (bytes) => { received += new TextDecoder().decode(bytes); }, onClose: () => { resolve(received); } })
        .then((connection) => { connection.write(new TextEncoder().encode('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')); }, reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nok\n$/);
    await expect(harness.runtime.dialSandbox(sandbox.id, 81, { onData: () => undefined, onClose: () => undefined })).rejects.toThrow('connection refused');
  });
});
