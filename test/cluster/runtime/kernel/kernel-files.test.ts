// /proc and /sys as a container sees them; the expectations were read in a real container where the kernel's values do not depend on the machine.
import { afterAll, describe, expect, test } from 'vitest';
import { type Harness, newHarness } from '../runtime-harness.ts';

describe('kernel files', () => {
  const harness: Harness = newHarness();
  afterAll(() => { harness.dispose(); });

  async function output(script: string, config?: Parameters<Harness['script']>[1]): Promise<string> {
    return (await harness.script(script, config)).output;
  }

  test('limits and use are read in the control group', async () => {
    const config = { memoryLimitBytes: 64 * 1024 * 1024, cpuLimitMillis: 500, cpuRequestMillis: 100 };
    expect(await output('cd /sys/fs/cgroup; cat memory.max cpu.max cpu.weight pids.max cgroup.procs; [ $(cat memory.current) -gt 0 ] && echo used; cat /proc/self/cgroup', config)).toBe('67108864\n50000 100000\n17\nmax\n1\n2\nused\n0::/\n');
    expect(await output('cd /sys/fs/cgroup; cat memory.max cpu.max cpu.weight; grep oom_kill memory.events')).toBe('max\nmax 100000\n1\noom_kill 0\n');
  });

  test('a limit that is changed shows, and an out-of-memory kill is counted', async () => {
    const sandbox = await harness.sandbox();
    const id = await harness.start(sandbox.id, { image: 'busybox:1.36', command: ['sleep', '10000'], memoryLimitBytes: 32 * 1024 * 1024 });
    await harness.runtime.updateContainerResources(id, { memoryLimitBytes: 48 * 1024 * 1024, cpuLimitMillis: 250 });
    await harness.exec(id, ['sh', '-c', 'x=aaaaaaaa; while :; do x=$x$x; done']);
    expect((await harness.exec(id, ['sh', '-c', 'cd /sys/fs/cgroup; cat memory.max cpu.max; grep "^oom_kill " memory.events'])).stdout).toBe('50331648\n25000 100000\noom_kill 1\n');
    await harness.runtime.stopSandbox(sandbox.id);
  });

  test('a process tells of itself', async () => {
    expect(await output('tr "\\0" "|" < /proc/1/cmdline; echo; tr "\\0" "\\n" < /proc/1/environ | grep MARK; readlink /proc/$$/cwd; ls -l /proc/1/fd/0 | sed "s/.*0 -> //"; grep -E "^(Name|State|PPid|NSpid|Threads)" /proc/self/status', { env: [{ name: 'MARK', value: '1' }], workingDir: '/tmp' }))
      .toBe('sh|-c|tr "\\0" "|" < /proc/1/cmdline; echo; tr "\\0" "\\n" < /proc/1/environ | grep MARK; readlink /proc/$$/cwd; ls -l /proc/1/fd/0 | sed "s/.*0 -> //"; grep -E "^(Name|State|PPid|NSpid|Threads)" /proc/self/status|\nMARK=1\n/tmp\n/dev/null\nName:\tgrep\nState:\tR (running)\nPPid:\t0\nNSpid:\t1\nThreads:\t1\n');
  });

  test('mounts are those of containerd, by depth, and the same for mount, df and /proc/mounts', async () => {
    expect(await output('cut -d" " -f2,3 /proc/mounts; mount | wc -l; wc -l < /proc/self/mountinfo; df -h /dev/shm | tail -n 1 | tr -s " "')).toBe([
      '/ overlay', '/proc proc', '/dev tmpfs', '/dev/pts devpts', '/dev/mqueue mqueue', '/sys sysfs', '/sys/fs/cgroup cgroup2', '/etc/hosts ext4', '/dev/termination-log ext4', '/etc/hostname ext4', '/etc/resolv.conf ext4', '/dev/shm tmpfs',
      '/proc/bus proc', '/proc/fs proc', '/proc/irq proc', '/proc/sys proc', '/proc/acpi tmpfs', '/proc/interrupts tmpfs', '/proc/keys tmpfs', '/proc/timer_list tmpfs', '/sys/firmware tmpfs', '21', '21', 'shm 64.0M 0 64.0M 0% /dev/shm', '',
    ].join('\n'));
  });

  test('nothing is written to the kernel, but for a process\' own adjustment', async () => {
    expect(await output('exec 2>&1; echo 1 > /proc/sys/vm/overcommit_memory; echo 1 > /sys/x; mkdir /sys/fs/cgroup/x; touch /proc/x; echo 1 > /proc/version; rm /proc/version; echo 500 > /proc/self/oom_score_adj; cat /proc/self/oom_score_adj; sysctl -w kernel.hostname=x; sysctl -n net.core.somaxconn')).toBe([
      'sh: can\'t create /proc/sys/vm/overcommit_memory: Read-only file system', 'sh: can\'t create /sys/x: Read-only file system', 'mkdir: can\'t create directory \'/sys/fs/cgroup/x\': Read-only file system', 'touch: /proc/x: No such file or directory', 'sh: write error: Input/output error',
      'rm: can\'t remove \'/proc/version\': Operation not permitted', '500', 'sysctl: error setting key \'kernel/hostname\': Read-only file system', '4096', '',
    ].join('\n'));
  });

  test('the environment of a process is its user\'s alone', async () => {
    const sandbox = await harness.sandbox();
    const id = await harness.start(sandbox.id, { image: 'busybox:1.36', command: ['sleep', '10000'] });
    expect((await harness.exec(id, ['su', 'nobody', '-s', '/bin/sh', '-c', 'cat /proc/1/environ'])).stderr).toBe("cat: can't open '/proc/1/environ': Permission denied\n");
    await harness.runtime.stopSandbox(sandbox.id);
  });

  test('sockets are listed by /proc/net/tcp and netstat, listening and connected', async () => {
    expect(await output('(sleep 100 | nc -lp 8080) & sleep 1; (sleep 100 | nc 127.0.0.1 8080) & sleep 1; awk "NR>1{print \\$2, \\$4}" /proc/net/tcp | sed "s/:[89A-F]...\\b/:eph/"; netstat -tn | tail -n +3 | awk "{print \\$6}"; netstat -tln | grep -c 8080')).toMatch(/0100007F:1F90 01\n0100007F:eph 01\nESTABLISHED\nESTABLISHED\n[01]\n$/);
  });

  test('interfaces agree in /sys, ip and ifconfig', async () => {
    expect(await output('m=$(cat /sys/class/net/eth0/address); ip link show eth0 | grep -c "$m"; ifconfig eth0 | grep -ci "hwaddr $m"; cat /sys/class/net/eth0/mtu /sys/class/net/lo/operstate; ls /sys/class/net; readlink /sys/class/net/lo')).toBe('1\n1\n1500\nunknown\neth0\nlo\n../../devices/virtual/net/lo\n');
  });
});
