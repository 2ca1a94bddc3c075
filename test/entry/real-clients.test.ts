// The real kubectl 1.36.3, helm and @kubernetes/client-node against the bundled `podlab serve`.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CoreV1Api, KubeConfig, makeInformer, PortForward } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PassThrough } from 'node:stream';
import { fetchKubectl } from '../../scripts/hosts/cache.ts';
import { type Ran, run, start } from './support/run.ts';
import { type Served, serve } from './support/served.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'podlab-clients-'));
const programs = await fetchKubectl();
let served: Served;
let env: NodeJS.ProcessEnv;

const at = (name: string): string => path.join(folder, name);
const kubectl = (args: string, input?: string): Promise<Ran> => run(programs.kubectl, words(args), { env, ...(input !== undefined && { input }) });
const helm = (args: string): Promise<Ran> => run(programs.helm, words(args), { env });

/** Splits at spaces; what is in single quotes stays together. */
function words(text: string): string[] {
  return [...text.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
}

/** What kubectl printed, once it succeeded. */
async function ok(args: string, input?: string): Promise<string> {
  const { code, stdout, stderr } = await kubectl(args, input);
  expect(code, `kubectl ${args}: ${stderr}`).toBe(0);
  return stdout;
}

const webPod = `
apiVersion: v1
kind: Pod
metadata: { name: hello-pod, labels: { app: hello } }
spec:
  containers:
  - name: web
    image: nginx:1.27
    ports: [{ containerPort: 80 }]
`;

beforeAll(async () => {
  served = await serve(['--ephemeral', '--kubeconfig', at('kubeconfig'), '--latencies', 'none']);
  env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: at('kubeconfig') };
  writeFileSync(at('pod.yaml'), webPod);
}, 60_000);

afterAll(async () => {
  await served.end();
  rmSync(folder, { recursive: true });
});

