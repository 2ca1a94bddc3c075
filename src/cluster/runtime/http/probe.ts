// The node's side of probes and lifecycle hooks: HTTP and TCP with the texts of Go's client.
import type { Clock } from '../../../base/clock.ts';
import { NetworkError, type NetworkNamespace } from '../../network/network-service.ts';
import type { HttpCall, HttpReply } from '../../../base/http-call.ts';
import type { HttpProbe } from '../../kubelet/runtime-service.ts';
import { bytesOfText, textOfBytes } from '../bytes.ts';
import { headerOf, requestHttp } from './http.ts';

const maxRedirects = 10;
/** The redirects that Go's client follows. */
const followed: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function dialError(address: string, error: NetworkError): string {
  const what = error.code === 'ECONNREFUSED' ? 'connect: connection refused' : error.code === 'EHOSTUNREACH' ? 'connect: no route to host' : 'i/o timeout';
  return `dial tcp ${address}: ${what}`;
}

interface Response {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** GETs as the kubelet does: follows redirects on the same host; a redirect elsewhere is answered as it is. */
export async function probeHttp(network: NetworkNamespace, clock: Clock, probe: HttpProbe, timeoutMs: number): Promise<Response> {
  const abort = new AbortController();
  const timer = clock.setTimeout(() => { abort.abort(); }, timeoutMs);
  let path = probe.path.startsWith('/') ? probe.path : `/${probe.path}`;
  const authority = `${probe.host}:${String(probe.port)}`;
  const url = (): string => `${probe.scheme}://${authority}${path}`;
  try {
    for (let redirects = 0; ; redirects++) {
      const headers: (readonly [string, string])[] = [['Host', headerOf(probe.headers.map((h) => [h.name, h.value] as const), 'host') ?? authority], ['Connection', 'close']];
      const own = probe.headers.filter((header) => header.name.toLowerCase() !== 'host');
      if (!own.some((header) => header.name.toLowerCase() === 'user-agent')) headers.push(['User-Agent', 'kube-probe/1.36']);
      if (!own.some((header) => header.name.toLowerCase() === 'accept')) headers.push(['Accept', '*/*']);
      for (const header of own) if (header.value !== '' || !/^(?:user-agent|accept)$/i.test(header.name)) headers.push([header.name, bytesOfText(header.value)]);
      const answer = await requestHttp(network, probe.host, probe.port, { method: 'GET', target: path, headers }, abort.signal);
      if (probe.scheme === 'https') throw new Error(`Get "${url()}": http: server gave HTTP response to HTTPS client`);
      const location = headerOf(answer.headers, 'location');
      if (followed.has(answer.status) && location !== undefined && redirects < maxRedirects) {
        const elsewhere = /^https?:\/\/([^/:]+)/.exec(location)?.[1];
        if (elsewhere === undefined || elsewhere === probe.host) {
          path = location.replace(/^https?:\/\/[^/]+/, '') || '/';
          continue;
        }
      }
      return { status: answer.status, body: textOfBytes(answer.body), headers: Object.fromEntries(answer.headers) };
    }
  } catch (error) {
    if (abort.signal.aborted) throw new Error(`Get "${url()}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`, { cause: error });
    if (error instanceof NetworkError) throw new Error(`Get "${url()}": ${dialError(authority, error)}`, { cause: error });
    if (error instanceof Error && error.message === 'EOF') throw new Error(`Get "${url()}": EOF`, { cause: error });
    throw error;
  } finally {
    timer.dispose();
  }
}

/** One request as a proxy passes it on. */
export async function callHttp(network: NetworkNamespace, clock: Clock, call: HttpCall, timeoutMs: number): Promise<HttpReply> {
  const abort = new AbortController();
  const timer = clock.setTimeout(() => { abort.abort(); }, timeoutMs);
  const body = bytesOfText(call.body);
  const headers: (readonly [string, string])[] = [...Object.entries(call.headers), ['Connection', 'close']];
  if (body !== '') headers.push(['Content-Length', String(body.length)]);
  try {
    const answer = await requestHttp(network, call.host, call.port, { method: call.method, target: call.target, headers, body }, abort.signal);
    if (call.scheme === 'https') throw new Error('http: server gave HTTP response to HTTPS client');
    return { status: answer.status, headers: Object.fromEntries(answer.headers.map(([name, value]) => [name.toLowerCase(), value])), body: textOfBytes(answer.body) };
  } catch (error) {
    if (abort.signal.aborted) throw new Error('context deadline exceeded', { cause: error });
    if (error instanceof NetworkError) throw new Error(dialError(`${call.host}:${String(call.port)}`, error), { cause: error });
    throw error;
  } finally {
    timer.dispose();
  }
}

export async function probeTcp(network: NetworkNamespace, clock: Clock, host: string, port: number, timeoutMs: number): Promise<void> {
  const authority = `${host}:${String(port)}`;
  try {
    const stream = await network.connect(host, port, { onData: () => undefined, onEnd: () => undefined, onClose: () => undefined });
    stream.destroy();
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    if (error.code === 'ETIMEDOUT') {
      await new Promise<void>((resolve) => { clock.setTimeout(resolve, timeoutMs); });
      throw new Error(`dial tcp ${authority}: i/o timeout`, { cause: error });
    }
    throw new Error(dialError(authority, error), { cause: error });
  }
}
