// Commands that use the network: wget, curl, nc, nslookup, ping, httpd, and those that show it.
import { NetworkError, type NetworkStream } from '../../network/network-service.ts';
import { type HttpAnswer, HttpClosedError, headerOf, requestHttp } from '../http/http.ts';
import { candidates, resolveHost, resolverConfig } from '../http/resolve.ts';
import { type OpenFile, Pipe } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { contentTypeOf, fileFor, listenHttp, untilSignal } from '../programs/server.ts';
import { type CommandTable, complain, die, getOptions, pathOf } from './command.ts';
import { parseDuration, startChild } from './processes.ts';

interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly target: string;
  readonly authority: string;
  readonly credentials: string | undefined;
}

function parseUrl(text: string): Url | undefined {
  const found = /^(?:(\w+):\/\/)?(?:([^@/]*)@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/.exec(text);
  if (!found || (found[3] ?? '') === '') return undefined;
  const scheme = (found[1] ?? 'http').toLowerCase();
  const target = found[5] ?? '/';
  const port = Number(found[4] ?? (scheme === 'https' ? 443 : 80));
  return { scheme, host: found[3] ?? '', port, target: target.startsWith('?') ? `/${target}` : target, authority: `${found[3] ?? ''}${found[4] === undefined ? '' : `:${found[4]}`}`, credentials: found[2] };
}

type Headers = (readonly [string, string])[];

interface Fetched {
  readonly answer?: HttpAnswer;
  readonly failure?: 'name' | 'refused' | 'unreachable' | 'timeout' | 'closed';
  readonly address?: string;
}

/** One request with a time limit; addresses outside the cluster behave as unreachable. */
async function fetchOnce(process: Process, url: Url, request: { method: string; headers: Headers; body?: string }, timeoutMs: number): Promise<Fetched> {
  const address = (await process.wait(resolveHost(process, url.host)))?.[0];
  if (address === undefined) return { failure: 'name' };
  const abort = new AbortController();
  const timer = timeoutMs === Infinity ? undefined : process.context.clock.setTimeout(() => { abort.abort(); }, timeoutMs);
  try {
    const credentials: Headers = url.credentials === undefined ? [] : [['Authorization', `Basic ${btoa(url.credentials)}`]];
    const answer = await process.wait(requestHttp(process.context.network, address, url.port, { ...request, target: url.target, headers: [['Host', url.authority], ...credentials, ...request.headers] }, abort.signal));
    process.allocate(answer.body.length);
    process.allocate(-answer.body.length);
    return { answer, address };
  } catch (error) {
    if (error instanceof NetworkError) return { failure: error.code === 'ECONNREFUSED' ? 'refused' : 'unreachable', address };
    if (error instanceof HttpClosedError) return { failure: abort.signal.aborted ? 'timeout' : 'closed', address };
    throw error;
  } finally {
    timer?.dispose();
    abort.abort();
  }
}

async function wget(process: Process): Promise<number> {
  const options = await getOptions(process, 'cqO:o:P:SU:T:t:Y:bh:Zp:n', { quiet: 'q', 'output-document': 'O', header: 'h', spider: 'Z', timeout: 'T', tries: 't', 'post-data': 'p', 'server-response': 'S', 'no-check-certificate': 'n', 'user-agent': 'U' });
  const isSpider = options.has('Z');
  const headers: Headers = options.values('h').map((line) => { const at = line.indexOf(':'); return [line.slice(0, at), line.slice(at + 1).trim()] as const; });
  const body = options.value('p');
  const [text] = options.args;
  if (text === undefined) return die(process, 'missing URL');
  const isQuiet = options.has('q');
  const say = async (line: string): Promise<void> => { if (!isQuiet) await process.write(2, line); };
  const timeoutMs = parseDuration(options.value('T') ?? '900') ?? 900_000;
  let url = parseUrl(text);
  for (let hops = 0; url && hops < 10; hops++) {
    const { answer, failure, address } = await fetchOnce(process, url, { method: body === undefined ? (isSpider ? 'HEAD' : 'GET') : 'POST', headers: [['User-Agent', options.value('U') ?? 'Wget'], ['Connection', 'close'], ...headers, ...(body === undefined ? [] : [['Content-Length', String(body.length)], ['Content-Type', 'application/x-www-form-urlencoded']] as Headers)], ...(body !== undefined && { body }) }, timeoutMs);
    if (failure === 'name') return complain(process, `bad address '${url.authority}'`);
    await say(`Connecting to ${url.authority} (${address ?? ''}:${String(url.port)})\n`);
    if (failure !== undefined) {
      if (failure === 'timeout') return complain(process, 'download timed out');
      if (failure === 'closed') return complain(process, 'error getting response');
      return complain(process, `can't connect to remote host (${address ?? ''}): ${failure === 'refused' ? 'Connection refused' : 'No route to host'}`);
    }
    if (!answer) return 1;
    const location = headerOf(answer.headers, 'location');
    if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
      url = location.startsWith('/') ? { ...url, target: location } : parseUrl(location);
      continue;
    }
    if (options.has('S')) await process.write(2, `  HTTP/1.1 ${String(answer.status)} ${answer.reason}\n${answer.headers.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`);
    if (answer.status >= 400) return complain(process, `server returned error: HTTP/1.1 ${String(answer.status)} ${answer.reason}`);
    if (isSpider) {
      await say('remote file exists\n');
      return 0;
    }
    const name = url.target.split('?')[0]?.split('/').pop() ?? '';
    const path = options.value('O') ?? `${options.value('P') === undefined ? '' : `${options.value('P') ?? ''}/`}${name === '' ? 'index.html' : name}`;
    if (path === '-') {
      await say('writing to stdout\n');
      await process.write(1, answer.body);
      await say(`-                    100% |********************************| ${String(answer.body.length).padStart(5)}  0:00:00 ETA\nwritten to stdout\n`);
    } else {
      await say(`saving to '${path}'\n`);
      process.fs.writeFile(pathOf(process, path), answer.body, process.credentials, 0o666 & ~process.umask);
      await say(`${path.padEnd(20)} 100% |********************************| ${String(answer.body.length).padStart(5)}  0:00:00 ETA\n'${path}' saved\n`);
    }
    return 0;
  }
  return complain(process, url ? 'too many redirections' : `bad address '${text}'`);
}

