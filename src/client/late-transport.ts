// A transport that may be used before its server is up.
import type { Disposable } from '../base/disposable.ts';
import type { Transport } from './transport.ts';

/** Requests wait until `started` resolves; when it rejects they fail, and streams close. */
export function lateTransport(started: Promise<Transport>): Transport {
  return {
    send: async (request) => (await started).send(request),
    watch: (request, sink) => {
      let isDisposed = false;
      let inner: Disposable | undefined;
      started.then((transport) => { if (!isDisposed) inner = transport.watch(request, sink); }, () => { sink.onClose(); });
      return {
        dispose: () => {
          isDisposed = true;
          inner?.dispose();
        },
      };
    },
    connect: (request, sink) => {
      const inner = started.then((transport) => transport.connect(request, sink));
      inner.catch(() => { sink.onClose(); });
      return {
        send: (channel, bytes) => { void inner.then((c) => { c.send(channel, bytes); }); },
        end: (channel) => { void inner.then((c) => { c.end(channel); }); },
        dispose: () => { void inner.then((c) => { c.dispose(); }); },
      };
    },
  };
}
