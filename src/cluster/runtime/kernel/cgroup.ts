// /sys/fs/cgroup: the container's own control group of version 2, where its limits and what it uses can be read.
import type { Bytes } from '../bytes.ts';
import type { ContainerContext } from '../process/process.ts';
import type { KernelEntry, KernelTable } from './kernel-tree.ts';

const periodUs = 100_000;
const pageBytes = 4096;
const pressure = 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n';

function lines(values: Readonly<Record<string, number>>): Bytes {
  return Object.entries(values).map(([name, value]) => `${name} ${String(Math.floor(value))}\n`).join('');
}

/** Weight that runc gives for the kubelet's shares of a request: 1 for none, 100 for a whole processor. */
function weightOfRequest(requestMillis: number): number {
  const shares = Math.max(2, Math.floor((requestMillis * 1024) / 1000));
  if (shares <= 2) return 1;
  const log = Math.log2(Math.min(shares, 262144));
  return Math.ceil(10 ** ((log * log + 125 * log) / 612 - 7 / 34));
}

function maxText(bytes: number): Bytes {
  return Number.isFinite(bytes) ? `${String(Math.floor(bytes / pageBytes) * pageBytes)}\n` : 'max\n';
}

function cpuText({ cpu }: ContainerContext): Bytes {
  return `${Number.isFinite(cpu.limitMillis) ? String(Math.max(1000, Math.floor((cpu.limitMillis * periodUs) / 1000))) : 'max'} ${String(periodUs)}\n`;
}

function cpuStatText({ cpu }: ContainerContext): Bytes {
  const usage = cpu.usedMs * 1000;
  return lines({ usage_usec: usage, user_usec: usage * 0.7, system_usec: usage - usage * 0.7, nice_usec: 0, 'core_sched.force_idle_usec': 0, nr_periods: cpu.periods, nr_throttled: cpu.throttledPeriods, throttled_usec: cpu.throttledMs * 1000, nr_bursts: 0, burst_usec: 0 });
}

function memoryStatText({ memory, fs }: ContainerContext): Bytes {
  const used = Math.max(0, memory.usedBytes);
  return lines({
    anon: used, file: fs.mounts[0]?.volume.usedBytes ?? 0, kernel: 0, kernel_stack: 0, pagetables: 0, sec_pagetables: 0, percpu: 0, sock: 0, vmalloc: 0, shmem: 0, zswap: 0, zswapped: 0, file_mapped: 0, file_dirty: 0, file_writeback: 0, swapcached: 0, anon_thp: 0, file_thp: 0, shmem_thp: 0,
    inactive_anon: used, active_anon: 0, inactive_file: 0, active_file: 0, unevictable: 0, slab_reclaimable: 0, slab_unreclaimable: 0, slab: 0, workingset_refault_anon: 0, workingset_refault_file: 0, pgscan: 0, pgsteal: 0, pgfault: Math.floor(used / pageBytes), pgmajfault: 0, pgrefill: 0,
  });
}

function memoryEventsText({ memory }: ContainerContext): Bytes {
  return lines({ low: 0, high: 0, max: memory.kills, oom: memory.kills, oom_kill: memory.kills, oom_group_kill: 0 });
}

/** The container's processes, as their PID namespace numbers them. */
function idsText(context: ContainerContext): Bytes {
  return context.processIds().map((pid) => `${String(pid)}\n`).join('');
}

const writeOnly: KernelEntry = { mode: 0o200, text: () => '' };

export const cgroupTable: KernelTable = {
  isReadOnly: true,
  entries: {
    'cgroup.controllers': 'cpuset cpu io memory hugetlb pids rdma misc\n',
    'cgroup.events': 'populated 1\nfrozen 0\n',
    'cgroup.freeze': '0\n',
    'cgroup.kill': writeOnly,
    'cgroup.max.depth': 'max\n',
    'cgroup.max.descendants': 'max\n',
    'cgroup.pressure': '1\n',
    'cgroup.procs': idsText,
    'cgroup.stat': 'nr_descendants 0\nnr_dying_descendants 0\n',
    'cgroup.subtree_control': '',
    'cgroup.threads': idsText,
    'cgroup.type': 'domain\n',
    'cpu.idle': '0\n',
    'cpu.max': cpuText,
    'cpu.max.burst': '0\n',
    'cpu.pressure': pressure,
    'cpu.stat': cpuStatText,
    'cpu.stat.local': ({ cpu }) => lines({ throttled_usec: cpu.throttledMs * 1000 }),
    'cpu.weight': ({ cpu }) => `${String(weightOfRequest(cpu.requestMillis))}\n`,
    'cpu.weight.nice': '19\n',
    'cpuset.cpus': '\n',
    'cpuset.cpus.effective': ({ machine: { cpuCount } }) => (cpuCount > 1 ? `0-${String(cpuCount - 1)}\n` : '0\n'),
    'cpuset.cpus.partition': 'member\n',
    'cpuset.mems': '\n',
    'cpuset.mems.effective': '0\n',
    'hugetlb.2MB.current': '0\n',
    'hugetlb.2MB.events': 'max 0\n',
    'hugetlb.2MB.max': 'max\n',
    'io.max': '',
    'io.pressure': pressure,
    'io.stat': '254:0 rbytes=0 wbytes=0 rios=0 wios=0 dbytes=0 dios=0\n',
    'io.weight': 'default 100\n',
    'memory.current': ({ memory }) => `${String(Math.max(0, Math.ceil(memory.usedBytes / pageBytes) * pageBytes))}\n`,
    'memory.events': memoryEventsText,
    'memory.events.local': memoryEventsText,
    'memory.high': 'max\n',
    'memory.low': '0\n',
    'memory.max': ({ memory }) => maxText(memory.askedLimitBytes),
    'memory.min': '0\n',
    'memory.numa_stat': ({ memory }) => `anon N0=${String(Math.max(0, memory.usedBytes))}\nfile N0=0\n`,
    // Differs from Kubernetes: a container's largest process is killed and not all of them together, as on nodes with singleProcessOOMKill, which the recorded answers come from.
    'memory.oom.group': '0\n',
    'memory.peak': ({ memory }) => `${String(Math.max(0, Math.ceil(memory.usedBytes / pageBytes) * pageBytes))}\n`,
    'memory.pressure': pressure,
    'memory.reclaim': writeOnly,
    'memory.stat': memoryStatText,
    'memory.swap.current': '0\n',
    'memory.swap.events': 'high 0\nmax 0\nfail 0\n',
    'memory.swap.high': 'max\n',
    'memory.swap.max': '0\n',
    'memory.zswap.current': '0\n',
    'memory.zswap.max': 'max\n',
    'misc.current': '',
    'misc.max': '',
    'pids.current': (context) => `${String(context.processCount)}\n`,
    'pids.events': 'max 0\n',
    'pids.max': 'max\n',
    'pids.peak': (context) => `${String(context.processCount)}\n`,
    'rdma.current': '',
    'rdma.max': '',
  },
};
