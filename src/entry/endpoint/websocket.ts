// exec, attach and log over WebSocket: Kubernetes' channel protocols v4 and v5, one leading byte per message.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Status } from '../../api/generated/meta-v1.ts';
import type { ApiRequest, Channel, Transport } from '../../client/transport.ts';

/** In v5 a client ends a channel by this one followed by the channel's number. */
const closeChannel = 255;
const errorChannel = 3;
/** A server that does not say that it accepted is taken to have accepted after this. */
const acceptAfterMs = 20;
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const server = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024, handleProtocols: (offered) => protocols.find((p) => offered.has(p)) ?? false });

type Early = { readonly channel: number; readonly bytes: Uint8Array };

/** Connects the upgraded socket with the Pod's stream. A refusal before the stream began is answered as plain HTTP by `refuse`. */
export function serveWebSocket(transport: Transport, apiRequest: ApiRequest, request: IncomingMessage, socket: Duplex, head: Buffer, refuse: (status: Status) => void): void {
  let socketOpen: WebSocket | undefined;
  let isDecided = false;
  let finalStatus: Status | undefined;
  let isEnded = false;
  /** The server may send the final Status itself. */
  let hasStatus = false;
  const early: Early[] = [];

  const write = (channel: number, bytes: Uint8Array): Promise<void> | undefined => {
    hasStatus ||= channel === errorChannel;
    if (socketOpen === undefined) {
      early.push({ channel, bytes });
      return undefined;
    }
    const message = Buffer.allocUnsafe(bytes.length + 1);
    message[0] = channel;
    message.set(bytes, 1);
    const ws = socketOpen;
    return new Promise((resolve) => { ws.send(message, () => { resolve(); }); });
  };
  const finish = (): void => {
    const status = finalStatus ?? ({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } as Status);
    if (!hasStatus) void write(errorChannel, Buffer.from(JSON.stringify(status)));
    socketOpen?.close(1000);
  };
  const accept = (): void => {
    if (isDecided) return;
    isDecided = true;
    clearTimeout(timer);
    server.handleUpgrade(request, socket, head, (ws) => {
      socketOpen = ws;
      listen(ws, channel);
      for (const { channel: number, bytes } of early.splice(0)) void write(number, bytes);
      if (isEnded) finish();
    });
  };
  const timer = setTimeout(accept, acceptAfterMs);
  const channel = transport.connect(apiRequest, {
    onOpen: accept,
    onData: (number, bytes) => {
      accept();
      return write(number, bytes);
    },
    onClose: (status) => {
      finalStatus = status;
      isEnded = true;
      if (!isDecided && status !== undefined && status.status === 'Failure' && (status.code ?? 0) >= 400) {
        isDecided = true;
        clearTimeout(timer);
        refuse(status);
        return;
      }
      accept();
      if (socketOpen !== undefined) finish();
    },
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