describe('kubectl', () => {
  test('applies, waits, gets and describes a Pod', async () => {
    expect(await ok(`apply -f ${at('pod.yaml')}`)).toBe('pod/hello-pod created\n');
    expect(await ok(`apply -f ${at('pod.yaml')}`)).toBe('pod/hello-pod unchanged\n');
    expect(await ok('wait --for=condition=Ready pod/hello-pod --timeout=20s')).toBe('pod/hello-pod condition met\n');
    expect(await ok('get pods')).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\nhello-pod +1\/1 +Running +0 +\d+s\n$/);
    expect(await ok('get pods -o wide')).toMatch(/10\.244\.\d+\.\d+ +worker-\d/);
    expect(await ok("get pod hello-pod -o jsonpath='{.status.phase}'")).toBe('Running');
    const described = await ok('describe pod hello-pod');
    expect(described).toMatch(/^Name: +hello-pod\nNamespace: +default\n/);
    expect(described).toMatch(/Events:\n +Type +Reason +Age +From +Message\n/);
    expect(described).toMatch(/Normal +Scheduled .* +default-scheduler +Successfully assigned default\/hello-pod to worker-\d/);
  });

  test('diffs, labels, patches and scales', async () => {
    const { code, stdout } = await kubectl('diff -f -', webPod.replace('app: hello', 'app: changed'));
    expect(code).toBe(1);
    expect(stdout).toMatch(/-\s+app: hello\n\+\s+app: changed\n/);
    expect(await ok('label pod hello-pod tier=front')).toBe('pod/hello-pod labeled\n');
    expect(await ok('get pods -l tier=front -o name')).toBe('pod/hello-pod\n');
    expect(await ok(`patch pod hello-pod --type=json -p='[{"op":"replace","path":"/metadata/labels/tier","value":"back"}]'`)).toBe('pod/hello-pod patched\n');
    expect(await ok(`patch pod hello-pod -p '{"metadata":{"labels":{"tier":null}}}'`)).toBe('pod/hello-pod patched\n');
    expect(await ok("get pod hello-pod -o jsonpath='{.metadata.labels}'")).toBe('{"app":"hello"}');
    const refused = await kubectl(`patch pod hello-pod -p '{"spec":{"containers":[{"name":"web","ports":null}]}}'`);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('The Pod "hello-pod" is invalid: spec: Forbidden: pod updates may not change fields other than');
  });

  test('explains fields and says what may be done', async () => {
    const explained = await ok('explain pod.spec.containers.livenessProbe');
    expect(explained).toMatch(/^KIND: +Pod\nVERSION: +v1\n\nFIELD: livenessProbe <Probe>\n/);
    expect(explained).toContain('initialDelaySeconds');
    expect(await ok('auth can-i create pods')).toBe('yes\n');
    const no = await kubectl('auth can-i delete nodes --as=system:serviceaccount:default:default');
    expect(no).toMatchObject({ code: 1, stdout: 'no\n' });
    expect(await ok('auth whoami')).toContain('system:masters');
    expect(await ok('api-resources --api-group=apps')).toMatch(/deployments +deploy +apps\/v1 +true +Deployment/);
    expect(await ok('version')).toMatch(/Server Version: v1\.36\.3/);
  });

  test('defines a kind, and gets, explains and scales its objects', async () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'paintings.art.example.com' },
      spec: {
        group: 'art.example.com', scope: 'Namespaced', names: { kind: 'Painting', plural: 'paintings', shortNames: ['pt'] },
        versions: [{
          name: 'v1', served: true, storage: true, subresources: { scale: { specReplicasPath: '.spec.copies', statusReplicasPath: '.status.copies' } }, additionalPrinterColumns: [{ name: 'Title', type: 'string', jsonPath: '.spec.title' }],
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', description: 'What is painted.', properties: { title: { type: 'string' }, copies: { type: 'integer', default: 1 } } } } } },
        }],
      },
    };
    const painting = { apiVersion: 'art.example.com/v1', kind: 'Painting', metadata: { name: 'sea' }, spec: { title: 'Sea' } };
    expect(await ok('apply -f -', JSON.stringify(definition))).toBe('customresourcedefinition.apiextensions.k8s.io/paintings.art.example.com created\n');
    await ok('wait --for=condition=Established crd/paintings.art.example.com');
    expect(await ok('apply -f -', JSON.stringify(painting))).toBe('painting.art.example.com/sea created\n');
    expect(await ok('apply -f -', JSON.stringify(painting))).toBe('painting.art.example.com/sea unchanged\n');
    expect(await ok('get pt')).toBe('NAME   TITLE\nsea    Sea\n');
    expect(await ok('scale pt sea --replicas=3')).toBe('painting.art.example.com/sea scaled\n');
    expect(await ok('explain pt.spec')).toMatch(/FIELD: spec <Object>\s+DESCRIPTION:\s+What is painted\.\s+FIELDS:\s+copies\t<integer>\n/);
    expect((await kubectl('apply -f -', JSON.stringify({ ...painting, metadata: { name: 'bad' }, spec: { title: 5 } }))).stderr).toContain('spec.title: Invalid value: "integer": spec.title in body must be of type string: "integer"');
    await ok('delete crd paintings.art.example.com');
  });

  test('creates what it sends as protobuf, and scales it', async () => {
    expect(await ok('create deployment web --image=nginx:1.27 --replicas=2')).toBe('deployment.apps/web created\n');
    expect(await ok('create configmap settings --from-literal=colour=blue')).toBe('configmap/settings created\n');
    expect(await ok('create secret generic login --from-literal=password=s3cret')).toBe('secret/login created\n');
    expect(await ok("get secret login -o jsonpath='{.data.password}'")).toBe(Buffer.from('s3cret').toString('base64'));
    expect(await ok('rollout status deployment/web --timeout=20s')).toContain('deployment "web" successfully rolled out\n');
    expect(await ok('scale deployment web --replicas=3')).toBe('deployment.apps/web scaled\n');
    expect(await ok("wait --for=jsonpath='{.status.readyReplicas}'=3 deployment/web --timeout=20s")).toBe('deployment.apps/web condition met\n');
    expect(await ok('get deployment web')).toMatch(/web +3\/3 +3 +3 +\d+s/);
  });

  test('reads logs, follows them, and reads those of the instance before', async () => {
    await ok('apply -f -', 'apiVersion: v1\nkind: Pod\nmetadata: { name: ticker }\nspec:\n  terminationGracePeriodSeconds: 0\n  containers:\n  - name: main\n    image: busybox:1.36\n    command: [sh, -c, "i=0; while [ $i -lt 4 ]; do i=$((i+1)); echo tick $i; sleep 0.3; done; exit 1"]\n');
    await ok('wait --for=condition=Ready pod/ticker --timeout=20s');
    const following = start(programs.kubectl, ['logs', '-f', 'ticker'], env);
    expect(await following.until(/tick 4\n/)).toContain('tick 3\n');
    await following.stop();
    await vi.waitFor(async () => { expect(await ok('logs --previous ticker')).toBe('tick 1\ntick 2\ntick 3\ntick 4\n'); }, { timeout: 10_000, interval: 300 });
    await vi.waitFor(async () => { expect(await ok('logs --tail=1 --previous ticker')).toBe('tick 4\n'); }, { timeout: 10_000, interval: 300 });
    expect((await kubectl('logs --previous hello-pod')).stderr).toContain('previous terminated container "web" in pod "hello-pod" not found');
  });

  test.each(['true', 'false'])('executes commands (WebSocket: %s)', async (webSocket) => {
    const saved = env;
    env = { ...env, KUBECTL_REMOTE_COMMAND_WEBSOCKETS: webSocket };
    try {
      expect(await ok('exec hello-pod -- echo hello')).toBe('hello\n');
      expect(await ok('exec -i hello-pod -- cat', 'from stdin\n'.repeat(5000))).toBe('from stdin\n'.repeat(5000));
      const failed = await kubectl("exec hello-pod -- sh -c 'echo out; echo err >&2; exit 3'");
      expect(failed).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\ncommand terminated with exit code 3\n' });
    } finally {
      env = saved;
    }
  });

  test('copies files both ways', async () => {
    mkdirSync(at('up/inner'), { recursive: true });
    writeFileSync(at('up/inner/file.txt'), 'carried\n');
    writeFileSync(at('up/bytes'), Buffer.from([0, 255, 10, 13, 128]));
    await ok(`cp ${at('up')} hello-pod:/tmp/up`);
    expect(await ok('exec hello-pod -- cat /tmp/up/inner/file.txt')).toBe('carried\n');
    await ok(`cp hello-pod:/tmp/up ${at('down')}`);
    expect(readFileSync(at('down/inner/file.txt'), 'utf8')).toBe('carried\n');
    expect([...readFileSync(at('down/bytes'))]).toEqual([0, 255, 10, 13, 128]);
  });

  test.each(['true', 'false'])('forwards ports (WebSocket: %s)', async (webSocket) => {
    const forwarding = start(programs.kubectl, ['port-forward', 'pod/hello-pod', ':80', ':9999'], { ...env, KUBECTL_PORT_FORWARD_WEBSOCKETS: webSocket });
    try {
      const said = await forwarding.until(/127\.0\.0\.1:\d+ -> 80\n[^]*127\.0\.0\.1:\d+ -> 9999/);
      const [, web = '', nothing = ''] = /127\.0\.0\.1:(\d+) -> 80\n[^]*127\.0\.0\.1:(\d+) -> 9999/.exec(said) ?? [];
      const pages = await Promise.all(Array.from({ length: 5 }, async () => (await fetch(`http://127.0.0.1:${web}/`)).text()));
      for (const page of pages) expect(page).toContain('<title>Welcome to nginx!</title>');
      await expect(fetch(`http://127.0.0.1:${nothing}/`)).rejects.toThrow();
      expect(await forwarding.until(/connection refused/)).toMatch(/an error occurred forwarding \d+ -> 9999: error forwarding port 9999 to pod [0-9a-f]{64}, uid : /);
    } finally {
      await forwarding.stop();
    }
  });

  test('says what the server says when it refuses', async () => {
    expect(await kubectl('get pod nobody')).toMatchObject({ code: 1, stderr: 'Error from server (NotFound): pods "nobody" not found\n' });
    expect((await kubectl('apply -f -', webPod.replace('name: hello-pod', 'name: Hello'))).stderr).toContain('a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters');
    expect((await kubectl('apply -f -', webPod.replace('image:', 'imag:'))).stderr).toContain('strict decoding error: unknown field "spec.containers[0].imag"');
    expect((await kubectl('exec nobody -- true')).stderr).toBe('Error from server (NotFound): pods "nobody" not found\n');
    expect((await kubectl('get pods --as=jane')).stderr).toBe('Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"\n');
    expect((await kubectl('get pods --token=wrong --kubeconfig=/dev/null --server=' + served.url + ' --insecure-skip-tls-verify')).stderr).toContain('You must be logged in to the server');
  });

  test('deletes', async () => {
    expect(await ok('delete pod ticker --now')).toBe('pod "ticker" deleted from default namespace\n');
    expect(await ok('delete deployment web')).toBe('deployment.apps "web" deleted from default namespace\n');
    expect(await ok('wait --for=delete pod -l app=web --timeout=60s')).toMatch(/^(pod\/web-\S+ condition met\n)*$/);
    expect((await kubectl('get pods -l app=web')).stderr).toBe('No resources found in default namespace.\n');
  });
});

