import { expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/simulated-clock.ts';
import { systemClock } from '../../src/base/system-clock.ts';
import type { StatusError } from '../../src/api/meta/status-error.ts';
import { Client } from '../../src/client/client.ts';
import { Reflector } from '../../src/client/reflector.ts';
import { pods } from '../../src/client/resources.ts';
import type { ApiRequest, Transport, WatchSink } from '../../src/client/transport.ts';

type Status = StatusError['status'];

/** A server that only counts what it is asked. */
function serve(list: () => Promise<string>): { reflector: Reflector; clock: SimulatedClock; watches: { request: ApiRequest; sink: WatchSink; isOpen: boolean }[]; failures: unknown[] } {
  const watches: { request: ApiRequest; sink: WatchSink; isOpen: boolean }[] = [];
  const failures: unknown[] = [];
  const transport: Transport = {
    send: () => Promise.reject(new Error('not asked')),
    connect: () => { throw new Error('not asked'); },
    watch: (request, sink) => {
      const watch = { request, sink, isOpen: true };
      watches.push(watch);
      return { dispose: () => { watch.isOpen = false; } };
    },
  };
  const clock = new SimulatedClock(systemClock, { startMs: 0, isPaused: true });
  const reflector = new Reflector({
    client: new Client(transport, { userAgent: 'test' }), clock, maxBackoffMs: 300, request: { ref: pods, query: { fieldSelector: 'metadata.name=a' } }, list,
    apply: (events) => (events.at(-1)?.object as { rv: string } | undefined)?.rv, onFailure: (error) => failures.push(error),
  });
  reflector.start();
  return { reflector, clock, watches, failures };
}

const settled = async (): Promise<void> => { for (let i = 0; i < 20; i++) await Promise.resolve(); };

test('a watch that ends is taken up where it stood; an expired one begins with a new list', async () => {
  let lists = 0;
  const { reflector, watches, failures } = serve(() => Promise.resolve(`${++lists}0`));
  await settled();
  expect(watches[0]?.request).toMatchObject({ verb: 'watch', userAgent: 'test', query: { fieldSelector: 'metadata.name=a', resourceVersion: '10', allowWatchBookmarks: 'true' } });
  void watches[0]?.sink.onEvents([{ type: 'ADDED', object: { rv: '11' } }]);
  watches[0]?.sink.onClose();
  await settled();
  expect(watches[1]?.request.query?.['resourceVersion']).toBe('11');
  void watches[1]?.sink.onEvents([{ type: 'ERROR', object: { code: 410, message: 'too old' } as Status }]);
  await settled();
  expect([lists, watches[1]?.isOpen, watches[2]?.request.query?.['resourceVersion'], failures]).toEqual([2, false, '20', []]);
  reflector.dispose();
  expect(watches.map((w) => w.isOpen)).toEqual([false, false, false]);
});

test('failures are told and tried again, less and less often up to the limit; none after dispose', async () => {
  let lists = 0;
  const { reflector, clock, failures } = serve(() => {
    lists++;
    return Promise.reject(new Error('down'));
  });
  const at: number[] = [];
  for (let ms = 0; ms < 1000; ms += 50) {
    const before = lists;
    await settled();
    clock.advanceTo(ms + 50);
    await settled();
    if (lists > before) at.push(clock.now());
  }
  expect(at).toEqual([100, 300, 600, 900]);
  expect(failures.length).toBe(lists);
  reflector.dispose();
  clock.advanceTo(2000);
  await settled();
  expect(lists).toBe(failures.length);
});