interface CurlOptions {
  readonly flags: Set<string>;
  readonly values: Map<string, string>;
  readonly headers: Headers;
  readonly data: string[];
  readonly urls: string[];
}

const curlLong: Readonly<Record<string, string>> = { silent: 's', 'show-error': 'S', location: 'L', head: 'I', include: 'i', verbose: 'v', fail: 'f', insecure: 'k', output: 'o', request: 'X', header: 'H', data: 'd', 'data-raw': 'd', 'data-binary': 'd', 'max-time': 'm', 'write-out': 'w', user: 'u', 'user-agent': 'A', 'remote-name': 'O', url: 'U', 'connect-timeout': 'C', retry: 'R', 'retry-delay': 'Y', compressed: 'z', 'no-progress-meter': 's', 'http1.1': 'z', 'fail-with-body': 'F', 'retry-connrefused': 'z', 'no-buffer': 'N', resolve: 'r' };

function curlOptions(argv: readonly string[]): CurlOptions | string {
  const options: CurlOptions = { flags: new Set(), values: new Map(), headers: [], data: [], urls: [] };
  const takesValue = new Set([...'oXHdmwuAUCRYrbceT']);
  const apply = (letter: string, value: string): void => {
    if (letter === 'H') {
      const at = value.indexOf(':');
      options.headers.push([value.slice(0, at), value.slice(at + 1).trim()]);
    } else if (letter === 'd') options.data.push(value);
    else if (letter === 'U') options.urls.push(value);
    else options.values.set(letter, value);
  };
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    if (arg.startsWith('--')) {
      const letter = curlLong[arg.slice(2)];
      if (letter === undefined) return `option ${arg}: is unknown`;
      if (takesValue.has(letter)) apply(letter, argv[++i] ?? '');
      else options.flags.add(letter);
    } else if (/^-./.test(arg)) {
      for (let k = 1; k < arg.length; k++) {
        const letter = arg[k] ?? '';
        if (!takesValue.has(letter)) {
          options.flags.add(letter);
          continue;
        }
        apply(letter, k + 1 < arg.length ? arg.slice(k + 1) : (argv[++i] ?? ''));
        break;
      }
    } else options.urls.push(arg);
  }
  return options;
}

