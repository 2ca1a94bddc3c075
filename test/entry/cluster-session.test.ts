// The built-in kubectl as the extension runs it: a whole cluster behind a port, the host's files, editor, ports and terminal at the other end.
import { createServer, connect as connectSocket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SimulatedClock } from '../../src/base/simulated-clock.ts';
import { systemClock } from '../../src/base/system-clock.ts';
import { noLatencies, defaultClusterConfig } from '../../src/cluster/config.ts';
import { serveClusterSession } from '../../src/entry/cluster-session.ts';
import { listen } from '../../src/entry/local-port.ts';
import { ClusterState } from '../../src/entry/persistence/cluster-state.ts';
import { startCluster } from '../../src/entry/start-cluster.ts';
import { endedWords } from '../../src/extension/forwarding/ended-words.ts';
import type { HostFiles, KubectlHost } from '../../src/extension/kubectl/kubectl-host.ts';
import { type ClusterSession, connectSession, kubectlText } from '../../src/extension/session/cluster-session.ts';
import { portPair } from '../extension/fake-cluster.ts';

let session: ClusterSession;
const disk = new Map<string, Uint8Array | undefined>();
const edits: ((text: string) => string | undefined)[] = [];
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (path: string): string => new TextDecoder().decode(disk.get(path));
const below = (path: string): [string, Uint8Array | undefined][] => [...disk].filter(([name]) => name === path || name.startsWith(`${path}/`));

const files: HostFiles = {
  readFiles: ({ path }) => {
    const found = below(path).filter(([, content]) => content !== undefined);
    return found.length === 0 ? Promise.reject(new Error(`the path "${path}" does not exist`)) : Promise.resolve(found.map(([name, content]) => ({ path: name, text: new TextDecoder().decode(content) })));
  },
  readBytes: ({ path }) => Promise.resolve(disk.has(path) ? [{ path, bytes: disk.get(path) ?? new Uint8Array() }] : undefined),
  readTree: ({ path }) => Promise.resolve(disk.has(path) ? below(path).map(([name, content]) => ({ path: name, bytes: content })) : undefined),
  writeFile: ({ path, bytes: content }) => {
    disk.set(path, content);
    return Promise.resolve(undefined);
  },
};
const host: KubectlHost = { files, listen, editText: (_, text) => Promise.resolve(edits.shift()?.(text)) };

const kubectl = async (line: string): Promise<{ code: number; stdout: string; stderr: string }> => kubectlText(session, line.split(' '), { host });
async function ok(line: string): Promise<string> {
  const { code, stdout, stderr } = await kubectl(line);
  expect(code, `kubectl ${line}: ${stderr}`).toBe(0);
  return stdout;
}

beforeAll(async () => {
  const { left, right } = portPair();
  const onError = (error: unknown): void => { console.error(error); };
  serveClusterSession(right, {
    state: new ClusterState({ clock: systemClock, onError }),
    start: (clock: SimulatedClock, persistence) => startCluster({ clock, config: { ...defaultClusterConfig, latencies: noLatencies }, persistence, yieldToHost: () => new Promise((resolve) => { setImmediate(resolve); }), onError }),
  });
  session = connectSession(left);
  disk.set('pods', undefined);
  disk.set('pods/one.yaml', bytes('apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: nginx, image: nginx}\n  - {name: box, image: busybox, stdin: true, tty: true}\n'));
  disk.set('pods/two.yaml', bytes('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: blue}\n'));
});
afterAll(() => { session.dispose(); });

