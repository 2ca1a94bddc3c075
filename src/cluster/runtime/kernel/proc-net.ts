// /proc/net: interfaces, routes and sockets of the container's network namespace.
import type { ContainerContext } from '../process/process.ts';
import { hexAddress, interfacesOf, subnetOf } from './interfaces.ts';
import type { KernelTable } from './kernel-tree.ts';

const socketHeading = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const socketHeading6 = '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const width = 149;

function endpoint(address: string, port: number): string {
  return `${hexAddress(address)}:${port.toString(16).padStart(4, '0').toUpperCase()}`;
}

function tcpText({ network }: ContainerContext): string {
  const listening = 0x0a;
  const established = 0x01;
  const rows = [
    ...network.ports().map(({ address, port }) => ({ local: endpoint(/^\d/.test(address) ? address : '127.0.0.1', port), remote: endpoint('0.0.0.0', 0), state: listening })),
    ...network.connections().map((one) => ({ local: endpoint(one.localAddress, one.localPort), remote: endpoint(one.remoteAddress, one.remotePort), state: established })),
  ];
  const lines = rows.map(({ local, remote, state }, i) => `${String(i).padStart(4)}: ${local} ${remote} ${state.toString(16).padStart(2, '0').toUpperCase()} 00000000:00000000 00:00000000 00000000     0        0 ${String(20001 + i)} 1 0000000000000000 100 0 0 10 0`);
  return [socketHeading, ...lines].map((line) => `${line.padEnd(width)}\n`).join('');
}

function deviceText(context: ContainerContext): string {
  const rows = interfacesOf(context).map(({ name }) => `${name.padStart(6)}:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n`);
  return `Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n${rows.join('')}`;
}

function routeText(context: ContainerContext): string {
  const { network, gateway, mask } = subnetOf(context);
  const none = hexAddress('0.0.0.0');
  const rows = [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    `eth0\t${none}\t${hexAddress(gateway)}\t0003\t0\t0\t0\t${none}\t0\t0\t0`,
    `eth0\t${hexAddress(network)}\t${none}\t0001\t0\t0\t0\t${hexAddress(mask)}\t0\t0\t0`,
  ];
  return rows.map((row) => `${row.padEnd(127)}\n`).join('');
}

export const netTable: KernelTable = {
  entries: {
    arp: 'IP address       HW type     Flags       HW address            Mask     Device\n',
    dev: deviceText,
    fib_trie: (context) => `Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n        |-- ${context.network.ip}\n           /32 host LOCAL\n        |-- 127.0.0.1\n           /32 host LOCAL\n`,
    if_inet6: '00000000000000000000000000000001 01 80 10 80       lo\n',
    netstat: 'TcpExt: SyncookiesSent SyncookiesRecv SyncookiesFailed\nTcpExt: 0 0 0\n',
    protocols: 'protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss gs se re bi br ha uh gp em\n',
    route: routeText,
    snmp: 'Ip: Forwarding DefaultTTL InReceives\nIp: 2 64 0\nTcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens\nTcp: 1 200 120000 -1 0 0\n',
    sockstat: ({ network }) => `sockets: used ${String(network.ports().length)}\nTCP: inuse ${String(network.ports().length)} orphan 0 tw 0 alloc ${String(network.ports().length)} mem 0\nUDP: inuse 0 mem 0\nUDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 0 memory 0\n`,
    tcp: tcpText,
    tcp6: `${socketHeading6}\n`,
    udp: `${` ${socketHeading} ref pointer drops`.padEnd(127)}\n`,
    udp6: `${socketHeading6} ref pointer drops\n`,
    unix: 'Num       RefCount Protocol Flags    Type St Inode Path\n',
  },
};
