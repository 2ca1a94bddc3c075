// A watch whose reader is slow for long.
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { Transport, WatchSink } from '../../../src/client/transport.ts';
import { configMaps } from '../../../src/client/resources.ts';
import { serveWatch } from '../../../src/entry/endpoint/streaming.ts';

test('waiting for a slow reader leaves nothing behind on the connection', async () => {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  response.write = () => false;
  let sink: WatchSink | undefined;
  const unused = (): never => { throw new Error('only watched'); };
  const transport: Transport = { send: unused, connect: unused, watch: (_request, given) => { sink = given; return { dispose: () => undefined }; } };
  serveWatch(transport, { verb: 'watch', ref: configMaps, query: {} }, request, response);
  const listeners = (): number[] => ['drain', 'close'].map((name) => response.listenerCount(name));
  const before = listeners();
  for (let i = 0; i < 3; i++) {
    const drained = sink?.onEvents([{ type: 'ADDED', object: { kind: 'ConfigMap', metadata: { name: 'm' } } }]);
    expect(drained).toBeInstanceOf(Promise);
    response.emit('drain');
    await drained;
  }
  expect(listeners()).toEqual(before);
});
