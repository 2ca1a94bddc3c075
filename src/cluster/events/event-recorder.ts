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
  readonly name: string;
  readonly firstTimestamp: string;
  readonly message: string;
  /** That it stands for several messages. */
  readonly isCombined: boolean;
  count: number;
}

/** What was told of one object for one reason. */
interface Aggregate {
  readonly type: string;
  readonly reason: string;
  readonly fieldPath: string | undefined;
  /** The different messages of the last while; one alone is no list. */
  messages: string | readonly string[];
  recorded: readonly Recorded[];
  lastMs: number;
}

/** What the correlator knows of one object. */
interface Subject {
  tokens: number;
  lastMs: number;
  aggregates: readonly Aggregate[];
  /** As the last Event has it in the store. */
  reference: ObjectReference | undefined;
}

const maxSimilar = 10;
const similarWindowMs = 600_000;
const spamBurst = 25;
const spamRefillMs = 300_000;
const maxRemembered = 4096;
/** Of one object: its reasons, and the Events of one reason. */
const maxOfSubject = 64;

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
  const subjects = new Map<string, Subject>();
  let queue: Promise<unknown> = Promise.resolve();
  /** Parts that the store has are handed to it again, so that thousands of Events hold them once. */
  let source: Event['source'] = { component, ...(host !== undefined && { host }) };

  const subjectOf = (reference: ObjectReference): Subject => {
    const key = `${reference.kind}/${reference.namespace}/${reference.name}/${reference.uid}`;
    const subject = subjects.get(key) ?? { tokens: spamBurst, lastMs: clock.now(), aggregates: [], reference: undefined };
    remember(subjects, key, subject);
    return subject;
  };

  const isSpam = (subject: Subject): boolean => {
    subject.tokens = Math.min(spamBurst, subject.tokens + (clock.now() - subject.lastMs) / spamRefillMs);
    subject.lastMs = clock.now();
    if (subject.tokens < 1) return true;
    subject.tokens--;
    return false;
  };

  const aggregateOf = (subject: Subject, type: string, reason: string, fieldPath: string | undefined): Aggregate => {
    let aggregate = subject.aggregates.find((a) => a.reason === reason && a.type === type && a.fieldPath === fieldPath);
    if (aggregate === undefined) {
      aggregate = { type, reason, fieldPath, messages: [], recorded: [], lastMs: -Infinity };
      subject.aggregates = appended(subject.aggregates, aggregate);
    }
    return aggregate;
  };

  /** The eleventh different message of one reason within ten minutes, and those after it, are told in one Event. */
  const isCombined = (aggregate: Aggregate, message: string): boolean => {
    const isFresh = clock.now() - aggregate.lastMs <= similarWindowMs;
    aggregate.lastMs = clock.now();
    if (!isFresh) {
      aggregate.messages = message;
      return false;
    }
    const known = typeof aggregate.messages === 'string' ? [aggregate.messages] : aggregate.messages;
    if (known.includes(message)) return false;
    if (known.length >= maxSimilar) return true;
    aggregate.messages = [...known, message];
    return false;
  };

  const write = (send: () => Promise<unknown>): void => {
    queue = queue.then(send).catch(() => undefined);
  };

  return {
    event(about, type, reason, message, fieldPath) {
      const reference = 'metadata' in about ? referenceTo(about, about.kind ?? 'Pod', about.apiVersion ?? 'v1', fieldPath) : about;
      const subject = subjectOf(reference);
      if (isSpam(subject)) return;
      const aggregate = aggregateOf(subject, type, reason, reference.fieldPath);
      const isOneOfMany = isCombined(aggregate, message);
      const text = isOneOfMany ? `(combined from similar events): ${message}` : message;
      const now = formatTime(clock.now());
      const namespace = reference.namespace === undefined || reference.namespace === '' ? 'default' : reference.namespace;
      const known = aggregate.recorded.find((r) => r.isCombined === isOneOfMany && (isOneOfMany || r.message === message));
      if (known !== undefined) {
        known.count++;
        const { name, count } = known;
        const recreate = toEvent({ name, firstTimestamp: known.firstTimestamp, count }, namespace, reference, type, reason, text, now);
        write(() => client
          .patch(events, name, namespace, 'application/strategic-merge-patch+json', { count, lastTimestamp: now, ...(isOneOfMany && { message: text }) })
          .catch(() => client.create<Event>(events, { ...recreate, metadata: { name: eventName(reference.name ?? '', clock.now()), namespace } }, namespace)));
        return;
      }
      const name = eventName(reference.name ?? '', clock.now());
      aggregate.recorded = appended(aggregate.recorded, { name, firstTimestamp: now, message, isCombined: isOneOfMany, count: 1 });
      write(async () => {
        const held = subject.reference !== undefined && isSameReference(subject.reference, reference) ? subject.reference : reference;
        const made = toEvent({ name, firstTimestamp: now, count: 1 }, namespace, held, type, reason, text, now);
        // Upstream's correlator makes the combined Event anew and leaves the reporter out.
        const stored = await client.create<Event>(events, isOneOfMany ? { ...made, reportingComponent: '' } : made, namespace);
        source = stored.source;
        subject.reference = stored.involvedObject;
      });
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
      source,
      firstTimestamp: at.firstTimestamp,
      lastTimestamp: now,
      count: at.count,
      type,
      reportingComponent: component,
      reportingInstance: host ?? '',
    };
  }
}

function isSameReference(a: ObjectReference, b: ObjectReference): boolean {
  return a.uid === b.uid && a.resourceVersion === b.resourceVersion && a.fieldPath === b.fieldPath && a.name === b.name && a.namespace === b.namespace && a.kind === b.kind && a.apiVersion === b.apiVersion;
}

/** A list of its exact size, since most have one entry; the oldest gives way when there are too many. */
function appended<T>(list: readonly T[], item: T): readonly T[] {
  return (list.length < maxOfSubject ? list : list.slice(1)).concat([item]);
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
