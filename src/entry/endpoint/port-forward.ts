// port-forward as kubectl speaks it since 1.31: a SPDY/3.1 session inside WebSocket messages; per connection one error and one data stream.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ApiRequest, Transport } from '../../client/transport.ts';
import { SpdySession, type SpdyStream } from './spdy/session.ts';

export const portForwardProtocol = 'SPDY/3.1+portforward.k8s.io';

const server = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024, handleProtocols: (offered) => (offered.has(portForwardProtocol) ? portForwardProtocol : false) });

/** True when the upgrade asks for the tunnel. */
export function isPortForwardTunnel(request: IncomingMessage): boolean {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').some((p) => p.trim() === portForwardProtocol);
}

/** Serves the tunnel: each pair of streams with one requestID becomes a `connect` of the Pod's port. */
export function servePortForward(transport: Transport, apiRequest: ApiRequest, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  server.handleUpgrade(request, socket, head, (ws) => {
    const waiting = new Map<string, SpdyStream>();
    const session = new SpdySession({
      send: (bytes) => { ws.send(bytes); },
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
      onClose: () => { ws.close(1000); },
    });
    ws.on('message', (bytes: Buffer) => { session.receive(bytes); });
    ws.on('close', () => { session.close(); });
    ws.on('error', () => { session.close(); });
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
  data.listen({ onData: (bytes) => { channel.send(0, bytes); }, onEnd: () => { channel.end(0); } });
}
