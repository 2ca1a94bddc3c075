// What a request must be before it is looked at: from this machine's own programs, never from a web page (DNS rebinding, CSRF).
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from './answer.ts';

/** Refusals that happen before authentication; undefined when the request may go on. */
export function guardRequest({ headers, rawHeaders }: Request, port: number): { readonly code: 400 | 403; readonly message: string } | undefined {
  // Node takes the first of several; whoever sends two wants them to be taken differently somewhere.
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (isHostName(rawHeaders[i] ?? '')) hosts++;
  if (hosts > (headers[':authority'] === undefined ? 1 : 2)) return { code: 400, message: 'too many Host headers' };
  const named = [headers[':authority'], headers.host].filter((host) => host !== undefined);
  if (named.length === 0 || !named.every((host) => isOwn(String(host), port))) return { code: 403, message: 'Forbidden: this server answers only to its own loopback address' };
  if (headers.origin !== undefined) return { code: 403, message: 'Forbidden: requests of web pages are refused' };
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'none') return { code: 403, message: 'Forbidden: requests of web pages are refused' };
  return undefined;
}

function isHostName(name: string): boolean {
  return (name.length === 4 && name.toLowerCase() === 'host') || name === ':authority';
}

function isOwn(host: string, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}` || host === `[::1]:${port}`;
}

/** What a WebSocket's protocol begins with when it is a token. */
export const bearerProtocolPrefix = 'base64url.bearer.authorization.k8s.io.';

/** The token of `Authorization: Bearer …`, or for a WebSocket of the protocol that carries one. Never one of the URL. */
export function bearerToken(headers: IncomingHttpHeaders): string | undefined {
  const match = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '');
  if (match?.[1] !== undefined) return match[1];
  if (headers.upgrade?.toLowerCase() !== 'websocket') return undefined;
  const protocol = (headers['sec-websocket-protocol'] ?? '').split(',').map((p) => p.trim()).find((p) => p.startsWith(bearerProtocolPrefix));
  return protocol === undefined ? undefined : Buffer.from(protocol.slice(bearerProtocolPrefix.length), 'base64url').toString('utf8');
}

/** Compares in constant time for equal lengths; lengths are no secret. */
export function isSameToken(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