test('helm installs, lists, upgrades and uninstalls a chart', async () => {
  mkdirSync(at('tiny/templates'), { recursive: true });
  writeFileSync(at('tiny/Chart.yaml'), 'apiVersion: v2\nname: tiny\nversion: 0.1.0\nappVersion: "1.0"\n');
  writeFileSync(at('tiny/values.yaml'), 'replicas: 1\n');
  writeFileSync(at('tiny/templates/all.yaml'), `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }}-settings }
data: { replicas: "{{ .Values.replicas }}" }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata: { labels: { app: {{ .Release.Name }} } }
    spec: { containers: [{ name: web, image: "nginx:1.27" }] }
`);
  const installed = await helm(`install small ${at('tiny')} --wait --timeout 30s`);
  expect(installed.stderr).toBe('');
  expect(installed.stdout).toMatch(/NAME: small\n[^]*NAMESPACE: default\nSTATUS: deployed\nREVISION: 1\n/);
  expect(await ok('get deployment small')).toMatch(/small +1\/1/);
  expect((await helm(`upgrade small ${at('tiny')} --set replicas=2 --wait --timeout 30s`)).stdout).toContain('REVISION: 2');
  expect(await ok("get configmap small-settings -o jsonpath='{.data.replicas}'")).toBe('2');
  expect((await helm('list')).stdout).toMatch(/small\s+default\s+2\s+.*deployed\s+tiny-0\.1\.0\s+1\.0/);
  expect((await helm('uninstall small --wait --timeout 30s')).stdout).toBe('release "small" uninstalled\n');
  expect((await helm('list -q')).stdout).toBe('');
  expect((await kubectl('get deployment small')).stderr).toContain('deployments.apps "small" not found');
}, 60_000);

