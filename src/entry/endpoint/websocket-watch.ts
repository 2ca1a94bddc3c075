// A watch over WebSocket: one event a text message, as apiserver's handlers/watch.go sends them.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Status } from '../../api/generated/meta-v1.ts';
import type { ApiRequest, Transport, WatchEvent } from '../../client/transport.ts';
import { bearerProtocolPrefix } from './guard.ts';
import { keepAlive } from './keep-alive.ts';
import { eventLine } from './streaming.ts';

/** What came before it is upgraded; a refusal comes in the same turn or the next. */
interface Early { readonly events: WatchEvent[]; taken: (() => void) | undefined }

// A client says nothing on a watch. Whatever protocol it names is taken, but never the one that is a token.
const server = new WebSocketServer({ noServer: true, maxPayload: 1024, handleProtocols: (offered) => [...offered].find((name) => !name.startsWith(bearerProtocolPrefix)) ?? false });

export function serveWebSocketWatch(options: { transport: Transport; apiRequest: ApiRequest; request: IncomingMessage; socket: Duplex; head: Buffer; refuse(status: Status): void }): void {
  const { transport, apiRequest, request, socket, head, refuse } = options;
  const early: Early = { events: [], taken: undefined };
  let ws: WebSocket | undefined;
  let ended: { readonly status: Status | undefined } | undefined;
  const watch = transport.watch(apiRequest, {
    onEvents(events) {
      if (ws !== undefined) return send(ws, events);
      early.events.push(...events);
      return new Promise((resolve) => { early.taken = resolve; });
    },
    onClose(status) {
      ended = { status };
      if (ws !== undefined) end(ws, status);
    },
  });
  socket.once('close', () => { watch.dispose(); });
  setImmediate(() => {
    if (ended?.status !== undefined && early.events.length === 0) {
      refuse(ended.status);
      return;
    }
    server.handleUpgrade(request, socket, head, (upgraded) => {
      ws = upgraded;
      keepAlive(upgraded);
      upgraded.on('error', () => { upgraded.terminate(); });
      upgraded.on('close', () => { watch.dispose(); });
      void send(upgraded, early.events).then(() => {
        early.taken?.();
        if (ended !== undefined) end(upgraded, ended.status);
      });
    });
  });
}

/** Pending until the client took the last of them. */
function send(ws: WebSocket, events: readonly WatchEvent[]): Promise<void> {
  return new Promise((resolve) => {
    if (events.length === 0) resolve();
    events.forEach((event, i) => { ws.send(eventLine(event), () => { if (i === events.length - 1) resolve(); }); });
  });
}

function end(ws: WebSocket, status: Status | undefined): void {
  if (status !== undefined) void send(ws, [{ type: 'ERROR', object: status }]);
  ws.close(1000);
}
