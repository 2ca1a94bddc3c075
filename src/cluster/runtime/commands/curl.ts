// curl.
import { type HttpAnswer, headerOf } from '../http/http.ts';
import type { Process } from '../process/process.ts';
import { pathOf } from './command.ts';
import { type Headers, fetchOnce, parseUrl } from './fetch.ts';

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

export async function curl(process: Process): Promise<number> {
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
