// Containers in detail: files, users, volumes, terminals, attach, logs, shared processes.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRuntimeShared } from '../../../src/cluster/runtime/runtime.ts';
import { type Harness, newHarness } from './runtime-harness.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

describe('containers', () => {
  let harness: Harness;
  beforeEach(() => { harness = newHarness(); });
  afterEach(() => {
    expect(harness.bugs).toEqual([]);
    harness.dispose();
  });

  async function sleeper(config: Partial<Parameters<Harness['start']>[1]> = {}): Promise<{ id: string; sandboxId: string }> {
    const sandbox = await harness.sandbox(config.name === 'shared' ? { shareProcessNamespace: true } : {});
    return { id: await harness.start(sandbox.id, { image: 'busybox:1.36', command: ['sleep', '10000'], ...config }), sandboxId: sandbox.id };
  }
  async function sh(id: string, script: string): Promise<string> {
    const { stdout, stderr } = await harness.exec(id, ['sh', '-c', script]);
    return stdout + stderr;
  }

  test('a read-only root refuses writes, a volume takes them', async () => {
    const volume = { kind: 'pod', podUid: 'u', name: 'v' } as const;
    await harness.runtime.ensureVolume(volume, { medium: 'disk' });
    const { id } = await sleeper({ readOnlyRootFilesystem: true, mounts: [{ containerPath: '/data', readOnly: false, volume }, { containerPath: '/ro', readOnly: true, volume }] });
    expect(await sh(id, 'touch /x; echo rc=$?')).toBe("rc=1\ntouch: /x: Read-only file system\n");
    expect(await sh(id, 'echo x > /data/f; echo rc=$?; cat /ro/f; echo y > /ro/f; echo rc=$?')).toBe("rc=0\nx\nrc=1\nsh: can't create /ro/f: Read-only file system\n");
  });

  test('an image is a volume that is only read; directories hand their group down', async () => {
    const volume = { kind: 'image', image: 'busybox:1.36' } as const;
    const shared = { kind: 'pod', podUid: 'u', name: 'v' } as const;
    await harness.runtime.ensureVolume(shared, { medium: 'disk', fsGroup: 3000 });
    const { id } = await sleeper({ mounts: [{ containerPath: '/image', readOnly: false, volume }, { containerPath: '/etc2', readOnly: false, volume, subPath: 'etc' }, { containerPath: '/v', readOnly: false, volume: shared }] });
    expect(await sh(id, 'cmp /image/etc/passwd /etc/passwd && ls /etc2/passwd; touch /image/x')).toBe('/etc2/passwd\ntouch: /image/x: Read-only file system\n');
    expect(await sh(id, 'touch /v/f; mkdir /v/d; stat -c %g /v/f /v/d')).toBe('3000\n3000\n');
    await expect(sleeper({ mounts: [{ containerPath: '/image', readOnly: false, volume, subPath: 'none' }] })).rejects.toThrow('failed to mount image volume: ImageVolumeMountFailed: failed to ensure image subpath "none" in');
  });

  test('containers of one image do not see each other\'s files, not beside mounts either', async () => {
    const volume = { kind: 'pod', podUid: 'u', name: 'v' } as const;
    await harness.runtime.ensureVolume(volume, { medium: 'disk' });
    const mounts = [{ containerPath: '/srv/deep/data', readOnly: false, volume }];
    const [one, two] = [await sleeper({ mounts }), await sleeper({ mounts })];
    const { id: other } = await sleeper();
    expect(await sh(one.id, 'ls /srv/deep; echo a > /srv/deep/a; chmod 700 /srv/deep; echo b > /dev/b; rm /etc/passwd; mkdir /usr/x; ls /srv/deep /dev/b; ls /usr | grep x')).toBe('data\n/dev/b\n\n/srv/deep:\na\ndata\nx\n');
    expect(await sh(two.id, 'ls /srv/deep; ls -ld /srv/deep | cut -c1-10; ls /dev/b; ls /etc/passwd; ls /usr | grep x')).toBe('data\ndrwxr-xr-x\n/etc/passwd\nls: /dev/b: No such file or directory\n');
    expect(await sh(other, 'ls -d /srv/deep')).toBe('ls: /srv/deep: No such file or directory\n');
  });

  test('users, groups and modes are respected', async () => {
    const volume = { kind: 'pod', podUid: 'u', name: 'v' } as const;
    await harness.runtime.ensureVolume(volume, { medium: 'disk', fsGroup: 2000 });
    const { id } = await sleeper({ runAsUser: 1000, runAsGroup: 3000, supplementalGroups: [2000], mounts: [{ containerPath: '/data', readOnly: false, volume }] });
    expect(await sh(id, 'id; cat /etc/shadow; touch /root/x; touch /data/ok && ls -ln /data/ok | cut -c1-10')).toBe("uid=1000 gid=3000 groups=3000,2000\n-rw-r--r--\ncat: can't open '/etc/shadow': Permission denied\ntouch: /root/x: Permission denied\n");
    expect(await sh(id, 'kill -9 1; echo $HOME')).toBe('/\n');
  });

  test('a ConfigMap volume has the links of the AtomicWriter and changes at once', async () => {
    const volume = { kind: 'pod', podUid: 'u', name: 'cm' } as const;
    await harness.runtime.ensureVolume(volume, { medium: 'memory' });
    await harness.runtime.writeVolume(volume, [{ path: 'a', content: '1', mode: 0o644 }, { path: 'x/y', content: 'deep', mode: 0o400 }]);
    const { id } = await sleeper({ mounts: [{ containerPath: '/v', readOnly: true, volume }, { containerPath: '/sub', readOnly: true, volume, subPath: 'a' }] });
    expect(await sh(id, 'cd /v; ls -A1 | sed "s/^\\.\\.20.*/..TIMESTAMP/" | sort; readlink a; stat -L -c %a a x/y; cat x/y; readlink ..data | sed "s/20.*/TIMESTAMP/"; mount | grep -cE " on /(v|sub) type tmpfs "')).toBe('..TIMESTAMP\n..data\na\nx\n..data/a\n644\n400\ndeep..TIMESTAMP\n2\n');
    await harness.runtime.writeVolume(volume, [{ path: 'a', content: '2', mode: 0o644 }]);
    expect(await sh(id, 'cat /v/a; ls /v')).toBe('2a\n');
  });

  test('the termination message is what the file holds', async () => {
    const sandbox = await harness.sandbox();
    const id = await harness.start(sandbox.id, { image: 'busybox:1.36', command: ['sh', '-c', 'echo -n bye > /dev/termination-log; exit 2'] });
    await harness.ended(id);
    expect(harness.runtime.containerStatus(id)).toMatchObject({ exitCode: 2, reason: 'Error', terminationMessage: 'bye' });
  });

  test('the environment, the host name and /etc files are those of the Pod', async () => {
    const { id } = await sleeper({ env: [{ name: 'A', value: 'x y' }, { name: 'HOME', value: '/tmp' }] });
    expect(await sh(id, 'echo "$A|$HOME|$HOSTNAME"; hostname; cat /etc/hostname; grep pod- /etc/hosts | cut -f2; grep -c nameserver /etc/resolv.conf; tr "\\0" " " < /proc/1/cmdline')).toBe('x y|/tmp|pod-1\npod-1\npod-1\npod-1\n1\nsleep 10000 ');
  });

  test('shared processes: /pause is PID 1 and each sees the other', async () => {
    const { id, sandboxId } = await sleeper({ name: 'shared' });
    await harness.start(sandboxId, { image: 'busybox:1.36', name: 'other', command: ['sleep', '23456'] });
    expect(await sh(id, 'ps -o pid,args | head -4')).toBe('PID   COMMAND\n    1 /pause\n    2 sleep 10000\n    3 sleep 23456\n');
    expect(await sh(id, 'kill $(pidof sleep | cut -d" " -f1); ps -o args | grep -c "sleep 2345[6]"')).toBe('0\n');
  });

  test('a preStop hook may write to the log of PID 1', async () => {
    const { id } = await sleeper();
    await sh(id, 'echo prestop > /proc/1/fd/1');
    expect(await harness.log(id)).toBe('prestop\n');
  });

  test('a terminal echoes, edits, interrupts and ends', async () => {
    const { id } = await sleeper();
    let screen = '';
    let exit: number | undefined;
    const handle = harness.runtime.exec(id, ['sh'], { stdin: true, tty: true }, { onStdout: (bytes) => { screen += decoder.decode(bytes); }, onStderr: () => undefined, onExit: (code) => { exit = code; } });
    const type = async (keys: string): Promise<void> => {
      handle.writeStdin(encoder.encode(keys));
      await harness.settle();
    };
    await harness.settle();
    expect(screen).toBe('/ # ');
    await type('echo hx\x7fi\r');
    expect(screen).toBe('/ # echo hx\b \bi\r\nhi\r\n/ # ');
    screen = '';
    await type('sleep 1000\r');
    await type('\x03');
    expect(screen).toBe('sleep 1000\r\n^C\r\n/ # ');
    screen = '';
    await type('for i in 1 2\r');
    await type('do echo $i; done\r');
    expect(screen).toContain('> do echo $i; done\r\n1\r\n2\r\n/ # ');
    await type('nosuch; exit 4\r');
    expect(screen).toContain('sh: nosuch: not found\r\n');
    expect(exit).toBe(4);
  });

  test('attach writes to and reads from the main process', async () => {
    const sandbox = await harness.sandbox();
    const id = await harness.start(sandbox.id, { image: 'busybox:1.36', command: ['sh', '-c', 'while read l; do echo "got $l"; done; echo eof'], stdin: true, stdinOnce: true });
    let output = '';
    const handle = harness.runtime.attach(id, { stdin: true, tty: false }, { onStdout: (bytes) => { output += decoder.decode(bytes); }, onStderr: () => undefined, onExit: () => { output += '<exit>'; } });
    handle.writeStdin(encoder.encode('one\ntwo\n'));
    await harness.settle();
    expect(output).toBe('got one\ngot two\n');
    handle.endStdin();
    await harness.ended(id);
    await harness.settle();
    expect(output).toBe('got one\ngot two\neof\n<exit>');
  });

  test('logs: tail, limit, timestamps, follow to the end', async () => {
    const sandbox = await harness.sandbox();
    const id = await harness.start(sandbox.id, { image: 'busybox:1.36', command: ['sh', '-c', 'seq 1 5; sleep 2; echo late; printf last'] });
    await harness.settle();
    const read = (options: Parameters<typeof harness.runtime.logs>[1]): Promise<string> => new Promise((resolve) => {
      let text = '';
      harness.runtime.logs(id, options, { onData: (bytes) => { text += decoder.decode(bytes); }, onEnd: () => { resolve(text); } });
    });
    expect(await read({ tailLines: 2 })).toBe('4\n5\n');
    expect(await read({ tailLines: 0 })).toBe('');
    expect(await read({ limitBytes: 5 })).toBe('1\n2\n3');
    expect(await read({ timestamps: true, tailLines: 1 })).toMatch(/^2026-01-02T03:04:\d\d\.\d{9}Z 5\n$/);
    expect(await read({ follow: true, tailLines: 1 })).toBe('5\nlate\nlast');
    expect(await read({ tailLines: 2 })).toBe('late\nlast');
  });

  test('kubectl cp by tar goes both ways', async () => {
    const { id } = await sleeper();
    await sh(id, 'mkdir -p /src/d; echo one > /src/a; echo two > /src/d/b');
    const { stdout } = await harness.exec(id, ['tar', 'cf', '-', '/src']);
    expect((await harness.exec(id, ['tar', 'xmf', '-', '-C', '/tmp'], stdout)).exitCode).toBe(0);
    expect(await sh(id, 'cat /tmp/src/a /tmp/src/d/b')).toBe('one\ntwo\n');
  });

  test('an image that a user described behaves as it says', async () => {
    const shared = createRuntimeShared();
    shared.images.describe([{
      image: 'registry.example.com/team/app:1', log: [{ line: 'starting' }, { after: 2, line: 'ready' }], memory: [{ after: 5, bytes: 64 * 1024 ** 2 }],
      http: { port: 9000, answers: [{ path: '/healthz', body: 'fine', until: 3 }, { path: '/healthz', status: 500, from: 3 }] },
    }]);
    const own = newHarness({ shared, isPaused: true });
    const sandbox = await own.sandbox();
    const id = await own.start(sandbox.id, { image: 'registry.example.com/team/app:1', memoryLimitBytes: 32 * 1024 ** 2 });
    const get = async (): Promise<number> => (await own.runtime.httpGet({ scheme: 'http', host: sandbox.ip, port: 9000, path: '/healthz', headers: [] }, 1000)).status;
    await own.settle();
    expect(await own.log(id)).toBe('starting\n');
    expect(await get()).toBe(200);
    own.clock.advanceTo(own.clock.now() + 4000);
    await own.settle();
    expect(await own.log(id)).toBe('starting\nready\n');
    expect(await get()).toBe(500);
    own.clock.advanceTo(own.clock.now() + 2000);
    expect(await own.ended(id)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    own.dispose();
  });

  test('stopping a sandbox ends every container and frees its address', async () => {
    const { id, sandboxId } = await sleeper();
    await harness.runtime.stopSandbox(sandboxId);
    expect(harness.runtime.containerStatus(id)).toMatchObject({ state: 'exited', exitCode: 137 });
    expect(() => harness.runtime.exec(id, ['true'], { stdin: false, tty: false }, { onStdout: () => undefined, onStderr: () => undefined, onExit: () => undefined })).toThrow('container is in CONTAINER_EXITED state');
  });
});
