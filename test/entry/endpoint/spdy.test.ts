// Our SPDY session against frames made by a client of our own: headers, data both ways, ends, pings, and frames cut anywhere.
import { expect, test, vi } from 'vitest';
import { HeaderDeflater, HeaderInflater } from '../../../src/entry/endpoint/spdy/header-block.ts';
import { SpdySession, type SpdyStream } from '../../../src/entry/endpoint/spdy/session.ts';

async function synStream(deflater: HeaderDeflater, id: number, headers: Record<string, string>): Promise<Buffer> {
  const block = await deflater.deflate(new Map(Object.entries(headers)));
  const body = Buffer.alloc(10);
  body.writeUInt32BE(id, 0);
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(1, 2);
  head.writeUIntBE(body.length + block.length, 5, 3);
  return Buffer.concat([head, body, block]);
}
function data(id: number, text: string, isLast: boolean): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id, 0);
  head.writeUInt8(isLast ? 1 : 0, 4);
  head.writeUIntBE(text.length, 5, 3);
  return Buffer.concat([head, Buffer.from(text)]);
}
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setTimeout(resolve, 2));
}

test('header blocks share one compression context and come back as written', async () => {
  const deflater = new HeaderDeflater();
  const inflater = new HeaderInflater();
  for (const headers of [{ streamtype: 'error', port: '8080', requestid: '0' }, { streamtype: 'data', port: '8080', requestid: '0' }]) {
    const back = await inflater.inflate(await deflater.deflate(new Map(Object.entries(headers))));
    expect(Object.fromEntries(back)).toEqual(headers);
  }
});

test.each([1, 3, 7, 10_000])('streams carry data both ways when bytes arrive %i at a time', async (size) => {
  const deflater = new HeaderDeflater();
  const sent: Buffer[] = [];
  const streams: SpdyStream[] = [];
  const heard: string[] = [];
  const session = new SpdySession({
    send: (bytes) => sent.push(bytes),
    onStream: (stream) => {
      streams.push(stream);
      stream.listen({ onData: (bytes) => heard.push(`${stream.id} ${bytes.toString()}`), onEnd: () => heard.push(`${stream.id} end`) });
    },
    onClose: () => heard.push('closed'),
  });
  const bytes = Buffer.concat([await synStream(deflater, 1, { streamType: 'error' }), await synStream(deflater, 3, { streamType: 'data', port: '80' }), data(3, 'GET /', false), data(3, '!', true)]);
  for (let at = 0; at < bytes.length; at += size) session.receive(bytes.subarray(at, at + size));
  await settle();
  expect(streams.map((s) => s.headers.get('streamtype'))).toEqual(['error', 'data']);
  expect(heard.filter((h) => h.startsWith('3'))).toEqual(['3 GET /', '3 !', '3 end']);
  streams[1]?.write(Buffer.from('200'));
  streams[1]?.end();
  expect(sent.at(-2)?.subarray(8).toString()).toBe('200');
  expect(sent.at(-1)?.readUInt8(4)).toBe(1);
});

test('garbage ends the session and throws nothing', async () => {
  let isClosed = false;
  const session = new SpdySession({ send: () => undefined, onStream: () => undefined, onClose: () => { isClosed = true; } });
  session.receive(Buffer.concat([Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 20]), Buffer.alloc(20, 0xff)]));
  await settle();
  expect(isClosed).toBe(true);
  session.receive(Buffer.alloc(100, 7));
});

test('streams that ended on both sides are forgotten, so that a long port-forward does not run out of them', async () => {
  const deflater = new HeaderDeflater();
  const sent: Buffer[] = [];
  const session = new SpdySession({
    send: (bytes) => sent.push(bytes),
    onStream: (stream) => {
      stream.listen({ onData: () => undefined, onEnd: () => { stream.end(); } });
    },
    onClose: () => undefined,
  });
  for (let i = 0; i < 1200; i++) session.receive(Buffer.concat([await synStream(deflater, 2 * i + 1, { streamType: 'data' }), data(2 * i + 1, '', true)]));
  const control = (): number[] => sent.filter((bytes) => (bytes.readUInt8(0) & 0x80) !== 0).map((bytes) => bytes.readUInt16BE(2));
  await vi.waitFor(() => { expect(control()).toHaveLength(1200); }, 5000);
  expect(new Set(control())).toEqual(new Set([2]));
});
