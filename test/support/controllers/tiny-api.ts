// An API server in a few lines for tests of controllers: what its verbs do to objects and watches, without validation, defaults or admission.
import { formatTime, type Clock } from '../../../src/base/clock.ts';
import { typeSchema } from '../../../src/api/schema/schema.ts';
import { mergePatch } from '../../../src/api/patch/merge-patch.ts';
import { strategicMergePatch } from '../../../src/api/patch/strategic-merge-patch.ts';
import { deepEqual } from '../../../src/api/meta/deep-equal.ts';
import type { Fields } from '../../../src/api/meta/json.ts';
import type { KubeObject } from '../../../src/api/meta/object.ts';
import { failure, newAlreadyExists, newConflict, newNotFound, StatusError } from '../../../src/api/meta/status-error.ts';
import { kindRows, rowByResource } from '../../../src/api/scheme.ts';
import type { ApiRequest, ResourceRef, WatchEvent } from '../../../src/client/transport.ts';

/** Any object, as a test looks at it. */
export interface AnyObject extends KubeObject {
  spec?: Fields;
  status?: Fields;
  data?: unknown;
}

export interface LoggedEvent {
  readonly version: number;
  readonly event: WatchEvent<AnyObject>;
}

interface DeleteBody {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export function resourceKey({ group, resource }: ResourceRef): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function refOf(key: string): ResourceRef {
  const [resource = '', ...group] = key.split('.');
  const row = kindRows.find((r) => r.plural === resource && r.group === group.join('.'));
  return { group: group.join('.'), version: row?.version ?? 'v1', resource };
}

const graceful = 30;

/** Every call either changes the objects and tells all who log, or throws a StatusError. Objects are never changed in place. */
export class TinyApi {
  readonly clock: Clock;
  /** By resource, what happened, in order. */
  readonly log = new Map<string, LoggedEvent[]>();
  readonly #objects = new Map<string, Map<string, AnyObject>>();
  onEvent: (resource: string, logged: LoggedEvent) => void = () => undefined;
  #version = 0;
  #names = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get version(): number {
    return this.#version;
  }

