// Services of the catalogue's images that are no web servers: pause, a redis, a log shipper, placeholders.
import { formatDate } from '../commands/date-format.ts';
import { NetworkError } from '../../network/network-service.ts';
import { resolveHost } from '../http/resolve.ts';
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { SIGINT, SIGTERM } from '../process/signals.ts';
import { say, untilSignal } from './server.ts';

/** Does nothing until it is told to end. */
export async function pause(process: Process): Promise<number> {
  await untilSignal(process, [SIGINT, SIGTERM]);
  await process.write(2, 'Shutting down, got signal: Terminated\n');
  return 0;
}

type Database = Map<string, { value: string; expiresAtMs: number }>;

const maxDatabaseBytes = 32 * 1024 * 1024;

function bulk(value: string | undefined): string {
  return value === undefined ? '$-1\r\n' : `$${String(value.length)}\r\n${value}\r\n`;
}

function redisAnswer(process: Process, data: Database, words: readonly string[]): string {
  const [name = '', key = '', ...rest] = words;
  const now = process.context.clock.now();
  const live = (k: string): string | undefined => {
    const entry = data.get(k);
    if (entry && entry.expiresAtMs <= now) data.delete(k);
    return data.get(k)?.value;
  };
  const put = (k: string, value: string, expiresAtMs = Infinity): void => {
    process.allocate(k.length + value.length - (data.get(k)?.value.length ?? 0));
    data.set(k, { value, expiresAtMs });
  };
  switch (name.toUpperCase()) {
    case 'PING': return key === '' ? '+PONG\r\n' : bulk(key);
    case 'ECHO': return bulk(key);
    case 'SET': {
      if (rest[0] === undefined) return "-ERR wrong number of arguments for 'set' command\r\n";
      const seconds = rest[1]?.toUpperCase() === 'EX' ? Number(rest[2]) : Infinity;
      put(key, rest[0], now + seconds * 1000);
      return '+OK\r\n';
    }
    case 'GET': return bulk(live(key));
    case 'DEL': return `:${String([key, ...rest].filter((k) => data.delete(k)).length)}\r\n`;
    case 'EXISTS': return `:${String([key, ...rest].filter((k) => live(k) !== undefined).length)}\r\n`;
    case 'INCR':
    case 'DECR': {
      const value = Number(live(key) ?? 0) + (name.toUpperCase() === 'INCR' ? 1 : -1);
      if (!Number.isInteger(value)) return '-ERR value is not an integer or out of range\r\n';
      put(key, String(value));
      return `:${String(value)}\r\n`;
    }
    case 'KEYS': {
      const keys = [...data.keys()];
      return `*${String(keys.length)}\r\n${keys.map(bulk).join('')}`;
    }
    case 'DBSIZE': return `:${String(data.size)}\r\n`;
    case 'FLUSHALL':
    case 'FLUSHDB': data.clear(); return '+OK\r\n';
    case 'INFO': return bulk('# Server\r\nredis_version:8.2.1\r\nrole:master\r\n');
    case 'QUIT':
    case 'COMMAND':
    case 'SELECT':
    case 'CONFIG': return '+OK\r\n';
    default: return `-ERR unknown command '${name}', with args beginning with: ${key === '' ? '' : `'${key}' `}\r\n`;
  }
}

/** Takes one command in RESP or inline form off `buffer`. */
function takeCommand(buffer: string): { words: string[]; rest: string } | undefined {
  const end = buffer.indexOf('\n');
  if (end < 0) return undefined;
  const line = buffer.slice(0, end).replace(/\r$/, '');
  if (!line.startsWith('*')) return { words: line.split(/\s+/).filter((word) => word !== ''), rest: buffer.slice(end + 1) };
  const words: string[] = [];
  let at = end + 1;
  for (let i = 0; i < Number(line.slice(1)); i++) {
    const next = buffer.indexOf('\n', at);
    if (next < 0) return undefined;
    const length = Number(buffer.slice(at + 1, next).trim());
    if (buffer.length < next + 1 + length + 2) return undefined;
    words.push(buffer.slice(next + 1, next + 1 + length));
    at = next + 1 + length + 2;
  }
  return { words, rest: buffer.slice(at) };
}

export async function redisServer(process: Process): Promise<number> {
  const at = process.argv.indexOf('--port');
  const port = at > 0 ? Number(process.argv[at + 1]) : 6379;
  const data: Database = new Map();
  const stamp = (): string => `1:M ${formatDate('%d %b %Y %H:%M:%S', process.context.clock.now())}.000`;
  try {
    const server = process.context.network.listen('0.0.0.0', port, (stream) => {
      let buffer = '';
      return {
        onData: (bytes) => {
          buffer += bytes;
          if (buffer.length > maxDatabaseBytes) stream.destroy();
          for (let taken = takeCommand(buffer); taken; taken = takeCommand(buffer)) {
            buffer = taken.rest;
            if (taken.words.length > 0) stream.write(redisAnswer(process, data, taken.words));
            if (taken.words[0]?.toUpperCase() === 'QUIT') stream.end();
          }
        },
        onEnd: () => { stream.end(); },
        onClose: () => { buffer = ''; },
      };
    });
    process.onExit(() => { server.dispose(); });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    await process.write(1, `${stamp()} # Warning: Could not create server TCP listening socket *:${String(port)}: bind: Address already in use\n${stamp()} # Failed listening on port ${String(port)} (tcp), aborting.\n`);
    return 1;
  }
  process.argv = [`redis-server *:${String(port)}`];
  await process.write(1, `1:C ${formatDate('%d %b %Y %H:%M:%S', process.context.clock.now())}.000 * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n${stamp()} * Running mode=standalone, port=${String(port)}.\n${stamp()} * Server initialized\n${stamp()} * Ready to accept connections tcp\n`);
  await untilSignal(process, [SIGTERM, SIGINT]);
  await process.write(1, `1:signal-handler (${String(Math.floor(process.context.clock.now() / 1000))}) Received SIGTERM scheduling shutdown...\n${stamp()} * User requested shutdown...\n${stamp()} # Redis is now ready to exit, bye bye...\n`);
  return 0;
}

