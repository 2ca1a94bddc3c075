// Commands that show the network namespace: netstat, ip, ifconfig, route, arp.
import { type NetworkInterface, interfacesOf, subnetOf } from '../kernel/interfaces.ts';
import type { Process } from '../process/process.ts';
import { type CommandTable, complain, getOptions } from './command.ts';

const routeHeading = 'Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n';

async function route(process: Process): Promise<number> {
  const options = await getOptions(process, 'neA:');
  if (options.args.length > 0) return complain(process, 'SIOCADDRT: Operation not permitted');
  const { network, gateway, mask } = subnetOf(process.context);
  const row = (destination: string, by: string, genmask: string, flags: string): string => `${destination.padEnd(15)} ${by.padEnd(15)} ${genmask.padEnd(15)} ${flags.padEnd(5)} 0      0        0 eth0\n`;
  const isNumeric = options.has('n');
  await process.write(1, `${routeHeading}${row(isNumeric ? '0.0.0.0' : 'default', gateway, '0.0.0.0', 'UG')}${row(network, isNumeric ? '0.0.0.0' : '*', mask, 'U')}`);
  return 0;
}

async function netstat(process: Process): Promise<number> {
  const options = await getOptions(process, 'laentuwxrpW');
  if (options.has('r')) {
    process.argv = ['route', '-n'];
    return route(process);
  }
  const { network } = process.context;
  const isAll = options.has('a');
  const isListening = options.has('l');
  const all = !options.has('t') && !options.has('u') && !options.has('w') && !options.has('x');
  const kind = isAll ? 'servers and established' : isListening ? 'only servers' : 'w/o servers';
  const programs = options.has('p');
  const row = (local: string, remote: string, state: string): string => `tcp        0      0 ${local.padEnd(23)} ${remote.padEnd(23)} ${state.padEnd(11)} ${programs ? '-                   ' : ''}`;
  const rows: string[] = [];
  if (isAll || isListening) for (const { address, port } of network.ports()) rows.push(row(`${address}:${String(port)}`, `0.0.0.0:*`, 'LISTEN'));
  if (isAll || !isListening) for (const one of network.connections()) rows.push(row(`${one.localAddress}:${String(one.localPort)}`, `${one.remoteAddress}:${String(one.remotePort)}`, 'ESTABLISHED'));
  let text = '';
  if (all || options.has('t') || options.has('u') || options.has('w')) {
    text += `Active Internet connections (${kind})\nProto Recv-Q Send-Q Local Address           Foreign Address         State       ${programs ? 'PID/Program name    ' : ''}\n`;
    if (all || options.has('t')) text += rows.map((line) => `${line.slice(0, programs ? undefined : 79)}\n`).join('');
  }
  if (all || options.has('x')) text += `Active UNIX domain sockets (${kind})\nProto RefCnt Flags       Type       State         I-Node ${programs ? 'PID/Program name    ' : ''}Path\n`;
  await process.write(1, text);
  return 0;
}

function linkText({ name, index, peerIndex, mac, broadcastMac, mtu, queueLength, isLoopback }: NetworkInterface): string {
  const flags = isLoopback ? 'LOOPBACK,UP,LOWER_UP' : 'BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN';
  return `${String(index)}: ${name}${isLoopback ? '' : `@if${String(peerIndex)}`}: <${flags}> mtu ${String(mtu)} qdisc noqueue ${queueLength > 0 ? `qlen ${String(queueLength)}` : ''}\n    link/${isLoopback ? 'loopback' : 'ether'} ${mac} brd ${broadcastMac}\n`;
}

function addressText(process: Process, one: NetworkInterface): string {
  const { bits, broadcast } = subnetOf(process.context);
  const forever = '       valid_lft forever preferred_lft forever\n';
  const inet = one.isLoopback ? '    inet 127.0.0.1/8 scope host lo\n' : `    inet ${process.context.network.ip}/${String(bits)} brd ${broadcast} scope global eth0\n`;
  return `${linkText(one)}${inet}${forever}${one.isLoopback ? `    inet6 ::1/128 scope host \n${forever}` : ''}`;
}

const objects = ['address', 'link', 'route', 'neighbour', 'rule', 'tunnel'];
const ipUsage = 'BusyBox v1.36.1 multi-call binary.\n\nUsage: ip [OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]\n';

async function ip(process: Process): Promise<number> {
  const [word = '', verb = 'show', ...rest] = process.argv.slice(1).filter((arg) => !arg.startsWith('-'));
  const object = objects.find((name) => word !== '' && name.startsWith(word));
  if (object === undefined) {
    await process.write(2, word === '' ? ipUsage : `BusyBox v1.36.1 multi-call binary.\n\nip: invalid argument '${word}' to 'ip'\n`);
    return 1;
  }
  const { network, gateway, bits } = subnetOf(process.context);
  if (!/^(?:s|sh|show|l|ls|list)$/.test(verb) && verb !== 'get') return complain(process, object === 'route' ? 'RTNETLINK answers: Operation not permitted' : 'ioctl 0x8914 failed: Operation not permitted');
  const device = rest.filter((arg) => arg !== 'dev').at(-1) ?? (verb === 'get' ? '' : undefined);
  const chosen = interfacesOf(process.context).filter(({ name }) => device === undefined || name === device);
  if (object === 'route' && verb === 'get') await process.write(1, `${rest[0] ?? ''} via ${gateway} dev eth0  src ${process.context.network.ip} \n`);
  else if (object === 'route') await process.write(1, `default via ${gateway} dev eth0 \n${network}/${String(bits)} dev eth0 scope link  src ${process.context.network.ip} \n`);
  else if (object === 'rule') await process.write(1, '0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n');
  else if (object === 'address' || object === 'link') {
    if (chosen.length === 0) return complain(process, `can't find device '${device ?? ''}'`);
    await process.write(1, chosen.map((one) => (object === 'link' ? linkText(one) : addressText(process, one))).join(''));
  }
  return 0;
}

async function ifconfig(process: Process): Promise<number> {
  const options = await getOptions(process, 'a');
  const { broadcast, mask } = subnetOf(process.context);
  const [wanted, ...changes] = options.args;
  if (changes.length > 0) return complain(process, 'SIOCSIFADDR: Operation not permitted');
  const chosen = interfacesOf(process.context).filter(({ name }) => wanted === undefined || name === wanted).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (chosen.length === 0) return complain(process, `${wanted ?? ''}: error fetching interface information: Device not found`);
  const text = chosen.map(({ name, isLoopback, mac, mtu, queueLength }) => {
    const head = isLoopback ? 'Link encap:Local Loopback  \n          inet addr:127.0.0.1  Mask:255.0.0.0\n          inet6 addr: ::1/128 Scope:Host\n          UP LOOPBACK RUNNING' : `Link encap:Ethernet  HWaddr ${mac.toUpperCase()}  \n          inet addr:${process.context.network.ip}  Bcast:${broadcast}  Mask:${mask}\n          UP BROADCAST RUNNING MULTICAST`;
    return `${name.padEnd(9)} ${head}  MTU:${String(mtu)}  Metric:1\n          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n          collisions:0 txqueuelen:${String(queueLength)} \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n`;
  });
  await process.write(1, text.join(''));
  return 0;
}

export const networkFacts: CommandTable = { netstat, ip, ifconfig, route, arp: () => 0 };
