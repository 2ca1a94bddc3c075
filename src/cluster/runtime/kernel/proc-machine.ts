// What /proc tells about the node: its memory, processors, time and kernel.
import type { Bytes } from '../bytes.ts';
import type { ContainerContext, Process } from '../process/process.ts';
import { Errno } from '../process/errno.ts';
import type { KernelEntry } from './kernel-tree.ts';

/** Hundredths of a second, in which the kernel counts processor time. */
const ticksPerSecond = 100;

/** What of the node's memory is taken and by what, as `free`, `top` and /proc/meminfo tell it. */
export function machineMemory({ machine, memory }: ContainerContext): { readonly totalBytes: number; readonly freeBytes: number; readonly buffersBytes: number; readonly cachedBytes: number; readonly sharedBytes: number; readonly availableBytes: number; readonly usedBytes: number } {
  const totalBytes = machine.memoryBytes;
  const usedBytes = Math.floor(totalBytes * 0.12) + memory.usedBytes;
  const buffersBytes = Math.floor(totalBytes * 0.01);
  const cachedBytes = Math.floor(totalBytes * 0.15);
  return { totalBytes, usedBytes, buffersBytes, cachedBytes, sharedBytes: Math.floor(totalBytes * 0.001), freeBytes: totalBytes - usedBytes - buffersBytes - cachedBytes, availableBytes: totalBytes - usedBytes - Math.floor(totalBytes * 0.01) };
}

function memoryText(context: ContainerContext): Bytes {
  const { totalBytes, freeBytes, availableBytes, buffersBytes, cachedBytes, sharedBytes, usedBytes } = machineMemory(context);
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', totalBytes], ['MemFree', freeBytes], ['MemAvailable', availableBytes], ['Buffers', buffersBytes], ['Cached', cachedBytes], ['SwapCached', 0], ['Active', usedBytes * 0.6], ['Inactive', cachedBytes], ['Active(anon)', usedBytes * 0.1], ['Inactive(anon)', usedBytes * 0.5], ['Active(file)', cachedBytes * 0.5], ['Inactive(file)', cachedBytes * 0.5],
    ['Unevictable', 0], ['Mlocked', 0], ['SwapTotal', 0], ['SwapFree', 0], ['Zswap', 0], ['Zswapped', 0], ['Dirty', 0], ['Writeback', 0], ['AnonPages', usedBytes * 0.6], ['Mapped', usedBytes * 0.2], ['Shmem', sharedBytes], ['KReclaimable', totalBytes * 0.01], ['Slab', totalBytes * 0.015], ['SReclaimable', totalBytes * 0.01], ['SUnreclaim', totalBytes * 0.005],
    ['KernelStack', 4608 * 1024], ['PageTables', 23040 * 1024], ['SecPageTables', 0], ['NFS_Unstable', 0], ['Bounce', 0], ['WritebackTmp', 0], ['CommitLimit', totalBytes / 2], ['Committed_AS', usedBytes * 2], ['VmallocTotal', 34359738367 * 1024], ['VmallocUsed', 30208 * 1024], ['VmallocChunk', 0], ['Percpu', 7416 * 1024], ['AnonHugePages', 0], ['ShmemHugePages', 0], ['ShmemPmdMapped', 0], ['FileHugePages', 0], ['FilePmdMapped', 0],
  ];
  const line = ([name, bytes]: readonly [string, number]): string => `${`${name}:`.padEnd(15)} ${String(Math.floor(bytes / 1024)).padStart(8)} kB\n`;
  return `${rows.map(line).join('')}HugePages_Total:       0\nHugePages_Free:        0\nHugePages_Rsvd:        0\nHugePages_Surp:        0\nHugepagesize:       2048 kB\nHugetlb:               0 kB\nDirectMap4k:       30720 kB\nDirectMap2M:     2066432 kB\n`;
}