describe('@kubernetes/client-node', () => {
  const clientConfig = (kubeconfig: string, proxyUrl?: string): KubeConfig => {
    const config = JSON.parse(readFileSync(kubeconfig, 'utf8')) as { clusters: { cluster: Record<string, unknown> }[] };
    if (proxyUrl !== undefined) config.clusters[0] = { ...config.clusters[0], cluster: { ...config.clusters[0]?.cluster, 'proxy-url': proxyUrl } };
    const made = new KubeConfig();
    made.loadFromString(JSON.stringify(config));
    return made;
  };
  const write = async (api: CoreV1Api, name: string, value: string): Promise<void> => {
    const body = { metadata: { name, labels: { watched: 'yes' } }, data: { value } };
    try {
      await api.createNamespacedConfigMap({ namespace: 'default', body });
    } catch {
      await api.replaceNamespacedConfigMap({ namespace: 'default', name, body });
    }
  };
  /** What an informer knows, and how often it had to list. */
  const watchConfigMaps = (config: KubeConfig): { known(): string[]; counts: { lists: number; errors: number }; start(): Promise<void>; stop(): Promise<void> } => {
    const api = config.makeApiClient(CoreV1Api);
    const counts = { lists: 0, errors: 0 };
    let isStopped = false;
    const informer = makeInformer(config, '/api/v1/namespaces/default/configmaps', () => {
      counts.lists++;
      return api.listNamespacedConfigMap({ namespace: 'default', labelSelector: 'watched=yes' });
    }, 'watched=yes');
    informer.on('error', () => {
      counts.errors++;
      setTimeout(() => { if (!isStopped) void informer.start(); }, 50);
    });
    return {
      known: () => informer.list().map((o) => `${o.metadata?.name ?? ''}=${o.data?.['value'] ?? ''}`).sort(),
      counts,
      start: () => informer.start(),
      stop: async () => {
        isStopped = true;
        await informer.stop();
      },
    };
  };

  test('an informer through a proxy that cuts its connections misses nothing and lists once', async () => {
    const proxy = await cuttingProxy();
    const api = clientConfig(served.kubeconfig).makeApiClient(CoreV1Api);
    const watching = watchConfigMaps(clientConfig(served.kubeconfig, proxy.url));
    const expected = new Map<string, string>();
    try {
      await watching.start();
      for (let round = 0; round < 20; round++) {
        const name = `cut-${round % 7}`;
        if (round % 5 === 4 && expected.has(name)) {
          await api.deleteNamespacedConfigMap({ name, namespace: 'default' });
          expected.delete(name);
        } else {
          await write(api, name, `v${round}`);
          expected.set(name, `v${round}`);
        }
        if (round % 3 === 1) proxy.cut();
        await vi.waitFor(() => { expect(watching.known()).toEqual([...expected].map(([k, v]) => `${k}=${v}`).sort()); }, { timeout: 8000, interval: 20 });
      }
      expect(proxy.cuts()).toBeGreaterThanOrEqual(7);
      expect(watching.counts.lists).toBe(1);
    } finally {
      await watching.stop();
      await proxy.close();
    }
  }, 40_000);

  test('an informer lists anew, once, when its resourceVersion is gone after a restart', async () => {
    const args = ['--state', at('state'), '--kubeconfig', at('state-kubeconfig'), '--nodes', '0', '--disable', 'scheduler,kubelets,controllers', '--latencies', 'none'];
    let server = await serve(args);
    const port = server.port;
    const api = clientConfig(at('state-kubeconfig')).makeApiClient(CoreV1Api);
    const watching = watchConfigMaps(clientConfig(at('state-kubeconfig')));
    try {
      await watching.start();
      for (let restart = 0; restart < 3; restart++) {
        await write(api, `kept-${restart}`, 'before');
        await vi.waitFor(() => { expect(watching.known()).toContain(`kept-${restart}=before`); }, { timeout: 5000, interval: 20 });
        await server.end(restart === 1 ? 'SIGKILL' : 'SIGTERM');
        server = await serve(args);
        expect(server.port).toBe(port);
        await write(clientConfig(at('state-kubeconfig')).makeApiClient(CoreV1Api), `kept-${restart}`, 'after');
        await vi.waitFor(() => { expect(watching.known()).toContain(`kept-${restart}=after`); }, { timeout: 10_000, interval: 20 });
      }
      expect(watching.counts.lists).toBeLessThanOrEqual(4);
    } finally {
      await watching.stop();
      await server.end();
    }
  }, 60_000);

  test('forwards a port by the old WebSocket protocol', async () => {
    const forward = new PortForward(clientConfig(served.kubeconfig));
    const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
    let text = '';
    output.on('data', (chunk: Buffer) => { text += chunk.toString(); });
    const socket = await forward.portForward('default', 'hello-pod', [80], output, errors, input);
    input.write('GET / HTTP/1.0\r\n\r\n');
    await vi.waitFor(() => { expect(text).toMatch(/^HTTP\/1\.[01] 200 OK\r\n[^]*Welcome to nginx!/); }, { timeout: 5000 });
    if (typeof socket !== 'function') socket.close();
  });
});

/** An HTTP CONNECT proxy; `cut` breaks what goes through it, in the middle of whatever is on its way. */
async function cuttingProxy(): Promise<{ url: string; cut(): void; cuts(): number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  let cuts = 0;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  };
  const server: Server = createServer((client) => {
    keep(client);
    client.once('data', (head) => {
      const [, host = '', port = ''] = /^CONNECT (\S+):(\d+) /.exec(head.toString()) ?? [];
      const upstream = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(upstream).pipe(client);
      });
      keep(upstream);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`,
    cut: () => {
      if (sockets.size > 0) cuts++;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    cuts: () => cuts,
    close: () => new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => { resolve(); });
    }),
  };
}
