// The server's side of a SPDY/3.1 session, as much as kubectl's port-forward uses: streams with headers, data both ways, pings. No flow control, as in moby/spdystream.
import { HeaderDeflater, HeaderInflater } from './header-block.ts';

const version = 0x8003;
const frame = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7 } as const;
const flagFin = 1;
const cancelled = 5;
const maxFrameBytes = 1024 * 1024;
const maxStreams = 1000;

export interface StreamHandlers {
  onData(bytes: Buffer): void;
  /** The client half-closed its side, or the stream is gone. */
  onEnd(): void;
  /** The stream is gone: both sides. Called after onEnd. */
  onReset?(): void;
}

/** One stream that the client opened. */
export interface SpdyStream {
  readonly id: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Set once by whoever serves the stream; data that came before are delivered then. */
  listen(handlers: StreamHandlers): void;
  write(bytes: Uint8Array): void;
  /** Half-closes our side. */
  end(): void;
  reset(): void;
}

class Stream implements SpdyStream {
  readonly id: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly #send: (id: number, flags: number, bytes: Uint8Array) => void;
  readonly #reset: (id: number) => void;
  readonly #early: Buffer[] = [];
  #handlers: StreamHandlers | undefined;
  #isRemoteEnded = false;
  #isEnded = false;
  #isGone = false;

  constructor(id: number, headers: ReadonlyMap<string, string>, send: (id: number, flags: number, bytes: Uint8Array) => void, reset: (id: number) => void) {
    this.id = id;
    this.headers = headers;
    this.#send = send;
    this.#reset = reset;
  }

  listen(handlers: StreamHandlers): void {
    this.#handlers = handlers;
    for (const bytes of this.#early.splice(0)) handlers.onData(bytes);
    if (this.#isRemoteEnded) handlers.onEnd();
    if (this.#isGone) handlers.onReset?.();
  }

  get isOver(): boolean {
    return this.#isEnded && this.#isRemoteEnded;
  }

  write(bytes: Uint8Array): void {
    if (!this.#isEnded) this.#send(this.id, 0, bytes);
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#send(this.id, flagFin, new Uint8Array(0));
  }

  reset(): void {
    this.#isEnded = true;
    this.#reset(this.id);
  }

  received(bytes: Buffer, isLast: boolean): void {
    if (bytes.length > 0) {
      if (this.#handlers === undefined) this.#early.push(bytes);
      else this.#handlers.onData(bytes);
    }
    if (!isLast || this.#isRemoteEnded) return;
    this.#isRemoteEnded = true;
    this.#handlers?.onEnd();
  }

  /** Neither side will be heard of again. */
  gone(): void {
    if (this.#isGone) return;
    this.received(Buffer.alloc(0), true);
    this.#isGone = true;
    this.#isEnded = true;
    this.#handlers?.onReset?.();
  }
}

/** Feed it what arrives; it writes frames through `send`. Ends (`onClose`) on a protocol error or GOAWAY. */
export class SpdySession {
  readonly #send: (bytes: Buffer) => void;
  readonly #onStream: (stream: SpdyStream) => void;
  readonly #onClose: () => void;
  readonly #inflater = new HeaderInflater();
  readonly #deflater = new HeaderDeflater();
  readonly #streams = new Map<number, Stream>();
  #buffer: Buffer = Buffer.alloc(0);
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: { send(bytes: Buffer): void; onStream(stream: SpdyStream): void; onClose(): void }) {
    this.#send = options.send;
    this.#onStream = options.onStream;
    this.#onClose = options.onClose;
  }

  receive(bytes: Buffer): void {
    if (this.#isClosed) return;
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    for (;;) {
      if (this.#buffer.length < 8) return;
      const length = this.#buffer.readUIntBE(5, 3);
      if (length > maxFrameBytes) {
        this.close();
        return;
      }
      if (this.#buffer.length < 8 + length) return;
      const head = this.#buffer.subarray(0, 8);
      const body = this.#buffer.subarray(8, 8 + length);
      this.#buffer = this.#buffer.subarray(8 + length);
      // Header blocks inflate asynchronously, so every frame waits its turn.
      this.#work = this.#work.then(() => this.#handle(head, body)).catch(() => { this.close(); });
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stream of this.#streams.values()) stream.gone();
    this.#streams.clear();
    this.#inflater.close();
    this.#deflater.close();
    this.#onClose();
  }

  async #handle(head: Buffer, body: Buffer): Promise<void> {
    if (this.#isClosed) return;
    const flags = head.readUInt8(4);
    if ((head.readUInt8(0) & 0x80) === 0) {
      const id = head.readUInt32BE(0) & 0x7fffffff;
      this.#streams.get(id)?.received(body, (flags & flagFin) !== 0);
      this.#forget(id);
      return;
    }
    switch (head.readUInt16BE(2)) {
      case frame.synStream:
        await this.#open(body, flags);
        return;
      case frame.rstStream: {
        const id = body.readUInt32BE(0) & 0x7fffffff;
        this.#streams.get(id)?.gone();
        this.#streams.delete(id);
        return;
      }
      case frame.ping:
        this.#control(frame.ping, 0, body);
        return;
      case frame.goAway:
        this.close();
        return;
    }
  }

  async #open(body: Buffer, flags: number): Promise<void> {
    const id = body.readUInt32BE(0) & 0x7fffffff;
    const headers = await this.#inflater.inflate(body.subarray(10));
    const reset = (streamId: number): void => {
      const reason = Buffer.alloc(8);
      reason.writeUInt32BE(streamId, 0);
      reason.writeUInt32BE(cancelled, 4);
      this.#control(frame.rstStream, 0, reason);
      this.#streams.delete(streamId);
    };
    if (this.#streams.size >= maxStreams) {
      reset(id);
      return;
    }
    const stream = new Stream(id, headers, (streamId, dataFlags, bytes) => { this.#data(streamId, dataFlags, bytes); }, reset);
    this.#streams.set(id, stream);
    const reply = Buffer.alloc(4);
    reply.writeUInt32BE(id);
    this.#control(frame.synReply, 0, Buffer.concat([reply, await this.#deflater.deflate(new Map())]));
    this.#onStream(stream);
    if ((flags & flagFin) !== 0) stream.received(Buffer.alloc(0), true);
  }

  #control(type: number, flags: number, body: Buffer): void {
    if (this.#isClosed) return;
    const head = Buffer.alloc(8);
    head.writeUInt16BE(version, 0);
    head.writeUInt16BE(type, 2);
    head.writeUInt8(flags, 4);
    head.writeUIntBE(body.length, 5, 3);
    this.#send(Buffer.concat([head, body]));
  }

  #data(id: number, flags: number, bytes: Uint8Array): void {
    if (this.#isClosed) return;
    const head = Buffer.alloc(8);
    head.writeUInt32BE(id, 0);
    head.writeUInt8(flags, 4);
    head.writeUIntBE(bytes.length, 5, 3);
    this.#send(Buffer.concat([head, bytes]));
    // The stream sets its state before it sends its last frame.
    this.#forget(id);
  }

  /** A session lives as long as kubectl does; streams that ended on both sides are not kept. */
  #forget(id: number): void {
    if (this.#streams.get(id)?.isOver === true) this.#streams.delete(id);
  }
}
