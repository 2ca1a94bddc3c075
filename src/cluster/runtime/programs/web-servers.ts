// Web servers of the catalogue's images: nginx, Apache, the k8sbook app, the oracle's /webserver, a sample app.
import { formatDate } from '../commands/date-format.ts';
import { type HealthStatus, serveGrpcHealth } from '../http/grpc-health.ts';
import { type HttpRequest, type HttpResponse, headerOf, reasonOf } from '../http/http.ts';
import { NetworkError } from '../../network/network-service.ts';
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { SIGQUIT, SIGTERM, SIGINT } from '../process/signals.ts';
import { proxy } from './proxy.ts';
import { appendLog, contentTypeOf, fileFor, listenHttp, say, untilSignal } from './server.ts';

const SIGWINCH = 28;

function readText(process: Process, path: string): string | undefined {
  try {
    return process.fs.readFile(path, process.credentials, process);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}

interface NginxLocation {
  readonly prefix: string;
  readonly isExact: boolean;
  readonly directives: ReadonlyMap<string, string>;
}

interface NginxServer {
  readonly ports: readonly number[];
  readonly root: string;
  readonly locations: readonly NginxLocation[];
}

/** Reads `listen`, `root`, `location` with `return`, `proxy_pass`, `root`, `alias` of nginx configuration. */
function parseNginx(text: string): NginxServer[] {
  const servers: NginxServer[] = [];
  const clean = text.replace(/(^|\s)#[^\n]*/g, '$1');
  for (let at = clean.search(/\bserver\s*\{/); at >= 0;) {
    const body = blockAt(clean, clean.indexOf('{', at));
    const locations: NginxLocation[] = [];
    let outside = '';
    let from = 0;
    for (const found of body.matchAll(/location\s+(=|\^~|~\*?)?\s*(\S+)\s*\{/g)) {
      if (found.index < from) continue;
      outside += body.slice(from, found.index);
      const inner = blockAt(body, found.index + found[0].length - 1);
      from = found.index + found[0].length + inner.length + 1;
      locations.push({ prefix: found[2] ?? '/', isExact: found[1] === '=', directives: directivesOf(inner) });
    }
    outside += body.slice(from);
    const ports = [...outside.matchAll(/\blisten\s+(?:\[[^\]]*\]:)?(?:[\d.*]+:)?(\d+)/g)].map((found) => Number(found[1]));
    servers.push({ ports: [...new Set(ports.length > 0 ? ports : [80])], root: directivesOf(outside).get('root') ?? '/usr/share/nginx/html', locations });
    const rest = clean.slice(at + 6).search(/\bserver\s*\{/);
    at = rest < 0 ? -1 : at + 6 + rest;
  }
  return servers;
}

function blockAt(text: string, open: number): string {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return text.slice(open + 1, i);
  }
  return text.slice(open + 1);
}

function directivesOf(text: string): Map<string, string> {
  const directives = new Map<string, string>();
  for (const statement of text.split(';')) {
    const found = /^\s*(\w+)\s+([^{}]*)$/.exec(statement);
    if (found) directives.set(found[1] ?? '', (found[2] ?? '').trim());
  }
  return directives;
}

function errorPage(status: number, server: string): string {
  const title = `${String(status)} ${reasonOf(status)}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${server}</center>\r\n</body>\r\n</html>\r\n`;
}

function unquote(text: string): string {
  return text.replace(/^(['"])([^]*)\1$/, '$2');
}

async function serveNginx(process: Process, server: NginxServer, request: HttpRequest, version: string): Promise<HttpResponse> {
  const path = request.target.split('?')[0] ?? '/';
  const location = server.locations.filter((one) => (one.isExact ? one.prefix === path : path.startsWith(one.prefix))).sort((a, b) => Number(b.isExact) - Number(a.isExact) || b.prefix.length - a.prefix.length)[0];
  const directives = location?.directives;
  const common: readonly (readonly [string, string])[] = [['Server', `nginx/${version}`], ['Date', formatDate('%a, %d %b %Y %H:%M:%S GMT', process.context.clock.now())]];
  const page = (status: number, body: string, type: string, more: readonly (readonly [string, string])[] = []): HttpResponse => ({ status, headers: [...common, ['Content-Type', type], ...more], body });
  const answer = directives?.get('return');
  if (answer !== undefined) {
    const [code = '200', ...text] = answer.split(/\s+(?=(?:[^'"]*['"][^'"]*['"])*[^'"]*$)/);
    const status = Number(code);
    const body = unquote(text.join(' ')).replaceAll('\\n', '\n').replaceAll('$hostname', process.context.machine.hostname).replaceAll('$request_uri', request.target).replaceAll('$remote_addr', request.remoteAddress);
    if (status >= 300 && status < 400) return page(status, errorPage(status, `nginx/${version}`), 'text/html', [['Location', body]]);
    return page(status, body === '' ? errorPage(status, `nginx/${version}`) : body, unquote(directives?.get('default_type') ?? 'text/plain'));
  }
  const upstream = directives?.get('proxy_pass');
  if (upstream !== undefined) {
    const proxied = await proxy(process, upstream, request);
    return proxied ?? page(502, errorPage(502, `nginx/${version}`), 'text/html');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return page(405, errorPage(405, `nginx/${version}`), 'text/html');
  const alias = directives?.get('alias');
  const found = alias === undefined ? fileFor(process, directives?.get('root') ?? server.root, request.target) : fileFor(process, alias.replace(/\/$/, ''), `/${path.slice(location?.prefix.length ?? 0)}`);
  if (typeof found === 'number') {
    if (found === 301) return page(301, errorPage(301, `nginx/${version}`), 'text/html', [['Location', `http://${headerOf(request.headers, 'host') ?? 'localhost'}${path}/`]]);
    if (found === 404) appendLog(process, '/var/log/nginx/error.log', `${formatDate('%Y/%m/%d %H:%M:%S', process.context.clock.now())} [error] 29#29: *1 open() "${server.root}${path}" failed (2: No such file or directory), client: ${request.remoteAddress}, server: localhost, request: "${request.method} ${request.target} ${request.version}", host: "${headerOf(request.headers, 'host') ?? ''}"\n`);
    return page(found, errorPage(found, `nginx/${version}`), 'text/html');
  }
  return page(200, found.data, contentTypeOf(found.path), [['Last-Modified', formatDate('%a, %d %b %Y %H:%M:%S GMT', found.mtimeMs)], ['ETag', `"${Math.floor(found.mtimeMs / 1000).toString(16)}-${found.data.length.toString(16)}"`], ['Accept-Ranges', 'bytes']]);
}

/** nginx in the foreground: serves what its configuration says; `-t` checks, `-s` signals, `-v` tells the version. */
export async function nginx(process: Process): Promise<number> {
  const version = process.env.get('NGINX_VERSION') ?? '1.29.1';
  const args = process.argv.slice(1);
  if (args.includes('-v') || args.includes('-V')) {
    await process.write(2, `nginx version: nginx/${version}\n`);
    return 0;
  }
  if (args.includes('-t')) {
    await process.write(2, 'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n');
    return 0;
  }
  if (args.includes('-s')) {
    const master = [...process.namespace.processes.values()].find((one) => /nginx: master|^nginx -g/.test(one.argv.join(' ')));
    const word = args[args.indexOf('-s') + 1] ?? '';
    master?.signal(word === 'quit' ? SIGQUIT : word === 'stop' ? SIGTERM : 1);
    return master ? 0 : 1;
  }
  let servers = readNginx(process);
  const now = (): string => formatDate('%Y/%m/%d %H:%M:%S', process.context.clock.now());
  process.argv = ['nginx: master process nginx -g daemon off;'];
  process.handlers.set(1, () => { servers = readNginx(process); });
  for (const port of new Set(servers.flatMap((server) => server.ports))) {
    const listener = port < 1024 && process.credentials.uid !== 0 ? undefined : listenHttp(process, port, async (request) => {
      const server = servers.find((one) => one.ports.includes(port)) ?? servers[0];
      const response = server ? await serveNginx(process, server, request, version) : { status: 404 };
      appendLog(process, '/var/log/nginx/access.log', `${request.remoteAddress} - - [${formatDate('%d/%b/%Y:%H:%M:%S +0000', process.context.clock.now())}] "${request.method} ${request.target} ${request.version}" ${String(response.status)} ${String(response.body?.length ?? 0)} "${headerOf(request.headers, 'referer') ?? '-'}" "${headerOf(request.headers, 'user-agent') ?? '-'}" "${headerOf(request.headers, 'x-forwarded-for') ?? '-'}"\n`);
      return response;
    });
    if (listener) continue;
    const isDenied = port < 1024 && process.credentials.uid !== 0;
    const problem = isDenied ? '13: Permission denied' : '98: Address already in use';
    for (let tries = 0; tries < (isDenied ? 1 : 5); tries++) {
      await process.write(2, `${now()} [emerg] 1#1: bind() to 0.0.0.0:${String(port)} failed (${problem})\nnginx: [emerg] bind() to 0.0.0.0:${String(port)} failed (${problem})\n`);
      if (!isDenied) await process.sleep(500);
    }
    if (!isDenied) await process.write(2, `${now()} [emerg] 1#1: still could not bind()\nnginx: [emerg] still could not bind()\n`);
    return 1;
  }
  const workers = Math.min(process.context.machine.cpuCount, 2);
  await process.write(2, `${now()} [notice] 1#1: using the "epoll" event method\n${now()} [notice] 1#1: nginx/${version}\n${now()} [notice] 1#1: OS: Linux ${process.context.machine.kernelVersion}\n${now()} [notice] 1#1: start worker processes\n`);
  for (let i = 0; i < workers; i++) {
    const worker = process.fork({ argv: ['nginx: worker process'] });
    worker.credentials = { uid: 101, gid: 101, groups: [101] };
    void worker.run(async (one) => { await one.sleep(Infinity); return 0; });
    await process.write(2, `${now()} [notice] 1#1: start worker process ${String(worker.pid)}\n`);
  }
  const signal = await untilSignal(process, [SIGTERM, SIGINT, SIGQUIT, SIGWINCH]);
  await process.write(2, `${now()} [notice] 1#1: signal ${String(signal)} (${signal === SIGQUIT ? 'SIGQUIT' : signal === SIGTERM ? 'SIGTERM' : 'SIGINT'}) received, ${signal === SIGQUIT ? 'shutting down' : 'exiting'}\n${now()} [notice] 1#1: exit\n`);
  return 0;
}

function readNginx(process: Process): NginxServer[] {
  const parts = [readText(process, '/etc/nginx/nginx.conf') ?? ''];
  try {
    for (const name of process.fs.list('/etc/nginx/conf.d', process.credentials, process).sort()) if (name.endsWith('.conf')) parts.push(readText(process, `/etc/nginx/conf.d/${name}`) ?? '');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  return parseNginx(parts.join('\n'));
}

/** Apache httpd in the foreground. */
export async function apacheHttpd(process: Process): Promise<number> {
  const root = '/usr/local/apache2/htdocs';
  const port = Number(/^\s*Listen\s+(?:\S+:)?(\d+)/m.exec(readText(process, '/usr/local/apache2/conf/httpd.conf') ?? '')?.[1] ?? 80);
  const { ip } = process.context.network;
  await process.write(2, `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${ip}. Set the 'ServerName' directive globally to suppress this message\n`);
  const server = listenHttp(process, port, (request) => {
    const found = fileFor(process, root, request.target);
    const status = typeof found === 'number' ? found : 200;
    const title = `${String(status)} ${reasonOf(status)}`;
    const body = typeof found === 'number' ? `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${title}</title>\n</head><body>\n<h1>${reasonOf(status)}</h1>\n</body></html>\n` : found.data;
    say(process, 1, `${request.remoteAddress} - - [${formatDate('%d/%b/%Y:%H:%M:%S +0000', process.context.clock.now())}] "${request.method} ${request.target} ${request.version}" ${String(status)} ${String(body.length)}\n`);
    return { status, headers: [['Date', formatDate('%a, %d %b %Y %H:%M:%S GMT', process.context.clock.now())], ['Server', 'Apache/2.4.65 (Unix)'], ['Content-Type', typeof found === 'number' ? 'text/html; charset=iso-8859-1' : contentTypeOf(found.path, 'text/html')]], body };
  });
  if (!server) {
    await process.write(2, `(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:${String(port)}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n`);
    return 1;
  }
  await process.write(2, `[${formatDate('%a %b %d %H:%M:%S.000000 %Y', process.context.clock.now())}] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.65 (Unix) configured -- resuming normal operations\n[${formatDate('%a %b %d %H:%M:%S.000000 %Y', process.context.clock.now())}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'\n`);
  await untilSignal(process, [SIGTERM, SIGINT, SIGWINCH]);
  return 0;
}

const k8sbookPage = `<html><head><title>K8s rocks!</title><link rel="stylesheet" href="http://netdna.bootstrapcdn.com/bootstrap/3.1.1/css/bootstrap.min.css"/></head><body><div class="container"><div class="jumbotron"><h1>Kubernetes Rocks!</h1><p>Check out my K8s Deep Dive course!</p><p> <a class="btn btn-primary" href="https://acloud.guru/learn/kubernetes-deep-dive">The video course</a></p><p></p></div></div></body></html>`;

/** `node ./app.js` of the k8sbook image: a page on port 8080. As PID 1 without handlers it ignores SIGTERM. */
export async function nodeApp(process: Process): Promise<number> {
  const [, script] = process.argv;
  if (script === '-v' || script === '--version') {
    await process.write(1, `v${process.env.get('NODE_VERSION') ?? '22.9.0'}\n`);
    return 0;
  }
  if (script === undefined) return 0;
  const source = readText(process, script.startsWith('/') ? script : `${process.cwd === '/' ? '' : process.cwd}/${script.replace(/^\.\//, '')}`);
  if (source === undefined) {
    await process.write(2, `node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '${process.cwd}/${script.replace(/^\.\//, '')}'\n`);
    return 1;
  }
  const port = Number(/listen\((\d+)/.exec(source)?.[1] ?? process.env.get('PORT') ?? 8080);
  const server = listenHttp(process, port, (request) => ({
    status: request.target.split('?')[0] === '/' ? 200 : 404,
    headers: [['X-Powered-By', 'Express'], ['Content-Type', 'text/html; charset=utf-8']],
    body: request.target.split('?')[0] === '/' ? k8sbookPage : `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot ${request.method} ${request.target}</pre>\n</body>\n</html>\n`,
  }));
  if (!server) {
    await process.write(2, `node:events:497\n      throw er; // Unhandled 'error' event\n      ^\n\nError: listen EADDRINUSE: address already in use :::${String(port)}\n    at Server.setupListenHandle [as _listen2] (node:net:1907:16) {\n  code: 'EADDRINUSE',\n  errno: -98,\n  syscall: 'listen',\n  address: '::',\n  port: ${String(port)}\n}\n`);
    return 1;
  }
  await process.sleep(Infinity);
  return 0;
}

/** Milliseconds of a Go duration: `1m30s`, `500ms`. */
function goDuration(text: string): number {
  let ms = 0;
  for (const [, value = '0', unit = 's'] of text.matchAll(/(\d+(?:\.\d+)?)(ms|us|ns|s|m|h)/g)) ms += Number(value) * (({ ns: 1e-6, us: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as Readonly<Record<string, number>>)[unit] ?? 0);
  return ms;
}

interface WebserverState {
  readonly startedAtMs: number;
  readonly failAfterMs: number | undefined;
  readonly recoverAfterMs: number | undefined;
}

function isHealthy(process: Process, state: WebserverState): boolean {
  const ageMs = process.context.clock.now() - state.startedAtMs;
  if (state.failAfterMs === undefined || ageMs < state.failAfterMs) return true;
  return state.recoverAfterMs !== undefined && ageMs >= state.recoverAfterMs;
}

async function answerWebserver(process: Process, state: WebserverState, request: HttpRequest): Promise<HttpResponse> {
  const path = request.target.split('?')[0] ?? '/';
  const text = (status: number, body: string, headers: readonly (readonly [string, string])[] = []): HttpResponse => ({ status, headers: [...headers, ['Date', formatDate('%a, %d %b %Y %H:%M:%S GMT', process.context.clock.now())], ['Content-Type', 'text/plain; charset=utf-8']], body });
  const [, first = '', second = ''] = path.split('/');
  switch (first) {
    case 'healthz': return isHealthy(process, state) ? text(200, 'ok\n') : text(500, 'unhealthy\n');
    case 'hostname': return text(200, `${process.context.machine.hostname}\n`);
    case 'headers': return text(200, request.headers.map(([name, value]) => `${name}: ${value}\n`).sort().join(''));
    case 'status': {
      const status = Number(second) || 200;
      return text(status, status >= 300 && status < 400 ? '' : `status ${String(status)}\n`, status >= 300 && status < 400 ? [['Location', '/healthz']] : []);
    }
    case 'slow': {
      await new Promise<void>((resolve) => { process.context.clock.setTimeout(resolve, Number(second)); });
      return text(200, 'ok\n');
    }
    case 'log':
      say(process, 1, `log: ${second} probe-header=${headerOf(request.headers, 'x-probe') ?? ''}\n`);
      return text(200, 'ok\n');
    case 'exit':
      process.context.clock.setTimeout(() => { process.finish(Number(second) & 255); }, 0);
      return text(200, 'bye\n');
    case '': return text(200, 'ok\n');
    default: return text(404, '404 page not found\n');
  }
}

/** The oracle's `/webserver`: flags and paths as its README says. */
export async function webserver(process: Process): Promise<number> {
  const flags = new Map<string, string>();
  for (const arg of process.argv.slice(1)) {
    const found = /^--?([\w-]+)(?:=(.*))?$/.exec(arg);
    if (found) flags.set(found[1] ?? '', found[2] ?? 'true');
  }
  for (const name of ['port', 'grpc-port']) {
    const value = flags.get(name);
    if (value === undefined || /^[+-]?\d+$/.test(value)) continue;
    say(process, 2, `invalid value ${JSON.stringify(value)} for flag -${name}: parse error\n`);
    return 2;
  }
  const port = Number(flags.get('port') ?? 8080);
  const delay = flags.get('start-delay');
  if (flags.get('term') === 'ignore') process.handlers.set(SIGTERM, 'ignore');
  const ended = flags.get('term') === 'ignore' ? process.sleep(Infinity).then(() => 0) : untilSignal(process, [SIGTERM, SIGINT]);
  if (delay !== undefined) {
    const signal = await Promise.race([ended, new Promise<undefined>((resolve) => { process.context.clock.setTimeout(() => { resolve(undefined); }, goDuration(delay)); })]);
    if (signal !== undefined) return stopping(process);
  }
  const fail = flags.get('fail-after');
  const recover = flags.get('recover-after');
  const state: WebserverState = { startedAtMs: process.context.clock.now(), failAfterMs: fail === undefined ? undefined : goDuration(fail), recoverAfterMs: recover === undefined ? undefined : goDuration(recover) };
  const server = listenHttp(process, port, async (request) => {
    if (flags.get('access-log') === 'true') say(process, 1, `${request.method} ${request.target}\n`);
    return answerWebserver(process, state, request);
  });
  if (!server) {
    say(process, 2, `error: listen tcp :${String(port)}: bind: address already in use\n`);
    return 1;
  }
  say(process, 1, `listening on :${String(port)}\n`);
  const grpcPort = Number(flags.get('grpc-port') ?? 0);
  if (grpcPort > 0) {
    try {
      const health = serveGrpcHealth(process.context.network, grpcPort, (service): HealthStatus => (service === '' ? (isHealthy(process, state) ? 'SERVING' : 'NOT_SERVING') : service === 'down' ? 'NOT_SERVING' : 'SERVICE_UNKNOWN'));
      process.onExit(() => { health.dispose(); });
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      say(process, 2, `error: listen tcp :${String(grpcPort)}: bind: address already in use\n`);
      return 1;
    }
  }
  await ended;
  return stopping(process);
}

function stopping(process: Process): number {
  say(process, 1, 'stopping: terminated\n');
  return 0;
}

/** A sample application: `/`, `/healthz`, `/ready` on $PORT or 8080. */
export async function myApp(process: Process): Promise<number> {
  const port = Number(process.env.get('PORT') ?? 8080);
  const server = listenHttp(process, port, (request) => {
    const path = request.target.split('?')[0] ?? '/';
    const headers: readonly (readonly [string, string])[] = [['Content-Type', 'text/plain']];
    if (path === '/healthz' || path === '/health' || path === '/ready' || path === '/readyz' || path === '/livez') return { status: 200, headers, body: 'ok\n' };
    return path === '/' ? { status: 200, headers, body: `Hello from ${process.context.machine.hostname}\n` } : { status: 404, headers, body: 'not found\n' };
  });
  if (!server) {
    await process.write(2, `myapp: listen tcp :${String(port)}: bind: address already in use\n`);
    return 1;
  }
  await process.write(1, `myapp: listening on :${String(port)}\n`);
  await untilSignal(process);
  await process.write(1, 'myapp: shutting down\n');
  return 0;
}

