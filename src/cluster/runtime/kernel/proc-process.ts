// /proc/PID: one process, as others of its PID namespace may see it.
import type { Bytes } from '../bytes.ts';
import { type DeviceInode, type DirectoryInode, type Inode, type Listing, type Opener, newLink } from '../fs/inode.ts';
import { Errno } from '../process/errno.ts';
import type { OpenFile } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { securityLines } from '../process/security.ts';
import { kernelDirectory, kernelFile, tableDirectory } from './kernel-tree.ts';
import { mountInfoText, mountsText } from './mount-table.ts';
import { sizeOfProcess } from './process-memory.ts';
import { netTable } from './proc-net.ts';

/** As the kernel keeps it: the file's name, 15 letters of it. */
function commandName(process: Process): string {
  const first = process.argv[0] ?? '';
  return first.slice(first.lastIndexOf('/') + 1).slice(0, 15);
}

/** Its process group and session: those of the process that came from outside, since no shell here has job control. */
export function sessionOf(process: Process): number {
  let top = process;
  while (top.parent !== undefined && !top.isSessionLeader) top = top.parent;
  return top.pid;
}

function stateOf(process: Process, reader: Opener): string {
  return process.pid === reader.pid ? 'R' : 'S';
}

function bitsOf(process: Process, wanted: 'ignore' | 'handle'): string {
  let bits = 0n;
  for (const [signal, handler] of process.handlers) if ((handler === 'ignore') === (wanted === 'ignore') && signal > 0) bits |= 1n << BigInt(signal - 1);
  return bits.toString(16).padStart(16, '0');
}

function statusText(process: Process, reader: Opener): Bytes {
  const { uid, gid, groups } = process.credentials;
  const { residentKiB, virtualKiB, anonymousKiB } = sizeOfProcess(process);
  const pid = String(process.pid);
  const session = String(sessionOf(process));
  const kB = (name: string, value: number): string => `${name}:\t${String(value).padStart(8)} kB`;
  const { cpuCount } = process.context.machine;
  const none = '0000000000000000';
  const lines = [
    `Name:\t${commandName(process)}`, `Umask:\t${process.umask.toString(8).padStart(4, '0')}`, `State:\t${stateOf(process, reader) === 'R' ? 'R (running)' : 'S (sleeping)'}`, `Tgid:\t${pid}`, 'Ngid:\t0', `Pid:\t${pid}`, `PPid:\t${String(process.parent?.pid ?? 0)}`,
    'TracerPid:\t0', `Uid:\t${[uid, uid, uid, uid].join('\t')}`, `Gid:\t${[gid, gid, gid, gid].join('\t')}`, 'FDSize:\t64', `Groups:\t${groups.join(' ')} `, `NStgid:\t${pid}`, `NSpid:\t${pid}`, `NSpgid:\t${session}`, `NSsid:\t${session}`, 'Kthread:\t0',
    kB('VmPeak', virtualKiB), kB('VmSize', virtualKiB), kB('VmLck', 0), kB('VmPin', 0), kB('VmHWM', residentKiB), kB('VmRSS', residentKiB), kB('RssAnon', anonymousKiB), kB('RssFile', residentKiB - anonymousKiB), kB('RssShmem', 0), kB('VmData', anonymousKiB), kB('VmStk', 132), kB('VmExe', 1552), kB('VmLib', 8), kB('VmPTE', 40), kB('VmSwap', 0), kB('HugetlbPages', 0),
    'CoreDumping:\t0', 'THP_enabled:\t1', 'untag_mask:\t0xffffffffffffffff', 'Threads:\t1', 'SigQ:\t0/15758', `SigPnd:\t${none}`, `ShdPnd:\t${none}`, `SigBlk:\t${none}`, `SigIgn:\t${bitsOf(process, 'ignore')}`, `SigCgt:\t${bitsOf(process, 'handle')}`,
    ...securityLines(process.context.security, uid), `Cpus_allowed:\t${((1 << Math.min(cpuCount, 30)) - 1).toString(16)}`, `Cpus_allowed_list:\t${cpuCount > 1 ? `0-${String(cpuCount - 1)}` : '0'}`, 'Mems_allowed:\t00000000,00000001', 'Mems_allowed_list:\t0', 'voluntary_ctxt_switches:\t14', 'nonvoluntary_ctxt_switches:\t5',
  ];
  return `${lines.join('\n')}\n`;
}

