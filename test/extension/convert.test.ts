// Commands become manifests by the built-in kubectl's own generators, manifests the commands that make them; and what Compare shows is what kubectl diff compares.
import { asDocument } from '../../src/extension/convert/as-document.ts';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DocumentText } from '../../src/document/yaml-stream.ts';
import { kubectlOfDocker } from '../../src/extension/convert/docker-run.ts';
import { manifestOfCommand, readCommand } from '../../src/extension/convert/manifest-of-command.ts';
import { fullDiffEnvironment, readFullDiff } from '../../src/extension/diff/full-diff.ts';
import type { ClusterSession, KubectlOptions } from '../../src/extension/session/cluster-session.ts';
import { kubectlText } from '../../src/extension/session/cluster-session.ts';
import { runKubectl } from '../../src/kubectl/kubectl.ts';
import { checkFile } from '../../src/language/check-file.ts';
import { readManifest } from '../../src/language/manifest.ts';
import { runCommandOf } from '../../src/language/run-command.ts';
import { startVirtualCluster, type VirtualCluster } from '../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster;
beforeAll(async () => { virtual = await startVirtualCluster({}); });
afterAll(() => { virtual.dispose(); });

const session = {
  kubectl({ argv, stdin = '', env = {}, onOutput }: KubectlOptions) {
    const io = { client: virtual.client, clock: virtual.clock, namespace: 'default', stdin, env, signal: new AbortController().signal, readFile: () => Promise.reject(new Error('no files')), stdout: (text: string) => { onOutput({ stdout: text }); }, stderr: (text: string) => { onOutput({ stderr: text }); } };
    let isDone = false;
    const done = runKubectl(argv, io).finally(() => { isDone = true; });
    void (async () => {
      for (; !isDone; virtual.clock.step()) for (let i = 0; i < 5; i++) await setImmediate();
    })();
    return { done, cancel: () => undefined };
  },
} as unknown as ClusterSession;

const convert = (line: string): Promise<string> => manifestOfCommand(session, readCommand(line));

