// Plays one story to controllers in an order drawn from a seed: watches deliver late, together, twice or after a relist; answers wait; requests fail; others touch objects.
// In the end everything arrives and time passes: the controllers must come to the same state in every order, and then write no more.
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/base/clock.ts';
import { DisposableStore } from '../../../src/base/disposable.ts';
import { type Random, randomInt, seededRandom } from '../../../src/base/random.ts';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { newInternalError, StatusError } from '../../../src/api/meta/status-error.ts';
import { Client } from '../../../src/client/client.ts';
import type { ApiRequest, ApiResponse, Transport, WatchEvent, WatchSink } from '../../../src/client/transport.ts';
import { InformerFactory } from '../../../src/cluster/component-helpers/informer-factory.ts';
import type { Controller } from '../../../src/cluster/controllers/controller.ts';
import { isRefusal, resourceKey, TinyApi } from './tiny-api.ts';

/** What happens at one moment, by hands that are not the controllers'. */
export type Step = (api: TinyApi, random: Random) => void;

export interface Story {
  readonly controllers: readonly Controller[];
  /** What is there before the controllers start. */
  readonly initial?: (api: TinyApi) => void;
  /** Done in this order, at any moments. */
  readonly steps?: readonly Step[];
  /** The rest of the cluster: does one thing that is to be done, at any moment. False when there is nothing. */
  readonly world?: (api: TinyApi, random: Random) => boolean;
  /** After the last step, until nothing may change any more. */
  readonly settleSeconds?: number;
  /** How long they must then write nothing. */
  readonly quietSeconds?: number;
  /** What is written again and again, as upstream does. */
  readonly repeats?: RegExp;
  /** The clock jumps a day now and then. */
  readonly jumps?: boolean;
  /** What must be the same in all orders; without it everything but names, times and versions. */
  readonly view?: (api: TinyApi) => unknown;
  /** Must hold after every write. */
  readonly invariant?: (api: TinyApi) => void;
}

export interface Played {
  readonly view: string;
  /** Writes in the quiet time after the story, which must not be. */
  readonly lateWrites: readonly string[];
  readonly bugs: readonly unknown[];
  readonly writes: number;
  readonly trace: readonly string[];
}

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 0, 1, 12);
const stoppedHost: Clock = { now: () => startMs, setTimeout: () => ({ dispose: () => undefined }) };
const writing: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

function about({ verb, ref, name = '', subresource = '' }: ApiRequest): string {
  return `${verb} ${ref?.resource ?? ''} ${name} ${subresource}`;
}

class Stream {
  readonly resource: string;
  readonly sink: WatchSink;
  readonly queue: WatchEvent[];
  last: WatchEvent | undefined;

  constructor(resource: string, sink: WatchSink, queue: WatchEvent[]) {
    this.resource = resource;
    this.sink = sink;
    this.queue = queue;
  }

  deliver(count: number): void {
    const events = this.queue.splice(0, count);
    this.last = events.at(-1);
    void this.sink.onEvents(events);
  }
}

/** The network between controllers and API: nothing passes but when it is told to. */
class Network implements Transport {
  readonly api: TinyApi;
  readonly #random: Random;
  readonly streams = new Set<Stream>();
  readonly waiting: (() => void)[] = [];
  readonly writes: string[] = [];
  isCalm = false;

  readonly trace: string[];

  constructor(api: TinyApi, random: Random, trace: string[]) {
    this.api = api;
    this.#random = random;
    this.trace = trace;
    api.onEvent = (resource, { event }) => { for (const stream of this.streams) if (stream.resource === resource) stream.queue.push(event); };
  }