function statText(process: Process, reader: Opener): Bytes {
  const { residentKiB, virtualKiB } = sizeOfProcess(process);
  const session = sessionOf(process);
  const ticks = Math.floor((process.startedAtMs - process.context.machine.bootedAtMs) / 10);
  const terminal = process.tty === undefined ? 0 : 34816;
  return `${String(process.pid)} (${commandName(process)}) ${stateOf(process, reader)} ${String(process.parent?.pid ?? 0)} ${String(session)} ${String(session)} ${String(terminal)} -1 4194560 690 0 0 0 0 0 0 0 20 0 1 0 ${String(ticks)} ${String(virtualKiB * 1024)} ${String(residentKiB >> 2)} 18446744073709551615 4198400 5785993 140737191484768 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 6141704 6178576 426053632 140737191489113 140737191489133 140737191489133 140737191489513 0\n`;
}

const limits: readonly (readonly [string, string, string, string])[] = [
  ['Max cpu time', 'unlimited', 'unlimited', 'seconds'], ['Max file size', 'unlimited', 'unlimited', 'bytes'], ['Max data size', 'unlimited', 'unlimited', 'bytes'], ['Max stack size', '8388608', 'unlimited', 'bytes'],
  ['Max core file size', '0', 'unlimited', 'bytes'], ['Max resident set', 'unlimited', 'unlimited', 'bytes'], ['Max processes', 'unlimited', 'unlimited', 'processes'], ['Max open files', '1048576', '1048576', 'files'],
  ['Max locked memory', '8388608', '8388608', 'bytes'], ['Max address space', 'unlimited', 'unlimited', 'bytes'], ['Max file locks', 'unlimited', 'unlimited', 'locks'], ['Max pending signals', '15758', '15758', 'signals'],
  ['Max msgqueue size', '819200', '819200', 'bytes'], ['Max nice priority', '0', '0', ''], ['Max realtime priority', '0', '0', ''], ['Max realtime timeout', 'unlimited', 'unlimited', 'us'],
];
const limitsText = [['Limit', 'Soft Limit', 'Hard Limit', 'Units'], ...limits].map(([name = '', soft = '', hard = '', unit = '']) => `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} ${unit.padEnd(10)}\n`).join('');

const inodeNumbers = new WeakMap<OpenFile, number>();
let lastInode = 20000;

/** What a descriptor's link says: a path, or a pipe's number. */
function targetOf(file: OpenFile): string {
  if (file.path.startsWith('/')) return file.path;
  let inode = inodeNumbers.get(file);
  if (inode === undefined) inodeNumbers.set(file, (inode = ++lastInode));
  return `${/^socket/.test(file.path) ? 'socket' : 'pipe'}:[${String(inode)}]`;
}

function descriptorLink(process: Process, fd: number, opened: OpenFile): Inode {
  const { uid, gid } = process.credentials;
  const node: DeviceInode = { type: opened.path.startsWith('/') ? 'device' : 'fifo', mode: 0o700, uid, gid, mtimeMs: process.context.clock.now(), open: () => opened };
  const mode = opened.path === '/dev/null' || opened.isTty ? 0o700 : fd === 0 ? 0o500 : 0o300;
  return { ...newLink(targetOf(opened), node.mtimeMs), mode, uid, gid, follow: () => node };
}

const namespaces: Readonly<Record<string, string>> = { cgroup: 'cgroup:[4026532600]', ipc: 'ipc:[4026532597]', mnt: 'mnt:[4026532598]', net: 'net:[4026532535]', pid: 'pid:[4026532599]', pid_for_children: 'pid:[4026532599]', time: 'time:[4026531834]', time_for_children: 'time:[4026531834]', user: 'user:[4026531837]', uts: 'uts:[4026532596]' };

