// Calls and streams over a port: results, errors, backpressure, cancellation, and what happens when the other side is gone.
import { expect, test } from 'vitest';
import { toDisposable } from '../../../src/base/disposable.ts';
import { Connection, type Handlers, type MessagePortLike } from '../../../src/client/port/connection.ts';

/** Two ends joined in memory; every message is cloned, as between processes. */
function pair(): { a: MessagePortLike; b: MessagePortLike; cut: () => void } {
  const listeners = { a: new Set<(m: unknown) => void>(), b: new Set<(m: unknown) => void>() };
  const closers = new Set<() => void>();
  const end = (own: 'a' | 'b', other: 'a' | 'b'): MessagePortLike => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => { for (const listener of listeners[other]) listener(copy); });
    },
    onMessage: (listener) => {
      listeners[own].add(listener);
      return toDisposable(() => listeners[own].delete(listener));
    },
    onClose: (listener) => {
      closers.add(listener);
      return toDisposable(() => closers.delete(listener));
    },
  });
  return { a: end('a', 'b'), b: end('b', 'a'), cut: () => { for (const close of [...closers]) close(); } };
}

const handlers: Handlers = {
  request: (method, params) => (method === 'double' ? Promise.resolve(Number(params) * 2) : Promise.reject(new Error(`no ${method}`))),
  async stream(method, params, server) {
    if (method === 'echo') {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      server.onInput((item) => {
        if (item === 'end') resolve(undefined);
        else void server.send(item);
      });
      await promise;
      return 'done';
    }
    let sent = 0;
    for (; sent < Number(params) && !server.signal.aborted; sent++) await server.send(sent);
    return sent;
  },
};

test('requests resolve and reject with the message', async () => {
  const { a, b } = pair();
  new Connection(b, handlers);
  const client = new Connection(a);
  expect(await client.request('double', 21)).toBe(42);
  await expect(client.request('nope', 1)).rejects.toThrow('no nope');
});

test('a stream delivers in order, and a slow receiver makes the sender wait', async () => {
  const { a, b } = pair();
  new Connection(b, handlers);
  const client = new Connection(a);
  const seen: unknown[] = [];
  const gate = Promise.withResolvers<undefined>();
  const call = client.stream('count', 500, async (item) => {
    seen.push(item);
    await gate.promise;
  });
  for (let turn = 0; turn < 1000; turn++) await Promise.resolve();
  expect(seen.length).toBeLessThan(100);
  gate.resolve(undefined);
  expect(await call.done).toBe(500);
  expect(seen).toEqual(Array.from({ length: 500 }, (_, i) => i));
});

test('a cancelled stream stops its sender', async () => {
  const { a, b } = pair();
  new Connection(b, handlers);
  const client = new Connection(a);
  const call = client.stream('count', 1e9, (item) => {
    if (item === 10) call.cancel();
    return undefined;
  });
  expect(await call.done).toBeLessThan(1000);
});

test('input reaches the stream, also what was sent before it listened', async () => {
  const { a, b } = pair();
  new Connection(b, handlers);
  const client = new Connection(a);
  const seen: unknown[] = [];
  const call = client.stream('echo', undefined, (item) => {
    seen.push(item);
    return undefined;
  });
  call.send('x');
  call.send('y');
  call.send('end');
  expect(await call.done).toBe('done');
  expect(seen).toEqual(['x', 'y']);
});

test('when the other side is gone, everything pending fails and later calls fail at once', async () => {
  const { a, cut } = pair();
  const client = new Connection(a);
  let isClosed = false;
  client.onDidClose(() => { isClosed = true; });
  const pending = client.request('double', 1);
  cut();
  await expect(pending).rejects.toThrow('connection to the cluster lost');
  await expect(client.request('double', 1)).rejects.toThrow('connection to the cluster lost');
  expect(isClosed).toBe(true);
});
