// HTTP upgrades to SPDY/3.1, as kubectl before 1.31 and clients without WebSocket ask for them: apimachinery's httpstream/spdy.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Status } from '../../../api/generated/meta-v1.ts';
import type { ApiRequest, Channel, Transport } from '../../../client/transport.ts';
import { type Carrier, errorChannel, openPodChannel } from '../pod-channel.ts';
import { SpdySession, type SpdyStream } from './session.ts';

/** Since v4 the error stream carries a Status, which older protocols cannot. */
const remoteCommandProtocol = 'v4.channel.k8s.io';
const channelOfType: ReadonlyMap<string, number> = new Map([['stdin', 0], ['stdout', 1], ['stderr', 2], ['error', errorChannel], ['resize', 4]]);

export function isSpdyUpgrade({ headers }: IncomingMessage): boolean {
  return /^spdy\/3\.1$/i.test(headers.upgrade ?? '');
}

/** True when the client offers `protocol` in X-Stream-Protocol-Version. */
function offersProtocol({ headers }: IncomingMessage, protocol: string): boolean {
  return String(headers['x-stream-protocol-version'] ?? '').split(',').some((offered) => offered.trim() === protocol);
}

/** Answers the upgrade and joins the socket to the session that `begin` makes. */
export function acceptSpdy(socket: Duplex, head: Buffer, protocol: string, begin: (carrier: { send(bytes: Buffer): void; onClose(): void }) => SpdySession): void {
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`);
  const session = begin({ send: (bytes) => { socket.write(bytes); }, onClose: () => { socket.end(); } });
  socket.on('data', (bytes: Buffer) => { session.receive(bytes); });
  socket.on('close', () => { session.close(); });
  if (head.length > 0) session.receive(head);
}

/** exec and attach: one stream for each of stdin, stdout, stderr, resize and the final Status. */
export function serveSpdy(options: { transport: Transport; apiRequest: ApiRequest; request: IncomingMessage; socket: Duplex; head: Buffer; refuse(status: Status): void }): void {
  const { transport, apiRequest, request, socket, head, refuse } = options;
  if (!offersProtocol(request, remoteCommandProtocol)) {
    refuse({ metadata: {}, status: 'Failure', reason: 'Forbidden', code: 403, message: `unable to upgrade: server supports ${remoteCommandProtocol}` });
    return;
  }
  openPodChannel({
    transport,
    request: apiRequest,
    refuse,
    accept: (channel, onReady) => {
      const streams = new RemoteCommandStreams(channel, streamCount(apiRequest));
      acceptSpdy(socket, head, remoteCommandProtocol, (carrier) => {
        const session = new SpdySession({ send: (bytes) => { carrier.send(bytes); }, onStream: (stream) => { streams.add(stream); }, onClose: () => { channel.dispose(); carrier.onClose(); } });
        streams.onDone = () => { session.close(); };
        return session;
      });
      onReady(streams);
    },
  });
}

/** How many streams the client will open: the error stream and those that it asks for. */
function streamCount({ query }: ApiRequest): number {
  const isSet = (name: string): boolean => ['true', '1'].includes(String(query?.[name]));
  return 1 + ['stdin', 'stdout', 'stderr', 'tty'].filter((name) => isSet(name) && !(name === 'stderr' && isSet('tty'))).length;
}

/** Holds what is for a stream until the client has opened it. */
class RemoteCommandStreams implements Carrier {
  onDone: () => void = () => undefined;
  readonly #channel: Channel;
  readonly #streams = new Map<number, SpdyStream>();
  readonly #early: { readonly channel: number; readonly bytes: Uint8Array }[] = [];
  readonly #expected: number;
  #isClosed = false;

  constructor(channel: Channel, expected: number) {
    this.#channel = channel;
    this.#expected = expected;
  }

  add(stream: SpdyStream): void {
    const number = channelOfType.get(stream.headers.get('streamtype') ?? '');
    if (number === undefined || this.#streams.has(number)) {
      stream.reset();
      return;
    }
    this.#streams.set(number, stream);
    stream.listen({ onData: (bytes) => { this.#channel.send(number, bytes); }, onEnd: () => { this.#channel.end(number); } });
    for (const waiting of this.#early.splice(0)) void this.write(waiting.channel, waiting.bytes);
    this.#end();
  }

  write(channel: number, bytes: Uint8Array): undefined {
    const stream = this.#streams.get(channel);
    if (stream === undefined) this.#early.push({ channel, bytes });
    else stream.write(bytes);
  }

  close(): void {
    this.#isClosed = true;
    this.#end();
  }

  /** A client that is still opening its streams would wait for the answer for ever. */
  #end(): void {
    if (!this.#isClosed || this.#streams.size < this.#expected) return;
    for (const stream of this.#streams.values()) stream.end();
    this.onDone();
  }
}