/** `redis-cli [-h HOST] [-p PORT] COMMAND…`. */
export async function redisCli(process: Process): Promise<number> {
  let host = '127.0.0.1';
  let port = 6379;
  let args = process.argv.slice(1);
  while (args[0] === '-h' || args[0] === '-p') {
    if (args[0] === '-h') host = args[1] ?? host;
    else port = Number(args[1]);
    args = args.slice(2);
  }
  const ip = (await process.wait(resolveHost(process, host)))?.[0];
  if (ip === undefined) {
    await process.write(2, `Could not connect to Redis at ${host}:${String(port)}: Name or service not known\n`);
    return 1;
  }
  const commands = args.length > 0 ? [args] : (await process.readAll(0)).split('\n').filter((line) => line !== '').map((line) => line.split(/\s+/));
  for (const words of commands) {
    const answer = await process.wait(new Promise<string | undefined>((resolve) => {
      let buffer = '';
      process.context.network.connect(ip, port, {
        onData: (bytes) => { buffer += bytes; },
        onEnd: () => { resolve(buffer); },
        onClose: () => { resolve(buffer); },
      }).then((stream) => {
        stream.write(`*${String(words.length)}\r\n${words.map(bulk).join('')}`);
        stream.end();
      }, () => { resolve(undefined); });
    }));
    if (answer === undefined) {
      await process.write(2, `Could not connect to Redis at ${host}:${String(port)}: Connection refused\n`);
      return 1;
    }
    await process.write(1, answer.replace(/^[+]|^:|^\$\d+\r\n/, '').replace(/^-/, '(error) ').replace(/^\$-1\r\n$/, '\n').replace(/\r\n/g, '\n'));
  }
  return 0;
}

/** Follows the log files below /var/log (or the paths given) and prints what is added, as a sidecar shipper does. */
export async function logShipper(process: Process): Promise<number> {
  let isStopped = false;
  process.handlers.set(SIGTERM, () => { isStopped = true; });
  const offsets = new Map<string, number>();
  const roots = process.argv.slice(1).filter((arg) => arg.startsWith('/'));
  await process.write(1, `${formatDate('%Y-%m-%d %H:%M:%S +0000', process.context.clock.now())} [info]: starting log shipper, watching ${(roots.length > 0 ? roots : ['/var/log']).join(' ')}\n`);
  const visit = (path: string): void => {
    try {
      const { node } = process.fs.stat(path, process.credentials, { process });
      if (node.type === 'directory') for (const name of process.fs.list(path, process.credentials, process)) visit(`${path}/${name}`);
      else if (node.type === 'file') {
        const data = process.fs.readFile(path, process.credentials, process);
        const offset = Math.min(offsets.get(path) ?? 0, data.length);
        const end = data.lastIndexOf('\n') + 1;
        if (end > offset) for (const line of data.slice(offset, end).split('\n').slice(0, -1)) say(process, 1, `${formatDate('%Y-%m-%d %H:%M:%S', process.context.clock.now())}.000000000 +0000 ${path.slice(1).replaceAll('/', '.')}: {"message":${JSON.stringify(line)}}\n`);
        offsets.set(path, Math.max(end, offset));
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  };
  while (!isStopped) {
    for (const root of roots.length > 0 ? roots : ['/var/log']) visit(root);
    await process.sleep(1000);
  }
  return 0;
}

/** There is no GPU in a simulated node. */
export async function nvidiaSmi(process: Process): Promise<number> {
  await process.write(1, "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n");
  return 9;
}

/** A server that accepts connections and answers nothing. */
export async function tcpServer(process: Process): Promise<number> {
  const port = 5432;
  try {
    const server = process.context.network.listen('0.0.0.0', port, (stream) => ({ onData: () => undefined, onEnd: () => { stream.end(); }, onClose: () => undefined }));
    process.onExit(() => { server.dispose(); });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    await process.write(2, `LOG:  could not bind IPv4 address "0.0.0.0": Address already in use\nFATAL:  could not create any TCP/IP sockets\n`);
    return 1;
  }
  await process.write(2, `LOG:  listening on IPv4 address "0.0.0.0", port ${String(port)}\nLOG:  database system is ready to accept connections\n`);
  await untilSignal(process, [SIGTERM, SIGINT]);
  return 0;
}
