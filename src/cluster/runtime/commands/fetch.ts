// One HTTP request as wget and curl make it.
import { NetworkError } from '../../network/network-service.ts';
import { type HttpAnswer, HttpClosedError, requestHttp } from '../http/http.ts';
import { resolveHost } from '../http/resolve.ts';
import type { Process } from '../process/process.ts';

export interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly target: string;
  readonly authority: string;
  readonly credentials: string | undefined;
}

export function parseUrl(text: string): Url | undefined {
  const found = /^(?:(\w+):\/\/)?(?:([^@/]*)@)?(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/.exec(text);
  if (!found || (found[3] ?? '') === '') return undefined;
  const scheme = (found[1] ?? 'http').toLowerCase();
  const target = found[5] ?? '/';
  const port = Number(found[4] ?? (scheme === 'https' ? 443 : 80));
  return { scheme, host: found[3] ?? '', port, target: target.startsWith('?') ? `/${target}` : target, authority: `${found[3] ?? ''}${found[4] === undefined ? '' : `:${found[4]}`}`, credentials: found[2] };
}

export type Headers = (readonly [string, string])[];

export interface Fetched {
  readonly answer?: HttpAnswer;
  readonly failure?: 'name' | 'refused' | 'unreachable' | 'timeout' | 'closed';
  readonly address?: string;
}

/** One request with a time limit; addresses outside the cluster behave as unreachable. */
export async function fetchOnce(process: Process, url: Url, request: { method: string; headers: Headers; body?: string }, timeoutMs: number): Promise<Fetched> {
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
