// Clients that write the same objects at once, over a disk that takes its time: each history of answers is one that a single client could have had.
// PODLAB_HISTORIES=N plays more; a failure prints its seed.
import { expect, test } from 'vitest';
import { type Random, randomInt, seededRandom } from '../../../src/base/random.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import type { Transport } from '../../../src/client/transport.ts';
import { configMaps } from '../../../src/client/resources.ts';
import { createApiServer } from '../../../src/cluster/apiserver/api-server.ts';
import type { Persistence } from '../../../src/cluster/store/persistence.ts';
import { Store } from '../../../src/cluster/store/store.ts';

const histories = Number(process.env['PODLAB_HISTORIES'] ?? 50_000);
const clients = 3;
const callsEach = 3;

interface Stored { readonly revision: string; readonly value: string }
type Answer = { readonly code: number; readonly stored?: Stored };
interface Operation {
  readonly verb: 'create' | 'get' | 'update' | 'patch' | 'delete';
  readonly key: string;
  readonly value: string;
  /** The revision that an update or a delete asks for; '' for whichever. */
  readonly revision: string;
  readonly calledAt: number;
  answeredAt: number;
  answer: Answer;
}

const microtasks = async (count: number): Promise<void> => { for (let i = 0; i < count; i++) await Promise.resolve(); };

/** A disk whose writes end after a few turns. */
function slowDisk(random: Random): Persistence {
  return { load: () => Promise.resolve({ highWaterMark: 0, atMs: 0, records: [] }), append: () => microtasks(randomInt(random, 12)), reserve: () => Promise.resolve() };
}

async function call(transport: Transport, { verb, key, value, revision }: Operation): Promise<Answer> {
  const metadata = { name: key, ...(revision !== '' && { resourceVersion: revision }) };
  const at = { ref: configMaps, namespace: 'default' };
  const requests = {
    create: () => ({ verb: 'create' as const, ...at, body: { metadata: { name: key }, data: { value } } }),
    get: () => ({ verb: 'get' as const, ...at, name: key }),
    update: () => ({ verb: 'update' as const, ...at, name: key, body: { metadata, data: { value } } }),
    patch: () => ({ verb: 'patch' as const, ...at, name: key, contentType: 'application/merge-patch+json', body: { data: { value } } }),
    delete: () => ({ verb: 'delete' as const, ...at, name: key, ...(revision !== '' && { body: { preconditions: { resourceVersion: revision } } }) }),
  };
  const { code, body } = await transport.send(requests[verb]());
  const object = body as { metadata?: { resourceVersion?: string }; data?: { value: string } };
  return { code, ...(code < 300 && verb !== 'delete' && { stored: { revision: object.metadata?.resourceVersion ?? '', value: object.data?.value ?? '' } }) };
}

/** One history: what three clients did with two objects, in the order of their calls. */
async function play(transport: Transport, random: Random, id: number): Promise<Operation[]> {
  const operations: Operation[] = [];
  let time = 0;
  const client = async (): Promise<void> => {
    const seen = new Map<string, string>();
    for (let i = 0; i < callsEach; i++) {
      await microtasks(randomInt(random, 6));
      const key = `h${id}-${randomInt(random, 2)}`;
      const verb = (['create', 'create', 'get', 'update', 'patch', 'delete'] as const)[randomInt(random, 6)] ?? 'get';
      const operation: Operation = { verb, key, value: String(randomInt(random, 3)), revision: (verb === 'update' || verb === 'delete') && random.next() < 0.7 ? (seen.get(key) ?? '') : '', calledAt: time++, answeredAt: 0, answer: { code: 0 } };
      operations.push(operation);
      operation.answer = await call(transport, operation);
      operation.answeredAt = time++;
      if (operation.answer.stored !== undefined) seen.set(key, operation.answer.stored.revision);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return operations;
}

type State = ReadonlyMap<string, Stored>;

/** The state after `operation`, when its answer is what a store in that state gives; undefined when it is not. */
function after(state: State, { verb, key, value, revision, answer: { code, stored } }: Operation): State | undefined {
  const current = state.get(key);
  const put = (next: Stored | undefined): State => new Map(next === undefined ? [...state].filter(([name]) => name !== key) : [...state, [key, next]]);
  const isOld = revision !== '' && revision !== current?.revision;
  switch (verb) {
    case 'create':
      if (current !== undefined) return code === 409 ? state : undefined;
      return code === 201 && stored?.value === value ? put(stored) : undefined;
    case 'get':
      if (current === undefined) return code === 404 ? state : undefined;
      return code === 200 && stored?.revision === current.revision && stored.value === current.value ? state : undefined;
    case 'delete':
      if (current === undefined) return code === 404 ? state : undefined;
      return isOld ? (code === 409 ? state : undefined) : code === 200 ? put(undefined) : undefined;
    default:
      if (current === undefined) return code === 404 ? state : undefined;
      if (isOld) return code === 409 ? state : undefined;
      if (code !== 200 || stored?.value !== value) return undefined;
      // What changes nothing keeps its revision.
      return (stored.revision === current.revision) === (value === current.value) ? put(stored) : undefined;
  }
}

/** Looks for an order of the operations that agrees with their times and answers (Wing and Gong). */
function isLinearizable(operations: readonly Operation[], state: State = new Map(), left: readonly Operation[] = operations): boolean {
  if (left.length === 0) return true;
  const firstAnswer = Math.min(...left.map(({ answeredAt }) => answeredAt));
  return left.some((operation) => {
    if (operation.calledAt > firstAnswer) return false;
    const next = after(state, operation);
    return next !== undefined && isLinearizable(operations, next, left.filter((other) => other !== operation));
  });
}

const done = (verb: Operation['verb'], calledAt: number, answeredAt: number, answer: Answer, value = '1', revision = ''): Operation => ({ verb, key: 'a', value, revision, calledAt, answeredAt, answer });
const one = { revision: '1', value: '1' };

test('the judge itself tells a stale read, a lost write and two creations', () => {
  expect(isLinearizable([done('create', 0, 3, { code: 201, stored: one }), done('get', 1, 2, { code: 404 })])).toBe(true);
  expect(isLinearizable([done('create', 0, 1, { code: 201, stored: one }), done('get', 2, 3, { code: 404 })])).toBe(false);
  expect(isLinearizable([done('create', 0, 1, { code: 201, stored: one }), done('create', 2, 3, { code: 201, stored: { revision: '2', value: '1' } })])).toBe(false);
  expect(isLinearizable([done('create', 0, 1, { code: 201, stored: one }), done('update', 2, 5, { code: 200, stored: { revision: '2', value: '2' } }, '2', '1'), done('update', 3, 4, { code: 200, stored: { revision: '3', value: '0' } }, '0', '1')])).toBe(false);
});

test(`${histories} histories of ${clients} clients are linearizable`, async () => {
  const perServer = 1000;
  let conflicts = 0;
  for (let first = 0; first < histories; first += perServer) {
    const random = seededRandom(first);
    const store = await Store.open({ clock: systemClock, persistence: slowDisk(random) });
    const server = createApiServer({ store, clock: systemClock, random, onError: (error) => { throw error; } });
    await server.bootstrap();
    for (let id = first; id < Math.min(first + perServer, histories); id++) {
      const operations = await play(server.transport(), random, id);
      if (!isLinearizable(operations)) expect.fail(`history ${id - first} of seed ${first}: ${JSON.stringify(operations)}`);
      conflicts += operations.filter(({ answer }) => answer.code === 409).length;
    }
    server.dispose();
  }
  expect(conflicts).toBeGreaterThan(histories / 10);
}, 240_000);
