// Writes core/v1 Events about objects: client-go's tools/record with its correlator (count of equal Events, one summary for many similar ones, a rate limit per object).
import type { Clock } from '../../base/clock.ts';
import { formatMicroTime, formatTime } from '../../base/clock.ts';
import type { Event, ObjectReference } from '../../api/generated/core-v1.ts';
import type { KubeObject, New } from '../../api/meta/object.ts';
import type { Client } from '../../client/client.ts';
import { events } from '../../client/resources.ts';

export interface EventRecorder {
  /** Records about `object` (whose kind and apiVersion may be absent: then `about` says them). Never throws; a lost Event is only lost. */
  event(object: KubeObject | ObjectReference, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void;
}

interface Recorded {
  name: string;
  count: number;
  firstTimestamp: string;
  message: string;
}

interface Aggregate {
  messages: Set<string>;
  lastMs: number;
}

const maxSimilar = 10;
const similarWindowMs = 600_000;
const spamBurst = 25;
const spamRefillMs = 300_000;
const maxRemembered = 4096;

let order = 0;

/** `NAME.16hex`: the time in nanoseconds, made distinct by a counter. */
function eventName(objectName: string, nowMs: number): string {
  order = (order + 1) % 1_000_000;
  return `${objectName}.${(BigInt(Math.floor(nowMs)) * 1_000_000n + BigInt(order)).toString(16).padStart(16, '0')}`;
}

/** The reference by which an Event names what it is about. */
export function referenceTo(object: KubeObject, kind: string, apiVersion: string, fieldPath?: string): ObjectReference {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  return {
    kind: object.kind ?? kind,
    ...(namespace !== undefined && { namespace }),
    name,
    uid,
    apiVersion: object.apiVersion ?? apiVersion,
    resourceVersion,
    ...(fieldPath !== undefined && { fieldPath }),
  };
}

export interface EventSourceOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly component: string;
  readonly host?: string;
}

/** A recorder for one component. Writes of one recorder reach the server in the order of the calls. */
export function createEventRecorder({ client, clock, component, host }: EventSourceOptions): EventRecorder {
  const recorded = new Map<string, Recorded>();
  const aggregates = new Map<string, Aggregate>();
  const spam = new Map<string, { tokens: number; lastMs: number }>();
  let queue: Promise<unknown> = Promise.resolve();

  const isSpam = (reference: ObjectReference): boolean => {
    const key = `${reference.kind}/${reference.namespace}/${reference.name}/${reference.uid}`;
    const bucket = spam.get(key) ?? { tokens: spamBurst, lastMs: clock.now() };
    bucket.tokens = Math.min(spamBurst, bucket.tokens + (clock.now() - bucket.lastMs) / spamRefillMs);
    bucket.lastMs = clock.now();
    remember(spam, key, bucket);
    if (bucket.tokens < 1) return true;
    bucket.tokens--;
    return false;
  };

  /** The eleventh different message of one reason within ten minutes, and those after it, are told in one Event. */
  const combined = (aggregateKey: string, message: string): boolean => {
    const aggregate = aggregates.get(aggregateKey);
    const isFresh = aggregate !== undefined && clock.now() - aggregate.lastMs <= similarWindowMs;
    const current = isFresh ? aggregate : { messages: new Set<string>(), lastMs: 0 };
    current.lastMs = clock.now();
    if (current.messages.size < maxSimilar || !isFresh) current.messages.add(message);
    remember(aggregates, aggregateKey, current);
    return current.messages.size >= maxSimilar && !current.messages.has(message);
  };

  const write = (send: () => Promise<unknown>): void => {
    queue = queue.then(send).catch(() => undefined);
  };

  return {
    event(about, type, reason, message, fieldPath) {
      const reference = 'metadata' in about ? referenceTo(about, about.kind ?? 'Pod', about.apiVersion ?? 'v1', fieldPath) : about;
      if (isSpam(reference)) return;
      const aggregateKey = [reference.kind, reference.namespace, reference.name, reference.uid, reference.fieldPath, type, reason].join('|');
      const isCombined = combined(aggregateKey, message);
      const text = (isCombined ? `(combined from similar events): ${message}` : message).slice(0, 1024);
      const key = isCombined ? aggregateKey : `${aggregateKey}|${message}`;
      const now = formatTime(clock.now());
      const namespace = reference.namespace === undefined || reference.namespace === '' ? 'default' : reference.namespace;
      const known = recorded.get(key);
      if (known !== undefined) {
        known.count++;
        const { name, count } = known;
        const recreate = toEvent({ name, firstTimestamp: known.firstTimestamp, count }, namespace, reference, type, reason, text, now);
        write(() => client
          .patch(events, name, namespace, 'application/strategic-merge-patch+json', { count, lastTimestamp: now, ...(isCombined && { message: text }) })
          .catch(() => client.create<Event>(events, { ...recreate, metadata: { name: eventName(reference.name ?? '', clock.now()), namespace } }, namespace)));
        return;
      }
      const name = eventName(reference.name ?? '', clock.now());
      remember(recorded, key, { name, count: 1, firstTimestamp: now, message: text });
      write(() => client.create<Event>(events, toEvent({ name, firstTimestamp: now, count: 1 }, namespace, reference, type, reason, text, now), namespace));
    },
  };

  function toEvent(at: { name: string; firstTimestamp: string; count: number }, namespace: string, involvedObject: ObjectReference, type: string, reason: string, message: string, now: string): New<Event> {
    return {
      kind: 'Event',
      apiVersion: 'v1',
      metadata: { name: at.name, namespace },
      involvedObject,
      reason,
      message,
      source: { component, ...(host !== undefined && { host }) },
      firstTimestamp: at.firstTimestamp,
      lastTimestamp: now,
      count: at.count,
      type,
      reportingComponent: component,
      reportingInstance: host ?? '',
    };
  }
}

/** Keeps the most recent entries, as the correlator's LRU caches do. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= maxRemembered) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

/** An Event as the newer recorder (tools/events) of the scheduler writes it: eventTime, action and reporting controller instead of source and count. */
export function newStyleEvent(options: { reference: ObjectReference; related?: ObjectReference; type: string; reason: string; action: string; message: string; component: string; instance: string; nowMs: number }): New<Event> {
  const { reference, related, type, reason, action, message, component, instance, nowMs } = options;
  const namespace = reference.namespace === undefined || reference.namespace === '' ? 'default' : reference.namespace;
  return {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name: eventName(reference.name ?? '', nowMs), namespace },
    involvedObject: reference,
    ...(related !== undefined && { related }),
    reason,
    message: message.slice(0, 1024),
    source: {},
    eventTime: formatMicroTime(nowMs),
    type,
    action,
    reportingComponent: component,
    reportingInstance: instance,
  };
}
