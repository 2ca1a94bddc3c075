// HTTP/1.1 over the simulated network: a server for programs in containers, and the client that commands and probes use.
import type { Disposable } from '../../../base/disposable.ts';
import type { NetworkNamespace, NetworkStream } from '../../network/network-service.ts';
import type { Bytes } from '../bytes.ts';

export interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly target: string;
  readonly version: string;
  /** Names as sent. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Bytes;
  readonly remoteAddress: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: Bytes;
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 206: 'Partial Content', 301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified', 307: 'Temporary Redirect',
  308: 'Permanent Redirect', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 408: 'Request Timeout', 409: 'Conflict', 418: "I'm a teapot", 429: 'Too Many Requests',
  500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout',
};

export function reasonOf(status: number): string {
  return reasons[status] ?? `status code ${String(status)}`;
}

export function headerOf(headers: readonly (readonly [string, string])[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
}

const maxHeaderLength = 65536;
const maxBodyLength = 16 * 1024 * 1024;

interface Head {
  readonly first: string;
  readonly headers: (readonly [string, string])[];
}

function parseHead(text: string): Head {
  const [first = '', ...lines] = text.split(/\r?\n/);
  const headers: (readonly [string, string])[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
  }
  return { first, headers };
}

/** Takes a complete body off `buffer`; undefined when more is needed. */
function takeBody(headers: readonly (readonly [string, string])[], buffer: Bytes, isEnded: boolean, untilClose: boolean): { body: Bytes; rest: Bytes } | undefined {
  if (/chunked/i.test(headerOf(headers, 'transfer-encoding') ?? '')) {
    let body = '';
    let at = 0;
    for (;;) {
      const end = buffer.indexOf('\n', at);
      if (end < 0) return undefined;
      const size = parseInt(buffer.slice(at, end), 16);
      const start = end + 1;
      if (Number.isNaN(size) || size === 0) return { body, rest: buffer.slice(start).replace(/^\r?\n/, '') };
      if (buffer.length < start + size + 2) return undefined;
      body += buffer.slice(start, start + size);
      at = start + size + 2;
    }
  }
  const length = headerOf(headers, 'content-length');
  if (length !== undefined) {
    const size = Number(length);
    if (buffer.length < size) return isEnded && untilClose ? { body: buffer, rest: '' } : undefined;
    return { body: buffer.slice(0, size), rest: buffer.slice(size) };
  }
  if (untilClose) return isEnded ? { body: buffer, rest: '' } : undefined;
  return { body: '', rest: buffer };
}

/** Serves HTTP on a port. `handle` may answer later. Throws NetworkError when the port is taken. */
export function serveHttp(network: NetworkNamespace, address: string, port: number, handle: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>): Disposable {
  return network.listen(address, port, (stream) => {
    let buffer = '';
    let isBusy = false;
    const step = async (): Promise<void> => {
      if (isBusy) return;
      isBusy = true;
      try {
        while (await serveOne(stream, () => buffer, (rest) => { buffer = rest; }, handle));
      } finally {
        isBusy = false;
      }
    };
    return {
      onData: (bytes) => {
        buffer += bytes;
        if (buffer.length > maxBodyLength) stream.destroy();
        else void step();
      },
      onEnd: () => { if (!isBusy) stream.end(); },
      onClose: () => { buffer = ''; },
    };
  });
}

async function serveOne(stream: NetworkStream, read: () => Bytes, keep: (rest: Bytes) => void, handle: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>): Promise<boolean> {
  const buffer = read();
  const found = /\r?\n\r?\n/.exec(buffer);
  if (!found) {
    if (buffer.length > maxHeaderLength) stream.destroy();
    return false;
  }
  const head = parseHead(buffer.slice(0, found.index));
  const taken = takeBody(head.headers, buffer.slice(found.index + found[0].length), false, false);
  if (!taken) return false;
  keep(taken.rest);
  const [method = '', target = '', version = 'HTTP/1.0'] = head.first.split(' ');
  if (target === '' || !/^HTTP\/1\.[01]$/.test(version)) {
    stream.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    stream.end();
    return false;
  }
  const response = await handle({ method, target, version, headers: head.headers, body: taken.body, remoteAddress: stream.remoteAddress });
  const asked = headerOf(head.headers, 'connection')?.toLowerCase();
  const keepsAlive = version === 'HTTP/1.1' ? asked !== 'close' : asked === 'keep-alive';
  const body = response.body ?? '';
  const headers = [...(response.headers ?? [])];
  if (headerOf(headers, 'content-length') === undefined) headers.push(['Content-Length', String(body.length)]);
  if (headerOf(headers, 'connection') === undefined) headers.push(['Connection', keepsAlive ? 'keep-alive' : 'close']);
  stream.write(`HTTP/1.1 ${String(response.status)} ${response.reason ?? reasonOf(response.status)}\r\n${headers.map(([key, value]) => `${key}: ${value}\r\n`).join('')}\r\n${method === 'HEAD' ? '' : body}`);
  if (!keepsAlive) stream.end();
  return keepsAlive;
}

export interface HttpAnswer {
  readonly status: number;
  readonly reason: string;
  readonly version: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Bytes;
}

/** The peer closed the connection before a whole answer came. */
export class HttpClosedError extends Error {}

/** Makes one request on a new connection and reads the whole answer. Rejects with NetworkError or HttpClosedError; aborting drops the connection. */
export function requestHttp(
  network: NetworkNamespace, address: string, port: number, request: { method: string; target: string; headers: readonly (readonly [string, string])[]; body?: Bytes }, signal?: AbortSignal,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let buffer = '';
    let isDone = false;
    let stream: NetworkStream | undefined;
    const finish = (settle: () => void): void => {
      if (isDone) return;
      isDone = true;
      stream?.destroy();
      settle();
    };
    const look = (isEnded: boolean): void => {
      const found = /\r?\n\r?\n/.exec(buffer);
      if (found) {
        const head = parseHead(buffer.slice(0, found.index));
        const [version = '', status = '0', ...reason] = head.first.split(' ');
        const hasBody = request.method !== 'HEAD' && status !== '204' && status !== '304';
        const taken = hasBody ? takeBody(head.headers, buffer.slice(found.index + found[0].length), isEnded, true) : { body: '', rest: '' };
        if (taken) {
          finish(() => { resolve({ version, status: Number(status), reason: reason.join(' '), headers: head.headers, body: taken.body }); });
          return;
        }
      }
      if (isEnded) finish(() => { reject(new HttpClosedError('EOF')); });
    };
    signal?.addEventListener('abort', () => { finish(() => { reject(new HttpClosedError('aborted')); }); });
    network.connect(address, port, {
      onData: (bytes) => {
        buffer += bytes;
        look(false);
      },
      onEnd: () => { look(true); },
      onClose: () => { look(true); },
    }).then((connected) => {
      stream = connected;
      if (isDone) connected.destroy();
      const body = request.body ?? '';
      connected.write(`${request.method} ${request.target} HTTP/1.1\r\n${request.headers.map(([key, value]) => `${key}: ${value}\r\n`).join('')}\r\n${body}`);
    }, (error: unknown) => { finish(() => { reject(error instanceof Error ? error : new Error(String(error))); }); });
  });
}
