// The loopback HTTPS endpoint: what lets the real kubectl talk to the cluster. Carries requests; knows no Kubernetes beyond their shape.
import { createSecureServer, type Http2SecureServer, type Http2ServerResponse } from 'node:http2';
import { type IncomingHttpHeaders, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AddressInfo } from 'node:net';
import { decodeProtobuf } from '../../api/protobuf/decode-protobuf.ts';
import type { Status } from '../../api/generated/meta-v1.ts';
import type { ApiRequest, ApiResponse, Transport } from '../../client/transport.ts';
import { type HttpRequest, requestInfo } from '../../cluster/apiserver/request-info.ts';
import { inYaml } from '../../cluster/apiserver/wire-form.ts';
import { type Request, type Response, statusBody, writeAnswer } from './answer.ts';
import { BodyTooLargeError, ClientGoneError, readBody } from './body.ts';
import { boundConnections, headersTimeoutMs } from './connections.ts';
import { bearerToken, guardRequest } from './guard.ts';
import { isPortForward, servePortForward } from './port-forward.ts';
import { isSpdyUpgrade, serveSpdy } from './spdy/upgrade.ts';
import { serveLog, serveWatch } from './streaming.ts';
import { takeWatch } from './watch-limit.ts';
import { serveWebSocket } from './websocket.ts';
import { serveWebSocketWatch } from './websocket-watch.ts';
import { endOfTurn } from './write-batch.ts';

export interface EndpointOptions {
  /** 0 for any free one. */
  readonly port: number;
  readonly cert: string;
  readonly key: string;
  /** Resolves a token and impersonation headers to a Transport that acts as that user; an ApiResponse refuses. */
  authenticate(token: string | undefined, request: HttpRequest): Promise<Transport | ApiResponse>;
  /** Bugs end here; the text holds no secret. */
  onBug(error: unknown): void;
}

export interface Endpoint {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** exec, attach and port-forward, all clients together. */
const maxStreams = 50;

export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const server = createSecureServer({ allowHTTP1: true, cert: options.cert, key: options.key, minVersion: 'TLSv1.2', handshakeTimeout: headersTimeoutMs, settings: { maxConcurrentStreams: 250 } });
  const breakConnections = boundConnections(server);
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  server.on('request', (request: Request, response: Response) => {
    answer(options, port, request, response).catch((error: unknown) => {
      if (error instanceof ClientGoneError) return;
      options.onBug(error);
      if (response.headersSent) response.destroy();
      else writeAnswer(request, response, refusal(500, 'InternalError', 'Internal error occurred'));
    });
  });
  let streams = 0;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => { socket.destroy(); });
    if (streams >= maxStreams) {
      refuseUpgrade(socket, refusal(429, 'TooManyRequests', 'too many streams are open'));
      return;
    }
    streams++;
    socket.on('close', () => { streams--; });
    upgrade(options, port, request, socket, head).catch((error: unknown) => {
      options.onBug(error);
      socket.destroy();
    });
  });
  // Not a proxy: HTTP/1.1 gives the socket, HTTP/2 an answer to write.
  server.on('connect', (_request: unknown, target: Duplex | Http2ServerResponse) => {
    if ('stream' in target) {
      target.statusCode = 405;
      target.end();
    } else refuseUpgrade(target, refusal(405, 'MethodNotAllowed', notAllowed));
  });
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => { resolve(); });
        breakConnections();
      }),
  };
}

