// Events go an hour after they were last written, are seen to go, and are remembered over a restart.
import { expect, test } from 'vitest';
import type { Clock } from '../../../src/base/clock.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import type { Event } from '../../../src/api/generated/core-v1.ts';
import type { New } from '../../../src/api/meta/object.ts';
import { Client } from '../../../src/client/client.ts';
import { events } from '../../../src/client/resources.ts';
import { createApiServer } from '../../../src/cluster/apiserver/api-server.ts';
import { EventExpiry } from '../../../src/cluster/apiserver/event-expiry.ts';
import { Store } from '../../../src/cluster/store/store.ts';

const stoppedHost: Clock = { now: () => 0, setTimeout: () => ({ dispose: () => undefined }) };
const minute = 60_000;
const event = (name: string): New<Event> => ({ metadata: { name, namespace: 'default' }, involvedObject: { kind: 'Pod', namespace: 'default', name: 'a' }, reason: 'Said', type: 'Normal', firstTimestamp: null, lastTimestamp: null, eventTime: null }) as unknown as New<Event>;
const settle = async (): Promise<void> => { for (let i = 0; i < 20; i++) await Promise.resolve(); };

async function start() {
  const clock = new SimulatedClock(stoppedHost, { isPaused: true, startMs: Date.UTC(2026, 0, 1) });
  const store = new Store({ clock });
  const server = createApiServer({ store, clock, random: seededRandom(1), onError: (error) => { throw error; } });
  await server.bootstrap();
  const transport = server.transport();
  const client = new Client(transport, { userAgent: 'test' });
  const pass = async (minutes: number): Promise<void> => {
    await settle();
    clock.advanceTo(clock.now() + minutes * minute);
    await settle();
  };
  return { clock, store, server, transport, client, pass, names: async () => (await client.list<Event>(events, 'default')).items.map(({ metadata }) => metadata.name) };
}

test('an Event that is written again lives an hour longer, and watchers see each go', async () => {
  const { transport, client, pass, names } = await start();
  const deleted: string[] = [];
  transport.watch({ verb: 'watch', ref: events, namespace: 'default', query: { timeoutSeconds: '86400' } }, { onEvents: (heard) => { for (const { type, object } of heard) if (type === 'DELETED') deleted.push((object as Event).metadata.name); return undefined; }, onClose: () => undefined });
  for (const name of ['a', 'b']) await client.create(events, event(name), 'default');
  await pass(30);
  await client.create(events, event('c'), 'default');
  const b = await client.get<Event>(events, 'b', 'default');
  await client.update(events, { ...b, count: 2 });
  await pass(29);
  expect(await names()).toEqual(['a', 'b', 'c']);
  await pass(2);
  expect(await names()).toEqual(['b', 'c']);
  await pass(31);
  expect(await names()).toEqual([]);
  expect(deleted).toEqual(['a', 'c', 'b']);
});

test('an Event that was deleted and made again is a new one', async () => {
  const { client, pass, names } = await start();
  await client.create(events, event('a'), 'default');
  await pass(40);
  await client.delete(events, 'a', 'default');
  await client.create(events, event('a'), 'default');
  await pass(25);
  expect(await names()).toEqual(['a']);
  await pass(40);
  expect(await names()).toEqual([]);
});

test('those that thousands of Pods made go in turns, all of them', async () => {
  const { client, clock, store, pass } = await start();
  for (let i = 0; i < 1200; i++) await client.create(events, event(`e${i}`), 'default');
  await settle();
  clock.advanceTo(clock.now() + 60 * minute + 59_999);
  expect(store.count('events')).toBe(1200);
  clock.step();
  expect(store.count('events')).toBe(700);
  await pass(1);
  expect(store.count('events')).toBe(0);
});

test('after a restart they are as old as their last write', async () => {
  const { client, clock, store, server, pass } = await start();
  await client.create(events, event('old'), 'default');
  await pass(45);
  await client.create(events, event('young'), 'default');
  server.dispose();
  await pass(1);
  const second = new EventExpiry(store, clock, (error) => { throw error; });
  await pass(16);
  expect(store.list('events').map(({ metadata }) => metadata.name)).toEqual(['young']);
  await pass(46);
  expect(store.count('events')).toBe(0);
  second.dispose();
});
