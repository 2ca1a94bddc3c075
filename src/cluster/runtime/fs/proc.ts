// /proc: processes of the PID namespace and facts of the machine, made when read.
import { securityLines } from '../process/security.ts';
import type { Clock } from '../../../base/clock.ts';
import { type Random, randomUid } from '../../../base/random.ts';
import type { Bytes } from '../bytes.ts';
import { Errno } from '../process/errno.ts';
import type { MachineFacts } from '../process/machine-facts.ts';
import type { PidNamespace, Process } from '../process/process.ts';
import type { MountPoint } from './file-system.ts';
import { type DeviceInode, type DirectoryInode, type FileInode, type Inode, type Opener, newDirectory, newLink } from './inode.ts';

/** What /proc shows beside the processes. */
export interface Surroundings {
  readonly facts: MachineFacts;
  readonly clock: Clock;
  readonly random: Random;
  readonly mounts: () => readonly MountPoint[];
}

function file(generate: (reader: Opener) => Bytes, mode = 0o444): FileInode {
  return { type: 'file', data: '', generate, mode, uid: 0, gid: 0, mtimeMs: 0, links: 1 };
}

function directory(generate: (reader: Opener) => ReadonlyMap<string, Inode>): DirectoryInode {
  return { ...newDirectory(0o555), generate };
}

function commandName(process: Process): string {
  const first = process.argv[0] ?? '';
  return first.slice(first.lastIndexOf('/') + 1).slice(0, 15);
}

function statusOf(process: Process): string {
  const { uid, gid, groups } = process.credentials;
  const resident = Math.ceil(process.memoryBytes / 1024);
  const lines = [
    `Name:\t${commandName(process)}`, `Umask:\t${process.umask.toString(8).padStart(4, '0')}`, 'State:\tS (sleeping)', `Tgid:\t${String(process.pid)}`, 'Ngid:\t0', `Pid:\t${String(process.pid)}`, `PPid:\t${String(process.parent?.pid ?? 0)}`,
    'TracerPid:\t0', `Uid:\t${[uid, uid, uid, uid].join('\t')}`, `Gid:\t${[gid, gid, gid, gid].join('\t')}`, 'FDSize:\t64', `Groups:\t${groups.join(' ')}`, `VmSize:\t${String(resident * 4).padStart(8)} kB`, `VmRSS:\t${String(resident).padStart(8)} kB`,
    'Threads:\t1', ...securityLines(process.context.security, uid), 'Cpus_allowed_list:\t0-1',
  ];
  return `${lines.join('\n')}\n`;
}

function processDirectory(process: Process, surroundings: Surroundings): DirectoryInode {
  const mountsOf = (): Bytes => mountsText(surroundings.mounts());
  const fds = (): ReadonlyMap<string, Inode> => {
    const entries = new Map<string, Inode>();
    for (const [fd, opened] of process.files) {
      const node: DeviceInode = { type: 'fifo', mode: 0o700, uid: process.credentials.uid, gid: process.credentials.gid, mtimeMs: 0, open: () => opened };
      entries.set(String(fd), node);
    }
    return entries;
  };
  return directory(() => new Map<string, Inode>([
    ['cmdline', file(() => process.argv.map((arg) => `${arg}\0`).join(''))],
    ['comm', file(() => `${commandName(process)}\n`)],
    ['environ', file((reader) => {
      if (reader.credentials.uid !== 0 && reader.credentials.uid !== process.credentials.uid) throw new Errno('EACCES');
      return [...process.env].map(([name, value]) => `${name}=${value}\0`).join('');
    })],
    ['status', file(() => statusOf(process))],
    ['stat', file(() => `${String(process.pid)} (${commandName(process)}) S ${String(process.parent?.pid ?? 0)} ${String(process.pid)} ${String(process.pid)} 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 0 ${String(process.memoryBytes * 4)} ${String(process.memoryBytes >> 12)}\n`)],
    ['mounts', file(mountsOf)],
    ['mountinfo', file(mountsOf)],
    ['limits', file(() => 'Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1048576              1048576              files     \n')],
    ['cgroup', file(() => '0::/\n')],
    ['oom_score_adj', file(() => `${String(process.context.memory.oomScoreAdj)}\n`, 0o644)],
    ['fd', directory(fds)],
    ['cwd', newLink(process.cwd)],
    ['root', newLink('/')],
    ['exe', newLink(process.argv[0] ?? '')],
  ]));
}