function processorText({ machine: { cpuCount } }: ContainerContext): Bytes {
  const one = (i: number): string => [
    `processor\t: ${String(i)}`, 'vendor_id\t: GenuineIntel', 'cpu family\t: 6', 'model\t\t: 207', 'model name\t: Podlab Virtual Processor', 'stepping\t: 2', 'microcode\t: 0x1', 'cpu MHz\t\t: 2400.000', 'cache size\t: 16384 KB', 'physical id\t: 0', `siblings\t: ${String(cpuCount)}`, `core id\t\t: ${String(i)}`, `cpu cores\t: ${String(cpuCount)}`,
    `apicid\t\t: ${String(i)}`, `initial apicid\t: ${String(i)}`, 'fpu\t\t: yes', 'fpu_exception\t: yes', 'cpuid level\t: 28', 'wp\t\t: yes', 'flags\t\t: fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ss ht syscall nx rdtscp lm constant_tsc hypervisor', 'bugs\t\t:', 'bogomips\t: 4800.00', 'clflush size\t: 64', 'cache_alignment\t: 64', 'address sizes\t: 48 bits physical, 57 bits virtual', 'power management:',
  ].join('\n');
  return Array.from({ length: cpuCount }, (_, i) => `${one(i)}\n\n`).join('');
}

function uptimeSeconds({ clock, machine }: ContainerContext): number {
  return Math.max(0, clock.now() - machine.bootedAtMs) / 1000;
}

function statText(context: ContainerContext, lastPid: number): Bytes {
  const { cpuCount, bootedAtMs } = context.machine;
  const idle = Math.floor(uptimeSeconds(context) * ticksPerSecond);
  const busy = Math.floor((context.cpu.usedMs / 1000) * ticksPerSecond);
  const row = (name: string, share: number): string => `${name} ${String(Math.floor(busy / share))} 0 0 ${String(Math.floor((idle * cpuCount) / share))} 0 0 0 0 0 0\n`;
  return `${row('cpu ', 1)}${Array.from({ length: cpuCount }, (_, i) => row(`cpu${String(i)}`, cpuCount)).join('')}intr 0\nctxt 338131\nbtime ${String(Math.floor(bootedAtMs / 1000))}\nprocesses ${String(lastPid)}\nprocs_running 1\nprocs_blocked 0\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n`;
}

const fileSystems = ['nodev\tsysfs', 'nodev\ttmpfs', 'nodev\tproc', 'nodev\tcgroup', 'nodev\tcgroup2', 'nodev\tcpuset', 'nodev\tdevtmpfs', 'nodev\tbinfmt_misc', 'nodev\tdebugfs', 'nodev\ttracefs', 'nodev\tsecurityfs', 'nodev\tsockfs', 'nodev\tbpf', 'nodev\tpipefs', 'nodev\tramfs', 'nodev\thugetlbfs', 'nodev\tdevpts', '\text3', '\text2', '\text4', '\tsquashfs', 'nodev\tautofs', '\tfuseblk', 'nodev\tfuse', 'nodev\tfusectl', 'nodev\toverlay', '\txfs', '\terofs', 'nodev\tmqueue', '\tbtrfs', 'nodev\tpstore'];
const empty = { entries: {} };
const ownersOnly: KernelEntry = { mode: 0o400, text: () => '' };
const pressure = 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n';

