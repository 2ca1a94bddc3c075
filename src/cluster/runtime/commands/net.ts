// Commands that use and show the network: nslookup, ping, httpd, netstat, ip.
import { candidates, resolveHost, resolverConfig } from '../http/resolve.ts';
import type { Process } from '../process/process.ts';
import { contentTypeOf, fileFor, listenHttp, untilSignal } from '../programs/server.ts';
import { type CommandTable, complain, getOptions, pathOf, usage } from './command.ts';
import { curl } from './curl.ts';
import { nc } from './nc.ts';
import { networkFacts } from './net-facts.ts';
import { wget } from './wget.ts';

async function nslookup(process: Process): Promise<number> {
  const args = process.argv.slice(1).filter((arg) => !arg.startsWith('-'));
  const [host] = args;
  if (host === undefined) return usage(process);
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
  const [host] = options.args;
  if (host === undefined) return usage(process);
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

async function traceroute(process: Process): Promise<number> {
  await process.write(1, `traceroute to ${process.argv[1] ?? ''}, 30 hops max, 46 byte packets\n 1  *  *  *\n`);
  return 0;
}

export const networkCommands: CommandTable = {
  wget, curl, nc, ncat: nc, telnet: nc, nslookup, ping, ping6: ping, httpd, ...networkFacts,
  traceroute6: traceroute, traceroute,
};
