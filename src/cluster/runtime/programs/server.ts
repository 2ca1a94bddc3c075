// What server programs share: listening with the right error, serving until a signal, files from a document root.
import type { Disposable } from '../../../base/disposable.ts';
import { NetworkError } from '../../network/network-service.ts';
import { type HttpRequest, type HttpResponse, serveHttp } from '../http/http.ts';
import { Errno } from '../process/errno.ts';
import { type Process, ProcessExit } from '../process/process.ts';
import { SIGINT, SIGQUIT, SIGTERM } from '../process/signals.ts';

/** Starts serving HTTP for the life of the process; undefined when the port is taken. */
export function listenHttp(process: Process, port: number, handle: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>, address = '0.0.0.0'): Disposable | undefined {
  try {
    const server = serveHttp(process.context.network, address, port, (request) => {
      void process.context.scheduler.tick(process.context.cpu, 8);
      return handle(request);
    });
    process.onExit(() => { server.dispose(); });
    return server;
  } catch (error) {
    if (error instanceof NetworkError) return undefined;
    throw error;
  }
}

/** Waits until one of `signals` comes and returns it. */
export async function untilSignal(process: Process, signals: readonly number[] = [SIGTERM, SIGINT, SIGQUIT]): Promise<number> {
  return process.suspend<number>((wake) => {
    for (const signal of signals) process.handlers.set(signal, () => { wake(signal); });
    return () => undefined;
  });
}

/** Writes a line from a callback; what the process can no longer write is dropped. */
export function say(process: Process, fd: number, text: string): void {
  if (!process.isAlive || process.isKilled) return;
  process.write(fd, text).catch((error: unknown) => {
    if (!(error instanceof Errno) && !(error instanceof ProcessExit)) process.context.onBug(error);
  });
}

/** Appends to a log file, which may be a link to /dev/stdout. */
export function appendLog(process: Process, path: string, text: string): void {
  try {
    const file = process.fs.open(path, { write: true, create: true, append: true }, process);
    const written = file.write(process, text);
    if (written) written.catch(() => undefined);
  } catch (error) {
    if (!(error instanceof Errno) && !(error instanceof ProcessExit)) throw error;
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html', htm: 'text/html', css: 'text/css', js: 'application/javascript', json: 'application/json', txt: 'text/plain', xml: 'text/xml', svg: 'image/svg+xml', png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', ico: 'image/x-icon',
};

export function contentTypeOf(path: string, fallback = 'application/octet-stream'): string {
  return contentTypes[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? fallback;
}

/** A file below `root` for a request path, `index.html` for directories; a status when there is none. */
export function fileFor(process: Process, root: string, target: string): { readonly path: string; readonly data: string; readonly mtimeMs: number } | 301 | 403 | 404 {
  let path: string;
  try {
    path = decodeURIComponent(target.split('?')[0] ?? '/');
  } catch {
    return 404;
  }
  if (path.split('/').includes('..')) return 403;
  try {
    let full = `${root}${path}`;
    if (process.fs.stat(full, process.credentials, { process }).node.type === 'directory') {
      if (!path.endsWith('/')) return 301;
      full += 'index.html';
      if (!process.fs.exists(full, process.credentials, process)) return 403;
    }
    const { node } = process.fs.stat(full, process.credentials, { process });
    return { path: full, data: process.fs.readFile(full, process.credentials, process), mtimeMs: node.mtimeMs };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return error.code === 'EACCES' ? 403 : 404;
  }
}
