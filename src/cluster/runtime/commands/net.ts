// Commands that use and show the network: nslookup, ping, httpd, netstat, ip.
import { candidates, resolveHost, resolverConfig } from '../http/resolve.ts';
import type { Process } from '../process/process.ts';
import { contentTypeOf, fileFor, listenHttp, untilSignal } from '../programs/server.ts';
import { type CommandTable, complain, getOptions, pathOf } from './command.ts';
import { curl } from './curl.ts';
import { nc } from './nc.ts';
import { wget } from './wget.ts';

async function nslookup(process: Process): Promise<number> {
  const args = process.argv.slice(1).filter((arg) => !arg.startsWith('-'));
  const [host = ''] = args;
  const { nameservers } = resolverConfig(process);
  const server = args[1] ?? nameservers[0] ?? '127.0.0.1';
  await process.write(1, `Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
  const names = host.includes('.') ? [host.replace(/\.$/, ''), ...candidates(process, host)] : candidates(process, host);
  for (const name of [...new Set(names)]) {
    const found = await process.wait(process.context.cluster.lookup(name.toLowerCase()));
    if (found === undefined || found.length === 0) continue;
    await process.write(1, `${found.map((address) => `Name:\t${name}\nAddress: ${address}\n`).join('')}\n`);
    return 0;
  }
  await process.write(1, `** server can't find ${names.at(-1) ?? host}: NXDOMAIN\n\n`);
  return 1;
}

async function ping(process: Process): Promise<number> {
  const options = await getOptions(process, 'c:w:W:i:s:q46I:', {});
  const host = options.args[0] ?? '';
  const address = (await process.wait(resolveHost(process, host)))?.[0];
  if (address === undefined) return complain(process, `bad address '${host}'`);
  const count = Number(options.value('c') ?? Infinity);
  const isUp = address.startsWith('127.') || address === process.context.network.ip || process.context.cluster.isReachable(address);
  await process.write(1, `PING ${host} (${address}): 56 data bytes\n`);
  let sent = 0;
  let isStopped = false;
  process.handlers.set(2, () => { isStopped = true; });
  for (; sent < count && !isStopped; sent++) {
    if (isUp && !options.has('q')) await process.write(1, `64 bytes from ${address}: seq=${String(sent)} ttl=64 time=0.0${String(50 + (sent % 40))} ms\n`);
    if (sent + 1 < count) await process.sleep(Number(options.value('i') ?? 1) * 1000);
    else if (!isUp) await process.sleep(Number(options.value('W') ?? 10) * 1000);
  }
  await process.write(1, `\n--- ${host} ping statistics ---\n${String(sent)} packets transmitted, ${String(isUp ? sent : 0)} packets received, ${isUp ? '0' : '100'}% packet loss\n${isUp ? 'round-trip min/avg/max = 0.050/0.067/0.089 ms\n' : ''}`);
  return isUp ? 0 : 1;
}

async function httpd(process: Process): Promise<number> {
  const options = await getOptions(process, 'ifvp:u:r:c:h:');
  const root = pathOf(process, options.value('h') ?? '.').replace(/\/\.$/, '');
  const [address, portText] = (options.value('p') ?? '80').includes(':') ? (options.value('p') ?? '').split(':') : ['0.0.0.0', options.value('p') ?? '80'];
  const serve = (one: Process): boolean => listenHttp(one, Number(portText), (request) => {
    const found = fileFor(one, root === '/' ? '' : root, request.target);
    if (typeof found !== 'number') return { status: 200, headers: [['Content-type', contentTypeOf(found.path)], ['Accept-Ranges', 'bytes']], body: found.data };
    const reason = found === 301 ? 'Moved Permanently' : 'Not Found';
    return { status: found === 301 ? 301 : 404, headers: [['Content-type', 'text/html'], ...(found === 301 ? [['Location', `${request.target}/`] as const] : [])], body: `<HTML><HEAD><TITLE>${found === 301 ? '301' : '404'} ${reason}</TITLE></HEAD>\n<BODY><H1>${found === 301 ? '301' : '404'} ${reason}</H1>\nThe requested URL was not found\n</BODY></HTML>\n` };
  }, address === '' ? '0.0.0.0' : (address ?? '0.0.0.0')) !== undefined;
  if (options.has('f')) {
    if (!serve(process)) return complain(process, 'bind: Address already in use');
    await untilSignal(process);
    return 0;
  }
  const daemon = process.fork();
  if (!serve(daemon)) {
    daemon.finish(1);
    return complain(process, 'bind: Address already in use');
  }
  void daemon.run(async (one) => { await untilSignal(one); return 0; });
  return 0;
}

async function netstat(process: Process): Promise<number> {
  const rows = process.context.network.ports().map(({ address, port }) => `tcp        0      0 ${`${address}:${String(port)}`.padEnd(23)} 0.0.0.0:*               LISTEN      ${process.argv.some((arg) => /^-\w*p/.test(arg)) ? '-' : ''}`.trimEnd());
  await process.write(1, `Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \n${rows.map((row) => `${row}\n`).join('')}`);
  return 0;
}

async function ip(process: Process): Promise<number> {
  const { network } = process.context;
  if (process.argv.some((arg) => /^r(?:oute)?$/.test(arg))) await process.write(1, `default via ${network.ip.replace(/\d+$/, '1')} dev eth0 \n${network.ip.replace(/\d+$/, '0')}/24 dev eth0 scope link  src ${network.ip} \n`);
  else await process.write(1, `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue \n    link/ether 0a:58:0a:f4:01:02 brd ff:ff:ff:ff:ff:ff\n    inet ${network.ip}/24 brd ${network.ip.replace(/\d+$/, '255')} scope global eth0\n       valid_lft forever preferred_lft forever\n`);
  return 0;
}

async function ifconfig(process: Process): Promise<number> {
  const { network } = process.context;
  await process.write(1, `eth0      Link encap:Ethernet  HWaddr 0A:58:0A:F4:01:02  \n          inet addr:${network.ip}  Bcast:${network.ip.replace(/\d+$/, '255')}  Mask:255.255.255.0\n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\nlo        Link encap:Local Loopback  \n          inet addr:127.0.0.1  Mask:255.0.0.0\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n\n`);
  return 0;
}

export const networkCommands: CommandTable = {
  wget, curl, nc, ncat: nc, telnet: nc, nslookup, ping, ping6: ping, httpd, netstat, ip, ifconfig,
  route: (process) => { process.argv = ['ip', 'route']; return ip(process); },
  traceroute: async (process) => { await process.write(1, `traceroute to ${process.argv[1] ?? ''}, 30 hops max, 46 byte packets\n 1  *  *  *\n`); return 0; },
};
