// The loopback HTTPS endpoint: what lets the real kubectl talk to the cluster. Carries requests; knows no Kubernetes beyond their shape.
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AddressInfo, Socket } from 'node:net';
import type { ApiRequest, ApiResponse, Transport } from '../../client/transport.ts';
import { type Request, type Response, statusBody, writeAnswer } from './answer.ts';
import { BodyTooLargeError, readBody } from './body.ts';
import { bearerToken, guardRequest } from './guard.ts';
import { isPortForwardTunnel, servePortForward } from './port-forward.ts';
import { serveLog, serveWatch } from './streaming.ts';
import { serveWebSocket } from './websocket.ts';

/** A request as HTTP has it, before its path is understood. */
export interface HttpRequest {
  readonly method: string;
  /** Decoded once by nobody: as written. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody?: string;
  /** The body when it is not text (protobuf). */
  readonly bytes?: Uint8Array;
}

export interface EndpointOptions {
  /** 0 for any free one. */
  readonly port: number;
  readonly cert: string;
  readonly key: string;
  /** Resolves a token and impersonation headers to a Transport that acts as that user; an ApiResponse refuses. */
  authenticate(token: string | undefined, request: HttpRequest): Promise<Transport | ApiResponse>;
  /** Reads method, path, query and headers; an ApiResponse refuses. */
  parse(request: HttpRequest): ApiRequest | ApiResponse;
  /** Bugs end here; the text holds no secret. */
  onBug(error: unknown): void;
}

export interface Endpoint {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

const maxConnections = 200;
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 60_000;

export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const server = createSecureServer({ allowHTTP1: true, cert: options.cert, key: options.key, minVersion: 'TLSv1.2', settings: { maxConcurrentStreams: 250 } });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    if (sockets.size >= maxConnections) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.setNoDelay(true);
  });
  Object.assign(server, { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs });
  // A client's broken TLS or HTTP is its own affair; the connection is closed by Node.
  server.on('tlsClientError', () => undefined);
  server.on('sessionError', () => undefined);
  server.on('clientError', (_error: Error, socket: Duplex) => { socket.destroy(); });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  server.on('request', (request: Request, response: Response) => {
    answer(options, port, request, response).catch((error: unknown) => {
      options.onBug(error);
      if (response.headersSent) response.destroy();
      else writeAnswer(request, response, refusal(500, 'InternalError', 'Internal error occurred'));
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrade(options, port, request, socket, head).catch((error: unknown) => {
      options.onBug(error);
      socket.destroy();
    });
  });
  return {
    url: `https://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => { resolve(); });
        for (const socket of sockets) socket.destroy();
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

function refusal(code: number, reason: string, message: string): ApiResponse {
  return { code, body: statusBody(code, reason, message), warnings: [] };
}

function isResponse(value: ApiRequest | ApiResponse | Transport): value is ApiResponse {
  return 'code' in value;
}

/** The parts of an HTTP request; header names in lower case, repeated headers joined. */
function toHttpRequest(request: Request): HttpRequest {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return { method: request.method ?? 'GET', path: mark < 0 ? target : target.slice(0, mark), query: mark < 0 ? {} : parseQuery(target.slice(mark + 1)), headers };
}

function parseQuery(text: string): Record<string, string | string[]> {
  const query = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(text)) {
    const before = query[name];
    query[name] = before === undefined ? value : typeof before === 'string' ? [before, value] : [...before, value];
  }
  return query;
}

/** Guard, then credentials, then the path: what cannot be trusted is never looked into. */
async function admit(options: EndpointOptions, port: number, request: Request): Promise<{ transport: Transport; http: HttpRequest } | ApiResponse> {
  const refused = guardRequest(request.headers, port);
  if (refused !== undefined) return refusal(refused.code, 'Forbidden', refused.message);
  const http = toHttpRequest(request);
  if (!http.path.startsWith('/') || http.path.startsWith('//')) return refusal(400, 'BadRequest', 'the request target must be a path');
  const transport = await options.authenticate(bearerToken(request.headers), http);
  return isResponse(transport) ? transport : { transport, http };
}

async function answer(options: EndpointOptions, port: number, request: Request, response: Response): Promise<void> {
  const admitted = await admit(options, port, request);
  if ('code' in admitted) {
    writeAnswer(request, response, admitted);
    request.resume();
    return;
  }
  let { http } = admitted;
  if (http.method !== 'GET' && http.method !== 'HEAD') {
    try {
      http = { ...http, ...(await readBody(request)) };
    } catch (error) {
      if (!(error instanceof BodyTooLargeError)) throw error;
      writeAnswer(request, response, refusal(413, 'RequestEntityTooLarge', error.message));
      return;
    }
  }
  const apiRequest = options.parse(http);
  if (isResponse(apiRequest)) writeAnswer(request, response, apiRequest);
  else if (apiRequest.verb === 'watch') serveWatch(admitted.transport, apiRequest, request, response);
  else if (apiRequest.verb === 'connect') serveLog(admitted.transport, apiRequest, request, response);
  else writeAnswer(request, response, await admitted.transport.send(apiRequest));
}

async function upgrade(options: EndpointOptions, port: number, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  socket.on('error', () => { socket.destroy(); });
  const admitted = await admit(options, port, request);
  const apiRequest = 'code' in admitted ? admitted : options.parse(admitted.http);
  if ('code' in admitted || isResponse(apiRequest)) {
    refuseUpgrade(socket, isResponse(apiRequest) ? apiRequest : refusal(400, 'BadRequest', 'Bad Request'));
    return;
  }
  if (apiRequest.verb !== 'connect') {
    refuseUpgrade(socket, refusal(400, 'BadRequest', 'this request has no stream to upgrade to'));
    return;
  }
  if (isPortForwardTunnel(request)) {
    servePortForward(admitted.transport, apiRequest, request, socket, head);
    return;
  }
  serveWebSocket(admitted.transport, apiRequest, request, socket, head, (status) => {
    refuseUpgrade(socket, { code: status.code ?? 500, body: status, warnings: [] });
  });
}

function refuseUpgrade(socket: Duplex, response: ApiResponse): void {
  const body = JSON.stringify(response.body);
  socket.end(`HTTP/1.1 ${response.code} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}
