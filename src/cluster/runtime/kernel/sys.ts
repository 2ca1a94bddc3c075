// /sys: network interfaces, processors and the control group of a container.
import type { DirectoryInode } from '../fs/inode.ts';
import { Errno } from '../process/errno.ts';
import type { ContainerContext } from '../process/process.ts';
import { cgroupTable } from './cgroup.ts';
import { type NetworkInterface, interfacesOf } from './interfaces.ts';
import { type ContextOf, type KernelEntry, type KernelTable, inodeOf, tableDirectory } from './kernel-tree.ts';

const empty: KernelTable = { entries: {} };

function invalid(): never {
  throw new Errno('EINVAL');
}

const statistics: KernelTable = {
  entries: Object.fromEntries(['collisions', 'multicast', ...['bytes', 'compressed', 'crc_errors', 'dropped', 'errors', 'fifo_errors', 'frame_errors', 'length_errors', 'missed_errors', 'nohandler', 'over_errors', 'packets'].map((name) => `rx_${name}`), ...['aborted_errors', 'bytes', 'carrier_errors', 'compressed', 'dropped', 'errors', 'fifo_errors', 'heartbeat_errors', 'packets', 'window_errors'].map((name) => `tx_${name}`)].map((name) => [name, '0\n'])),
};

function interfaceTable({ name, index, peerIndex, mac, broadcastMac, mtu, queueLength, isLoopback }: NetworkInterface): KernelTable {
  const changes = isLoopback ? 0 : 1;
  return {
    entries: {
      addr_assign_type: isLoopback ? '0\n' : '1\n', addr_len: '6\n', address: `${mac}\n`, broadcast: `${broadcastMac}\n`, carrier: '1\n', carrier_changes: `${String(changes * 2)}\n`, carrier_down_count: `${String(changes)}\n`, carrier_up_count: `${String(changes)}\n`, dev_id: '0x0\n', dev_port: '0\n', dormant: '0\n',
      duplex: isLoopback ? () => invalid() : 'full\n', flags: isLoopback ? '0x9\n' : '0x1003\n', gro_flush_timeout: '0\n', ifalias: '', ifindex: `${String(index)}\n`, iflink: `${String(peerIndex)}\n`, link_mode: '0\n', mtu: `${String(mtu)}\n`, name_assign_type: isLoopback ? '2\n' : '3\n', napi_defer_hard_irqs: '0\n', netdev_group: '0\n',
      operstate: isLoopback ? 'unknown\n' : 'up\n', power: empty, proto_down: '0\n', queues: { entries: { 'rx-0': empty, 'tx-0': empty } }, speed: isLoopback ? () => invalid() : '10000\n', statistics, subsystem: { link: '../../../../class/net' }, testing: '0\n', threaded: '0\n', tx_queue_len: `${String(queueLength)}\n`, type: isLoopback ? '772\n' : '1\n', uevent: `INTERFACE=${name}\nIFINDEX=${String(index)}\n`,
    },
  };
}

/** One entry for each interface of the namespace. */
function perInterface(entryOf: (one: NetworkInterface) => KernelEntry, contextOf: ContextOf): KernelEntry {
  return {
    list: (context: ContainerContext) => {
      const all = interfacesOf(context);
      return {
        get: (name) => {
          const one = all.find((other) => other.name === name);
          return one && inodeOf(entryOf(one), contextOf, true);
        },
        keys: () => all.map(({ name }) => name).sort(),
      };
    },
    mode: 0o755,
  };
}

function cpuList({ machine: { cpuCount } }: ContainerContext): string {
  return cpuCount > 1 ? `0-${String(cpuCount - 1)}\n` : '0\n';
}

const cpu: KernelTable = {
  entries: { cpu0: { entries: { topology: { entries: { core_id: '0\n', physical_package_id: '0\n' } } } }, cpu1: { entries: { online: '1\n', topology: { entries: { core_id: '1\n', physical_package_id: '0\n' } } } }, isolated: '\n', kernel_max: '255\n', offline: '\n', online: cpuList, possible: cpuList, present: cpuList },
};

function tableOf(contextOf: ContextOf): KernelTable {
  const names = ['bdi', 'block', 'bsg', 'dma', 'hidraw', 'input', 'mem', 'misc'];
  return {
    isReadOnly: true,
    entries: {
      block: { entries: { vda: { link: '../devices/virtual/block/vda' } } },
      bus: { entries: { cpu: empty, memory: empty, node: empty, pci: empty, platform: empty, virtio: empty, workqueue: empty } },
      class: { entries: { ...Object.fromEntries(names.map((name) => [name, empty])), net: perInterface(({ name }) => ({ link: `../../devices/virtual/net/${name}` }), contextOf), thermal: empty, tty: empty } },
      dev: { entries: { block: empty, char: empty } },
      devices: { entries: { pci0000: empty, platform: empty, system: { entries: { cpu, node: { entries: { node0: { entries: { cpulist: cpuList } }, online: '0\n', possible: '0\n' } } } }, virtual: { entries: { block: { entries: { vda: { entries: { size: ({ machine }) => `${String(Math.floor(machine.memoryBytes / 32))}\n` } } } }, net: perInterface(interfaceTable, contextOf) } } } },
      firmware: empty,
      fs: { entries: { bpf: empty, cgroup: cgroupTable, ext4: empty, fuse: empty, pstore: empty, xfs: empty } },
      kernel: { entries: { debug: empty, mm: { entries: { hugepages: empty, transparent_hugepage: { entries: { enabled: 'always [madvise] never\n', defrag: 'always defer defer+madvise [madvise] never\n' } } } }, security: empty, tracing: empty } },
      module: { entries: { overlay: empty, br_netfilter: empty, veth: empty } },
      power: { entries: { state: 'freeze mem disk\n' } },
    },
  };
}

/** The root of /sys. */
export function sysDirectory(contextOf: ContextOf): DirectoryInode {
  let made: DirectoryInode | undefined;
  const generate: DirectoryInode['generate'] = (reader) => (made ??= tableDirectory(tableOf(contextOf), contextOf)).generate?.(reader) ?? new Map();
  return { type: 'directory', entries: undefined, generate, mode: 0o555, uid: 0, gid: 0, mtimeMs: 0, isReadOnly: true };
}
