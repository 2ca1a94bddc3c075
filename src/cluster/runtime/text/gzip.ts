// gzip's format, by the platform's own compression.
import { type Bytes, arrayOfBytes, bytesOfArray } from '../bytes.ts';

/** More than a container may hold is not unpacked. */
const maxBytes = 64 * 1024 * 1024;
const pieceBytes = 256 * 1024;

/** Not gzip's format, or larger than may be unpacked; the message is busybox's. */
export class GzipError extends Error {}

export function isGzip(data: Bytes): boolean {
  return data.startsWith('\x1f\x8b\x08');
}

export function compress(data: Bytes): Promise<Bytes> {
  return through(new CompressionStream('gzip'), data);
}

export async function decompress(data: Bytes): Promise<Bytes> {
  if (!isGzip(data)) throw new GzipError('invalid magic');
  try {
    return await through(new DecompressionStream('gzip'), data);
  } catch (error) {
    if (error instanceof TypeError) throw new GzipError('corrupted data');
    throw error;
  }
}

/** What a member of a ZIP archive holds: deflate without a header. */
export async function inflateRaw(data: Bytes): Promise<Bytes> {
  try {
    return await through(new DecompressionStream('deflate-raw'), data);
  } catch (error) {
    if (error instanceof TypeError) throw new GzipError('corrupted data');
    throw error;
  }
}

async function through(stream: CompressionStream | DecompressionStream, data: Bytes): Promise<Bytes> {
  const written = feed(stream.writable.getWriter(), data);
  // Its failure is also the reader's.
  written.catch(() => undefined);
  const parts: Bytes[] = [];
  let size = 0;
  const reader = stream.readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parts.join('');
    const chunk = value as Uint8Array;
    size += chunk.length;
    if (size > maxBytes) {
      await reader.cancel();
      throw new GzipError('out of memory');
    }
    parts.push(bytesOfArray(chunk));
  }
}

/** In pieces, because making an array of a long string holds the thread. */
async function feed(writer: WritableStreamDefaultWriter<BufferSource>, data: Bytes): Promise<void> {
  for (let at = 0; at < data.length; at += pieceBytes) await writer.write(arrayOfBytes(data.slice(at, at + pieceBytes)) as Uint8Array<ArrayBuffer>);
  await writer.close();
}
