// Bytes over TLS as an attacker writes them: no HTTP library that would mend them on the way.
import { connect, type TLSSocket } from 'node:tls';

export interface RawTarget { readonly port: number; readonly ca: string }

export function openTls(target: RawTarget): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: target.port, ca: target.ca, ALPNProtocols: ['http/1.1'] }, () => { resolve(socket); });
    socket.on('error', reject);
  });
}

/** Everything that came until the server closed, or until `quietMs` after the last byte. */
export async function exchange(target: RawTarget, bytes: string | Buffer, quietMs = 5000): Promise<string> {
  const socket = await openTls(target);
  return new Promise((resolve) => {
    let text = '';
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    let timer = setTimeout(end, quietMs);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      clearTimeout(timer);
      timer = setTimeout(end, quietMs);
    });
    socket.on('close', end);
    socket.write(bytes);
  });
}

/** The status codes of all answers in `text`. */
export function codes(text: string): number[] {
  return [...text.matchAll(/(?:^|\n|\}|\r)HTTP\/1\.1 (\d{3}) /g)].map((m) => Number(m[1]));
}
