// How many clients may be connected and how long they may take to say something; the figures are those of the threat model in hazards.md, section 3.
import { STATUS_CODES } from 'node:http';
import type { Http2SecureServer, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { methodNotAllowed } from '../../cluster/apiserver/verbs/answer.ts';

const maxConnections = 200;
/** For the TLS handshake, and again for the headers of a request. */
export const headersTimeoutMs = 10_000;
const requestTimeoutMs = 60_000;
/** kube-apiserver's idle timeout for connections without a request. */
const idleSessionMs = 90_000;
/** How often Node looks for requests that take too long. */
const timeoutCheckMs = 1000;
/** What an HTTP/1.1 request that Node could not read is told. */
const parseRefusals: ReadonlyMap<string | undefined, number> = new Map([['HPE_HEADER_OVERFLOW', 431], ['ERR_HTTP_REQUEST_TIMEOUT', 408]]);

interface ParseError extends NodeJS.ErrnoException {
  /** What could not be read, from where the parser began. */
  readonly rawPacket?: Buffer;
}

/** Returns what breaks all connections. */
export function boundConnections(server: Http2SecureServer): () => void {
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
  // Headers are bounded by their bytes; Node would drop those above a number without a word.
  Object.assign(server, { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs, connectionsCheckingInterval: timeoutCheckMs, maxHeadersCount: 0 });
  // A client's broken TLS or HTTP is its own affair. Node tells of a handshake that takes too long and leaves the socket open.
  server.on('tlsClientError', (_error: Error, socket: TLSSocket) => { socket.destroy(); });
  server.on('sessionError', () => undefined);
  server.on('clientError', (error: ParseError, socket: Duplex) => {
    const isOtherMethod = error.code === 'HPE_INVALID_METHOD' && /^[A-Z]+ \/\S* HTTP\/1\.[01]\r\n/.test(error.rawPacket?.toString('latin1') ?? '');
    const code = isOtherMethod ? 405 : (parseRefusals.get(error.code) ?? 400);
    const body = isOtherMethod ? JSON.stringify(methodNotAllowed().status) : '';
    if (socket.writable && error.code !== 'ECONNRESET') socket.end(`HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}\r\n${isOtherMethod ? 'content-type: application/json\r\n' : ''}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`, () => { socket.destroy(); });
    else socket.destroy();
  });
  server.on('session', closeWhenIdle);
  return () => { for (const socket of sockets) socket.destroy(); };
}

/** A session without streams is closed: soon when it never had one. A quiet watch is a stream. */
function closeWhenIdle(session: ServerHttp2Session): void {
  let open = 0;
  let timer = setTimeout(() => { session.destroy(); }, headersTimeoutMs);
  session.on('stream', (stream: ServerHttp2Stream) => {
    open++;
    clearTimeout(timer);
    stream.once('close', () => {
      open--;
      clearTimeout(timer);
      if (open === 0 && !session.destroyed) timer = setTimeout(() => { session.close(); }, idleSessionMs);
    });
  });
  session.once('close', () => { clearTimeout(timer); });
}