function mountsText(mounts: readonly MountPoint[]): string {
  return mounts.map((mount) => `${mount.volume.source} ${mount.path} ${mount.volume.fsType} ${mount.isReadOnly ? 'ro' : 'rw'},relatime 0 0\n`).join('');
}

/** Facts of the machine; made when looked at, so that containers that never do cost nothing. */
function fixedEntries(namespace: PidNamespace, { facts, clock, random }: Surroundings): readonly (readonly [string, Inode])[] {
  const kB = (bytes: number): string => `${String(Math.floor(bytes / 1024)).padStart(8)} kB`;
  return [
    ['mounts', newLink('self/mounts')],
    ['version', file(() => `Linux version ${facts.kernelVersion} (buildd@podlab) (gcc 13.2.0) #1 SMP PREEMPT_DYNAMIC\n`)],
    ['uptime', file(() => { const up = ((clock.now() - facts.bootedAtMs) / 1000).toFixed(2); return `${up} ${up}\n`; })],
    ['loadavg', file(() => `0.00 0.00 0.00 1/${String(namespace.processes.size)} ${String(Math.max(0, ...namespace.processes.keys()))}\n`)],
    ['meminfo', file(() => `MemTotal:       ${kB(facts.memoryBytes)}\nMemFree:        ${kB(facts.memoryBytes * 0.7)}\nMemAvailable:   ${kB(facts.memoryBytes * 0.8)}\nBuffers:        ${kB(facts.memoryBytes * 0.02)}\nCached:         ${kB(facts.memoryBytes * 0.1)}\nSwapTotal:      ${kB(0)}\nSwapFree:       ${kB(0)}\n`)],
    ['cpuinfo', file(() => Array.from({ length: facts.cpuCount }, (_, i) => `processor\t: ${String(i)}\nvendor_id\t: GenuineIntel\nmodel name\t: Podlab Virtual CPU\ncpu MHz\t\t: 2400.000\n\n`).join(''))],
    ['stat', file(() => `cpu  0 0 0 0 0 0 0 0 0 0\nbtime ${String(Math.floor(facts.bootedAtMs / 1000))}\nprocesses ${String(namespace.processes.size)}\n`)],
    ['filesystems', file(() => 'nodev\ttmpfs\nnodev\tproc\n\text4\nnodev\toverlay\n')],
    ['sys', directory(() => new Map([['kernel', directory(() => new Map<string, Inode>([['ostype', file(() => 'Linux\n')], ['osrelease', file(() => `${facts.kernelVersion}\n`)], ['hostname', file(() => `${facts.hostname}\n`)], ['pid_max', file(() => '4194304\n')], ['random', directory(() => new Map([['uuid', file(() => `${randomUid(random)}\n`)]]))]]))]]))],
    ['net', directory(() => new Map([['dev', file(() => 'Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n  eth0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n')]]))],
  ];
}

/** The root of /proc for a PID namespace. */
export function procDirectory(namespace: PidNamespace, surroundings: Surroundings): DirectoryInode {
  return directory((reader) => {
    const entries = new Map<string, Inode>();
    for (const [pid, process] of namespace.processes) entries.set(String(pid), processDirectory(process, surroundings));
    entries.set('self', newLink(String(reader.pid)));
    for (const [name, node] of fixedEntries(namespace, surroundings)) entries.set(name, node);
    return entries;
  });
}
