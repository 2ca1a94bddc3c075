// port-forward as kubectl speaks it: SPDY/3.1 streams, in WebSocket messages since 1.31 and bare before; per connection one error and one data stream.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Status } from '../../api/generated/meta-v1.ts';
import type { ApiRequest, Transport } from '../../client/transport.ts';
import { keepAlive } from './keep-alive.ts';
import { SpdySession, type SpdyStream } from './spdy/session.ts';
import { acceptSpdy, isSpdyUpgrade } from './spdy/upgrade.ts';

/** Its `/` is no character of a WebSocket subprotocol, so `ws` must neither read nor write it. */
const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io';
const portForwardProtocol = 'portforward.k8s.io';

const server = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 });
server.on('headers', (headers) => { headers.push(`Sec-WebSocket-Protocol: ${tunnelProtocol}`); });

/** True when the upgrade asks for SPDY streams, in whichever way. */
export function isPortForward(request: IncomingMessage, { subresource }: ApiRequest): boolean {
  return subresource === 'portforward' && (isTunnel(request) || isSpdyUpgrade(request));
}

function isTunnel(request: IncomingMessage): boolean {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').some((p) => p.trim() === tunnelProtocol);
}

/** Each pair of streams with one requestID becomes a `connect` of the Pod's port. */
export function servePortForward(options: { transport: Transport; apiRequest: ApiRequest; request: IncomingMessage; socket: Duplex; head: Buffer; refuse(status: Status): void }): void {
  const { transport, apiRequest, request, socket, head, refuse } = options;
  const { ports: _, ...query } = apiRequest.query ?? {};
  let refusal: Status | undefined;
  // Without ports nothing is dialled: it only tells whether the Pod may be reached.
  const probe = transport.connect({ ...apiRequest, query }, { onData: () => undefined, onClose: (status) => { refusal = status; } });
  setImmediate(() => {
    probe.dispose();
    if (refusal?.status === 'Failure') refuse(refusal);
    else if (isTunnel(request)) acceptTunnel(transport, apiRequest, request, socket, head);
    else acceptSpdy(socket, head, portForwardProtocol, (carrier) => pairStreams(transport, apiRequest, carrier));
  });
}

function acceptTunnel(transport: Transport, apiRequest: ApiRequest, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  delete request.headers['sec-websocket-protocol'];
  server.handleUpgrade(request, socket, head, (ws) => {
    keepAlive(ws);
    const session = pairStreams(transport, apiRequest, { send: (bytes) => { ws.send(bytes); }, onClose: () => { ws.close(1000); } });
    ws.on('message', (bytes: Buffer) => { session.receive(bytes); });
    ws.on('close', () => { session.close(); });
    ws.on('error', () => { session.close(); });
  });
}

function pairStreams(transport: Transport, apiRequest: ApiRequest, carrier: { send(bytes: Buffer): void; onClose(): void }): SpdySession {
  const waiting = new Map<string, SpdyStream>();
  return new SpdySession({
    ...carrier,
    onStream: (stream) => {
      const id = `${stream.headers.get('requestid') ?? ''}/${stream.headers.get('port') ?? ''}`;
      const other = waiting.get(id);
      if (other === undefined) {
        waiting.set(id, stream);
        return;
      }
      waiting.delete(id);
      const [data, error] = stream.headers.get('streamtype') === 'data' ? [stream, other] : [other, stream];
      forward(transport, apiRequest, data, error);
    },
  });
}

function forward(transport: Transport, apiRequest: ApiRequest, data: SpdyStream, error: SpdyStream): void {
  const port = data.headers.get('port') ?? '';
  error.listen({ onData: () => undefined, onEnd: () => undefined });
  const channel = transport.connect(
    { ...apiRequest, query: { ...apiRequest.query, ports: port } },
    {
      onData: (number, bytes) => {
        if (number === 0) data.write(bytes);
        else error.write(bytes);
        return undefined;
      },
      onClose: (status) => {
        if (status?.status === 'Failure') error.write(Buffer.from(status.message ?? 'error forwarding port'));
        error.end();
        data.end();
      },
    },
  );
  data.listen({ onData: (bytes) => { channel.send(0, bytes); }, onEnd: () => { channel.end(0); }, onReset: () => { channel.dispose(); } });
}
