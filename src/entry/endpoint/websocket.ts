// exec, attach, log and the old port-forward over WebSocket: Kubernetes' channel protocols v4 and v5, one leading byte per message.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Status } from '../../api/generated/meta-v1.ts';
import type { ApiRequest, Channel, Transport } from '../../client/transport.ts';
import { keepAlive } from './keep-alive.ts';
import { openPodChannel } from './pod-channel.ts';

/** In v5 a client ends a channel by this one followed by the channel's number. */
const closeChannel = 255;
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const server = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024, handleProtocols: (offered) => protocols.find((p) => offered.has(p)) ?? false });

/** Connects the upgraded socket with the Pod's stream. A refusal before the stream began is answered as plain HTTP by `refuse`. */
export function serveWebSocket(options: { transport: Transport; apiRequest: ApiRequest; request: IncomingMessage; socket: Duplex; head: Buffer; refuse(status: Status): void }): void {
  const { transport, apiRequest, request, socket, head, refuse } = options;
  openPodChannel({
    transport,
    request: apiRequest,
    // As upstream, which dials the kubelet when the WebSocket is already there; what the kubelet says in plain text comes before.
    isRefusal: ({ code = 0, reason }) => code < 500 || reason === undefined || apiRequest.subresource === 'portforward',
    refuse,
    accept: (channel, onReady) => {
      server.handleUpgrade(request, socket, head, (ws) => {
        keepAlive(ws);
        listen(ws, channel);
        if (apiRequest.subresource === 'portforward') sendPorts(ws, apiRequest);
        onReady({ write: (number, bytes) => send(ws, number, bytes), close: () => { ws.close(1000); } });
      });
    },
  });
}

function send(ws: WebSocket, channel: number, bytes: Uint8Array): Promise<void> {
  const message = Buffer.allocUnsafe(bytes.length + 1);
  message[0] = channel;
  message.set(bytes, 1);
  return new Promise((resolve) => { ws.send(message, () => { resolve(); }); });
}

/** Without SPDY inside, each of a port's two channels begins with its number, low byte first. */
function sendPorts(ws: WebSocket, { query }: ApiRequest): void {
  const asked = query?.['ports'];
  const ports = (typeof asked === 'string' ? asked.split(',') : [...(asked ?? [])]).map(Number);
  ports.forEach((port, i) => {
    for (const channel of [i * 2, i * 2 + 1]) void send(ws, channel, new Uint8Array([port & 0xff, port >> 8]));
  });
}

function listen(ws: WebSocket, channel: Channel): void {
  ws.on('message', (data: Buffer) => {
    const [number] = data;
    if (number === undefined) return;
    if (number === closeChannel && data[1] !== undefined) channel.end(data[1]);
    else channel.send(number, data.subarray(1));
  });
  ws.on('close', () => { channel.dispose(); });
  ws.on('error', () => { channel.dispose(); });
}
