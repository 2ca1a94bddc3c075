// Remembers the requests that made the latest Pods, and tells by playing them again what each step of the server added. Differs from Kubernetes: its audit log knows requests, not steps.
import { formatTime } from '../../base/clock.ts';
import { isFields } from '../../api/meta/json.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { FieldChange, PodWay } from '../../client/pod-way.ts';
import type { AdmissionAttributes } from './admission/admission.ts';
import type { PodCreations, RequestContext } from './request-context.ts';
import { decodeBody, decodeValue } from './rulebook.ts';

/** Older Pods are forgotten: each costs the body of its request and its first version. */
const maxCreations = 200;

interface Creation {
  readonly context: RequestContext;
  readonly atMs: number;
  /** As it was stored first. */
  readonly created: KubeObject;
}

export class LatestPodCreations implements PodCreations {
  readonly #byUid = new Map<string, Creation>();

  record(context: RequestContext, created: KubeObject): void {
    const { uid } = created.metadata;
    if (uid === undefined) return;
    this.#byUid.set(uid, { context, atMs: context.server.clock.now(), created });
    if (this.#byUid.size <= maxCreations) return;
    const [oldest = ''] = this.#byUid.keys();
    this.#byUid.delete(oldest);
  }

  wayOf(uid: string): PodWay | undefined {
    const creation = this.#byUid.get(uid);
    return creation && wayOf(creation);
  }
}

/** The body is decoded and admitted once more; values that chance makes are those of the stored Pod. */
function wayOf({ context, atMs, created }: Creation): PodWay {
  const { request, user, server, row, namespace } = context;
  const again: RequestContext = { ...context, warnings: [] };
  const sent = sentValue(again);
  const object = sent === undefined ? decodeBody(again, 'Ignore') : decodeValue(again, structuredClone(sent), 'Ignore');
  const valueIn = (changes: readonly Change[]): FieldChange[] => changes.map(({ segments, value }) => ({ path: pathText(segments), value: valueAt(created, segments) ?? value }));
  const defaults = changesOf(sent ?? {}, object);
  const attributes: AdmissionAttributes = { operation: 'CREATE', row, subresource: '', namespace, name: object.metadata.name ?? '', object, oldObject: undefined, user, isDryRun: true, warnings: [] };
  const steps = server.admission.plugins.map((plugin) => {
    const before = structuredClone(object);
    plugin.admit?.(attributes);
    return { plugin: plugin.name, changes: valueIn(changesOf(before, object)) };
  });
  return {
    kind: 'PodWay',
    apiVersion: 'podlab/v1',
    request: {
      method: request.verb === 'patch' ? 'PATCH' : 'POST',
      path: `/api/v1/namespaces/${namespace}/pods${request.verb === 'patch' ? `/${request.name ?? ''}` : ''}${queryText(request.query)}`,
      userAgent: request.userAgent ?? '',
      contentType: request.contentType ?? 'application/json',
      receivedAt: formatTime(atMs),
    },
    user: { name: user.name, groups: [...user.groups] },
    defaults: valueIn(defaults),
    admission: steps.filter(({ changes }) => changes.length > 0),
    admitted: steps.filter(({ changes }) => changes.length === 0).map(({ plugin }) => plugin),
    system: valueIn(changesOf(object, created)),
    stored: { uid: created.metadata.uid ?? '', resourceVersion: created.metadata.resourceVersion ?? '' },
  };
}

/** The body as JSON holds it; undefined when only its decoder can read it. */
function sentValue({ request, server }: RequestContext): unknown {
  if (request.body !== undefined) return request.body;
  try {
    return JSON.parse(request.rawBody ?? '') as unknown;
  } catch {
    return server.yaml?.parse(request.rawBody ?? '').value;
  }
}

function queryText(query: RequestContext['request']['query']): string {
  const words = Object.entries(query ?? {}).flatMap(([name, value]) => [value].flat().map((one) => `${name}=${one}`));
  return words.length === 0 ? '' : `?${words.join('&')}`;
}

type Segments = readonly (string | number)[];

interface Change {
  readonly segments: Segments;
  readonly value: unknown;
}

/** The topmost fields that `after` has more or otherwise than `before`; bookkeeping of fields left out. */
function changesOf(before: unknown, after: unknown, segments: Segments = []): Change[] {
  if (after === undefined || segments.join('.') === 'metadata.managedFields') return [];
  if (Array.isArray(before) && Array.isArray(after)) return after.flatMap((value, at) => changesOf((before as unknown[])[at], value, [...segments, at]));
  if (isFields(before) && isFields(after)) return Object.entries(after).flatMap(([name, value]) => changesOf(before[name], value, [...segments, name]));
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ segments, value: after }];
}

function valueAt(object: unknown, segments: Segments): unknown {
  return segments.reduce<unknown>((at, segment) => (at as Record<string | number, unknown> | undefined)?.[segment], object);
}

function pathText(segments: Segments): string {
  return segments.map((segment, at) => (typeof segment === 'number' ? `[${segment}]` : /^[\w-]+$/.test(segment) ? `${at === 0 ? '' : '.'}${segment}` : `[${segment}]`)).join('');
}