  send(request: ApiRequest): Promise<ApiResponse> {
    if (writing.has(request.verb)) this.writes.push(about(request));
    if (request.ref?.resource === 'events' && request.verb !== 'list') return Promise.resolve({ code: 200, body: request.body, warnings: [] });
    if (this.isCalm || this.#random.next() < 0.7) return Promise.resolve(this.#answer(request));
    return new Promise((resolve) => { this.waiting.push(() => { resolve(this.#answer(request)); }); });
  }

  #answer(request: ApiRequest): ApiResponse {
    if (!this.isCalm && this.#random.next() < 0.02) return this.#refuse(request, newInternalError('injected'));
    try {
      const body = this.api.answer(request);
      if (writing.has(request.verb)) this.trace.push(`${about(request)} -> ${this.api.version}`);
      return { code: 200, body, warnings: [] };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return this.#refuse(request, error);
    }
  }

  #refuse(request: ApiRequest, error: StatusError): ApiResponse {
    this.trace.push(`${about(request)} -> ${error.message}`);
    return { code: error.code, body: error.status, warnings: [] };
  }

  watch(request: ApiRequest, sink: WatchSink): { dispose(): void } {
    const resource = request.ref === undefined ? '' : resourceKey(request.ref);
    const since = Number(request.query?.['resourceVersion'] ?? '0');
    const stream = new Stream(resource, sink, (this.api.log.get(resource) ?? []).filter(({ version }) => version > since).map(({ event }) => event));
    this.streams.add(stream);
    return { dispose: () => { this.streams.delete(stream); } };
  }

  connect(): never {
    throw new Error('nothing to connect to');
  }

  busy(): Stream[] {
    const busy: Stream[] = [];
    for (const stream of this.streams) if (stream.queue.length > 0) busy.push(stream);
    return busy;
  }

  /** One thing passes: events, an answer, or an end of a watch. False when nothing is on its way. */
  pass(): boolean {
    const busy = this.busy();
    const choices = busy.length + this.waiting.length;
    if (choices === 0) return false;
    const choice = randomInt(this.#random, choices);
    const stream = busy[choice];
    if (stream === undefined) {
      this.waiting.splice(choice - busy.length, 1)[0]?.();
      return true;
    }
    const chance = this.isCalm ? 1 : this.#random.next();
    this.trace.push(`${stream.resource}: ${chance < 0.02 ? 'expired' : chance < 0.04 ? 'closed' : chance < 0.1 ? 'again' : 'events'}`);
    if (chance < 0.02) void stream.sink.onEvents([{ type: 'ERROR', object: expired }]);
    else if (chance < 0.04) stream.sink.onClose();
    else if (chance < 0.1 && stream.last !== undefined) void stream.sink.onEvents([stream.last]);
    else stream.deliver(this.isCalm ? stream.queue.length : 1 + randomInt(this.#random, 3));
    return true;
  }
}

const expired = new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'too old resource version', reason: 'Expired', code: 410 }).status;

/** Somebody writes an annotation that means nothing. */
function touch(api: TinyApi, random: Random): void {
  const resources = api.resources();
  const objects = api.all(resources[randomInt(random, resources.length)] ?? '');
  const object = objects[randomInt(random, objects.length)];
  const resource = resources.find((r) => api.all(r).includes(object as never));
  if (object === undefined || resource === undefined) return;
  const { namespace = '', name } = object.metadata;
  api.patch(resource, namespace === '' ? name : `${namespace}/${name}`, { metadata: { annotations: { noise: String(api.version) } } }, 'application/merge-patch+json');
}

async function playOrder(story: Story, seed: number): Promise<Played> {
  // Refusals are made by the thousand here; nobody reads where.
  Error.stackTraceLimit = 0;
  const random = seededRandom(seed);
  const clock = new SimulatedClock(stoppedHost, { isPaused: true, startMs });
  const api = new TinyApi(clock);
  const bugs: unknown[] = [];
  const trace: string[] = [];
  const network = new Network(api, random, trace);
  const owned = new DisposableStore();
  const clientFor = (component: string): Client => new Client(network, { userAgent: component });
  story.initial?.(api);
  const informers = owned.add(new InformerFactory(clientFor('kube-controller-manager'), clock));
  const context = { clock, random, informers, clientFor, certificate: 'CA', newSecret: () => 'secret', onError: (error: unknown) => { if (!(error instanceof StatusError)) bugs.push(error); } };
  for (const controller of story.controllers) owned.add(controller.start(context));
  informers.start();
  const check = (): void => {
    if (story.invariant === undefined) return;
    try {
      story.invariant(api);
    } catch (error) {
      bugs.push(error);
    }
  };
  const steps = [...(story.steps ?? [])];
  let touches = 3;
  await setImmediate();
  // Far more than any story needs: who gets here writes without end.
  let left = 20_000;
  const countDown = (): void => { if (--left < 0) throw new Error(`seed ${seed} never comes to rest: ${trace.slice(-40).join('; ')}`); };
  for (;;) {
    countDown();
    const chance = random.next();
    if (chance < 0.15 && steps.length > 0) {
      trace.push(`step ${(story.steps?.length ?? 0) - steps.length}`);
      steps.shift()?.(api, random);
    } else if (chance < 0.4 && story.world?.(api, random) === true) trace.push('world');
    else if (chance < 0.45) clock.advanceTo(clock.now() + (story.jumps === true && chance < 0.403 ? dayMs : randomInt(random, 3000)));
    else if (chance < 0.48 && touches > 0) {
      touches--;
      touch(api, random);
    } else if (!network.pass() && steps.length === 0 && story.world?.(api, random) !== true) break;
    check();
    // A few turns only: what is not at its end goes on while other things happen.
    for (let turns = randomInt(random, 12); turns > 0; turns--) await Promise.resolve();
  }
  network.isCalm = true;
  const rest = async (): Promise<void> => {
    await setImmediate();
    while (network.pass() || story.world?.(api, random) === true) {
      countDown();
      check();
      await setImmediate();
    }
  };
  const letPass = async (seconds: number): Promise<void> => {
    await rest();
    let isOver = false;
    clock.setTimeout(() => { isOver = true; }, seconds * 1000);
    while (!isOver) {
      countDown();
      clock.step();
      await rest();
    }
  };
  await letPass(story.settleSeconds ?? 700);
  const before = network.writes.length;
  await letPass(story.quietSeconds ?? 400);
  const played: Played = { view: text(story.view === undefined ? everything(api) : story.view(api)), lateWrites: network.writes.slice(before).filter((w) => story.repeats?.test(w) !== true), bugs, writes: before, trace };
  owned.dispose();
  clock.dispose();
  await setImmediate();
  return played;
}

const volatile: ReadonlySet<string> = new Set(['uid', 'resourceVersion', 'generation', 'observedGeneration', 'creationTimestamp', 'noise', 'lastTransitionTime', 'lastUpdateTime', 'lastProbeTime', 'startTime', 'completionTime', 'lastHeartbeatTime', 'timeAdded', 'nodeName', 'deletionTimestamp']);

function everything(api: TinyApi): string[] {
  return api.resources().flatMap((resource) => api.all(resource).map((object) => `${resource} ${text(object)}`)).sort();
}

function text(value: unknown): string {
  const json = JSON.stringify(value, (key, one: unknown) => (volatile.has(key) ? undefined : key === 'annotations' && isOnlyNoise(one) ? undefined : one), 1);
  return json.replaceAll(/uid-\d+/g, 'UID').replaceAll(/-0[0-9a-z]{4}\b/g, '-*');
}

function isOnlyNoise(annotations: unknown): boolean {
  return Object.keys(annotations as object).every((key) => key === 'noise');
}

/** How many orders each story is played in: `PODLAB_ORDERS=5000 PODLAB_SEED=1001` plays others than the usual ones. */
export const orders = Number(process.env['PODLAB_ORDERS'] ?? '400');

/** Plays many orders; the view that all of them end with. Throws what is wrong with the first that differs, with its seed. */
export async function playOrders(story: Story, count: number, firstSeed = Number(process.env['PODLAB_SEED'] ?? '1')): Promise<unknown> {
  let expected: string | undefined;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const played = await playOrder(story, seed);
    const where = `seed ${seed}: ${played.trace.join('\n')}`;
    if (played.bugs.length > 0) throw new Error(`${where}\n${played.bugs.map(String).join('\n')}`);
    if (played.lateWrites.length > 0) throw new Error(`${where}\nwrites after the end: ${played.lateWrites.slice(0, 10).join('; ')}\n${played.view}`);
    expected ??= played.view;
    if (played.view !== expected) throw new Error(`${where}\nexpected ${expected}\nbut got ${played.view}`);
  }
  return JSON.parse(expected ?? 'null');
}
