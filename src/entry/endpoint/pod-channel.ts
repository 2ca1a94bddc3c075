// A Pod's stream behind an upgraded connection: refused as plain HTTP while it can be, then carried, then ended with one Status. WebSocket and SPDY differ only in their carrier.
import type { Status } from '../../api/generated/meta-v1.ts';
import type { ApiRequest, Channel, Transport } from '../../client/transport.ts';

export const errorChannel = 3;
/** A server that does not say that it accepted is taken to have accepted after this. */
const acceptAfterMs = 20;

/** What takes bytes to the client once the connection is upgraded. */
export interface Carrier {
  /** Pending until the client took them. */
  write(channel: number, bytes: Uint8Array): Promise<void> | undefined;
  /** After the last write. */
  close(): void;
}

export interface PodChannelOptions {
  readonly transport: Transport;
  readonly request: ApiRequest;
  /** What a stream that fails before it began is refused with; the rest is told in the stream. Default: every failure. */
  isRefusal?(status: Status): boolean;
  /** The stream never began; called at most once, and then `accept` is not. */
  refuse(status: Status): void;
  /** Upgrades the connection; `channel` takes what the client sends. */
  accept(channel: Channel, onReady: (carrier: Carrier) => void): void;
}

export function openPodChannel({ transport, request, isRefusal, refuse, accept }: PodChannelOptions): void {
  let carrier: Carrier | undefined;
  let isDecided = false;
  let finalStatus: Status | undefined;
  let isEnded = false;
  /** The server may send the final Status itself. */
  let hasStatus = request.subresource === 'portforward';
  const early: { readonly channel: number; readonly bytes: Uint8Array }[] = [];

  const write = (number: number, bytes: Uint8Array): Promise<void> | undefined => {
    hasStatus ||= number === errorChannel;
    if (carrier !== undefined) return carrier.write(number, bytes);
    early.push({ channel: number, bytes });
    return undefined;
  };
  const finish = (): void => {
    const status = finalStatus ?? ({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } as Status);
    if (!hasStatus) void carrier?.write(errorChannel, Buffer.from(JSON.stringify(status)));
    carrier?.close();
  };
  const decide = (): void => {
    if (isDecided) return;
    isDecided = true;
    clearTimeout(timer);
    accept(channel, (ready) => {
      carrier = ready;
      for (const { channel: number, bytes } of early.splice(0)) void ready.write(number, bytes);
      if (isEnded) finish();
    });
  };
  const timer = setTimeout(decide, acceptAfterMs);
  const channel = transport.connect(request, {
    onOpen: decide,
    onData: (number, bytes) => {
      decide();
      return write(number, bytes);
    },
    onClose: (status) => {
      finalStatus = status;
      isEnded = true;
      if (!isDecided && status !== undefined && status.status === 'Failure' && (status.code ?? 0) >= 400 && isRefusal?.(status) !== false) {
        isDecided = true;
        clearTimeout(timer);
        refuse(status);
        return;
      }
      decide();
      if (carrier !== undefined) finish();
    },
  });
}
