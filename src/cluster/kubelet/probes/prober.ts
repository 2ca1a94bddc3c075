// Runs one probe once: k8s.io/kubernetes/pkg/kubelet/prober and pkg/probe (exec, http, tcp, grpc).
import type { Clock } from '../../../base/clock.ts';
import type { Container, HTTPGetAction, Probe } from '../../../api/generated/core-v1.ts';
import { execSync } from '../exec-sync.ts';
import { expandAll } from '../expansion.ts';
import type { RuntimeService } from '../runtime-service.ts';
import { grpcText } from '../image-puller.ts';

export interface ProbeOutcome {
  /** `warning` counts as success; `unknown`: the probe itself could not be made. */
  readonly result: 'success' | 'failure' | 'warning' | 'unknown';
  readonly output: string;
}

export interface ProbeTarget {
  readonly containerId: string;
  readonly podIp: string;
  readonly container: Container;
}

const maxBody = 10 * 1024;
const maxRedirects = 10;
/** Those that Go's client follows. */
const followed: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** A port by number or by the name that the container gives it; undefined when there is no such name. */
function resolvePort(port: number | string | undefined, container: Container): number | undefined {
  if (typeof port === 'number') return port;
  if (port === undefined) return undefined;
  if (/^\d+$/.test(port)) return Number(port);
  return container.ports?.find((p) => p.name === port)?.containerPort;
}

/** What a probe of a port without a number says: the last attempt was to read the name as one. */
function noSuchPort(port: number | string | undefined): ProbeOutcome {
  return { result: 'unknown', output: `strconv.Atoi: parsing ${JSON.stringify(String(port))}: invalid syntax` };
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export async function runProbe(probe: Probe, target: ProbeTarget, runtime: RuntimeService, clock: Clock): Promise<ProbeOutcome> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  if (probe.exec !== undefined) return execProbe(expandedCommand(probe.exec.command ?? [], target.container), target, timeoutMs, runtime, clock);
  if (probe.httpGet !== undefined) return httpProbe(probe.httpGet, target, timeoutMs, runtime);
  if (probe.tcpSocket !== undefined) {
    const port = resolvePort(probe.tcpSocket.port, target.container);
    const host = probe.tcpSocket.host ?? '';
    if (port === undefined) return noSuchPort(probe.tcpSocket.port);
    try {
      await runtime.tcpDial(host === '' ? target.podIp : host, port, timeoutMs);
      return { result: 'success', output: '' };
    } catch (error) {
      return { result: 'failure', output: errorText(error) };
    }
  }
  if (probe.grpc !== undefined) return grpcProbe(probe.grpc.port, probe.grpc.service ?? '', target, timeoutMs, runtime);
  return { result: 'unknown', output: `missing probe handler for ${target.container.name}` };
}

/** What a probe says of a container that does not do well, whatever this one does. */
export function failureText({ httpGet, tcpSocket, grpc }: Probe, container: Container, podIp: string): string {
  if (httpGet !== undefined) return 'HTTP probe failed with statuscode: 500';
  if (tcpSocket !== undefined) return `dial tcp ${tcpSocket.host ?? podIp}:${resolvePort(tcpSocket.port, container) ?? 0}: connect: connection refused`;
  return grpc === undefined ? '' : 'service unhealthy (responded with "NOT_SERVING")';
}

/** With the values that the container's environment gives as they stand. */
function expandedCommand(command: readonly string[], { env }: Container): readonly string[] {
  return expandAll(command, new Map((env ?? []).filter(({ valueFrom }) => valueFrom === undefined).map(({ name, value }) => [name, value ?? '']))) ?? [];
}

async function execProbe(command: readonly string[], target: ProbeTarget, timeoutMs: number, runtime: RuntimeService, clock: Clock): Promise<ProbeOutcome> {
  try {
    const { exitCode, output, isTimedOut } = await execSync(runtime, clock, target.containerId, command, timeoutMs);
    if (isTimedOut) return { result: 'failure', output: `command timed out: "${command.join(' ')}" timed out after ${timeoutMs / 1000}s` };
    return { result: exitCode === 0 ? 'success' : 'failure', output: output.slice(0, maxBody) };
  } catch (error) {
    return { result: 'unknown', output: `rpc error: code = Unknown desc = ${errorText(error)}` };
  }
}

/** The URL and headers of a probe or hook. */
export function httpRequestOf(action: HTTPGetAction, target: ProbeTarget, agent: 'probe' | 'lifecycle'): { scheme: 'http' | 'https'; host: string; port: number; path: string; headers: { name: string; value: string }[] } | undefined {
  const port = resolvePort(action.port, target.container);
  if (port === undefined) return undefined;
  const path = action.path ?? '/';
  const headers = (action.httpHeaders ?? []).map(({ name, value }) => ({ name, value }));
  // A header that is given empty is left out.
  if (!headers.some((h) => h.name.toLowerCase() === 'user-agent')) headers.push({ name: 'User-Agent', value: `kube-${agent}/1.36` });
  if (!headers.some((h) => h.name.toLowerCase() === 'accept')) headers.push({ name: 'Accept', value: '*/*' });
  return {
    scheme: action.scheme === 'HTTPS' ? 'https' : 'http',
    host: action.host === undefined || action.host === '' ? target.podIp : action.host,
    port,
    path: path.startsWith('/') ? path : `/${path}`,
    headers: headers.filter((h) => h.value !== ''),
  };
}

async function httpProbe(action: HTTPGetAction, target: ProbeTarget, timeoutMs: number, runtime: RuntimeService): Promise<ProbeOutcome> {
  const request = httpRequestOf(action, target, 'probe');
  if (request === undefined) return noSuchPort(action.port);
  let current = request;
  try {
    for (let redirects = 0; ; redirects++) {
      const { status, body, headers: answer } = await runtime.httpGet(current, timeoutMs);
      if (status < 200 || status >= 400) return { result: 'failure', output: `HTTP probe failed with statuscode: ${status}` };
      if (status < 300) return { result: 'success', output: body.slice(0, maxBody) };
      const location = answer['location'] ?? answer['Location'];
      if (location === undefined || !followed.has(status)) return { result: 'warning', output: `Probe terminated redirects, Response body: ${body}` };
      const next = new URL(location, `${current.scheme}://${current.host}:${current.port}${current.path}`);
      if (next.hostname !== current.host || redirects >= maxRedirects) return { result: 'warning', output: `Probe terminated redirects, Response body: ${body}` };
      current = { ...current, scheme: next.protocol === 'https:' ? 'https' : 'http', port: Number(next.port === '' ? (next.protocol === 'https:' ? 443 : 80) : next.port), path: next.pathname + next.search };
    }
  } catch (error) {
    const text = errorText(error);
    return { result: 'failure', output: text.startsWith('Get "') ? text : `Get "${current.scheme}://${current.host}:${current.port}${current.path}": ${text}` };
  }
}

async function grpcProbe(port: number, service: string, target: ProbeTarget, timeoutMs: number, runtime: RuntimeService): Promise<ProbeOutcome> {
  try {
    const status = await runtime.grpcHealth(target.podIp, port, service, timeoutMs);
    if (status === 'SERVING') return { result: 'success', output: '' };
    if (status === 'SERVICE_UNKNOWN') return { result: 'failure', output: 'error: health rpc probe failed: rpc error: code = NotFound desc = unknown service' };
    return { result: 'failure', output: `service unhealthy (responded with "${status}")` };
  } catch (error) {
    const text = grpcText(error);
    return { result: 'failure', output: text.startsWith('timeout') || text.startsWith('error') ? text : `error: health rpc probe failed: ${text}` };
  }
}