function listen(server: Http2SecureServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

const notAllowed = 'the server does not allow this method on the requested resource';

function refusal(code: number, reason: string, message: string): ApiResponse {
  return { code, body: statusBody(code, reason, message), warnings: [] };
}

function isResponse(value: ApiRequest | ApiResponse | Transport): value is ApiResponse {
  return 'code' in value;
}

/** Header names in lower case, repeated headers joined. */
function toHttpRequest(request: Request): HttpRequest {
  const { headers } = request;
  return { method: request.method ?? 'GET', url: request.url ?? '/', headers: hasLists(headers) ? joined(headers) : (headers as HttpRequest['headers']) };
}

function hasLists(headers: IncomingHttpHeaders): boolean {
  for (const name in headers) if (Array.isArray(headers[name])) return true;
  return false;
}

function joined(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

function parse(http: HttpRequest): ApiRequest {
  return requestInfo(http).request;
}

/** Guard, then credentials, then the path: what cannot be trusted is never looked into. */
async function admit(options: EndpointOptions, port: number, request: Request): Promise<{ transport: Transport; http: HttpRequest } | ApiResponse> {
  const refused = guardRequest(request, port);
  if (refused !== undefined) return refusal(refused.code, refused.code === 400 ? 'BadRequest' : 'Forbidden', refused.message);
  const http = toHttpRequest(request);
  if (!http.url.startsWith('/') || http.url.startsWith('//')) return refusal(400, 'BadRequest', 'the request target must be a path');
  const transport = await options.authenticate(bearerToken(request.headers), http);
  return isResponse(transport) ? transport : { transport, http };
}

async function answer(options: EndpointOptions, port: number, request: Request, response: Response): Promise<void> {
  const admitted = await admit(options, port, request);
  if ('code' in admitted) {
    writeAnswer(request, response, inYaml({ accept: request.headers.accept }, admitted));
    request.resume();
    return;
  }
  const apiRequest = await withBody(admitted.http, request);
  if (isResponse(apiRequest)) writeAnswer(request, response, apiRequest);
  else if (apiRequest.verb === 'watch') {
    if (takeWatch(request, response)) serveWatch(admitted.transport, apiRequest, request, response);
    else writeAnswer(request, response, refusal(429, 'TooManyRequests', 'too many watches are open on this connection'));
  }
  else if (apiRequest.verb === 'connect') serveLog(admitted.transport, { ...apiRequest, isPlain: true }, request, response);
  else {
    const answered = await admitted.transport.send(apiRequest);
    if (request.method !== 'GET') await endOfTurn();
    writeAnswer(request, response, answered);
  }
}

/** The request with its body; protobuf is read into the value that it stands for. */
async function withBody(http: HttpRequest, request: Request): Promise<ApiRequest | ApiResponse> {
  if (http.method === 'GET' || http.method === 'HEAD') return parse(http);
  try {
    const bytes = await readBody(request);
    if (bytes === undefined) return parse(http);
    if (!(http.headers['content-type'] ?? '').startsWith('application/vnd.kubernetes.protobuf')) return parse({ ...http, body: bytes.toString('utf8') });
    return { ...parse(http), body: decodeProtobuf(bytes), contentType: 'application/json' };
  } catch (error) {
    if (error instanceof BodyTooLargeError) return refusal(413, 'RequestEntityTooLarge', error.message);
    if (error instanceof RangeError) return refusal(400, 'BadRequest', error.message);
    throw error;
  }
}

async function upgrade(options: EndpointOptions, port: number, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const admitted = await admit(options, port, request);
  if ('code' in admitted) {
    refuseUpgrade(socket, admitted);
    return;
  }
  const apiRequest = parse(admitted.http);
  if (apiRequest.verb === 'watch' && isWebSocket(request)) {
    serveWebSocketWatch({ transport: admitted.transport, apiRequest, request, socket, head, refuse: (status) => { refuseUpgrade(socket, { code: status.code ?? 500, body: status, warnings: [] }); } });
    return;
  }
  if (apiRequest.verb !== 'connect') {
    refuseUpgrade(socket, refusal(400, 'BadRequest', 'this request has no stream to upgrade to'));
    return;
  }
  const serve = isPortForward(request, apiRequest) ? servePortForward : isSpdyUpgrade(request) ? serveSpdy : serveWebSocket;
  serve({ transport: admitted.transport, apiRequest, request, socket, head, refuse: (status) => { refuseUpgrade(socket, refusalOf(status)); } });
}

/** What a kubelet says without a reason is its plain text. */
function refusalOf(status: Status): ApiResponse {
  return { code: status.code ?? 500, body: status.reason === undefined ? (status.message ?? '') : status, warnings: [] };
}

function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

function refuseUpgrade(socket: Duplex, response: ApiResponse): void {
  const body = typeof response.body === 'string' ? response.body : JSON.stringify(response.body);
  socket.end(`HTTP/1.1 ${response.code} ${STATUS_CODES[response.code] ?? 'Refused'}\r\ncontent-type: ${typeof response.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}