describe('the built-in kubectl with a host', () => {
  test('applies a folder, explains, and makes a ConfigMap of a file', async () => {
    expect(await ok('apply -f pods')).toBe('pod/web created\nconfigmap/settings created\n');
    expect(await ok('wait --for=condition=Ready pod/web --timeout=20s')).toContain('condition met');
    expect(await ok('explain pod.spec.nodeName')).toMatch(/DESCRIPTION:\n +NodeName indicates in which node this pod is scheduled/);
    disk.set('greeting', bytes('hello'));
    expect(await ok('create configmap files --from-file=greeting')).toBe('configmap/files created\n');
    expect(await kubectl('exec web -c nginx -- false')).toEqual({ code: 1, stdout: '', stderr: 'command terminated with exit code 1\n' });
    expect((await kubectl('apply -f nowhere.yaml')).stderr).toBe('error: the path "nowhere.yaml" does not exist\n');
  });

  test('acts as somebody else', async () => {
    expect(await kubectl('auth can-i get pods --as=bob')).toEqual({ code: 1, stdout: 'no\n', stderr: '' });
    expect(await ok('create rolebinding bob --clusterrole=view --user=bob')).toContain('created');
    expect(await ok('auth can-i get pods --as=bob')).toBe('yes\n');
    expect(await ok('auth whoami --as=system:serviceaccount:default:default')).toContain('[system:serviceaccounts system:serviceaccounts:default system:authenticated]');
    expect((await kubectl('get pods --context=nowhere')).stderr).toBe('error: this kubectl cannot connect otherwise than to its own cluster\n');
  });

  test('edits in the host’s editor, and comes back with the refusal', async () => {
    edits.push((text) => text.replace('colour: blue', 'colour: red'));
    expect(await ok('edit configmap settings')).toBe('configmap/settings edited\n');
    expect(await ok('get configmap settings -o jsonpath={.data.colour}')).toBe('red');
    edits.push((text) => text.replace('terminationGracePeriodSeconds: 30', 'terminationGracePeriodSeconds: 5'), (text) => (text.includes('# pods "web" was not valid') ? undefined : text));
    const refused = await kubectl('edit pod web');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('Edit cancelled, no valid changes were saved.');
  });

  test('copies a file out and in, and a folder', async () => {
    await ok('cp web:/etc/hostname ./name -c nginx');
    expect(textOf('./name')).toBe('web\n');
    disk.set('site', undefined);
    disk.set('site/index.html', bytes('<p>copied</p>'));
    disk.set('site/deep', undefined);
    disk.set('site/deep/a.txt', bytes('a'));
    await ok('cp site web:/usr/share/nginx/html -c nginx');
    expect(await ok('exec web -c nginx -- cat /usr/share/nginx/html/site/index.html /usr/share/nginx/html/site/deep/a.txt')).toBe('<p>copied</p>a');
    await ok('cp web:/usr/share/nginx/html/site back -c nginx');
    expect(textOf('back/deep/a.txt')).toBe('a');
    expect((await kubectl('cp missing web:/tmp/x')).stderr).toBe("error: missing doesn't exist in local filesystem\n");
  });

  test('forwards a port until it is cancelled; a taken one is refused in kubectl’s words', async () => {
    let said = '';
    const run = session.kubectl({ argv: ['port-forward', 'pod/web', ':80'], host, onOutput: (output) => { said += 'stdout' in output ? output.stdout : output.stderr; } });
    await vi.waitFor(() => { expect(said).toMatch(/Forwarding from 127\.0\.0\.1:\d+ -> 80/); });
    const port = /:(\d+) ->/.exec(said)?.[1] ?? '';
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('Welcome to nginx!');
    const taken = await kubectl(`port-forward pod/web ${port}:80`);
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain(`bind: address already in use]\nerror: unable to listen on any of the requested ports: [{${port} 80}]`);
    const nothing = session.kubectl({ argv: ['port-forward', 'pod/web', ':9999'], host, onOutput: (output) => { said += 'stdout' in output ? output.stdout : output.stderr; } });
    await vi.waitFor(() => { expect(said).toMatch(/:\d+ -> 9999/); });
    const dead = Number(/:(\d+) -> 9999/.exec(said)?.[1]);
    await expect(fetch(`http://127.0.0.1:${dead}/`)).rejects.toThrow();
    expect(await nothing.done).toBe(1);
    expect(said).toMatch(/Handling connection for \d+\nE.* "Unhandled Error" err="an error occurred forwarding \d+ -> 9999: .*connect: connection refused"\nerror: lost connection to pod\n$/);
    expect(endedWords({ pod: 'web', port: 9999, localPort: dead }, said)).toMatch(/^Nothing listens on port 9999 of Pod “web”/);
    run.cancel();
    await run.done;
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    expect((await kubectl('port-forward pod/web --address 0.0.0.0 8089:80')).stderr).toBe('error: Podlab listens on 127.0.0.1 only, not on 0.0.0.0\n');
  });

  test('a tty: keys go through, the size is known, and the exit code comes back', async () => {
    let shown = '';
    const modes: boolean[] = [];
    const run = session.kubectl({ argv: ['exec', '-it', 'web', '-c', 'box', '--', 'sh'], host, onOutput: () => undefined, terminal: {
      onBytes: (sent) => {
        shown += new TextDecoder().decode(sent);
        return undefined;
      },
      onMode: (isRaw) => { modes.push(isRaw); },
    } });
    run.resize(100, 30);
    await vi.waitFor(() => { expect(shown).toContain('# '); });
    run.type(bytes('stty size\r'));
    await vi.waitFor(() => { expect(shown).toContain('30 100'); });
    run.type(bytes('exit 3\r'));
    expect(await run.done).toBe(3);
    expect(modes).toEqual([true, false]);
  });
});

describe('described images', () => {
  const control = (files: { name: string; text: string }[]): ReturnType<ClusterSession['control']> => session.control({ action: 'describeImages', files });

  test('a Pod whose image no registry has runs as soon as a file describes it', async () => {
    await ok('run mine --image=nosuch/app:1');
    await vi.waitFor(async () => { expect(await ok('get pod mine')).toMatch(/ErrImagePull|ImagePullBackOff/); });
    expect((await control([{ name: 'app.podlab-image.yaml', text: 'image: nosuch/app:1\nhttp:\n  prot: 80\n' }])).imageProblems).toEqual(['app.podlab-image.yaml:2: http.port: Required value', 'app.podlab-image.yaml:3: http.prot: Forbidden: unknown field']);
    expect((await control([{ name: 'app.podlab-image.yaml', text: 'image: nosuch/app:1\nlog:\n- line: up and running\nhttp:\n  port: 80\n' }])).imageProblems).toBeUndefined();
    await session.control({ action: 'speed', speed: 60 });
    expect(await ok('wait --for=condition=Ready pod/mine --timeout=300s')).toContain('condition met');
    expect(await ok('logs mine')).toBe('up and running\n');
    await control([]);
    await ok('run late --image=nosuch/app:1 --image-pull-policy=Always');
    await vi.waitFor(async () => { expect(await ok('describe pod late')).toContain('pull access denied'); });
  });
});

describe('local ports', () => {
  test('are on 127.0.0.1 only, carry both ways and close', async () => {
    const heard: string[] = [];
    const port = await listen(0, (socket) => {
      socket.onData((data) => {
        heard.push(new TextDecoder().decode(data));
        socket.send(bytes('pong'));
      });
      socket.onEnd(() => { socket.end(); });
    });
    const client = connectSocket({ host: '127.0.0.1', port: port.port });
    client.write('ping');
    await vi.waitFor(() => { expect(client.read()?.toString()).toBe('pong'); });
    expect(heard).toEqual(['ping']);
    port.dispose();
    await new Promise((resolve) => { client.once('close', resolve); });
    const again = createServer();
    await new Promise<void>((resolve) => { again.listen(port.port, '127.0.0.1', resolve); });
    again.close();
  });
});
