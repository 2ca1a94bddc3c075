// Writing answers: JSON as kube-apiserver sends it, gzip for large ones, Warning headers.
import { gzip } from 'node:zlib';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Status } from '../../api/generated/meta-v1.ts';
import type { ApiResponse } from '../../client/transport.ts';

export type Request = IncomingMessage | Http2ServerRequest;
export type Response = ServerResponse | Http2ServerResponse;

/** kube-apiserver compresses answers from this size on. */
const gzipFromBytes = 128 * 1024;

export function statusBody(code: number, reason: string, message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code } as Status;
}

/** `299 - "text"`, with quotes and backslashes escaped and control characters dropped. */
function warningHeader(text: string): string {
  const clean = text.replace(/[\u0000-\u001f\u007f]/g, ' ').replace(/[\\"]/g, '\\$&');
  return `299 - "${clean}"`;
}

/** HTTP/1 and HTTP/2 answers share these methods, but TypeScript cannot call a union of their overloads. */
interface Writer {
  setHeader(name: string, value: string | readonly string[]): unknown;
  end(data?: string | Buffer): unknown;
  statusCode: number;
}

export function writeAnswer(request: Request, response: Response, answer: ApiResponse): void {
  const writer = response as Writer;
  const isText = typeof answer.body === 'string';
  writer.statusCode = answer.code;
  writer.setHeader('content-type', answer.contentType ?? (isText ? 'text/plain; charset=utf-8' : 'application/json'));
  writer.setHeader('cache-control', 'no-cache, private');
  if (answer.warnings.length > 0) writer.setHeader('warning', answer.warnings.map(warningHeader));
  for (const [name, value] of Object.entries(answer.headers ?? {})) writer.setHeader(name, value);
  const text = isText ? (answer.body as string) : `${JSON.stringify(answer.body)}\n`;
  if (text.length < gzipFromBytes || !/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    writer.end(text);
    return;
  }
  gzip(text, { level: 1 }, (error, bytes) => {
    if (error === null) writer.setHeader('content-encoding', 'gzip');
    writer.end(error === null ? bytes : text);
  });
}
