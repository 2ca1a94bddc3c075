import { expect, test } from 'vitest';
import type { Status } from '../../src/api/generated/meta-v1.ts';
import { Client } from '../../src/client/client.ts';
import type { Transport } from '../../src/client/transport.ts';
import { askHttp } from '../../src/extension/forwarding/http-answer.ts';

interface Said { readonly data?: readonly string[]; readonly error?: string; readonly status?: Status }

/** A Pod whose port says something, whatever it is asked. */
function client({ data = [], error, status }: Said, asked: string[] = []): Client {
  const transport: Pick<Transport, 'connect'> = {
    connect: (_request, sink) => {
      queueMicrotask(() => {
        for (const text of data) void sink.onData(0, new TextEncoder().encode(text));
        if (error !== undefined) void sink.onData(1, new TextEncoder().encode(error));
        sink.onClose(status);
      });
      return { send: (_channel, bytes) => { asked.push(new TextDecoder().decode(bytes)); }, end: () => undefined, dispose: () => undefined };
    },
  };
  return new Client(transport as Transport, { userAgent: 'test' });
}
const place = { namespace: 'default', pod: 'web', port: 8080, path: '/a?b=c' };

test('the answer in pieces, with its type; chunks are put together', async () => {
  const asked: string[] = [];
  expect(await askHttp(client({ data: ['HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n', '\r\n<p>hel', 'lo</p>'] }, asked), place)).toEqual({ head: 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8', body: '<p>hello</p>', contentType: 'text/html' });
  expect(asked[0]).toMatch(/^GET \/a\?b=c HTTP\/1\.1\r\nHost: localhost:8080\r\n/);
  expect((await askHttp(client({ data: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'] }), place)).body).toBe('abcde');
});

test('why nothing answered', async () => {
  await expect(askHttp(client({ error: 'connection refused' }), place)).rejects.toThrow('connection refused');
  await expect(askHttp(client({ status: { metadata: {}, status: 'Failure', message: 'pods "web" not found' } }), place)).rejects.toThrow('pods "web" not found');
  await expect(askHttp(client({ data: ['+PONG\r\n'] }), place)).rejects.toThrow('what port 8080 answers is not HTTP');
});