/** `processes` are those of the reader's PID namespace. */
export function machineEntries(processes: () => ReadonlyMap<number, Process>, lastPid: () => number): Readonly<Record<string, KernelEntry>> {
  return {
    acpi: empty,
    buddyinfo: 'Node 0, zone      DMA      0      0      0      0      0      0      0      0      1      1      3 \n',
    bus: { entries: { pci: empty }, isReadOnly: true },
    cgroups: '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t0\t120\t1\ncpu\t0\t120\t1\ncpuacct\t0\t120\t1\nblkio\t0\t120\t1\nmemory\t0\t120\t1\ndevices\t0\t120\t1\nfreezer\t0\t120\t1\nnet_cls\t0\t120\t1\nperf_event\t0\t120\t1\nnet_prio\t0\t120\t1\nhugetlb\t0\t120\t1\npids\t0\t120\t1\n',
    cmdline: 'BOOT_IMAGE=/boot/vmlinuz root=/dev/vda1 ro console=ttyS0\n',
    'config.gz': '',
    consoles: 'ttyS0                -W- (EC  p a)    4:64\n',
    cpuinfo: processorText,
    crypto: 'name         : sha256\ndriver       : sha256-generic\nmodule       : kernel\ntype         : shash\n\n',
    devices: 'Character devices:\n  1 mem\n  4 tty\n  5 /dev/tty\n  5 /dev/console\n  5 /dev/ptmx\n 10 misc\n128 ptm\n136 pts\n\nBlock devices:\n  7 loop\n254 virtblk\n259 blkext\n',
    diskstats: ' 254       0 vda 1549624 109518 38369938 6441216 3219746 1975802 146393744 1448549 0 686300 8238297 0 0 0 0 0 0\n',
    dma: ' 4: cascade\n',
    driver: empty,
    execdomains: '0-0\tLinux           \t[kernel]\n',
    filesystems: `${fileSystems.join('\n')}\n`,
    fs: { entries: {}, isReadOnly: true },
    interrupts: '',
    iomem: '00000000-00000000 : Reserved\n00000000-00000000 : System RAM\n',
    ioports: '0000-0000 : PCI Bus 0000:00\n',
    irq: { entries: { default_smp_affinity: '3\n' }, isReadOnly: true },
    kallsyms: '0000000000000000 T _stext\n0000000000000000 T _text\n',
    'key-users': '    0:    11 10/10 5/1000000 180/25000000\n',
    keys: '',
    kmsg: { mode: 0o400, text: () => { throw new Errno('EPERM'); } },
    kpagecgroup: ownersOnly,
    kpagecount: ownersOnly,
    kpageflags: ownersOnly,
    // Differs from Kubernetes: no load is modelled, so that a node looks idle however busy its containers are.
    loadavg: () => `0.00 0.00 0.00 1/${String(Math.max(1, processes().size))} ${String(lastPid())}\n`,
    locks: '',
    meminfo: memoryText,
    misc: '229 fuse\n200 tun\n183 hw_random\n',
    mounts: { link: 'self/mounts' },
    mtrr: { mode: 0o644, text: () => { throw new Errno('EPERM'); } },
    net: { link: 'self/net' },
    pagetypeinfo: { mode: 0o400, text: () => 'Page block order: 9\nPages per block:  512\n' },
    partitions: ({ machine }) => `major minor  #blocks  name\n\n 254        0   ${String(Math.floor(machine.memoryBytes / 64))} vda\n 254        1   ${String(Math.floor(machine.memoryBytes / 64) - 1024)} vda1\n`,
    pressure: { entries: { cpu: pressure, io: pressure, memory: pressure } },
    slabinfo: { mode: 0o400, text: () => 'slabinfo - version: 2.1\n' },
    softirqs: ({ machine: { cpuCount } }) => `                    ${Array.from({ length: cpuCount }, (_, i) => `CPU${String(i)}`.padEnd(11)).join('')}\n`,
    stat: (context) => statText(context, lastPid()),
    swaps: 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n',
    sysvipc: { entries: { msg: '', sem: '', shm: '' } },
    timer_list: '',
    tty: { entries: { drivers: '/dev/tty             /dev/tty        5       0 system:/dev/tty\n' } },
    uptime: (context) => `${uptimeSeconds(context).toFixed(2)} ${(uptimeSeconds(context) * context.machine.cpuCount * 0.97).toFixed(2)}\n`,
    version: ({ machine }) => `Linux version ${machine.kernelVersion} (buildd@podlab) (gcc 13.2.0, GNU ld 2.42) #1 SMP PREEMPT_DYNAMIC\n`,
    vmallocinfo: ownersOnly,
    vmstat: (context) => `nr_free_pages ${String(Math.floor(machineMemory(context).freeBytes / 4096))}\npgfault 0\noom_kill 0\n`,
    zoneinfo: 'Node 0, zone      DMA\n',
  };
}
