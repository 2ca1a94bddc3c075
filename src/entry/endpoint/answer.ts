// Writing answers: JSON as kube-apiserver sends it, gzip for large ones, Warning headers.
import { pipeline, Readable } from 'node:stream';
import { createGzip, gzip } from 'node:zlib';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Status } from '../../api/generated/meta-v1.ts';
import type { ApiResponse } from '../../client/transport.ts';
import { bodyText } from './json-text.ts';

export type Request = IncomingMessage | Http2ServerRequest;
export type Response = ServerResponse | Http2ServerResponse;

/** kube-apiserver compresses answers from this size on. */
const gzipFromBytes = 128 * 1024;
/** Of a text that is worth a buffer of its own. */
const largeFrom = 16 * 1024;

export function statusBody(code: number, reason: string, message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code } as Status;
}

/** `299 - "text"`, with quotes and backslashes escaped and control characters dropped; a character for each byte of its UTF-8, as Node sends headers. */
function warningHeader(text: string): string {
  const clean = text.replace(/[\u0000-\u001f\u007f]/g, ' ').replace(/[\\"]/g, '\\$&');
  return `299 - "${Buffer.from(clean).toString('latin1')}"`;
}

export function warningHeaders(warnings: readonly string[]): { warning?: string[] } {
  return warnings.length === 0 ? {} : { warning: warnings.map(warningHeader) };
}

/** HTTP/1 and HTTP/2 answers share these methods, but TypeScript cannot call a union of their overloads. */
interface Writer {
  writeHead(code: number, headers: Record<string, string | number | string[]>): unknown;
  end(data?: string | Buffer): unknown;
}

export function writeAnswer(request: Request, response: Response, answer: ApiResponse): void {
  const writer = response as Writer;
  const { body, code } = answer;
  const text = typeof body === 'string' ? body : answer.isIndented === true ? JSON.stringify(body, undefined, 2) : typeof body === 'object' && body !== null ? bodyText(body, request.method === 'GET') : `${JSON.stringify(body)}\n`;
  const headers: Record<string, string | number | string[]> = {
    ...(answer.contentType !== '' && { 'content-type': answer.contentType ?? (typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json') }),
    'cache-control': 'no-cache, private',
    ...warningHeaders(answer.warnings),
    ...answer.headers,
  };
  const mayCompress = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  if (typeof text !== 'string' && !Buffer.isBuffer(text)) {
    writer.writeHead(code, mayCompress ? { ...headers, 'content-encoding': 'gzip' } : headers);
    // What goes wrong on the way is the client's leaving.
    if (mayCompress) pipeline(Readable.from(text), createGzip({ level: 1 }), response, () => undefined);
    else pipeline(Readable.from(text), response, () => undefined);
    return;
  }
  const plain = (): void => {
    const bytes = encoded(text);
    writer.writeHead(code, { ...headers, 'content-length': bytes.length });
    writer.end(bytes);
  };
  // Node encodes a head that goes with a text as the text; a warning beyond ASCII goes apart, as the bytes that it is.
  if (text.length < largeFrom && answer.warnings.every((warning) => /^[\u0000-\u007f]*$/.test(warning))) {
    // A string goes with the head: one write, one TLS record.
    writer.writeHead(code, { ...headers, 'content-length': Buffer.byteLength(text) });
    writer.end(text);
  } else if (text.length < gzipFromBytes || !mayCompress) plain();
  else {
    gzip(encoded(text), { level: 1 }, (error, bytes) => {
      if (error !== null) {
        plain();
        return;
      }
      writer.writeHead(code, { ...headers, 'content-encoding': 'gzip', 'content-length': bytes.length });
      writer.end(bytes);
    });
  }
}

/** Copying ASCII is many times faster than encoding it. */
function encoded(text: string | Buffer): Buffer {
  if (typeof text !== 'string') return text;
  return Buffer.from(text, Buffer.byteLength(text) === text.length ? 'latin1' : 'utf8');
}
