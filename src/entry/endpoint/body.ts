// Reading a request's body, bounded as kube-apiserver bounds it.
import type { Request } from './answer.ts';

/** kube-apiserver's limit, 3 MiB. */
const maxBodyBytes = 3 * 1024 * 1024;

export class BodyTooLargeError extends Error {
  constructor() {
    super(`Request entity too large: limit is ${maxBodyBytes}`);
  }
}

/** Nobody is left to be answered. */
export class ClientGoneError extends Error {
  constructor() {
    super('the client closed the request');
  }
}

/** What is read and thrown away of a body that is too large, so that its sender comes to hear the answer. */
const maxDiscardedBytes = 4 * maxBodyBytes;

/** The body's bytes; undefined when there is none. */
export function readBody(request: Request): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
      else if (size - chunk.length <= maxBodyBytes) {
        chunks.length = 0;
        reject(new BodyTooLargeError());
      } else if (size > maxDiscardedBytes) request.destroy();
    });
    request.on('error', () => { reject(new ClientGoneError()); });
    request.on('aborted', () => { reject(new ClientGoneError()); });
    request.on('end', () => {
      const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
      resolve(bytes.length === 0 ? undefined : bytes);
    });
  });
}
