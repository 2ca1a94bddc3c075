// SPDY/3.1 header blocks: names and values, deflated with the dictionary of the SPDY/3 specification, one compression context per direction.
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';

/** Each word is preceded by its length in the dictionary; the tail stands as it is. */
const words = 'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status|200 OK|version HTTP/1.1 url public set-cookie keep-alive origin';
const tail =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

const dictionary = Buffer.concat([...words.split('|').flatMap((part) => (part === '200 OK' ? [part] : part.split(' '))).map(counted), Buffer.from(tail)]);
const maxBlockBytes = 64 * 1024;

function counted(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Blocks must be given in the order in which they arrived, one after another. */
export class HeaderInflater {
  readonly #inflate: Inflate = createInflate({ dictionary, finishFlush: constants.Z_SYNC_FLUSH });
  #chunks: Buffer[] = [];
  #size = 0;

  constructor() {
    this.#inflate.on('data', (chunk: Buffer) => {
      this.#size += chunk.length;
      // A few bytes can stand for gigabytes.
      if (this.#size > maxBlockBytes) this.#inflate.destroy(new Error('SPDY headers too large'));
      else this.#chunks.push(chunk);
    });
    this.#inflate.on('error', () => undefined);
  }

  /** Names in lower case. Rejects for a block that is not one. */
  inflate(block: Buffer): Promise<ReadonlyMap<string, string>> {
    return new Promise((resolve, reject) => {
      this.#inflate.once('error', reject);
      this.#inflate.write(block, () => {
        this.#inflate.off('error', reject);
        this.#size = 0;
        const bytes = Buffer.concat(this.#chunks.splice(0));
        try {
          resolve(readHeaders(bytes));
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }

  close(): void {
    this.#inflate.close();
  }
}

export class HeaderDeflater {
  readonly #deflate: Deflate = createDeflate({ dictionary, flush: constants.Z_SYNC_FLUSH });
  #chunks: Buffer[] = [];

  constructor() {
    this.#deflate.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
  }

  deflate(headers: ReadonlyMap<string, string>): Promise<Buffer> {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(headers.size);
    const block = Buffer.concat([count, ...[...headers].flatMap(([name, value]) => [counted(name), counted(value)])]);
    return new Promise((resolve) => {
      this.#deflate.write(block, () => { resolve(Buffer.concat(this.#chunks.splice(0))); });
    });
  }

  close(): void {
    this.#deflate.close();
  }
}

function readHeaders(bytes: Buffer): Map<string, string> {
  const headers = new Map<string, string>();
  let at = 4;
  const read = (): string => {
    const length = bytes.readUInt32BE(at);
    if (at + 4 + length > bytes.length) throw new Error('SPDY header block ends early');
    const text = bytes.toString('utf8', at + 4, at + 4 + length);
    at += 4 + length;
    return text;
  };
  for (let left = bytes.readUInt32BE(0); left > 0; left--) {
    const name = read();
    headers.set(name.toLowerCase(), read());
  }
  return headers;
}
