// Asks a port of a Pod for a page without a local port: one HTTP request over the port-forward stream. For VS Code for the Web.
import { pods } from '../../client/resources.ts';
import type { Client } from '../../client/client.ts';
import type { Status } from '../../api/generated/meta-v1.ts';

const maxAnswerBytes = 4 * 1024 * 1024;

export interface HttpAnswer {
  /** `HTTP/1.1 200 OK` and the headers. */
  readonly head: string;
  readonly body: string;
  /** Of the body, without parameters. */
  readonly contentType: string;
}

/** Rejects with why nothing answered. */
export function askHttp(client: Client, { namespace, pod, port, path }: { namespace: string; pod: string; port: number; path: string }): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    let size = 0;
    let failure = '';
    const finish = (status?: Status): void => {
      const answer = readAnswer(parts);
      if (failure !== '') reject(new Error(failure));
      else if (status !== undefined && status.status !== 'Success') reject(new Error(status.message ?? 'the port could not be reached'));
      else if (answer === undefined) reject(new Error(`what port ${port} answers is not HTTP`));
      else resolve(answer);
    };
    const channel = client.connect({ verb: 'connect', ref: pods, subresource: 'portforward', namespace, name: pod, query: { ports: String(port) } }, {
      onData: (number, bytes) => {
        if (number === 1) failure += new TextDecoder().decode(bytes);
        if (number !== 0) return undefined;
        parts.push(bytes);
        size += bytes.length;
        if (size > maxAnswerBytes) channel.dispose();
        return undefined;
      },
      onClose: finish,
    });
    channel.send(0, new TextEncoder().encode(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nUser-Agent: Podlab\r\nAccept: */*\r\nConnection: close\r\n\r\n`));
  });
}

function readAnswer(parts: readonly Uint8Array[]): HttpAnswer | undefined {
  const decoder = new TextDecoder();
  const text = parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
  const end = text.indexOf('\r\n\r\n');
  if (end < 0 || !text.startsWith('HTTP/')) return undefined;
  const head = text.slice(0, end);
  const contentType = /^content-type: *([^\r\n;]+)/im.exec(head)?.[1]?.trim() ?? 'text/plain';
  const raw = text.slice(end + 4);
  return { head, contentType, body: /^transfer-encoding: *chunked/im.test(head) ? unchunked(raw) : raw };
}

/** Chunk lengths count bytes; the pages of simulated servers are ASCII, and other text is cut where its lines end. */
function unchunked(text: string): string {
  let body = '';
  for (let rest = text; ; ) {
    const [line] = rest.split('\r\n', 1);
    const length = Number.parseInt(line ?? '', 16);
    if (!(length > 0)) return body;
    const from = (line ?? '').length + 2;
    body += rest.slice(from, from + length);
    rest = rest.slice(from + length + 2);
  }
}
