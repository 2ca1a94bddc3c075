// /proc/sys: the kernel's settings. A container may read them and, unless it is privileged, write none.
import { randomUid } from '../../../base/random.ts';
import type { KernelEntry, KernelTable } from './kernel-tree.ts';

/** A directory of settings; each value ends its line. */
function settings(values: Readonly<Record<string, string | KernelEntry>>): KernelTable {
  return { entries: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? `${value}\n` : value])) };
}

const kernel = settings({
  arch: 'x86_64', cap_last_cap: '40', core_pattern: 'core', core_uses_pid: '0', dmesg_restrict: '1', domainname: '(none)',
  hostname: ({ machine }) => `${machine.hostname}\n`,
  hung_task_timeout_secs: '120', kptr_restrict: '0', msgmax: '8192', msgmnb: '16384', msgmni: '32000', ngroups_max: '65536',
  ns_last_pid: (_context, reader) => `${String(reader.pid)}\n`,
  osrelease: ({ machine }) => `${machine.kernelVersion}\n`,
  ostype: 'Linux', overflowgid: '65534', overflowuid: '65534', panic: '10', panic_on_oops: '1', perf_event_paranoid: '2', pid_max: '4194304', printk: '4\t4\t1\t7',
  random: settings({
    boot_id: ({ machine }) => `${bootId(machine.bootedAtMs)}\n`,
    entropy_avail: '256', poolsize: '256', urandom_min_reseed_secs: '60', uuid: ({ random }) => `${randomUid(random)}\n`, write_wakeup_threshold: '256',
  }),
  randomize_va_space: '2', sched_rt_period_us: '1000000', sched_rt_runtime_us: '950000', sem: '32000\t1024000000\t500\t32000', shm_rmid_forced: '0', shmall: '18446744073692774399', shmmax: '18446744073692774399', shmmni: '4096',
  tainted: '0', 'threads-max': '31517', unprivileged_bpf_disabled: '2', version: '#1 SMP PREEMPT_DYNAMIC', yama: settings({ ptrace_scope: '1' }),
});

/** One per start of the machine. */
function bootId(bootedAtMs: number): string {
  const digits = Math.floor(bootedAtMs).toString(16).padStart(12, '0').slice(-12);
  return `2131ffc0-1a72-407e-a81d-${digits}`;
}

const vm = settings({
  admin_reserve_kbytes: '8192', dirty_background_bytes: '0', dirty_background_ratio: '10', dirty_bytes: '0', dirty_expire_centisecs: '3000', dirty_ratio: '20', dirty_writeback_centisecs: '500', max_map_count: '65530', min_free_kbytes: '67584',
  mmap_min_addr: '4096', nr_hugepages: '0', oom_dump_tasks: '1', oom_kill_allocating_task: '0', overcommit_kbytes: '0', overcommit_memory: '1', overcommit_ratio: '50', 'page-cluster': '3', panic_on_oom: '0', swappiness: '60', vfs_cache_pressure: '100', zone_reclaim_mode: '0',
});

const fs = settings({
  'aio-max-nr': '65536', 'aio-nr': '0', 'file-max': '9223372036854775807', 'file-nr': '1223\t0\t9223372036854775807',
  inotify: settings({ max_queued_events: '16384', max_user_instances: '128', max_user_watches: '192536' }),
  'inode-nr': '401055\t0', mqueue: settings({ msg_default: '10', msg_max: '10', msgsize_default: '8192', msgsize_max: '8192', queues_max: '256' }), nr_open: '1048576', 'overflowgid': '65534', 'overflowuid': '65534', 'pipe-max-size': '1048576', protected_hardlinks: '1', protected_symlinks: '1', suid_dumpable: '0',
});

const perInterface = settings({ accept_redirects: '1', accept_source_route: '0', arp_announce: '0', arp_ignore: '0', forwarding: '0', proxy_arp: '0', rp_filter: '0', send_redirects: '1' });

const net: KernelTable = {
  entries: {
    core: settings({ netdev_max_backlog: '1000', optmem_max: '131072', rmem_default: '212992', rmem_max: '212992', somaxconn: '4096', wmem_default: '212992', wmem_max: '212992' }),
    ipv4: settings({
      conf: { entries: { all: perInterface, default: perInterface, eth0: perInterface, lo: perInterface } },
      icmp_echo_ignore_all: '0', icmp_echo_ignore_broadcasts: '1', ip_default_ttl: '64', ip_forward: '1', ip_local_port_range: '32768\t60999', ip_local_reserved_ports: '', ip_nonlocal_bind: '0', ip_unprivileged_port_start: '0', ping_group_range: '0\t2147483647',
      tcp_congestion_control: 'cubic', tcp_ecn: '2', tcp_fastopen: '1', tcp_fin_timeout: '60', tcp_keepalive_intvl: '75', tcp_keepalive_probes: '9', tcp_keepalive_time: '7200', tcp_max_syn_backlog: '2048', tcp_max_tw_buckets: '131072', tcp_retries1: '3', tcp_retries2: '15',
      tcp_rmem: '4096\t131072\t6291456', tcp_sack: '1', tcp_syn_retries: '6', tcp_synack_retries: '5', tcp_syncookies: '1', tcp_timestamps: '1', tcp_tw_reuse: '2', tcp_window_scaling: '1', tcp_wmem: '4096\t16384\t4194304', udp_rmem_min: '4096', udp_wmem_min: '4096',
    }),
    ipv6: { entries: { conf: { entries: { all: settings({ disable_ipv6: '0', forwarding: '0' }), eth0: settings({ disable_ipv6: '0', forwarding: '0' }) } } } },
  },
};

const user = settings({ max_cgroup_namespaces: '15758', max_inotify_instances: '128', max_inotify_watches: '192536', max_ipc_namespaces: '15758', max_mnt_namespaces: '15758', max_net_namespaces: '15758', max_pid_namespaces: '15758', max_user_namespaces: '15758', max_uts_namespaces: '15758' });

const sysctlTable: KernelTable = { isReadOnly: true, entries: { fs, kernel, net, user, vm } };

/** The settings with those that a Pod asked for; the kernel shows numbers with tabs between them. */
export function sysctlsOf(own: ReadonlyMap<string, string> | undefined): KernelTable {
  let table = sysctlTable;
  for (const [name, value] of own ?? []) table = withSetting(table, name.split(/[./]/), `${value.trim().replace(/\s+/g, '\t')}\n`);
  return table;
}

function withSetting(table: KernelTable, [name = '', ...rest]: readonly string[], value: string): KernelTable {
  const below = table.entries[name];
  const entry = rest.length === 0 ? value : withSetting(typeof below === 'object' && 'entries' in below ? below : { entries: {} }, rest, value);
  return { ...table, entries: { ...table.entries, [name]: entry } };
}