type Entry = (process: Process, nowMs: number) => Inode;

/** A file of the process; `mode` 0400 is for its owner. */
function file(text: (process: Process, reader: Opener) => Bytes, mode = 0o444, accept?: (process: Process, bytes: Bytes) => void): Entry {
  return (process, nowMs) => kernelFile(nowMs, (reader) => text(process, reader), { mode, owner: process.credentials, ...(accept && { accept: (_writer: Opener, bytes: Bytes) => { accept(process, bytes); } }) });
}

function refuse(): never {
  throw new Errno('EIO');
}

function directory(list: (process: Process) => Readonly<Record<string, Inode>>, mode = 0o555): Entry {
  return (process, nowMs) => kernelDirectory(nowMs, () => new Map(Object.entries(list(process))), { mode, owner: process.credentials });
}

/** Linux lowers the adjustment only for those who may; the kernel's own account keeps the container's. */
function adjust(process: Process, bytes: Bytes): void {
  const value = Number(bytes.trim());
  if (!Number.isInteger(value) || value < -1000 || value > 1000) throw new Errno('EINVAL');
  if (value < (process.oomScoreAdj ?? process.context.memory.oomScoreAdj)) throw new Errno('EACCES');
  process.oomScoreAdj = value;
}

const adjustmentOf = (process: Process): number => process.oomScoreAdj ?? process.context.memory.oomScoreAdj;

