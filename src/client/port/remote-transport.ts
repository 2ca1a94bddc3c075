// A Transport whose API server is at the other end of a Connection, and the server's half of it.
import type { Status } from '../../api/generated/meta-v1.ts';
import type { ApiRequest, ApiResponse, Channel, ChannelSink, Transport, WatchEvent, WatchSink } from '../transport.ts';
import { type Disposable, toDisposable } from '../../base/disposable.ts';
import type { Connection, StreamServer } from './connection.ts';

/** What travels in a `connect` stream, both ways: bytes of a channel, or the end of one. */
type ChannelItem = { readonly channel: number; readonly bytes: Uint8Array } | { readonly end: number };

/** The caller's half. Loses its connection with `ConnectionLostError`; watches then close without a Status. */
export function remoteTransport(connection: Connection): Transport {
  return {
    send: (request) => connection.request('send', request) as Promise<ApiResponse>,
    watch(request, sink): Disposable {
      let isDisposed = false;
      const call = connection.stream('watch', request, (item) => (isDisposed ? undefined : sink.onEvents(item as readonly WatchEvent[])));
      call.done.then(
        (status) => { if (!isDisposed) sink.onClose((status ?? undefined) as Status | undefined); },
        (error: unknown) => { if (!isDisposed) sink.onClose(lostStatus(error)); },
      );
      return toDisposable(() => {
        isDisposed = true;
        call.cancel();
      });
    },
    connect(request, sink): Channel {
      let isDisposed = false;
      const call = connection.stream('connect', request, (item) => {
        const data = item as ChannelItem;
        return isDisposed || !('bytes' in data) ? undefined : sink.onData(data.channel, data.bytes);
      });
      call.done.then(
        (status) => { if (!isDisposed) sink.onClose((status ?? undefined) as Status | undefined); },
        (error: unknown) => { if (!isDisposed) sink.onClose(lostStatus(error)); },
      );
      return {
        send: (channel, bytes) => { call.send({ channel, bytes } satisfies ChannelItem); },
        end: (channel) => { call.send({ end: channel } satisfies ChannelItem); },
        dispose: () => {
          isDisposed = true;
          call.cancel();
        },
      };
    },
  };
}

function lostStatus(error: unknown): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'ServiceUnavailable', code: 503, message: error instanceof Error ? error.message : String(error) };
}

/** The serving half: answers the methods `send`, `watch` and `connect` from `transport`. Other methods are not its own: undefined. */
export function serveTransport(transport: Transport): {
  request(method: string, params: unknown): Promise<unknown> | undefined;
  stream(method: string, params: unknown, server: StreamServer): Promise<unknown> | undefined;
} {
  return {
    request: (method, params) => (method === 'send' ? transport.send(params as ApiRequest) : undefined),
    stream(method, params, server) {
      if (method === 'watch') return serveWatch(transport, params as ApiRequest, server);
      if (method === 'connect') return serveConnect(transport, params as ApiRequest, server);
      return undefined;
    },
  };
}

function serveWatch(transport: Transport, request: ApiRequest, server: StreamServer): Promise<Status | undefined> {
  return new Promise((resolve) => {
    const sink: WatchSink = {
      onEvents: (events) => server.send(events),
      onClose: (status) => { resolve(status); },
    };
    const watch = transport.watch(request, sink);
    onAbort(server.signal, () => {
      watch.dispose();
      resolve(undefined);
    });
  });
}

function serveConnect(transport: Transport, request: ApiRequest, server: StreamServer): Promise<Status | undefined> {
  return new Promise((resolve) => {
    const sink: ChannelSink = {
      onData: (channel, bytes) => server.send({ channel, bytes } satisfies ChannelItem),
      onClose: (status) => { resolve(status); },
    };
    const channel = transport.connect(request, sink);
    server.onInput((item) => {
      const data = item as ChannelItem;
      if ('bytes' in data) channel.send(data.channel, data.bytes);
      else channel.end(data.end);
    });
    onAbort(server.signal, () => {
      channel.dispose();
      resolve(undefined);
    });
  });
}

function onAbort(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) then();
  else signal.addEventListener('abort', then, { once: true });
}