async function curl(process: Process): Promise<number> {
  const options = curlOptions(process.argv);
  if (typeof options === 'string') {
    await process.write(2, `curl: ${options}\ncurl: try 'curl --help' or 'curl --manual' for more information\n`);
    return 2;
  }
  const { flags, values } = options;
  if (flags.has('V') || process.argv.includes('--version')) {
    await process.write(1, 'curl 8.15.0 (x86_64-alpine-linux-musl) libcurl/8.15.0\nProtocols: http https\n');
    return 0;
  }
  if (options.urls.length === 0) {
    await process.write(2, "curl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  let status = 0;
  const tries = 1 + Number(values.get('R') ?? 0);
  for (const text of options.urls) {
    for (let attempt = 0; attempt < tries; attempt++) {
      if (attempt > 0) await process.sleep(Number(values.get('Y') ?? 1) * 1000);
      status = await curlOne(process, options, text);
      if (status === 0) break;
    }
  }
  return status;
}

async function curlOne(process: Process, options: CurlOptions, text: string): Promise<number> {
  const { flags, values } = options;
  const fail = async (code: number, message: string): Promise<number> => {
    if (!flags.has('s') || flags.has('S')) await process.write(2, `curl: (${String(code)}) ${message}\n`);
    await writeOut(process, values.get('w'), undefined, 0);
    return code;
  };
  let url = parseUrl(text);
  if (!url) return fail(3, 'URL rejected: Malformed input to a URL function');
  if (url.scheme !== 'http' && url.scheme !== 'https') return fail(1, `Protocol "${url.scheme}" not supported`);
  const startMs = process.context.clock.now();
  const timeoutMs = Number(values.get('m') ?? values.get('C') ?? 120) * 1000;
  const body = options.data.length > 0 ? options.data.join('&') : undefined;
  const method = values.get('X') ?? (flags.has('I') ? 'HEAD' : body === undefined ? 'GET' : 'POST');
  for (let hops = 0; hops < 50; hops++) {
    const own = (name: string): boolean => options.headers.some(([key]) => key.toLowerCase() === name);
    const headers: Headers = [...(own('user-agent') ? [] : [['User-Agent', values.get('A') ?? 'curl/8.15.0']] as Headers), ...(own('accept') ? [] : [['Accept', '*/*']] as Headers), ...options.headers.filter(([name]) => name.toLowerCase() !== 'host')];
    const host = headerOf(options.headers, 'host');
    if (body !== undefined) headers.push(['Content-Length', String(body.length)], ...(own('content-type') ? [] : [['Content-Type', 'application/x-www-form-urlencoded']] as Headers));
    const user = values.get('u') ?? url.credentials;
    const { answer, failure, address } = await fetchOnce(process, { ...url, authority: host ?? url.authority, credentials: user }, { method, headers, ...(body !== undefined && { body }) }, timeoutMs);
    const elapsed = Math.round(process.context.clock.now() - startMs);
    if (failure === 'name') return fail(6, `Could not resolve host: ${url.host}`);
    if (failure === 'refused' || failure === 'unreachable') return fail(7, `Failed to connect to ${url.host} port ${String(url.port)} after ${String(elapsed)} ms: Could not connect to server`);
    if (failure === 'timeout') return fail(28, `Operation timed out after ${String(elapsed)} milliseconds with 0 bytes received`);
    if (failure === 'closed' || !answer) return fail(52, 'Empty reply from server');
    if (url.scheme === 'https') return fail(35, 'TLS connect error: error:0A00010B:SSL routines::wrong version number');
    if (flags.has('v')) await process.write(2, `* Host ${url.host}:${String(url.port)} was resolved.\n* Connected to ${url.host} (${address ?? ''}) port ${String(url.port)}\n> ${method} ${url.target} HTTP/1.1\n> Host: ${host ?? url.authority}\n${headers.map(([name, value]) => `> ${name}: ${value}\n`).join('')}> \n< ${answer.version} ${String(answer.status)} ${answer.reason}\n${answer.headers.map(([name, value]) => `< ${name}: ${value}\n`).join('')}< \n`);
    const head = flags.has('i') || flags.has('I') ? `${answer.version} ${String(answer.status)} ${answer.reason}\r\n${answer.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n` : '';
    const location = headerOf(answer.headers, 'location');
    if (flags.has('L') && answer.status >= 300 && answer.status < 400 && location !== undefined) {
      if (head !== '') await process.write(1, head);
      url = location.startsWith('/') ? { ...url, target: location } : (parseUrl(location) ?? url);
      continue;
    }
    if (flags.has('f') && answer.status >= 400) return fail(22, `The requested URL returned error: ${String(answer.status)}`);
    const path = values.get('o') ?? (flags.has('O') ? (url.target.split('?')[0]?.split('/').pop() ?? '') : undefined);
    if (path === undefined || path === '-') await process.write(1, head + answer.body);
    else if (path !== '/dev/null') process.fs.writeFile(pathOf(process, path), head + answer.body, process.credentials, 0o666 & ~process.umask);
    await writeOut(process, values.get('w'), answer, elapsed);
    return 0;
  }
  return fail(47, 'Maximum (50) redirects followed');
}

async function writeOut(process: Process, format: string | undefined, answer: HttpAnswer | undefined, elapsedMs: number): Promise<void> {
  if (format === undefined) return;
  const text = format.replace(/%\{(\w+)\}/g, (_whole, name: string) => {
    if (name === 'http_code' || name === 'response_code') return String(answer?.status ?? 0).padStart(3, '0');
    if (name === 'size_download') return String(answer?.body.length ?? 0);
    if (name.startsWith('time_')) return (elapsedMs / 1000).toFixed(6);
    return name === 'content_type' ? (headerOf(answer?.headers ?? [], 'content-type') ?? '') : '';
  });
  await process.write(1, text.replaceAll('\\n', '\n').replaceAll('\\t', '\t'));
}

/** A connection as an open file: reads what the peer sends, writes to it. */
async function dial(process: Process, address: string, port: number): Promise<{ file: OpenFile; stream: NetworkStream }> {
  const incoming = new Pipe();
  const writer = incoming.writeEnd();
  let isOpen = true;
  const close = (): void => {
    if (isOpen) writer.close();
    isOpen = false;
  };
  const stream = await process.wait(process.context.network.connect(address, port, { onData: (bytes) => { incoming.push(bytes); }, onEnd: close, onClose: close, ready: () => incoming.drained() }));
  return { file: socketFile(incoming, stream), stream };
}

function socketFile(incoming: Pipe, stream: NetworkStream): OpenFile {
  const reader = incoming.readEnd();
  return {
    ...reader,
    path: 'socket:[1]',
    read: (process, max) => reader.read(process, max),
    write: async (process, bytes) => {
      const wait = stream.ready();
      if (wait) {
        await process.suspend<undefined>((wake) => {
          void wait.then(() => { wake(undefined); });
          return () => undefined;
        });
      }
      stream.write(bytes);
    },
    close: () => {
      reader.close();
      stream.destroy();
    },
  };
}

/** Copies both ways until the peer, or with `isBound` our input, has ended. */
async function relay(process: Process, file: OpenFile, stream: NetworkStream, idleMs: number): Promise<void> {
  const sender = process.fork({ argv: [...process.argv] });
  void sender.run(async (child) => {
    for (;;) {
      const bytes = await child.read(0);
      if (bytes === '') break;
      await file.write(child, bytes);
    }
    stream.end();
    return 0;
  });
  const timer = idleMs === Infinity ? undefined : process.context.clock.setTimeout(() => { stream.destroy(); }, idleMs);
  try {
    for (;;) {
      const bytes = await file.read(process, 65536);
      if (bytes === '') break;
      await process.write(1, bytes);
    }
  } finally {
    timer?.dispose();
    sender.signal(15);
    file.close();
  }
}

async function nc(process: Process): Promise<number> {
  const options = await getOptions(process, '+lp:w:i:zvne:kuq:s:N', {});
  const rest = options.args;
  const timeoutMs = Number(options.value('w') ?? Infinity) * 1000;
  if (options.has('l')) return ncListen(process, Number(options.value('p') ?? rest.at(-1) ?? 0), options.has('k'), rest.includes('-e') ? rest.slice(rest.indexOf('-e') + 1) : options.value('e') === undefined ? undefined : [options.value('e') ?? '', ...rest]);
  const [host = '', port = ''] = rest;
  if (port === '') return die(process, 'usage: nc [OPTIONS] HOST PORT');
  const address = (await process.wait(resolveHost(process, host)))?.[0];
  if (address === undefined) return complain(process, `bad address '${host}'`);
  try {
    const { file, stream } = await dial(process, address, Number(port));
    if (options.has('v')) await process.write(2, `${host} (${address}:${port}) open\n`);
    if (options.has('z')) {
      file.close();
      return 0;
    }
    await relay(process, file, stream, timeoutMs);
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    if (error.code !== 'ECONNREFUSED' && timeoutMs !== Infinity) {
      await process.sleep(timeoutMs);
      return complain(process, 'timed out');
    }
    return complain(process, `can't connect to remote host (${address}): ${error.code === 'ECONNREFUSED' ? 'Connection refused' : 'No route to host'}`);
  }
}

async function ncListen(process: Process, port: number, isRepeated: boolean, command: readonly string[] | undefined): Promise<number> {
  const waiting: { file: OpenFile; stream: NetworkStream }[] = [];
  let wake: (() => void) | undefined;
  let listener: { dispose(): void };
  try {
    listener = process.context.network.listen('0.0.0.0', port, (stream) => {
      const incoming = new Pipe();
      const writer = incoming.writeEnd();
      let isOpen = true;
      const close = (): void => {
        if (isOpen) writer.close();
        isOpen = false;
      };
      waiting.push({ file: socketFile(incoming, stream), stream });
      wake?.();
      return { onData: (bytes) => { incoming.push(bytes); }, onEnd: close, onClose: close, ready: () => incoming.drained() };
    });
  } catch (error) {
    if (error instanceof NetworkError) return complain(process, 'bind: Address already in use');
    throw error;
  }
  process.onExit(() => { listener.dispose(); });
  do {
    if (waiting.length === 0) {
      await process.suspend<undefined>((resume) => {
        wake = () => { resume(undefined); };
        return () => { wake = undefined; };
      });
    }
    const accepted = waiting.shift();
    if (!accepted) continue;
    if (!isRepeated) listener.dispose();
    if (command) {
      const files = new Map(process.files);
      process.files.set(0, accepted.file);
      process.files.set(1, accepted.file);
      accepted.file.references += 2;
      const child = await startChild(process, command);
      for (const [fd, file] of files) process.files.set(fd, file);
      accepted.file.references -= 2;
      if (typeof child !== 'number') await process.waitFor(child);
      accepted.stream.end();
    } else await relay(process, accepted.file, accepted.stream, Infinity);
  } while (isRepeated);
  return 0;
}

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