const entries: Readonly<Record<string, Entry>> = {
  arch_status: file(() => ''),
  attr: directory((process) => ({ current: kernelFile(process.context.clock.now(), () => refuse(), { mode: 0o666, owner: process.credentials }) })),
  autogroup: file(() => '/autogroup-1 nice 0\n', 0o644),
  auxv: file(() => '', 0o400),
  cgroup: file(() => '0::/\n'),
  clear_refs: file(() => refuse(), 0o200, () => undefined),
  cmdline: file((process) => process.argv.map((arg) => `${arg}\0`).join('')),
  comm: file((process) => `${commandName(process)}\n`, 0o644, () => undefined),
  coredump_filter: file(() => '00000033\n', 0o644),
  cpuset: file(() => '/\n'),
  cwd: (process, nowMs) => newLink(process.cwd, nowMs),
  environ: file((process) => [...process.env].map(([name, value]) => `${name}=${value}\0`).join(''), 0o400),
  exe: (process, nowMs) => {
    const found = process.fs.tryStat(process.exe, { uid: 0, gid: 0, groups: [] });
    return newLink(typeof found === 'string' ? process.exe : found.path, nowMs);
  },
  fd: directory((process) => Object.fromEntries([...process.files].map(([fd, opened]) => [fd, descriptorLink(process, fd, opened)])), 0o500),
  fdinfo: directory((process) => Object.fromEntries([...process.files.keys()].map((fd) => [fd, kernelFile(process.context.clock.now(), () => 'pos:\t0\nflags:\t02100002\nmnt_id:\t15\nino:\t4\n', { mode: 0o400, owner: process.credentials })]))),
  gid_map: file(() => '         0          0 4294967295\n', 0o644),
  io: file(() => 'rchar: 25604\nwchar: 61\nsyscr: 36\nsyscw: 4\nread_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n', 0o400),
  ksm_merging_pages: file(() => '0\n', 0o400),
  ksm_stat: file(() => 'ksm_rmap_items 0\nksm_merging_pages 0\nksm_process_profit 0\n', 0o400),
  limits: file(() => limitsText),
  loginuid: file(() => '4294967295', 0o644),
  map_files: directory(() => ({}), 0o500),
  maps: file((process) => `00400000-00401000 r--p 00000000 00:33 10773068                           ${process.exe}\n00401000-00585000 r-xp 00001000 00:33 10773068                           ${process.exe}\n3e88d000-3e8af000 rw-p 00000000 00:00 0                                  [heap]\n7ffd5788c000-7ffd578ad000 rw-p 00000000 00:00 0                          [stack]\n`),
  mem: file(() => refuse(), 0o600),
  mountinfo: file((process) => mountInfoText(process.context)),
  mounts: file((process) => mountsText(process.context)),
  mountstats: file((process) => mountsText(process.context).replace(/^(\S+) (\S+) (\S+).*$/gm, 'device $1 mounted on $2 with fstype $3'), 0o400),
  net: (process) => tableDirectory(netTable, () => process.context),
  ns: directory((process) => Object.fromEntries(Object.entries(namespaces).map(([name, target]) => [name, newLink(target, process.context.clock.now())])), 0o511),
  numa_maps: file(() => ''),
  oom_adj: file((process) => `${String(Math.trunc((adjustmentOf(process) * 17) / 1000))}\n`, 0o644),
  oom_score: file((process) => `${String(Math.max(0, Math.round((2 / 3) * (1000 + adjustmentOf(process)))))}\n`),
  oom_score_adj: file((process) => `${String(adjustmentOf(process))}\n`, 0o644, adjust),
  pagemap: file(() => '', 0o400),
  personality: file(() => '00000000\n', 0o400),
  projid_map: file(() => '         0          0 4294967295\n', 0o644),
  root: (_process, nowMs) => newLink('/', nowMs),
  sched: file((process) => `${commandName(process)} (${String(process.pid)}, #threads: 1)\n-------------------------------------------------------------------\nnr_switches                                  :                   34\n`, 0o644),
  schedstat: file(() => '10375059 2814386 34\n'),
  sessionid: file(() => '4294967295'),
  setgroups: file(() => 'allow\n', 0o644),
  smaps: file(() => ''),
  smaps_rollup: file((process) => {
    const { residentKiB, anonymousKiB } = sizeOfProcess(process);
    const row = (name: string, kiB: number): string => `${`${name}:`.padEnd(16)} ${String(kiB).padStart(7)} kB\n`;
    return `00400000-7ffd578ad000 ---p 00000000 00:00 0                              [rollup]\n${row('Rss', residentKiB)}${row('Pss', anonymousKiB)}${row('Private_Dirty', anonymousKiB)}${row('Swap', 0)}`;
  }),
  stack: file(() => refuse(), 0o400),
  stat: file(statText),
  statm: file((process) => {
    const { residentKiB, virtualKiB, anonymousKiB } = sizeOfProcess(process);
    return `${String(virtualKiB >> 2)} ${String(residentKiB >> 2)} ${String((residentKiB - anonymousKiB) >> 2)} 388 0 ${String(anonymousKiB >> 2)} 0\n`;
  }),
  status: file(statusText),
  syscall: file(() => 'running\n', 0o400),
  task: (process, nowMs) => kernelDirectory(nowMs, () => new Map([[String(process.pid), threadDirectory(process)]]), { owner: process.credentials }),
  timens_offsets: file(() => 'monotonic           0         0\nboottime            0         0\n', 0o644),
  timers: file(() => ''),
  timerslack_ns: file(() => '50000\n', 0o666),
  uid_map: file(() => '         0          0 4294967295\n', 0o644),
  wchan: file((process, reader) => (stateOf(process, reader) === 'R' ? '0' : 'do_wait')),
};

function listingOf(process: Process, table: Readonly<Record<string, Entry>>): Listing {
  const nowMs = process.context.clock.now();
  return { get: (name) => (Object.hasOwn(table, name) ? table[name]?.(process, nowMs) : undefined), keys: () => Object.keys(table) };
}

const notOfThreads = new Set(['task', 'autogroup', 'coredump_filter', 'map_files', 'mountstats', 'timens_offsets', 'timers', 'timerslack_ns']);

/** The directory of its only thread. */
function threadDirectory(process: Process): DirectoryInode {
  const others = Object.fromEntries(Object.entries(entries).filter(([name]) => !notOfThreads.has(name)));
  return kernelDirectory(process.context.clock.now(), () => listingOf(process, { ...others, children: file((one) => [...one.children.keys()].map((pid) => `${String(pid)} `).join('')) }), { owner: process.credentials });
}

export function processDirectory(process: Process): DirectoryInode {
  return kernelDirectory(process.context.clock.now(), () => listingOf(process, entries), { owner: process.credentials });
}
