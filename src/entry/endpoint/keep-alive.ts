// Pings of a WebSocket: a client that vanished without a word is let go.
import type { WebSocket } from 'ws';

const pingEveryMs = 30_000;

/** The socket is cut when a ping was not answered before the next one is due. */
export function keepAlive(ws: WebSocket, everyMs: number = pingEveryMs): void {
  let isAlive = true;
  const timer = setInterval(() => {
    if (!isAlive) {
      ws.terminate();
      return;
    }
    isAlive = false;
    ws.ping();
  }, everyMs);
  timer.unref();
  const answered = (): void => { isAlive = true; };
  ws.on('pong', answered);
  ws.on('message', answered);
  ws.once('close', () => { clearInterval(timer); });
}
