// Ports of the user's machine for port-forward: on 127.0.0.1 and nowhere else.
import { createServer, type Socket } from 'node:net';
import { toDisposable } from '../base/disposable.ts';
import type { LocalPort, LocalSocket } from '../extension/platform.ts';

const words: Readonly<Record<string, string>> = { EADDRINUSE: 'address already in use', EACCES: 'permission denied' };

export const listen: LocalPort = (port, onConnection) =>
  new Promise((resolve, reject) => {
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.on('close', () => { sockets.delete(socket); });
      onConnection(toLocal(socket));
    });
    server.once('error', (error: NodeJS.ErrnoException) => { reject(new Error(words[error.code ?? ''] ?? error.message)); });
    server.listen({ host: '127.0.0.1', port }, () => {
      const address = server.address();
      const close = toDisposable(() => {
        server.close();
        for (const socket of sockets) socket.destroy();
      });
      resolve({ port: typeof address === 'object' && address !== null ? address.port : port, dispose: () => { close.dispose(); } });
    });
  });

function toLocal(socket: Socket): LocalSocket {
  return {
    send: (bytes) => { socket.write(bytes); },
    end: () => { socket.end(); },
    onData: (listener) => { socket.on('data', (bytes: Buffer) => { listener(new Uint8Array(bytes)); }); },
    onEnd: (listener) => {
      let isEnded = false;
      const end = (): void => {
        if (!isEnded) listener();
        isEnded = true;
      };
      socket.on('end', end);
      socket.on('error', end);
      socket.on('close', end);
    },
  };
}
