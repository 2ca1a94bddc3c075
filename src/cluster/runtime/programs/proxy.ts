// Passing a request on to another server, as nginx's proxy_pass does.
import { NetworkError } from '../../network/network-service.ts';
import { resolveHost } from '../http/resolve.ts';
import { HttpClosedError, type HttpRequest, type HttpResponse, requestHttp } from '../http/http.ts';
import type { Process } from '../process/process.ts';

/** The upstream's answer; undefined when it cannot be reached. */
export async function proxy(process: Process, upstream: string, request: HttpRequest): Promise<HttpResponse | undefined> {
  const found = /^https?:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(upstream);
  if (!found) return undefined;
  const [, host = '', port = '80', path] = found;
  const addresses = await resolveHost(process, host);
  const address = addresses?.[0];
  if (address === undefined) return undefined;
  try {
    const headers = request.headers.filter(([name]) => !/^(?:host|connection)$/i.test(name));
    const answer = await requestHttp(process.context.network, address, Number(port), { method: request.method, target: path === undefined || path === '/' ? request.target : path, headers: [['Host', host], ['Connection', 'close'], ...headers], body: request.body });
    return { status: answer.status, reason: answer.reason, headers: answer.headers.filter(([name]) => !/^(?:connection|transfer-encoding|content-length)$/i.test(name)), body: answer.body };
  } catch (error) {
    if (error instanceof NetworkError || error instanceof HttpClosedError) return undefined;
    throw error;
  }
}