  all(resource: string): AnyObject[] {
    return [...(this.#objects.get(resource)?.values() ?? [])];
  }

  resources(): string[] {
    return [...this.#objects.keys()];
  }

  get(resource: string, key: string): AnyObject | undefined {
    return this.#objects.get(resource)?.get(key);
  }

  create(resource: string, object: AnyObject): AnyObject {
    const { name = '', generateName = '', namespace = '' } = object.metadata;
    const given = name === '' ? `${generateName}${(++this.#names).toString(36).padStart(5, '0')}` : name;
    const key = namespace === '' ? given : `${namespace}/${given}`;
    const home = namespace === '' ? undefined : this.get('namespaces', namespace);
    if (home?.metadata.deletionTimestamp !== undefined) throw failure(403, 'Forbidden', `${given} is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`, { causes: [{ reason: 'NamespaceTerminating', message: '' }] });
    if (namespace !== '' && home === undefined && this.#objects.has('namespaces')) throw newNotFound(refOf('namespaces'), namespace);
    if (this.get(resource, key) !== undefined) throw newAlreadyExists(refOf(resource), given);
    const uid = `uid-${this.#version + 1}`;
    const metadata = { ...object.metadata, name: given, uid, creationTimestamp: formatTime(this.clock.now()), generation: 1 };
    return this.#store(resource, key, withDefaults(resource, { ...object, status: object.status ?? {}, metadata }), 'ADDED');
  }

  update(resource: string, key: string, object: AnyObject, subresource = ''): AnyObject {
    const old = this.#existing(resource, key);
    const { uid, resourceVersion } = object.metadata;
    if (uid !== undefined && uid !== old.metadata.uid) throw newConflict(refOf(resource), old.metadata.name, 'Precondition failed: UID in precondition');
    if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) throw newConflict(refOf(resource), old.metadata.name, 'the object has been modified');
    const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = old.metadata;
    const { deletionTimestamp: _d, deletionGracePeriodSeconds: _g, ...given } = object.metadata;
    const kept = { ...given, uid: old.metadata.uid, creationTimestamp, generation: old.metadata.generation, resourceVersion: old.metadata.resourceVersion, ...(deletionTimestamp !== undefined && { deletionTimestamp, deletionGracePeriodSeconds }) };
    // A status update may change annotations as well: the Deployment's revision is written so.
    const noted = given.annotations === undefined ? old.metadata : { ...old.metadata, annotations: given.annotations };
    const changed = subresource === 'status' ? { ...old, metadata: noted, status: object.status } : { ...object, status: old.status, metadata: kept };
    if (subresource !== 'status' && !deepEqual(changed.spec, old.spec)) changed.metadata = { ...changed.metadata, generation: (old.metadata.generation ?? 0) + 1 } as AnyObject['metadata'];
    if (deepEqual(changed, old)) return old;
    return this.#settle(resource, key, changed as AnyObject);
  }

  patch(resource: string, key: string, patch: Fields, contentType: string, subresource = ''): AnyObject {
    const old = this.#existing(resource, key);
    const ref = refOf(resource);
    const type = typeSchema(rowByResource(ref.group, ref.version, ref.resource)?.goType ?? '');
    const merged = contentType.includes('strategic') ? strategicMergePatch(old, patch, type) : mergePatch(old, patch);
    return this.update(resource, key, merged as unknown as AnyObject, subresource);
  }

  delete(resource: string, key: string, { gracePeriodSeconds, propagationPolicy, preconditions }: DeleteBody = {}): AnyObject {
    const old = this.#existing(resource, key);
    const { name, uid, resourceVersion, deletionTimestamp } = old.metadata;
    if ((preconditions?.uid ?? uid) !== uid || (preconditions?.resourceVersion ?? resourceVersion) !== resourceVersion) throw newConflict(refOf(resource), name, 'Precondition failed');
    let finalizers = [...(old.metadata.finalizers ?? [])];
    if (propagationPolicy !== undefined) finalizers = finalizers.filter((f) => f !== 'orphan' && f !== 'foregroundDeletion');
    if (propagationPolicy === 'Foreground') finalizers.push('foregroundDeletion');
    if (propagationPolicy === 'Orphan') finalizers.push('orphan');
    const waits = resource === 'pods' && isLive(old) && gracePeriodSeconds !== 0 ? (gracePeriodSeconds ?? graceful) : 0;
    if (deletionTimestamp !== undefined && waits > 0) return old;
    const metadata = { ...old.metadata, finalizers, deletionTimestamp: deletionTimestamp ?? formatTime(this.clock.now() + waits * 1000), deletionGracePeriodSeconds: waits };
    if (finalizers.length === 0) delete (metadata as { finalizers?: unknown }).finalizers;
    const marked = { ...old, metadata, ...(resource === 'namespaces' && { status: { ...old.status, phase: 'Terminating' } }) } as AnyObject;
    return deepEqual(marked, old) ? old : this.#settle(resource, key, marked);
  }

  /** Answers a request as the server would; what it does not know is a bug of the test. */
  answer(request: ApiRequest): unknown {
    const { verb, ref, name = '', namespace, subresource } = request;
    if (ref === undefined) throw new Error(`the tiny API serves no ${request.path ?? ''}`);
    const resource = resourceKey(ref);
    const key = namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
    const body = request.body as AnyObject;
    switch (verb) {
      case 'get': return this.#existing(resource, key);
      case 'list': return { metadata: { resourceVersion: String(this.#version) }, items: this.all(resource).filter((o) => namespace === undefined || o.metadata.namespace === namespace) };
      case 'create': return this.create(resource, { ...body, metadata: { ...body.metadata, ...(namespace !== undefined && { namespace }) } });
      case 'update':
        if (subresource === 'finalize') return this.#finalize(key, body);
        return this.update(resource, key, body, subresource);
      case 'patch': return this.patch(resource, key, body as unknown as Fields, request.contentType ?? '', subresource);
      case 'delete': return this.delete(resource, key, body as DeleteBody | undefined);
      default: throw new Error(`the tiny API knows no ${verb}`);
    }
  }

  #finalize(key: string, { spec }: AnyObject): AnyObject {
    const old = this.#existing('namespaces', key);
    return this.#settle('namespaces', key, { ...old, ...(spec && { spec }) });
  }

  #existing(resource: string, key: string): AnyObject {
    const object = this.get(resource, key);
    if (object === undefined) throw newNotFound(refOf(resource), key.split('/').at(-1) ?? key);
    return object;
  }

  /** Stores it, or takes it away when it was deleted and nothing holds it any more. */
  #settle(resource: string, key: string, object: AnyObject): AnyObject {
    const { deletionTimestamp, finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata;
    const isHeld = finalizers.length > 0 || deletionGracePeriodSeconds > 0 || (resource === 'namespaces' && ((object.spec?.['finalizers'] as unknown[] | undefined)?.length ?? 0) > 0);
    return this.#store(resource, key, object, deletionTimestamp !== undefined && !isHeld ? 'DELETED' : this.get(resource, key) === undefined ? 'ADDED' : 'MODIFIED');
  }

  #store(resource: string, key: string, object: AnyObject, type: 'ADDED' | 'MODIFIED' | 'DELETED'): AnyObject {
    const stored = Object.freeze({ ...object, metadata: Object.freeze({ ...object.metadata, resourceVersion: String(++this.#version) }) }) as AnyObject;
    let objects = this.#objects.get(resource);
    if (objects === undefined) this.#objects.set(resource, objects = new Map());
    if (type === 'DELETED') objects.delete(key);
    else objects.set(key, stored);
    const logged = { version: this.#version, event: { type, object: stored } };
    const log = this.log.get(resource);
    if (log === undefined) this.log.set(resource, [logged]);
    else log.push(logged);
    this.onEvent(resource, logged);
    return stored;
  }
}

function isLive({ spec, status }: AnyObject): boolean {
  return spec?.['nodeName'] !== undefined && status?.['phase'] !== 'Succeeded' && status?.['phase'] !== 'Failed';
}

/** What controllers rely on of the server's defaults and admission. */
function withDefaults(resource: string, object: AnyObject): AnyObject {
  const { uid, finalizers = [] } = object.metadata;
  const hold = (finalizer: string): AnyObject => ({ ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } });
  switch (resource) {
    case 'pods': return { ...object, status: { phase: 'Pending', ...object.status } };
    case 'namespaces': return { ...object, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
    case 'persistentvolumeclaims': return { ...hold('kubernetes.io/pvc-protection'), status: { phase: 'Pending', ...object.status } };
    case 'persistentvolumes': return { ...hold('kubernetes.io/pv-protection'), status: { phase: 'Pending', ...object.status } };
    case 'jobs.batch': {
      const labels = { 'batch.kubernetes.io/controller-uid': uid };
      const template = (object.spec?.['template'] ?? {}) as { metadata?: { labels?: Fields } };
      return { ...object, spec: { selector: { matchLabels: labels }, ...object.spec, template: { ...template, metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...labels } } } } };
    }
    default: return object;
  }
}

export function isRefusal(error: unknown): error is StatusError {
  return error instanceof StatusError;
}