describe('a command', () => {
  test.each([
    ['kubectl run web --image=nginx:1.27 --port=80', { kind: 'Pod', metadata: { name: 'web', labels: { run: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] } }],
    ['$ kubectl run -it --rm box --image=busybox:1.37 --restart=Never -- sh -c "echo -o; sleep 1"', { kind: 'Pod', spec: { restartPolicy: 'Never', containers: [{ name: 'box', args: ['sh', '-c', 'echo -o; sleep 1'] }] } }],
    ['kubectl create deployment web --image=nginx:1.27 --replicas=3 -o yaml --dry-run=client', { kind: 'Deployment', spec: { replicas: 3 } }],
    ['kubectl create configmap c --from-literal=a=b', { kind: 'ConfigMap', data: { a: 'b' } }],
    ['docker run -d --name db -p 5432:5432 -e POSTGRES_PASSWORD=x -v ./data:/var/lib/data:ro --memory 512m --cpus=0.5 --user 1000:2000 postgres:17 postgres -c a=b', {
      kind: 'Pod', metadata: { name: 'db' },
      spec: { restartPolicy: 'Never', volumes: [{ name: 'volume-1', hostPath: { path: './data' } }], containers: [{ name: 'db', image: 'postgres:17', args: ['postgres', '-c', 'a=b'], env: [{ name: 'POSTGRES_PASSWORD', value: 'x' }], ports: [{ containerPort: 5432 }], volumeMounts: [{ name: 'volume-1', mountPath: '/var/lib/data', readOnly: true }], resources: { limits: { memory: '512Mi', cpu: '0.5' } }, securityContext: { runAsUser: 1000, runAsGroup: 2000 } }] },
    }],
    ['docker run --entrypoint /bin/sh --restart always --label a=b --label c=d registry.example/my_app:1 -c true', { metadata: { name: 'my-app', labels: { a: 'b', c: 'd' } }, spec: { restartPolicy: 'Always', containers: [{ command: ['/bin/sh', '-c', 'true'] }] } }],
  ])('becomes a manifest: %s', async (line, expected) => {
    const text = await convert(line);
    expect(parse(text)).toMatchObject(expected);
    expect(checkFile(text).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(text).not.toMatch(/: \{\}$|creationTimestamp/m);
  });

  test('that makes nothing says why', async () => {
    expect(() => readCommand('kubectl get pods')).toThrow('kubectl get makes no object');
    expect(() => readCommand('docker ps')).toThrow('only “docker run” can be made a manifest');
    expect(() => readCommand('ls -l')).toThrow('begins with kubectl run');
    expect(() => readCommand('docker run -p 80:80')).toThrow('names no image');
    await expect(convert('kubectl run web')).rejects.toThrow('required flag(s) "image" not set');
    expect(kubectlOfDocker(['docker', 'run', '--gpus', 'all', '--network=mine', 'a:1']).left).toEqual(['--gpus', '--network mine']);
  });
});

const pod = (spec: string, metadata = ''): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n${metadata}spec:\n${spec}`;

describe('a manifest', () => {
  test.each([
    pod('  containers:\n  - name: web\n    image: nginx:1.27\n', '  labels:\n    run: web\n'),
    pod('  restartPolicy: Never\n  containers:\n  - name: web\n    image: busybox:1.37\n    command: [sh, -c, "echo \'a\' $B"]\n    env:\n    - name: B\n      value: it\'s\n    ports:\n    - containerPort: 80\n', '  namespace: default\n  labels:\n    app: web\n    tier: front\n  annotations:\n    a: b c\n'),
    pod('  nodeSelector:\n    disk: ssd\n  containers:\n  - name: c\n    image: i:1\n    args: [a]\n    command: [b]\n    env:\n    - name: NODE\n      valueFrom:\n        fieldRef:\n          fieldPath: metadata.name\n  - name: d\n    image: j:1\n'),
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: nginx\n        image: nginx:1.27\n        ports:\n        - containerPort: 80\n',
  ])('becomes a command that makes it again', async (manifest) => {
    const command = runCommandOf(readManifest(new DocumentText(manifest)));
    expect(command).toMatch(/^kubectl (?:run|create deployment) web /);
    expect(parse(await convert(command ?? ''))).toMatchObject(parse(manifest) as object);
  });

  test('that no command makes has none', () => {
    for (const text of ['apiVersion: v1\nkind: Service\nmetadata: {name: a}\n', pod('  containers: []\n'), 'a: b\n']) expect(runCommandOf(readManifest(new DocumentText(text)))).toBeUndefined();
  });
});

test('compared with the live object, both sides are whole', async () => {
  const config = (value: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  a: ${value}\n  z: end\n`;
  const run = (argv: string[], stdin: string): ReturnType<typeof kubectlText> => kubectlText(session, argv, { stdin, env: fullDiffEnvironment });
  expect((await run(['apply', '-f', '-'], config('one'))).code).toBe(0);
  expect(await run(['diff', '-f', '-'], config('one'))).toMatchObject({ code: 0, stdout: '' });
  const { code, stdout } = await run(['diff', '-f', '-'], config('two'));
  expect(code).toBe(1);
  const [object, ...others] = readFullDiff(stdout);
  expect(others).toEqual([]);
  expect(object?.name).toBe('v1.ConfigMap.default.settings');
  expect(parse(object?.live ?? '')).toMatchObject({ kind: 'ConfigMap', data: { a: 'one', z: 'end' }, metadata: { name: 'settings' } });
  expect(parse(object?.merged ?? '')).toMatchObject({ data: { a: 'two', z: 'end' }, metadata: { name: 'settings' } });
  const fresh = readFullDiff((await run(['diff', '-f', '-'], config('one').replace('settings', 'other'))).stdout);
  expect(fresh).toMatchObject([{ name: 'v1.ConfigMap.default.other', live: '' }]);
});

describe('a manifest that is pasted', () => {
  test.each([
    ['into an empty file', '', 'kind: Pod\n'], ['after a separator', 'kind: Service\n---\n', 'kind: Pod\n'], ['below comments', '# mine\n\n', 'kind: Pod\n'],
    ['below an object', 'kind: Service\n', '---\nkind: Pod\n'], ['behind a line', 'kind: Service', '\n---\nkind: Pod\n'], ['at an indentation', 'kind: Service\n  ', '\n---\nkind: Pod\n'],
  ])('%s', (_name, before, expected) => { expect(asDocument('kind: Pod\n', before)).toBe(expected); });
});
